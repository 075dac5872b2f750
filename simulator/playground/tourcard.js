// The cards before and after a tour: an opening that starts by itself, and what to try next.

import { h, icon, openDialog } from "./dom.js";
import * as store from "./store.js";
import * as tour from "./tour.js";

const COUNTDOWN_S = 5;
const DECLINED = "simulator.tour.declined";
const WATCHED = "simulator.tour.watched";
const unwanted = new URLSearchParams(location.search).get("tour") === "off";

let card = null;
let following = [];

// nextThings: [{icon, title, words, run}] of what to try after the tour.
export function setUp(nextThings) {
  following = nextThings;
  store.on("tour", onTour);
  store.on("tours", offer);
  offer();
}

// The session remembers what was waved away, so that a reload does not ask again.
const said = (key, sign) => sessionStorage.getItem(key) === sign;
const keep = (key, sign) => sessionStorage.setItem(key, sign);

function offer() {
  if (card || unwanted || !tour.isFresh() || said(DECLINED, "yes")) return;
  open({ countdown: true });
}

// By hand: no countdown.
export function open({ countdown = false } = {}) {
  if (card) return;
  const shown = openDialog("Guided tour", (close) => opening(close, countdown), { kind: "tour-card" });
  card = shown;
  shown.then((chosen) => {
    card = null;
    if (chosen) tour.play(chosen);
    else keep(DECLINED, "yes");
  });
}

function opening(close, countdown) {
  const [first, ...others] = tour.all();
  const ring = h("span", { class: "countdown", "aria-hidden": "true" });
  const start = h("button", { type: "button", class: "primary big", autofocus: true, onclick: () => close(first.id) }, ring, h("span", {}, "Watch it"));
  const words = h("p", { class: "quiet countdown-words", role: "status" });
  const body = h("div", { class: "sheet-body tour-opening" },
    h("div", { class: "tour-art", "aria-hidden": "true" }, ...art()),
    h("h3", {}, first.title), h("p", {}, first.about ?? ""), start,
    h("button", { type: "button", class: "plain", onclick: () => { keep(DECLINED, "yes"); close(null); } }, "Look around myself"), words,
    ...others.map((one) => h("button", { type: "button", class: "plain", onclick: () => close(one.id) }, icon("play"), one.title)));
  if (countdown) count(body, ring, words, () => close(first.id));
  else ring.replaceChildren(icon("play"));
  return body;
}

const art = () => ["MJ", "AR", "LP"].map((_, index) =>
  h("span", { class: `mini-phone mini-${index}` }, h("i", {}), h("i", {}), h("i", {})));

// Any key or touch of the card stops the clock: who needs time has it.
function count(body, ring, words, done) {
  let left = COUNTDOWN_S;
  const draw = () => { ring.textContent = left; words.textContent = `Starts by itself in ${left} s`; };
  const halt = () => { clearInterval(ticking); ring.replaceChildren(icon("play")); ring.classList.remove("running"); words.textContent = "Starts when you say so"; };
  const ticking = setInterval(() => {
    if (!body.isConnected) return clearInterval(ticking);
    left -= 1;
    if (left > 0) return draw();
    clearInterval(ticking);
    return done();
  }, 1000);
  ring.classList.add("running");
  draw();
  queueMicrotask(() => {
    const dialog = body.closest("dialog");
    dialog?.addEventListener("keydown", (event) => { if (event.key === "Tab" || event.key.startsWith("Arrow")) halt(); });
    dialog?.addEventListener("pointerdown", halt);
  });
}

function onTour(playing) {
  if (tour.isOn()) { keep(WATCHED, playing.tour); closeCard(); }
  if (playing.state !== "done" || card || !said(WATCHED, playing.tour)) return;
  keep(WATCHED, "");
  finished();
}

// Somebody started it in another window.
function closeCard() {
  document.querySelector("dialog.tour-card")?.close();
}

function finished() {
  card = openDialog("That was one lead", (close) => h("div", { class: "sheet-body tour-finished" },
    h("p", {}, "From the first word to the last figure. Everything you saw was done by tapping in these phones: carry on from here."),
    h("div", { class: "next-things" }, ...following.map((thing) =>
      h("button", { type: "button", class: "next-thing", onclick: () => close(thing) }, icon(thing.icon),
        h("span", {}, h("b", {}, thing.title), h("span", { class: "quiet" }, thing.words))))),
    h("div", { class: "two" },
      h("button", { type: "button", class: "plain", onclick: () => close({ run: () => tour.play(tour.now().tour) }) }, icon("again"), "Watch again"),
      h("button", { type: "button", class: "primary", onclick: () => close(null) }, "Look around"))), { kind: "tour-card" });
  card.then((thing) => { card = null; thing?.run(); });
}
