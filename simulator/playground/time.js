// All times are shown in the zone where the people of the demo live.

export const ZONE = "Asia/Kolkata";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE, weekday: "short", day: "numeric", month: "short", year: "numeric",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

function split(ms) {
  return Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value.slice(0, part.type === "month" ? 3 : 9)]));
}

export function fullTime(ms) {
  const p = split(ms);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute}`;
}

export function clockTime(ms) {
  const p = split(ms);
  return `${p.hour}:${p.minute}`;
}

export function seconds(ms) {
  return split(ms).second;
}

export function day(ms) {
  const p = split(ms);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}`;
}

export function dayName(ms, now) {
  if (day(ms) === day(now)) return "Today";
  if (day(ms) === day(now - 86_400_000)) return "Yesterday";
  return day(ms);
}

// "09:30" today, "Mon 23 Nov" otherwise: the right edge of a chat list.
export function shortTime(ms, now) {
  if (day(ms) === day(now)) return clockTime(ms);
  const p = split(ms);
  return `${p.day} ${p.month}`;
}

export function howLong(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}
