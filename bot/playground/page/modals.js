// The modals that somebody has open, one on the other; the topmost is shown, with its fields and what is wrong in them.

import { blockNodes } from "./blocks.js";
import { faultOf } from "./fields.js";
import { el } from "./mrkdwn.js";

const drawn = new WeakMap(); // dialog -> view id -> its form, kept while another lies on it
let made = 0;

/** Shows the topmost of `views` in the dialog. `does` is what can be done: submit(viewId, values), close(viewId,
    withAllBelow), press(viewId, element, node). A form stays as it is, with what was typed, while it is the same. */
export function drawModal(dialog, views, names, does) {
  const forms = drawn.get(dialog) ?? drawn.set(dialog, new Map()).get(dialog);
  for (const id of forms.keys()) if (!views.some((view) => view.id === id)) forms.delete(id);
  const view = views.at(-1);
  if (!view) {
    dialog.replaceChildren();
    if (dialog.open) dialog.close();
    return;
  }
  const before = forms.get(view.id);
  // A field that moves into the newer form loses the focus on the way.
  const active = document.activeElement;
  const isSame = before?.dataset.hash === view.hash;
  const form = isSame ? before : formNode(view, names, does, before);
  forms.set(view.id, form);
  const isShown = dialog.firstElementChild === form;
  if (!isShown) {
    dialog.setAttribute("aria-labelledby", form.querySelector("h2").id);
    dialog.replaceChildren(form);
  }
  if (!dialog.open) dialog.show();
  // Whoever is typing in a field that an update kept goes on typing there.
  if (!isShown) form.contains(active) ? active.focus() : focusFirst(form);
  showErrors(form, view);
}

function formNode(view, names, does, before) {
  const title = `modal-${(made += 1)}`;
  const back = view.previous_id ? button("Back", "←", () => does.close(view.id, false), "modal-back") : null;
  const away = button("Close", "×", () => does.close(view.id, true), "modal-away");
  const cancel = el("button", { type: "button", class: "button" }, view.close || "Close");
  const form = el(
    "form",
    { method: "dialog", novalidate: true, "data-hash": view.hash },
    el("header", { class: "modal-head" }, back, el("h2", { id: title, tabindex: "-1" }, view.title), away),
    el("p", { class: "note" }, `${names.person(view.user_id)} sees this.`),
    el("div", { class: "modal-blocks" }, keptBlocks(view, names, does, before)),
    el("p", { class: "error trouble", role: "alert" }),
    el("div", { class: "modal-foot" }, cancel, view.submit ? el("button", { type: "submit", class: "button primary" }, view.submit) : null),
  );
  cancel.addEventListener("click", () => does.close(view.id, false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, view, does);
  });
  return form;
}

function button(label, sign, go, kind) {
  const node = el("button", { type: "button", class: `plain ${kind}`, "aria-label": label }, sign);
  node.addEventListener("click", go);
  return node;
}

/** A field that an update leaves as it was keeps what was typed into it. */
function keptBlocks(view, names, does, before) {
  const old = new Map(fieldsOf(before).map(({ block, node }) => [JSON.stringify(block), node.closest(".input")]));
  const press = (element, node) => does.press(view.id, element, node);
  return view.blocks.map((block) => old.get(JSON.stringify(block)) ?? blockNodes([block], names, press)[0]);
}

function fieldsOf(form) {
  return [...(form?.querySelectorAll(".input") ?? [])].map(({ field }) => field);
}

function focusFirst(form) {
  const fields = fieldsOf(form);
  const first = fields.find(({ block }) => block.element.focus_on_load) ?? fields[0];
  if (first) first.focus();
  else form.querySelector("h2").focus();
}

/** Slack sends a form only once it finds nothing wrong in it by itself. */
function send(form, view, does) {
  const fields = fieldsOf(form);
  const faults = fields.map((field) => [field, faultOf(field)]);
  complain(faults);
  if (faults.some(([, words]) => words)) return;
  does.submit(view.id, Object.fromEntries(fields.map(({ block, read }) => [block.block_id, read()])));
}

function complain(faults) {
  for (const [field, words] of faults) field.complain(words);
  faults.find(([, words]) => words)?.[0].focus();
}

/** What the app found wrong; said once, so that the focus stays where it is moved afterwards. */
function showErrors(form, view) {
  const said = JSON.stringify([view.errors, view.trouble]);
  if (form.dataset.said === said) return;
  const isFirst = form.dataset.said === undefined;
  form.dataset.said = said;
  form.querySelector(".trouble").textContent = view.trouble;
  if (isFirst && !Object.keys(view.errors).length) return;
  complain(fieldsOf(form).map((field) => [field, view.errors[field.block.block_id] ?? ""]));
}
