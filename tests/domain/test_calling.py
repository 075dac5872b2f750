"""The ladder of the introductory call: when the next try is, when it ends, and what a wrong number leads to."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.call import Call, CallOutcome
from domain.leads.calling import correct_phone, log_call, next_try, note_call
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.owed import Owed
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.rules import Rule
from domain.settle import settle
from tests.build import NOW, a_lead, an_oem
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
VOLT: Final = Actor(person=None, name="Volt", roles=frozenset({Role.OEM}), oem="volt")
LEAD: Final = "L-1042"
HOUR: Final = timedelta(hours=1)
Out: Final = CallOutcome


def at(day: int, hour: float) -> datetime:
    """An instant in India, in November 2026; the 23rd is a Monday."""
    return DEFAULT.calendar.at(datetime(2026, 11, day).date(), datetime(1, 1, 1).time()) + hour * HOUR  # noqa: DTZ001  made aware by the calendar


def tried(*calls: tuple[datetime, CallOutcome]) -> Lead:
    return a_lead(calls=tuple(Call(at=moment, by="Om Desk", outcome=outcome) for moment, outcome in calls))


async def a_house(lead: Lead | None = None) -> House:
    house = House()
    uow = house.uow()
    await uow.add(an_oem())
    await uow.add(lead or a_lead())
    return house


@pytest.mark.parametrize(
    ("calls", "due"),
    [
        ([(at(23, 10), Out.BUSY)], at(23, 10.5)),
        ([(at(23, 10), Out.NO_ANSWER)], at(23, 13)),
        ([(at(23, 18), Out.NO_ANSWER)], at(24, 9.5)),
        ([(at(23, 22), Out.BUSY)], at(24, 9.5)),
        ([(at(23, 10), Out.BUSY), (at(23, 11), Out.BUSY)], at(24, 9.5)),
        ([(at(23, 10), Out.MESSAGED)], at(24, 10)),
    ],
)
def test_the_next_try_follows_from_the_outcome_within_calling_hours(
    calls: list[tuple[datetime, CallOutcome]], due: datetime
) -> None:
    assert next_try(tried(*calls).calls, DEFAULT) == due


async def test_a_try_sets_the_next_one_and_the_desk_is_reminded() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    lead = await log_call(uow, LEAD, Out.NO_ANSWER, DESK)
    await settle(uow)
    assert lead.call_at == NOW + 3 * HOUR
    assert house.ledger.owed[LEAD].due == NOW + 4 * HOUR
    assert {timer.rule: timer.due_at for timer in house.ledger.timers[LEAD]}[
        Rule.CALL_AGAIN
    ] == NOW + 3 * HOUR


async def test_the_customer_is_called_when_he_asked_for_it() -> None:
    house = await a_house()
    lead = await log_call(house.uow(NOW), LEAD, Out.CALL_BACK, DESK, call_at=at(25, 16), note="is driving")
    assert (lead.call_at, lead.calls[-1].note) == (at(25, 16), "is driving")
    for wrong in (NOW - HOUR, NOW + timedelta(days=31)):
        with pytest.raises(Invalid, match="next 30 days"):
            await log_call(house.uow(NOW), LEAD, Out.CALL_BACK, DESK, call_at=wrong)


@pytest.mark.parametrize(
    ("before", "last", "on_hold"),
    [
        ([(at(20, 10), Out.BUSY), (at(20, 11), Out.MESSAGED)], Out.NO_ANSWER, True),
        ([(at(20, 10), Out.BUSY), (at(20, 11), Out.NO_ANSWER)], Out.NO_ANSWER, False),
        ([(at(20, 10), Out.BUSY)], Out.MESSAGED, False),
        ([(at(23, 8), Out.BUSY), (at(23, 9), Out.MESSAGED)], Out.NO_ANSWER, False),
    ],
)
async def test_three_tries_on_two_days_over_two_channels_then_on_hold(
    before: list[tuple[datetime, CallOutcome]], last: CallOutcome, *, on_hold: bool
) -> None:
    lead = replace(tried(*before), stage_since=at(20, 9))
    house = await a_house(lead)
    logged = await log_call(house.uow(NOW), LEAD, last, DESK)
    assert (logged.stage is Stage.ON_HOLD) is on_hold
    assert (logged.call_at is None) is on_hold


async def test_a_wrong_number_is_a_question_to_the_oem_and_nobody_calls_meanwhile() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    await log_call(uow, LEAD, Out.WRONG_NUMBER, DESK)
    await settle(uow)
    action = house.ledger.owed[LEAD]
    assert (action.role, action.what, action.oem) == (Role.OEM, Owed.CORRECT_PHONE, "volt")
    with pytest.raises(Refused, match="nobody to call yet"):
        await log_call(house.uow(NOW), LEAD, Out.BUSY, DESK)


async def test_the_right_number_starts_the_ladder_anew_and_looks_for_twins_again() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    other = a_lead(id="L-1030", oem_reference="VM-30")
    await uow.add(replace(other, customer=replace(other.customer, phone="+919876543219", address="")))
    await uow.lookalikes.note("L-1030", (1,))
    await log_call(uow, LEAD, Out.WRONG_NUMBER, DESK)
    with pytest.raises(Invalid, match="the number that was wrong"):
        await correct_phone(house.uow(NOW), LEAD, "98765 43210", VOLT)
    uow = house.uow(NOW + HOUR)
    lead = await correct_phone(uow, LEAD, "98765 43218", VOLT)
    await settle(uow)
    assert (lead.customer.phone, lead.question, lead.stage_since) == ("+919876543218", None, NOW + HOUR)
    assert house.ledger.owed[LEAD].what is Owed.CALL_CUSTOMER
    assert len(house.lookalikes.keys[LEAD]) > 0


async def test_an_oem_corrects_only_what_it_is_asked_for_and_ops_at_any_time() -> None:
    house = await a_house()
    with pytest.raises(Refused, match="Nobody has asked"):
        await correct_phone(house.uow(NOW), LEAD, "98765 43219", VOLT)
    lead = await correct_phone(house.uow(NOW), LEAD, "98765 43219", DESK)
    assert lead.customer.phone == "+919876543219"


async def test_notes_add_up_on_the_latest_call() -> None:
    house = await a_house()
    with pytest.raises(Refused, match="Nobody has called"):
        await note_call(house.uow(NOW), LEAD, "x", DESK)
    uow = house.uow(NOW)
    await log_call(uow, LEAD, Out.BUSY, DESK, note="his wife answers")
    noted = await note_call(uow, LEAD, "is back on Friday", DESK)
    assert noted.calls[-1].note == "his wife answers · is back on Friday"
    assert [event.kind for event in uow.events] == [Happening.CALL_LOGGED, Happening.CALL_NOTED]
