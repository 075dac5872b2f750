// One bubble: a message, or the messages of one album.

import { h, icon, iconButton } from "./dom.js";
import { richText } from "./entities.js";
import { contactCard, documentRow, gallery, hasMedia, place } from "./media.js";
import { openMenu } from "./menu.js";
import { colour, initials, personName, snippet } from "./names.js";
import { soundRow } from "./players.js";
import { clockTime, fullTime } from "./time.js";

const FILES = ["document", "video_note", "sticker"];
const SOUNDS = ["voice", "audio"];

// item: {messages, first, last, own, group, topic?}; act: what the phone does when something is pressed.
export function bubble(item, act) {
  const [message] = item.messages;
  const body = h("div", { class: bubbleClass(item) },
    header(item, message), topicTag(item), forwarded(message), quote(message, act),
    ...media(item.messages, act), ...text(item.messages, act), meta(item));
  const keys = keyboard(message, act);
  const column = h("div", { class: `bubble-column${keys ? " keyed" : ""}` }, body, keys, actions(message, act));
  const row = h("article", rowProperties(item, message), avatar(item, message), column);
  row.addEventListener("dblclick", (event) => answerOn(event, message, act));
  row.addEventListener("contextmenu", (event) => menuOn(event, row, message, act));
  return row;
}

function rowProperties(item, message) {
  const who = item.own ? "You" : personName(message.from);
  return {
    class: `row${item.own ? " own" : ""}${item.first ? " first" : ""}${item.last ? " last" : ""}`,
    "data-id": message.id,
    tabindex: -1,
    "aria-label": `${who}, ${clockTime(Date.parse(message.at))}: ${snippet(message)}`,
  };
}

function bubbleClass(item) {
  const bare = item.messages.every((message) => hasMedia(message) && !message.text && !message.reply_to && !message.forward);
  return `bubble${bare ? " bare" : ""}${item.messages.some(hasMedia) ? " pictured" : ""}${item.messages.some((message) => message.edited_at) ? " was-edited" : ""}`;
}

function avatar(item, message) {
  if (!item.group || item.own) return null;
  if (!item.last) return h("span", { class: "avatar-space" });
  return h("span", { class: `avatar tint-${colour(message.from?.id)}`, "aria-hidden": "true" }, initials(personName(message.from)));
}

function header(item, message) {
  if (item.own || !item.first || !item.group) return null;
  return h("div", { class: `sender ink-${colour(message.from?.id)}` },
    h("bdi", { class: "sender-name" }, personName(message.from)),
    message.from?.is_bot ? h("span", { class: "bot-mark" }, "bot") : null);
}

const topicTag = (item) => (item.topic ? h("div", { class: "topic-tag" }, item.topic) : null);

function forwarded({ forward }) {
  if (!forward) return null;
  const name = typeof forward === "string" ? forward : personName(forward.from ?? forward);
  return h("div", { class: "forwarded" }, "Forwarded from ", h("bdi", {}, name));
}

function quote(message, act) {
  if (!message.reply_to) return null;
  const target = act.find(message.reply_to);
  const tint = target?.from ? `ink-${colour(target.from.id)}` : "";
  return h("button", { type: "button", class: `quote ${tint}`, title: "Show the message", onclick: () => act.jump(message.reply_to) },
    h("bdi", { class: "quote-name" }, target?.from ? personName(target.from) : "Message"),
    h("span", { class: "quote-words" }, target ? snippet(target) : "Deleted message"));
}

function media(messages, act) {
  const pictures = messages.filter(hasMedia);
  const nodes = pictures.length ? [gallery(pictures, act.photos)] : [];
  for (const message of messages) {
    for (const kind of SOUNDS) if (message[kind]) nodes.push(soundRow(message[kind], kind));
    for (const kind of FILES) if (message[kind]) nodes.push(documentRow({ file_name: kind, ...message[kind] }));
    if (message.location) nodes.push(place(message.location, message.venue));
    if (message.contact) nodes.push(contactCard(message.contact));
  }
  return nodes;
}

function text(messages, act) {
  return messages.filter((message) => message.text).map((message) =>
    h("div", { class: "words", dir: "auto" }, ...richText(message.text, message.entities, act)));
}

function meta(item) {
  const message = item.messages.at(-1);
  const edited = item.messages.some((one) => one.edited_at);
  const at = Date.parse(message.at);
  return h("span", { class: "meta" },
    edited ? h("span", { class: "edited" }, "edited ") : null,
    h("time", { datetime: message.at, title: fullTime(at) }, clockTime(at)),
    item.own ? icon("checks") : null);
}

function keyboard(message, act) {
  const rows = message.inline_keyboard ?? [];
  if (!rows.length) return null;
  return h("div", { class: "inline-keyboard", role: "group", "aria-label": "Buttons" },
    ...rows.map((buttons, row) => h("div", { class: "key-row" },
      ...buttons.map((button, column) => key(message, button, `${message.id}:${row}:${column}`, act)))));
}

function key(message, button, id, act) {
  const waiting = act.waiting(id);
  return h("button", { type: "button", class: `key${waiting ? " waiting" : ""}`, "data-key": id, title: button.url ?? (button.text.length > 14 ? button.text : null), "aria-busy": waiting ? "true" : null, onclick: () => act.tap(message, button, id) },
    h("span", { class: "key-words", dir: "auto" }, button.text),
    button.url ? icon("link") : null);
}

const actions = (message, act) => h("div", { class: "bubble-actions" },
  iconButton("reply", "Reply", () => act.reply(message), { tabindex: -1 }),
  iconButton("dots", "More", (event) => openMenu(event.currentTarget.closest(".row"), message, act), { tabindex: -1, "aria-haspopup": "menu" }));

const INSIDE = "a, button, video, audio, input, code, pre, blockquote.folded";

function answerOn(event, message, act) {
  if (event.target.closest(INSIDE)) return;
  getSelection().removeAllRanges();
  act.reply(message);
}

// Right click, the menu key and a long press all come as this event; selected words keep the browser's own menu.
function menuOn(event, row, message, act) {
  if (String(getSelection()) || event.target.closest("a, input, video")) return;
  event.preventDefault();
  const { clientX, clientY } = event;
  openMenu(row, message, act, clientX || clientY ? { x: clientX, y: clientY } : null);
}
