// The guided tour: what the simulator plays just now, and the calls that drive it.

import * as api from "./api.js";
import { notice } from "./dom.js";
import * as store from "./store.js";

const ON = new Set(["playing", "paused", "waiting", "stuck"]);
const IDLE = { tour: null, state: "idle", step: 0, steps: 0, pace: 1 };
export const PACES = [1, 2, 4];

let listed = [];
let current = IDLE;
let heard = 0;

export const all = () => listed;
export const now = () => current;
export const isOn = () => ON.has(current.state);
export const script = () => listed.find((one) => one.id === current.tour) ?? null;

// A world in which no tour was ever begun.
export const isFresh = () => Boolean(listed.length) && current.state === "idle" && (current.fresh ?? !current.played);

// What was heard while the answer was on its way is newer than the answer.
export async function load() {
  const before = heard;
  const [tours, playing] = await Promise.all([api.tours(), api.tour()]);
  listed = tours;
  if (heard === before) take(playing);
  store.emit("tours");
}

export function take(playing) {
  heard += 1;
  current = { ...IDLE, ...playing };
  store.emit("tour", current);
}

// What the simulator answers to an order is how it stands now; older ones answer nothing of use.
async function order(body) {
  try {
    const answer = await api.driveTour(body);
    if (answer?.state) take(answer);
    return true;
  } catch (error) {
    notice(error.message, "wrong");
    return false;
  }
}

export const play = (id = listed[0]?.id) => order({ play: id, pace: current.pace || 1 });
export const pause = () => order({ pause: true });
export const resume = () => order({ resume: true });
export const next = () => order({ next: true });
export const stop = () => order({ stop: true });
export const faster = () => order({ pace: PACES[(PACES.indexOf(current.pace) + 1) % PACES.length] });
