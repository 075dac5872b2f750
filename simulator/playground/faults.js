// Switches that make the simulated Telegram fail the way the real one does.

import * as api from "./api.js";
import { h, icon, notice } from "./dom.js";
import { personName } from "./names.js";
import * as store from "./store.js";

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
const SPANS = [["the next call", {}], ["the next 10 calls", { count: 10 }], ["10 seconds", { seconds: 10 }], ["1 minute", { seconds: 60 }], ["until cleared", { seconds: 86_400 }]];

export function faultPanel() {
  const span = h("select", { "aria-label": "For how long" }, ...SPANS.map(([words], index) => h("option", { value: index, selected: index === 2 }, words)));
  const chat = h("select", { "aria-label": "Which chat" });
  const active = h("ul", { class: "active-faults", "aria-live": "polite" });
  const make = (kind, words) => start(kind, words, span, chat, active);
  const fillChats = () => fill(chat);
  store.on("chats", fillChats);
  fillChats();
  return h("section", { class: "panel faults-panel" },
    h("div", { class: "two" }, h("label", { class: "field" }, h("span", {}, "For"), span), h("label", { class: "field" }, h("span", {}, "In"), chat)),
    h("div", { class: "faults" }, ...KINDS.map((kind) => faultButton(kind, make))),
    active,
    h("button", { type: "button", class: "plain", onclick: () => clear(active) }, icon("check"), "Clear all faults"));
}

const faultButton = ([kind, mark, words, meaning], make) =>
  h("button", { type: "button", class: "fault", "data-fault": kind, onclick: () => make(kind, words) },
    icon(mark), h("span", {}, h("b", {}, words), h("span", { class: "quiet" }, meaning)));

function fill(select) {
  const chats = [...store.state.chats.values()];
  const sign = chats.map((chat) => `${chat.id}${chat.title}`).join();
  if (select.dataset.sign === sign) return;
  const before = select.value;
  select.dataset.sign = sign;
  const seen = new Map(chats.map((chat) => [chat.id, store.isGroup(chat) ? chat.title : personName(store.state.people.get(chat.id))]));
  select.replaceChildren(h("option", { value: "" }, "all chats"), ...[...seen].map(([id, title]) => h("option", { value: id }, title)));
  select.value = before;
}

async function start(kind, words, span, chat, active) {
  const [spanWords, limit] = SPANS[span.value];
  const where = chat.value ? { chat: Number(chat.value) } : {};
  try {
    await api.addFault({ kind, ...limit, ...where });
    const line = h("li", {}, `${words}: ${spanWords}, ${chat.selectedOptions[0]?.textContent ?? "all chats"}`);
    active.prepend(line);
    if (limit.seconds && limit.seconds < 3600) setTimeout(() => line.remove(), limit.seconds * 1000);
    while (active.childElementCount > 6) active.lastElementChild.remove();
  } catch (error) {
    notice(error.message, "wrong");
  }
}

async function clear(active) {
  try {
    await api.clearFaults();
    active.replaceChildren();
    notice("No faults any more");
  } catch (error) {
    notice(error.message, "wrong");
  }
}
