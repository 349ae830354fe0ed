// The parts of the page, each drawn from the state that the server told.

import { blockNodes } from "./blocks.js";
import { fill } from "./fill.js";
import { el, mrkdwn } from "./mrkdwn.js";

const byId = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

function initials(name) {
  return name.split(" ").map((word) => word[0]).join("").slice(0, 2);
}

function avatar(name, place) {
  return el("span", { class: `avatar tone-${place}`, "aria-hidden": "true" }, initials(name));
}

function signIcon() {
  return el("img", { src: "icon.svg", alt: "", width: 18, height: 18 });
}

function botIcon(size) {
  return el("img", { class: "avatar", src: "icon.svg", alt: "", width: size, height: size });
}

export function drawPeople(page, become) {
  const next = page.hints.find(({ is_done }) => !is_done);
  const people = page.acting.map(({ id, role }, place) => ({
    key: id, id, role, place, name: page.slack.people[id].real_name, isMe: id === page.me, hasNews: page.hasNewsFor(id),
    isNext: id === next?.acting_id && id !== page.me,
  }));
  fill(byId("people"), people, ({ id, role, place, name, isMe, hasNews, isNext }) => {
    const button = el(
      "button",
      {
        type: "button",
        // The role is told after the name, not in it, so that “Approve” stays the name of one thing.
        "aria-label": hasNews ? `${name}, new message` : name,
        "aria-describedby": `role-${id}`,
        "aria-pressed": String(isMe),
        class: isNext ? "next" : null,
      },
      avatar(name, place),
      el("span", { class: "who" }, name, el("small", { id: `role-${id}` }, role)),
      hasNews ? el("span", { class: "dot" }) : null,
    );
    button.addEventListener("click", () => become(id));
    return el("li", {}, button);
  });
}

export function drawChannels(page, go) {
  const channels = page.slack.channels.map((channel) => ({
    key: channel.id, id: channel.id, kind: channel.kind, name: channel.name,
    isHere: channel.id === page.channelId, isUnread: page.isUnread(channel),
  }));
  fill(byId("channels"), channels, ({ id, kind, name, isHere, isUnread }) => {
    const button = el(
      "button",
      { type: "button", "aria-current": isHere ? "true" : null, class: isUnread ? "unread" : null },
      el("span", { class: `sign ${kind}`, "aria-hidden": "true" }, kind === "public" ? "#" : kind === "direct" ? signIcon() : null),
      el("span", { class: "who" }, kind === "direct" ? "Shabash" : name),
      isUnread ? el("span", { class: "dot" }, el("span", { class: "hidden" }, "unread")) : null,
    );
    button.addEventListener("click", () => go(id));
    return el("li", {}, button);
  });
}

function channelNote({ kind, bot_is_member }) {
  if (kind === "direct") return "What Shabash writes to you alone.";
  if (kind === "public") return "Everybody is here.";
  return bot_is_member ? "A private channel, with Shabash in it." : "A private channel without Shabash. To let it in: /invite @Shabash";
}

export function drawChannelHead(page) {
  const { kind, name } = page.channel;
  byId("channel-name").textContent = kind === "direct" ? "Shabash" : `# ${name}`;
  byId("channel-note").textContent = channelNote(page.channel);
  const me = page.slack.people[page.me].name;
  byId("line-label").textContent = `Write as ${me}${kind === "direct" ? "" : ` in #${name}`}`;
}

/** Messages oldest first, every reply below the message it answers. */
function threaded(messages) {
  const replies = Map.groupBy
    ? Map.groupBy(messages.filter((m) => m.thread_ts), (m) => m.thread_ts)
    : messages.filter((m) => m.thread_ts).reduce((map, m) => map.set(m.thread_ts, [...(map.get(m.thread_ts) ?? []), m]), new Map());
  return messages.filter((m) => !m.thread_ts).flatMap((m) => [m, ...(replies.get(m.ts) ?? [])]);
}

export function drawMessages(page, press) {
  const list = byId("messages");
  const isNearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const isOther = list.dataset.of !== `${page.me} ${page.channelId}`;
  // Moving to another conversation is no news; only what arrives in the one that is open is read out.
  list.setAttribute("aria-live", isOther ? "off" : "polite");
  if (isOther) list.replaceChildren();
  list.dataset.of = `${page.me} ${page.channelId}`;
  const messages = threaded(page.channel.messages);
  const before = list.childElementCount;
  if (messages.length) fill(list, messages.map((m) => ({ key: m.ts, ...m })), (m) => messageNode(m, page, press));
  else fill(list, [{ key: "none" }], () => el("p", { class: "empty" }, "Nothing here yet."));
  if (isOther || (isNearEnd && list.childElementCount >= before)) list.scrollTop = list.scrollHeight;
}

function messageNode(message, page, press) {
  const isBot = message.user_id === page.slack.bot_id || message.user_id === "USLACKBOT";
  const name = page.slack.people[message.user_id]?.real_name ?? "Somebody";
  const place = page.acting.findIndex(({ id }) => id === message.user_id);
  const at = new Date(Number(message.ts) * 1000);
  const kind = `${message.thread_ts ? " reply" : ""}${message.is_only_for_you ? " whisper" : ""}`;
  return el(
    "article",
    { class: `message${kind}`, tabindex: "-1" },
    isBot ? botIcon(34) : avatar(name, place),
    el(
      "div",
      { class: "said" },
      message.is_only_for_you ? el("p", { class: "only" }, "Only visible to you") : null,
      el(
        "p",
        { class: "by" },
        el("b", {}, name),
        isBot ? el("span", { class: "app" }, "APP") : null,
        el("time", { datetime: at.toISOString() }, clock.format(at)),
        message.is_edited ? el("span", {}, "(edited)") : null,
      ),
      message.blocks.length
        ? blockNodes(message.blocks, page.names, (button, node) => press(message, button, node))
        : el("div", { class: "block" }, mrkdwn(message.text, page.names)),
    ),
  );
}

export function drawHints(page, follow) {
  const next = page.hints.find(({ is_done }) => !is_done);
  const hints = page.hints.map((hint, place) => ({ key: hint.deed, place, isNext: hint === next, ...hint }));
  fill(byId("hints"), hints, ({ deed, title, text, place, is_done: isDone, isNext }) => {
    const link = el(
      "a",
      { href: `#${deed}`, "aria-current": isNext ? "step" : null },
      el("span", { class: "tick", "aria-hidden": "true" }, isDone ? "✓" : String(place + 1)),
      el("span", {}, el("b", {}, title), el("small", {}, isDone ? "Done" : text)),
    );
    link.addEventListener("click", (event) => {
      event.preventDefault();
      follow(deed);
    });
    return el("li", { class: isDone ? "done" : isNext ? "next" : null }, link);
  });
}
