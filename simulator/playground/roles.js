// Whose phones are on the desk: everybody with every chat, each to be put down or away with one press.

import { askGroup, askPerson, avatarOf } from "./dialogs.js";
import { h, icon, openDialog } from "./dom.js";
import { arrows } from "./keys.js";
import { personName } from "./names.js";
import * as store from "./store.js";

// desk: {shown() -> [spec], toggle(spec), reset(), clear()}
export function chooseRoles(desk) {
  return openDialog("Phones on the desk", (close) => {
    const list = h("div", { class: "role-list" });
    const search = h("input", { type: "search", placeholder: "Find a person or chat", "aria-label": "Find a person or chat", oninput: () => filter(list, search.value) });
    const draw = () => { list.replaceChildren(...people().map((person) => personBlock(person, desk, draw))); filter(list, search.value); };
    const away = (words, name, run) => h("button", { type: "button", class: "plain", onclick: () => { run(); draw(); } }, icon(name), words);
    const fresh = (words, name, ask) => h("button", { type: "button", class: "plain", onclick: () => { close(); ask(); } }, icon(name), words);
    draw();
    return h("div", { class: "sheet-body rows" }, search, list,
      list.childElementCount ? null : h("p", { class: "quiet" }, "Nobody is here yet."),
      h("div", { class: "role-tools" }, away("The usual set", "again", desk.reset), away("Put all away", "close", desk.clear),
        fresh("New person", "person", askPerson), fresh("New group", "group", askGroup)));
  }, { kind: "roles" });
}

// Who works in a group stands before who is in none, as the groups come.
function people() {
  const groups = [...store.state.chats.values()].filter(store.isGroup);
  const order = groups.flatMap(store.memberIds);
  const place = (person) => { const at = order.indexOf(person.id); return at < 0 ? order.length : at; };
  return [...store.state.people.values()].sort((one, other) => place(one) - place(other));
}

function personBlock(person, desk, redraw) {
  const name = personName(person);
  const shown = new Set(desk.shown().filter((spec) => spec.person === person.id).map((spec) => spec.chat));
  const groups = store.chatsOf(person.id).filter(store.isGroup).map((chat) => chat.title);
  const chips = store.chatsOf(person.id).map((chat) => chip(person, chat, shown.has(store.chatKey(chat)), desk, redraw));
  const row = h("div", { class: "chips", role: "group", "aria-label": `Phones of ${name}` }, ...chips);
  arrows(row, "button");
  return h("div", { class: "person-block", "data-words": `${name} ${groups.join(" ")}`.toLowerCase() }, avatarOf(person.id, name),
    h("div", { class: "person-chats" }, h("bdi", {}, name), row));
}

function chip(person, chat, on, desk, redraw) {
  const words = store.titleOf(chat);
  const press = () => {
    desk.toggle({ person: person.id, chat: store.chatKey(chat) });
    redraw();
    document.querySelector(`.roles [data-chip="${CSS.escape(`${person.id}:${store.chatKey(chat)}`)}"]`)?.focus();
  };
  return h("button", { type: "button", class: "chip", "aria-pressed": String(on), "data-chip": `${person.id}:${store.chatKey(chat)}`, onclick: press },
    icon(on ? "check" : store.isGroup(chat) ? "group" : "bot"), h("bdi", {}, words));
}

function filter(list, words) {
  const wanted = words.trim().toLowerCase();
  for (const block of list.children) block.hidden = !`${block.dataset.words} ${block.textContent.toLowerCase()}`.includes(wanted);
}
