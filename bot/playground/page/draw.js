// The parts of the page, each drawn from the state that the server told.

import { blockNodes } from "./blocks.js";
import { el, mrkdwn } from "./mrkdwn.js";

const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en-IN");
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** Replaces a list's items only where what they show has changed, so that focus and selection stay. */
function fill(list, items, draw) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map(({ key, ...shown }) => {
    const seen = JSON.stringify(shown);
    const kept = old.get(key);
    if (kept?.dataset.seen === seen) return kept;
    const node = draw(shown);
    Object.assign(node.dataset, { key, seen });
    if (kept?.contains(document.activeElement)) queueMicrotask(() => refocus(node));
    return node;
  });
  for (const node of [...list.children]) if (!nodes.includes(node)) node.remove();
  // A node that is moved loses its focus, so what stands right already is not touched.
  nodes.forEach((node, place) => node !== list.children[place] && list.insertBefore(node, list.children[place] ?? null));
}

function refocus(node) {
  (node.querySelector("button:not(:disabled)") ?? node).focus({ preventScroll: true });
}

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

export function drawBank(bank) {
  byId("balance").textContent = number.format(bank.balance);
  if (!byId("lose").dataset.busy) byId("lose").checked = bank.loses_replies;
  const cards = bank.cards.map((card, place) => ({ key: `${place}`, ...card }));
  if (cards.length) fill(byId("cards"), cards, ({ name, balance }) => el("li", {}, el("span", {}, name), el("b", {}, number.format(balance))));
  else fill(byId("cards"), [{ key: "none" }], () => el("li", { class: "empty" }, "Nobody has points yet."));
  const posts = bank.posts.map((post, place) => ({ key: `${post.reference} ${bank.posts.length - place}`, ...post }));
  if (posts.length) fill(byId("posts"), posts, postNode);
  else fill(byId("posts"), [{ key: "none" }], () => el("li", { class: "empty" }, "Nothing yet. Points move only after an approval."));
}

function postNode({ name, points, is_credit, reference, is_applied, answered }) {
  const [kind, words] = !answered ? ["wait", "under way"]
    : answered === "lost" ? ["lost", is_applied ? "moved, reply lost" : "connection lost"]
    : is_applied ? ["good", "moved"] : ["bad", answered === "200" ? "refused" : `HTTP ${answered}`];
  return el(
    "li",
    {},
    el("span", { class: "amount" }, `${is_credit ? "+" : "−"}${number.format(points ?? 0)} ${name}`),
    el("span", { class: `chip ${kind}` }, words),
    el("code", {}, reference),
  );
}

/** The topmost modal of the acting person, kept as it is while it is the same. */
export function drawModal(view, names, submit, close) {
  const dialog = byId("modal");
  if (!view) {
    dialog.dataset.view = "";
    if (dialog.open) dialog.close();
    return;
  }
  if (dialog.dataset.view !== `${view.id} ${view.hash}`) {
    dialog.dataset.view = `${view.id} ${view.hash}`;
    dialog.replaceChildren(modalNode(view, names, submit, close));
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input, select, textarea")?.focus();
  }
  showErrors(dialog, view);
}

function modalNode(view, names, submit, close) {
  const cancel = el("button", { type: "button", class: "button" }, view.close || "Close");
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "modal-title" }, view.title),
    blockNodes(view.blocks, names, () => {}),
    el("p", { class: "error trouble", role: "alert" }),
    el("div", { class: "modal-foot" }, cancel, view.submit ? el("button", { type: "submit", class: "button primary" }, view.submit) : null),
  );
  cancel.addEventListener("click", () => close(view.id));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(view.id, Object.fromEntries(new FormData(form)));
  });
  return form;
}

function showErrors(dialog, view) {
  for (const block of view.blocks.filter(({ type }) => type === "input")) {
    const field = dialog.querySelector(`#${CSS.escape(`input-${block.block_id}`)}`);
    if (!field) continue;
    const words = view.errors[block.block_id] ?? "";
    field.setAttribute("aria-invalid", String(Boolean(words)));
    dialog.querySelector(`#${CSS.escape(`input-${block.block_id}-error`)}`).textContent = words;
  }
  dialog.querySelector(".trouble").textContent = view.trouble;
}
