// Switches that make the simulated Telegram fail the way the real one does.

import * as api from "./api.js";
import { h, icon, notice } from "./dom.js";
import { personName } from "./names.js";
import * as store from "./store.js";
import { howLong } from "./time.js";

const KINDS = [
  ["offline", "lost", "Lose the network", "Every connection of the bot is cut"],
  ["too_many_requests", "block", "Too many requests", "429 with retry_after"],
  ["server_error", "bolt", "Server error", "500, as on a bad day"],
  ["lost_answer", "lost", "Lose the answer", "Done, then the connection is cut: the bot cannot know"],
  ["slow", "pause", "Slow", "Answers come late"],
  ["duplicate", "group", "Duplicate updates", "Updates are delivered twice"],
  ["reorder", "skip", "Reorder updates", "Updates arrive out of order"],
  ["blocked", "block", "Blocked", "403: the bot was blocked by the user"],
  ["kicked", "block", "Kicked", "403: the bot was kicked from the group"],
  ["migrated", "right", "Migrated", "400: the group became a supergroup"],
];
const SPANS = [["the next call", {}], ["the next 10 calls", { count: 10 }], ["1 minute of the clock", { seconds: 60 }], ["1 hour of the clock", { seconds: 3600 }], ["until cleared", { count: 1_000_000 }]];

const active = h("ul", { class: "active-faults", "aria-live": "polite" });

export function faultPanel() {
  const span = h("select", { "aria-label": "For how long" }, ...SPANS.map(([words], index) => h("option", { value: index }, words)));
  const chat = h("select", { "aria-label": "Which chat" });
  const make = (kind) => start(kind, SPANS[span.value][1], chat.value);
  const fillChats = () => listChats(chat);
  store.on("chats", fillChats);
  fillChats();
  return h("section", { class: "panel faults-panel" },
    h("div", { class: "two" }, h("label", { class: "field" }, h("span", {}, "For"), span), h("label", { class: "field" }, h("span", {}, "In"), chat)),
    h("div", { class: "faults" }, ...KINDS.map((kind) => faultButton(kind, make))),
    active,
    h("button", { type: "button", class: "plain", onclick: clear }, icon("check"), "Clear all faults"));
}

const faultButton = ([kind, mark, words, meaning], make) =>
  h("button", { type: "button", class: "fault", "data-fault": kind, "aria-pressed": "false", onclick: () => make(kind) },
    icon(mark), h("span", {}, h("b", {}, words), h("span", { class: "quiet" }, meaning)));

function listChats(select) {
  const titles = chatTitles();
  const sign = JSON.stringify([...titles]);
  if (select.dataset.sign === sign) return;
  const before = select.value;
  select.dataset.sign = sign;
  select.replaceChildren(h("option", { value: "" }, "all chats"), ...[...titles].map(([id, title]) => h("option", { value: id }, title)));
  select.value = before;
}

const chatTitles = () => new Map([...store.state.chats.values()].map((chat) =>
  [chat.id, store.isGroup(chat) ? chat.title : personName(store.state.people.get(chat.id))]));

async function start(kind, limit, chat) {
  const where = chat ? { chat: Number(chat) } : {};
  await tried(() => api.addFault({ kind, ...limit, ...where }));
}

async function clear() {
  await tried(api.clearFaults);
}

async function tried(task) {
  try {
    await task();
    await readFaults();
  } catch (error) {
    notice(error.message, "wrong");
  }
}

// What is broken just now, as the simulator says it.
export async function readFaults() {
  const { faults } = await api.faults();
  const titles = chatTitles();
  active.replaceChildren(...faults.map((fault) => h("li", {}, describe(fault, titles))));
  const kinds = new Set(faults.map((fault) => fault.kind));
  for (const button of document.querySelectorAll(".fault")) button.setAttribute("aria-pressed", String(kinds.has(button.dataset.fault)));
}

function describe(fault, titles) {
  const name = KINDS.find(([kind]) => kind === fault.kind)?.[2] ?? fault.kind;
  const calls = fault.count > 1000 ? ", until cleared" : typeof fault.count === "number" ? `, ${fault.count} more ${fault.count === 1 ? "call" : "calls"}` : "";
  const time = typeof fault.seconds === "number" ? `, ${howLong(fault.seconds * 1000)} on the clock` : "";
  return `${name}${calls}${time}, ${fault.chat ? titles.get(fault.chat) ?? fault.chat : "all chats"}`;
}
