// About a chat: who is in it and what may be changed. Opened from its title.

import * as api from "./api.js";
import { avatarOf } from "./dialogs.js";
import { fill, h, icon, iconButton, notice, openDialog } from "./dom.js";
import { personName } from "./names.js";
import * as store from "./store.js";

const STATUS = { creator: "owner", administrator: "administrator", member: "", restricted: "restricted" };
const BOT = [["member", "Member"], ["administrator", "Administrator"], ["kicked", "Removed"]];

export function showInfo(key, person) {
  const find = () => store.findChat(key, person);
  const body = h("div", { class: "sheet-body info" });
  const draw = () => { const chat = find(); if (chat) fill(body, ...(store.isGroup(chat) ? groupInfo(chat, change) : privateInfo(chat, person, change))); };
  async function change(task) {
    try {
      await task();
      await store.loadChats();
    } catch (error) {
      notice(error.message, "wrong");
    }
  }
  const stop = store.on("chats", draw);
  draw();
  return openDialog(store.titleOf(find()), () => body).then(stop);
}

function groupInfo(chat, change) {
  const people = chat.members.filter((member) => !member.is_bot);
  const kind = chat.is_forum ? "Forum" : chat.type === "supergroup" ? "Supergroup" : "Group";
  return [
    h("p", { class: "quiet info-line" }, `${kind} · id ${chat.id} · ${people.length} ${people.length === 1 ? "person" : "people"}`),
    h("div", { class: "info-members", role: "list", "aria-label": "Members" }, ...people.map((member) => memberRow(chat, member, change))),
    addMember(chat, people, change),
    h("h3", {}, "The bot here"),
    ...store.state.bots.map((bot) => botRow(chat, bot, change)),
    chat.type === "supergroup" ? null : h("button", { type: "button", class: "plain", onclick: () => change(() => api.migrate(chat)) }, icon("right"), "Make it a supergroup"),
  ].filter(Boolean);
}

function memberRow(chat, member, change) {
  const name = member.name;
  const send = (body) => change(() => api.members(chat, body));
  const may = member.status !== "creator";
  return h("div", { class: "info-row", role: "listitem" }, avatarOf(member.id, name),
    h("span", { class: "info-names" }, h("bdi", {}, name), h("span", { class: "quiet" }, STATUS[member.status] ?? member.status)),
    may && member.status !== "administrator" ? iconButton("star", `Make ${name} an administrator`, () => send({ administrators: [member.id] })) : null,
    may ? iconButton("close", `Remove ${name}`, () => send({ remove: [member.id] })) : null);
}

function addMember(chat, people, change) {
  const inside = new Set(people.map((member) => member.id));
  const others = [...store.state.people.values()].filter((person) => !inside.has(person.id));
  if (!others.length) return null;
  const select = h("select", { "aria-label": "Add somebody", onchange: () => change(() => api.members(chat, { add: [Number(select.value)] })) },
    h("option", { value: "" }, "Add somebody …"), ...others.map((person) => h("option", { value: person.id }, personName(person))));
  return h("div", { class: "field" }, select);
}

function botRow(chat, bot, change) {
  const status = chat.members.find((member) => member.id === bot.id)?.status ?? "kicked";
  return h("div", { class: "info-row" }, avatarOf(bot.id, bot.first_name), h("span", { class: "info-names" }, h("bdi", {}, bot.first_name), h("span", { class: "quiet" }, `@${bot.username}`)),
    h("div", { class: "segments", role: "group", "aria-label": `${bot.first_name} in this group` }, ...BOT.map(([value, words]) =>
      h("button", { type: "button", "aria-pressed": String(value === status), onclick: () => change(() => api.members(chat, { bot: value })) }, words))));
}

function privateInfo(chat, person, change) {
  const bot = store.botOf(chat);
  const who = store.state.people.get(person);
  return [
    h("div", { class: "info-row" }, avatarOf(bot?.id, store.titleOf(chat)), h("span", { class: "info-names" }, h("bdi", {}, store.titleOf(chat)), h("span", { class: "quiet" }, `@${bot?.username ?? ""}`))),
    h("div", { class: "info-row" }, avatarOf(person, personName(who)), h("span", { class: "info-names" }, h("bdi", {}, personName(who)), h("span", { class: "quiet" }, [who?.phone, who?.username ? `@${who.username}` : "", `id ${person}`].filter(Boolean).join(" · ")))),
    h("button", { type: "button", class: chat.blocked ? "primary" : "plain dangerous", onclick: () => change(() => api.block(chat, !chat.blocked)) }, icon("block"), chat.blocked ? "Unblock the bot" : "Block the bot"),
  ];
}
