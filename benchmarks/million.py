"""A state of the simulator with very many messages, made without calls: `python -m benchmarks.million FILE [MESSAGES]`.

Half is said by people and half by the bot under keyboards; what people said waits for the bot, which has fetched nothing.
"""

import asyncio
import gc
import random
import sys
from pathlib import Path
from typing import Final

from benchmarks.caller import TOKEN, html, keyboard
from simulator.formatting import formatted
from simulator.model import Bot, Message, Person
from simulator.posting import post
from simulator.server import build
from simulator.state import State, folder_of

MESSAGES: Final = 1_000_000
CHATS: Final = 10_000
FIRST_PERSON: Final = 1_000
TEXTS: Final = 20_000


async def make(path: Path, messages: int, chats: int) -> None:
    server = build(frozen=False, folder=folder_of(path), budgets=False)
    world, chance = server.world, random.Random(1)  # noqa: S311  the same town every time
    state = State(path, world, server.webhooks, server.control.tours)
    state.open()
    bot = world.add_bot(Bot(700, TOKEN, "bench_bot", "Bench"))
    for number in range(chats):
        world.add_person(Person(FIRST_PERSON + number, f"Person {number}", "Rao", language_code="en"))
    places = list(world.private.values())
    said = [formatted(html(chance), "HTML", None) for _ in range(TEXTS)]
    for number in range(messages):
        place = places[number % chats]
        place.started = True
        text, entities = said[chance.randrange(TEXTS)]
        spoken = Message(world.clock.stamp(), place.id, text=text, entities=entities)
        if number // chats % 2:
            spoken.sender, spoken.markup = bot.id, keyboard(chance)
        post(world, place, spoken)
    state.close()


if __name__ == "__main__":
    gc.disable()
    asyncio.run(make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MESSAGES, CHATS))
