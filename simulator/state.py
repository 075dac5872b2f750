"""The world on disk: one SQLite file to which only what changed is written, the files' bytes in a folder beside it.

A save is one transaction: a kill leaves all of it or nothing. What changed is copied in the loop and written by a thread.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Protocol

import orjson

from simulator.changes import Changes, UpdateKey
from simulator.model import Bot, Chat, Json, Message, Person, StoredFile, Tap, Topic
from simulator.state_file import FORMAT, StateFile, Writes, begins_as_json, no_state
from simulator.updates import Pending
from simulator.webhooks import Webhook, Webhooks
from simulator.world import World

ABOUT = tuple(name for name in Message.__slots__ if name not in {"id", "content"})
OF_CHAT = tuple(part.name for part in fields(Chat) if part.name != "messages")
PLAIN = orjson.OPT_NON_STR_KEYS


def folder_of(state: Path) -> Path:
    return state.with_name(state.name + ".files")


class Kept(Protocol):
    """A part beside the world that keeps something of its own."""

    def kept(self) -> Json: ...

    def restore(self, kept: Json) -> None: ...


class State:
    """Between a world and its file. Saves follow one another, each with what changed since the one before."""

    def __init__(self, path: Path, world: World, webhooks: Webhooks, tours: Kept) -> None:
        self.path = path
        self.world = world
        self.webhooks = webhooks
        self.tours = tours
        self.head = b""
        self.files = 0
        self._unwritten = Writes()

    def open(self) -> None:
        """Fills an empty world from the file, if there is one, and notes from now on what changes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if begins_as_json(self.path):
            self._take_over()
        self.file = StateFile(self.path)
        head = self.file.head()
        if head is not None:
            webhooks = self._load(head)
        self.world.changes.noted = True
        if head is not None:
            for bot, webhook in webhooks.items():
                self.webhooks.set(bot, webhook)

    def _take_over(self) -> None:
        """A state of format 1 was one JSON file: written anew beside it, then put in its place."""
        beside = self.path.with_name(self.path.name + ".new")
        beside.unlink(missing_ok=True)
        file = StateFile(beside)
        file.write(_from_json(self.path))
        file.close()
        beside.replace(self.path)

    def _load(self, head: Json) -> dict[int, Webhook]:
        world = self.world
        _load_clock(world, head["clock"])
        for bot in head["bots"]:
            world.add_bot(Bot(**bot))
        for kind, value in self.file.things():
            _load_thing(world, kind, orjson.loads(value))
        self.files = len(world.files.files)
        _load_messages(world, self.file.messages())
        world.revision, world.counter = head["counters"]["revision"], head["counters"]["counter"]
        for queue in head["queues"]:
            _load_queue(world, queue)
        for bot, about, body in self.file.updates():
            world.queues[bot].put(Pending(body=body, **orjson.loads(about)))
        if "tours" in head:
            self.tours.restore(head["tours"])
        return {int(bot): Webhook(**webhook) for bot, webhook in head["webhooks"].items()}

    async def save(self) -> None:
        """Blocks the loop for the copy only; what could not be written is tried again with the next save."""
        self._unwritten.add(self.changed())
        if not self._unwritten:
            return
        writes, self._unwritten = self._unwritten, Writes()
        try:
            await asyncio.to_thread(self.file.write, writes)
        except sqlite3.Error as error:
            writes.add(self._unwritten)
            self._unwritten = writes
            print(f"the state cannot be written to {self.path}: {error}", file=sys.stderr)  # noqa: T201  for whoever runs it

    def close(self) -> None:
        """The last save, with every chat once more."""
        for chat in self.world.chats():
            self.world.changes.chat(chat)
        self._unwritten.add(self.changed())
        self.file.write(self._unwritten)
        self.file.close()

    def changed(self) -> Writes:
        """Rows of all that changed since the last time; contents of messages are packed on the way."""
        writes = _rows_of(self.world.changes.taken())
        stored = self.world.files.files
        if len(stored) > self.files:
            writes.things += [
                ("file", file.unique, orjson.dumps(file)) for file in [*stored.values()][self.files :]
            ]
            self.files = len(stored)
        head = orjson.dumps(self._head(), option=PLAIN)
        if head != self.head:
            writes.head = self.head = head
        return writes

    def _head(self) -> Json:
        world, clock = self.world, self.world.clock
        return {
            "format": FORMAT,
            "clock": {"offset": clock.offset, "stopped_at": clock.stopped_at, "wakes": clock.wakes},
            "counters": {"revision": world.revision, "counter": world.counter},
            "bots": list(world.bots.values()),
            "queues": [_queue(world, bot) for bot in world.bots],
            "webhooks": {bot: webhook.kept() for bot, webhook in self.webhooks.active.items()},
            "tours": self.tours.kept(),
        }


def _queue(world: World, bot: int) -> Json:
    queue = world.queues[bot]
    return {"bot": bot, "next_id": queue.next_id, "last_at": queue.last_at, "allowed": queue.allowed}


def _rows_of(changes: Changes) -> Writes:
    return Writes(
        things=[
            *(("person", str(key), orjson.dumps(person)) for key, person in changes.people.items()),
            *(("chat", _chat_key(chat), _chat_row(chat)) for chat in changes.chats.values()),
            *(("tap", key, orjson.dumps(tap)) for key, tap in changes.taps.items() if tap is not None),
        ],
        messages=[_message_row(chat, message) for message, chat in changes.messages.items()],
        updates=[_update_row(bot, update) for (bot, _), update in changes.updates.items()],
        no_taps=[(key,) for key, tap in changes.taps.items() if tap is None],
        no_updates=_spans(changes.done),
    )


def _spans(keys: list[UpdateKey]) -> list[tuple[int, int, int]]:
    """Bot, first and last id of updates that follow one another: they are confirmed in rows."""
    spans: list[tuple[int, int, int]] = []
    for bot, update_id in sorted(keys):
        if spans and spans[-1][0] == bot and spans[-1][2] + 1 == update_id:
            spans[-1] = (bot, spans[-1][1], update_id)
        else:
            spans.append((bot, update_id, update_id))
    return spans


def _chat_key(chat: Chat) -> str:
    return str(chat.id) if chat.bot is None else f"{chat.bot} {chat.id}"


def _chat_row(chat: Chat) -> bytes:
    return orjson.dumps({name: getattr(chat, name) for name in OF_CHAT}, option=PLAIN)


def _owner(chat: Chat) -> int:
    """Message ids are one row of numbers for all private chats of a bot, one row for each group."""
    return chat.id if chat.bot is None else chat.bot


def _message_row(chat: Chat, message: Message) -> tuple[int, int, int, bytes, bytes]:
    about = {name: value for name in ABOUT if (value := getattr(message, name)) not in {None, False}}
    return _owner(chat), message.id, chat.id, orjson.dumps(about), message.packed()


def _update_row(bot: int, update: Pending) -> tuple[int, int, bytes, bytes]:
    about = {
        "id": update.id,
        "kind": update.kind,
        "expires": update.expires,
        "lane": update.lane,
        "small": update.small,
    }
    return bot, update.id, orjson.dumps(about), update.body


def _load_clock(world: World, kept: Json) -> None:
    clock = world.clock
    clock.offset, clock.wakes = kept["offset"], kept["wakes"]
    if kept["stopped_at"] is not None:
        clock.stopped_at = kept["stopped_at"]
    elif clock.frozen:
        clock.stopped_at = clock.now() + clock.offset


def _load_thing(world: World, kind: str, kept: Json) -> None:
    if kind == "person":
        world.people[kept["id"]] = Person(**kept)
    elif kind == "chat":
        _load_chat(world, kept)
    elif kind == "file":
        world.files.files[kept["unique"]] = StoredFile(**kept)
    elif kind == "tap":
        world.taps[kept["id"]] = Tap(**kept)


def _load_chat(world: World, kept: Json) -> None:
    topics = {topic["id"]: Topic(**topic) for topic in kept.pop("topics").values()}
    members = {int(who): status for who, status in kept.pop("members").items()}
    chat = Chat(**kept, topics=topics, members=members)
    if chat.bot is not None and chat.person is not None:
        world.private[chat.bot, chat.person] = chat
    else:
        world.groups[chat.id] = chat


def _load_messages(world: World, rows: Iterator[tuple[int, int, int, bytes, bytes]]) -> None:
    """Senders and dates are the same numbers again and again: each is kept once."""
    numbers: dict[int, int] = {}
    for owner, message_id, chat_id, about, content in rows:
        chat = world.groups[owner] if owner < 0 else world.private[owner, chat_id]
        given = orjson.loads(about)
        date, sender = given.pop("date", 0), given.pop("sender")
        given |= {"id": message_id, "kind": sys.intern(given["kind"]), "content": content}
        chat.messages[message_id] = Message(
            numbers.setdefault(date, date), numbers.setdefault(sender, sender), **given
        )


def _load_queue(world: World, kept: Json) -> None:
    queue = world.queues[kept["bot"]]
    queue.next_id, queue.allowed, queue.last_at = kept["next_id"], kept["allowed"], kept.get("last_at")


def _from_json(path: Path) -> Writes:
    """All rows of a state of format 1."""
    try:
        kept = orjson.loads(path.read_bytes())
    except ValueError:
        raise no_state(path) from None
    if kept.get("format") != 1:
        raise no_state(path)
    changes = Changes()
    for chat in kept["chats"]:
        said = chat.pop("messages").values()
        topics = {int(key): Topic(**topic) for key, topic in chat.pop("topics").items()}
        place = Chat(**chat, topics=topics)
        changes.chats[place.bot, place.id] = place
        changes.messages |= {Message(**message): place for message in said}
    for queue in kept["queues"]:
        for pending in queue.pop("pending"):
            del pending["created"]
            update = Pending(body=pending.pop("raw").encode(), **pending)
            changes.updates[queue["bot"], update.id] = update
    changes.people = {person["id"]: Person(**person) for person in kept["people"]}
    changes.taps = {tap["id"]: Tap(**tap) for tap in kept["taps"]}
    writes = _rows_of(changes)
    writes.things += [("file", file["unique"], orjson.dumps(file)) for file in kept["files"]]
    keys = ("clock", "counters", "bots", "queues", "webhooks", "tours")
    writes.head = orjson.dumps({"format": FORMAT} | {key: kept[key] for key in keys if key in kept})
    return writes
