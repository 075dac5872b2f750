"""`/money`: who may ask for it, and where its cards stand."""

from typing import Any, Final, cast

import pytest
from aiogram.types import Message as Said

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import NotAllowed, NotFound
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.reactions import BoardName, Lane
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from handlers.acts import Act
from handlers.money import STEPS, on_money
from tests.build import NOW, a_chat, a_payment
from tests.fakes import House

FARAH: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
OM: Final = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))
CREW: Final = Actor(person="p-crew", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
GROUP: Final = -5


async def a_group(house: House, role: Role = Role.FINANCE) -> UnitOfWork:
    uow = house.uow(NOW)
    await uow.shelves.of(type(a_chat())).add(a_chat(id=GROUP, role=role))
    return uow


def here(chat: int, *, private: bool = False) -> Here:
    return Here(chat=chat, thread=None, private=private, person=None, telegram_id=7, name="Farah")


async def tapped(uow: UnitOfWork, action: Action, subject: str, actor: Actor = FARAH) -> Answer:
    nothing: Any = None
    act = Act(
        tap=Tap(action=action, subject=subject),
        uow=uow,
        actor=actor,
        here=here(GROUP),
        speaker=Speaker("en"),
        screens=nothing,
        links=nothing,
    )
    return await STEPS[action](act)


async def test_it_stands_in_finances_group_and_is_read_again_where_it_stands() -> None:
    house = House()
    uow = await a_group(house)
    assert await on_money(cast("Said", None), uow, FARAH, here(GROUP)) == Answer()
    [card] = house.ledger.refreshed
    assert (card.chat, card.card, card.subject, card.instead) == (
        GROUP,
        BoardName.MONEY,
        "money/waiting/1",
        True,
    )
    await tapped(uow, Action.MONEY_AGAIN, "money/waiting/1")
    again = house.ledger.refreshed[-1]
    assert (again.subject, again.instead, again.anew) == ("money/waiting/1", False, False)


async def test_in_another_desks_group_it_stands_in_private() -> None:
    house = House()
    uow = await a_group(house, Role.OPS)
    answer = await on_money(cast("Said", None), uow, FARAH, here(GROUP))
    assert answer.toast is not None
    assert [card.chat for card in house.ledger.refreshed] == [7]


async def test_ops_see_what_waits_and_only_finance_what_was_paid() -> None:
    uow = await a_group(House(), Role.OPS)
    await on_money(cast("Said", None), uow, OM, here(GROUP))
    await tapped(uow, Action.MONEY, "money/late/1", OM)
    for section in ("paid", "teams", "vendors", "before"):
        with pytest.raises(NotAllowed):
            await tapped(uow, Action.MONEY, f"money/{section}/1", OM)
        with pytest.raises(NotAllowed):
            await tapped(uow, Action.MONEY_AGAIN, f"money/{section}/1", OM)
    with pytest.raises(NotAllowed):
        await on_money(cast("Said", None), uow, CREW, here(GROUP))


async def test_a_button_that_is_not_known_any_more_is_refused() -> None:
    with pytest.raises(NotFound):
        await tapped(await a_group(House()), Action.MONEY, "money/all/1")


async def test_what_changes_brings_the_standing_cards_up_to_date_and_raises_no_other() -> None:
    house = House()
    uow = await a_group(house)
    await on_money(cast("Said", None), uow, FARAH, here(GROUP))
    later = house.uow(NOW)
    house.ledger.refreshed.clear()
    await later.add(a_payment(lead=None))
    await settle(later)
    money = [card for card in house.ledger.refreshed if card.card == BoardName.MONEY]
    assert [(card.chat, card.subject, card.lane) for card in money] == [
        (GROUP, "money/waiting/1", Lane.DIGEST)
    ]
