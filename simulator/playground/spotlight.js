// Shows what the tour is about to do: whose phone, which button, what is typed.

import { h, icon } from "./dom.js";
import { calm } from "./keys.js";
import * as store from "./store.js";
import * as tour from "./tour.js";

const TYPED_MS = 650;
const AGAIN_MS = 120;
const TRIES = 8;
const CLOCK = new Set(["advance", "to", "until"]);
const FILES = { photo: "image", document: "file", video: "play", share: "pin" };

const finger = h("div", { class: "finger", "aria-hidden": "true", hidden: true });
let desk = null;
let front = null;
let marked = [];
let sign = "";
let waiting = null;
let step = null;
// The phone that was scrolled to what the tour pressed; it goes back to its newest words with the next step.
let away = null;

// bring(person, chat) -> the phone, put where it is seen
export function setUp(bring) {
  desk = bring;
  document.body.append(finger);
  store.on("tour", draw);
  draw(tour.now());
}

function draw(playing) {
  const shown = JSON.stringify([playing.state, playing.step, playing.phone, playing.chat, playing.doing, playing.played]);
  if (shown === sign) return;
  sign = shown;
  clear();
  if (playing.step !== step) { step = playing.step; away?.timeline.follow(); away = null; }
  const acting = playing.state === "playing" || playing.state === "waiting";
  if (!acting || !playing.phone) return setFront(null);
  const phone = desk(playing.phone, playing.chat ?? playing.phone);
  setFront(phone);
  if (phone && playing.doing && playing.state === "playing") show(phone, playing.doing, playing);
  else if (playing.doing && CLOCK.has(playing.doing.kind)) mark(document.querySelector(".travel"));
}

function setFront(phone) {
  if (front === phone) return;
  front?.element.classList.remove("acting");
  front = phone;
  front?.element.classList.add("acting");
}

function clear() {
  clearTimeout(waiting);
  for (const element of marked) element.classList.remove("about");
  marked = [];
  finger.hidden = true;
  front?.composer.stopGhost();
  front?.composer.element.querySelector(".about-file")?.remove();
}

function show(phone, doing, { pace }) {
  if (doing.kind === "write") return phone.composer.showGhost(doing.text ?? doing.label ?? "", calm() || !pace ? 0 : TYPED_MS / pace);
  if (CLOCK.has(doing.kind)) return mark(document.querySelector(".travel"));
  if (FILES[doing.kind]) return showFile(phone, doing);
  const find = { tap: () => button(phone, doing.label), open: () => link(phone, doing.label) }[doing.kind];
  away = phone;
  if (find) markSoon(find, TRIES);
  return undefined;
}

// The message with the button may be on its way.
function markSoon(find, tries) {
  const element = find();
  if (element) point(element);
  else if (tries) waiting = setTimeout(() => markSoon(find, tries - 1), AGAIN_MS);
}

const button = (phone, label) => [...phone.screen.querySelectorAll(".key")].findLast((key) => key.querySelector(".key-words").textContent === label);

function link(phone, label) {
  const links = [...phone.screen.querySelectorAll(".words a, .key:has(.icon-link)")];
  return (label && links.findLast((one) => one.textContent.includes(label))) || links.findLast((one) => one.href?.includes("start=")) || phone.screen.querySelector(".start");
}

function showFile(phone, { kind, label, text }) {
  const words = label ?? text ?? kind;
  const chip = h("div", { class: "about-file" }, icon(words === "contact" ? "person" : FILES[kind]), h("span", {}, words));
  phone.composer.element.prepend(chip);
  point(phone.composer.attach);
}

function mark(element) {
  if (!element) return;
  element.classList.add("about");
  marked.push(element);
}

// A finger comes down on it.
function point(element) {
  element.scrollIntoView?.({ block: "nearest", behavior: "instant" });
  mark(element);
  if (calm()) return;
  const { left, top, width, height } = element.getBoundingClientRect();
  finger.style.left = `${left + width / 2}px`;
  finger.style.top = `${top + height / 2}px`;
  finger.hidden = false;
  finger.getAnimations().forEach((animation) => animation.cancel());
  finger.animate([
    { transform: "translate(-50%, -50%) translate(34px, 60px) scale(1.5)", opacity: 0 },
    { transform: "translate(-50%, -50%) scale(1.15)", opacity: 1, offset: 0.6 },
    { transform: "translate(-50%, -50%) scale(0.8)", opacity: 0.9 },
  ], { duration: 700 / (tour.now().pace || 4), easing: "ease-out", fill: "forwards" });
}
