// The log of Bot API calls, newest first, and what waits for the bots.

import * as api from "./api.js";
import { h, icon, iconButton, throttled } from "./dom.js";
import { personName } from "./names.js";
import * as store from "./store.js";
import { clockTime, howLong, seconds } from "./time.js";

const KEPT = 250;

const parts = {};
let last = null;

export function callPanel() {
  parts.filter = h("input", { type: "search", placeholder: "Method or chat", "aria-label": "Filter calls", oninput: applyFilter });
  parts.wrong = h("input", { type: "checkbox", onchange: applyFilter });
  parts.rows = h("div", { class: "calls", role: "log", "aria-label": "Bot API calls", "aria-live": "off", tabindex: 0 });
  parts.waiting = h("p", { class: "quiet waiting-updates" });
  parts.none = h("p", { class: "quiet calls-none" }, "No call yet: they appear as the bot makes them.");
  return h("section", { class: "panel calls-panel" },
    h("div", { class: "panel-tools" }, parts.filter, h("label", { class: "check" }, parts.wrong, "Errors only"), iconButton("trash", "Clear the list", () => parts.rows.replaceChildren())),
    parts.waiting, parts.none, parts.rows);
}

export const readCalls = throttled(async () => {
  const [answer, waiting] = await Promise.all([api.calls(last), api.updates()]);
  if (last !== null && answer.last < last) return startAnew();
  last = answer.last;
  parts.rows.prepend(...answer.calls.slice(-KEPT).map(row).reverse());
  while (parts.rows.childElementCount > KEPT) parts.rows.lastElementChild.remove();
  parts.none.hidden = parts.rows.childElementCount > 0;
  parts.waiting.textContent = waitingWords(waiting);
  applyFilter();
}, 300);

// The simulator was started again and counts from one.
function startAnew() {
  last = null;
  parts.rows.replaceChildren();
  return readCalls();
}

function waitingWords(queues) {
  const age = (queue) => (queue.oldest_s === null ? "" : `, the oldest for ${howLong(queue.oldest_s * 1000)}`);
  return queues.map((queue) => `@${queue.bot}: ${queue.pending} ${queue.pending === 1 ? "update" : "updates"} waiting${age(queue)}`).join(" · ");
}

function row(call) {
  const at = Date.parse(call.at);
  const chat = call.params?.chat_id ?? "";
  const words = `${call.method} ${chat} ${chatTitle(chat)}`.toLowerCase();
  const summary = h("summary", {},
    h("span", { class: `outcome ${call.ok ? "ok" : "bad"}`, role: "img", "aria-label": call.ok ? "ok" : "error" }, icon(call.ok ? "check" : "close")),
    h("span", { class: "call-method" }, call.method),
    h("span", { class: "call-chat" }, chatTitle(chat)),
    h("span", { class: "quiet call-ms" }, call.ms === undefined ? "" : `${Math.round(call.ms)} ms`),
    h("time", { class: "quiet" }, `${clockTime(at)}:${seconds(at)}`),
    call.ok ? null : h("span", { class: "call-error" }, `${call.error_code ?? ""} ${call.description ?? ""}`));
  const details = h("details", { class: "call", "data-words": words, "data-ok": String(Boolean(call.ok)) }, summary);
  details.addEventListener("toggle", () => openDetails(details, call), { once: true });
  return details;
}

function openDetails(details, call) {
  const block = (name, value) => h("div", {}, h("span", { class: "quiet" }, name), h("pre", { tabindex: 0 }, JSON.stringify(value, null, 1)));
  details.append(block("Parameters", call.params ?? {}), block(call.ok ? "Result" : "Error", call.ok ? call.result : { error_code: call.error_code, description: call.description }));
}

function chatTitle(id) {
  if (id === "") return "";
  const person = store.state.people.get(Number(id));
  return person ? personName(person) : store.state.chats.get(String(id))?.title ?? String(id);
}

function applyFilter() {
  const wanted = parts.filter.value.trim().toLowerCase();
  for (const call of parts.rows.children) {
    call.hidden = !call.dataset.words.includes(wanted) || (parts.wrong.checked && call.dataset.ok === "true");
  }
}
