// The topics of a forum: tabs, and a list of all of them. `null` shows all; "general" is the one without a thread.

import { h, icon, iconButton } from "./dom.js";
import { arrows, oneStop } from "./keys.js";
import { colour, personName, snippet } from "./names.js";
import { shortTime } from "./time.js";
import * as store from "./store.js";
import { unread } from "./unread.js";

const GENERAL = 1;

const known = (chat, thread) => chat.topics?.find((topic) => topic.id === thread);
const isGeneral = (chat, thread) => thread === null || thread === undefined || (thread === GENERAL && !known(chat, thread));

export function inTopic(chat, message, topic) {
  if (!chat.is_forum || topic === null) return true;
  return topic === "general" ? isGeneral(chat, message.thread) : message.thread === topic;
}

export function topicName(chat, message) {
  if (isGeneral(chat, message.thread)) return "General";
  return known(chat, message.thread)?.name ?? "Topic";
}

// Where a new message goes: the open topic, or the topic of what it answers.
export function threadOf(chat, topic, replyTo, messages) {
  if (!chat.is_forum) return {};
  const thread = topic === null ? messages?.get(replyTo)?.thread : topic;
  return thread === "general" || isGeneral(chat, thread) ? {} : { thread };
}

// In a closed topic only administrators write.
export function isClosed(chat, topic, person) {
  const status = chat.members?.find((member) => member.id === person)?.status;
  return Boolean(chat.is_forum && known(chat, topic)?.closed && status === "member");
}

const all = (chat) => [{ id: null, name: "All" }, { id: "general", name: "General" }, ...(chat.topics ?? [])];

// act: {choose(topic), list()}
export function drawTopics(element, chat, chosen, viewer, act) {
  element.hidden = !chat.is_forum;
  if (!chat.is_forum) return;
  const focused = element.contains(document.activeElement);
  const tabs = all(chat).map((topic) => tab(topic, topic.id === chosen, topic.id === null ? 0 : unread(chat, viewer, topic.id), () => act.choose(topic.id)));
  const row = h("div", { class: "topic-tabs", role: "tablist", "aria-label": "Topics" }, ...tabs);
  oneStop(tabs, Math.max(0, all(chat).findIndex((topic) => topic.id === chosen)));
  arrows(row, "[role=tab]");
  element.replaceChildren(iconButton("log", "All topics", act.list, { class: "icon-button topics-all" }), row);
  const here = row.querySelector("[aria-selected=true]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - 60;
  if (focused) here?.focus({ preventScroll: true });
}

const tab = (topic, selected, count, onclick) =>
  h("button", { type: "button", role: "tab", class: "topic", "aria-selected": String(selected), onclick },
    h("bdi", {}, topic.name), topic.closed ? h("span", { class: "topic-closed", role: "img", "aria-label": "(closed)" }, icon("lock")) : null,
    count ? h("span", { class: "badge", "aria-label": `${count} unread` }, count) : null);

// Every topic with its newest words, as a sheet over the chat. Newest first, General on top.
export function topicList(chat, messages, viewer, { choose, close }) {
  const rows = all(chat).slice(1).map((topic) => {
    const last = messages.findLast((message) => inTopic(chat, message, topic.id));
    return { topic, last, at: last ? Date.parse(last.at) : 0, count: unread(chat, viewer, topic.id) };
  });
  rows.sort((one, other) => (other.topic.id === "general") - (one.topic.id === "general") || other.at - one.at || (other.last?.id ?? 0) - (one.last?.id ?? 0));
  const list = h("div", { class: "list-rows" }, ...rows.map((row) => topicRow(row, () => choose(row.topic.id))));
  arrows(list, "button", { around: false });
  const sheet = h("div", { class: "topic-list", role: "dialog", "aria-label": "Topics" },
    h("div", { class: "topic-list-head" }, h("b", {}, `${rows.length} topics`), iconButton("close", "Close the topics", close)), list);
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  return sheet;
}

function topicRow({ topic, last, at, count }, onclick) {
  const words = last ? `${last.service ? "" : `${personName(last.from)}: `}${snippet(last)}` : "No messages yet";
  return h("button", { type: "button", class: `list-row${count ? " unread" : ""}`, onclick },
    h("span", { class: `topic-icon tint-${topic.id === "general" ? 4 : colour(topic.id)}`, "aria-hidden": "true" }, icon(topic.id === "general" ? "hash" : topic.closed ? "lock" : "star")),
    h("span", { class: "list-words" },
      h("span", { class: "list-top" }, h("bdi", { class: "list-title" }, topic.name), h("span", { class: "quiet" }, at ? shortTime(at, store.now()) : "")),
      h("span", { class: "list-bottom" }, h("bdi", { class: "list-text" }, topic.closed ? `Closed. ${words}` : words),
        count ? h("span", { class: "badge", "aria-label": `${count} unread` }, count) : null)));
}
