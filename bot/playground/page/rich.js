// Slack's rich text: sections, lists, quotes and code, and the words in them.

import { emoji } from "./emoji.js";
import { anchor, dateNode, el, mention } from "./mrkdwn.js";

const STYLES = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };

/** The parts of a rich text. */
export function richNodes(parts, names) {
  return parts.map((part) => (PARTS[part.type] ?? PARTS.rich_text_section)(part, names));
}

const PARTS = {
  rich_text_section: ({ elements }, names) => el("div", {}, wordNodes(elements, names)),
  rich_text_quote: ({ elements }, names) => el("blockquote", {}, wordNodes(elements, names)),
  rich_text_preformatted: ({ elements }, names) => el("pre", {}, wordNodes(elements, names)),
  rich_text_list: ({ style, indent = 0, offset = 0, elements }, names) =>
    el(
      style === "ordered" ? "ol" : "ul",
      { class: `level-${Math.min(indent, 4)}`, start: style === "ordered" && offset ? offset + 1 : null },
      elements.map((item) => el("li", {}, wordNodes(item.elements, names))),
    ),
};

function wordNodes(words, names) {
  return words.map((word) => styled((WORDS[word.type] ?? unknownWord)(word, names), word.style));
}

const WORDS = {
  text: ({ text }) => text,
  link: ({ url, text }) => anchor(url, text || url),
  user: ({ user_id: id }, names) => mention(`@${names.person(id)}`, names.isMe(id)),
  usergroup: ({ usergroup_id: id }, names) => mention(`@${names.group(id) || "group"}`),
  channel: ({ channel_id: id }, names) => mention(`#${names.channel(id) || "private channel"}`),
  broadcast: ({ range }) => mention(`@${range}`, true),
  emoji: ({ name, unicode }) => emoji(name, unicode),
  date: ({ timestamp, format, fallback }) => dateNode(`!date^${timestamp}^${format}`, fallback),
};

function unknownWord({ type }) {
  return `(${type})`;
}

function styled(node, style = {}) {
  const tags = Object.entries(STYLES).filter(([name]) => style[name]);
  return tags.reduce((inner, [, tag]) => el(tag, {}, inner), node);
}
