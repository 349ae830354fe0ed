// A list of messages: a conversation, or one thread of it.

import { blockNodes } from "./blocks.js";
import { avatar, clockTime, dateOf, dayName, gutterTime, iconButton, nearTime, wholeTime } from "./drawing.js";
import { fill } from "./fill.js";
import { el, mrkdwn } from "./mrkdwn.js";

const TOGETHER_SECONDS = 300; // Messages of one person within this time share one name.
const NEAR_END_PX = 90;
const SETTLING_FRAMES_MAX = 20;

/** `act` holds what can be done with a message: press, react, reply, shortcut, copyLink, goTo. */
export class MessageList {
  constructor(node, memory, act) {
    Object.assign(this, { node, memory, act, of: "", isAtEnd: true, isSettling: false });
    node.addEventListener("scroll", () => {
      if (!this.isSettling) this.isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END_PX;
    });
    // In a narrower pane the same words are higher.
    new ResizeObserver(() => this.#goToEnd()).observe(node);
    for (const kind of ["pointerover", "focusin"]) node.addEventListener(kind, (event) => this.#offerTools(event));
    node.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Draws `entries`; `of` names whose and which list it is, and another one begins at its end. */
  draw(of, personId, entries) {
    const isOther = this.of !== of;
    if (isOther) this.node.replaceChildren();
    Object.assign(this, { of, personId, names: this.memory.namesFor(personId), isAtEnd: isOther || this.isAtEnd });
    fill(this.node, entries, (entry) => DRAW[entry.kind](this, entry));
    this.#goToEnd();
  }

  /** Where a message is drawn; null where it is not in the list. */
  nodeOf(ts) {
    return this.node.querySelector(`[data-key="${CSS.escape(ts)}"]`);
  }

  /** Scrolls to a message and marks it; false where it is not in the list. */
  mark(ts) {
    const node = this.nodeOf(ts);
    if (!node) return false;
    for (const marked of this.node.querySelectorAll(".marked")) marked.classList.remove("marked");
    node.classList.add("marked");
    this.isAtEnd = false;
    node.scrollIntoView({ block: "center" });
    this.#focus(node);
    return true;
  }

  /** What is drawn only when it comes near is as high as it is only then, so the end is sought until it stays. */
  #goToEnd(frames = 0, heightBefore = 0) {
    const { scrollHeight } = this.node;
    this.isSettling = this.isAtEnd && (frames < 3 || (scrollHeight !== heightBefore && frames < SETTLING_FRAMES_MAX));
    if (this.isAtEnd) this.node.scrollTop = scrollHeight;
    if (this.isSettling) requestAnimationFrame(() => this.#goToEnd(frames + 1, scrollHeight));
  }

  #offerTools({ target }) {
    const node = target.closest?.(".message");
    if (!node || node.querySelector(".tools")) return;
    const message = this.memory.messages.get(node.dataset.channel)?.get(node.dataset.key);
    if (message) node.append(toolsNode(this, message));
  }

  /** The arrow keys walk from message to message, whatever has the focus in them but a field or a menu. */
  #walk(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key) || event.target.closest("input, textarea, select, details")) return;
    const all = [...this.node.querySelectorAll(".message")];
    const here = all.indexOf(event.target.closest(".message"));
    const next = { ArrowUp: here < 0 ? all.length - 1 : here - 1, ArrowDown: here + 1, Home: 0, End: all.length - 1 }[event.key];
    if (!all[next]) return;
    event.preventDefault();
    this.#focus(all[next]);
  }

  #focus(node) {
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  }
}

/** A conversation's entries: days, and every message that answers no other, with what its thread holds. */
export function channelEntries(messages, seenIn) {
  const replies = new Map();
  for (const m of messages.filter(({ thread_ts: ts }) => ts)) replies.set(m.thread_ts, [...(replies.get(m.thread_ts) ?? []), m]);
  const roots = messages.filter(({ thread_ts: ts }) => !ts);
  if (!roots.length) return [{ key: "none", kind: "none", words: "Nothing here yet." }];
  return withDays(roots, (m) => threadOf(replies.get(m.ts), seenIn(m.ts)));
}

/** A thread's entries: the message that began it, a line with their number, the replies. */
export function threadEntries(messages, ts) {
  const [root, replies] = [messages.find((m) => m.ts === ts), messages.filter((m) => m.thread_ts === ts)];
  if (!root) return [{ key: "none", kind: "none", words: "The message that this thread began with has gone." }];
  const shared = replies.filter(({ only_for: onlyFor }) => !onlyFor).length;
  const line = { key: "replies", kind: "line", words: shared ? countOf(shared) : "No replies yet" };
  return [...together([root]), line, ...together(replies)];
}

function countOf(number) {
  return number === 1 ? "1 reply" : `${number} replies`;
}

function threadOf(replies, seen) {
  if (!replies) return {};
  const shared = replies.filter(({ only_for: onlyFor }) => !onlyFor);
  const last = replies.at(-1).ts;
  return {
    replyWords: shared.length ? countOf(shared.length) : "A reply that only you see",
    replyLast: last,
    replyNews: Number(last) > Number(seen),
    repliers: [...new Set(replies.map(({ user_id: id }) => id))].slice(0, 3).join(" "),
  };
}

function withDays(messages, more) {
  const entries = [];
  let day = "";
  for (const entry of together(messages, more)) {
    const name = dayName(entry.message.ts);
    if (name !== day) entries.push({ key: `day ${name}`, kind: "day", name, ts: entry.message.ts });
    if (name !== day) entry.follows = false;
    day = name;
    entries.push(entry);
  }
  return entries;
}

function together(messages, more = () => ({})) {
  return messages.map((message, place) => {
    const before = messages[place - 1];
    const follows = Boolean(before) && before.user_id === message.user_id && before.only_for === message.only_for
      && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS && !message.only_for;
    return { key: message.ts, kind: "message", message, follows, ...more(message) };
  });
}

const DRAW = {
  none: (_, { words }) => el("p", { class: "empty" }, words),
  line: (_, { words }) => el("p", { class: "replies-line" }, el("span", {}, words)),
  day: (_, { name, ts }) => el("h3", { class: "day", title: wholeTime(ts).replace(/ at .*/, "") }, el("span", {}, name)),
  message: messageNode,
};

function messageNode(list, { message, follows, ...thread }) {
  const { memory, names, act } = list;
  const { user_id: userId, channel_id: channelId, ts } = message;
  const person = memory.people.get(userId);
  const isApp = !person || person.is_bot || userId === "USLACKBOT";
  const only = message.only_for ? el("p", { class: "only" }, "Only visible to you") : null;
  return el(
    "article",
    { class: `message${follows ? " follows" : ""}${only ? " whisper" : ""}`, tabindex: "-1", "data-channel": channelId },
    follows ? stampNode(list, message, gutterTime(ts)) : avatar(memory, userId),
    el(
      "div",
      { class: "said" },
      only,
      el(
        "p",
        { class: follows ? "hidden" : "by" },
        el("b", {}, person?.real_name ?? "Somebody"),
        isApp ? el("span", { class: "app" }, "APP") : null,
        follows ? null : stampNode(list, message),
      ),
      message.blocks.length
        ? blockNodes(message.blocks, names, (button, node) => act.press(message, button, node))
        : el("div", { class: "block" }, mrkdwn(message.text, names)),
      message.is_edited ? el("span", { class: "edited" }, "(edited)") : null,
      reactionsNode(list, message),
      thread.replyLast ? repliesNode(list, message, thread) : null,
    ),
  );
}

/** The time is the message's own address. */
function stampNode({ act }, { channel_id: channelId, ts }, words = clockTime(ts)) {
  const time = el("time", { datetime: dateOf(ts).toISOString(), title: wholeTime(ts) }, words);
  const link = el("a", { class: "stamp", href: `#${channelId}/${ts}` }, time);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    act.goTo(channelId, ts);
  });
  return link;
}

function reactionsNode(list, message) {
  const all = Object.entries(message.reactions);
  if (!all.length) return null;
  return el("div", { class: "reactions" }, all.map(([name, ids]) => {
    const emoji = list.memory.stage.reactions[name] ?? `:${name}:`;
    const isMine = ids.includes(list.personId);
    const who = ids.map((id) => list.names.person(id)).join(", ");
    const words = { "aria-label": `${name}, ${ids.length}: ${who}`, title: who, "aria-pressed": String(isMine) };
    const button = el("button", { type: "button", class: "reaction", ...words }, emoji, el("span", {}, String(ids.length)));
    button.addEventListener("click", () => list.act.react(message, name));
    return button;
  }));
}

function repliesNode({ memory, act }, message, { replyWords, replyLast, replyNews, repliers }) {
  const button = el(
    "button",
    { type: "button", class: `replies${replyNews ? " unread" : ""}` },
    repliers.split(" ").map((id) => avatar(memory, id)),
    el("span", {}, el("b", {}, replyWords), `, last ${dayName(replyLast) === "Today" ? "at " : ""}${nearTime(replyLast)}`),
    replyNews ? el("span", { class: "dot" }, el("span", { class: "hidden" }, "new")) : null,
  );
  button.addEventListener("click", () => act.reply(message));
  return button;
}

function toolsNode({ memory, act, personId }, message) {
  const emojis = message.only_for ? [] : Object.entries(memory.stage.reactions);
  const reactions = emojis.map(([name, emoji]) => {
    const words = { "aria-label": `React with ${name}`, title: `React with ${name}` };
    const button = el("button", { type: "button", class: "tool", ...words }, emoji);
    button.addEventListener("click", () => act.react(message, name, personId));
    return button;
  });
  const reply = message.only_for ? null : iconButton("thread", "Reply in thread", () => act.reply(message));
  const shortcuts = message.only_for ? [] : memory.stage.shortcuts.filter(({ kind }) => kind === "message")
    .map(({ name, callback_id: id }) => iconButton("shortcut", name, () => act.shortcut(id, message)));
  const link = iconButton("link", "Copy link", () => act.copyLink(message));
  return el("div", { class: "tools", role: "toolbar", "aria-label": "This message" }, reactions, reply, shortcuts, link);
}
