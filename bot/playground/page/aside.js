// What stands beside the conversations: tabs, what the server tells of each, and what is said to the server there.

import { backstagePanel, drawBackstage, follow } from "./backstage.js";
import { bankPanel, drawBank } from "./bank.js";
import { el } from "./mrkdwn.js";

const POLL_MS = 400;
const aside = document.getElementById("aside");
const tabs = [
  { id: "enkash", name: "EnKash", panel: bankPanel(tell), draw: (told) => drawBank(told.enkash, told.mishaps) },
  { id: "backstage", name: "Behind the scenes", panel: backstagePanel(), draw: (told) => drawBackstage(told.backstage) },
];
let shown = "";

function build() {
  const list = el("div", { role: "tablist", class: "tabs", "aria-label": "Beside the conversations" });
  list.append(...tabs.map(({ id, name }) => el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, name)));
  list.addEventListener("click", ({ target }) => target.role === "tab" && show(target.id.slice(4)));
  list.addEventListener("keydown", (event) => {
    const place = tabs.findIndex(({ id }) => id === shown);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(tabs.at(next % tabs.length).id);
    document.getElementById(`tab-${shown}`).focus();
  });
  for (const { id, panel } of tabs) {
    Object.assign(panel, { id: `panel-${id}`, role: "tabpanel", tabIndex: 0 });
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    panel.classList.add("panel");
  }
  aside.replaceChildren(list, ...tabs.map(({ panel }) => panel));
  show(tabs[0].id);
}

/** Shows that tab: "enkash" or "backstage". */
export function show(chosen) {
  shown = chosen;
  for (const { id, panel } of tabs) {
    const tab = document.getElementById(`tab-${id}`);
    tab.setAttribute("aria-selected", String(id === chosen));
    tab.tabIndex = id === chosen ? 0 : -1;
    panel.hidden = id !== chosen;
  }
}

// Asking the server.

async function look() {
  const query = new URLSearchParams({ following: follow.id });
  const told = await (await fetch(`page/aside?${query}`)).json();
  if (!told.enkash) return; // Slack stands alone, or the bot is about to start.
  for (const { draw } of tabs) draw(told);
}

async function tell(path, said) {
  const headers = { "Content-Type": "application/json", "X-Playground": "1" };
  await fetch(`page/${path}`, { method: "POST", headers, body: JSON.stringify(said) });
  await look();
}

// A reward's id in any message is a way to its story.
const ID = /R-[2-9A-HJ-NP-Z]{6,12}/g;

function idAt(x, y) {
  const at = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  const [node, offset] = [at?.offsetNode ?? at?.startContainer, at?.offset ?? at?.startOffset];
  if (node?.nodeType !== Node.TEXT_NODE) return "";
  const found = [...node.data.matchAll(ID)].find(({ index, 0: id }) => index <= offset && offset <= index + id.length);
  return found?.[0] ?? "";
}

document.addEventListener("click", ({ target, clientX, clientY }) => {
  if (!target.closest?.("main") || target.closest("button, a, input, textarea, summary")) return;
  const id = idAt(clientX, clientY);
  if (!id) return;
  follow.id = id;
  show("backstage");
  look().catch(() => {});
});

build();
(async function watch() {
  await look().catch(() => {}); // The conversations say it when the playground does not answer.
  setTimeout(watch, POLL_MS);
})();
