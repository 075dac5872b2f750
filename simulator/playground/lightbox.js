// A picture, large: arrow keys walk through all pictures of the chat.

import * as api from "./api.js";
import { h, iconButton } from "./dom.js";
import { personName } from "./names.js";
import { clockTime } from "./time.js";

// photos: messages with a photo, oldest first.
export function lightbox(photos, first) {
  let at = Math.max(0, photos.findIndex((one) => one.id === first.id));
  const image = h("img", { alt: "" });
  const count = h("span", { class: "lightbox-count", role: "status" });
  const caption = h("p", { class: "lightbox-caption", dir: "auto" });
  const save = h("a", { class: "icon-button", title: "Save the picture", "aria-label": "Save the picture" });
  save.append(iconButton("download", "").firstChild);
  const show = (step) => {
    at = Math.min(photos.length - 1, Math.max(0, at + step));
    const message = photos[at];
    image.src = save.href = api.fileUrl(message.photo.file_unique_id);
    save.download = `photo-${message.id}.jpg`;
    image.alt = message.text || `Photo of ${personName(message.from)}`;
    count.textContent = `${at + 1} of ${photos.length} · ${personName(message.from)}, ${clockTime(Date.parse(message.at))}`;
    caption.textContent = message.text ?? "";
    earlier.disabled = at === 0;
    later.disabled = at === photos.length - 1;
  };
  const earlier = iconButton("left", "Earlier picture", () => show(-1), { class: "icon-button lightbox-step earlier" });
  const later = iconButton("right", "Later picture", () => show(1), { class: "icon-button lightbox-step later" });
  const dialog = h("dialog", { class: "lightbox", "aria-label": "Photo" },
    h("div", { class: "lightbox-head" }, count, save, iconButton("close", "Close", () => dialog.close())),
    earlier, image, later, caption);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); show(step); }
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  show(0);
  document.body.append(dialog);
  dialog.showModal();
}
