// What a chat asks of its person: to start, to unblock, to press a key, to answer.

import * as store from "./store.js";
import { isClosed } from "./topics.js";

// -> "write", "start" (a private chat never opened), "blocked" or "closed" (a topic)
export function footKind(chat, { written, topic, person }) {
  if (store.isGroup(chat)) return isClosed(chat, topic, person) ? "closed" : "write";
  if (chat.blocked) return "blocked";
  return chat.started || written ? "write" : "start";
}

// The newest word of the bot about the keyboard counts: it shows one or takes it away. A one-time keyboard that was
// used folds away and can be opened again. -> {message, folded} or null
export function openKeyboard(messages, viewer) {
  const at = messages.findLastIndex((message) => message.reply_keyboard?.length || message.remove_keyboard);
  const message = messages[at];
  if (!message?.reply_keyboard?.length) return null;
  const folded = Boolean(message.one_time_keyboard) && messages.slice(at + 1).some((one) => one.from?.id === viewer);
  return { message, folded };
}

// The newest question that wants an answer, unless this person has written since.
export function forcedReply(messages, viewer) {
  const at = messages.findLastIndex((message) => message.force_reply);
  if (at < 0 || messages.slice(at + 1).some((message) => message.from?.id === viewer)) return null;
  return messages[at];
}

const ACTIONS = {
  upload_photo: "sending a photo…", upload_document: "sending a file…", upload_video: "sending a video…",
  upload_voice: "sending a voice message…", find_location: "choosing a location…", choose_sticker: "choosing a sticker…",
};

export const actionWords = (action) => ACTIONS[action] ?? "typing…";
