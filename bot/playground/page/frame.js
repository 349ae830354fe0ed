// The frame of a pane: its parts, empty, in the order in which the Tab key meets them.

import { icon, iconButton } from "./drawing.js";
import { el } from "./mrkdwn.js";

/** `does` is what its own buttons do: tab(name), closeThread(), close(). Returns the pane's node and its parts. */
export function frame(id, does, composer, threadComposer) {
  const parts = {
    ...headParts(id, does),
    ...sideParts(id),
    ...talkParts(id, does),
    ...threadParts(id),
    dialog: el("dialog", { class: "modal" }),
  };
  parts.veil = el("div", { class: "veil", hidden: true }, parts.dialog);
  const talk = el(
    "div",
    { class: "talk" },
    el("div", { class: "talk-head" }, parts.channelName, parts.tabs, parts.channelNote),
    parts.home,
    parts.messages,
    composer,
  );
  const head = el("header", { class: "pane-head" }, parts.menu, parts.who, parts.close);
  parts.window = el("div", { class: "window" }, head, parts.side, talk, parts.thread);
  const closeThread = iconButton("close", "Close the thread", does.closeThread);
  parts.thread.append(
    el("header", { class: "thread-head" }, el("h3", { id: `${id}-thread` }, "Thread"), parts.threadPlace, closeThread),
    parts.replies,
    threadComposer,
  );
  return { node: el("section", { class: "pane", id }, parts.window, parts.veil), parts };
}

function headParts(id, { close }) {
  const menu = iconButton("menu", "People and conversations", () => {
    menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") !== "true"));
  });
  menu.classList.add("pane-menu");
  menu.setAttribute("aria-expanded", "false");
  menu.setAttribute("aria-controls", `${id}-side`);
  const closing = iconButton("close", "Close this person’s window", close);
  closing.classList.add("pane-close");
  return { menu, who: el("div", { class: "pane-who" }), close: closing };
}

function sideParts(id) {
  const lists = ["people", "channels", "apps", "locales"].map((name) => el("ul", { id: `${id}-${name}`, class: name, "aria-labelledby": `${id}-${name}-title` }));
  const titles = ["You are", "Channels", "Apps", "Language"].map((words, place) => el("h2", { id: `${lists[place].id}-title` }, words));
  const side = el("nav", { class: "side", id: `${id}-side`, "aria-label": "People and conversations" }, titles.flatMap((title, place) => [title, lists[place]]));
  const [people, channels, apps, locales] = lists;
  return { side, people, channels, apps, locales };
}

function talkParts(id, { tab }) {
  const buttons = ["home", "messages"].map((name) => {
    const words = name === "home" ? "Home" : "Messages";
    const button = el("button", { type: "button", role: "tab", id: `${id}-tab-${name}`, "aria-controls": `${id}-${name}`, "data-tab": name }, words);
    button.addEventListener("click", () => tab(name));
    return button;
  });
  const tabs = el("div", { class: "app-tabs", role: "tablist", "aria-label": "Shabash", hidden: true }, buttons);
  tabs.addEventListener("keydown", ({ key, target }) => {
    const other = ["ArrowLeft", "ArrowRight"].includes(key) && buttons.find((button) => button !== target);
    if (!other) return;
    other.focus();
    other.click();
  });
  return {
    channelName: el("h2", { id: `${id}-channel` }),
    channelNote: el("p", {}),
    tabs,
    home: el("div", { class: "home", id: `${id}-home`, role: "tabpanel", "aria-labelledby": `${id}-tab-home`, tabindex: "0", hidden: true }),
    messages: el("div", { class: "messages", id: `${id}-messages`, role: "log", "aria-live": "off", "aria-labelledby": `${id}-channel`, tabindex: "0" }),
  };
}

function threadParts(id) {
  return {
    thread: el("section", { class: "thread", "aria-labelledby": `${id}-thread`, hidden: true }),
    threadPlace: el("p", {}),
    replies: el("div", { class: "messages", role: "log", "aria-live": "off", "aria-labelledby": `${id}-thread`, tabindex: "0" }),
  };
}
