// Does on the page what a person would do there: the one file that knows where things are.

import { show } from "./aside.js";

const WAIT_MS_MAX = 60_000;
const LOOK_MS = 60;
const POINT_MS = 700;
const LETTER_MS = 28;
const ID = /R-[2-9A-HJ-NP-Z]{6,12}/g;

/** Thrown where the tour was stopped, or where something did not come. */
export class Stopped extends Error {}

/** `pace` is how much of each pause is kept: 1 for people, 0 for tests. */
export class Actor {
  #pane = null;
  #signal;
  id = "";
  isPaused = false;
  isSkipping = false; // somebody wants the next step, paused or not

  constructor(pace, signal) {
    this.pace = pace;
    this.#signal = signal;
  }

  /** So many people stand side by side. */
  beside(count) {
    document.getElementById(`count-${count}`).click();
  }

  /** Is that person from now on: in their own window, else in the last one. In the channel that is open there, or in
   * the one of that name. */
  become(name, where = "design") {
    const panes = [...document.querySelectorAll(".pane")];
    this.#pane = panes.find((pane) => pane.ariaLabel?.startsWith(name)) ?? panes.at(-1);
    const pressed = (words) => [...this.#pane.querySelectorAll(".side button")].find((one) => one.textContent.includes(words));
    if (!this.#pane.ariaLabel?.startsWith(name)) pressed(name).click();
    pressed(where).click();
  }

  /** Types a line and sends it. */
  async type(line) {
    const field = this.#pane.querySelector(".talk .composer textarea");
    await this.#point(field);
    const write = (text) => {
      field.value = text;
      field.dispatchEvent(new Event("input"));
    };
    if (this.pace) for (let end = 1; end <= line.length; end += 1) {
      write(line.slice(0, end));
      await this.rest(LETTER_MS);
    }
    write(line);
    await this.rest(POINT_MS);
    field.form.requestSubmit();
  }

  /** Asks for a reward, and remembers its id. */
  async ask(line) {
    const before = new Set(this.#ids());
    const fresh = () => this.#ids().find((id) => !before.has(id));
    await this.type(line);
    await this.until(fresh);
    this.id = fresh();
  }

  /** Presses what bears these words: on this reward's message, else anywhere on the page. */
  async press(words) {
    const bears = (button) => button.textContent.trim() === words || button.ariaLabel === words;
    const found = () => [...(this.#message() ?? document).querySelectorAll("button, summary")].filter((one) => bears(one) && one.checkVisibility());
    await this.until(() => found().length);
    await this.#point(found().at(-1));
    found().at(-1).click();
    // Asked for a second time, the same reward is approved only once somebody has confirmed that it is meant.
    const confirm = [...document.querySelectorAll("dialog[open] button")].find(bears);
    if (!confirm) return;
    await this.#point(confirm);
    confirm.click();
  }

  /** Takes back what somebody made go wrong, so that what comes is as the captions say. */
  async calm() {
    const bank = document.querySelector("#aside .bank");
    const pressed = () => [...(bank?.querySelectorAll("button[aria-pressed='true']") ?? [])];
    bank?.querySelector("input[value='once']").click();
    for (const button of pressed()) button.click();
    await this.until(() => !pressed().length);
  }

  /** Presses what bears these words beside the conversations. */
  async pressBeside(words) {
    this.look("EnKash");
    const found = () => [...document.querySelectorAll("#aside button")].find((one) => one.textContent === words);
    await this.until(found);
    await this.#point(found());
    found().click();
  }

  /** Opens the thread below this reward's message. */
  async openThread() {
    await this.until(() => this.#message()?.querySelector(".replies"));
    await this.#point(this.#message().querySelector(".replies"));
    this.#message().querySelector(".replies").click();
  }

  /** Shows what is beside the conversations under that name. */
  look(name) {
    const toggle = document.getElementById("aside-toggle");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    show(name === "EnKash" ? "enkash" : "backstage");
  }

  /** Waits until this reward's message says that. */
  says(words) {
    return this.until(() => this.#message()?.textContent.includes(words));
  }

  /** Waits until the conversation that is open says that, wherever. */
  hears(words) {
    return this.until(() => this.#pane.querySelector(".talk").textContent.includes(words));
  }

  /** Waits until it stands there behind the scenes. */
  stands(status) {
    return this.until(() => {
      const where = document.querySelector(".where")?.textContent ?? "";
      return where.startsWith(status) && where.includes(this.id);
    });
  }

  /** Waits until the condition holds. */
  async until(holds) {
    for (const begun = performance.now(); !holds(); ) {
      if (performance.now() - begun > WAIT_MS_MAX) throw new Stopped("What should come now did not come, so the tour ends here.");
      await this.#wait(LOOK_MS);
    }
  }

  /** A rest that people need, and tests do not; until somebody goes on where it is paused. */
  async rest(ms) {
    const endsAt = performance.now() + ms * this.pace;
    for (let left = ms * this.pace; !this.isSkipping && (this.isPaused || left > 0); left = endsAt - performance.now()) {
      await this.#wait(left > 0 ? Math.min(LOOK_MS, left) : LOOK_MS);
    }
  }

  /** Time to read. The next step is not skipped with it. */
  async read(ms) {
    await this.rest(ms);
    this.isSkipping = false;
  }

  #wait(ms) {
    if (this.#signal.aborted) throw new Stopped("");
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Shows where the next press will be. */
  async #point(node) {
    node.scrollIntoView({ block: "nearest" });
    node.classList.add("pointed");
    await this.rest(POINT_MS).finally(() => node.classList.remove("pointed"));
  }

  /** The message of this reward's card in the conversation that is open. */
  #message() {
    if (!this.id) return null;
    const all = [...this.#pane.querySelectorAll(".talk article")];
    return all.filter((one) => one.textContent.includes(this.id) && !one.classList.contains("whisper")).at(-1);
  }

  /** The ids in the conversation that is open, each from one piece of text, so that no two words run into one. */
  #ids() {
    const texts = document.createTreeWalker(this.#pane.querySelector(".talk .messages"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(...(texts.currentNode.data.match(ID) ?? []));
    return found;
  }
}
