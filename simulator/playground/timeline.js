// The list of messages in a phone: draws what changed, keeps the number of nodes small, follows the newest.

import { avatarOf } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { arrange } from "./arrange.js";
import { calm } from "./keys.js";
import { openMenu } from "./menu.js";

// How many messages are drawn at first, how many join while one scrolls, and how many stand at once at most.
const SHOWN = 80;
const MORE = 60;
const MOST = 160;
const NEAR = 60;
const EDGE = 300;
const SCROLLING = 900;
const STUCK = 18;

export class Timeline {
  // act: see bubble.js; seen(count): how many messages wait below or out of sight.
  constructor(act, seen) {
    this.act = act;
    this.onSeen = seen;
    this.window = SHOWN;
    this.skip = 0;
    this.drawn = new Map();
    this.unread = 0;
    this.lastId = null;
    this.visible = true;
    this.following = true;
    this.top = 0;
    this.seenBefore = null;
    this.newFrom = null;
    this.messages = [];
    this.build();
  }

  build() {
    this.earlier = h("button", { type: "button", class: "earlier", hidden: true, onclick: () => this.showMore() }, "Show earlier messages");
    this.list = h("div", { class: "messages", role: "log", tabindex: 0, "aria-label": "Messages", onkeydown: (event) => this.onKey(event) });
    this.nothing = h("div", { class: "nothing", hidden: true });
    this.scroller = h("div", { class: "scroller", onscroll: () => this.onScroll() }, this.earlier, this.nothing, this.list);
    this.badge = h("span", { class: "badge", hidden: true });
    this.jumpDown = h("button", { type: "button", class: "jump-down", "aria-label": "To the newest message", hidden: true, onclick: () => this.follow() }, icon("down"), this.badge);
    this.element = h("div", { class: "timeline" }, this.scroller, this.jumpDown);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.scroller);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.list);
  }

  reset() {
    this.window = SHOWN;
    this.skip = 0;
    this.drawn.clear();
    this.list.replaceChildren();
    this.unread = 0;
    this.lastId = null;
    this.messages = [];
    this.newFrom = null;
    this.following = true;
    this.nothing.hidden = true;
    this.tellUnread();
  }

  // messages: oldest first; view: {viewer, group, topicName(message)}
  update(messages, view) {
    this.messages = messages;
    this.view = view;
    this.count(messages, view.viewer);
    this.draw();
    this.drawNothing(view.empty);
  }

  drawNothing({ id, title, words }) {
    this.nothing.hidden = this.messages.length > 0;
    if (this.nothing.hidden || this.nothing.dataset.sign === title + words) return;
    this.nothing.dataset.sign = title + words;
    this.nothing.replaceChildren(avatarOf(id, title), h("b", {}, h("bdi", {}, title)), h("span", {}, words));
  }

  count(messages, viewer) {
    const newest = messages.at(-1)?.id ?? 0;
    if (this.lastId === null) this.arrive(messages, viewer);
    else {
      const fresh = messages.filter((message) => message.id > this.lastId);
      if (this.skip) { this.window += fresh.length; this.skip += fresh.length; }
      if (fresh.some((message) => message.from?.id === viewer)) { this.newest(); this.newFrom = null; }
      else if (fresh.length && !this.atEase() && !this.unread) this.newFrom = fresh[0].id;
      if (!this.atEase()) this.unread += fresh.filter((message) => message.from?.id !== viewer).length;
    }
    this.lastId = newest;
    this.tellUnread();
  }

  // A chat that is opened again begins its news with a line.
  arrive(messages, viewer) {
    const seen = this.seenBefore;
    this.seenBefore = null;
    if (seen === null) return;
    const news = messages.filter((message) => message.id > seen && message.from?.id !== viewer);
    this.newFrom = news[0]?.id ?? null;
    if (!this.atEase()) this.unread = news.length;
  }

  atEase() {
    return this.following && this.visible;
  }

  draw() {
    const { length } = this.messages;
    const shown = this.messages.slice(Math.max(0, length - this.window), length - this.skip);
    this.earlier.hidden = this.window >= length;
    const wanted = arrange(shown, { ...this.view, newFrom: this.newFrom }, this.act.find);
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, { element }] of this.drawn) if (!keys.has(key)) { element.remove(); this.drawn.delete(key); }
    const elements = wanted.map((item) => this.elementOf(item));
    let place = this.list.firstElementChild;
    for (const element of elements) {
      if (element === place) place = place.nextElementSibling;
      else this.list.insertBefore(element, place);
    }
    if (this.following) this.toBottom();
    this.markStuckDay();
  }

  // What has not changed is not touched; what has changed takes the old place and keeps the focus.
  elementOf(item) {
    const old = this.drawn.get(item.key);
    if (old?.sign === item.sign) return old.element;
    const element = item.build(this.act);
    this.drawn.set(item.key, { element, sign: item.sign, content: item.content });
    if (!old) { element.classList.add("fresh"); return element; }
    if (item.content && old.content !== item.content) element.classList.add("changed");
    const key = old.element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    old.element.replaceWith(element);
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    return element;
  }

  showMore() {
    this.following = false;
    this.slide(Math.min(this.window + MORE, this.messages.length));
  }

  // The drawn part moves to the messages that end `window` before the newest; what one reads stays where it is.
  slide(window) {
    const box = this.scroller.getBoundingClientRect();
    const seen = [...this.list.querySelectorAll(".row")].filter((row) => row.getBoundingClientRect().bottom > box.top);
    const places = seen.slice(0, MORE).map((row) => [row, row.getBoundingClientRect().top]);
    this.window = Math.max(SHOWN, window);
    this.skip = Math.max(0, this.window - MOST);
    this.draw();
    const kept = places.find(([row]) => row.isConnected);
    if (kept) this.scroller.scrollTop += kept[0].getBoundingClientRect().top - kept[1];
  }

  newest() {
    this.following = true;
    this.window = SHOWN;
    this.skip = 0;
  }

  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    if (this.skip && below < EDGE) this.moveSoon(() => this.slide(this.window - MORE));
    else if (below < NEAR) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
    this.jumpDown.hidden = this.following;
    this.markStuckDay();
    if (!this.following) this.showDay();
    if (scrollTop < EDGE && !this.following && !this.earlier.hidden) this.moveSoon(() => this.showMore());
    if (this.atEase()) this.read();
  }

  showDay() {
    this.element.classList.add("scrolling");
    clearTimeout(this.scrolling);
    this.scrolling = setTimeout(() => this.element.classList.remove("scrolling"), SCROLLING);
  }

  follow() {
    const far = this.skip > 0 || this.window > SHOWN;
    this.newest();
    if (far) this.draw();
    this.toBottom(!far);
  }

  // Older messages come while one scrolls towards them.
  moveSoon(move) {
    if (this.moving) return;
    this.moving = true;
    requestAnimationFrame(() => { this.moving = false; move(); });
  }

  // The day that sticks to the top is shown while one scrolls, and is out of the way otherwise.
  markStuckDay() {
    const days = [...this.list.querySelectorAll(".day")];
    const edge = this.scroller.getBoundingClientRect().top + STUCK;
    const above = this.scroller.scrollTop > STUCK ? days.filter((mark) => mark.getBoundingClientRect().top < edge) : [];
    for (const mark of days) {
      mark.classList.toggle("stuck", mark === above.at(-1));
      mark.classList.toggle("past", above.includes(mark) && mark !== above.at(-1));
    }
  }

  setVisible(visible) {
    this.visible = visible;
    if (this.atEase()) this.read();
  }

  read() {
    this.unread = 0;
    if (this.window > SHOWN) { this.newest(); this.draw(); }
    this.tellUnread();
  }

  tellUnread() {
    this.badge.textContent = this.unread;
    this.badge.hidden = this.unread === 0;
    this.onSeen(this.unread);
  }

  toBottom(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
  }

  jump(id) {
    const index = this.messages.findIndex((message) => message.id === id);
    if (index < 0) return;
    this.following = false;
    const wanted = this.messages.length - index;
    if (wanted > this.window || wanted <= this.skip) this.slide(wanted + NEAR);
    const row = this.rowOf(id);
    row?.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    row?.classList.add("flash");
    setTimeout(() => row?.classList.remove("flash"), 1600);
  }

  rowOf(id) {
    return this.list.querySelector(`[data-id="${Number(id)}"]`);
  }

  // Arrow keys walk through the messages; Enter answers one, "e" edits one's own, "m" opens its menu.
  onKey(event) {
    if (event.target.closest("button, a, input, [role=menu]")) return;
    const rows = [...this.list.querySelectorAll(".row")];
    const at = rows.indexOf(document.activeElement);
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (move) {
      event.preventDefault();
      const next = at < 0 ? rows.at(-1) : rows[Math.min(rows.length - 1, Math.max(0, at + move))];
      next?.focus();
    } else if (at >= 0 && ["Enter", "e", "m"].includes(event.key)) {
      event.preventDefault();
      this.chosen(rows[at], event.key);
    }
  }

  chosen(row, key) {
    const message = this.act.find(Number(row.dataset.id));
    if (key === "m") openMenu(row, message, this.act);
    else if (key === "Enter") this.act.reply(message);
    else if (row.classList.contains("own") && message.text) this.act.edit(message);
  }
}
