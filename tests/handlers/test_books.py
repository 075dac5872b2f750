"""`/books`: which month, and its files; for Finance alone."""

from typing import Any, Final, cast

import pytest
from aiogram.filters import CommandObject
from aiogram.types import Message as Said

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import Invalid, NotAllowed
from domain.people.actor import Actor
from domain.people.roles import Role
from handlers.acts import Act
from handlers.books import STEPS, on_books
from tests.build import NOW, a_chat
from tests.fakes import House

FARAH: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
HERE: Final = Here(chat=7, thread=None, private=True, person=None, telegram_id=7, name="Farah")
SPEAKER: Final = Speaker("en")


async def asked(month: str | None, actor: Actor = FARAH, here: Here = HERE) -> Answer:
    command = CommandObject(command="books", args=month)
    uow = House().uow(NOW)
    await uow.add(a_chat(id=-5, role=Role.OPS))
    return await on_books(cast("Said", None), command, uow, actor, SPEAKER, here)


async def tapped(month: str, actor: Actor = FARAH) -> Answer:
    tap = Tap(action=Action.BOOKS, subject=month)
    nothing: Any = None
    act = Act(
        tap=tap,
        uow=House().uow(NOW),
        actor=actor,
        here=HERE,
        speaker=SPEAKER,
        screens=nothing,
        links=nothing,
    )
    return await STEPS[Action.BOOKS](act)


async def test_the_last_months_are_offered() -> None:
    [message] = (await asked(None)).messages
    labels = [[button.label for button in row] for row in message.keyboard]
    assert labels == [
        ["Nov 2026", "Oct 2026", "Sep 2026"],
        ["Aug 2026", "Jul 2026", "Jun 2026"],
        ["FY2026-27"],
    ]
    assert message.keyboard[2][0].data == "books:FY2026-27"
    assert message.keyboard[0][0].data == "books:2026-11"


@pytest.mark.parametrize("way", [asked, tapped])
async def test_a_month_comes_as_three_files(way: Any) -> None:  # noqa: ANN401  either of two ways
    [message] = (await way("2026-11")).messages
    assert [(one.books, one.file_name) for one in message.pictures] == [
        ("2026-11", "books 2026-11.xlsx"),
        ("2026-11", "books 2026-11.csv"),
        ("2026-11", "payments 2026-11.csv"),
    ]
    assert (
        message.text
        == "The books from Sun 1 Nov to Mon 30 Nov: payments, bills, earnings, every entry, and the balances."
    )


async def test_in_another_desks_group_they_are_sent_in_private() -> None:
    there = Here(chat=-5, thread=None, private=False, person=None, telegram_id=7, name="Farah")
    answer = await asked("2026-11", here=there)
    assert (answer.messages, len(answer.private)) == ((), 1)


async def test_what_is_no_month_is_said_with_an_example() -> None:
    with pytest.raises(Invalid, match="2026-11"):
        await asked("November")


@pytest.mark.parametrize("month", [None, "2026-11"])
async def test_nobody_but_finance_sees_the_books(month: str | None) -> None:
    with pytest.raises(NotAllowed):
        await asked(month, actor=DESK)
    with pytest.raises(NotAllowed):
        await tapped("2026-11", actor=DESK)
