// The strip that tells the tour: chapter, progress, what is happening, and the controls to take it over.

import { h, icon, iconButton } from "./dom.js";
import * as store from "./store.js";
import * as tour from "./tour.js";

const strip = document.getElementById("tour");
const parts = {};
let handOver = () => {};

// take: what happens after somebody took over (his phone gets the focus).
export function setUp(take) {
  handOver = take;
  parts.chapter = h("span", { class: "tour-chapter" });
  parts.count = h("span", { class: "tour-count" });
  parts.say = h("p", { class: "tour-say", "aria-live": "polite" });
  parts.hint = h("p", { class: "tour-hint", role: "status" });
  parts.segments = h("div", { class: "tour-progress", role: "progressbar", "aria-label": "Progress of the tour", "aria-valuemin": 0 });
  parts.controls = h("div", { class: "tour-controls", role: "group", "aria-label": "Tour" });
  strip.replaceChildren(parts.segments,
    h("div", { class: "tour-words" }, h("div", { class: "tour-top" }, parts.chapter, parts.count), parts.say, parts.hint), parts.controls);
  store.on("tour", draw);
  store.on("tours", draw);
  draw();
}

function draw() {
  const playing = tour.now();
  strip.hidden = !tour.isOn();
  document.body.classList.toggle("touring", tour.isOn());
  if (strip.hidden) return;
  strip.dataset.state = playing.state;
  put(parts.chapter, playing.chapter || playing.title || "Tour");
  put(parts.count, `Step ${playing.step + 1} of ${playing.steps}`);
  put(parts.say, playing.say ?? "");
  drawHint(playing);
  drawProgress(playing);
  drawControls(playing);
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function drawHint(playing) {
  const { doing } = playing;
  const call = doing?.kind === "call" ? `Another system calls: ${doing.label ?? doing.text ?? "the program"}` : "";
  const hints = {
    paused: "It is yours now. Act in any phone; “Go on” continues from here.",
    stuck: `${(playing.problem || "This step cannot be done").replace(/[.\s]*$/u, "")}. Do it by hand, then press “Next step”, or try again.`,
    waiting: call || "Waiting for what comes of it …",
    playing: call,
  };
  put(parts.hint, hints[playing.state] ?? "");
  parts.hint.hidden = !parts.hint.textContent;
}

// One piece for each chapter, as wide as it has steps.
function drawProgress(playing) {
  const pieces = chapters(playing);
  const sign = pieces.map((piece) => `${piece.name}:${piece.count}`).join("|");
  if (parts.segments.dataset.sign !== sign) {
    parts.segments.dataset.sign = sign;
    parts.segments.replaceChildren(...pieces.map((piece) =>
      h("span", { class: "tour-piece", title: piece.name, style: { "flex-grow": piece.count } }, h("span", {}))));
  }
  const done = playing.step + (playing.state === "done" ? 1 : 0.5);
  pieces.forEach((piece, index) => {
    const part = Math.min(1, Math.max(0, (done - piece.from) / piece.count));
    parts.segments.children[index].firstChild.style.width = `${part * 100}%`;
  });
  parts.segments.setAttribute("aria-valuemax", playing.steps);
  parts.segments.setAttribute("aria-valuenow", playing.step + 1);
}

// A chapter lasts until the next one is named.
function chapters(playing) {
  const steps = tour.script()?.steps ?? Array.from({ length: playing.steps || 1 }, () => ({}));
  const pieces = [];
  steps.forEach((step, from) => {
    const last = pieces.at(-1);
    if (!last || (step.chapter && step.chapter !== last.name)) pieces.push({ name: step.chapter ?? "", from, count: 1 });
    else last.count += 1;
  });
  return pieces;
}

function drawControls(playing) {
  const sign = `${playing.state === "waiting" ? "playing" : playing.state}|${playing.pace}`;
  if (parts.controls.dataset.sign === sign) return;
  const focused = parts.controls.contains(document.activeElement) ? document.activeElement.dataset.control : null;
  parts.controls.dataset.sign = sign;
  parts.controls.replaceChildren(...controlsFor(playing));
  if (focused) (parts.controls.querySelector(`[data-control="${focused}"]`) ?? parts.controls.firstElementChild).focus();
}

function controlsFor({ state, pace }) {
  const word = (name, words, run, kind, control) =>
    h("button", { type: "button", class: `tour-button ${kind}`, "data-control": control, onclick: run }, icon(name), h("span", {}, words));
  const running = state === "playing" || state === "waiting";
  const main = running
    ? [iconButton("pause", "Pause the tour", tour.pause, { "data-control": "go" }), word("hand", "Take over", takeOver, "main", "take")]
    : [word(state === "stuck" ? "again" : "play", state === "stuck" ? "Try again" : "Go on", tour.resume, "main", "go")];
  return [...main,
    state === "stuck" ? word("skip", "Next step", tour.next, "", "next") : iconButton("skip", "Next step", tour.next, { "data-control": "next" }),
    h("button", { type: "button", class: "tour-pace", "data-control": "pace", "aria-label": `Speed ${pace || "full"}, change`, title: "Speed", onclick: tour.faster }, pace ? `${pace}×` : "max"),
    iconButton("stop", "Stop the tour", tour.stop, { "data-control": "stop" })];
}

async function takeOver() {
  if (await tour.pause()) handOver(tour.now());
}
