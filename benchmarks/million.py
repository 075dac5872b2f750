"""A state of the simulator with very many messages, made without calls: `python -m benchmarks.million FILE [MESSAGES]`.

Half is said by people and half by the bot under keyboards; what people said waits for the bot, which has fetched nothing.
"""

import asyncio
import gc
import random
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.caller import TOKEN, html, keyboard
from simulator.formatting import formatted
from simulator.model import Bot, Message, Person
from simulator.posting import post
from simulator.server import build
from simulator.state import State, folder_of

MESSAGES: Final = 1_000_000
CHATS: Final = 10_000
FIRST_PERSON: Final = 1_000
SAYINGS: Final = 10_000
SAVED_AT_ONCE: Final = 50_000


class Saying(NamedTuple):
    """What a message says, as parts and packed."""

    parts: list[Any]
    packed: bytes


def saying(chance: random.Random, *, keyed: bool) -> Saying:
    text, entities = formatted(html(chance), "HTML", None)
    said = Message(0, 0, text=text, entities=entities, markup=keyboard(chance) if keyed else None)
    return Saying([*said.opened()], said.packed())


async def make(path: Path, messages: int, chats: int) -> None:
    server = build(frozen=False, folder=folder_of(path), budgets=False)
    world, chance = server.world, random.Random(1)  # noqa: S311  the same town every time
    state = State(path, world, server.webhooks, server.control.tours)
    state.open()
    bot = world.add_bot(Bot(700, TOKEN, "bench_bot", "Bench"))
    for number in range(chats):
        world.add_person(Person(FIRST_PERSON + number, f"Person {number}", "Rao", language_code="en"))
    places = list(world.private.values())
    by_people, by_bot = ([saying(chance, keyed=keyed) for _ in range(SAYINGS)] for keyed in (False, True))
    for number in range(messages):
        place, of_bot = places[number % chats], number // chats % 2
        place.started = True
        said = chance.choice(by_bot if of_bot else by_people)
        spoken = Message(world.clock.stamp(), bot.id if of_bot else place.id, content=[*said.parts])
        post(world, place, spoken)
        spoken.content = said.packed  # what packing it once more would come to
        if number % SAVED_AT_ONCE == 0:
            await state.save()
    state.close()


if __name__ == "__main__":
    gc.disable()
    asyncio.run(make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MESSAGES, CHATS))
