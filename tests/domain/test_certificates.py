"""Certificates: the warnings before they expire, renewal, and the visits beyond."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.timekeeping import fire
from domain.visits.affected import Standing, unpacked
from domain.visits.availability import reserve
from domain.visits.certificates import certify, remove_certificate, team_timers
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Certificate, Team
from domain.visits.visit import Hold, Visit
from tests.build import NOW, TOMORROW, a_team, a_visit, an_oem, at_stage
from tests.domain.test_leave import STAGES
from tests.domain.test_reactions import DESK
from tests.fakes import House

MONDAY: Final = date(2026, 11, 23)
DAY: Final = timedelta(days=1)


def licence(until: date) -> Certificate:
    return Certificate(name="Electrical licence", number="MH-2231", expires_on=until)


def due(timers: frozenset[Timer]) -> list[tuple[Rule, datetime]]:
    return sorted(((timer.rule, timer.due_at) for timer in timers), key=lambda pair: pair[1])


async def a_house(until: date, visit: Visit | None = None) -> House:
    """A crew whose licence is good until that day, and what it has booked."""
    house = House()
    uow = house.uow(NOW)
    await uow.add(an_oem())
    if visit is not None:
        await uow.add(at_stage(STAGES[visit.kind], visits_made=1))
        await uow.add(visit)
        await reserve(uow, a_team(), visit)
    await uow.add(a_team(certificates=(licence(until),)))
    await settle(uow)
    return house


async def fired(house: House, now: datetime) -> list[Happening]:
    """Everything of the team that is due by then, one by one as the program does."""
    wanted = sorted(house.ledger.timers["team/sunrise"], key=lambda timer: timer.due_at)
    told = []
    for timer in wanted:
        if timer.due_at <= now:
            uow = house.uow(now)
            await fire(uow, timer, "team/sunrise")
            told += [event.kind for event in uow.events]
            await settle(uow)
    return told


def test_a_team_is_warned_thirty_seven_and_one_days_before_at_nine() -> None:
    team = a_team(certificates=(licence(date(2026, 12, 31)),))
    assert due(team_timers(team)) == [
        (Rule.CERTIFICATE_ENDS, datetime.fromisoformat("2026-12-01T09:00+05:30")),
        (Rule.CERTIFICATE_ENDS, datetime.fromisoformat("2026-12-24T09:00+05:30")),
        (Rule.CERTIFICATE_ENDS, datetime.fromisoformat("2026-12-30T09:00+05:30")),
        (Rule.CERTIFICATE_EXPIRED, datetime.fromisoformat("2027-01-01T00:00+05:30")),
    ]


def test_a_team_that_no_longer_works_for_us_is_reminded_of_nothing() -> None:
    assert team_timers(a_team(active=False, certificates=(licence(MONDAY),))) == frozenset()


async def test_a_certificate_entered_late_is_warned_of_by_what_is_still_ahead() -> None:
    house = await a_house(MONDAY + 5 * DAY)
    kept = house.ledger.timers["team/sunrise"]
    assert [rule for rule, _ in due(kept)] == [Rule.CERTIFICATE_ENDS, Rule.CERTIFICATE_EXPIRED]


async def test_after_a_long_outage_only_the_last_warning_is_given() -> None:
    house = await a_house(MONDAY + 40 * DAY)
    assert await fired(house, NOW + 39 * DAY) == [Happening.CERTIFICATE_ENDS_SOON]
    assert await fired(house, NOW + 50 * DAY) == [Happening.CERTIFICATE_HAS_EXPIRED]


@pytest.mark.parametrize("kind", list(VisitKind))
async def test_visits_beyond_the_expiry_are_told_of_and_then_opened(kind: VisitKind) -> None:
    house = await a_house(MONDAY, a_visit(kind=kind))
    uow = house.uow(NOW)
    later = NOW + DAY
    over = next(
        timer for timer in house.ledger.timers["team/sunrise"] if timer.rule is Rule.CERTIFICATE_EXPIRED
    )
    uow = house.uow(later)
    await fire(uow, over, "team/sunrise")
    assert [event.kind for event in uow.events] == [
        Happening.CERTIFICATE_HAS_EXPIRED,
        Happening.VISIT_UNASSIGNED,
    ]
    assert [one.visit for one in unpacked(uow.events[0].facts["visits"])] == ["S-1042-1"]
    assert (await uow.get(Visit, "S-1042-1")).state is VisitState.UNASSIGNED


async def test_a_chosen_time_beyond_the_expiry_is_listed_and_then_kept_by_another_team() -> None:
    chosen = replace(a_visit(state=VisitState.PROPOSED, team=None), hold=Hold(slot=TOMORROW, team="sunrise"))
    house = await a_house(MONDAY, chosen)
    uow = house.uow(NOW)
    await uow.add(a_team(id="dawn"))
    [listed] = await certify(uow, "sunrise", licence(MONDAY), DESK)
    await settle(uow)
    assert listed.standing is Standing.CHOSEN
    assert await fired(house, NOW + DAY) == [Happening.CERTIFICATE_HAS_EXPIRED, Happening.PLACE_MOVED]
    assert house.capacity.bookings == {"S-1042-1": ("dawn", TOMORROW)}


async def test_a_renewed_certificate_warns_no_more_of_its_old_end() -> None:
    house = await a_house(MONDAY + 8 * DAY)
    uow = house.uow(NOW)
    old = house.ledger.timers["team/sunrise"]
    renewed = Certificate(name="electrical LICENCE", expires_on=MONDAY + 400 * DAY)
    assert await certify(uow, "sunrise", renewed, DESK) == ()
    await settle(uow)
    assert (await uow.get(Team, "sunrise")).certificates == (renewed,)
    assert not old & house.ledger.timers["team/sunrise"]
    for timer in old:
        again = house.uow(timer.due_at)
        await fire(again, timer, "team/sunrise")
        assert again.events == []


async def test_a_certificate_that_is_over_already_is_not_entered() -> None:
    uow = (await a_house(MONDAY)).uow(NOW)
    with pytest.raises(Invalid, match=r"31\.03\.2028"):
        await certify(uow, "sunrise", licence(MONDAY - DAY), DESK)
    await certify(uow, "sunrise", licence(MONDAY), DESK)


async def test_a_removed_certificate_is_asked_of_nobody() -> None:
    house = await a_house(MONDAY)
    uow = house.uow(NOW)
    with pytest.raises(Refused, match="It has: Electrical licence"):
        await remove_certificate(uow, "sunrise", "licence", DESK)
    await remove_certificate(uow, "sunrise", "Electrical licence", DESK)
    await settle(uow)
    assert house.ledger.timers["team/sunrise"] == frozenset()
