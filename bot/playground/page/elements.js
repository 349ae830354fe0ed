// What can be clicked: buttons, menus, confirmation dialogs, and the fields that act as soon as something is chosen.

import { control } from "./controls.js";
import { el } from "./mrkdwn.js";

/** An element of a row, or beside a section; null for one that is not drawn. */
export function actionNode(element, block, names, press) {
  if (element.type === "image") return imageNode(element);
  if (element.type === "button") return buttonNode(element, press);
  if (element.type === "overflow") return menuNode(element, press);
  return chooserNode(element, block, names, press);
}

/** An image of this very address is shown; of any other, what it shows: nothing is fetched from elsewhere. */
export function imageNode({ image_url: address = "", slack_file: file, alt_text: words }) {
  const url = file?.id ? `${location.origin}/files/${encodeURIComponent(file.id)}` : address;
  const isOurs = URL.canParse(url) && new URL(url).origin === location.origin;
  if (isOurs) return el("img", { class: "image", src: url, alt: words });
  return el("span", { class: "image away", role: "img", "aria-label": words }, `(image: ${words})`);
}

function buttonNode(element, press) {
  const isLink = /^https?:/i.test(element.url ?? "");
  const node = el(
    isLink ? "a" : "button",
    {
      ...(isLink ? { href: element.url, target: "_blank", rel: "noopener noreferrer" } : { type: "button" }),
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "data-action": element.action_id,
    },
    element.text.text,
  );
  const go = () => press({ action_id: element.action_id, value: element.value ?? null }, node);
  node.addEventListener("click", () => asked(element, go));
  return node;
}

/** Slack's overflow menu: three dots that open to a few options. It closes with Escape, and when it is left. */
function menuNode(element, press) {
  const dots = el("summary", { class: "button", "aria-label": "More" }, "…");
  const menu = el("details", { class: "menu", "data-action": element.action_id }, dots);
  const choices = element.options.map(({ text, value, url, description }) => {
    const isLink = /^https?:/i.test(url ?? "");
    const words = [text.text, description ? el("small", {}, description.text) : null];
    const choice = isLink
      ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words)
      : el("button", { type: "button" }, words);
    choice.addEventListener("click", () => {
      menu.open = false;
      dots.focus();
      asked(element, () => press({ action_id: element.action_id, option: value }, choice));
    });
    return choice;
  });
  menu.append(el("div", { class: "options" }, choices));
  menu.addEventListener("toggle", () => menu.open && choices.at(-1).scrollIntoView({ block: "nearest" }));
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    dots.focus();
  });
  return menu;
}

/** A field outside a form: what is chosen is told at once, and taken back where the confirmation is denied. */
function chooserNode(element, block, names, press) {
  const label = element.placeholder?.text ?? block.text?.text ?? "Choose";
  const made = control(element, names, { "aria-label": label });
  if (!made) return null;
  const node = el("div", { class: "chooser" }, made.node);
  let before = made.read();
  const tell = () => {
    before = made.read();
    press({ action_id: element.action_id, block_id: block.block_id, chosen: before }, node);
  };
  made.node.addEventListener("change", () => asked(element, tell, () => made.write(before)));
  return node;
}

function asked({ confirm, style }, go, back = () => {}) {
  if (confirm) confirmed(confirm, confirm.style ?? style, go, back);
  else go();
}

/** Slack's confirmation dialog: only its second button lets the click through. */
function confirmed({ title, text, confirm, deny }, style, go, back) {
  const no = el("button", { type: "button", class: "button" }, deny.text);
  const yes = el("button", { type: "button", class: `button ${style ?? "primary"}` }, confirm.text);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "confirm-title" }, title.text),
      el("p", { id: "confirm-text" }, text.text),
      el("div", { class: "modal-foot" }, no, yes),
    ),
  );
  let isMeant = false;
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    isMeant = true;
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (isMeant) go();
    else back();
  });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}
