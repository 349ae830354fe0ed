// EnKash: what it holds, what it was asked, and everything that may be made to go wrong.

import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

const number = new Intl.NumberFormat("en-IN");
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const part = {};
let lasts = false;

/** The panel, empty; `tell` says to the server what was chosen. */
export function bankPanel(tell) {
  const named = (name, tag, attributes = {}, ...children) => (part[name] = el(tag, attributes, ...children));
  const listed = (key) => tell("enkash/trouble", { key, lasts });
  const offered = (name) => {
    const list = named(name, "ul", { class: "knobs" });
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) listed(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.trouble);
    });
    return list;
  };
  const spans = el("fieldset", { class: "spans" }, el("legend", {}, "What goes wrong at EnKash"), ...spanChoices());
  spans.addEventListener("change", ({ target }) => {
    lasts = target.value === "on";
    const pressed = part.troubles.querySelector("[aria-pressed='true']");
    if (pressed) listed(pressed.dataset.trouble);
  });
  const repeat = named("repeat", "select", { id: "repeat" });
  repeat.addEventListener("change", () => tell("enkash/repeat", { does: repeat.value }));
  const kill = named("kill", "button", { type: "button", class: "knob stop" }, "Kill the bot now");
  kill.addEventListener("click", () => tell("bot/kill", {}));
  const down = named("down", "button", { type: "button", class: "knob", "aria-pressed": "false" }, "Slack is down");
  down.addEventListener("click", () => tell("slack/down", { is_down: down.getAttribute("aria-pressed") !== "true" }));
  return el(
    "div",
    { class: "bank" },
    el("h2", { class: "hidden" }, "EnKash"),
    el("p", { class: "balance" }, named("balance", "strong", {}, "–"), el("span", {}, "points left to give")),
    spans,
    offered("troubles"),
    named("words", "p", { class: "note", role: "status" }),
    el("p", { class: "choice" }, el("label", { for: "repeat" }, "A reference sent twice is"), repeat),
    named(
      "others",
      "section",
      {},
      el("h3", {}, "Kill the bot here"),
      offered("kills"),
      el("p", { class: "knobs" }, kill),
      named("bot", "p", { class: "note", role: "status" }),
      el("h3", {}, "Slack"),
      el("p", { class: "knobs" }, down),
      named("slack", "p", { class: "note", role: "status" }),
    ),
    table("account", "Company account", ["Account", "Given", "Left"]),
    table("cards", "Cards", ["Card", "Whose", "Points"]),
    table("transactions", "Transactions", ["At", "Reference", "Whose", "Points"]),
    table("posts", "What EnKash was asked to allocate", ["Reference", "Whose", "Points", "Outcome"]),
  );
}

function spanChoices() {
  return [["once", "Next allocation"], ["on", "Until switched off"]].map(([value, words]) =>
    el("label", {}, el("input", { type: "radio", name: "span", value, checked: value === "once" }), el("span", {}, words)));
}

function table(name, title, heads) {
  part[name] = el("tbody", {});
  const row = el("tr", {}, ...heads.map((head) => el("th", { scope: "col", class: NUMBERS.has(head) ? "number" : null }, head)));
  return el("table", { id: name }, el("caption", {}, title), el("thead", {}, row), part[name]);
}

const NUMBERS = new Set(["Points", "Given", "Left"]);

export function drawBank(bank, mishaps) {
  part.balance.textContent = number.format(bank.account.balance);
  const knobs = bank.troubles.map((trouble) => ({ ...trouble, of: trouble.key, isSet: trouble.key === bank.trouble }));
  fill(part.troubles, knobs.filter((knob) => !knob.ends_the_bot), knobNode);
  fill(part.kills, knobs.filter((knob) => knob.ends_the_bot), knobNode);
  const set = knobs.find(({ isSet }) => isSet);
  const when = bank.lasts ? "Until switched off" : "The next allocation";
  part.words.textContent = !set ? "Nothing goes wrong at present." : set.ends_the_bot ? set.words : `${when}: ${set.words}`;
  fill(part.repeat, bank.repeats.map((each) => ({ ...each, value: each.key })), ({ value, words }) => el("option", { value }, words));
  if (document.activeElement !== part.repeat) part.repeat.value = bank.on_repeat;
  drawMishaps(mishaps);
  rows("account", [{ key: bank.account.id, ...bank.account }], ({ id, given, balance }) => [id, given, balance]);
  rows("cards", bank.cards.map((card) => ({ key: card.id, ...card })), ({ id, name, balance }) => [id, name, balance], "Nobody has points yet.");
  rows("transactions", bank.transactions.map((each) => ({ key: each.id, ...each })),
    ({ at, reference, name, points }) => [clock.format(new Date(at)), el("code", {}, reference), name, points], "Nothing has moved.");
  rows("posts", bank.posts.map((post, place) => ({ key: `${bank.posts.length - place}`, ...post })),
    (post) => [el("code", {}, post.reference), post.name, post.is_credit ? post.points : -post.points, outcome(post)],
    "Nothing yet. Points move only after an approval.");
}

function drawMishaps(mishaps) {
  part.others.hidden = !mishaps;
  if (!mishaps) return;
  const { bot, slack_is_down: isDown } = mishaps;
  part.kill.disabled = bot.state !== "running";
  const times = bot.deaths > 1 ? `, for the ${bot.deaths}th time`.replace("2th", "2nd").replace("3th", "3rd") : "";
  const at = bot.died_at ? clock.format(new Date(bot.died_at)) : "";
  part.bot.textContent = {
    running: bot.deaths
      ? `The bot was killed at ${at}${times}, and started again on the same ledger. It is process ${bot.pid} now.`
      : `The bot runs as process ${bot.pid}. It is killed as by kill -9, and started again after a moment.`,
    killed: `The bot was killed at ${at}${times}. Nothing of it acts now; it is started again in a moment.`,
    starting: "The bot is starting on the ledger as the crash left it.",
    gone: "The bot did not come up again. The terminal of the playground says why.",
  }[bot.state];
  part.down.setAttribute("aria-pressed", String(isDown));
  part.slack.textContent = isDown
    ? "Slack answers every call with 503, and delivers nothing. What is staged waits in the outbox."
    : "Slack is well.";
}

function knobNode({ name, isSet, of }) {
  return el("li", {}, el("button", { type: "button", class: "knob", "data-trouble": of, "aria-pressed": String(isSet) }, name));
}

function rows(name, items, cells, none = "") {
  const width = part[name].parentNode.querySelectorAll("th").length;
  if (!items.length) return fill(part[name], [{ key: "none" }], () => el("tr", {}, el("td", { colspan: width, class: "empty" }, none)));
  return fill(part[name], items, (item) => el("tr", {}, ...cells(item).map(cell)));
}

function cell(shown) {
  if (shown instanceof Node) return el("td", {}, shown);
  return typeof shown === "number" ? el("td", { class: "number" }, number.format(shown)) : el("td", {}, shown ?? "");
}

function outcome({ is_applied: isApplied, answered }) {
  const [kind, words] = !answered ? ["wait", "under way"]
    : answered === "lost" ? ["lost", isApplied ? "moved, reply lost" : "connection lost"]
    : isApplied ? ["good", "moved"] : ["bad", answered === "200" ? "refused" : `HTTP ${answered}`];
  return el("span", { class: `chip ${kind}` }, words);
}
