// Behind the scenes: one reward, from Slack's signed request to EnKash's reply.

import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";
import { drawPath, pathDrawing } from "./path.js";

/** Whose story is told; empty for the newest reward's. */
export const follow = { id: "" };

const SECONDS = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const clock = new Intl.DateTimeFormat(undefined, { ...SECONDS, fractionalSecondDigits: 3 });
const seconds = new Intl.DateTimeFormat(undefined, SECONDS);
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const part = {};
const KINDS = { heard: "Slack", commit: "Ledger", posted: "EnKash", life: "Bot" };

export function backstagePanel() {
  const named = (name, tag, attributes = {}, ...children) => (part[name] = el(tag, attributes, ...children));
  const choice = named("choice", "select", { id: "following" });
  choice.addEventListener("change", () => (follow.id = choice.value));
  return el(
    "div",
    { class: "backstage" },
    el("h2", { class: "hidden" }, "Behind the scenes"),
    el("p", { class: "choice" }, el("label", { for: "following" }, "Following"), choice),
    named("none", "p", { class: "empty" }, "Nothing was asked yet. Send the reward that is typed already, and watch it here."),
    named(
      "story",
      "div",
      { hidden: true },
      el("p", { class: "where" }, named("status", "strong", {}), named("what", "span", {})),
      named("path", "div", { class: "path" }, pathDrawing()),
      named("steps", "ol", { class: "steps", "aria-label": "What happened, the newest first" }),
      el("table", { id: "outbox" }, el("caption", {}, "The outbox, for this reward"), el("thead", {}, heads("What", "State", "Tries")), named("outbox", "tbody", {})),
    ),
  );
}

function heads(...names) {
  return el("tr", {}, ...names.map((name) => el("th", { scope: "col", class: name === "Tries" ? "number" : null }, name)));
}

export function drawBackstage(told) {
  if (!told) return;
  const choices = [{ key: "newest", value: "", words: "the newest reward" }, ...told.choices.map((each) => ({ key: each.id, value: each.id, words: `${each.id} · ${each.words}` }))];
  if (follow.id && !told.choices.some(({ id }) => id === follow.id)) choices.push({ key: follow.id, value: follow.id, words: follow.id });
  fill(part.choice, choices, ({ value, words }) => el("option", { value }, words));
  if (document.activeElement !== part.choice) part.choice.value = follow.id;
  const { followed } = told;
  part.none.hidden = Boolean(followed);
  part.story.hidden = !followed;
  if (followed) drawStory(followed);
}

function drawStory(story) {
  part.status.textContent = story.status;
  part.what.textContent = `${story.id}: ${story.words}. ${standing(story)}`;
  drawPath(part.path, story.path);
  fill(part.steps, story.steps.map((step) => ({ key: `${step.at} ${step.kind}`, ...step })), stepNode);
  fill(part.outbox, story.outbox.map((row, place) => ({ key: String(place), ...row })), rowNode);
}

function standing({ status, quorum, approvals, attempt, look_ups: looks, lease_ends_at: lease }) {
  if (status === "pending") return `Approvals: ${approvals} of ${quorum}.`;
  if (status === "sending" && lease) return `Attempt ${attempt} is under way; its lease ends at ${seconds.format(new Date(lease))}, and without an outcome it is unknown then.`;
  if (status === "unknown") return `${looks ? `Looked up ${looks === 1 ? "once" : `${looks} times`} so far` : "To be looked up"}, and never sent again by itself.`;
  return "";
}

function stepNode({ kind, at, title, words, headers, fields, answered, reply, entries, rows }) {
  const body = kind === "commit" ? written(entries, rows) : kind === "life" ? [] : exchanged(headers, fields, answered, reply);
  return el(
    "li",
    { class: `step ${kind}` },
    el("p", { class: "by" }, el("span", { class: "lane" }, KINDS[kind]), el("b", {}, title), el("time", { datetime: at }, clock.format(new Date(at)))),
    el("p", { class: "note" }, words),
    body,
  );
}

function exchanged(headers, fields, answered, reply) {
  return [
    el("details", {}, el("summary", {}, "The request"), facts(headers), facts(fields)),
    reply?.length ? el("details", {}, el("summary", {}, "The reply, ", answered), facts(reply)) : el("p", { class: "answered" }, "Answered: ", answered),
  ];
}

function written(entries, rows) {
  return [
    el("ul", { class: "entries" }, ...entries.map(({ event, by, move, detail }) =>
      el("li", {}, el("b", {}, event), ` by ${by}`, move ? el("code", {}, move) : null, detail ? el("span", {}, detail) : null))),
    rows.length
      ? el("details", {}, el("summary", {}, `In the same commit, for the outbox: ${rows.length}`), el("ul", { class: "entries" }, ...rows.map(({ lane, kind, place }) => el("li", {}, el("b", {}, kind), ` for ${place}`, el("code", {}, lane)))))
      : null,
  ];
}

function facts(pairs) {
  return el("dl", { class: "facts" }, ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { class: value === "hidden" ? "secret" : null }, value)]));
}

function rowNode({ lane, kind, place, state, at, attempts, outcome }) {
  const when = ["done", "due"].includes(state) ? "" : ` until ${moment(new Date(at))}`;
  return el(
    "tr",
    {},
    el("td", {}, el("b", {}, kind), lane === "money" ? el("small", {}, "money’s lane") : ` to ${place}`),
    el("td", {}, el("span", { class: `chip ${state === "done" ? "good" : "wait"}` }, state + when), outcome && outcome !== state ? el("small", {}, outcome) : null),
    el("td", { class: "number" }, String(attempts)),
  );
}

/** The time, with the day where that is another. */
function moment(at) {
  return at.toDateString() === new Date().toDateString() ? seconds.format(at) : `${day.format(at)}, ${seconds.format(at)}`;
}
