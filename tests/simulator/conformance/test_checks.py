"""The checks themselves: what is planted they find, field by field."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiogram import methods
from aiogram.methods import TelegramMethod

from tests.simulator.conformance import aiogram_client, python_telegram_bot_client
from tests.simulator.conformance.cases import unlike
from tests.simulator.conformance.clients import Answer, Client
from tests.simulator.conformance.losses import losses
from tests.simulator.conformance.raised import unlike_error
from tests.simulator.conformance.scene import GO, Scene
from tests.simulator.driving import SCHEMA, Json

UNAUTHORIZED = {"ok": False, "error_code": 401, "description": "Unauthorized"}


@pytest.fixture
def answer(scene: Scene) -> Json:
    """A message with much in it."""
    reply = {"message_id": scene.sent_photo}
    sent: Json = scene.town.ok(
        "sendMessage",
        chat_id=scene.chat,
        text="<b>x</b>",
        parse_mode="HTML",
        reply_markup=GO,
        reply_parameters=reply,
    )
    return sent


def objects(value: Any, kind: str) -> Iterator[tuple[Json, str]]:  # noqa: ANN401  any JSON
    """Every object in the answer with the name of its type."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item, kind.removeprefix("Array of "))
    if isinstance(value, dict):
        yield value, kind
        for name, item in value.items():
            yield from objects(item, SCHEMA.types[kind]["fields"][name]["types"][0])


def test_a_planted_field_is_found_in_every_object(answer: Json) -> None:
    for place, _ in list(objects(answer, "Message")):
        place["colour"] = "red"
        assert [line for line in SCHEMA.violations("Message", answer) if "colour" in line]
        del place["colour"]
    assert SCHEMA.violations("Message", answer) == []


def test_a_missing_field_is_found_in_every_object(answer: Json) -> None:
    for place, kind in list(objects(answer, "Message")):
        for name, spec in SCHEMA.types[kind]["fields"].items():
            if spec["required"]:
                kept = place.pop(name)
                assert SCHEMA.violations("Message", answer) != [], (kind, name)
                place[name] = kept


def test_a_value_of_another_type_is_found_in_every_field(answer: Json) -> None:
    for place, kind in list(objects(answer, "Message")):
        for name in place:
            kept, place[name] = place[name], object()
            assert SCHEMA.violations("Message", answer) != [], (kind, name)
            place[name] = kept


def test_the_schema_is_that_of_the_library_it_was_taken_from() -> None:
    known = [
        getattr(methods, name)
        for name in methods.__all__
        if name not in {"Request", "Response", "TelegramMethod"}
    ]
    theirs = {made.__api_method__: _fields(made) for made in known}
    ours = {name: set(spec["fields"]) for name, spec in SCHEMA.methods.items()}
    assert {
        name: fields ^ ours.get(name, set()) for name, fields in theirs.items() if fields != ours.get(name)
    } == {}


def _fields(made: type[TelegramMethod[Any]]) -> set[str]:
    """Without those that the library keeps for older programs."""
    return {
        field.alias or name
        for name, field in made.model_fields.items()
        if field.json_schema_extra != {"deprecated": True}
    }


@pytest.mark.parametrize("client", ["aiogram", "python-telegram-bot"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda back: back.pop("text"),
        lambda back: back.update(text="y"),
        lambda back: back["chat"].update(id=1.5),
        lambda back: back["entities"].clear(),
        lambda back: back["reply_markup"].update(colour=1),
    ],
)
def test_a_loss_is_found(client: str, spoil: Callable[[Json], object], answer: Json) -> None:
    back = copy.deepcopy(answer)
    spoil(back)
    found = Answer(status=200, body={"ok": True, "result": answer}, back=back)
    assert len(losses(client, found)) == 1


def test_another_part_is_found() -> None:
    found = {"a": [{"b": 1}], "c": True}
    assert unlike({"a": [{"b": int}]}, found) == []
    assert unlike({"a": [{"b": 2, "d": 3}], "c": str}, found) == [
        "result.a[0].b is 1, not 2", "result.a[0].d is missing", "result.c is no str: True",
    ]  # fmt: skip


@pytest.mark.parametrize("client", ["httpx-json", "aiogram", "python-telegram-bot"])
@pytest.mark.parametrize("token", ["123:unknown", "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_an_unknown_token_is_unauthorized(client: str, token: str, clients: dict[str, Client]) -> None:
    answer = clients[client].call(token, "getMe", {})
    assert (answer.status, answer.body) == (401, UNAUTHORIZED)
    assert unlike_error(client, answer) == []


@pytest.mark.parametrize(("kind", "error"), [("offline", "NetworkError"), ("lost_answer", "NetworkError")])
@pytest.mark.parametrize("client", ["aiogram", "python-telegram-bot"])
def test_a_cut_connection_is_an_error_of_the_network(
    client: str, kind: str, error: str, scene: Scene, clients: dict[str, Client]
) -> None:
    chat = scene.chat
    scene.town.control("faults", kind=kind)
    answer = clients[client].call(scene.town.token, "sendMessage", {"chat_id": chat, "text": "x"})
    assert (answer.status, type(answer.error).__name__.removeprefix("Telegram")) == (0, error)


@pytest.mark.parametrize("client", ["aiogram", "python-telegram-bot"])
def test_a_slow_answer_is_a_timeout(client: str, simulator: str, scene: Scene) -> None:
    opened = aiogram_client.opened if client == "aiogram" else python_telegram_bot_client.opened
    chat = scene.chat
    scene.town.control("faults", kind="slow", delay=1)
    with asyncio.Runner() as runner, opened(simulator, runner, timeout_s=0.3) as impatient:
        answer = impatient.call(scene.town.token, "sendMessage", {"chat_id": chat, "text": "x"})
    assert type(answer.error).__name__ in {"TimedOut", "TelegramNetworkError"}
