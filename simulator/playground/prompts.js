// What a chat asks of its person: to start, to unblock, to press a key, to answer.

import * as store from "./store.js";

// -> "write", "start" (a private chat never opened) or "blocked"
export function footKind(chat, written) {
  if (store.isGroup(chat)) return "write";
  if (chat.blocked) return "blocked";
  return chat.started || written ? "write" : "start";
}

// The newest word of the bot about the keyboard counts: it shows one or takes it away.
export function openKeyboard(messages, viewer) {
  const at = messages.findLastIndex((message) => message.reply_keyboard?.length || message.remove_keyboard);
  const last = messages[at];
  if (!last?.reply_keyboard?.length) return null;
  const used = last.one_time_keyboard && messages.slice(at + 1).some((message) => message.from?.id === viewer);
  return used ? null : last;
}

// The newest question that wants an answer, unless this person has written since.
export function forcedReply(messages, viewer) {
  const at = messages.findLastIndex((message) => message.force_reply);
  if (at < 0 || messages.slice(at + 1).some((message) => message.from?.id === viewer)) return null;
  return messages[at];
}
