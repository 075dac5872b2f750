// Photos, albums, files, places and contacts inside a bubble.

import * as api from "./api.js";
import { seeded } from "./chance.js";
import { h, icon, svg } from "./dom.js";
import { lightbox } from "./lightbox.js";
import { colour, fileSize, initials } from "./names.js";
import { videoTile } from "./players.js";

// What a browser shows by itself without running anything that is written in it.
const VIEWABLE = /^(application\/pdf|image\/(png|jpe?g|gif|webp)|text\/(plain|csv))$/u;
const ENDINGS = { pdf: "red", xls: "green", xlsx: "green", csv: "green", doc: "blue", docx: "blue", zip: "amber", png: "violet", jpg: "violet", jpeg: "violet" };

export const hasMedia = (message) => Boolean(message.photo || message.video || message.animation);

// all(): every picture of the chat, for walking through them.
export function gallery(messages, all) {
  const count = messages.length;
  const tiles = messages.map((message) => tile(message, count === 1, all));
  return h("div", { class: `gallery of-${Math.min(count, 4)}${count % 2 && count > 1 ? " odd" : ""}` }, ...tiles);
}

function tile(message, alone, all) {
  const film = message.video ?? message.animation;
  if (message.photo) return photoTile(message, alone, all);
  return videoTile(film, alone ? shape(film) : {}, { silent: !message.video });
}

function photoTile(message, alone, all) {
  const { photo } = message;
  const image = h("img", { src: api.fileUrl(photo.file_unique_id), alt: message.text || "Photo", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.closest(".tile")?.classList.add("broken"));
  return h("button", { type: "button", class: "tile", "aria-label": "Open photo", style: alone ? shape(photo) : {}, onclick: () => lightbox(all(), message) }, image);
}

// The box has its final shape before the picture comes, so that nothing jumps.
function shape({ width, height }) {
  const ratio = Math.min(2.2, Math.max(0.7, (width || 4) / (height || 3)));
  return { "aspect-ratio": ratio.toFixed(3), width: `${Math.round(Math.min(280, 320 * ratio))}px` };
}

export function documentRow(file) {
  const name = file.file_name ?? "File";
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  const url = api.fileUrl(file.file_unique_id);
  const viewable = VIEWABLE.test(file.mime_type ?? "");
  const words = [h("span", { class: `file-icon of-${ENDINGS[ending.toLowerCase()] ?? "plain"}`, "aria-hidden": "true" }, icon("file"), h("span", {}, ending)),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "quiet" }, [fileSize(file.file_size), viewable ? "open" : "download"].filter(Boolean).join(" · ")))];
  const main = viewable
    ? h("a", { class: "file-open", href: url, target: "_blank", rel: "noopener", title: `Open ${name} in a new tab` }, ...words)
    : h("a", { class: "file-open", href: url, download: name, title: `Download ${name}` }, ...words);
  const save = h("a", { class: "icon-button file-save", href: url, download: name, title: `Download ${name}`, "aria-label": `Download ${name}` }, icon("download"));
  return h("div", { class: "file" }, main, viewable ? save : null);
}

export function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ") || "Contact";
  return h("div", { class: "contact" },
    h("span", { class: `avatar tint-${colour(contact.user_id ?? 3)}`, "aria-hidden": "true" }, initials(name)),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "quiet" }, contact.phone_number ?? "")));
}

export function place(location, venue) {
  const words = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  const live = location.live_period ? h("b", { class: "live-mark" }, "Live location ") : null;
  return h("div", { class: "place", role: "img", "aria-label": `${live ? "Live location" : "Location"} ${venue ? `${venue.title}, ` : ""}${words}` },
    townMap(location),
    h("span", { class: "place-words" }, venue ? h("b", { class: "place-title" }, venue.title) : null, venue ? h("span", {}, venue.address) : null,
      h("span", {}, live, words)));
}

// A made-up town: always the same one for the same coordinates.
export function townMap({ latitude, longitude }) {
  const random = seeded(Math.round(latitude * 1e4) * 31 + Math.round(longitude * 1e4));
  const tilt = random() * 30 - 15;
  const blocks = Array.from({ length: 26 }, () => svg("rect", {
    x: (random() * 300 - 20).toFixed(1), y: (random() * 170 - 20).toFixed(1), width: (12 + random() * 20).toFixed(1), height: (10 + random() * 14).toFixed(1), rx: 2, class: "map-house" }));
  const roads = [22, 66, 108].map((y) => svg("path", { d: `M-40 ${y + random() * 12}H330`, class: y === 66 ? "map-road main" : "map-road" }))
    .concat([30, 100, 170, 240].map((x) => svg("path", { d: `M${x + random() * 24} -40V190`, class: "map-road" })));
  const park = svg("rect", { x: random() * 180, y: random() * 80, width: 46 + random() * 40, height: 30 + random() * 30, rx: 6, class: "map-park" });
  const river = svg("path", { d: `M-5 ${random() * 140}C80 ${random() * 140} 160 ${random() * 140} 275 ${random() * 140}`, class: "map-water" });
  const town = svg("g", { transform: `rotate(${tilt.toFixed(1)} 135 65)` }, ...blocks, park, river, ...roads);
  const pin = svg("g", { transform: "translate(135 62)" },
    svg("ellipse", { cx: 0, cy: 17, rx: 7, ry: 2.5, class: "map-shadow" }),
    svg("path", { d: "M0 16S-11 5-11-3A11 11 0 0111-3C11 5 0 16 0 16z", class: "map-pin" }),
    svg("circle", { cx: 0, cy: -3, r: 4, class: "map-dot" }));
  return svg("svg", { viewBox: "0 0 270 130", class: "map", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" }, town, pin);
}
