// Block Kit, as much of it as Shabash uses, as DOM nodes. What is not drawn says so.

import { el, mrkdwn } from "./mrkdwn.js";

let inputsMade = 0;

/** A text object: mrkdwn is read, plain text is shown as it stands. */
export function textNodes(text, names) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : [text.text];
}

/** The blocks of a message. `press(button, node)` is called for a click. */
export function blockNodes(blocks, names, press) {
  return blocks.map((block) => (DRAW[block.type] ?? notDrawn)(block, names, press));
}

const DRAW = {
  section: (block, names, press) =>
    el(
      "div",
      { class: "block section" },
      el(
        "div",
        {},
        block.text ? el("div", {}, textNodes(block.text, names)) : null,
        block.fields
          ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textNodes(field, names))))
          : null,
      ),
      block.accessory ? elementNode(block.accessory, press) : null,
    ),
  header: (block) => el("h3", { class: "block" }, block.text.text),
  divider: () => el("hr", { class: "block" }),
  context: (block, names) =>
    el("div", { class: "block context" }, block.elements.map((text) => el("span", {}, contextNodes(text, names)))),
  actions: (block, _names, press) =>
    el("div", { class: "block actions" }, block.elements.map((element) => elementNode(element, press))),
  input: (block) => inputNode(block),
};

function contextNodes(element, names) {
  return element.type === "image" ? [`(image: ${element.alt_text})`] : textNodes(element, names);
}

function notDrawn(block) {
  return el("p", { class: "block note" }, `(A block of type “${block.type}”. The playground does not draw those.)`);
}

function elementNode(element, press) {
  if (element.type === "overflow") return menuNode(element, press);
  if (element.type !== "button") return notDrawn(element);
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "data-action": element.action_id,
    },
    element.text.text,
  );
  const go = () => press(element, node);
  node.addEventListener("click", () => (element.confirm ? confirmed(element.confirm, element.style, go) : go()));
  return node;
}

/** Slack's overflow menu: three dots that open to a few options. It closes with Escape, and when it is left. */
function menuNode({ action_id, options }, press) {
  const dots = el("summary", { class: "button", "aria-label": "More" }, "…");
  const menu = el("details", { class: "menu", "data-action": action_id }, dots);
  const choices = options.map(({ text, value }) => {
    const choice = el("button", { type: "button" }, text.text);
    choice.addEventListener("click", () => {
      menu.open = false;
      dots.focus();
      press({ action_id, option: value }, choice);
    });
    return choice;
  });
  menu.append(el("div", { class: "options" }, choices));
  menu.addEventListener("toggle", () => menu.open && choices.at(-1).scrollIntoView({ block: "nearest" }));
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    menu.open = false;
    dots.focus();
  });
  return menu;
}

/** Slack's confirmation dialog: only its first button lets the click through. */
function confirmed({ title, text, confirm, deny }, style, go) {
  const back = el("button", { type: "button", class: "button" }, deny.text);
  const yes = el("button", { type: "button", class: `button ${style ?? ""}` }, confirm.text);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "confirm-title" }, title.text),
      el("p", { id: "confirm-text" }, text.text),
      el("div", { class: "modal-foot" }, back, yes),
    ),
  );
  back.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    go();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  back.focus();
}

/** One field of a modal, with its label, hint and room for what was wrong. */
function inputNode(block) {
  const id = `input-${(inputsMade += 1)}`; // Two people may have the same form open side by side.
  const field = FIELDS[block.element.type]?.(block.element, {
    id,
    name: block.block_id,
    required: !block.optional,
    "aria-describedby": `${id}-hint ${id}-error`,
  });
  if (!field) return notDrawn(block.element);
  return el(
    "div",
    { class: "block input" },
    el("label", { for: id }, block.label.text, block.optional ? el("span", {}, " (optional)") : null),
    field,
    el("p", { class: "note", id: `${id}-hint` }, block.hint?.text ?? ""),
    el("p", { class: "error", id: `${id}-error` }),
  );
}

const FIELDS = {
  plain_text_input(element, named) {
    const field = el(element.multiline ? "textarea" : "input", {
      ...named,
      minlength: element.min_length,
      maxlength: element.max_length,
      placeholder: element.placeholder?.text,
      rows: element.multiline ? 4 : null,
      autocomplete: "off",
    });
    field.value = element.initial_value ?? "";
    return field;
  },
  number_input(element, named) {
    const step = element.is_decimal_allowed ? "any" : 1;
    const field = el("input", { ...named, type: "number", min: element.min_value, max: element.max_value, step });
    field.value = element.initial_value ?? "";
    return field;
  },
  static_select(element, named) {
    const choose = el("option", { value: "" }, "Choose an option");
    const options = element.options.map(({ text, value }) => el("option", { value }, text.text));
    return el("select", named, choose, options);
  },
};
