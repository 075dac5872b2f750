// Forwarding: into which chat, and what the simulator can carry there.

import * as api from "./api.js";
import { avatarOf } from "./dialogs.js";
import { h, openDialog } from "./dom.js";
import * as store from "./store.js";

const FILES = ["photo", "video", "document", "voice", "audio"];

// -> the chat, or null
export function askChat(person) {
  return openDialog("Forward to", (close) => h("div", { class: "sheet-body rows" },
    ...store.chatsOf(person).filter((chat) => store.isGroup(chat) || chat.started).map((chat) =>
      h("button", { type: "button", class: "person-row", onclick: () => close(chat) },
        avatarOf(store.faceOf(chat), store.titleOf(chat)), h("bdi", {}, store.titleOf(chat))))));
}

// Words, contacts and places keep their author; a file goes as a copy, for the simulator forwards no files.
export async function forward(message, from, chat) {
  const kind = FILES.find((one) => message[one]);
  if (kind) return api.say(chat, await copied(message, kind, from));
  const { text, contact, location } = message;
  return api.say(chat, { from, text, contact, location, forward_from: message.from?.id });
}

async function copied(message, kind, from) {
  const file = message[kind];
  const bytes = await (await fetch(api.fileUrl(file.file_unique_id))).blob();
  const form = new FormData();
  form.append("from", from);
  if (message.text) form.append("text", message.text);
  form.append(kind, new File([bytes], file.file_name ?? `${kind}.${kind === "photo" ? "jpg" : "bin"}`, { type: file.mime_type ?? bytes.type }));
  return form;
}
