// The line that somebody types, with a list of what may be meant under the arrow keys.

import { completions } from "./complete.js";
import { icon, iconButton, setAttribute, setHidden, setText } from "./drawing.js";
import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

const ROWS_MAX = 8;
let made = 0;

/** `place()` says where the line goes, `send(line)` sends it and returns whether it went, `keep(line)` keeps the draft. */
export class Composer {
  constructor(memory, { place, send, keep }) {
    Object.assign(this, { memory, place, send, keep, found: null, chosen: 0 });
    const id = `composer-${(made += 1)}`;
    this.label = el("label", { for: id });
    this.field = el("textarea", {
      id, rows: 1, maxlength: 4000, autocomplete: "off", spellcheck: "false", role: "combobox",
      "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    this.list = el("ul", { id: `${id}-list`, class: "completions", role: "listbox", "aria-label": "Suggestions", hidden: true });
    const button = el("button", { type: "submit", class: "button primary send", "aria-label": "Send", title: "Send" }, icon("send"));
    this.shortcuts = el("div", { class: "shortcuts" });
    this.line = el("div", { class: "line" }, this.shortcuts, this.field, button);
    this.node = el("form", { class: "composer" }, this.list, this.label, this.line);
    this.#listen();
  }

  /** Shows another place's draft; where nobody may write, the words alone. */
  show(words, placeholder, line, isClosed = false) {
    setText(this.label, words);
    setHidden(this.line, isClosed);
    setAttribute(this.field, "placeholder", placeholder);
    if (this.field.value !== line) this.#put(line);
  }

  /** What can be chosen beside typing a line. */
  showShortcuts(shortcuts, choose) {
    const items = shortcuts.map(({ name, callback_id: id }) => ({ key: id, name }));
    fill(this.shortcuts, items, ({ name }) => iconButton("shortcut", name, ({ target }) => choose(target.closest("[data-key]").dataset.key)));
  }

  focus() {
    this.field.focus();
  }

  #listen() {
    this.field.addEventListener("input", () => {
      this.#fit();
      this.keep(this.field.value);
      this.#suggest();
    });
    this.field.addEventListener("keydown", (event) => this.#press(event));
    this.field.addEventListener("blur", () => this.#offer(null));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  async #submit() {
    const line = this.field.value;
    if (!line.trim()) return;
    this.#put("");
    this.keep("");
    const isSent = await this.send(line);
    if (isSent || this.field.value) return;
    this.#put(line);
    this.keep(line);
  }

  #put(line) {
    this.field.value = line;
    this.#fit();
    this.#offer(null);
  }

  #fit() {
    this.field.rows = Math.min(ROWS_MAX, this.field.value.split("\n").length);
  }

  #press(event) {
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (this.found && step) this.#choose(this.#beside(step));
    else if (this.found && this.chosen >= 0 && (key === "Enter" || (key === "Tab" && !shiftKey))) this.#accept(this.chosen);
    else if (this.found && key === "Escape") this.#offer(null);
    else if (key === "Enter" && !shiftKey) this.node.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #suggest() {
    const { selectionStart, selectionEnd, value } = this.field;
    this.#offer(selectionStart === selectionEnd ? completions(this.memory, this.place(), value, selectionStart) : null);
  }

  #offer(found) {
    this.found = found;
    this.list.hidden = !found;
    this.field.setAttribute("aria-expanded", String(Boolean(found)));
    this.list.replaceChildren(...(found?.options ?? []).map((option, place) => this.#optionNode(option, place)));
    // Before anything is typed of a word, Enter still sends the line as it stands.
    this.#choose(found?.isBegun ? 0 : -1);
  }

  #optionNode({ text, note }, place) {
    const node = el("li", { id: `${this.list.id}-${place}`, role: "option" }, el("b", {}, text.trim()), el("span", {}, note));
    // The field keeps its focus while an option is pressed.
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#accept(place);
    });
    return node;
  }

  #choose(place) {
    this.chosen = place;
    for (const [at, node] of [...this.list.children].entries()) node.setAttribute("aria-selected", String(at === place));
    const node = this.list.children[place];
    if (!node) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  }

  #beside(step) {
    const { length } = this.found.options;
    return this.chosen < 0 ? (step > 0 ? 0 : length - 1) : (this.chosen + step + length) % length;
  }

  #accept(place) {
    const { start, options } = this.found;
    this.field.setRangeText(options[place].text, start, this.field.selectionStart, "end");
    this.#fit();
    this.keep(this.field.value);
    this.#suggest();
  }
}
