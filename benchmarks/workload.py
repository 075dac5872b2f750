"""The updates that every contender is given: people in a dialogue of three states, a quarter of them taps."""

import random
from dataclasses import dataclass
from typing import Any, Final

PEOPLE: Final = 250
FIRST_CHAT: Final = 10_001
# One round of the dialogue: what the person does, and how the bot's one reply begins.
ROUND: Final = (
    ("/visit", "1/3"),
    ("4.5 kW", "2/3"),
    (None, "3/3"),  # a tap
    ("meter in the basement", "done"),
)
SEED: Final = 20_261_122
EPOCH: Final = 1_790_000_000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    update: Json
    chat: int
    expected: str


def _person(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": f"Person {chat}", "language_code": "en"}


def _message(chat: int, number: int, text: str) -> Json:
    message = {
        "message_id": number,
        "date": EPOCH + number,
        "chat": {"id": chat, "type": "private", "first_name": f"Person {chat}"},
        "from": _person(chat),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return message


def _update(chat: int, number: int, text: str | None) -> Json:
    if text is not None:
        return {"update_id": number, "message": _message(chat, number, text)}
    tap = {
        "id": str(number),
        "from": _person(chat),
        "message": _message(chat, number, "Which phase?"),
        "chat_instance": str(chat),
        "data": "phase:3",
    }
    return {"update_id": number, "callback_query": tap}


def steps(count: int, *, first_id: int, first_chat: int = FIRST_CHAT, people: int = PEOPLE) -> list[Step]:
    """`count` updates with rising ids; everybody acts once in each round, in an order that changes."""
    chance = random.Random(SEED)  # noqa: S311  a repeatable order, not a secret
    everybody = range(first_chat, first_chat + people)
    rounds = -(-count // people)
    turns = [chat for _ in range(rounds) for chat in chance.sample(everybody, people)]
    done = dict.fromkeys(everybody, 0)
    result = []
    for number, chat in enumerate(turns[:count], first_id):
        text, expected = ROUND[done[chat] % len(ROUND)]
        done[chat] += 1
        result.append(Step(update=_update(chat, number, text), chat=chat, expected=expected))
    return result
