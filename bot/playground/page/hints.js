// The three things that a newcomer is invited to do.

import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

export function nextHint(hints) {
  return hints.find(({ is_done: isDone }) => !isDone);
}

export function drawHints(list, hints, follow) {
  const next = nextHint(hints);
  const shown = hints.map((hint, place) => ({ key: hint.deed, place, isNext: hint === next, hint }));
  fill(list, shown, ({ hint, place, isNext }) => {
    const { deed, title, text, is_done: isDone } = hint;
    const link = el(
      "a",
      { href: `#${deed}`, "aria-current": isNext ? "step" : null },
      el("span", { class: "tick", "aria-hidden": "true" }, isDone ? "✓" : String(place + 1)),
      el("span", {}, el("b", {}, title), el("small", {}, isDone ? "Done" : text)),
    );
    link.addEventListener("click", (event) => {
      event.preventDefault();
      follow(hint);
    });
    return el("li", { class: isDone ? "done" : isNext ? "next" : null }, link);
  });
}
