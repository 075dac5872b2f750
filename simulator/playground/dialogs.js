// The sheets that ask for something: a place, a contact, a new phone, a new person or group.

import * as api from "./api.js";
import { h, icon, notice, openDialog } from "./dom.js";
import { townMap } from "./media.js";
import { colour, initials, personName } from "./names.js";
import * as store from "./store.js";

const PLACES = [
  ["Bengaluru, Indiranagar", 12.97194, 77.64115],
  ["Mumbai, Bandra", 19.05444, 72.84056],
  ["Delhi, Saket", 28.52450, 77.20660],
  ["Pune, Kothrud", 18.50740, 73.80770],
  ["Hyderabad, Gachibowli", 17.44010, 78.34890],
  ["Chennai, Adyar", 13.00670, 80.25720],
];

const field = (label, input) => h("label", { class: "field" }, h("span", {}, label), input);
const submit = (words) => h("button", { type: "submit", class: "primary" }, words);

const form = (onsubmit, ...children) =>
  h("form", { class: "sheet-body", novalidate: true, onsubmit: (event) => { event.preventDefault(); onsubmit(); } }, ...children);

export function avatarOf(id, name) {
  return h("span", { class: `avatar tint-${colour(id)}`, "aria-hidden": "true" }, initials(name));
}

export function askPlace() {
  return openDialog("Share a location", (close) => {
    const [, latitude, longitude] = PLACES[0];
    const lat = h("input", { type: "number", step: "any", value: latitude, required: true });
    const long = h("input", { type: "number", step: "any", value: longitude, required: true });
    const live = h("input", { type: "checkbox" });
    const picture = h("div", { class: "place" });
    const draw = () => picture.replaceChildren(townMap({ latitude: Number(lat.value), longitude: Number(long.value) }));
    const choose = (place) => { lat.value = place[1]; long.value = place[2]; draw(); };
    const chips = PLACES.map((place) => h("button", { type: "button", class: "chip", onclick: () => choose(place) }, place[0]));
    for (const input of [lat, long]) input.addEventListener("input", draw);
    draw();
    return form(() => close(location(lat, long, live)), picture, h("div", { class: "chips" }, ...chips),
      h("div", { class: "two" }, field("Latitude", lat), field("Longitude", long)),
      h("label", { class: "check" }, live, "Live for one hour"), submit("Share"));
  });
}

function location(latitude, longitude, live) {
  const spot = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
  return live.checked ? { ...spot, live_period: 3600 } : spot;
}

export function askContact(self) {
  return openDialog("Share a contact", (close) => {
    const others = [...store.state.people.values()].filter((person) => person.id !== self && person.phone);
    const row = (person, words, value) => h("button", { type: "button", class: "person-row", onclick: () => close(value) },
      avatarOf(person.id, personName(person)), h("span", {}, h("bdi", {}, words), h("span", { class: "quiet" }, person.phone ?? "")));
    const own = store.state.people.get(self);
    const rows = others.map((person) => row(person, personName(person), { phone_number: person.phone, first_name: personName(person), user_id: person.id }));
    return h("div", { class: "sheet-body rows" }, row(own, "My own number", true), ...rows);
  });
}

const nextId = () => Math.max(1000, ...store.state.people.keys()) + 1;

export function askPerson() {
  return openDialog("New person", (close) => {
    const name = h("input", { required: true, placeholder: "Asha Rao", maxlength: 64 });
    const phone = h("input", { type: "tel", placeholder: "+919800000001" });
    const username = h("input", { placeholder: "asha_rao", pattern: "\\w{4,32}" });
    return form(() => tryTo(() => addPerson(name.value, phone.value, username.value), close),
      field("Name", name), field("Phone (optional)", phone), field("Username (optional)", username), submit("Add"));
  });
}

async function addPerson(name, phone, username) {
  const [first, ...rest] = name.trim().split(/\s+/u);
  const person = { id: nextId(), first_name: first, last_name: rest.join(" "), phone: phone.trim(), username: username.trim() };
  await api.addPerson(Object.fromEntries(Object.entries(person).filter(([, value]) => value)));
  await store.loadPeople();
  return person.id;
}

export function askGroup() {
  return openDialog("New group", (close) => {
    const title = h("input", { required: true, placeholder: "North zone", maxlength: 128 });
    const forum = h("input", { type: "checkbox" });
    const boxes = [...store.state.people.values()].map((person) => {
      const box = h("input", { type: "checkbox", value: person.id });
      return { box, row: h("label", { class: "check" }, box, h("bdi", {}, personName(person))) };
    });
    const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => Number(box.value));
    return form(() => tryTo(() => addGroup(title.value, chosen(), forum.checked), close),
      field("Title", title), h("div", { class: "members" }, ...boxes.map(({ row }) => row)), h("label", { class: "check" }, forum, "With topics"), submit("Add"));
  });
}

async function addGroup(title, members, forum) {
  const ids = [...store.state.chats.values()].filter(store.isGroup).map((chat) => chat.id);
  const id = Math.min(-1_001_000_000_000, ...ids) - 1;
  await api.addGroup({ id, title: title.trim(), members, forum });
  await store.loadChats();
  return id;
}

async function tryTo(task, close) {
  try {
    close(await task());
  } catch (error) {
    notice(error.message, "wrong");
  }
}
