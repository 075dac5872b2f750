"""How an emergency ends without a backup, and what the customer, the desk and other visits make of the search."""

from datetime import date

import pytest

from domain.visits.leave import Days
from domain.visits.states import VisitKind
from tests.scenarios import days
from tests.scenarios.days import (
    ASHA,
    DECCAN,
    KONKAN,
    LEAD,
    OPS,
    SUNRISE,
    VOLTERA,
    november,
    owes,
)
from tests.scenarios.searches import MEERA, all_teams_go_away, near_search, old_tap, reads, search_of
from tests.scenarios.town import PEOPLE, Town

KINDS = pytest.mark.parametrize("kind", VisitKind)


async def first_pick(town: Town, kind: VisitKind) -> None:
    await town.told(ASHA, "You have the first pick of the new times", f"When may we come for the {kind}?")
    await town.told(SUNRISE, "You need not go.")


async def stands_first(town: Town, list_of: str, mark: str) -> None:
    """Marked as what goes before anything else on this list."""
    await town.say("ravi", list_of)
    await town.told(PEOPLE["ravi"], f"{mark} {LEAD}")


async def is_over(town: Town, visit: str, words: str = "The search is over.") -> None:
    """No offer stands any more, and the alarm is silent."""
    for chat in (DECCAN, KONKAN):
        await reads(town, chat, visit, words)
    await town.advance("20m")
    for chat in (MEERA, DECCAN, KONKAN, SUNRISE):
        await town.told(chat)


@KINDS
async def test_without_a_backup_by_the_deadline_the_customer_chooses_first_and_stays_on_top_until_booked(
    town: Town, kind: VisitKind
) -> None:
    booked = await near_search(town, kind)
    await town.clock_to(november(24, "09:59"))
    await town.skip()
    await town.clock_to(november(24, "10:00"))
    await town.told(OPS, f"No team could make {booked.visit}")
    await first_pick(town, kind)
    for chat in (DECCAN, KONKAN):
        await reads(town, chat, booked.visit, "The offer is over.")
    assert await owes(town) == (f"{kind}_scheduling", "customer", "choose_slot")
    await stands_first(town, "/today", "★")
    await days.customer_chooses(town, "Tue 24 Nov, 15:00–17:00")
    await stands_first(town, "/home", "⚠")
    await town.tap("ravi", "Assign Deccan Electricals", OPS)
    await town.skip(OPS, ASHA, DECCAN)
    await town.say("ravi", "/home")
    [home] = await town.told(PEOPLE["ravi"], "You owe nothing")
    assert LEAD not in home["text"]
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_without_a_backup_and_without_a_free_time_ops_owes_the_first_pick(
    town: Town, kind: VisitKind
) -> None:
    booked = await near_search(town, kind, priority_lead="24h")
    await all_teams_go_away(town, Days(first=date(2026, 11, 25), last=date(2026, 12, 10)))
    await town.clock_to(november(24, "09:50"))
    await town.skip()
    await town.clock_to(november(24, "10:00"))
    [desk] = await town.told(OPS, f"No team could make {booked.visit}")
    assert "no time is free in the coming days. Please find one first of all." in desk["text"]
    [customer] = await town.told(ASHA, f"We are sorry: the {kind} of {booked.slot} cannot take place")
    assert "the first pick of the new times: our desk proposes them here very soon." in customer["text"]
    await town.told(SUNRISE, "You need not go.")
    assert await owes(town) == (f"{kind}_scheduling", "ops", "propose_slots")
    assert (
        await town.tap("ravi", "Propose slots", OPS) == "No team is free in the next 14 days for this site."
    )
    await town.nobody_else()

    await town.clock_to(november(24, "10:30"))
    await town.told(OPS, f"Please propose slots\n{LEAD}")
    await stands_first(town, "/home", "⚠")
    await town.say("lakhan", "/team", SUNRISE)
    await town.tap("lakhan", "Withdraw leave Wed 25 Nov – Thu 10 Dec", SUNRISE)
    await town.skip(OPS, SUNRISE)
    assert await town.tap("ravi", "Propose slots", OPS) == "The customer has been asked."
    await town.told(ASHA, f"When may we come for the {kind}?")
    assert await owes(town) == (f"{kind}_scheduling", "customer", "choose_slot")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_ops_stops_the_search(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind)
    asked = await town.with_button(DECCAN, "Accept", booked.visit)
    stopped = await town.tap("ravi", "Stop the search", OPS)
    assert stopped == "The search is over: the customer gets the first new slots."
    await town.told(OPS, f"No team could make {booked.visit}")
    await first_pick(town, kind)
    late = await old_tap(town, "naveen", f"accept:{booked.visit}:deccan", DECCAN, asked["id"])
    assert "can no longer be done" in late
    await is_over(town, booked.visit)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_the_customer_waits_wants_a_call_and_then_a_new_time(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind)
    assert await town.tap("asha", "I will wait") == "Thank you, our desk knows."
    await town.told(OPS, "The customer says: I will wait")
    assert await town.tap("asha", "Please call me") == "Thank you, our desk knows."
    [call] = await town.told(OPS, "The customer says: Please call me")
    assert "+919820010001" in call["text"]
    assert (await owes(town))[1:] == ("ops", "call_back")
    assert await town.tap("ravi", "Customer was called", OPS) == "Noted."
    assert (await owes(town))[1:] == ("ops", "find_backup")
    assert (await search_of(town, booked.visit)).waiting
    await town.tap("asha", "Give me the first new time")
    await town.told(
        OPS, "The customer says: Give me the first new time", f"No team could make {booked.visit}"
    )
    await first_pick(town, kind)
    await is_over(town, booked.visit)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_a_call_that_the_customer_no_longer_wants_is_not_owed(town: Town, kind: VisitKind) -> None:
    await near_search(town, kind)
    await town.tap("asha", "Please call me")
    await town.told(OPS, "The customer says: Please call me")
    await town.tap("asha", "I will wait")
    await town.told(OPS, "The customer says: I will wait")
    assert (await owes(town))[1:] == ("ops", "find_backup")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_the_customer_calls_the_visit_off_during_the_search(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind, taken=False)
    await town.tap("asha", "Call it off")
    await town.told(ASHA, "Why do you call it off?")
    assert await town.tap("asha", "I am moving house") == "Noted. The visit is called off."
    await town.told(ASHA, f"Your {kind} is called off")
    await town.told(OPS, f"The customer calls {booked.visit} off")
    await town.told(SUNRISE, "You need not go.")
    await is_over(town, booked.visit)
    assert (await owes(town))[1:] == ("ops", "settle_called_off")
    await town.holds()
    await town.nobody_else()


@KINDS
@pytest.mark.parametrize("way", ["Hold", "Cancel the lead"])
async def test_the_lead_is_held_or_cancelled_during_the_search(town: Town, kind: VisitKind, way: str) -> None:
    booked = await near_search(town, kind, taken=False)
    await town.say("ravi", f"/lead {LEAD}", OPS)
    await town.skip(OPS)
    if way == "Hold":
        await days.gives_a_reason(town, "ravi", way, OPS, "the customer travels")
    else:
        await days.lead_is_cancelled(town, "the customer travels")
    await town.told(SUNRISE, "You need not go.")
    await town.skip(OPS, VOLTERA, ASHA)
    await is_over(town, booked.visit)
    assert (await owes(town))[0] == ("on_hold" if way == "Hold" else "cancelled")
    await town.holds()
