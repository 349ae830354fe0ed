// Small things that several parts of the page draw: icons, portraits, times.

import { el } from "./mrkdwn.js";

const SVG = "http://www.w3.org/2000/svg";
const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

// Only what differs is written: to the browser, and to whoever listens, everything else would be a change too.

export function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export function setHidden(node, isHidden) {
  if (node.hidden !== isHidden) node.hidden = isHidden;
}

/** A picture beside words that say the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `icons.svg#${name}`);
  return svg;
}

/** A button that is drawn as a picture and named in words. */
export function iconButton(name, words, act) {
  const button = el("button", { type: "button", class: "tool", "aria-label": words, title: words }, icon(name));
  button.addEventListener("click", act);
  return button;
}

/** Somebody's initials on their colour; the app's sign. */
export function avatar(memory, personId) {
  const person = memory.people.get(personId);
  if (!person || person.is_bot || personId === "USLACKBOT") return el("img", { class: "avatar", src: "icon.svg", alt: "" });
  const place = memory.stage.acting.findIndex(({ id }) => id === personId);
  const initials = person.real_name.split(" ").map((word) => word[0]).join("").slice(0, 2);
  return el("span", { class: `avatar tone-${place}`, "aria-hidden": "true" }, initials);
}

export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function clockTime(ts) {
  return clock.format(dateOf(ts));
}

/** Beside a message that follows another there is no room for more than the figures. */
export function gutterTime(ts) {
  return clockTime(ts).replace(/\s*[AP]M$/i, "");
}

export function wholeTime(ts) {
  return whole.format(dateOf(ts));
}

/** “Today”, “Yesterday”, or the day's name and date. */
export function dayName(ts, now = new Date()) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - dateOf(ts).setHours(0, 0, 0, 0)) / DAY_MS);
  return { 0: "Today", 1: "Yesterday" }[days] ?? day.format(dateOf(ts));
}

/** The time alone for today, else with the day. */
export function nearTime(ts) {
  return dayName(ts) === "Today" ? clockTime(ts) : `${shortDay.format(dateOf(ts))}, ${clockTime(ts)}`;
}
