// What the server told of the workspace, kept by kind and id. A thing that changes is replaced, never altered.

export class Memory {
  people = new Map();
  groups = new Map();
  channels = new Map();
  views = new Map();
  homes = new Map();
  messages = new Map(); // channel id -> ts -> message, oldest first
  version = "";
  stage = null;
  hints = [];

  #tables = { person: this.people, group: this.groups, channel: this.channels, view: this.views, home: this.homes };

  /** Takes in what changed. Returns the messages that are new, none of them where everything was told afresh. */
  take({ version, is_whole: isWhole, items, gone }) {
    if (isWhole) for (const table of [...Object.values(this.#tables), this.messages]) table.clear();
    for (const key of gone) this.#drop(key.split(" "));
    const fresh = [];
    for (const [key, value] of Object.entries(items)) {
      const [kind, id, ts] = key.split(" ");
      if (kind === "message") fresh.push(...this.#keep(id, ts, value));
      else if (this.#tables[kind]) this.#tables[kind].set(id, value);
      else this[kind] = value;
    }
    this.version = version;
    return isWhole ? [] : fresh;
  }

  /** The channels that somebody sees, those they share first. */
  channelsOf(personId) {
    return [...this.channels.values()].filter(({ seen_by: seenBy }) => seenBy.includes(personId));
  }

  /** The conversation between somebody and the app. */
  directOf(personId) {
    return this.channelsOf(personId).find(({ kind }) => kind === "direct");
  }

  /** What stands in the composer's place where only the app writes; empty elsewhere. */
  closedWords({ kind }) {
    return kind === "direct" ? this.stage.closed_words : "";
  }

  /** What somebody sees of a conversation, replies too, oldest first. */
  messagesOf(channelId, personId) {
    const all = [...(this.messages.get(channelId)?.values() ?? [])];
    return all.filter(({ only_for: onlyFor }) => !onlyFor || onlyFor === personId);
  }

  /** The modals that somebody has open, the topmost last. */
  viewsOf(personId) {
    return [...this.views.values()].filter(({ user_id: userId }) => userId === personId);
  }

  /** What ids read as, for that person, and whom and what they can choose. */
  namesFor(personId) {
    return {
      person: (id) => this.people.get(id)?.name ?? id,
      group: (id) => this.groups.get(id)?.handle,
      channel: (id) => (this.channels.get(id)?.seen_by.includes(personId) ? this.channels.get(id).name : ""),
      isMe: (id) => id === personId,
      people: () => [...this.people].filter(([, { is_bot: isBot }]) => !isBot).map(([id, { real_name: name }]) => [id, name]),
      conversations: () => this.channelsOf(personId).filter(({ kind }) => kind !== "direct").map(({ id, name }) => [id, `#${name}`]),
    };
  }

  #keep(channelId, ts, message) {
    if (!this.messages.has(channelId)) this.messages.set(channelId, new Map());
    const isNew = !this.messages.get(channelId).has(ts);
    this.messages.get(channelId).set(ts, message);
    return isNew ? [message] : [];
  }

  #drop([kind, id, ts]) {
    if (kind === "message") this.messages.get(id)?.delete(ts);
    else this.#tables[kind]?.delete(id);
  }
}
