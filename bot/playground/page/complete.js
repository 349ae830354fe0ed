// What may be meant by what is being typed: commands and their words, people, groups, channels, ids of requests.

const OPTIONS_MAX = 8;
const REQUEST_ID = /\bR-[A-Z0-9]{6,}(?:\/\d+)?\b/g;

/** The options for the word that ends at `caret`: `{start, isBegun, options: [{text, name, note}]}`, null where there are
    none.
    `place` tells whose composer it is and in which conversation; in a thread no command runs, so none is offered. */
export function completions(memory, place, text, caret) {
  const before = text.slice(0, caret);
  const start = before.search(/\S*$/);
  const typed = before.slice(start).toLowerCase();
  const found = candidates(memory, place, before.slice(0, start), typed)
    .filter((option) => matches(option, typed))
    .slice(0, OPTIONS_MAX);
  const isWhole = found.some((option) => option.text.trimEnd().toLowerCase() === typed);
  return found.length && !isWhole ? { start, isBegun: Boolean(typed), options: found } : null;
}

function matches({ text, name }, typed) {
  const words = [text, ...name.split(" ").map((word) => text[0] + word)];
  return words.some((word) => word.toLowerCase().startsWith(typed));
}

function candidates(memory, place, head, typed) {
  if (typed.startsWith("@")) return [...people(memory), ...groups(memory)];
  if (typed.startsWith("#")) return channels(memory, place.personId);
  if (place.threadTs) return [];
  if (!head.trim()) return typed.startsWith("/") ? commands(memory) : [];
  const [command, word, ...more] = head.trim().split(/\s+/);
  if (command !== Object.keys(memory.stage.commands)[0] || more.length) return [];
  if (!word) return words(memory);
  return ["status", "cancel"].includes(word) ? requests(memory, place) : [];
}

function commands({ stage }) {
  return Object.entries(stage.commands).map(([text, note]) => ({ text: `${text} `, name: "", note }));
}

function words({ stage }) {
  return Object.entries(stage.words).map(([text, note]) => ({ text: `${text} `, name: "", note }));
}

function people({ people: all }) {
  return [...all.values()].map(({ handle, real_name: name, is_bot: isBot }) => ({
    text: `@${handle} `, name, note: isBot ? `${name}, an app` : name,
  }));
}

function groups({ groups: all }) {
  return [...all.values()].map(({ handle, name }) => ({ text: `@${handle} `, name, note: `${name}, a group` }));
}

function channels(memory, personId) {
  const shared = memory.channelsOf(personId).filter(({ kind }) => kind !== "direct");
  return shared.map(({ name, kind }) => ({ text: `#${name} `, name: "", note: kind === "private" ? "Private" : "" }));
}

/** The ids that this person has before them, the newest first. */
function requests(memory, { personId, channelId }) {
  const messages = memory.messagesOf(channelId, personId);
  const ids = messages.flatMap(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`.match(REQUEST_ID) ?? []);
  return [...new Set(ids.reverse())].map((id) => ({ text: id, name: "", note: "" }));
}
