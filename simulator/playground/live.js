// Keeps the page current: server-sent events, and polling while they are not there.

import * as panels from "./panels.js";
import * as store from "./store.js";
import * as tour from "./tour.js";
import { note } from "./unread.js";

const POLL = 2000;
let source = null;
let poll = null;

export function connect() {
  source = new EventSource("/sim/events");
  source.onopen = onOpen;
  source.onerror = onLost;
  for (const type of ["message", "chat", "user", "call", "clock", "toast", "action", "tour", "tours", "panel"]) source.addEventListener(type, onEvent);
}

function onOpen() {
  clearInterval(poll);
  poll = null;
  store.emit("live", "live");
  store.restartFeeds();
  refreshAll();
}

function onLost() {
  poll ??= setInterval(refreshAll, POLL);
  refreshAll();
  if (source.readyState === EventSource.CLOSED) setTimeout(connect, POLL);
}

function onEvent(event) {
  const what = JSON.parse(event.data);
  const type = what.type ?? event.type;
  HANDLERS[type]?.(what);
}

const HANDLERS = {
  message: (what) => { count(what); store.refreshFeeds(what.chat); quietly(store.refreshChats()); },
  chat: (what) => { quietly(store.refreshChats()); store.refreshFeeds(what.chat); },
  user: () => quietly(store.refreshPeople()),
  call: (what) => store.emit("call", what),
  clock: () => quietly(store.loadClock()),
  toast: (what) => store.emit("toast", what),
  action: (what) => store.emit("action", what),
  tour: (what) => tour.take(what),
  tours: () => quietly(tour.load()),
  panel: () => quietly(panels.load()),
};

// For the unread marks: with several bots a private chat is told apart by the bot that writes in it.
function count({ chat: id, message, from, thread }) {
  const chat = [...store.state.chats.values()].find((one) => one.id === id);
  if (chat) note(chat, message, from, thread);
}

function quietly(promise) {
  promise.catch(() => {});
}

export async function refreshAll() {
  try {
    await Promise.all([store.loadPeople(), store.loadClock(), tour.load(), panels.load()]);
    await store.loadChats();
    store.refreshFeeds();
    store.emit("call", {});
    if (poll) store.emit("live", "polling");
  } catch {
    store.emit("live", "lost");
  }
}
