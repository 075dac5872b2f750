// What one can do with a message: a menu beside it, for mouse, finger and keyboard.

import { fileUrl } from "./api.js";
import { h, icon } from "./dom.js";
import { arrows } from "./keys.js";

let open = null;

// -> [[icon, words, run]]
function entries(message, act) {
  const { own, privately } = act.rights(message);
  const file = message.photo ?? message.document ?? message.video ?? message.voice ?? message.audio ?? message.animation;
  const words = message.text;
  return [
    ["reply", "Reply", () => act.reply(message)],
    words ? ["copy", "Copy the text", () => copy(words, act)] : null,
    own && words && !message.forward ? ["edit", "Edit", () => act.edit(message)] : null,
    ["forward", "Forward", () => act.forward(message)],
    file ? ["download", "Save the file", () => save(file, message.id)] : null,
    own || privately ? ["trash", "Delete", () => act.erase(message)] : null,
  ].filter(Boolean);
}

async function copy(words, act) {
  try {
    await navigator.clipboard.writeText(words);
    act.toast("Copied");
  } catch {
    act.toast("This browser does not let the page copy", "wrong");
  }
}

function save(file, id) {
  h("a", { href: fileUrl(file.file_unique_id), download: file.file_name ?? `photo-${id}.jpg` }).click();
}

// at: where the pointer is, or null for beside the message.
export function openMenu(row, message, act, at = null) {
  shut();
  const items = entries(message, act).map(([name, words, run]) =>
    h("button", { type: "button", role: "menuitem", class: name === "trash" ? "dangerous" : null, onclick: () => { shut(); run(); } }, icon(name), words));
  const menu = h("div", { class: "menu message-menu", role: "menu", "aria-label": "Message" }, ...items);
  const screen = row.closest(".screen");
  arrows(menu, "button");
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); shut(); row.focus({ preventScroll: true }); } });
  menu.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget)) shut(); });
  screen.append(menu);
  open = menu;
  put(menu, screen.getBoundingClientRect(), row.querySelector(".bubble").getBoundingClientRect(), at);
  items[0].focus({ preventScroll: true });
}

function put(menu, screen, bubble, at) {
  const x = (at?.x ?? bubble.left + 24) - screen.left;
  const y = (at?.y ?? bubble.bottom - 12) - screen.top;
  menu.style.left = `${Math.max(6, Math.min(x, screen.width - menu.offsetWidth - 6))}px`;
  menu.style.top = `${Math.max(6, Math.min(y, screen.height - menu.offsetHeight - 6))}px`;
}

export function shut() {
  const menu = open;
  open = null;
  menu?.remove();
}
