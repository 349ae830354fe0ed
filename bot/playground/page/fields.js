// One field of a form: its label, its hint, and what is wrong with it.

import { control } from "./controls.js";
import { el } from "./mrkdwn.js";

let made = 0;

/** The field's node, or null where it is not drawn. Under `field` the node has `{block, read(), write(value), focus(),
    complain(words)}`. */
export function fieldNode(block, names, press) {
  const id = `field-${(made += 1)}`; // Two people may have the same form open side by side.
  const described = { "aria-describedby": `${id}-hint ${id}-error`, "aria-required": block.optional ? null : "true" };
  const built = control(block.element, names, { id, ...described, "aria-labelledby": `${id}-label` });
  if (!built) return null;
  const optional = block.optional ? el("span", {}, " (optional)") : null;
  const error = el("p", { class: "error", id: `${id}-error` });
  const node = el(
    "div",
    { class: "block input" },
    el(built.isGroup ? "span" : "label", { class: "label", id: `${id}-label`, for: built.isGroup ? null : id }, block.label.text, optional),
    built.node,
    el("p", { class: "note", id: `${id}-hint` }, block.hint?.text ?? ""),
    error,
  );
  node.field = {
    ...built,
    block,
    complain(words) {
      built.node.setAttribute("aria-invalid", String(Boolean(words)));
      error.textContent = words;
    },
  };
  if (block.dispatch_action) tellAtOnce(node.field, (said) => press(said, node));
  return node;
}

/** A field whose app wants to hear of it before the form is sent: when Enter is pressed, or something chosen. */
function tellAtOnce({ block, node, read }, press) {
  const { action_id: actionId, type } = block.element;
  const tell = () => press({ action_id: actionId, block_id: block.block_id, chosen: read() });
  const isTyped = /_input$/.test(type);
  const on = block.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (!isTyped) node.addEventListener("change", tell);
  if (isTyped && on.includes("on_character_entered")) node.addEventListener("input", tell);
  if (isTyped && on.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || block.element.multiline) return;
      event.preventDefault();
      tell();
    });
  }
}

/** What Slack itself finds wrong before a form is sent; empty where nothing is. */
export function faultOf({ block, read, node }) {
  const value = read();
  const { type, min_length: least = 0, min_value: low, max_value: high, is_decimal_allowed: isDecimal } = block.element;
  if (!value.length && !node.validity?.badInput) return block.optional ? "" : "Please complete this required field.";
  if (value.length < least && type === "plain_text_input") return `Please enter at least ${least} characters.`;
  if (type === "number_input") return numberFault(value, low, high, isDecimal);
  if (type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return "Please enter a valid email address.";
  if (type === "url_text_input" && !/^https?:\/\/\S+$/i.test(value)) return "Please enter a valid URL.";
  return "";
}

function numberFault(value, low, high, isDecimal) {
  const number = Number(value);
  if (value === "" || Number.isNaN(number)) return "Please enter a number.";
  if (!isDecimal && !Number.isInteger(number)) return "Please enter a whole number.";
  if (low !== undefined && number < Number(low)) return `Please enter ${low} or more.`;
  if (high !== undefined && number > Number(high)) return `Please enter ${high} or less.`;
  return "";
}
