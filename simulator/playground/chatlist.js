// The chats of one person, newest first.

import { avatarOf } from "./dialogs.js";
import { h } from "./dom.js";
import { personName, snippet } from "./names.js";
import * as store from "./store.js";
import { shortTime } from "./time.js";

export function chatList(person, open) {
  const chats = store.chatsOf(person).sort((one, other) => when(other) - when(one));
  return h("div", { class: "chat-list" },
    h("div", { class: "list-head" }, "Chats"),
    h("div", { class: "list-rows" }, ...chats.map((chat) => row(chat, person, open))));
}

const when = (chat) => (chat.last_message?.at ? Date.parse(chat.last_message.at) : 0);

const titleOf = (chat) => (store.isGroup(chat) ? chat.title ?? "Group" : store.botOf(chat)?.first_name ?? "Bot");

function row(chat, person, open) {
  const last = chat.last_message;
  const unread = store.isUnread(chat, person);
  return h("button", { type: "button", class: `list-row${unread ? " unread" : ""}`, onclick: () => open(chat) },
    avatarOf(chat.id, titleOf(chat)),
    h("span", { class: "list-words" },
      h("span", { class: "list-top" }, h("bdi", { class: "list-title" }, titleOf(chat)),
        h("span", { class: "quiet" }, last?.at ? shortTime(when(chat), store.now()) : "")),
      h("span", { class: "list-bottom" }, h("bdi", { class: "list-text" }, preview(chat, person)),
        unread ? h("span", { class: "dot", "aria-label": "unread" }) : null)));
}

function preview(chat, person) {
  const last = chat.last_message;
  if (!last || typeof last !== "object") return store.isGroup(chat) ? "No messages yet" : "Not started yet";
  const who = last.service ? "" : last.from?.id === person ? "You: " : store.isGroup(chat) && last.from ? `${personName(last.from)}: ` : "";
  return `${who}${snippet(last)}`;
}
