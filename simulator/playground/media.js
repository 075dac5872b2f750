// Photos, albums, files, places and contacts inside a bubble.

import * as api from "./api.js";
import { h, icon, openDialog, svg } from "./dom.js";
import { colour, fileSize, initials } from "./names.js";

export const hasMedia = (message) => Boolean(message.photo || message.video);

export function gallery(messages) {
  const count = messages.length;
  const tiles = messages.map((message) => tile(message, messages, count === 1));
  return h("div", { class: `gallery of-${Math.min(count, 4)}${count % 2 && count > 1 ? " odd" : ""}` }, ...tiles);
}

function tile(message, all, alone) {
  return message.video ? videoTile(message.video, alone) : photoTile(message, all, alone);
}

function photoTile(message, all, alone) {
  const { photo } = message;
  const image = h("img", { src: api.fileUrl(photo.file_unique_id), alt: message.text || "Photo", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.closest(".tile")?.classList.add("broken"));
  const open = () => lightbox(all.filter((one) => one.photo), message);
  return h("button", { type: "button", class: "tile", "aria-label": "Open photo", style: alone ? shape(photo) : {}, onclick: open }, image);
}

function videoTile(video, alone) {
  const player = h("video", { src: api.fileUrl(video.file_unique_id), controls: true, preload: "metadata", playsinline: true });
  return h("div", { class: "tile", style: alone ? shape(video) : {} }, player);
}

// The box has its final shape before the picture comes, so that nothing jumps.
function shape({ width, height }) {
  const ratio = Math.min(2.2, Math.max(0.7, (width || 4) / (height || 3)));
  return { "aspect-ratio": ratio.toFixed(3), width: `${Math.round(Math.min(280, 320 * ratio))}px` };
}

function lightbox(photos, first) {
  let at = photos.indexOf(first);
  const image = h("img", { alt: "" });
  const count = h("span", { class: "lightbox-count" });
  const show = (step) => {
    at = (at + step + photos.length) % photos.length;
    image.src = api.fileUrl(photos[at].photo.file_unique_id);
    image.alt = photos[at].text || "Photo";
    count.textContent = `${at + 1} of ${photos.length} · ${photos[at].photo.width} × ${photos[at].photo.height}`;
  };
  const keys = (event) => {
    if (event.key === "ArrowRight") show(1);
    if (event.key === "ArrowLeft") show(-1);
  };
  show(0);
  return openDialog("Photo", () =>
    h("div", { class: "lightbox", tabindex: 0, onkeydown: keys, onclick: () => show(1) }, image, count), { wide: true });
}

export function documentRow(file) {
  const name = file.file_name ?? "File";
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  return h("a", { class: "file", href: api.fileUrl(file.file_unique_id), download: name, title: `Download ${name}` },
    h("span", { class: "file-icon", "aria-hidden": "true" }, icon("file"), h("span", {}, ending)),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "quiet" }, fileSize(file.file_size))));
}

export function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ") || "Contact";
  return h("div", { class: "contact" },
    h("span", { class: `avatar tint-${colour(contact.user_id ?? 3)}`, "aria-hidden": "true" }, initials(name)),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "quiet" }, contact.phone_number ?? "")));
}

export function place(location, venue) {
  const words = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return h("div", { class: "place", role: "img", "aria-label": `Location ${words}` },
    townMap(location),
    venue ? h("span", { class: "place-words" }, h("b", {}, venue.title), " ", venue.address) : null,
    h("span", { class: "place-words" }, location.live_period ? h("b", { class: "live-mark" }, "Live ") : null, words));
}

// A made-up town: always the same one for the same coordinates.
export function townMap({ latitude, longitude }) {
  const random = seeded(Math.round(latitude * 1e4) * 31 + Math.round(longitude * 1e4));
  const streets = Array.from({ length: 7 }, () => street(random));
  const park = svg("rect", { x: random() * 180, y: random() * 80, width: 46 + random() * 40, height: 30 + random() * 30, rx: 6, class: "map-park" });
  const river = svg("path", { d: `M-5 ${random() * 140}C80 ${random() * 140} 160 ${random() * 140} 275 ${random() * 140}`, class: "map-water" });
  const pin = svg("g", { transform: "translate(135 62)" },
    svg("ellipse", { cx: 0, cy: 17, rx: 7, ry: 2.5, class: "map-shadow" }),
    svg("path", { d: "M0 16S-11 5-11-3A11 11 0 0111-3C11 5 0 16 0 16z", class: "map-pin" }),
    svg("circle", { cx: 0, cy: -3, r: 4, class: "map-dot" }));
  return svg("svg", { viewBox: "0 0 270 130", class: "map", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" }, park, river, ...streets, pin);
}

function street(random) {
  const level = random() * 130;
  const upright = random() > 0.5;
  const d = upright ? `M${random() * 270} -5L${random() * 270} 135` : `M-5 ${level}L275 ${level + random() * 40 - 20}`;
  return svg("path", { d, class: random() > 0.6 ? "map-road main" : "map-road" });
}

export function seeded(seed) {
  let value = seed >>> 0 || 1;
  return () => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    return value / 2 ** 32;
  };
}
