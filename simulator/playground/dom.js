// Elements are built node by node: words of people only ever become text nodes.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) setProperty(element, key, value);
  element.append(...present(children));
  return element;
}

const present = (children) => children.flat().filter((child) => child !== null && child !== undefined && child !== false);

export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

function setProperty(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(key.slice(2), value);
  else if (key === "class") element.className = value;
  else if (key === "style") for (const [name, to] of Object.entries(value)) element.style.setProperty(name, to);
  else element.setAttribute(key, value === true ? "" : String(value));
}

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

const ICONS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-7-4.5 15-4-6zM11.5 14L20 5",
  clip: "M19 11.5l-7.2 7.2a4.6 4.6 0 01-6.5-6.5l7.6-7.6a3.1 3.1 0 014.4 4.4l-7.4 7.4a1.5 1.5 0 01-2.2-2.2l6.6-6.6",
  camera: "M4 8h3l1.6-2.5h6.8L17 8h3v11H4zM12 16.2a3 3 0 100-6 3 3 0 000 6z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.2v.01",
  file: "M7 3h7l4 4v14H7zM14 3v5h4M10 13h5M10 17h5",
  pin: "M12 21s7-6.4 7-11.5A7 7 0 005 9.500C5 14.600 12 21 12 21zM12 12a2.500 2.500 0 100-5 2.500 2.500 0 000 5z",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.500 20.500c.8-4 4-6 7.500-6s6.700 2 7.500 6",
  group: "M9 11.500a3.500 3.500 0 100-7 3.500 3.500 0 000 7zM2.500 19.500c.6-3.500 3.200-5.200 6.500-5.200s5.900 1.700 6.500 5.200M16 4.800a3.300 3.300 0 010 6.400M18 14.600c2 .7 3.200 2.300 3.600 4.900",
  reply: "M10 7L4.500 12.500 10 18M5 12.500h8c4 0 6 2 6.500 6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  check: "M5 12.500l4.500 4.500L19 7.500",
  checks: "M2.500 13l4 4L15 8.500M10.500 16.500l.8.6L21.500 8.500",
  sun: "M12 16a4 4 0 100-8 4 4 0 000 8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 019.500 4 8.500 8.500 0 1020 14.500z",
  half: "M12 3.500a8.500 8.500 0 100 17zM12 3.500a8.500 8.500 0 010 17",
  log: "M4 6h16M4 12h16M4 18h10",
  bolt: "M13 2.500L5 13.500h6l-1 8 8-11h-6z",
  play: "M7 4.500v15l12-7.500z",
  pause: "M8 5v14M16 5v14",
  skip: "M5 5l9 7-9 7zM18.500 5v14",
  down: "M6 9l6 6 6-6",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  row: "M3.500 4h5v16h-5zM9.500 4h5v16h-5zM15.500 4h5v16h-5z",
  keyboard: "M3 7h18v11H3zM7 11v.01M11 11v.01M15 11v.01M8 15h8",
  bot: "M5 9h14v10H5zM12 9V5M9 13.500v.01M15 13.500v.01M2.500 13v3M21.500 13v3",
  left: "M14 6l-6 6 6 6",
  right: "M10 6l6 6-6 6",
  link: "M8 16L17 7M9.500 7H17v7.500",
  block: "M12 21a9 9 0 100-18 9 9 0 000 18zM6 6l12 12",
  dots: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500",
  forward: "M14 7l5.500 5.500L14 18M19 12.500h-8c-4 0-6 2-6.500 6",
  copy: "M9 9h11v11H9zM5.500 15H4V4h11v1.500",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3",
  hash: "M9.500 4l-2 16M16.500 4l-2 16M4.500 9h15M4 15h15",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  panel: "M4 5h16v14H4zM14 5v14M16.500 9h1.500M16.500 12h1.500",
  hand: "M9 11V5.500a1.500 1.500 0 013 0V11M12 10.500a1.500 1.500 0 013 0V12M15 11.500a1.500 1.500 0 013 0V15c0 3.500-2 6-5.500 6S8 19.500 6.500 17L4.300 13.200a1.400 1.400 0 012.300-1.500L9 14V5.500",
  stop: "M6.500 6.500h11v11h-11z",
  again: "M5 12a7 7 0 107-7c-2.200 0-4 1-5.300 2.500M6 4v4h4",
  phones: "M4 6h7v14H4zM13 4h7v14h-7zM7 17.500v.01M16 15.500v.01",
  star: "M12 4l2.500 5.200 5.500.8-4 4 1 5.700-5-2.700-5 2.700 1-5.700-4-4 5.500-.8z",
  warning: "M12 4L2.500 20h19zM12 10v5M12 17.500v.01",
  lost: "M3 4l18 16M5 11.500a10 10 0 013.500-2.300M12 8.200c2.600 0 5 1.200 7 3.300M8.500 15a5 5 0 017 0M12 18.500v.01",
};

export function icon(name) {
  const path = svg("path", { d: ICONS[name] });
  return svg("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" }, path);
}

export function iconButton(name, label, onclick, extra = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

// A modal <dialog>; resolves when it closes, with the value given to close().
export function openDialog(title, build, { kind = "" } = {}) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: `sheet ${kind}`, "aria-label": title });
    const close = (value) => { dialog.returned = value; dialog.close(); };
    dialog.append(
      h("div", { class: "sheet-head" }, h("h2", {}, title), iconButton("close", "Close", () => close(null))),
      build(close),
    );
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returned ?? null); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function notice(text, kind = "plain") {
  const element = h("div", { class: `notice ${kind}` }, text);
  (document.querySelector("dialog[open]") ?? document.getElementById("notices")).append(element);
  setTimeout(() => element.remove(), kind === "wrong" ? 7000 : 3500);
}

// Runs at once, then at most once per `gap` ms, and always once more after the last call.
export function throttled(task, gap) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) { again = true; return; }
    running = true;
    try { await task(); } finally {
      setTimeout(() => { running = false; if (again) { again = false; run().catch(() => {}); } }, gap);
    }
  };
}
