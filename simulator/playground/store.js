// What the page knows: people, chats, the clock, and one feed of messages per chat and viewer.

import * as api from "./api.js";
import { throttled } from "./dom.js";

const bus = new EventTarget();
const listen = (type, handler) => { bus.addEventListener(type, handler); return () => bus.removeEventListener(type, handler); };
export const on = (type, handler) => listen(type, (event) => handler(event.detail));
export const emit = (type, detail) => bus.dispatchEvent(new CustomEvent(type, { detail }));

export const state = {
  people: new Map(),
  bots: [],
  chats: new Map(),
  moved: new Map(),
  clock: { now: 0, frozen: true, wakes: [], read: 0 },
};

export const chatKey = (chat) => (chat.bot ? `${chat.id}@${chat.bot}` : `${chat.id}`);
export const isGroup = (chat) => chat.type !== "private";
export const now = () => state.clock.now + (state.clock.frozen ? 0 : performance.now() - state.clock.read);
export const memberIds = (chat) => (chat.members ?? []).filter((member) => !member.is_bot).map((member) => member.id);

export async function loadPeople() {
  const [people, bots] = await Promise.all([api.people(), api.bots()]);
  state.people = new Map(people.map((person) => [person.id, person]));
  state.bots = bots;
  emit("people");
}

export async function loadChats() {
  const listed = await api.chats();
  state.moved = new Map(listed.filter((chat) => chat.migrated_to).map((chat) => [`${chat.id}`, `${chat.migrated_to}`]));
  const here = listed.filter((chat) => !chat.migrated_to).map(named);
  state.chats = new Map(here.map((chat) => [chatKey(chat), chat]));
  emit("chats");
}

// With several bots a person has a private chat with each; the bot's username tells them apart.
function named(chat) {
  if (isGroup(chat)) return { ...chat, bot: null };
  return { ...chat, bot: state.bots.length > 1 ? chat.bot ?? state.bots[0].username : null };
}

export function botOf(chat) {
  return state.bots.find((bot) => bot.username === chat.bot) ?? state.bots[0];
}

export const titleOf = (chat) => (isGroup(chat) ? chat.title ?? "Group" : botOf(chat)?.first_name ?? "Bot");

export const faceOf = (chat) => (isGroup(chat) ? chat.id : botOf(chat)?.id ?? chat.id);

// His chats: the groups he is in and a private chat with every bot, written to or not.
export function chatsOf(person) {
  const groups = [...state.chats.values()].filter((chat) => isGroup(chat) && memberIds(chat).includes(person));
  const single = state.bots.length === 1;
  const privates = state.bots.map((bot) => privateChat(person, single ? null : bot.username));
  return [...privates, ...groups];
}

export function privateChat(person, bot = null) {
  const empty = { id: person, type: "private", bot, started: false, blocked: false, members: [], topics: [] };
  return state.chats.get(chatKey(empty)) ?? empty;
}

export function findChat(key, person) {
  return chatsOf(person).find((chat) => chatKey(chat) === key) ?? null;
}

export const refreshChats = throttled(loadChats, 400);
export const refreshPeople = throttled(loadPeople, 400);

export async function loadClock() {
  setClock(await api.clock());
}

export function setClock(clock) {
  const wakes = (clock.wakes ?? state.clock.wakes).map((wake) => ({ who: wake.who, at: Date.parse(wake.at) }));
  wakes.sort((one, other) => one.at - other.at);
  state.clock = { now: Date.parse(clock.now), frozen: clock.frozen, wakes, read: performance.now() };
  emit("clock");
}

export async function moveClock(body) {
  await api.moveClock(body);
  await loadClock();
}

const feeds = new Map();

class Feed {
  constructor(chat, viewer) {
    this.chat = { id: chat.id, bot: chat.bot };
    this.viewer = viewer;
    this.messages = new Map();
    this.revision = null;
    this.anew = true;
    this.loaded = false;
    this.watchers = new Set();
    this.refresh = throttled(() => this.read(), 40);
  }

  async read() {
    const before = this.anew ? null : this.revision;
    this.anew = false;
    try {
      const answer = await api.messages(this.chat, this.viewer, before);
      if (before !== null && answer.revision < before) return this.restart();
      if (before === null && !this.isOf(answer.messages)) this.forget();
      this.take(answer);
    } catch (error) {
      this.anew ||= before === null;
      throw error;
    }
  }

  // Whether all that we hold stands in there as well, as it was or changed since.
  isOf(messages) {
    const there = new Map(messages.map((message) => [message.id, message]));
    return [...this.messages.values()].every((held) => {
      const found = there.get(held.id);
      return found && (found.revision > held.revision || JSON.stringify(found) === JSON.stringify(held));
    });
  }

  // Drawn away at once: in another world other words may stand under the same number.
  forget() {
    this.messages.clear();
    this.tell();
  }

  // The simulator may have begun anew meanwhile: what we hold is then of another world, whatever its revision.
  restart() {
    this.anew = true;
    return this.refresh();
  }

  take(answer) {
    const first = !this.loaded;
    for (const message of answer.messages) {
      if (message.deleted) this.messages.delete(message.id);
      else this.messages.set(message.id, message);
    }
    this.revision = answer.revision;
    this.loaded = true;
    if (first || answer.messages.length) this.tell();
  }

  sorted() {
    return [...this.messages.values()].sort((one, other) => one.id - other.id);
  }

  tell() {
    for (const watcher of this.watchers) watcher();
  }
}

export const feedKey = (chat, viewer) => `${chatKey(chat)}:${viewer}`;

export function watchFeed(chat, viewer, watcher) {
  const key = feedKey(chat, viewer);
  const feed = feeds.get(key) ?? new Feed(chat, viewer);
  feeds.set(key, feed);
  feed.watchers.add(watcher);
  feed.refresh().catch((error) => emit("trouble", error.message));
  return { feed, stop: () => unwatch(key, feed, watcher) };
}

function unwatch(key, feed, watcher) {
  feed.watchers.delete(watcher);
  if (feed.watchers.size === 0 && feeds.get(key) === feed) feeds.delete(key);
}

export function restartFeeds() {
  for (const feed of feeds.values()) feed.restart().catch(() => {});
}

export function refreshFeeds(chatId) {
  for (const feed of feeds.values()) {
    if (chatId === undefined || String(feed.chat.id) === String(chatId)) feed.refresh().catch(() => {});
  }
}
