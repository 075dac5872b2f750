"""What a message costs a simulator that holds a million of them."""

import random
import tracemalloc

from simulator.formatting import formatted
from simulator.model import MOST_OPEN, OPEN, Bot, Chat, Message, Person
from simulator.posting import post
from simulator.server import build
from simulator.updates import MANY
from simulator.world import World

MESSAGES = 2_000
# A million messages and half a million updates have to fit under 1 GB with the rest of the program.
BYTES_A_MESSAGE = 600
BYTES_AN_UPDATE = 650


def repeatable(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  the same words every time, not a secret


def a_town() -> tuple[World, Chat]:
    world = build(frozen=True, folder=None, budgets=False).world
    world.add_bot(Bot(700, "700:town", "town_bot", "Town"))
    world.add_person(Person(7, "Asha", "Rao", language_code="en"))
    return world, world.private[700, 7]


def words(chance: random.Random) -> str:
    """About 250 characters that nothing else says, with three entities."""
    plain = " ".join("".join(chance.choices("etaoinshrdlu", k=chance.randrange(2, 9))) for _ in range(37))
    return f"<b>Visit {chance.randrange(9999)}</b> <i>Sector 62</i> ₹1,200 {plain} <code>L-1042</code>"


def says(world: World, chat: Chat, sender: int, chance: random.Random) -> Message:
    text, entities = formatted(words(chance), "HTML", None)
    said = Message(world.clock.stamp(), sender, text=text, entities=entities)
    if sender == 700:
        lead = chance.randrange(100_000)
        said.markup = {
            "inline_keyboard": [
                [
                    {"text": "Confirm", "callback_data": f"{lead}:yes"},
                    {"text": "Move", "callback_data": f"{lead}:no"},
                ],
                [
                    {"text": "Call", "callback_data": f"{lead}:call"},
                    {"text": "Papers", "callback_data": f"{lead}:all"},
                ],
            ]
        }
    return post(world, chat, said)


def pack_all() -> None:
    for message in OPEN:
        message.packed()


def bytes_each(world: World, chat: Chat, sender: int) -> float:
    chance = repeatable(1)
    pack_all()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(MESSAGES):
            says(world, chat, sender, chance)
        pack_all()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / MESSAGES


def test_a_message_of_a_bot_with_a_keyboard_is_kept_in_few_bytes() -> None:
    world, chat = a_town()
    assert bytes_each(world, chat, 700) < BYTES_A_MESSAGE


def test_an_update_that_nobody_fetches_is_kept_in_few_bytes() -> None:
    world, chat = a_town()
    queue, chance = world.queues[700], repeatable(2)
    while len(queue.pending) < MANY:
        says(world, chat, 7, chance)
    assert bytes_each(world, chat, 7) < BYTES_A_MESSAGE + BYTES_AN_UPDATE
    assert b'"Sector 62' not in queue.pending[-1].body
    assert "Sector 62" in queue.take(1)[0].raw.decode()


def test_what_is_read_of_a_packed_message_is_what_was_said() -> None:
    world, chat = a_town()
    first = says(world, chat, 700, repeatable(3))
    said = (first.text, first.entities, first.markup)
    for _ in range(MOST_OPEN):
        says(world, chat, 700, repeatable(4))
    assert isinstance(first.content, bytes)
    assert (first.text, first.entities, first.markup) == said
    first.entities.append({"type": "bold", "offset": 1, "length": 1})
    first.packed()
    assert len(first.entities) == len(said[1]) + 1
