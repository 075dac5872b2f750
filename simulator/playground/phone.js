// One phone: one person, looking at one chat or at the list of his chats.

import * as api from "./api.js";
import { chatList, listSign } from "./chatlist.js";
import { Composer } from "./composer.js";
import { avatarOf } from "./dialogs.js";
import { fill, h, iconButton } from "./dom.js";
import { deepLink } from "./links.js";
import { personName } from "./names.js";
import { footKind, forcedReply, openKeyboard } from "./prompts.js";
import * as store from "./store.js";
import { Timeline } from "./timeline.js";
import { clockTime } from "./time.js";
import { drawTopics, inTopic, threadOf, topicName } from "./topics.js";

const TOAST = 3500;
const TYPING = 5000;

export class Phone {
  // spec: {person, chat, topic, view}; desk: {changed(), choose(), remove(phone), open(spec, phone, text), move(phone, step), told()}
  constructor(spec, desk) {
    this.spec = { topic: null, view: "chat", ...spec };
    this.desk = desk;
    this.waiting = new Set();
    this.drafts = new Map();
    this.unread = 0;
    this.timeline = new Timeline(this.timelineActs(), (count) => this.setUnread(count));
    this.composer = new Composer(this.composerActs());
    this.build();
    this.show();
  }

  timelineActs() {
    return {
      find: (id) => this.watch?.feed.messages.get(id),
      waiting: (key) => this.waiting.has(key),
      tap: (message, button, key) => this.tap(message, button, key),
      reply: (message) => this.composer.setReply(message),
      edit: (message) => this.composer.setEditing(message),
      jump: (id) => this.timeline.jump(id),
      command: (words) => this.say({ text: words }),
      open: (url) => this.openLink(url),
    };
  }

  composerActs() {
    return {
      say: (body) => this.say(body),
      upload: (form) => this.upload(form),
      edit: (id, text) => this.tried(() => api.edit(this.chat, id, { from: this.spec.person, text })),
      editLast: () => this.editLast(),
      press: (message, button) => this.tap(message, button, null),
      person: () => this.spec.person,
    };
  }

  build() {
    this.owner = h("div", { class: "phone-owner" });
    this.time = h("span", { class: "status-time" });
    this.head = h("header", { class: "chat-head" });
    this.topics = h("div", { class: "topics", role: "tablist", "aria-label": "Topics", hidden: true });
    this.foot = h("div", { class: "foot" });
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.screen = h("div", { class: "screen" });
    const status = h("div", { class: "status-bar", "aria-hidden": "true" }, this.time, h("span", { class: "island" }), h("span", { class: "battery" }));
    const frame = h("div", { class: "frame" }, status, this.screen);
    this.element = h("section", { class: "phone", tabindex: -1 }, this.owner, frame);
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.onDrop(event));
    this.element.addEventListener("focusout", (event) => this.onFocusOut(event));
    this.tick();
  }

  get chat() {
    return store.findChat(this.spec.chat, this.spec.person);
  }

  get personName() {
    return personName(store.state.people.get(this.spec.person));
  }

  get title() {
    const { chat } = this;
    return chat ? store.titleOf(chat) : "Chats";
  }

  // Everything of the phone anew: another person, another chat, or back to the list.
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
    this.waiting.clear();
  }

  showChat() {
    this.shown = this.spec.chat;
    this.screen.replaceChildren(this.head, this.topics, this.timeline.element, this.foot);
    this.timeline.element.append(this.toasts);
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
    const focused = old?.contains(document.activeElement);
    this.screen.replaceChildren(list, this.toasts);
    if (focused) list.querySelector("button")?.focus();
  }

  backToList() {
    this.spec.view = "list";
    this.show();
    this.desk.choose();
    this.screen.querySelector("button")?.focus();
  }

  openChat(key) {
    Object.assign(this.spec, { chat: key, view: "chat", topic: null });
    this.show();
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
    const others = store.chatsOf(this.spec.person).some((other) => store.chatKey(other) !== this.spec.chat && store.isUnread(other, this.spec.person));
    const under = this.typing ? "typing…" : subtitle(chat);
    const sign = [this.title, under, chat.blocked, others, this.spec.topic, JSON.stringify(chat.topics ?? [])].join("|");
    if (sign === this.headSign && this.head.childElementCount) return;
    this.headSign = sign;
    const back = iconButton("back", "All chats of this person", () => this.backToList());
    if (others) back.append(h("span", { class: "dot", "aria-label": "unread in other chats" }));
    const blocking = chat.blocked ? "Unblock the bot" : "Block the bot";
    fill(this.head, back, avatarOf(store.faceOf(chat), this.title),
      h("div", { class: "chat-names" }, h("bdi", { class: "chat-title" }, this.title), h("span", { class: `chat-sub${this.typing ? " typing" : ""}` }, under)),
      store.isGroup(chat) ? null : iconButton("block", blocking, () => this.setBlocked(!chat.blocked), { "aria-pressed": String(Boolean(chat.blocked)) }));
    drawTopics(this.topics, chat, this.spec.topic, (topic) => this.setTopic(topic));
  }

  setTopic(topic) {
    this.spec.topic = topic;
    this.timeline.reset();
    this.headSign = null;
    this.drawHead();
    this.drawMessages();
    this.desk.choose();
  }

  drawFoot() {
    const { chat } = this;
    const wanted = footKind(chat, this.watch?.feed.messages.size ?? 0);
    if (wanted === this.footKind && this.foot.childElementCount) return;
    this.footKind = wanted;
    const wide = (words, run) => h("button", { type: "button", class: "start", onclick: run }, words);
    const feet = {
      blocked: () => wide("Unblock", () => this.setBlocked(false)),
      start: () => wide("Start", () => this.say({ text: "/start" })),
      write: () => this.composer.element,
    };
    this.foot.replaceChildren(feet[wanted]());
  }

  drawMessages() {
    if (!this.watch || !this.chat) return;
    const { chat, spec } = this;
    const all = this.watch.feed.sorted();
    const shown = all.filter((message) => inTopic(chat, message, spec.topic));
    const named = (message) => (chat.is_forum && spec.topic === null ? topicName(chat, message) : null);
    this.timeline.update(shown, { viewer: spec.person, group: store.isGroup(chat), topicName: named });
    this.composer.setKeyboard(openKeyboard(shown, spec.person));
    const forced = forcedReply(shown, spec.person);
    if (forced) this.composer.setForced(forced);
    this.drawFoot();
    if (this.timeline.atEase() && all.length) store.markSeen(chat, spec.person, all.at(-1).id);
  }

  setUnread(count) {
    if (count === this.unread) return;
    this.unread = count;
    this.desk.told?.();
  }

  setVisible(visible) {
    this.timeline.setVisible(visible);
  }

  async say(body) {
    const thread = threadOf(this.chat, this.spec.topic, body.reply_to, this.watch?.feed.messages);
    return this.tried(() => api.say(this.chat, { from: this.spec.person, ...thread, ...body }));
  }

  async upload(form) {
    const thread = threadOf(this.chat, this.spec.topic, Number(form.get("reply_to")) || undefined, this.watch?.feed.messages);
    form.append("from", this.spec.person);
    for (const [key, value] of Object.entries(thread)) form.append(key, value);
    return this.tried(() => api.say(this.chat, form));
  }

  async tap(message, button, key) {
    if (button.url) return this.openLink(button.url);
    if (key !== null && this.waiting.has(key)) return;
    this.setWaiting(key, true);
    try {
      const body = { from: this.spec.person, button: button.data ?? button.text };
      const answer = await api.tap(this.chat, message.id, body);
      if (key !== null) this.showAnswer(answer);
    } catch (error) {
      this.toast(error.message, "wrong");
    } finally {
      this.setWaiting(key, false);
      this.reload();
    }
  }

  setWaiting(key, waiting) {
    if (key === null) return;
    this.waiting[waiting ? "add" : "delete"](key);
    const button = this.timeline.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.classList.toggle("waiting", waiting);
    button?.setAttribute("aria-busy", String(waiting));
  }

  showAnswer(answer) {
    if (answer.url) this.openLink(answer.url);
    else if (!answer.answered) this.toast("No answer from the bot yet", "quiet");
    else if (answer.text && answer.show_alert) this.alert(answer.text);
    else if (answer.text) this.toast(answer.text);
  }

  // An answer that came late, or to a tap made elsewhere in this person's name.
  hear({ message, ...answer }) {
    if ([...this.waiting].some((key) => key.startsWith(`${message}:`))) return;
    this.showAnswer({ ...answer, url: null, answered: true });
  }

  showTyping() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => { this.typing = null; this.refreshHead(); }, TYPING);
    this.refreshHead();
  }

  refreshHead() {
    if (this.watch && this.chat) this.drawHead();
  }

  toast(text, kind = "plain") {
    const element = h("div", { class: `toast ${kind}`, dir: "auto" }, text);
    this.toasts.append(element);
    setTimeout(() => element.remove(), kind === "wrong" ? TOAST * 2 : TOAST);
  }

  alert(text) {
    const before = document.activeElement;
    const close = () => { shade.remove(); before?.focus?.(); };
    const ok = h("button", { type: "button", class: "alert-ok", onclick: close }, "OK");
    const keys = (event) => { if (event.key === "Escape") close(); if (event.key === "Tab") event.preventDefault(); };
    const card = h("div", { class: "alert", role: "alertdialog", "aria-label": this.title, "aria-modal": "true" },
      h("p", { dir: "auto" }, text), ok);
    const shade = h("div", { class: "shade", onkeydown: keys }, card);
    this.screen.append(shade);
    ok.focus();
  }

  openLink(url) {
    const target = deepLink(url, store.state.bots);
    if (!target) { window.open(url, "_blank", "noopener,noreferrer"); return; }
    if (target.refused) { this.toast(target.refused, "quiet"); return; }
    const chat = store.privateChat(this.spec.person, store.state.bots.length > 1 ? target.bot : null);
    this.desk.open({ person: this.spec.person, chat: store.chatKey(chat) }, this, target.text);
  }

  setBlocked(blocked) {
    return this.tried(() => api.block(this.chat, blocked)).then(() => store.refreshChats());
  }

  editLast() {
    const own = this.watch?.feed.sorted().filter((message) => message.from?.id === this.spec.person && message.text && !message.service);
    if (own?.length) this.composer.setEditing(own.at(-1));
  }

  // -> whether it worked; what went wrong is shown in the phone.
  async tried(task) {
    try {
      await task();
      this.reload();
      return true;
    } catch (error) {
      this.toast(error.message, "wrong");
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

  onFocusOut(event) {
    const { menu } = this.composer;
    if (!menu.hidden && !menu.contains(event.relatedTarget) && !this.composer.attach.contains(event.relatedTarget)) this.composer.toggleMenu(false);
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
  return `${people} ${people === 1 ? "member" : "members"}`;
}
