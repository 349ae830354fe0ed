// The fields of Block Kit as controls: each can be read, written and given the focus.

import { manyNode } from "./many.js";
import { el, mrkdwn } from "./mrkdwn.js";

let made = 0;

/** `{node, read(), write(value), focus(), isGroup}`, or null where the element is not drawn. A value is a text, or a list
    of texts where several can be chosen. `attributes` name and describe it. */
export function control(element, names, attributes) {
  const make = KINDS[element.type];
  return make ? make(element, names, { "data-action": element.action_id, ...attributes }) : null;
}

const KINDS = {
  plain_text_input: (element, _names, attributes) =>
    typed(element.multiline ? "textarea" : "input", element, {
      ...attributes,
      minlength: element.min_length,
      maxlength: element.max_length,
      rows: element.multiline ? 4 : null,
    }),
  email_text_input: (element, _names, attributes) => typed("input", element, { ...attributes, type: "email" }),
  url_text_input: (element, _names, attributes) => typed("input", element, { ...attributes, type: "url" }),
  number_input: (element, _names, attributes) =>
    typed("input", element, {
      ...attributes,
      type: "number",
      min: element.min_value,
      max: element.max_value,
      step: element.is_decimal_allowed ? "any" : 1,
    }),
  datepicker: (element, _names, attributes) => picked("date", element, element.initial_date, attributes),
  timepicker: (element, _names, attributes) => picked("time", element, element.initial_time, attributes),
  datetimepicker: (element, _names, attributes) => moment(element, attributes),
  static_select: (element, _names, attributes) => select(element, offered(element), element.initial_option?.value, attributes),
  users_select: (element, names, attributes) => select(element, people(names), element.initial_user, attributes),
  conversations_select: (element, names, attributes) => select(element, places(names), element.initial_conversation, attributes),
  channels_select: (element, names, attributes) => select(element, places(names), element.initial_channel, attributes),
  multi_static_select: (element, _names, attributes) => many(element, offered(element), element.initial_options?.map(({ value }) => value), attributes),
  multi_users_select: (element, names, attributes) => many(element, people(names), element.initial_users, attributes),
  multi_conversations_select: (element, names, attributes) => many(element, places(names), element.initial_conversations, attributes),
  multi_channels_select: (element, names, attributes) => many(element, places(names), element.initial_channels, attributes),
  checkboxes: (element, names, attributes) => ticked("checkbox", element, element.initial_options ?? [], names, attributes),
  radio_buttons: (element, names, attributes) => ticked("radio", element, [element.initial_option], names, attributes),
};

function simple(node) {
  return { node, isGroup: false, read: () => node.value, write: (value) => (node.value = value), focus: () => node.focus() };
}

function typed(tag, element, attributes) {
  const node = el(tag, { ...attributes, placeholder: element.placeholder?.text, autocomplete: "off" });
  node.value = element.initial_value ?? "";
  return simple(node);
}

function picked(type, element, initial, attributes) {
  const node = el("input", { ...attributes, type, title: element.placeholder?.text });
  node.value = initial ?? "";
  return simple(node);
}

/** A day and a time in the reader's own zone, told in seconds since 1970. */
function moment(element, attributes) {
  const made = picked("datetime-local", element, "", attributes);
  const local = (seconds) => new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  const write = (seconds) => (made.node.value = seconds ? local(Number(seconds)) : "");
  write(element.initial_date_time ?? "");
  return { ...made, write, read: () => (made.node.value ? String(Math.floor(new Date(made.node.value) / 1000)) : "") };
}

/** Groups of `[value, words]`, each with its label, or null where the options stand by themselves. */
function offered({ options, option_groups: groups }) {
  const pairs = (found) => found.map(({ value, text }) => [value, text.text]);
  return options ? [[null, pairs(options)]] : groups.map(({ label, options: inner }) => [label.text, pairs(inner)]);
}

function places(names) {
  return [[null, names.conversations()]];
}

function people(names) {
  return [[null, names.people()]];
}

function select(element, groups, initial, attributes) {
  const options = (pairs) => pairs.map(([value, words]) => el("option", { value }, words));
  const nothing = el("option", { value: "" }, element.placeholder?.text ?? "Choose an option");
  const drawn = groups.map(([label, pairs]) => (label === null ? options(pairs) : [el("optgroup", { label }, options(pairs))]));
  const node = el("select", attributes, nothing, drawn.flat());
  node.value = initial ?? "";
  return simple(node);
}

function many(element, groups, initial, attributes) {
  const most = element.max_selected_items ?? Infinity;
  return manyNode(groups.flatMap(([, pairs]) => pairs), initial ?? [], most, element.placeholder?.text, attributes);
}

/** Checkboxes or radio buttons, whose words may be marked up. */
function ticked(type, { options, action_id: actionId }, initial, names, attributes) {
  const name = `ticked-${(made += 1)}`;
  const chosen = initial.map((option) => option?.value);
  const rows = options.map(({ text, value, description }, place) => {
    const box = el("input", { type, name, value, "aria-describedby": description ? `${name}-${place}` : null });
    box.checked = chosen.includes(value);
    const words = (part) => (part.type === "mrkdwn" ? mrkdwn(part.text, names) : [part.text]);
    const label = el("label", {}, box, el("span", {}, words(text)));
    return el("div", { class: "tickable" }, label, description ? el("p", { class: "note", id: `${name}-${place}` }, words(description)) : null);
  });
  const role = type === "radio" ? "radiogroup" : "group";
  const node = el("div", { ...attributes, role, "data-action": actionId, class: "ticked" }, rows);
  const boxes = [...node.querySelectorAll("input")];
  const read = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  const write = (value) => boxes.forEach((box) => (box.checked = [value].flat().includes(box.value)));
  return { node, write, isGroup: true, focus: () => (boxes.find(({ checked }) => checked) ?? boxes[0]).focus(), read: type === "radio" ? () => read()[0] ?? "" : read };
}
