// Block Kit as DOM nodes, for messages, modals and Home. What is not drawn says so.

import { actionNode, imageNode } from "./elements.js";
import { fieldNode } from "./fields.js";
import { el, mrkdwn } from "./mrkdwn.js";
import { richNodes } from "./rich.js";

/** A text object: mrkdwn is read, plain text is shown as it stands. */
export function textNodes(text, names) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : [el("span", { class: "as-typed" }, text.text)];
}

/** The blocks of a message or a view. `press(element, node)` is called for a click or a choice: `element` has an
    `action_id`, and a `value`, an `option`, or a `block_id` with what was `chosen`. */
export function blockNodes(blocks, names, press) {
  return blocks.map((block) => (DRAW[block.type] ?? notDrawn)(block, names, press));
}

const DRAW = {
  section: (block, names, press) =>
    el(
      "div",
      { class: `block section ${block.accessory?.type ?? ""}` },
      el(
        "div",
        {},
        block.text ? el("div", {}, textNodes(block.text, names)) : null,
        block.fields
          ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textNodes(field, names))))
          : null,
      ),
      block.accessory ? el("div", { class: "accessory" }, partNode(block.accessory, block, names, press)) : null,
    ),
  header: (block) => el("h3", { class: "block" }, block.text.text),
  divider: () => el("hr", { class: "block" }),
  context: (block, names) =>
    el("div", { class: "block context" }, block.elements.map((part) => el("span", {}, contextNodes(part, names)))),
  image: (block) =>
    el("figure", { class: "block" }, block.title ? el("figcaption", {}, block.title.text) : null, imageNode(block)),
  actions: (block, names, press) =>
    el("div", { class: "block actions" }, block.elements.map((element) => partNode(element, block, names, press))),
  rich_text: (block, names) => el("div", { class: "block rich" }, richNodes(block.elements, names)),
  input: (block, names, press) => fieldNode(block, names, press) ?? notDrawn(block.element),
};

function contextNodes(part, names) {
  return part.type === "image" ? [imageNode(part)] : textNodes(part, names);
}

function partNode(element, block, names, press) {
  return actionNode(element, block, names, press) ?? notDrawn(element);
}

function notDrawn({ type }) {
  return el("p", { class: "block note" }, `(A block of type “${type}”. The playground does not draw those.)`);
}
