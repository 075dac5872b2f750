// What each person has not seen yet, per chat and per topic. The simulator cannot know who looks at which phone.

import { recall, remember } from "./memory.js";
import { chatKey, emit } from "./store.js";

const SEEN = "simulator.seen";
const CAME = "simulator.came";
const KEPT = 300;

// seen: "chat:viewer" or "chat:viewer:topic" -> newest message seen there.
const seen = new Map(Object.entries(recall(SEEN, {})));
// came: chat -> [[id, author, topic]] of the messages that came while this page was open.
const came = new Map(Object.entries(recall(CAME, {})));

const topicKey = (thread) => thread ?? "general";
const viewKey = (chat, viewer) => `${chatKey(chat)}:${viewer}`;
const seenUpTo = (key) => seen.get(key) ?? 0;

export const lastId = (chat) => chat.last_message?.id ?? 0;

let saving = null;
function save() {
  saving ??= setTimeout(() => {
    saving = null;
    remember(SEEN, Object.fromEntries(seen));
    remember(CAME, Object.fromEntries(came));
  }, 300);
}

// A message that is older than the newest was only edited or deleted.
export function note(chat, id, author, thread) {
  const key = chatKey(chat);
  const list = came.get(key) ?? [];
  if (Math.max(list.at(-1)?.[0] ?? 0, lastId(chat)) >= id) return;
  list.push([id, author, topicKey(thread)]);
  came.set(key, list.slice(-KEPT));
  save();
}

// `topic`: null marks the whole chat.
export function markSeen(chat, viewer, id, topic = null) {
  const key = topic === null ? viewKey(chat, viewer) : `${viewKey(chat, viewer)}:${topic}`;
  if (seen.get(key) === id) return;
  seen.set(key, id);
  save();
  emit("seen");
}

export const seenId = (chat, viewer) => seen.get(viewKey(chat, viewer)) ?? null;

// -> how many wait; at least 1 where only the newest is known to be new.
export function unread(chat, viewer, topic = null) {
  const key = viewKey(chat, viewer);
  if (!seen.has(key) || seen.get(key) > lastId(chat)) seen.set(key, lastId(chat));
  const up = seen.get(key);
  const waits = ([id, author, thread]) => id > up && id <= lastId(chat) && author !== viewer
    && (topic === null || thread === topic) && id > seenUpTo(`${key}:${thread}`);
  const count = (came.get(chatKey(chat)) ?? []).filter(waits).length;
  if (count || topic !== null) return count;
  return lastId(chat) > Math.max(up, seenUpTo(`${key}:${topicKey(chat.last_message?.thread)}`)) && chat.last_message?.from?.id !== viewer ? 1 : 0;
}
