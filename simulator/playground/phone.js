// One phone: one person, looking at one chat or at the list of his chats.

import { Answers } from "./answers.js";
import * as api from "./api.js";
import { showInfo } from "./chatinfo.js";
import { chatList, listSign } from "./chatlist.js";
import { Composer } from "./composer.js";
import { avatarOf } from "./dialogs.js";
import { fill, h, iconButton } from "./dom.js";
import { askChat, forward } from "./forward.js";
import { deepLink } from "./links.js";
import { personName } from "./names.js";
import { actionWords, footKind, forcedReply, openKeyboard } from "./prompts.js";
import * as store from "./store.js";
import { Timeline } from "./timeline.js";
import { clockTime } from "./time.js";
import { drawTopics, inTopic, threadOf, topicList, topicName } from "./topics.js";
import * as unread from "./unread.js";

const TYPING = 5000;

export class Phone {
  // spec: {person, chat, topic, view}; desk: {changed(), choose(), remove(phone), open(spec, phone, text), move(phone, step), told()}
  constructor(spec, desk) {
    this.spec = { topic: null, view: "chat", ...spec };
    this.desk = desk;
    this.drafts = new Map();
    this.unread = 0;
    this.answers = new Answers(this);
    this.timeline = new Timeline(this.timelineActs(), (count) => this.setUnread(count));
    this.composer = new Composer(this.composerActs());
    this.build();
    this.show();
  }

  timelineActs() {
    return {
      find: (id) => this.watch?.feed.messages.get(id),
      waiting: (key) => this.answers.waiting.has(key),
      tap: (message, button, key) => this.answers.tap(message, button, key),
      reply: (message) => this.composer.setReply(message),
      edit: (message) => this.composer.setEditing(message),
      forward: (message) => this.forward(message),
      erase: (message) => this.tried(() => api.erase(this.chat, message.id)),
      rights: (message) => ({ own: message.from?.id === this.spec.person, privately: !store.isGroup(this.chat) }),
      photos: () => this.timeline.messages.filter((message) => message.photo),
      jump: (id) => this.timeline.jump(id),
      command: (words) => this.say({ text: words }),
      open: (url) => this.openLink(url),
      toast: (text, kind) => this.answers.toast(text, kind),
    };
  }

  composerActs() {
    return {
      say: (body) => this.say(body),
      upload: (form) => this.upload(form),
      edit: (id, text) => this.tried(() => api.edit(this.chat, id, { from: this.spec.person, text })),
      editLast: () => this.editLast(),
      press: (message, button) => this.answers.tap(message, button, null),
      person: () => this.spec.person,
    };
  }

  build() {
    this.owner = h("div", { class: "phone-owner" });
    this.time = h("span", { class: "status-time" });
    this.head = h("header", { class: "chat-head" });
    this.topics = h("div", { class: "topics", hidden: true });
    this.foot = h("div", { class: "foot" });
    this.screen = h("div", { class: "screen" });
    const status = h("div", { class: "status-bar", "aria-hidden": "true" }, this.time, h("span", { class: "island" }), h("span", { class: "battery" }));
    const frame = h("div", { class: "frame" }, status, this.screen);
    this.element = h("section", { class: "phone", tabindex: -1 }, this.owner, frame);
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.onDrop(event));
    this.tick();
  }

  get chat() {
    return store.findChat(this.spec.chat, this.spec.person);
  }

  get title() {
    return this.chat ? store.titleOf(this.chat) : "Chats";
  }

  get personName() {
    return personName(store.state.people.get(this.spec.person));
  }

  // Draws everything: another person, another chat, or back to the list.
  show() {
    this.leave();
    this.timeline.reset();
    this.composer.reset(this.drafts.get(this.spec.chat));
    const inChat = this.spec.view === "chat" && this.chat;
    if (inChat) this.showChat();
    else this.showList();
    this.drawOwner();
    this.desk.changed();
  }

  leave() {
    if (this.watch) this.drafts.set(this.shown, this.composer.draft);
    this.watch?.stop();
    this.watch = null;
    this.typing = null;
    this.answers.waiting.clear();
  }

  showChat() {
    this.shown = this.spec.chat;
    this.screen.replaceChildren(this.head, this.topics, this.timeline.element, this.foot);
    this.timeline.element.append(this.answers.toasts);
    this.timeline.seenBefore = unread.seenId(this.chat, this.spec.person);
    this.watch = store.watchFeed(this.chat, this.spec.person, () => this.drawMessages());
    this.drawHead();
    this.drawFoot();
    if (this.watch.feed.loaded) this.drawMessages();
  }

  showList() {
    this.spec.view = "list";
    const sign = `${this.spec.person} ${listSign(this.spec.person)}`;
    const old = this.screen.querySelector(".chat-list");
    if (old && old.dataset.sign === sign) return;
    const list = chatList(this.spec.person, (chat) => this.openChat(store.chatKey(chat)));
    list.dataset.sign = sign;
    const focused = old?.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    this.screen.replaceChildren(list, this.answers.toasts);
    if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
  }

  backToList() {
    this.spec.view = "list";
    this.show();
    this.desk.choose();
    this.screen.querySelector("button")?.focus();
  }

  openChat(key, { quietly = false } = {}) {
    Object.assign(this.spec, { chat: key, view: "chat", topic: null });
    this.show();
    if (quietly) return;
    this.desk.choose();
    this.focus();
  }

  setPerson(person) {
    const keep = store.findChat(this.spec.chat, person) && this.chat && store.isGroup(this.chat);
    const own = store.chatKey(store.privateChat(person, this.chat?.bot ?? null));
    Object.assign(this.spec, { person, chat: keep ? this.spec.chat : own, topic: null, view: "chat" });
    this.show();
    this.desk.choose();
  }

  // People or chats changed elsewhere.
  refresh() {
    const moved = store.state.moved.get(this.spec.chat);
    if (moved) { Object.assign(this.spec, { chat: moved, topic: null }); return this.show(); }
    this.drawOwner();
    if (this.spec.view === "list" || !this.chat) return this.showList();
    if (!this.watch) return this.show();
    this.drawHead();
    this.drawFoot();
  }

  drawOwner() {
    const name = this.personName;
    this.element.setAttribute("aria-label", `${name}: ${this.title}`);
    const sign = `${this.spec.person}|${[...store.state.people.values()].map(personName).join("|")}`;
    if (sign === this.ownerSign) return;
    this.ownerSign = sign;
    const select = h("select", { "aria-label": "Act as", title: "Act as", onchange: (event) => this.setPerson(Number(event.target.value)) },
      ...[...store.state.people.values()].map((person) => h("option", { value: person.id, selected: person.id === this.spec.person }, personName(person))));
    this.owner.replaceChildren(avatarOf(this.spec.person, name),
      h("span", { class: "act-as" }, h("span", { class: "act-as-label" }, "acting as"), select),
      iconButton("left", "Move this phone left", () => this.desk.move(this, -1)),
      iconButton("right", "Move this phone right", () => this.desk.move(this, 1)),
      iconButton("close", "Put this phone away", () => this.desk.remove(this)));
  }

  drawHead() {
    const { chat } = this;
    const others = store.chatsOf(this.spec.person).some((other) => store.chatKey(other) !== this.spec.chat && unread.unread(other, this.spec.person));
    const under = this.typing ? this.typing.words : subtitle(chat);
    const counts = (chat.topics ?? []).map((topic) => unread.unread(chat, this.spec.person, topic.id));
    const sign = [this.title, under, chat.blocked, others, this.spec.topic, JSON.stringify(chat.topics ?? []), counts].join("|");
    if (sign === this.headSign && this.head.childElementCount) return;
    this.headSign = sign;
    const focused = this.head.contains(document.activeElement) ? document.activeElement.className : null;
    const back = iconButton("back", `All chats of ${this.personName}${others ? ", unread in other chats" : ""}`, () => this.backToList(), { class: "icon-button to-list" });
    if (others) back.append(h("span", { class: "dot" }));
    const blocking = chat.blocked ? "Unblock the bot" : "Block the bot";
    const about = h("button", { type: "button", class: "chat-about", title: "About this chat", "aria-label": `${this.title}, ${under}. About this chat`, onclick: () => showInfo(this.spec.chat, this.spec.person) },
      avatarOf(store.faceOf(chat), this.title),
      h("span", { class: "chat-names" }, h("bdi", { class: "chat-title" }, this.title), h("span", { class: `chat-sub${this.typing ? " typing" : ""}` }, under)));
    fill(this.head, back, about,
      store.isGroup(chat) ? null : iconButton("block", blocking, () => this.setBlocked(!chat.blocked), { class: "icon-button to-block", "aria-pressed": String(Boolean(chat.blocked)) }));
    if (focused) [...this.head.children].find((one) => one.className === focused)?.focus({ preventScroll: true });
    drawTopics(this.topics, chat, this.spec.topic, this.spec.person, { choose: (topic) => this.setTopic(topic), list: () => this.listTopics() });
    this.refreshTopics();
  }

  setTopic(topic) {
    this.spec.topic = topic;
    this.timeline.reset();
    this.headSign = null;
    this.drawHead();
    this.drawFoot();
    this.drawMessages();
    this.desk.choose();
  }

  listTopics() {
    this.timeline.element.append(this.topicSheet());
    this.timeline.element.querySelector(".topic-list .list-row")?.focus({ preventScroll: true });
  }

  topicSheet() {
    const away = () => this.timeline.element.querySelector(".topic-list")?.remove();
    const close = () => { away(); this.topics.querySelector("button")?.focus({ preventScroll: true }); };
    const choose = (topic) => { away(); this.setTopic(topic); this.focus(); };
    return topicList(this.chat, this.watch?.feed.sorted() ?? [], this.spec.person, { choose, close });
  }

  // The open list follows what happens in the chat; who walks through it by keyboard keeps his place.
  refreshTopics() {
    const open = this.timeline.element.querySelector(".topic-list");
    if (!open) return;
    const place = [...open.querySelectorAll("button")].indexOf(document.activeElement);
    const sheet = this.topicSheet();
    open.replaceWith(sheet);
    if (place >= 0) sheet.querySelectorAll("button")[place]?.focus({ preventScroll: true });
  }

  drawFoot() {
    const { chat } = this;
    const wanted = footKind(chat, { written: this.watch?.feed.messages.size ?? 0, topic: this.spec.topic, person: this.spec.person });
    if (wanted === this.footKind && this.foot.childElementCount) return;
    this.footKind = wanted;
    const wide = (words, run) => h("button", { type: "button", class: "start", onclick: run }, words);
    const feet = {
      blocked: () => wide("Unblock", () => this.setBlocked(false)),
      start: () => wide("Start", () => this.say({ text: "/start" })),
      closed: () => h("p", { class: "foot-words quiet" }, "This topic is closed. Only administrators write here."),
      write: () => this.composer.element,
    };
    this.foot.replaceChildren(feet[wanted]());
  }

  drawMessages() {
    if (!this.watch || !this.chat) return;
    const { chat, spec } = this;
    const all = this.watch.feed.sorted();
    const shown = chat.is_forum && spec.topic !== null ? all.filter((message) => inTopic(chat, message, spec.topic)) : all;
    const named = (message) => (chat.is_forum && spec.topic === null ? topicName(chat, message) : null);
    this.timeline.update(shown, { viewer: spec.person, group: store.isGroup(chat), topicName: named, empty: emptyWords(chat) });
    this.composer.setKeyboard(openKeyboard(shown, spec.person));
    this.composer.setForced(forcedReply(shown, spec.person));
    this.drawFoot();
    this.refreshTopics();
    if (this.timeline.atEase()) this.markSeen();
  }

  markSeen() {
    const all = this.watch?.feed.sorted();
    if (all?.length) unread.markSeen(this.chat, this.spec.person, all.at(-1).id, this.chat.is_forum ? this.spec.topic : null);
  }

  setUnread(count) {
    if (count === 0 && this.chat && this.timeline.atEase()) this.markSeen();
    if (count === this.unread) return;
    this.unread = count;
    this.desk.told?.();
  }

  setVisible(visible) {
    this.timeline.setVisible(visible);
  }

  thread(replyTo) {
    return threadOf(this.chat, this.spec.topic, replyTo, this.watch?.feed.messages);
  }

  async say(body) {
    return this.tried(() => api.say(this.chat, { from: this.spec.person, ...this.thread(body.reply_to), ...body }));
  }

  async upload(form) {
    form.append("from", this.spec.person);
    for (const [key, value] of Object.entries(this.thread(Number(form.get("reply_to")) || undefined))) form.append(key, value);
    return this.tried(() => api.say(this.chat, form));
  }

  async forward(message) {
    const chat = await askChat(this.spec.person);
    if (chat && await this.tried(() => forward(message, this.spec.person, chat))) this.answers.toast(`Forwarded to ${store.titleOf(chat)}`);
  }

  hear(toast) {
    this.answers.hear(toast);
  }

  showTyping({ action }) {
    clearTimeout(this.typing?.timer);
    const timer = setTimeout(() => { this.typing = null; this.refreshHead(); }, TYPING);
    this.typing = { words: actionWords(action), timer };
    this.refreshHead();
  }

  refreshHead() {
    if (this.watch && this.chat) this.drawHead();
  }

  openLink(url) {
    const target = deepLink(url, store.state.bots);
    if (!target) { window.open(url, "_blank", "noopener,noreferrer"); return; }
    if (target.refused) { this.answers.toast(target.refused, "quiet"); return; }
    const chat = store.privateChat(this.spec.person, store.state.bots.length > 1 ? target.bot : null);
    this.desk.open({ person: this.spec.person, chat: store.chatKey(chat) }, this, target.text);
  }

  setBlocked(blocked) {
    return this.tried(() => api.block(this.chat, blocked)).then(() => store.refreshChats());
  }

  editLast() {
    const own = this.watch?.feed.sorted().filter((message) => message.from?.id === this.spec.person && message.text && !message.service && !message.forward);
    if (own?.length) this.composer.setEditing(own.at(-1));
  }

  // -> whether it worked; what went wrong is shown in the phone.
  async tried(task) {
    try {
      await task();
      this.reload();
      return true;
    } catch (error) {
      this.answers.toast(error.message, "wrong");
      return false;
    }
  }

  reload() {
    this.watch?.feed.refresh().catch(() => {});
  }

  onDrop(event) {
    event.preventDefault();
    if (this.watch) this.composer.add([...event.dataTransfer.files], false);
  }

  tick() {
    this.time.textContent = clockTime(store.now());
  }

  focus() {
    const writes = this.footKind === "write" && this.watch && !matchMedia("(pointer: coarse)").matches;
    (writes ? this.composer.input : this.element).focus({ preventScroll: true });
  }

  putAway() {
    this.watch?.stop();
    this.element.remove();
  }
}

function subtitle(chat) {
  if (!store.isGroup(chat)) return chat.blocked ? "bot, blocked" : "bot";
  const people = store.memberIds(chat).length;
  return `${people} ${people === 1 ? "member" : "members"}${chat.is_forum ? `, ${(chat.topics ?? []).length + 1} topics` : ""}`;
}

// -> {id, title, words} of the card in a chat without messages
function emptyWords(chat) {
  const title = store.titleOf(chat);
  if (store.isGroup(chat)) return { id: chat.id, title, words: "Nothing has been said here yet." };
  return { id: store.faceOf(chat), title, words: `@${store.botOf(chat)?.username ?? "bot"} waits here. Press Start, or follow a link that somebody was given.` };
}
