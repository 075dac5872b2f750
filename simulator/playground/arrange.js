// Messages in the order and company in which a chat shows them: days, news, service lines, albums, runs of one author.

import { bubble } from "./bubble.js";
import { h } from "./dom.js";
import * as store from "./store.js";
import { day, dayName } from "./time.js";

const TOGETHER = 10 * 60_000;

// messages -> [{key, sign, build}]: day marks, service lines and bubbles; `sign` changes when the look does.
export function arrange(messages, view, find) {
  const items = [];
  let lastDay = null;
  for (const message of messages) {
    const at = Date.parse(message.at);
    if (day(at) !== lastDay) { lastDay = day(at); items.push(dayMark(at)); }
    if (message.id === view.newFrom) items.push(newMark());
    if (message.service) items.push(serviceLine(message));
    else if (!joinsAlbum(items.at(-1), message)) items.push(bubbleItem(message, at, view));
    else items.at(-1).messages.push(message);
  }
  items.forEach((item, index) => item.messages && finish(item, items[index - 1], items[index + 1], view, find));
  return items;
}

function dayMark(at) {
  const words = dayName(at, store.now());
  return { key: `day ${day(at)}`, sign: words, build: () => h("div", { class: "day" }, h("span", {}, words)) };
}

function newMark() {
  return { key: "new", sign: "new", build: () => h("div", { class: "new-mark" }, h("span", {}, "New messages")) };
}

function serviceLine(message) {
  return { key: `m${message.id}`, sign: `s${message.revision}`, build: () => h("div", { class: "service", "data-id": message.id }, h("span", { dir: "auto" }, message.service)) };
}

const joinsAlbum = (item, message) => Boolean(message.album && item?.messages?.[0].album === message.album);

const bubbleItem = (message, at, view) => ({
  key: `m${message.id}`, messages: [message], at, group: view.group,
  own: message.from?.id === view.viewer, topic: view.topicName(message),
});

const sameRun = (one, other) => Boolean(
  one?.messages && other?.messages && one.messages[0].from?.id === other.messages[0].from?.id
  && Math.abs(one.at - other.at) < TOGETHER && one.topic === other.topic);

function finish(item, before, after, view, find) {
  item.first = !sameRun(before, item);
  item.last = !sameRun(item, after);
  const quoted = item.messages[0].reply_to ? find(item.messages[0].reply_to)?.revision ?? 0 : "";
  const revisions = item.messages.map((message) => message.revision ?? 0).join(",");
  item.sign = `${revisions}|${item.first}|${item.last}|${quoted}|${item.topic ?? ""}`;
  item.content = item.messages.some((message) => message.edited_at) ? revisions : null;
  item.build = (act) => bubble(item, act);
}
