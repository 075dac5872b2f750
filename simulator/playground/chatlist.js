// The chats of one person, newest first.

import { avatarOf } from "./dialogs.js";
import { h } from "./dom.js";
import { arrows } from "./keys.js";
import { personName, snippet } from "./names.js";
import * as store from "./store.js";
import { shortTime } from "./time.js";
import { unread } from "./unread.js";

export const byNewest = (person) => store.chatsOf(person).sort((one, other) => when(other) - when(one));

// Two lists with the same sign look the same.
export const listSign = (person) => JSON.stringify(byNewest(person).map((chat) =>
  [store.chatKey(chat), store.titleOf(chat), chat.last_message?.id, chat.last_message?.revision, unread(chat, person)]));

export function chatList(person, open) {
  const chats = byNewest(person);
  const rows = h("div", { class: "list-rows" }, ...chats.map((chat) => row(chat, person, open)),
    chats.length ? null : h("p", { class: "list-none quiet" }, "No chats yet: they come with the first bot."));
  arrows(rows, "button", { around: false });
  return h("div", { class: "chat-list" }, h("div", { class: "list-head" }, "Chats"), rows);
}

const when = (chat) => (chat.last_message?.at ? Date.parse(chat.last_message.at) : 0);

function row(chat, person, open) {
  const last = chat.last_message;
  const count = unread(chat, person);
  return h("button", { type: "button", class: `list-row${count ? " unread" : ""}`, "data-chat": store.chatKey(chat), onclick: () => open(chat) },
    avatarOf(store.faceOf(chat), store.titleOf(chat)),
    h("span", { class: "list-words" },
      h("span", { class: "list-top" }, h("bdi", { class: "list-title" }, store.titleOf(chat)),
        h("span", { class: "quiet" }, last?.at ? shortTime(when(chat), store.now()) : "")),
      h("span", { class: "list-bottom" }, h("bdi", { class: "list-text" }, preview(chat, person)),
        count ? h("span", { class: "badge", "aria-label": `${count} unread` }, count) : null)));
}

function preview(chat, person) {
  const last = chat.last_message;
  if (!last) return store.isGroup(chat) ? "No messages yet" : "Not started yet";
  const who = last.service ? "" : last.from?.id === person ? "You: " : store.isGroup(chat) && last.from ? `${personName(last.from)}: ` : "";
  return `${who}${snippet(last)}`;
}
