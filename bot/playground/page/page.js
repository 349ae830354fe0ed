// What the page knows, what it asks the server, and what it does with clicks and keys.

import { drawBank, listenToBank } from "./bank.js";
import { drawChannelHead, drawChannels, drawHints, drawMessages, drawPeople } from "./draw.js";
import { drawModal } from "./modals.js";

const POLL_MS = 400;
const AWAY = "The playground does not answer. Is it still running?";
const byId = (id) => document.getElementById(id);

const page = {
  me: "",
  channelId: "",
  slack: null,
  acting: [],
  hints: [],
  seen: new Map(), // "person channel" -> the newest ts that this person has had before them
  get channel() {
    return this.slack.channels.find(({ id }) => id === this.channelId) ?? this.slack.channels[0];
  },
  isUnread(channel) {
    return Number(newest(channel)) > Number(this.seen.get(`${this.me} ${channel.id}`) ?? 0);
  },
  hasNewsFor(id) {
    const channelId = `D${id.slice(1)}`;
    return Number(this.slack.direct_ts[id] || 0) > Number(this.seen.get(`${id} ${channelId}`) ?? 0);
  },
  names: {
    person: (id) => page.slack.people[id]?.name ?? id,
    group: (id) => page.slack.groups[id],
    channel: (id) => page.slack.channel_names[id],
    isMe: (id) => id === page.me,
  },
};

function newest(channel) {
  return channel.messages.reduce((latest, { ts }) => (Number(ts) > Number(latest) ? ts : latest), "0");
}

function draw() {
  page.channelId = page.channel.id;
  page.seen.set(`${page.me} ${page.channelId}`, newest(page.channel));
  drawPeople(page, become);
  drawChannels(page, go);
  drawChannelHead(page);
  drawMessages(page, press);
  drawModal(page.slack.views.at(-1), page.names, submit, close);
}

// Asking the server.

async function refresh() {
  const query = new URLSearchParams({ viewing: page.channelId });
  if (page.me) query.set("acting", page.me);
  if (page.slack?.acting_id === page.me) query.set("since", page.slack.version);
  const told = await (await fetch(`page/state?${query}`)).json();
  if (told.slack && page.me && told.slack.acting_id !== page.me) return; // It answers whom we were a moment ago.
  const isFirst = !page.slack;
  Object.assign(page, { acting: told.acting, hints: told.hints, slack: told.slack ?? page.slack });
  page.me ||= page.slack.acting_id;
  if (isFirst && !told.hints[0].is_done) fillLine(told.first_line);
  if (told.slack) draw();
  else drawPeople(page, become); // A deed may have been done by looking alone.
  drawHints(page, follow);
  drawBank(told.enkash);
}

/** Only one look at the server at a time, and a later wish is never lost. */
let looking = null;
function look() {
  looking = (looking ?? Promise.resolve()).then(refresh).then(
    () => toast.hide("away"),
    () => toast.show(AWAY, "away"),
  );
  return looking;
}

/** Says what somebody did. Returns what Slack found wrong with the app's answer, null where nothing was done. */
async function tell(path, said) {
  const post = {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Playground": "1" },
    body: JSON.stringify({ acting_id: page.me, ...said }),
  };
  const { error, trouble } = await fetch(`page/${path}`, post).then((answer) => answer.json(), () => ({ error: AWAY }));
  if (error) toast.show(error);
  await look();
  return error ? null : trouble;
}

const toast = {
  show(words, kind = "news") {
    Object.assign(byId("toast"), { textContent: words, className: "toast shown" }).dataset.kind = kind;
    clearTimeout(this.timer);
    if (kind === "news") this.timer = setTimeout(() => this.hide("news"), 6000);
  },
  hide(kind) {
    if (byId("toast").dataset.kind === kind) Object.assign(byId("toast"), { textContent: "", className: "toast" });
  },
};

// What people do.

function become(id, channelId = "") {
  page.me = id;
  const isShared = page.channelId && !page.channelId.startsWith("D");
  page.channelId = channelId || (isShared ? page.channelId : `D${id.slice(1)}`);
  return look();
}

function go(channelId) {
  page.channelId = channelId;
  draw();
  look();
}

async function press(message, button, node) {
  node.disabled = true;
  const { action_id, value = null, option = null } = button;
  const asked = { channel_id: message.channel_id, ts: message.ts, action_id, value, option };
  const trouble = await tell("click", asked);
  node.disabled = false;
  if (trouble) toast.show("Shabash did not answer that click in time. The button still works: please press it again.");
}

function submit(viewId, values) {
  return tell("submit", { view_id: viewId, values });
}

function close(viewId) {
  return tell("close", { view_id: viewId });
}

async function follow(deed) {
  const { acting_id: id, channel_id: channelId } = page.hints.find((hint) => hint.deed === deed);
  await become(id, deed === "read" && page.slack.direct_ts[id] ? `D${id.slice(1)}` : channelId);
  (deed === "sent" ? byId("line") : byId("messages")).focus();
}

// The composer.

function fillLine(line) {
  byId("line").value = line;
  fitLine();
}

function fitLine() {
  const field = byId("line");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

byId("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const line = byId("line").value;
  if (!line.trim()) return;
  fillLine("");
  const trouble = await tell("command", { channel_id: page.channelId, line });
  if (trouble === null && !byId("line").value) fillLine(line);
});

byId("line").addEventListener("input", fitLine);
byId("line").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("composer").requestSubmit();
});

byId("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  const view = page.slack.views.at(-1);
  if (view) close(view.id);
});

listenToBank(tell);

(async function watch() {
  await look();
  setTimeout(watch, POLL_MS);
})();
