// The control interface, call by call.

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "content-type": "application/json" };
  }
  const response = await send(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? `The simulator answered ${response.status}`), { status: response.status });
  return answer;
}

// What an older simulator does not have is as good as empty.
async function optional(path, otherwise) {
  try {
    return await request("GET", path);
  } catch (error) {
    if (error.status === 404) return otherwise;
    throw error;
  }
}

async function send(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("The simulator does not answer. Is it still running?");
  }
}

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const people = () => request("GET", "/sim/users");
export const bots = () => request("GET", "/sim/bots");
export const chats = () => request("GET", "/sim/chats");
export const clock = () => request("GET", "/sim/clock");
export const calls = (after) => request("GET", `/sim/calls${query({ after })}`);
export const updates = () => request("GET", "/sim/updates");

export const messages = (chat, viewer, after) =>
  request("GET", `/sim/chats/${chat.id}/messages${query({ viewer, after, bot: chat.bot })}`);
export const say = (chat, body) => request("POST", `/sim/chats/${chat.id}/messages${query({ bot: chat.bot })}`, body);
export const edit = (chat, id, body) =>
  request("POST", `/sim/chats/${chat.id}/messages/${id}/edits${query({ bot: chat.bot })}`, body);
export const erase = (chat, id) => request("DELETE", `/sim/chats/${chat.id}/messages/${id}${query({ bot: chat.bot })}`);
export const tap = (chat, id, body) =>
  request("POST", `/sim/chats/${chat.id}/messages/${id}/taps${query({ bot: chat.bot })}`, body);
export const block = (chat, blocked) => request("POST", `/sim/chats/${chat.id}/block${query({ bot: chat.bot })}`, { blocked });
export const members = (chat, body) => request("POST", `/sim/chats/${chat.id}/members`, body);
export const migrate = (chat) => request("POST", `/sim/chats/${chat.id}/migrate`, {});

export const addPerson = (body) => request("POST", "/sim/users", body);
export const addGroup = (body) => request("POST", "/sim/groups", body);
export const moveClock = (body) => request("POST", "/sim/clock", body);
export const addFault = (body) => request("POST", "/sim/faults", body);
export const faults = () => request("GET", "/sim/faults");
export const clearFaults = () => request("DELETE", "/sim/faults");

export const tours = () => optional("/sim/tours", []);
export const tour = () => optional("/sim/tour", { state: "idle", tour: null });
export const driveTour = (body) => request("POST", "/sim/tour", body);
export const panels = () => optional("/sim/panels", []);

export const fileUrl = (uniqueId) => `/sim/files/${encodeURIComponent(uniqueId)}`;
