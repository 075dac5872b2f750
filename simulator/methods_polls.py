"""Polls of a bot, and dice."""

import zlib
from typing import Any

from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.formatting import formatted
from simulator.formatting_text import units
from simulator.keyboards import checked
from simulator.model import Json, Message
from simulator.posting import tell_poll
from simulator.sending import send

OPTIONS = (2, 12)
MAX_QUESTION = 300
MAX_OPTION = 100
SIDES = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def _line(given: Json, name: str, longest: int, what: str) -> tuple[str, list[Json]]:
    text, entities = formatted(
        given.get(name, ""), given.get(f"{name}_parse_mode"), given.get(f"{name}_entities")
    )
    if not text:
        raise bad_request(f"poll {what} must be non-empty")
    if units(text) > longest:
        raise bad_request(f"poll {what} length must not exceed {longest}")
    return text, entities


def _options(given: list[Json]) -> list[Json]:
    if len(given) < OPTIONS[0]:
        raise bad_request("poll must have at least 2 option")
    if len(given) > OPTIONS[1]:
        raise bad_request(f"poll can't have more than {OPTIONS[1]} options")
    texts = [_line(option, "text", MAX_OPTION, "option")[0] for option in given]
    return [
        {"persistent_id": str(number), "text": text, "voter_count": 0} for number, text in enumerate(texts)
    ]


async def send_poll(call: Call) -> object:
    params = call.params
    question, _ = _line(params, "question", MAX_QUESTION, "question")
    kind = params.get("type", "regular")
    if kind not in {"regular", "quiz"}:
        raise bad_request("unsupported poll type specified")
    poll: Json = {
        "id": str(5_000_000_000_000_000_000 + call.world.count()),
        "question": question,
        "options": _options(params["options"]),
        "total_voter_count": 0,
        "is_closed": bool(params.get("is_closed")),
        "is_anonymous": bool(params.get("is_anonymous", True)),
        "type": kind,
        "allows_multiple_answers": bool(params.get("allows_multiple_answers")),
        "allows_revoting": bool(params.get("allows_revoting", kind == "regular")),
        "members_only": bool(params.get("members_only")),
        **_quiz(params, kind),
    }
    return send(call, Message(call.now, call.bot.id, kind="poll", body=poll))


def _quiz(params: Json, kind: str) -> Json:
    if kind == "regular":
        return {}
    correct = params.get("correct_option_ids") or []
    if not correct or not all(0 <= number < len(params["options"]) for number in correct):
        raise bad_request("wrong correct option ID specified")
    return {"correct_option_ids": correct}


async def stop_poll(call: Call) -> object:
    chat = call.target()
    message = chat.message(call.params["message_id"])
    if message is None or message.kind != "poll" or message.sender != call.bot.id:
        raise bad_request(
            "message with poll to stop not found" if message is None else "poll can't be stopped"
        )
    if message.body["is_closed"]:
        raise bad_request("poll has already been closed")
    message.body = {**message.body, "is_closed": True}
    message.markup = checked(call.params.get("reply_markup"), chat)
    call.world.touch(chat, message)
    tell_poll(call.world, message)
    stopped: Any = message.body
    return stopped


async def send_dice(call: Call) -> object:
    """Chance is the same for the same throw, so that a scenario can be played again."""
    emoji = call.params.get("emoji") or "🎲"
    if emoji not in SIDES:
        raise bad_request("EMOTICON_INVALID")
    value = zlib.crc32(f"{call.bot.id} {call.world.count()}".encode()) % SIDES[emoji] + 1
    return send(call, Message(call.now, call.bot.id, kind="dice", body={"emoji": emoji, "value": value}))


METHODS: dict[str, Method] = {"sendPoll": send_poll, "stopPoll": stop_poll, "sendDice": send_dice}
