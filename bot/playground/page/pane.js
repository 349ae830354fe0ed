// One person's Slack: their side bar, the conversation they have open, a thread beside it, and their modal.

import { Composer } from "./composer.js";
import { avatar, setAttribute, setHidden, setText } from "./drawing.js";
import { fill } from "./fill.js";
import { frame } from "./frame.js";
import { drawHome } from "./home.js";
import { MessageList, channelEntries, threadEntries } from "./messages.js";
import { drawModal } from "./modals.js";
import { el } from "./mrkdwn.js";
import { see, seenIn, unreadIn } from "./seen.js";
import { drawChannels, drawLocales, drawPeople } from "./side.js";

let made = 0;

/** `saved` is `{me, channelId, tab, threadTs, drafts}`, and stays what the pane shows; `page` is what is around it:
    memory, tell, toast, changed (the arrangement did), chosen (this pane is the one in use), closed. */
export class Pane {
  constructor(saved, page) {
    Object.assign(this, { saved: { tab: "messages", threadTs: "", drafts: {}, ...saved }, page, memory: page.memory });
    this.composer = this.#composer(() => "");
    this.threadComposer = this.#composer(() => this.saved.threadTs);
    this.#build();
    const act = {
      press: (message, button, node) => this.#press(message, button, node),
      react: ({ channel_id: channelId, ts }, name) => this.#tell("react", { channel_id: channelId, ts, name }),
      reply: (message) => this.openThread(message.thread_ts || message.ts),
      shortcut: (id, { channel_id: channelId, ts }) => this.#shortcut(id, { channel_id: channelId, ts }),
      copyLink: (message) => this.#copyLink(message),
      goTo: (channelId, ts) => this.goTo(channelId, ts),
    };
    this.messages = new MessageList(this.parts.messages, this.memory, act);
    this.replies = new MessageList(this.parts.replies, this.memory, act);
  }

  get me() {
    return this.saved.me;
  }

  /** Who looks at which conversation here; at none while the app's home is shown. */
  get looksAt() {
    return [this.me, this.saved.tab === "home" ? "" : this.saved.channelId];
  }

  /** Whether a message is in the conversation that is open here, a reply in a folded thread too. */
  shows({ channel_id: channelId, only_for: onlyFor }) {
    return channelId === this.saved.channelId && (!onlyFor || onlyFor === this.me);
  }

  // What the pane does.

  become(id, channelId = "") {
    const isShared = this.memory.channels.get(this.saved.channelId)?.seen_by.includes(id);
    const isSame = id === this.me;
    Object.assign(this.saved, { me: id, channelId: channelId || (isShared ? this.saved.channelId : this.memory.directOf(id).id) });
    if (!isSame && !isShared) this.saved.threadTs = "";
    this.#moved();
    if (!isSame && this.saved.tab === "home") this.#tell("home", {});
  }

  go(channelId, tab = "messages") {
    if (channelId !== this.saved.channelId) this.saved.threadTs = "";
    Object.assign(this.saved, { channelId, tab });
    this.#moved();
    if (tab === "home") this.#tell("home", {});
  }

  openThread(ts) {
    this.saved.threadTs = ts;
    this.#moved();
    this.threadComposer.focus();
  }

  closeThread() {
    const ts = this.saved.threadTs;
    this.saved.threadTs = "";
    this.#moved();
    this.parts.messages.querySelector(`[data-key="${CSS.escape(ts)}"] .replies`)?.focus();
  }

  /** Shows a message and marks it. False where this person does not see it. */
  goTo(channelId, ts) {
    const message = this.memory.messagesOf(channelId, this.me).find((one) => one.ts === ts);
    if (!message || !this.memory.channels.get(channelId).seen_by.includes(this.me)) return false;
    this.go(channelId);
    if (message.thread_ts) this.saved.threadTs = message.thread_ts;
    if (message.thread_ts) this.#moved();
    return (message.thread_ts ? this.replies : this.messages).mark(ts);
  }

  focusComposer() {
    this.composer.focus();
  }

  focusMessages() {
    this.parts.messages.focus();
  }

  fillLine(line) {
    this.saved.drafts[this.#draftKey("")] = line;
  }

  // How it is drawn.

  draw() {
    const { memory, me, parts } = this;
    const direct = memory.directOf(me);
    const channels = memory.channelsOf(me);
    if (!channels.some(({ id }) => id === this.saved.channelId)) this.saved.channelId = channels[0].id;
    const channel = memory.channels.get(this.saved.channelId);
    const isHome = memory.stage.has_home && channel === direct && this.saved.tab === "home";
    if (!isHome) this.saved.tab = "messages";
    const person = memory.people.get(me);
    setAttribute(this.node, "aria-label", `${person.real_name}’s Slack`);
    this.#drawHead(person, channel);
    this.#drawSide(channels, direct, channel);
    setHidden(parts.tabs, channel !== direct);
    for (const tab of parts.tabs.children) {
      setHidden(tab, tab.dataset.tab === "home" && !memory.stage.has_home); // The manifest says whether there is one.
      setAttribute(tab, "aria-selected", (tab.dataset.tab === "home") === isHome);
    }
    setHidden(parts.home, !isHome);
    for (const node of [parts.messages, this.composer.node]) setHidden(node, isHome);
    this.#drawThread(person, channel, isHome); // First, for what is read in it is no news in the conversation.
    if (isHome) drawHome(parts.home, memory, me, (where, element, node) => this.#press(where, element, node));
    else this.#drawTalk(person, channel);
    this.#drawModal();
  }

  /** The modal covers its own pane; the others stay in use. */
  #drawModal() {
    const { memory, me } = this;
    const { dialog, veil, window } = this.parts;
    const views = memory.viewsOf(me);
    if (!views.length && !dialog.open) return;
    setHidden(veil, !views.length); // What is hidden could not take the focus.
    window.inert = Boolean(views.length);
    drawModal(dialog, views, memory.namesFor(me), {
      submit: (id, values) => this.#submit(id, values),
      close: (id, withAllBelow) => this.#close(id, withAllBelow),
      press: (id, element, node) => this.#press({ view_id: id }, element, node),
    });
  }

  #drawHead(person, channel) {
    const { memory, me, parts } = this;
    const role = memory.stage.acting.find(({ id }) => id === me).role;
    const where = channel.kind === "direct" ? "Shabash" : `#${channel.name}`;
    fill(parts.who, [{ key: me, name: person.real_name, role }], ({ name }) =>
      el("span", { class: "who-is" }, avatar(memory, me), el("span", { class: "who" }, name, el("small", {}, role))));
    setText(parts.channelName, channel.kind === "direct" ? "Shabash" : `# ${channel.name}`);
    setText(parts.channelNote, this.saved.tab === "home" ? "" : noteOf(channel));
    setAttribute(parts.menu, "aria-label", `People and conversations, now ${person.name} in ${where}`);
  }

  #drawSide(channels, direct, here) {
    const { memory, me, parts } = this;
    const hasNews = (id) => unreadIn(memory, id, memory.directOf(id)?.id) > 0;
    drawPeople(parts.people, memory, me, this.page.nextId(), hasNews, (id) => this.become(id));
    const unread = (channel) => (channel === here ? 0 : unreadIn(memory, me, channel.id));
    drawChannels(parts.channels, channels.filter((one) => one !== direct), here.id, unread, (id) => this.go(id));
    drawChannels(parts.apps, [direct], here.id, unread, (id) => this.go(id));
    drawLocales(parts.locales, memory, me, (locale) => this.#tell("locale", { locale }));
    parts.menu.classList.toggle("unread", channels.some(unread));
  }

  #drawTalk(person, channel) {
    const { memory, me } = this;
    const all = memory.messagesOf(channel.id, me);
    see(me, [channel.id], all.filter(({ thread_ts: threadTs }) => !threadTs));
    this.messages.draw(`${me} ${channel.id}`, me, channelEntries(all, (ts) => seenIn(me, channel.id, ts)));
    const where = channel.kind === "direct" ? "Shabash" : `#${channel.name}`;
    const closed = memory.closedWords(channel);
    const words = closed || `Write as ${person.name} in ${where}`;
    this.composer.show(words, `Message ${where}`, this.saved.drafts[this.#draftKey("")] ?? "", Boolean(closed));
    this.composer.showShortcuts(memory.stage.shortcuts.filter(({ kind }) => kind === "global"), (id) => this.#shortcut(id));
  }

  #drawThread(person, channel, isHome) {
    const { parts, me, saved } = this;
    const isOpen = Boolean(saved.threadTs) && !isHome;
    setHidden(parts.thread, !isOpen);
    parts.window.classList.toggle("with-thread", isOpen);
    if (!isOpen) return;
    const all = this.memory.messagesOf(channel.id, me);
    see(me, [channel.id, saved.threadTs], all.filter(({ thread_ts: ts }) => ts === saved.threadTs));
    setText(parts.threadPlace, channel.kind === "direct" ? "Shabash" : `# ${channel.name}`);
    this.replies.draw(`${me} ${channel.id} ${saved.threadTs}`, me, threadEntries(all, saved.threadTs));
    const closed = this.memory.closedWords(channel);
    const draft = saved.drafts[this.#draftKey(saved.threadTs)] ?? "";
    this.threadComposer.show(closed || `Reply as ${person.name}`, "Reply…", draft, Boolean(closed));
  }

  // What it says to the server.

  #tell(path, said) {
    return this.page.tell(path, { acting_id: this.me, ...said });
  }

  async #send(line, threadTs) {
    const { error } = await this.#tell("command", { channel_id: this.saved.channelId, line, thread_ts: threadTs });
    return !error;
  }

  async #shortcut(id, where) {
    const { trouble } = await this.#tell("shortcut", { callback_id: id, ...where });
    if (trouble) this.page.toast("Shabash did not answer that shortcut in time. Please choose it again.");
  }

  /** Somebody pressed or chose something: in a message, or in what `where.view_id` names. */
  async #press(where, { action_id, block_id, value = null, option = null, chosen = null }, node) {
    const isFocused = node === document.activeElement;
    node.disabled = true;
    const place = where.view_id ? { view_id: where.view_id } : { channel_id: where.channel_id, ts: where.ts };
    const { trouble } = await this.#tell("click", { ...place, action_id, block_id, value, option, chosen });
    node.disabled = false;
    // What cannot be pressed has no focus, and the message may have been drawn anew meanwhile.
    const isLost = isFocused && document.activeElement === document.body;
    const around = where.ts ? this.messages.nodeOf(where.ts) : this.parts.home;
    if (isLost) (node.isConnected ? node : around)?.focus({ preventScroll: true });
    if (trouble) this.page.toast("Shabash did not answer that click in time. The button still works: please press it again.");
  }

  async #submit(viewId, values) {
    await this.#tell("submit", { view_id: viewId, values });
    if (!this.parts.dialog.open) this.focusMessages();
  }

  async #close(viewId, withAllBelow = false) {
    await this.#tell("close", { view_id: viewId, with_all_below: withAllBelow });
    if (!this.parts.dialog.open) this.focusMessages();
  }

  async #copyLink({ channel_id: channelId, ts }) {
    const link = new URL(`#${channelId}/${ts}`, location.href).href;
    const isCopied = await navigator.clipboard.writeText(link).then(() => true, () => false);
    this.page.toast(isCopied ? "The link is copied." : `The browser keeps the clipboard closed. The link is ${link}`);
  }

  // How it is put together.

  #moved() {
    this.parts.menu.setAttribute("aria-expanded", "false");
    this.page.changed(this);
  }

  #draftKey(threadTs) {
    return [this.me, this.saved.channelId, threadTs].join(" ").trim();
  }

  #composer(threadTs) {
    return new Composer(this.memory, {
      place: () => ({ personId: this.me, channelId: this.saved.channelId, threadTs: threadTs() }),
      send: (line) => this.#send(line, threadTs()),
      keep: (line) => {
        this.saved.drafts[this.#draftKey(threadTs())] = line;
        this.page.kept();
      },
    });
  }

  #build() {
    const does = {
      tab: (tab) => this.go(this.saved.channelId, tab),
      closeThread: () => this.closeThread(),
      close: () => this.page.closed(this),
    };
    Object.assign(this, frame(`pane-${(made += 1)}`, does, this.composer.node, this.threadComposer.node));
    this.node.addEventListener("focusin", () => this.page.chosen(this));
    this.node.addEventListener("pointerdown", () => this.page.chosen(this));
    this.node.addEventListener("keydown", (event) => this.#escape(event));
  }

  /** Escape closes what lies on top: the modal, the side bar where it covers the rest, the thread. */
  #escape({ key, target }) {
    if (key !== "Escape" || target.closest("details[open]")) return;
    const { dialog, menu, thread } = this.parts;
    const view = this.memory.viewsOf(this.me).at(-1);
    if (dialog.open && view) this.#close(view.id);
    else if (menu.getAttribute("aria-expanded") === "true") {
      menu.setAttribute("aria-expanded", "false");
      menu.focus();
    } else if (thread.contains(target)) this.closeThread();
  }
}

function noteOf({ kind, bot_is_member: isIn }) {
  if (kind === "direct") return "What Shabash writes to you alone";
  if (kind === "public") return "Everybody is here";
  return isIn ? "Private, with Shabash in it" : "Private, without Shabash. To let it in: /invite @Shabash";
}
