// The topics of a forum as tabs. `null` shows all; "general" is the one without a thread.

import { h } from "./dom.js";

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

export function drawTopics(element, chat, chosen, choose) {
  element.hidden = !chat.is_forum;
  if (!chat.is_forum) return;
  const tabs = [[null, "All"], ["general", "General"], ...(chat.topics ?? []).map((topic) => [topic.id, topic.closed ? `${topic.name} (closed)` : topic.name])];
  element.replaceChildren(...tabs.map(([id, name]) => tab(name, id === chosen, () => choose(id))));
}

const tab = (name, selected, onclick) =>
  h("button", { type: "button", role: "tab", class: "topic", "aria-selected": String(selected), onclick }, h("bdi", {}, name));
