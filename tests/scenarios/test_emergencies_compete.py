"""Two emergencies at the same hour want the same team; and a program that is away in the middle of a search."""

import httpx
import pytest

from domain.visits.states import VisitKind
from tests.scenarios.away import AWAY, Start, is_alive_at, time_passes, was_told_of_the_outage
from tests.scenarios.booked import is_booked
from tests.scenarios.days import ASHA, DECCAN, KONKAN, KONKAN_CREW, OPS, SUNRISE, november
from tests.scenarios.searches import (
    MEERA,
    alarm_is_raised,
    cannot_make,
    far_search,
    konkan_has_another,
    marked,
    near_search,
    old_tap,
    reads,
    search_of,
    takes_over,
)
from tests.scenarios.town import Town

KINDS = pytest.mark.parametrize("kind", VisitKind)


@KINDS
async def test_a_team_that_accepts_one_of_two_emergencies_is_lost_to_the_other_search(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    other = await konkan_has_another(town, booked)
    await town.clock_to(november(24, "07:00"))
    await town.skip()
    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    await town.told(DECCAN, f"Can you take over {booked.visit}?")
    await cannot_make(town, other, KONKAN_CREW)
    await town.told(
        OPS, f"Emergency: Konkan Power cannot make {other}", "We are sorry: our team cannot come as planned"
    )
    await town.told(MEERA, f"Nobody has taken the emergency of {other}")
    await town.told(DECCAN, f"Can you take over {other}?")
    asked = await town.with_button(DECCAN, "Accept", other)

    await town.tap("naveen", "Accept", DECCAN, within=booked.visit)
    await town.told(DECCAN, f"You have {booked.visit} now")
    await town.skip(OPS)
    await reads(town, DECCAN, other, "You are not free at that time any more, so the offer is over.")
    late = await old_tap(town, "naveen", f"accept:{other}:deccan", DECCAN, asked["id"])
    assert late == "This offer is over."
    assert (await search_of(town, other)).exhausted
    await town.told(SUNRISE, f"Deccan Electricals takes over {booked.visit}")
    await town.holds()


@KINDS
@pytest.mark.parametrize(("back", "late", "ends"), [("12:16", 11, "12:26"), ("14:04", 119, "14:14")])
async def test_an_offer_that_ran_out_while_nobody_could_be_heard_is_made_once_more(  # noqa: PLR0913, PLR0917  a row of the table
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind, back: str, late: int, ends: str
) -> None:
    async with program() as town:
        booked = await far_search(town, kind, taken=False)
        await is_alive_at(town, november(22, "12:04"))
    await time_passes(telegram, november(22, back))
    async with program() as town:
        await was_told_of_the_outage(town, DECCAN)
        _, asked = await town.told(DECCAN, AWAY, f"Can you take over {booked.visit}?")
        assert f"The offer ends Sun 22 Nov, {ends}" in asked["text"]
        [alarm] = await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
        assert lateness(late) in alarm["text"]
        await town.holds()
        await town.nobody_else()
        await town.tap("ravi", "I take it", OPS)
        assert "deccan" not in {team for team, _, _ in await marked(town, booked.visit)}
        await town.clock_to(november(22, ends))
        await town.told(KONKAN, f"Can you take over {booked.visit}?")
        await takes_over(town, booked, KONKAN_CREW)
        assert ("deccan", "offer_expired", False) in await marked(town, booked.visit)
        await town.holds()
        await town.nobody_else()


@KINDS
async def test_a_search_that_ended_while_the_program_was_away_ends_once(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind
) -> None:
    """Away for two hours over the deadline: nobody is called for what is over, the customer chooses a new time."""
    async with program() as town:
        booked = await near_search(town, kind, taken=False)
        await is_alive_at(town, november(24, "08:30"))
    await time_passes(telegram, november(24, "10:30"))
    async with program() as town:
        await was_told_of_the_outage(town, OPS, SUNRISE)
        await town.told(OPS, AWAY, f"No team could make {booked.visit}")
        await town.told(SUNRISE, AWAY, "You need not go.")
        await town.told(ASHA, "You have the first pick of the new times", f"When may we come for the {kind}?")
        for chat in (DECCAN, KONKAN):
            await reads(town, chat, booked.visit, "The search is over.")
        assert {team for team, _, _ in await marked(town, booked.visit)} == {"sunrise"}
        await town.holds()
        await town.nobody_else()


def lateness(minutes: int) -> str:
    return f"(This comes {minutes} min late: the system was away.)"
