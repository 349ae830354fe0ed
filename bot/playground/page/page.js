// The page: people side by side, what the server tells drawn in each.

import { drawHints, nextHint } from "./hints.js";
import { Memory } from "./memory.js";
import { el, mrkdwn } from "./mrkdwn.js";
import { Pane } from "./pane.js";
import { AWAY, listen, tell as say } from "./stream.js";

const KEY = "shabash arrangement";
const TOAST_MS = 6000;
const PANES_MAX = 4;
const byId = (id) => document.getElementById(id);

const memory = new Memory();
const panes = [];
let active = null;
let looking = "";

const around = {
  memory,
  tell,
  toast: (words) => toast.show(words),
  nextId: () => nextHint(memory.hints)?.acting_id,
  kept: keep,
  chosen: choose,
  closed: (pane) => removePane(pane),
  changed(pane) {
    pane.draw();
    keep();
    tellLooking();
  },
};

// What the server tells.

function take(told) {
  const isFirst = !memory.stage;
  const fresh = memory.take(told);
  document.body.classList.toggle("alone", !memory.stage.has_sides);
  if (isFirst) begin();
  for (const pane of panes) pane.draw();
  drawHints(byId("hints"), memory.hints, follow);
  byId("hints").hidden = !nextHint(memory.hints);
  announce(fresh);
}

/** Reads out what arrived where somebody looks, once, however many see it. */
function announce(fresh) {
  const words = fresh.flatMap((message) => {
    const pane = panes.find((one) => one.shows(message));
    if (!pane) return [];
    const name = memory.people.get(message.user_id)?.real_name ?? "Somebody";
    return [`${name}: ${el("p", {}, mrkdwn(message.text, memory.namesFor(pane.me))).textContent}`];
  });
  if (words.length) byId("news").textContent = words.join("\n");
}

async function tell(path, said) {
  const answer = await say(path, said);
  if (answer.error) toast.show(answer.error);
  return answer;
}

/** The server knows who has which conversation before them, and so which of the three things is done. */
function tellLooking() {
  const now = JSON.stringify(panes.map((pane) => pane.looksAt));
  if (now !== looking) tell("looking", { panes: JSON.parse(now) });
  looking = now;
}

const toast = {
  show(words, kind = "news") {
    Object.assign(byId("toast"), { textContent: words, className: "toast shown" }).dataset.kind = kind;
    clearTimeout(this.timer);
    if (kind === "news") this.timer = setTimeout(() => this.hide("news"), TOAST_MS);
  },
  hide(kind) {
    if (byId("toast").dataset.kind === kind) Object.assign(byId("toast"), { textContent: "", className: "toast" });
  },
};

// Who stands beside whom.

function begin() {
  const saved = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const isKnown = ({ me }) => memory.stage.acting.some(({ id }) => id === me);
  const wished = saved?.panes.filter(isKnown) ?? [];
  for (const one of wished.length ? wished : [{ me: memory.stage.acting[0].id }]) addPane(one);
  active = panes[saved?.active] ?? panes[0];
  showAside(saved?.isAsideShown ?? true);
  if (!saved && !memory.hints[0].is_done) {
    panes[0].draw();
    panes[0].fillLine(memory.stage.first_line);
  }
  arranged();
  goToAddress();
}

function addPane(saved) {
  const pane = new Pane(saved, around);
  panes.push(pane);
  byId("panes").append(pane.node);
}

function removePane(pane) {
  panes.splice(panes.indexOf(pane), 1);
  pane.node.remove();
  if (active === pane) active = panes[0];
  arranged();
  active.focusMessages();
}

/** So many people side by side: the next who are not there yet come with the conversation that is open. */
function setCount(count) {
  while (panes.length > count) panes.pop().node.remove();
  while (panes.length < count) {
    const absent = memory.stage.acting.find(({ id }) => !panes.some(({ me }) => me === id)) ?? memory.stage.acting[0];
    addPane({ me: absent.id, channelId: active.saved.channelId });
  }
  if (!panes.includes(active)) active = panes.at(-1);
  arranged();
}

function arranged() {
  byId("panes").dataset.count = panes.length;
  for (const button of byId("count").querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.value) === panes.length));
  for (const pane of panes) pane.draw();
  choose(active);
  tellLooking();
}

function showAside(isShown) {
  byId("aside-toggle").setAttribute("aria-expanded", String(isShown));
  document.body.classList.toggle("without-aside", !isShown);
}

function choose(pane) {
  active = pane;
  for (const one of panes) one.node.classList.toggle("active", one === pane);
  keep();
}

function keep() {
  const isAsideShown = byId("aside-toggle").getAttribute("aria-expanded") === "true";
  const now = { panes: panes.map(({ saved }) => saved), active: panes.indexOf(active), isAsideShown };
  sessionStorage.setItem(KEY, JSON.stringify(now));
}

// What people do.

function follow({ deed, acting_id: id, channel_id: channelId }) {
  const pane = panes.find(({ me }) => me === id) ?? active;
  choose(pane);
  const direct = memory.directOf(id);
  pane.become(id, deed === "read" && memory.messagesOf(direct.id, id).length ? direct.id : channelId);
  if (deed === "sent") pane.focusComposer();
  else pane.focusMessages();
}

/** An address that ends in `#channel/ts` shows that message, in the pane that is in use. */
function goToAddress() {
  const [, channelId, ts] = location.hash.match(/^#([A-Z0-9]+)\/([0-9.]+)$/) ?? [];
  if (!channelId) return;
  history.replaceState(null, "", location.pathname);
  if (!active.goTo(channelId, ts)) toast.show(`${memory.people.get(active.me).name} does not see that message.`);
}

addEventListener("hashchange", goToAddress);
for (let count = 1; count <= PANES_MAX; count += 1) byId(`count-${count}`).addEventListener("click", () => setCount(count));
byId("aside-toggle").addEventListener("click", () => {
  showAside(byId("aside-toggle").getAttribute("aria-expanded") !== "true");
  keep();
});
// As in Slack, F6 goes on to the next part of the window: here to the next person.
addEventListener("keydown", (event) => {
  if (event.key !== "F6" || !panes.length) return;
  event.preventDefault();
  panes.at((panes.indexOf(active) + (event.shiftKey ? -1 : 1)) % panes.length).focusComposer();
});

listen(take, (isAway) => (isAway ? toast.show(AWAY, "away") : toast.hide("away")));
