// EnKash beside the conversations: what it holds, what it was asked, and its switch.

import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en-IN");

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

/** What the switch does: `tell` says it to the server. */
export function listenToBank(tell) {
  byId("lose").addEventListener("change", async ({ target }) => {
    target.dataset.busy = "yes"; // An answer that is on its way still tells of the old position.
    await tell("switch", { loses_replies: target.checked });
    delete target.dataset.busy;
  });
}
