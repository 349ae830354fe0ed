// The modal that is open, with its fields and what is wrong with them.

import { blockNodes } from "./blocks.js";
import { el } from "./mrkdwn.js";

let made = 0;

/** The topmost modal of a pane's person in that pane's dialog, kept as it is while it is the same. */
export function drawModal(dialog, view, names, submit, close) {
  if (!view) {
    dialog.dataset.view = "";
    if (dialog.open) dialog.close();
    return;
  }
  if (dialog.dataset.view !== `${view.id} ${view.hash}`) {
    dialog.dataset.view = `${view.id} ${view.hash}`;
    const title = `modal-${(made += 1)}`;
    dialog.setAttribute("aria-labelledby", title);
    dialog.replaceChildren(modalNode(title, view, names, submit, close));
    if (!dialog.open) dialog.show();
    dialog.querySelector("input, select, textarea")?.focus();
  }
  showErrors(dialog, view);
}

function modalNode(title, view, names, submit, close) {
  const cancel = el("button", { type: "button", class: "button" }, view.close || "Close");
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: title }, view.title),
    el("p", { class: "note" }, `${names.person(view.user_id)} sees this.`),
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
    const field = dialog.querySelector(`[name="${CSS.escape(block.block_id)}"]`);
    if (!field) continue;
    const words = view.errors[block.block_id] ?? "";
    field.setAttribute("aria-invalid", String(Boolean(words)));
    dialog.querySelector(`#${field.id}-error`).textContent = words;
  }
  dialog.querySelector(".trouble").textContent = view.trouble;
}
