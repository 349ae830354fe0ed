// Slack's mrkdwn as DOM nodes. Everything that anybody wrote becomes a text node, never markup.

// Code, an entity, then *bold*, _italic_ and ~struck~, each of which needs an edge of a word on its outer sides.
const styled = (mark) =>
  String.raw`(?<![\p{L}\p{N}${mark}])[${mark}](?!\s)([^${mark}\n]+?)(?<!\s)[${mark}](?![\p{L}\p{N}])`;
const INLINE = new RegExp(["`([^`\\n]+)`", "<([^<>\\n]+)>", styled("*"), styled("_"), styled("~")].join("|"), "gu");

/** An element with attributes and children; strings become text nodes. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** What Slack escapes, undone; the result may only become a text node. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A whole text: code fences, quotes and lines. `names` turns ids into names. */
export function mrkdwn(text, names) {
  return text.split(/```\n?([\s\S]*?)```/).flatMap((piece, place) =>
    place % 2 ? [el("pre", {}, codeText(piece, names))] : lines(piece, names),
  );
}

function lines(text, names) {
  const nodes = [];
  let quote = null;
  for (const [place, line] of text.split("\n").entries()) {
    const quoted = line.match(/^(?:>|&gt;) ?(.*)$/);
    if (quoted) {
      if (quote) quote.append(el("br"));
      else nodes.push((quote = el("blockquote")));
      quote.append(...inline(quoted[1], names));
    } else {
      if (place && !quote) nodes.push(el("br"));
      quote = null;
      nodes.push(...inline(line, names));
    }
  }
  return nodes;
}

function inline(text, names) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, entity, bold, italic, struck] = found;
    nodes.push(unescape(text.slice(end, found.index)));
    if (code) nodes.push(el("code", {}, codeText(code, names)));
    else if (entity) nodes.push(entityNode(entity, names));
    else if (bold) nodes.push(el("b", {}, inline(bold, names)));
    else if (italic) nodes.push(el("i", {}, inline(italic, names)));
    else nodes.push(el("s", {}, inline(struck, names)));
    end = found.index + whole.length;
  }
  nodes.push(unescape(text.slice(end)));
  return nodes;
}

/** Inside code nothing is drawn, but a mention still reads as a name. */
function codeText(code, names) {
  return el("span", {}, code.split(/<([^<>\n]+)>/).map((piece, place) => (place % 2 ? entityNode(piece, names) : unescape(piece)))).textContent;
}

function entityNode(entity, names) {
  const [target, label] = entity.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(`@${names.person(target.slice(1))}`, names.isMe(target.slice(1)));
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) || label || "private channel"}`);
  if (target.startsWith("!subteam^")) return mention(`@${names.group(target.slice(9)) || "group"}`);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`, true);
  return link(target, label);
}

export function mention(text, isMe = false) {
  return el("span", { class: isMe ? "mention me" : "mention" }, text);
}

function link(target, label) {
  return anchor(unescape(target), unescape(label || target.replace(/^mailto:/, "")));
}

/** A link out, which opens only when it is followed; another address than a page's or a mail's stays words. */
export function anchor(address, words) {
  if (!/^(https?:|mailto:)/i.test(address)) return `<${words}>`;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

const DATE_FORMS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** `<!date^1700000000^{date_short} at {time}^https://…|fallback>` in the reader's own zone. */
export function dateNode(target, fallback) {
  const [, seconds, form] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (!form || Number.isNaN(at.getTime())) return unescape(fallback || "");
  const shown = form.replace(/\{(\w+)\}/g, (whole, name) => datePart(name, at) ?? whole);
  return el("time", { datetime: at.toISOString(), title: unescape(fallback || "") }, unescape(shown));
}

function datePart(name, at) {
  if (name === "ago") return `${Math.max(0, Math.round((Date.now() - at) / 60000))} minutes ago`;
  const near = name.endsWith("_pretty") ? nearDay(at) : null;
  const form = DATE_FORMS[name.replace(/_pretty$/, "")];
  return near ?? (form && new Intl.DateTimeFormat(undefined, form).format(at));
}

function nearDay(at) {
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86400000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}
