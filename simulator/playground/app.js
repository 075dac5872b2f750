// Wires the page together.

import * as desk from "./desk.js";
import { notice } from "./dom.js";
import * as drawer from "./drawer.js";
import * as live from "./live.js";
import * as panels from "./panels.js";
import * as spotlight from "./spotlight.js";
import * as store from "./store.js";
import * as topbar from "./topbar.js";
import * as tour from "./tour.js";
import * as tourbar from "./tourbar.js";
import * as tourcard from "./tourcard.js";

const AGAIN = 2000;

async function start() {
  topbar.setUp({ toggle: drawer.toggle, watch: () => tourcard.open() });
  drawer.setUp();
  store.on("trouble", (words) => notice(words, "wrong"));
  await firstLoad();
  desk.setUp();
  drawer.recallOpen();
  startTour();
  live.connect();
}

function startTour() {
  tourbar.setUp((playing) => desk.focusOn(playing.phone));
  spotlight.setUp(desk.bring);
  let begun = null;
  const bringPage = () => {
    if (!tour.isOn() || begun === tour.now().tour) return;
    begun = tour.now().tour;
    const panel = tour.script()?.panel;
    if (panel) drawer.showPanel(panel);
  };
  store.on("tour", bringPage);
  bringPage();
  tourcard.setUp([
    { icon: "phones", title: "Take a role", words: "Put down the phones you want and tap for yourself", run: desk.showRoles },
    { icon: "skip", title: "Jump ahead", words: "Move the clock to the next thing that happens", run: () => document.querySelector(".next").focus() },
    { icon: "bolt", title: "Break something", words: "Lose the network, block the bot, let Telegram say 429", run: () => drawer.show("faults") },
    { icon: "log", title: "Look under the hood", words: "Every call to the Bot API as it is made", run: () => drawer.show("calls") },
  ]);
}

async function firstLoad() {
  try {
    await Promise.all([store.loadPeople(), store.loadClock(), tour.load(), panels.load()]);
    await store.loadChats();
  } catch {
    store.emit("live", "lost");
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    await firstLoad();
  }
}

await start();
