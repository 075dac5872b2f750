// The phones side by side and the strip of tabs above them.

import { askPerson, avatarOf } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { arrows, calm, narrow } from "./keys.js";
import { recall, remember } from "./memory.js";
import { Phone } from "./phone.js";
import { chooseRoles } from "./roles.js";
import * as store from "./store.js";
import * as tour from "./tour.js";

const SAVED = "simulator.phones";
const LAYOUT = "simulator.layout";
const AUTOMATIC = 10;
const ALONE = 1;
const JUST_NOW_MS = 1500;

const desk = document.getElementById("desk");
const dock = document.getElementById("dock");
const tabs = h("div", { class: "dock-tabs", role: "list" });
let phones = [];
let chosen = false;
let visible = null;
let redrawing = 0;

export function setUp() {
  const saved = recall(SAVED, []).filter((spec) => store.state.people.has(spec.person));
  chosen = saved.length > 0;
  visible = new IntersectionObserver(onVisible, { root: desk, threshold: 0.55 });
  drawDock();
  setLayout(recall(LAYOUT, "row"));
  (chosen ? saved : automatic()).forEach(addPhone);
  drawEmpty();
  store.on("chats", refresh);
  store.on("people", refresh);
  store.on("tours", refresh);
  store.on("seen", () => { cancelAnimationFrame(redrawing); redrawing = requestAnimationFrame(() => phones.forEach((phone) => phone.refresh())); });
  store.on("clock", tick);
  store.on("toast", (toast) => concerned(toast).filter((phone) => phone.spec.person === toast.user).forEach((phone) => phone.hear(toast)));
  store.on("action", (action) => concerned(action).forEach((phone) => phone.showTyping(action)));
  setInterval(tick, 1000);
  document.addEventListener("keydown", onKey);
}

// Nobody chose yet: the cast of the tour, each in his group; without a tour the first group, then people who are in no group (theirs is the only phone they have), then the
// other groups, each in the hand of its first member, then private chats with words.
function automatic() {
  const cast = (tour.all()[0]?.phones ?? []).filter((id) => store.state.people.has(id));
  if (cast.length) return cast.map((person) => ({ person, chat: store.chatKey(placeOf(person)) }));
  const chats = [...store.state.chats.values()];
  const known = (id) => store.state.people.has(id);
  const groups = chats.filter((chat) => store.isGroup(chat) && store.memberIds(chat).some(known));
  const inGroups = new Set(groups.flatMap((chat) => store.memberIds(chat)));
  const privates = chats.filter((chat) => !store.isGroup(chat) && known(chat.id));
  const alone = privates.filter((chat) => !inGroups.has(chat.id));
  const told = privates.filter((chat) => inGroups.has(chat.id) && chat.last_message);
  const held = groups.map((chat) => ({ person: store.memberIds(chat).find(known), chat: store.chatKey(chat) }));
  const own = (chat) => ({ person: chat.id, chat: store.chatKey(chat) });
  const specs = [...held.slice(0, 1), ...alone.slice(0, ALONE).map(own), ...held.slice(1), ...told.map(own)].slice(0, AUTOMATIC);
  const [first] = store.state.people.keys();
  const only = first ? store.chatsOf(first)[0] : null;
  return specs.length || !only ? specs : [{ person: first, chat: store.chatKey(only) }];
}

const placeOf = (person) => store.chatsOf(person).find(store.isGroup) ?? store.chatsOf(person)[0] ?? store.privateChat(person);

function addPhone(spec) {
  const phone = new Phone(spec, { changed, choose, remove, open, move, told: drawTabs });
  phones.push(phone);
  desk.append(phone.element);
  visible.observe(phone.element);
  changed();
  return phone;
}

function changed() {
  if (chosen) save();
  drawTabs();
}

function save() {
  remember(SAVED, phones.map((phone) => phone.spec));
}

// From the first choice by hand on, the desk is as its owner left it.
function choose() {
  chosen = true;
  changed();
}

function remove(phone) {
  drop(phone);
  choose();
  drawEmpty();
}

function drop(phone) {
  visible.unobserve(phone.element);
  phone.putAway();
  phones = phones.filter((other) => other !== phone);
}

const same = (one, other) => one.person === other.person && one.chat === other.chat;

// What the sheet of roles does with the desk.
const roles = {
  shown: () => phones.map((phone) => phone.spec),
  toggle: (spec) => {
    const there = phones.find((phone) => same(phone.spec, spec));
    if (there) return remove(there);
    const phone = addPhone(spec);
    choose();
    drawEmpty();
    go(phone, { focus: false });
    return undefined;
  },
  reset: () => {
    [...phones].forEach(drop);
    automatic().forEach(addPhone);
    choose();
    drawEmpty();
  },
  clear: () => { [...phones].forEach(remove); },
};

export const showRoles = () => chooseRoles(roles);

// Where somebody acts in his name: the phone that shows this chat, else his phone, else a new one. -> Phone or null
export function bring(person, chatId) {
  if (!store.state.people.has(person)) return null;
  const chat = store.chatsOf(person).find((one) => one.id === chatId) ?? store.privateChat(person);
  const key = store.chatKey(chat);
  const his = phones.filter((phone) => phone.spec.person === person);
  const phone = his.find((one) => one.spec.chat === key) ?? his[0] ?? addPhone({ person, chat: key });
  if (phone.spec.chat !== key || phone.spec.view === "list") phone.openChat(key, { quietly: true });
  drawEmpty();
  show(phone, "nearest");
  return phone;
}

export const focusOn = (person) => phones.find((phone) => phone.spec.person === person && phone.inView)?.focus();

function move(phone, step) {
  const from = phones.indexOf(phone);
  const to = from + step;
  if (to < 0 || to >= phones.length) return;
  phones.splice(to, 0, ...phones.splice(from, 1));
  phones.forEach((one) => desk.append(one.element));
  choose();
  go(phone);
}

// A link from one phone leads into a private chat: on a phone that shows it already, or on this one.
async function open(spec, from, text) {
  const there = phones.find((phone) => same(phone.spec, spec));
  const phone = there ?? from;
  if (!there || there.spec.view === "list") phone.openChat(spec.chat);
  go(phone);
  if (text) await phone.say({ text });
}

function refresh() {
  phones.filter((phone) => !store.state.people.has(phone.spec.person)).forEach(drop);
  for (const phone of phones) phone.refresh();
  if (!chosen) addMissing();
  drawTabs();
  drawEmpty();
}

// Of a cast one phone each is enough: the tour may have led it to another chat.
function addMissing() {
  const alike = tour.all().length ? (one, other) => one.person === other.person : same;
  const missing = automatic().filter((spec) => !phones.some((phone) => alike(phone.spec, spec)));
  missing.slice(0, Math.max(0, AUTOMATIC - phones.length)).forEach(addPhone);
}

function onVisible(entries) {
  for (const entry of entries) phones.find((phone) => phone.element === entry.target)?.setVisible(entry.isIntersecting);
  for (const phone of phones) phone.inView = entries.find((entry) => entry.target === phone.element)?.isIntersecting ?? phone.inView;
  drawTabs();
}

function drawDock() {
  const add = h("button", { type: "button", class: "dock-add", "aria-label": "Choose phones", "aria-haspopup": "dialog", onclick: showRoles }, icon("phones"), h("span", {}, "Phones"));
  arrows(tabs, "button");
  const layout = iconButton("grid", "Wrap the phones, or keep them in one row", () => setLayout(desk.classList.contains("wrap") ? "row" : "wrap"), { class: "icon-button layout-toggle" });
  dock.replaceChildren(tabs, add, layout);
}

function setLayout(name) {
  desk.classList.toggle("wrap", name === "wrap");
  dock.querySelector(".layout-toggle").replaceChildren(icon(name === "wrap" ? "row" : "grid"));
  remember(LAYOUT, name);
}

function drawTabs() {
  const sign = phones.map((phone) => [phone.spec.person, phone.personName, phone.title, phone.unread, phone.inView].join("|")).join("\n");
  if (sign === tabs.dataset.sign) return;
  tabs.dataset.sign = sign;
  const focused = [...tabs.children].findIndex((item) => item.contains(document.activeElement));
  tabs.replaceChildren(...phones.map(tab));
  tabs.children[focused]?.firstElementChild.focus();
}

function tab(phone) {
  const words = `${phone.personName}, ${phone.title}${phone.unread ? `, ${phone.unread} unread` : ""}`;
  const shortcut = phones.indexOf(phone) < 9 ? ` (Alt+${phones.indexOf(phone) + 1})` : "";
  const button = h("button", { type: "button", class: `dock-tab${phone.inView ? " here" : ""}`, "aria-label": words, title: `${words}${shortcut}`, "aria-current": phone.inView ? "true" : null, onclick: () => pick(phone) },
    avatarOf(phone.spec.person, phone.personName),
    h("span", { class: "dock-words" }, h("bdi", {}, phone.personName), h("bdi", { class: "quiet" }, phone.title)),
    phone.unread ? h("span", { class: "badge" }, phone.unread) : null);
  return h("div", { role: "listitem" }, button);
}

// On a narrow screen the tab of the phone that is seen already leads to all phones.
function pick(phone) {
  if (narrow() && isSeen(phone)) showRoles();
  else go(phone);
}

// As it stands this moment: `inView` is told a little later, and a window that has just become narrow shows another phone.
function isSeen(phone) {
  const { left, right } = phone.element.getBoundingClientRect();
  const middle = (left + right) / 2;
  return middle >= 0 && middle <= innerWidth;
}

function go(phone, { focus = true } = {}) {
  show(phone);
  if (focus) phone.focus();
}

function show(phone, inline = "center") {
  shown = { phone, at: performance.now() };
  phone.element.scrollIntoView({ behavior: calm() ? "instant" : "smooth", block: "nearest", inline });
}

// A window that changes its size stops the way to the phone that was just chosen: it is brought there at once.
let shown = null;
addEventListener("resize", () => {
  if (!shown?.phone.element.isConnected || performance.now() - shown.at > JUST_NOW_MS) return;
  shown.phone.element.scrollIntoView({ behavior: "instant", block: "nearest", inline: "center" });
});

function drawEmpty() {
  const old = desk.querySelector(".empty");
  if (phones.length) { old?.remove(); return; }
  const [title, words, button, act] = emptiness();
  if (old?.dataset.title === title) return;
  old?.remove();
  desk.append(h("div", { class: "empty", "data-title": title }, h("h2", {}, title), h("p", {}, words),
    h("button", { type: "button", class: "primary", onclick: act }, button)));
}

// -> [title, words, what the button says, what it does]
function emptiness() {
  const { people, bots } = store.state;
  if (!people.size) return ["Nobody is here yet", "People and groups appear as soon as a program adds them.", "Add a person", askPerson];
  if (!bots.length) return ["Waiting for a bot", `Start one with ${location.origin} as the address of its Bot API.`, "Add a person", askPerson];
  return ["No phone on the desk", "Put some down: choose people and their chats.", "Choose phones", showRoles];
}

const concerned = ({ chat }) => phones.filter((phone) => phone.watch && phone.chat?.id === chat);

function tick() {
  for (const phone of phones) phone.tick();
}

// Alt+1 … Alt+9: to that phone.
function onKey(event) {
  const digit = event.altKey && /^Digit([1-9])$/u.exec(event.code);
  if (!digit || !phones[digit[1] - 1]) return;
  event.preventDefault();
  go(phones[digit[1] - 1]);
}
