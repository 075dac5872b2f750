// Text with its entities (offsets in UTF-16 units, as JavaScript counts) to nodes.

import { h } from "./dom.js";

const SAFE = /^(https?:|mailto:|tel:|tg:)/iu;

const link = (href, children, act) => {
  const full = /^[a-z][a-z0-9+.-]*:/iu.test(href) ? href : `https://${href}`;
  if (!SAFE.test(full)) return h("span", {}, ...children);
  const open = (event) => { event.preventDefault(); act.open(full); };
  return h("a", { href: full, rel: "noopener noreferrer nofollow", target: "_blank", onclick: open }, ...children);
};

const spoiler = (children) => {
  const element = h("button", { type: "button", class: "spoiler", "aria-label": "Hidden text, press to show" }, ...children);
  element.addEventListener("click", () => { element.classList.add("shown"); element.removeAttribute("aria-label"); });
  return element;
};

const code = (children, words) => {
  const copy = () => navigator.clipboard?.writeText(words);
  return h("code", { class: "copyable", title: "Copy", onclick: copy }, ...children);
};

const quote = (children, expandable) => {
  const element = h("blockquote", { class: expandable ? "folded" : null }, ...children);
  if (expandable) element.addEventListener("click", () => element.classList.toggle("folded"));
  return element;
};

// entity type -> (children, the covered words, the entity, what a click may do) -> node
const LOOKS = {
  bold: (c) => h("strong", {}, ...c),
  italic: (c) => h("em", {}, ...c),
  underline: (c) => h("u", {}, ...c),
  strikethrough: (c) => h("s", {}, ...c),
  spoiler,
  blockquote: (c) => quote(c, false),
  expandable_blockquote: (c) => quote(c, true),
  code: (c, words) => code(c, words),
  pre: (c) => h("pre", { tabindex: 0 }, ...c),
  url: (c, words, _e, act) => link(words, c, act),
  email: (c, words, _e, act) => link(`mailto:${words}`, c, act),
  text_link: (c, _w, entity, act) => link(entity.url ?? "", c, act),
  mention: (c) => h("span", { class: "tinted" }, ...c),
  text_mention: (c) => h("span", { class: "tinted" }, ...c),
  hashtag: (c) => h("span", { class: "tinted" }, ...c),
  cashtag: (c) => h("span", { class: "tinted" }, ...c),
  phone_number: (c) => h("span", { class: "tinted" }, ...c),
  bot_command: (c, words, _e, act) =>
    h("button", { type: "button", class: "command", onclick: () => act.command(words) }, ...c),
};

// These stand on lines of their own: the line break after them is already there.
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function richText(text, entities, act) {
  const known = (entities ?? [])
    .filter((entity) => LOOKS[entity.type] && entity.length > 0)
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((one, other) => one.offset - other.offset || other.end - one.end);
  return spans(text, known, 0, text.length, act);
}

// Entities nest or stand side by side; one that sticks out of its parent is cut at the parent's end.
function spans(text, entities, start, end, act) {
  const nodes = [];
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const stop = Math.min(entity.end, end);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const from = Math.max(entity.offset, at);
    const inside = others.filter((other) => other.offset < stop);
    if (stop > from) {
      const children = spans(text, inside, from, stop, act);
      nodes.push(LOOKS[entity.type](children, text.slice(from, stop), entity, act));
      at = BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
    }
    rest = others.filter((other) => other.offset >= stop);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}
