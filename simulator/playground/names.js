// How people, chats and messages are called and coloured.

const COLOURS = 7;

export const personName = (person) =>
  person ? person.name ?? [person.first_name, person.last_name].filter(Boolean).join(" ") : "Unknown";

export const colour = (id) => Math.abs(Number(id) || 0) % COLOURS;

export function initials(name) {
  const letters = name.split(/\s+/u).map((word) => Array.from(word.replace(/[^\p{L}\p{N}]/gu, ""))[0]).filter(Boolean);
  return (letters.slice(0, 2).join("") || "?").toUpperCase();
}

const KINDS = [["photo", "Photo"], ["video", "Video"], ["document", "File"], ["location", "Location"], ["contact", "Contact"]];

// One line that stands for a message: in quotes, chat lists and the reply bar.
export function snippet(message) {
  if (message.service) return message.service;
  const kind = KINDS.find(([key]) => message[key]);
  const words = (message.text ?? "").replace(/\s+/gu, " ").slice(0, 160);
  if (!kind) return words || "Message";
  const name = kind[0] === "document" ? message.document.file_name ?? "File" : kind[1];
  return words ? `${name}, ${words}` : name;
}

export function fileSize(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
