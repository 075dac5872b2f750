// The side of the desk: pages of the program, the log of Bot API calls, the fault switches.

import { callPanel, readCalls } from "./calllog.js";
import { h, iconButton, notice } from "./dom.js";
import { faultPanel, readFaults } from "./faults.js";
import { arrows, oneStop } from "./keys.js";
import { recall, remember } from "./memory.js";
import * as panels from "./panels.js";
import * as store from "./store.js";
import { drawDrawerButtons, showErrors } from "./topbar.js";

const SAVED = "simulator.drawer";
const WIDE = 1180;

const drawer = document.getElementById("drawer");
const tabs = h("div", { class: "drawer-tabs", role: "tablist", "aria-label": "Beside the phones" });
const place = h("div", { class: "drawer-place" });
const own = [];
let chosen = "calls";
let errors = 0;
let before = null;

export function setUp() {
  own.push({ id: "calls", title: "Calls", view: callPanel() }, { id: "faults", title: "Faults", view: faultPanel() });
  drawer.replaceChildren(h("div", { class: "drawer-head" }, tabs, iconButton("close", "Close", () => hide())), place);
  document.addEventListener("keydown", (event) => {
    const { activeElement } = document;
    if (event.key === "Escape" && !drawer.hidden && (activeElement === document.body || drawer.contains(activeElement))) hide();
  });
  arrows(tabs, "[role=tab]");
  store.on("call", onCall);
  store.on("panels", draw);
  draw();
}

// As it was before a reload; never over the phones of a narrow screen.
export function recallOpen() {
  const saved = recall(SAVED, null);
  if (saved && innerWidth >= WIDE && entries().some((entry) => entry.id === saved)) show(saved, { focus: false });
}

const entries = () => [...panels.all().map((panel) => ({ id: `panel ${panel.id}`, title: panel.title, panel })), ...own];

function draw() {
  const all = entries();
  if (!all.some((entry) => entry.id === chosen)) chosen = all[0].id;
  const focused = tabs.contains(document.activeElement);
  tabs.replaceChildren(...all.map(({ id, title }) =>
    h("button", { type: "button", role: "tab", "data-tab": id, "aria-selected": String(id === chosen), "aria-controls": "drawer-place", onclick: () => choose(id) }, h("bdi", {}, title))));
  oneStop([...tabs.children], all.findIndex((entry) => entry.id === chosen));
  if (focused) tabs.querySelector("[aria-selected=true]").focus();
  drawPlace(all);
  drawDrawerButtons(panels.all(), drawer.hidden ? null : chosen);
}

function drawPlace(all) {
  place.id = "drawer-place";
  drawer.classList.toggle("with-page", chosen.startsWith("panel "));
  if (drawer.hidden) return;
  for (const entry of all) {
    const wanted = entry.id === chosen;
    if (!wanted && !(entry.view ?? place.querySelector(`[data-panel="${CSS.escape(entry.panel?.id ?? "")}"]`))) continue;
    const view = entry.view ?? panels.panelView(entry.panel);
    view.hidden = !wanted;
    if (view.parentElement !== place) place.append(view);
  }
  const known = new Set(all.filter((entry) => entry.panel).map((entry) => entry.panel.id));
  for (const page of place.querySelectorAll("[data-panel]")) if (!known.has(page.dataset.panel)) page.remove();
}

function choose(id) {
  chosen = id;
  remember(SAVED, id);
  draw();
  if (id === "calls" || id === "faults") read();
}

export function show(id, { focus = true } = {}) {
  if (drawer.hidden) before = document.activeElement;
  drawer.hidden = false;
  choose(id);
  errors = 0;
  showErrors(0);
  if (focus) tabs.querySelector("[aria-selected=true]").focus();
}

function hide() {
  drawer.hidden = true;
  remember(SAVED, null);
  draw();
  before?.focus?.();
}

export function toggle(id) {
  if (!drawer.hidden && chosen === id) hide();
  else show(id);
}

// A tour brings its page along where there is room for it.
export function showPanel(id) {
  if (innerWidth >= WIDE && panels.all().some((panel) => panel.id === id)) show(`panel ${id}`, { focus: false });
}

function onCall(call) {
  if (!drawer.hidden && !chosen.startsWith("panel ")) read();
  else if (call.call?.ok === false) showErrors(errors += 1);
}

function read() {
  Promise.all([readCalls(), readFaults()]).catch((error) => notice(error.message, "wrong"));
}
