// Pages that a program shows beside the phones, each in a frame of its own.

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import * as store from "./store.js";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

let listed = [];

export const all = () => listed;

export async function load() {
  const answered = await api.panels();
  listed = answered.filter((panel) => isSafe(panel.url));
  store.emit("panels");
}

// The simulator holds to this too; a frame is worth a second look.
function isSafe(url) {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === "http:" && LOOPBACK.has(hostname);
  } catch {
    return false;
  }
}

// A panel keeps its frame, so that going to another tab and back loses nothing.
const frames = new Map();

export function panelView(panel) {
  const sign = `${panel.url}|${panel.title}`;
  const kept = frames.get(panel.id);
  if (kept?.sign === sign) return kept.element;
  const frame = h("iframe", { src: panel.url, title: panel.title, sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads", referrerpolicy: "no-referrer" });
  const again = () => { frame.src = panel.url; };
  const element = h("section", { class: "panel panel-page", "data-panel": panel.id },
    h("div", { class: "panel-bar" }, h("span", { class: "quiet" }, new URL(panel.url).host),
      h("button", { type: "button", class: "icon-button", "aria-label": `Load ${panel.title} again`, title: "Load again", onclick: again }, icon("again")),
      h("a", { class: "icon-button", href: panel.url, target: "_blank", rel: "noopener", "aria-label": `Open ${panel.title} in a new tab`, title: "Open in a new tab" }, icon("external"))),
    frame);
  frames.set(panel.id, { element, sign });
  return element;
}
