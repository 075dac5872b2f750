// Wires the page together.

import * as desk from "./desk.js";
import { notice } from "./dom.js";
import * as drawer from "./drawer.js";
import * as live from "./live.js";
import * as store from "./store.js";
import * as topbar from "./topbar.js";

const AGAIN = 2000;

async function start() {
  topbar.setUp(drawer.toggle);
  drawer.setUp();
  store.on("trouble", (words) => notice(words, "wrong"));
  await firstLoad();
  desk.setUp();
  live.connect();
}

async function firstLoad() {
  try {
    await Promise.all([store.loadPeople(), store.loadClock()]);
    await store.loadChats();
  } catch {
    store.emit("live", "lost");
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    await firstLoad();
  }
}

await start();
