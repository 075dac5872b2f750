// Under the hood: the log of Bot API calls, what waits for the bots, and the fault switches.

import * as api from "./api.js";
import { h, icon, iconButton, notice, throttled } from "./dom.js";
import { faultPanel, readFaults } from "./faults.js";
import { personName } from "./names.js";
import * as store from "./store.js";
import { clockTime, howLong, seconds } from "./time.js";
import { showErrors } from "./topbar.js";

const KEPT = 250;

const drawer = document.getElementById("drawer");
const parts = {};
let last = null;
let errors = 0;

export function setUp() {
  parts.filter = h("input", { type: "search", placeholder: "Method or chat", "aria-label": "Filter calls", oninput: applyFilter });
  parts.wrong = h("input", { type: "checkbox", onchange: applyFilter });
  parts.rows = h("div", { class: "calls", role: "log", "aria-label": "Bot API calls" });
  parts.waiting = h("p", { class: "quiet waiting-updates" });
  const log = h("section", { class: "panel calls-panel" },
    h("div", { class: "panel-tools" }, parts.filter, h("label", { class: "check" }, parts.wrong, "Errors only"), iconButton("close", "Clear the list", () => parts.rows.replaceChildren())),
    parts.waiting, parts.rows);
  drawer.replaceChildren(...sections([["Calls", log], ["Faults", faultPanel()]]));
  store.on("call", onCall);
}

function sections(panels) {
  const show = (index) => {
    panels.forEach(([, panel], at) => { panel.hidden = at !== index; });
    [...tabs.children].forEach((button, at) => button.setAttribute("aria-selected", String(at === index)));
  };
  const tabs = h("div", { class: "drawer-tabs", role: "tablist" },
    ...panels.map(([name], index) => h("button", { type: "button", role: "tab", onclick: () => show(index) }, name)));
  show(0);
  const head = h("div", { class: "drawer-head" }, tabs, iconButton("close", "Close", toggle));
  return [head, ...panels.map(([, panel]) => panel)];
}

export function toggle() {
  drawer.hidden = !drawer.hidden;
  document.querySelector(".drawer-toggle").setAttribute("aria-expanded", String(!drawer.hidden));
  if (drawer.hidden) return;
  errors = 0;
  showErrors(0);
  read().catch((error) => notice(error.message, "wrong"));
  drawer.querySelector("button").focus();
}

function onCall(call) {
  if (!drawer.hidden) read().catch(() => {});
  else if (call.call?.ok === false) showErrors(errors += 1);
}

const read = throttled(async () => {
  const [answer, waiting] = await Promise.all([api.calls(last), api.updates()]);
  last = answer.last;
  const fresh = answer.calls.slice(-KEPT).map(row).reverse();
  parts.rows.prepend(...fresh);
  while (parts.rows.childElementCount > KEPT) parts.rows.lastElementChild.remove();
  parts.waiting.textContent = waitingWords(waiting);
  await readFaults();
  applyFilter();
}, 300);

function waitingWords(queues) {
  const age = (queue) => (queue.oldest_s === null ? "" : `, the oldest for ${howLong(queue.oldest_s * 1000)}`);
  return queues.map((queue) => `@${queue.bot}: ${queue.pending} updates waiting${age(queue)}`).join(" · ");
}

function row(call) {
  const at = Date.parse(call.at);
  const chat = call.params?.chat_id ?? "";
  const words = `${call.method} ${chat}`.toLowerCase();
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
