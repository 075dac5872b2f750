"""The program dies in the middle of a search for a backup: the search goes on, and exactly one team has the visit."""

import asyncio
from pathlib import Path
from signal import Signals
from typing import Final

import pytest

from domain.visits.emergency import OfferState
from domain.visits.states import VisitKind, VisitState
from tests.bot.street import Blow, Moment, Street, a_street
from tests.scenarios.away import AWAY, was_told_of_the_outage
from tests.scenarios.days import DECCAN, DECCAN_CREW, KONKAN, KONKAN_CREW, OPS, november
from tests.scenarios.searches import far_search, takes_over, visit_of

SUNDAY_NOON: Final = "2026-11-22T06:30:00+00:00"
BLOWS: Final = {
    "tap Somebody is ill": Blow(Moment.SENDING, slowly=True),  # the alarm is on its way
    "tap Accept": Blow(Moment.STORED),  # two teams accept at the same time
}
ONCE_EACH: Final = [
    "visit_booked",
    "visit_acknowledged",
    "emergency_opened",
    "delay_told",
    "reminded",
    "backup_asked",
    "emergency_taken",
    "backup_offer_expired",
    "backup_asked",
    "backup_asked",
    "backup_found",
]
"""One team is asked, then the next one, then the first again by hand; `reminded` is the alarm that climbs."""
CREWS: Final = {"deccan": DECCAN_CREW, "konkan": KONKAN_CREW}


async def both_accept(street: Street) -> None:
    asked = {crew: await street.with_button(crew.group, "Accept") for crew in CREWS.values()}
    await asyncio.gather(
        *(street.tap_on(crew.member, "Accept", crew.group, asked[crew]["id"]) for crew in CREWS.values())
    )
    await street.quiet()


@pytest.mark.timeout(300)
async def test_a_search_survives_kill_9_and_one_team_has_the_visit(tmp_path: Path) -> None:
    async with a_street(tmp_path, SUNDAY_NOON) as street:
        street.blows = dict(BLOWS)
        booked = await far_search(street, VisitKind.INSTALLATION)
        said_twice = street.twice
        await street.dead_until(november(22, "12:11"))
        await was_told_of_the_outage(street, KONKAN)
        await street.told(KONKAN, AWAY, f"Can you take over {booked.visit}?")
        await street.tap("ravi", "Other teams …", OPS)
        await street.told(OPS, f"Who can take over {booked.visit}?")
        await street.tap("ravi", "Ask Deccan Electricals", OPS)
        await street.told(DECCAN, f"Can you take over {booked.visit}?")
        assert street.twice == said_twice

        await both_accept(street)
        visit = await visit_of(street, booked.visit)
        assert visit.team is not None
        assert visit.state is VisitState.ACKNOWLEDGED
        winner, (loser,) = CREWS[visit.team], CREWS.keys() - {visit.team}
        assert {offer.team: offer.state for offer in visit.all_rounds[0].offers} == {
            visit.team: OfferState.ACCEPTED,
            loser: OfferState.OUTRUN,
        }
        await takes_over(street, booked, winner, by_hand=True)
        await street.nobody_else()
        assert await street.happened() == ONCE_EACH
        await street.holds()
        assert await street.program.end(Signals.SIGTERM) == 0
        assert await street.program.once("check") == (0, "0 breaches\n")
    assert street.blows == {}
    assert "Traceback" not in street.program.said()
