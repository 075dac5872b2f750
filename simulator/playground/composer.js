// The foot of a phone: what one writes, attaches and answers to; the bot's reply keyboard.

import * as camera from "./camera.js";
import { askContact, askPlace } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { arrows } from "./keys.js";
import { fileSize, personName, snippet } from "./names.js";
import * as store from "./store.js";

const ALBUM = 10;

export class Composer {
  // act: {say(body), upload(form), edit(id, text), press(message, button), person()}
  constructor(act) {
    this.act = act;
    this.files = [];
    this.reply = null;
    this.editing = null;
    this.dismissed = new Set();
    this.build();
  }

  build() {
    this.input = h("textarea", { class: "input", rows: 1, placeholder: "Message", "aria-label": "Message", enterkeyhint: "send", dir: "auto",
      onkeydown: (event) => this.onKey(event), oninput: () => this.grow(), onpaste: (event) => this.onPaste(event) });
    this.bar = h("div", { class: "reply-bar", hidden: true });
    this.tray = h("div", { class: "tray", hidden: true });
    this.menu = this.buildMenu();
    this.attach = iconButton("clip", "Attach", () => this.toggleMenu(), { "aria-expanded": "false", "aria-haspopup": "menu" });
    this.keysToggle = iconButton("keyboard", "Show or hide the bot's keyboard", () => this.toggleKeys(), { hidden: true });
    this.sendButton = iconButton("send", "Send", () => this.send(), { class: "icon-button send" });
    this.keys = h("div", { class: "reply-keyboard", role: "group", "aria-label": "The bot's keyboard", hidden: true });
    this.ghost = h("div", { class: "ghost", "aria-hidden": "true", hidden: true });
    const line = h("div", { class: "line" }, this.attach, h("div", { class: "input-place" }, this.input, this.ghost), this.keysToggle, this.sendButton);
    this.element = h("div", { class: "composer" }, this.menu, this.bar, this.tray, line, this.keys);
    this.element.addEventListener("focusout", (event) => this.onFocusOut(event));
    arrows(this.keys, "button");
  }

  buildMenu() {
    this.pictures = h("input", { type: "file", accept: "image/*,video/*", multiple: true, hidden: true, "data-pick": "photo", onchange: () => this.picked(this.pictures, false) });
    this.documents = h("input", { type: "file", multiple: true, hidden: true, "data-pick": "document", onchange: () => this.picked(this.documents, true) });
    const entry = (name, words, run) =>
      h("button", { type: "button", role: "menuitem", onclick: () => { this.toggleMenu(false); run(); } }, icon(name), words);
    const menu = h("div", { class: "menu attach-menu", role: "menu", "aria-label": "Attach", hidden: true, onkeydown: (event) => this.onMenuKey(event) },
      entry("image", "Photo or video", () => this.pictures.click()),
      entry("camera", "Take a sample photo", () => this.takePhoto()),
      entry("file", "File", () => this.documents.click()),
      entry("file", "Sample PDF", () => this.add([camera.samplePdf(store.now())], true)),
      entry("pin", "Location", () => this.sharePlace()),
      entry("person", "Contact", () => this.shareContact()),
      this.pictures, this.documents);
    arrows(menu, "button");
    return menu;
  }

  toggleMenu(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.attach.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button").focus();
  }

  onMenuKey(event) {
    if (event.key === "Escape") { event.stopPropagation(); this.toggleMenu(false); this.attach.focus(); }
  }

  onFocusOut(event) {
    const { menu } = this;
    if (!menu.hidden && !menu.contains(event.relatedTarget) && !this.attach.contains(event.relatedTarget)) this.toggleMenu(false);
  }

  async takePhoto() {
    this.add([await camera.takePhoto(store.now())], false);
  }

  async sharePlace() {
    const location = await askPlace();
    if (location) await this.act.say({ location, ...this.replyField() }) && this.clear();
  }

  async shareContact() {
    const contact = await askContact(this.act.person());
    if (contact) await this.act.say({ contact, ...this.replyField() }) && this.clear();
  }

  picked(input, asFile) {
    this.add([...input.files], asFile);
    input.value = "";
  }

  onPaste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.add(files, false);
  }

  add(files, asFile) {
    const wrapped = files.map((file) => ({ file, kind: kindOf(file, asFile) }));
    this.files = [...this.files, ...wrapped].slice(0, ALBUM);
    this.drawTray();
    if (this.menu.hidden) this.input.focus();
  }

  drawTray() {
    for (const image of this.tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.tray.replaceChildren(...this.files.map((one, index) => this.thumb(one, index)));
    this.tray.hidden = this.files.length === 0;
    this.drawPlaceholder();
  }

  drawPlaceholder() {
    const asked = this.reply && this.reply === this.forced ? this.forced.placeholder || "Your answer" : "";
    this.input.placeholder = this.files.length ? "Add a caption" : asked || this.keysMessage?.placeholder || "Message";
    this.element.classList.toggle("asked", Boolean(asked));
    this.element.classList.toggle("filled", Boolean(this.input.value.trim() || this.files.length));
  }

  thumb({ file, kind }, index) {
    const look = kind === "photo" ? h("img", { src: URL.createObjectURL(file), alt: "" }) : h("span", { class: "thumb-file" }, icon("file"));
    const remove = iconButton("close", `Remove ${file.name}`, () => { this.files.splice(index, 1); this.drawTray(); });
    return h("div", { class: "thumb", title: `${file.name}, ${fileSize(file.size)}` }, look, h("span", { class: "thumb-name" }, file.name), remove);
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
    this.element.classList.toggle("filled", Boolean(this.input.value.trim() || this.files.length));
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    if (event.key === "Escape") this.cancel();
    if (event.key === "ArrowUp" && !this.input.value) this.act.editLast();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text && !this.files.length) return;
    const files = this.files;
    const sent = this.editing ? this.act.edit(this.editing.id, text) : this.say(text, files);
    this.input.value = "";
    this.files = [];
    this.drawTray();
    this.grow();
    if (await sent) this.clear();
    else this.restore(text, files);
  }

  restore(text, files) {
    this.input.value ||= text;
    this.files = files;
    this.drawTray();
    this.grow();
  }

  say(text, files) {
    if (!files.length) return this.act.say({ text, ...this.replyField() });
    const form = new FormData();
    if (text) form.append("text", text);
    if (this.reply) form.append("reply_to", this.reply.id);
    for (const { file, kind } of files) form.append(kind, file, file.name);
    return this.act.upload(form);
  }

  replyField() {
    return this.reply ? { reply_to: this.reply.id } : {};
  }

  setReply(message) {
    this.editing = null;
    this.reply = message;
    this.drawBar("reply", `Reply to ${personName(message.from)}`, message);
    this.input.focus({ preventScroll: true });
  }

  // The bot asked for an answer; it waits here until given or waved away, without stealing the focus.
  setForced(message) {
    if (!message && this.forced && this.reply === this.forced) this.clear();
    this.forced = message;
    if (!message || this.dismissed.has(message.id) || this.editing) return;
    if (this.reply?.id === message.id) { this.reply = message; return; }
    this.reply = message;
    this.drawBar("reply", `Reply to ${personName(message.from)}`, message);
    this.drawPlaceholder();
  }

  setEditing(message) {
    this.reply = null;
    this.editing = message;
    this.drawBar("edit", "Edit message", message);
    this.input.value = message.text;
    this.grow();
    this.input.focus({ preventScroll: true });
  }

  drawBar(name, title, message) {
    this.bar.replaceChildren(icon(name),
      h("span", { class: "bar-words" }, h("bdi", { class: "bar-title" }, title), h("span", { class: "bar-text" }, snippet(message))),
      iconButton("close", "Cancel", () => this.cancel()));
    this.bar.hidden = false;
  }

  cancel() {
    if (this.editing) this.input.value = "";
    if (this.reply) this.dismissed.add(this.reply.id);
    this.clear();
  }

  clear() {
    this.reply = null;
    this.editing = null;
    this.bar.hidden = true;
    this.drawPlaceholder();
    this.grow();
  }

  get draft() {
    return this.editing ? "" : this.input.value;
  }

  reset(draft = "") {
    this.input.value = draft;
    this.files = [];
    this.forced = null;
    this.stopGhost();
    this.drawTray();
    this.clear();
    this.toggleMenu(false);
  }

  // open: see openKeyboard
  setKeyboard(open) {
    const message = open?.message ?? null;
    const sign = message ? `${message.id}:${message.revision}:${open.folded}` : "";
    if (sign === this.keysSign) return;
    this.keysSign = sign;
    this.keysMessage = message;
    this.keysToggle.hidden = !message;
    this.keys.replaceChildren(...(message?.reply_keyboard ?? []).map((buttons) =>
      h("div", { class: "key-row" }, ...buttons.map((button) => this.replyKey(message, button)))));
    this.showKeys(Boolean(message) && !open.folded);
    this.drawPlaceholder();
  }

  showKeys(shown) {
    this.keys.hidden = !shown;
    this.keysToggle.setAttribute("aria-expanded", String(shown));
  }

  replyKey(message, button) {
    const mark = { contact: "person", location: "pin" }[button.request];
    return h("button", { type: "button", class: "key reply-key", onclick: () => this.act.press(message, button) },
      mark ? icon(mark) : null, h("span", { class: "key-words", dir: "auto" }, button.text));
  }

  toggleKeys() {
    this.showKeys(this.keys.hidden);
  }

  // Somebody else types here: the tour. What the person himself had written stays underneath.
  showGhost(text, ms) {
    this.stopGhost();
    const letters = Array.from(text);
    const started = performance.now();
    this.ghost.hidden = false;
    this.element.classList.add("ghosted");
    const step = () => {
      const part = ms ? Math.min(1, (performance.now() - started) / ms) : 1;
      this.ghost.textContent = letters.slice(0, Math.ceil(letters.length * part)).join("");
      this.ghost.scrollTop = this.ghost.scrollHeight;
      if (part < 1) this.ghostFrame = requestAnimationFrame(step);
    };
    step();
  }

  stopGhost() {
    cancelAnimationFrame(this.ghostFrame);
    this.ghost.hidden = true;
    this.ghost.textContent = "";
    this.element.classList.remove("ghosted");
  }
}

function kindOf(file, asFile) {
  if (asFile) return "document";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("image/") ? "photo" : "document";
}
