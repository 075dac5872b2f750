// The top bar: the simulated clock and what moves it, the connection, the theme, the drawer.

import { h, icon, iconButton, notice } from "./dom.js";
import { recall, remember } from "./memory.js";
import * as store from "./store.js";
import * as tour from "./tour.js";
import { clockTime, day, fullTime, howLong, seconds } from "./time.js";

const THEME = "simulator.theme";
const THEMES = ["auto", "light", "dark"];
const THEME_ICONS = { auto: "half", light: "sun", dark: "moon" };
const STEPS = [["15m", "+15 min"], ["1h", "+1 h"], ["1d", "+1 day"]];
const LIVE = { live: "Live", polling: "Polling", lost: "No connection" };

const bar = document.getElementById("topbar");
const parts = {};

// act: {toggle(tab), watch()}: a tab of the drawer; the card of the tour.
export function setUp(act) {
  parts.date = h("span", { class: "clock-date" });
  parts.hour = h("span", { class: "clock-hour" });
  parts.seconds = h("span", { class: "clock-seconds" });
  parts.state = h("span", { class: "clock-state" });
  parts.freeze = h("button", { type: "button", class: "step freeze", onclick: freeze });
  parts.next = h("button", { type: "button", class: "next", onclick: () => travel({ until: "next" }) });
  parts.live = h("span", { class: "live lost", role: "status" }, h("span", { class: "live-dot" }), h("span", { class: "live-words" }));
  parts.theme = iconButton("half", "Theme", nextTheme, { class: "icon-button theme" });
  parts.errors = h("span", { class: "badge wrong", hidden: true });
  parts.log = iconButton("log", "Bot API calls and faults", () => act.toggle("calls"), { class: "icon-button drawer-toggle", "aria-expanded": "false", "aria-controls": "drawer" });
  parts.log.append(parts.errors);
  parts.panel = h("button", { type: "button", class: "bar-button", hidden: true, "aria-controls": "drawer", "aria-expanded": "false", onclick: () => act.toggle(parts.panel.dataset.tab) });
  parts.watch = h("button", { type: "button", class: "bar-button watch", "aria-label": "Guided tour", title: "Guided tour", hidden: true, onclick: act.watch }, icon("play"), h("span", {}, "Guided tour"));
  bar.replaceChildren(h("h1", { class: "unseen" }, "Telegram simulator"), brand(), clock(), travelButtons(), h("div", { class: "bar-end" }, parts.live, parts.watch, parts.panel, parts.theme, parts.log));
  setTheme(recall(THEME, "auto"));
  store.on("clock", draw);
  store.on("live", setLive);
  for (const event of ["tour", "tours"]) store.on(event, () => { parts.watch.hidden = tour.isOn() || !tour.all().length; });
  setInterval(drawTime, 250);
}

// The button of the program's own page, and which part of the drawer is open (null: none).
export function drawDrawerButtons([first], open) {
  parts.panel.hidden = !first;
  parts.log.setAttribute("aria-expanded", String(open === "calls" || open === "faults"));
  if (!first) return;
  parts.panel.dataset.tab = `panel ${first.id}`;
  parts.panel.setAttribute("aria-expanded", String(open?.startsWith("panel ") ?? false));
  parts.panel.setAttribute("aria-label", first.title);
  if (parts.panel.textContent !== first.title) parts.panel.replaceChildren(icon("panel"), h("bdi", {}, first.title));
}

const brand = () => h("div", { class: "brand" }, h("span", { class: "brand-mark" }, icon("send")), h("span", { class: "brand-words" }, "Simulator"));

function clock() {
  const face = h("button", { type: "button", class: "clock", "aria-expanded": "false", "aria-controls": "travel", title: "The simulated time", onclick: () => toggleTravel(face) },
    h("span", { class: "clock-face" }, parts.date, parts.hour, parts.seconds), parts.state);
  return face;
}

// On a narrow screen the buttons hide behind the clock.
function toggleTravel(face) {
  const open = document.getElementById("travel").classList.toggle("open");
  face.setAttribute("aria-expanded", String(open));
}

function travelButtons() {
  const steps = STEPS.map(([advance, words]) => h("button", { type: "button", class: "step", onclick: () => travel({ advance }) }, words));
  return h("div", { class: "travel", id: "travel", role: "group", "aria-label": "Time travel" },
    h("div", { class: "steps" }, parts.freeze, ...steps), parts.next);
}

async function travel(body) {
  bar.classList.add("travelling");
  try {
    await store.moveClock(body);
    notice(`It is now ${fullTime(store.now())}`);
  } catch (error) {
    notice(error.message, "wrong");
  } finally {
    bar.classList.remove("travelling");
  }
}

async function freeze() {
  try {
    await store.moveClock({ frozen: !store.state.clock.frozen });
  } catch (error) {
    notice(error.message, "wrong");
  }
}

function draw() {
  const { frozen } = store.state.clock;
  parts.freeze.replaceChildren(icon(frozen ? "play" : "pause"), frozen ? "Run" : "Freeze");
  parts.freeze.setAttribute("aria-label", frozen ? "Let the clock run" : "Freeze the clock");
  parts.state.textContent = frozen ? "frozen" : "running";
  bar.classList.toggle("frozen", frozen);
  drawTime();
  drawNext();
}

function drawTime() {
  const now = store.now();
  put(parts.date, `${day(now)}, `);
  put(parts.hour, clockTime(now));
  put(parts.seconds, `:${seconds(now)}`);
  if (Math.floor(now / 60_000) !== parts.minute) { parts.minute = Math.floor(now / 60_000); drawNext(); }
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function drawNext() {
  const wake = store.state.clock.wakes.find((one) => one.at > store.now());
  const words = wake ? `${whenWords(wake.at)} · ${wake.who}` : "nothing is waiting";
  parts.next.disabled = !wake;
  parts.next.setAttribute("aria-label", `Next thing: ${words}`);
  parts.next.title = wake ? `${fullTime(wake.at)}, in ${howLong(wake.at - store.now())}: ${wake.who}` : "No program has said when it wakes next";
  parts.next.replaceChildren(icon("skip"), h("span", { class: "next-words" }, h("b", {}, "Next thing"), h("bdi", { class: "next-what" }, words)));
}

function whenWords(at) {
  const away = howLong(at - store.now());
  return day(at) === day(store.now()) ? `${clockTime(at)}, in ${away}` : `${day(at).slice(0, -5)} ${clockTime(at)}`;
}

function setLive(kind) {
  parts.live.className = `live ${kind}`;
  parts.live.lastChild.textContent = LIVE[kind];
  parts.live.title = LIVE[kind];
  document.body.classList.toggle("cut-off", kind === "lost");
  if (kind === "lost") parts.wasLost = true;
  else if (parts.wasLost) { parts.wasLost = false; notice("Connected again"); }
}

function nextTheme() {
  setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  remember(THEME, name);
  parts.theme.replaceChildren(icon(THEME_ICONS[name]));
  parts.theme.title = `Theme: ${name}`;
  parts.theme.setAttribute("aria-label", `Theme: ${name}`);
}

export function showErrors(count) {
  parts.errors.textContent = count > 99 ? "99+" : count;
  parts.errors.hidden = count === 0;
}
