// The list of messages in a phone: draws what changed, keeps the number of nodes small, follows the newest.

import { h, icon } from "./dom.js";
import { bubble } from "./bubble.js";
import { day, dayName } from "./time.js";
import * as store from "./store.js";

const SHOWN = 80;
const MORE = 80;
const NEAR = 60;
const TOGETHER = 10 * 60_000;

export class Timeline {
  // act: see bubble.js; seen(count): how many messages wait below or out of sight.
  constructor(act, seen) {
    this.act = act;
    this.onSeen = seen;
    this.window = SHOWN;
    this.drawn = new Map();
    this.unread = 0;
    this.lastId = null;
    this.visible = true;
    this.following = true;
    this.top = 0;
    this.build();
  }

  build() {
    this.earlier = h("button", { type: "button", class: "earlier", hidden: true, onclick: () => this.showMore() }, "Show earlier messages");
    this.list = h("div", { class: "messages", role: "log", tabindex: 0, "aria-label": "Messages", onkeydown: (event) => this.onKey(event) });
    this.scroller = h("div", { class: "scroller", onscroll: () => this.onScroll() }, this.earlier, this.list);
    this.badge = h("span", { class: "badge", hidden: true });
    this.jumpDown = h("button", { type: "button", class: "jump-down", "aria-label": "To the newest message", hidden: true, onclick: () => this.toBottom(true) }, icon("down"), this.badge);
    this.element = h("div", { class: "timeline" }, this.scroller, this.jumpDown);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.scroller);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.list);
  }

  reset() {
    this.window = SHOWN;
    this.drawn.clear();
    this.list.replaceChildren();
    this.unread = 0;
    this.lastId = null;
    this.following = true;
    this.tellUnread();
  }

  // messages: oldest first; view: {viewer, group, topicName(message)}
  update(messages, view) {
    this.messages = messages;
    this.view = view;
    this.count(messages, view.viewer);
    this.draw();
  }

  count(messages, viewer) {
    const newest = messages.at(-1)?.id ?? 0;
    if (this.lastId !== null) {
      const fresh = messages.filter((message) => message.id > this.lastId);
      if (fresh.some((message) => message.from?.id === viewer)) this.following = true;
      if (!this.atEase()) this.unread += fresh.filter((message) => message.from?.id !== viewer).length;
    }
    this.lastId = newest;
    this.tellUnread();
  }

  atEase() {
    return this.following && this.visible;
  }

  draw() {
    const shown = this.messages.slice(-this.window);
    this.earlier.hidden = shown.length === this.messages.length;
    const wanted = arrange(shown, this.view, this.act.find);
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, { element }] of this.drawn) if (!keys.has(key)) { element.remove(); this.drawn.delete(key); }
    const elements = wanted.map((item) => this.elementOf(item));
    let place = this.list.firstElementChild;
    for (const element of elements) {
      if (element === place) place = place.nextElementSibling;
      else this.list.insertBefore(element, place);
    }
    if (this.following) this.toBottom();
  }

  // What has not changed is not touched; what has changed takes the old place and keeps the focus.
  elementOf(item) {
    const old = this.drawn.get(item.key);
    if (old?.sign === item.sign) return old.element;
    const element = item.build(this.act);
    this.drawn.set(item.key, { element, sign: item.sign });
    if (!old) { element.classList.add("fresh"); return element; }
    const key = old.element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    old.element.replaceWith(element);
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    return element;
  }

  showMore() {
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.following = false;
    this.window += MORE;
    this.draw();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
    this.jumpDown.hidden = this.following;
    if (this.atEase()) this.read();
  }

  setVisible(visible) {
    this.visible = visible;
    if (this.atEase()) this.read();
  }

  read() {
    this.unread = 0;
    if (this.window > SHOWN) { this.window = SHOWN; this.draw(); }
    this.tellUnread();
  }

  tellUnread() {
    this.badge.textContent = this.unread;
    this.badge.hidden = this.unread === 0;
    this.onSeen(this.unread);
  }

  toBottom(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  jump(id) {
    const index = this.messages.findIndex((message) => message.id === id);
    if (index < 0) return;
    this.window = Math.max(this.window, this.messages.length - index + 5);
    this.following = false;
    this.draw();
    const row = this.rowOf(id);
    row?.scrollIntoView({ block: "center", behavior: "smooth" });
    row?.classList.add("flash");
    setTimeout(() => row?.classList.remove("flash"), 1600);
  }

  rowOf(id) {
    return this.list.querySelector(`[data-id="${Number(id)}"]`);
  }

  // Arrow keys walk through the messages, Enter answers one, "e" edits one's own.
  onKey(event) {
    const rows = [...this.list.querySelectorAll(".row")];
    const at = rows.indexOf(document.activeElement);
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (move) {
      event.preventDefault();
      const next = at < 0 ? rows.at(-1) : rows[Math.min(rows.length - 1, Math.max(0, at + move))];
      next?.focus();
    } else if (at >= 0 && (event.key === "Enter" || event.key === "e")) {
      event.preventDefault();
      this.chosen(rows[at], event.key);
    }
  }

  chosen(row, key) {
    const message = this.act.find(Number(row.dataset.id));
    if (key === "Enter") this.act.reply(message);
    else if (row.classList.contains("own") && message.text) this.act.edit(message);
  }
}

// messages -> [{key, sign, build}]: day marks, service lines and bubbles; `sign` changes when the look does.
function arrange(messages, view, find) {
  const items = [];
  let lastDay = null;
  for (const message of messages) {
    const at = Date.parse(message.at);
    if (day(at) !== lastDay) { lastDay = day(at); items.push(dayMark(at)); }
    if (message.service) items.push(serviceLine(message));
    else if (!joinsAlbum(items.at(-1), message)) items.push(bubbleItem(message, at, view));
    else items.at(-1).messages.push(message);
  }
  items.forEach((item, index) => item.messages && finish(item, items[index - 1], items[index + 1], view, find));
  return items;
}

function dayMark(at) {
  const words = dayName(at, store.now());
  return { key: `day ${day(at)}`, sign: words, build: () => h("div", { class: "day" }, h("span", {}, words)) };
}

function serviceLine(message) {
  return { key: `m${message.id}`, sign: `s${message.revision}`, build: () => h("div", { class: "service", "data-id": message.id }, h("span", { dir: "auto" }, message.service)) };
}

const joinsAlbum = (item, message) => Boolean(message.album && item?.messages?.[0].album === message.album);

const bubbleItem = (message, at, view) => ({
  key: `m${message.id}`, messages: [message], at, group: view.group,
  own: message.from?.id === view.viewer, topic: view.topicName(message),
});

const sameRun = (one, other) => Boolean(
  one?.messages && other?.messages && one.messages[0].from?.id === other.messages[0].from?.id
  && Math.abs(one.at - other.at) < TOGETHER && one.topic === other.topic);

function finish(item, before, after, view, find) {
  item.first = !sameRun(before, item);
  item.last = !sameRun(item, after);
  const quoted = item.messages[0].reply_to ? find(item.messages[0].reply_to)?.revision ?? 0 : "";
  const revisions = item.messages.map((message) => message.revision ?? 0).join(",");
  item.sign = `${revisions}|${item.first}|${item.last}|${quoted}|${item.topic ?? ""}`;
  item.build = (act) => bubble(item, act);
}
