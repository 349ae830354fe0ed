// A pane's side bar: who is acting there, the conversations that they have, and the language they read.

import { avatar, icon } from "./drawing.js";
import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

/** The people whom the page can be. `hasNews(id)` tells of unread direct messages. */
export function drawPeople(list, memory, me, nextId, hasNews, become) {
  const people = memory.stage.acting.map(({ id, role }) => ({
    key: id, id, role, name: memory.people.get(id).real_name, isMe: id === me, news: id !== me && hasNews(id), isNext: id === nextId && id !== me,
  }));
  fill(list, people, ({ id, role, name, isMe, news, isNext }) => {
    const about = `${list.id}-${id}`;
    const button = el(
      "button",
      {
        type: "button",
        // The role is told after the name, not in it, so that “Approve” stays the name of one thing.
        "aria-label": news ? `${name}, new message` : name,
        "aria-describedby": about,
        "aria-pressed": String(isMe),
        class: isNext ? "next" : null,
      },
      avatar(memory, id),
      el("span", { class: "who" }, name, el("small", { id: about }, role)),
      news ? el("span", { class: "dot" }) : null,
    );
    button.addEventListener("click", () => become(id));
    return el("li", {}, button);
  });
}

/** Conversations of one kind. `unreadIn(channel)` is how many messages there are news to this person. */
export function drawChannels(list, channels, hereId, unreadIn, go) {
  const shown = channels.map((channel) => ({
    key: channel.id, id: channel.id, kind: channel.kind, name: channel.name, isHere: channel.id === hereId, unread: unreadIn(channel),
  }));
  fill(list, shown, ({ id, kind, name, isHere, unread }) => {
    const button = el(
      "button",
      { type: "button", "aria-current": isHere ? "true" : null, class: unread ? "unread" : null },
      el("span", { class: "sign", "aria-hidden": "true" }, signOf(kind)),
      el("span", { class: "who" }, kind === "direct" ? "Shabash" : name),
      unread ? unreadMark(kind, unread) : null,
    );
    button.addEventListener("click", () => go(id));
    return el("li", {}, button);
  });
}

/** The languages that somebody may set in Slack. */
export function drawLocales(list, memory, me, set) {
  const now = memory.people.get(me).locale;
  const locales = Object.entries(memory.stage.locales).map(([code, words]) => ({ key: code, code, words, isNow: code === now }));
  fill(list, locales, ({ code, words, isNow }) => {
    const button = el("button", { type: "button", "aria-pressed": String(isNow), lang: code }, words);
    button.addEventListener("click", () => set(code));
    return el("li", {}, button);
  });
}

/** Slack counts what is written to somebody alone; a channel is only marked. */
function unreadMark(kind, unread) {
  const words = el("span", { class: "hidden" }, " unread");
  return kind === "direct" ? el("span", { class: "badge" }, String(unread), words) : el("span", { class: "dot" }, words);
}

function signOf(kind) {
  if (kind === "direct") return el("img", { src: "icon.svg", alt: "" });
  return kind === "private" ? icon("lock") : "#";
}
