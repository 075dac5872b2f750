"""`/payable`, `/earned` and `/rates`: who is shown what, and the taps of the list."""

from typing import Any, Final, cast

import pytest
from aiogram.filters import CommandObject
from aiogram.types import Message as Said

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import Invalid, NotAllowed, Refused
from domain.leads.stages import Stage
from domain.money.earning import Earning, EarningState
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule
from handlers.acts import Act
from handlers.earnings import STEPS, on_earned, on_payable_command, on_rates
from tests.build import NOW, a_chat, a_rate_card, a_team, an_earning, at_stage
from tests.fakes import House

FARAH: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
PRIVATE: Final = Here(chat=7, thread=None, private=True, person=None, telegram_id=7, name="Om")
SPEAKER: Final = Speaker("en")
SAID: Final = cast("Said", None)
CLEAR: Final = Tap(action=Action.MARK_CLEAR, subject="all", argument="1.50000")


async def a_house() -> House:
    house = House()
    uow = house.uow(NOW)
    for thing in (
        a_team(schedule=PaymentSchedule.MONTHLY),
        a_team(id="dawn", name="Dawn Crew"),
        at_stage(Stage.CLOSED),
        an_earning(),
        a_rate_card(),
        a_chat(id=-5, role=Role.FIELD, team="sunrise"),
        a_chat(id=-6, role=Role.FIELD, team="dawn"),
    ):
        await uow.add(thing)
    return house


async def tapped(uow: UnitOfWork, tap: Tap, actor: Actor = DESK) -> Answer:
    nothing: Any = None
    act = Act(tap=tap, uow=uow, actor=actor, here=PRIVATE, speaker=SPEAKER, screens=nothing, links=nothing)
    return await STEPS[tap.action](act)


def words(command: str, args: str = "") -> CommandObject:
    return CommandObject(command=command, args=args)


async def test_ops_sees_what_waits_and_marks_all_of_it_once() -> None:
    house = await a_house()
    [message] = (await on_payable_command(SAID, house.uow(NOW), DESK, SPEAKER, PRIVATE)).messages
    assert message.keyboard[0][0].data == CLEAR.pack()
    answer = await tapped(house.uow(NOW), CLEAR)
    assert str(answer.toast) == "Payable now: 1, ₹500.00 together."
    with pytest.raises(Refused, match="look at the list again"):
        await tapped(house.uow(NOW), CLEAR)
    one = Tap(action=Action.MARK_EARNING, subject="E-S-1042-1")
    with pytest.raises(Refused, match="already"):
        await tapped(house.uow(NOW), one)
    assert (await house.uow(NOW).get(Earning, "E-S-1042-1")).state is EarningState.PAYABLE


async def test_one_is_marked_by_its_own_button() -> None:
    house = await a_house()
    answer = await tapped(house.uow(NOW), Tap(action=Action.MARK_EARNING, subject="E-S-1042-1"))
    assert str(answer.toast) == "Payable now: ₹500.00."


@pytest.mark.parametrize("argument", ["", "1", "x.5", "1.x"])
async def test_a_button_of_nobody_is_refused(argument: str) -> None:
    with pytest.raises(Invalid, match="not known"):
        await tapped(House().uow(NOW), Tap(action=Action.MARK_CLEAR, subject="all", argument=argument))


@pytest.mark.parametrize("actor", [CREW, FARAH])
async def test_only_ops_sees_what_waits(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        await on_payable_command(SAID, (await a_house()).uow(NOW), actor, SPEAKER, PRIVATE)


@pytest.mark.parametrize(("actor", "args"), [(CREW, ""), (DESK, "sunrise"), (FARAH, "Sunrise Crew")])
async def test_a_team_and_its_desks_see_what_it_earned(actor: Actor, args: str) -> None:
    uow = (await a_house()).uow(NOW)
    [message] = (await on_earned(SAID, words("earned", args), uow, actor, SPEAKER, PRIVATE)).messages
    assert "₹500.00 · earned, not yet payable" in message.text


async def test_no_team_sees_what_another_earned() -> None:
    house = await a_house()
    with pytest.raises(NotAllowed):
        await on_earned(SAID, words("earned", "dawn"), house.uow(NOW), CREW, SPEAKER, PRIVATE)
    with pytest.raises(NotAllowed):
        await tapped(house.uow(NOW), Tap(action=Action.EARNED, subject="dawn"), CREW)


@pytest.mark.parametrize(("chat", "private"), [(-5, 0), (-6, 1)])
async def test_money_is_spoken_of_in_the_teams_own_group_or_in_private(chat: int, private: int) -> None:
    here = Here(chat=chat, thread=None, private=False, person=None, telegram_id=7, name="Ravi")
    uow = (await a_house()).uow(NOW)
    answer = await on_earned(SAID, words("earned", "sunrise"), uow, CREW, SPEAKER, here)
    assert (len(answer.messages), len(answer.private)) == (1 - private, private)


@pytest.mark.parametrize("actor", [DESK, FARAH])
async def test_the_desks_see_rates_and_are_asked_which(actor: Actor) -> None:
    uow = (await a_house()).uow(NOW)
    [message] = (await on_rates(SAID, words("rates", "sunrise"), uow, actor, SPEAKER, PRIVATE)).messages
    assert "• survey: ₹500.00" in message.text
    [asked] = (await on_rates(SAID, words("rates"), uow, actor, SPEAKER, PRIVATE)).messages
    assert [row[0].data for row in asked.keyboard] == ["rates:sunrise", "rates:dawn"]
    [shown] = (await tapped(uow, Tap(action=Action.RATES, subject="sunrise"), actor)).messages
    assert shown == message


async def test_rates_are_not_for_teams() -> None:
    with pytest.raises(NotAllowed):
        await on_rates(SAID, words("rates", "sunrise"), (await a_house()).uow(NOW), CREW, SPEAKER, PRIVATE)
