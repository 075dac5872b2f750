// Links that lead to a chat with the bot stay inside the playground; all others open in a new tab.

const HOSTS = new Set(["t.me", "www.t.me", "telegram.me", "telegram.dog"]);

// -> null (an outside link) | {bot, text} (what to send in the private chat, or null) | {refused}
export function deepLink(url, bots) {
  const link = parse(url);
  if (!link) return { refused: "This link cannot be opened" };
  const { username, start, group } = destination(link);
  if (!username) return ["http:", "https:"].includes(link.protocol) ? null : { refused: "This link cannot be opened here" };
  const bot = bots.find((one) => one.username?.toLowerCase() === username.toLowerCase());
  if (!bot) return { refused: `@${username} is not in this simulator` };
  if (group) return { refused: "Add the bot to a group by “New group”" };
  return { bot: bot.username, text: start === null ? null : `/start ${start}`.trim() };
}

function parse(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function destination(link) {
  const parameters = link.searchParams;
  const start = parameters.get("start");
  const group = parameters.has("startgroup");
  if (link.protocol === "tg:") return { username: parameters.get("domain"), start, group };
  if (!HOSTS.has(link.hostname)) return {};
  return { username: link.pathname.split("/")[1], start, group };
}
