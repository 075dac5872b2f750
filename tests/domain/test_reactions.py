"""Every event says who must know; nobody who should hear is left out in silence."""

from dataclasses import replace
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.cancelling import cancel_lead
from domain.leads.keeping import hold_lead, reopen_lead, resume_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.request import Line, LineState
from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment, PaymentState
from domain.people.actor import Actor
from domain.people.person import Chat, Grant, Person
from domain.people.roles import Role
from domain.reactions import REACTIONS, Audience, CardName, Show, Tell
from domain.settle import chats_of, settle
from domain.visits.scheduling import reschedule
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    a_chat,
    a_lead,
    a_payout,
    a_person,
    a_request,
    a_visit,
    an_earning,
    an_oem,
    at_stage,
)
from tests.fakes import House

DESKS: Final = {
    Audience.OPS: Role.OPS,
    Audience.PROCUREMENT: Role.PROCUREMENT,
    Audience.FINANCE: Role.FINANCE,
    Audience.REPORTING: Role.REPORTING,
}
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
CHATS: Final = {
    Audience.OPS: -1,
    Audience.PROCUREMENT: -2,
    Audience.FINANCE: -3,
    Audience.REPORTING: -4,
    Audience.TEAM: -5,
    Audience.FORMER_TEAM: -6,
    Audience.OEM: -7,
    Audience.CUSTOMER: 700,
    Audience.OPS_LEAD: 801,
    Audience.ADMIN: 802,
    Audience.ON_CALL: 804,
}


async def a_company(lead: Lead | None = None, *, deaf: frozenset[Audience] = frozenset()) -> House:
    """A chat for every audience except the deaf ones, and a lead with a customer on Telegram."""
    house = House()
    uow = house.uow(NOW)
    await uow.add(an_oem())
    await uow.add(lead or at_stage(Stage.DOCUMENTS))
    groups = [a_chat(id=CHATS[desk], role=role) for desk, role in DESKS.items() if desk not in deaf]
    groups += [
        a_chat(id=CHATS[Audience.TEAM], role=Role.FIELD, team="sunrise"),
        a_chat(id=CHATS[Audience.FORMER_TEAM], role=Role.FIELD, team="dawn"),
        a_chat(id=CHATS[Audience.OEM], role=Role.OEM, oem="volt"),
    ]
    for chat in groups:
        await uow.add(chat)
    await uow.add(a_person(telegram_id=None if Audience.CUSTOMER in deaf else 700))
    await uow.add(a_person(id="p-head", telegram_id=801, grants=(Grant(role=Role.OPS, lead_of_desk=True),)))
    await uow.add(a_person(id="p-admin", telegram_id=802, grants=(Grant(role=Role.ADMIN),)))
    watch = (Grant(role=Role.OPS),)
    await uow.add(a_person(id="p-watch", telegram_id=804, grants=watch, on_call=True))
    await uow.add(a_person(id="p-desk", telegram_id=803, grants=(Grant(role=Role.OPS),)))
    return house


def an_event(kind: Happening = Happening.VISIT_BOOKED, **facts: str) -> Event:
    told = {"team": "sunrise", "former_team": "dawn", **facts}
    return Event(kind=kind, lead="L-1042", subject="L-1042", by=OPS, at=NOW, facts=told)


def test_every_happening_has_its_row() -> None:
    assert set(REACTIONS) == set(Happening)


@pytest.mark.parametrize("kind", list(Happening))
def test_nobody_is_told_the_same_thing_twice(kind: Happening) -> None:
    told = [reaction.to for reaction in REACTIONS[kind] if isinstance(reaction, Tell)]
    shown = [(reaction.card, reaction.to) for reaction in REACTIONS[kind] if isinstance(reaction, Show)]
    assert len(told) == len(set(told))
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("audience", list(Audience))
async def test_an_audience_is_found_in_its_chat(audience: Audience) -> None:
    house = await a_company()
    assert await chats_of(house.uow(NOW), audience, an_event()) == [CHATS[audience]]


@pytest.mark.parametrize("kind", list(Happening))
async def test_an_event_reaches_everybody_its_row_names(kind: Happening) -> None:
    house = await a_company()
    uow = house.uow(NOW)
    uow.record(an_event(kind))
    await settle(uow)
    told = {notice.chat for notice in house.ledger.notices}
    shown = {card.chat for card in house.ledger.cards}
    assert told == {CHATS[reaction.to] for reaction in REACTIONS[kind] if isinstance(reaction, Tell)}
    assert shown == {CHATS[reaction.to] for reaction in REACTIONS[kind] if isinstance(reaction, Show)}
    assert house.ledger.failures == []


async def test_other_teams_and_other_oems_hear_nothing() -> None:
    house = await a_company()
    uow = house.uow(NOW)
    await uow.add(a_chat(id=-8, role=Role.FIELD, team="moon"))
    await uow.add(a_chat(id=-9, role=Role.OEM, oem="kaveri"))
    for kind in Happening:
        uow.record(an_event(kind))
    await settle(uow)
    assert not {-8, -9} & {notice.chat for notice in house.ledger.notices}
    assert not {-8, -9} & {card.chat for card in house.ledger.cards}


async def test_ops_tells_a_customer_who_is_not_on_telegram() -> None:
    house = await a_company(deaf=frozenset({Audience.CUSTOMER}))
    uow = house.uow(NOW)
    uow.record(an_event(Happening.VISIT_CONFIRMED))
    await settle(uow)
    (notice,) = house.ledger.notices
    assert (notice.chat, notice.args["for"]) == (CHATS[Audience.OPS], Audience.CUSTOMER)


@pytest.mark.parametrize(
    ("kind", "deaf"),
    [
        (Happening.OTHER_SLOTS_ASKED, {Audience.OPS}),
        (Happening.GOODS_RECEIVED, {Audience.PROCUREMENT}),
        (Happening.VISIT_CONFIRMED, {Audience.CUSTOMER, Audience.OPS}),
        (Happening.LEAD_RECEIVED, {Audience.OPS}),
        (Happening.PAYMENT_CHECKED, {Audience.FINANCE}),
    ],
)
async def test_what_nobody_could_hear_is_on_the_admins_list(kind: Happening, deaf: set[Audience]) -> None:
    house = await a_company(deaf=frozenset(deaf))
    uow = house.uow(NOW)
    uow.record(an_event(kind))
    await settle(uow)
    assert [what for what, _, _ in house.ledger.failures] == [kind]


async def test_what_concerns_no_team_is_not_missed_by_any() -> None:
    house = await a_company(at_stage(Stage.SURVEY_SCHEDULING, visits_made=1))
    uow = house.uow(NOW)
    await uow.add(a_visit(state=VisitState.PROPOSED, team=None, slot=None))
    await cancel_lead(uow, "L-1042", "sold the car", DESK)
    await settle(uow)
    assert house.ledger.failures == []


async def test_what_is_owed_and_timed_goes_into_the_ledger_with_the_change() -> None:
    house = await a_company(a_lead())
    uow = house.uow(NOW)
    await hold_lead(uow, "L-1042", "on holiday", DESK)
    await settle(uow)
    assert house.ledger.owed["L-1042"].what.value == "review_hold"
    assert {timer.rule.value for timer in house.ledger.timers["L-1042"]} == {"overdue", "overdue_twice"}
    assert [event.kind for event in house.ledger.events] == [Happening.LEAD_HELD]


async def test_an_ended_lead_owes_nothing_and_nothing_is_pending() -> None:
    house = await a_company()
    uow = house.uow(NOW)
    await cancel_lead(uow, "L-1042", "sold the car", DESK)
    await settle(uow)
    assert "L-1042" not in house.ledger.owed
    assert house.ledger.timers["L-1042"] == frozenset()


async def test_a_cancelled_lead_keeps_what_its_teams_have_earned() -> None:
    house = await a_company(at_stage(Stage.CLOSURE))
    uow = house.uow(NOW)
    await uow.add(a_payout())
    await uow.add(an_earning(state=EarningState.IN_PAYOUT, payout="P-7"))
    await cancel_lead(uow, "L-1042", "never mind", DESK)
    assert (await uow.get(Payment, "P-7")).state is PaymentState.REQUESTED
    assert (await uow.get(Earning, "E-S-1042-1")).state is EarningState.IN_PAYOUT


@pytest.mark.parametrize("again", ["hold", "cancel"])
async def test_a_lead_that_waited_for_a_visit_is_scheduled_anew_and_the_timeline_says_so(again: str) -> None:
    house = await a_company(at_stage(Stage.SURVEY_SCHEDULED, visits_made=1))
    uow = house.uow(NOW)
    await uow.add(a_visit())
    if again == "hold":
        await hold_lead(uow, "L-1042", "on holiday", DESK)
        back = await resume_lead(uow, "L-1042", DESK)
    else:
        await cancel_lead(uow, "L-1042", "sold the car", DESK)
        back = await reopen_lead(uow, "L-1042", "bought another", DESK)
    assert back.stage is Stage.SURVEY_SCHEDULING
    assert uow.events[-1].after == "survey_scheduling"
    assert (await uow.get(Visit, "S-1042-1")).state is VisitState.CANCELLED


@pytest.mark.parametrize("stage", [Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED])
async def test_a_reopened_lead_whose_stock_was_released_asks_for_materials_again(stage: Stage) -> None:
    house = await a_company(at_stage(stage))
    uow = house.uow(NOW)
    await house.stock.receive("pune", "cable", 20, reason="", at=NOW)
    await house.stock.reserve("pune", "cable", 18, lead="L-1042", at=NOW)
    kept = Line(item="cable", quantity=18, state=LineState.ALLOCATED, store="pune")
    await uow.add(a_request(lines=(kept,)))
    await cancel_lead(uow, "L-1042", "sold the car", DESK)
    assert await house.stock.available("cable") == {"pune": 20}
    reopened = await reopen_lead(uow, "L-1042", "bought another", DESK)
    assert reopened.stage is Stage.MATERIALS


@pytest.mark.parametrize("role", [Role.OPS, Role.FIELD])
async def test_an_old_button_of_a_visit_that_is_over_does_not_touch_the_new_one(role: Role) -> None:
    house = await a_company(at_stage(Stage.SURVEY_SCHEDULED, visits_made=2))
    uow = house.uow(NOW)
    await uow.add(a_visit(state=VisitState.RESCHEDULED))
    await uow.add(a_visit(id="S-1042-2", team="dawn"))
    who = replace(DESK, roles=frozenset({role}), teams=frozenset({"sunrise"}))
    with pytest.raises(Refused, match="can no longer be done"):
        await reschedule(uow, "S-1042-1", "rain", who)
    assert (await uow.get(Visit, "S-1042-2")).state is VisitState.BOOKED


def test_cards_and_people_are_known_kinds() -> None:
    assert {
        reaction.card for row in REACTIONS.values() for reaction in row if isinstance(reaction, Show)
    } == set(CardName) - {CardName.REPORT, CardName.REDO}, "the desk opens these itself"
    assert {Chat, Person} <= set(House().shelves._shelves)
