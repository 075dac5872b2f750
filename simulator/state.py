"""The world on disk: one JSON file, the files' bytes in a folder beside it."""

from pathlib import Path
from typing import Any

import orjson

from simulator.model import Bot, Chat, Json, Message, Person, StoredFile, Tap, Topic
from simulator.tour import Tours
from simulator.updates import Pending
from simulator.webhooks import Webhook, Webhooks
from simulator.world import World

FORMAT = 1
OPTIONS = orjson.OPT_NON_STR_KEYS


def folder_of(state: Path) -> Path:
    return state.with_name(state.name + ".files")


def save(path: Path, world: World, webhooks: Webhooks, tours: Tours) -> None:
    """Written beside and moved into place: a kill leaves the old or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(orjson.dumps(_snapshot(world, webhooks, tours), option=OPTIONS, default=_plain))
    beside.replace(path)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(type(value).__name__)


def _snapshot(world: World, webhooks: Webhooks, tours: Tours) -> Json:
    clock = world.clock
    return {
        "format": FORMAT,
        "clock": {"offset": clock.offset, "stopped_at": clock.stopped_at, "wakes": clock.wakes},
        "counters": {"revision": world.revision, "counter": world.counter},
        "bots": list(world.bots.values()),
        "people": list(world.people.values()),
        "chats": list(world.chats()),
        "files": list(world.files.files.values()),
        "taps": list(world.taps.values()),
        "queues": [_queue(world, bot) for bot in world.bots],
        "webhooks": {bot: webhook.kept() for bot, webhook in webhooks.active.items()},
        "tours": tours.kept(),
    }


def _queue(world: World, bot: int) -> Json:
    queue = world.queues[bot]
    return {
        "bot": bot,
        "next_id": queue.next_id,
        "last_at": queue.last_at,
        "allowed": queue.allowed,
        "pending": list(queue.pending),
    }


def load(path: Path, world: World, tours: Tours) -> dict[int, Webhook]:
    """Fills an empty world; answers the webhooks that were set."""
    kept = orjson.loads(path.read_bytes())
    if kept.get("format") != FORMAT:
        raise SystemExit(
            f"{path} was written by another version of the simulator; move it away and start again"
        )
    _load_clock(world, kept["clock"])
    for bot in kept["bots"]:
        world.add_bot(Bot(**bot))
    world.people = {person["id"]: Person(**person) for person in kept["people"]}
    for chat in kept["chats"]:
        _load_chat(world, chat)
    world.files.files = {file["unique"]: StoredFile(**file) for file in kept["files"]}
    world.taps = {tap["id"]: Tap(**tap) for tap in kept["taps"]}
    world.revision, world.counter = kept["counters"]["revision"], kept["counters"]["counter"]
    for queue in kept["queues"]:
        _load_queue(world, queue)
    if "tours" in kept:
        tours.restore(kept["tours"])
    return {int(bot): Webhook(**webhook) for bot, webhook in kept["webhooks"].items()}


def _load_clock(world: World, kept: Json) -> None:
    clock = world.clock
    clock.offset, clock.wakes = kept["offset"], kept["wakes"]
    if kept["stopped_at"] is not None:
        clock.stopped_at = kept["stopped_at"]
    elif clock.frozen:
        clock.stopped_at = clock.now() + clock.offset


def _load_chat(world: World, kept: Json) -> None:
    messages = {message["id"]: Message(**message) for message in kept.pop("messages").values()}
    topics = {topic["id"]: Topic(**topic) for topic in kept.pop("topics").values()}
    members = {int(who): status for who, status in kept.pop("members").items()}
    chat = Chat(**kept, messages=messages, topics=topics, members=members)
    if chat.bot is not None and chat.person is not None:
        world.private[chat.bot, chat.person] = chat
    else:
        world.groups[chat.id] = chat


def _load_queue(world: World, kept: Json) -> None:
    queue = world.queues[kept["bot"]]
    queue.next_id, queue.allowed = kept["next_id"], kept["allowed"]
    queue.last_at = kept.get("last_at")
    for pending in kept["pending"]:
        queue.pending.append(_pending(pending))


def _pending(kept: dict[str, Any]) -> Pending:
    return Pending(**{**kept, "raw": kept["raw"].encode()})
