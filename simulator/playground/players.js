// Voice, music, video and animations inside a bubble.

import * as api from "./api.js";
import { seeded } from "./chance.js";
import { h, icon } from "./dom.js";
import { fileSize } from "./names.js";

const BARS = 34;

const span = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// A voice message: play, a waveform to seek in, how long it is. Music has its title in place of the waveform.
export function soundRow(sound, kind) {
  const player = h("audio", { src: api.fileUrl(sound.file_unique_id), preload: "none" });
  const left = h("span", { class: "quiet sound-time" }, span(sound.duration ?? 0));
  const button = h("button", { type: "button", class: "sound-play", "aria-label": "Play" }, icon("play"));
  const bars = h("input", { type: "range", class: "sound-seek", min: 0, max: 1000, value: 0, "aria-label": "Position" });
  const row = h("div", { class: `sound ${kind}` }, button,
    h("span", { class: "file-words" },
      kind === "voice" ? h("span", { class: "sound-wave" }, wave(sound.file_unique_id), bars) : h("span", { class: "file-name" }, sound.title ?? sound.file_name ?? "Audio"),
      left), player);
  const look = (playing) => { button.replaceChildren(icon(playing ? "pause" : "play")); button.setAttribute("aria-label", playing ? "Pause" : "Play"); };
  button.addEventListener("click", () => (player.paused ? play(player, row, left) : player.pause()));
  player.addEventListener("play", () => look(true));
  player.addEventListener("pause", () => look(false));
  player.addEventListener("timeupdate", () => progress(player, row, bars, left));
  bars.addEventListener("input", () => { if (player.duration) player.currentTime = (player.duration * bars.value) / 1000; });
  return row;
}

function play(player, row, left) {
  for (const other of document.querySelectorAll("audio, video")) if (other !== player && !other.loop) other.pause();
  player.play().catch(() => { row.classList.add("broken"); left.textContent = "This sound cannot be played"; });
}

function progress(player, row, bars, left) {
  if (row.classList.contains("broken")) return;
  const part = player.duration ? player.currentTime / player.duration : 0;
  bars.value = part * 1000;
  row.style.setProperty("--played", `${part * 100}%`);
  left.textContent = span(player.currentTime);
}

// The same sound has always the same picture.
function wave(id) {
  const random = seeded([...String(id)].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7));
  return h("span", { class: "sound-bars", "aria-hidden": "true" },
    ...Array.from({ length: BARS }, () => h("i", { style: { height: `${20 + random() * 80}%` } })));
}

// A file that is no playable film is still a file to download.
export function videoTile(video, style, { silent = false } = {}) {
  const url = api.fileUrl(video.file_unique_id);
  const player = h("video", { src: url, controls: !silent, loop: silent, muted: silent, autoplay: silent, preload: "metadata", playsinline: true, "aria-label": video.file_name ?? "Video" });
  player.muted = silent;
  const tile = h("div", { class: "tile film", style }, player);
  player.addEventListener("error", () => tile.replaceChildren(fallback(video, url)));
  if (!silent && video.duration) tile.append(h("span", { class: "film-time" }, span(video.duration)));
  player.addEventListener("play", () => tile.classList.add("playing"));
  return tile;
}

const fallback = (video, url) =>
  h("a", { class: "film-none", href: url, download: video.file_name ?? "video.mp4", title: "Download the video" },
    icon("play"), h("span", {}, video.file_name ?? "Video"), h("span", { class: "quiet" }, fileSize(video.file_size)));
