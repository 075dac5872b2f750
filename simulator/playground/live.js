// Keeps the page current: server-sent events, and polling while they are not there.

import * as store from "./store.js";

const POLL = 2000;
let source = null;
let poll = null;

export function connect() {
  source = new EventSource("/sim/events");
  source.onopen = onOpen;
  source.onerror = onLost;
  for (const type of ["message", "chat", "user", "call", "clock", "toast", "action"]) source.addEventListener(type, onEvent);
}

function onOpen() {
  clearInterval(poll);
  poll = null;
  store.emit("live", "live");
  refreshAll();
}

function onLost() {
  store.emit("live", poll ? "polling" : "lost");
  poll ??= setInterval(refreshAll, POLL);
  if (source.readyState === EventSource.CLOSED) setTimeout(connect, POLL);
}

function onEvent(event) {
  const what = JSON.parse(event.data);
  const type = what.type ?? event.type;
  HANDLERS[type]?.(what);
}

const HANDLERS = {
  message: (what) => { store.refreshFeeds(what.chat); quietly(store.refreshChats()); },
  chat: (what) => { quietly(store.refreshChats()); store.refreshFeeds(what.chat); },
  user: () => quietly(store.refreshPeople()),
  call: (what) => store.emit("call", what),
  clock: () => quietly(store.loadClock()),
  toast: (what) => store.emit("toast", what),
  action: (what) => store.emit("action", what),
};

function quietly(promise) {
  promise.catch(() => {});
}

export async function refreshAll() {
  try {
    await Promise.all([store.loadPeople(), store.loadClock()]);
    await store.loadChats();
    store.refreshFeeds();
    store.emit("call", {});
    if (poll) store.emit("live", "polling");
  } catch {
    store.emit("live", "lost");
  }
}
