// Taps and what comes of them: the waiting button, the toast, the alert, the link.

import * as api from "./api.js";
import { h } from "./dom.js";
import * as tour from "./tour.js";

const TOAST = 3500;
const ALERT_IN_TOUR = 5000;

export class Answers {
  // phone: {chat, spec, screen, title, timeline, openLink(url), reload()}
  constructor(phone) {
    this.phone = phone;
    this.waiting = new Set();
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  async tap(message, button, key) {
    if (button.url) return this.phone.openLink(button.url);
    if (key !== null && this.waiting.has(key)) return;
    this.setWaiting(key, true);
    try {
      const body = { from: this.phone.spec.person, button: button.data ?? button.text };
      const answer = await api.tap(this.phone.chat, message.id, body);
      if (key !== null) this.show(answer);
    } catch (error) {
      this.toast(error.message, "wrong");
    } finally {
      this.setWaiting(key, false);
      this.phone.reload();
    }
  }

  setWaiting(key, waiting) {
    if (key === null) return;
    this.waiting[waiting ? "add" : "delete"](key);
    const button = this.phone.timeline.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.classList.toggle("waiting", waiting);
    button?.setAttribute("aria-busy", String(waiting));
  }

  show(answer) {
    if (answer.url) this.phone.openLink(answer.url);
    else if (!answer.answered) this.toast("No answer from the bot yet", "quiet");
    else if (answer.text && answer.show_alert) this.alert(answer.text);
    else if (answer.text) this.toast(answer.text);
  }

  // An answer that came late, or to a tap made elsewhere in this person's name.
  hear({ message, ...answer }) {
    if ([...this.waiting].some((key) => key.startsWith(`${message}:`))) return;
    this.show({ ...answer, url: null, answered: true });
  }

  toast(text, kind = "plain") {
    const element = h("div", { class: `toast ${kind}`, dir: "auto" }, text);
    this.toasts.append(element);
    setTimeout(() => element.remove(), kind === "wrong" ? TOAST * 2 : TOAST);
  }

  alert(text) {
    const before = document.activeElement;
    const close = () => { shade.remove(); before?.focus?.({ preventScroll: true }); };
    const ok = h("button", { type: "button", class: "alert-ok", onclick: close }, "OK");
    const keys = (event) => { if (event.key === "Escape") close(); if (event.key === "Tab") event.preventDefault(); };
    const card = h("div", { class: "alert", role: "alertdialog", "aria-label": this.phone.title, "aria-modal": "true" },
      h("p", { dir: "auto" }, text), ok);
    const shade = h("div", { class: "shade", onkeydown: keys }, card);
    this.phone.screen.append(shade);
    ok.focus({ preventScroll: true });
    // Nobody taps OK in a tour that plays by itself.
    const { state, pace } = tour.now();
    if (state === "playing" || state === "waiting") setTimeout(close, ALERT_IN_TOUR / (pace || 1));
  }
}
