"""Which team goes: ranked with reasons, acknowledged or not, given to another, swapped. The same for both kinds."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from domain.events import Happening
from domain.leads.lead import Documents, Electrician, Lead, Location
from domain.leads.stages import Stage
from domain.people.actor import SYSTEM
from domain.people.person import Grant, Person
from domain.people.roles import Permission, Role
from domain.settle import settle
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import open_for_reassignment
from domain.visits.availability import reserve
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Leave, Team
from domain.visits.visit import Visit
from tests.build import a_customer, at_stage
from tests.scenarios.days import ASHA, DECCAN, KONKAN, OPS, SUNRISE, november, owes
from tests.scenarios.town import PEOPLE, Town, Unexpected

BY: Final = SYSTEM.must(Permission.SEE_LEAD)
KIND: Final = pytest.mark.parametrize("kind", list(VisitKind))
STAGES: Final = {
    VisitKind.SURVEY: (Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED),
    VisitKind.INSTALLATION: (Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED),
}
WHEN: Final = "Tue 24 Nov, 10:00–12:00"
BANER, AUNDH = (18.5590, 73.7868), (18.5587, 73.8073)
ASHA_RAO: Final = a_customer(name="Asha Rao", phone="+919820010001")


def on_tuesday(hour: int) -> Slot:
    start = datetime.fromisoformat(november(24, f"{hour:02}:00"))
    return Slot(start=start, end=start + timedelta(hours=2))


async def settled(town: Town, does: Callable[[UnitOfWork], Awaitable[object]]) -> None:
    """Something that happens elsewhere, in one transaction of its own."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await does(uow)
        await settle(uow)
    town.worker.moved()
    await town.quiet()


def a_lead_at(stage: Stage, place: tuple[float, float], **but: Any) -> Lead:  # noqa: ANN401  fields of Lead
    known = Location(latitude=place[0], longitude=place[1])
    lead = at_stage(
        stage,
        oem="voltera",
        customer=ASHA_RAO,
        documents=Documents(location=known, electrician=Electrician()),
        customer_person="p-asha",
        visits_made=1,
    )
    return replace(lead, **but)


async def chosen(town: Town, kind: VisitKind) -> str:
    """The customer has chosen Tuesday at ten; in the afternoon Sunrise has another visit, 2 km away."""
    await town.say("asha", "/start")
    visit = f"{kind.letter}-1042-1"

    async def seed(uow: UnitOfWork) -> None:
        before, after = STAGES[kind]
        await uow.add(a_lead_at(before, BANER, stage_since=uow.now, created_at=uow.now))
        grant = Grant(role=Role.CUSTOMER, lead="L-1042")
        await uow.add(Person(id="p-asha", telegram_id=ASHA, name="Asha Rao", grants=(grant,)))
        other = a_lead_at(after, AUNDH, id="L-1043", oem_reference="VM-78", customer_person=None)
        await uow.add(replace(other, customer=a_customer(name="Vikram Shah"), stage_since=uow.now))
        booked = a_visit_of(kind, "L-1043", uow.now, VisitState.ACKNOWLEDGED, on_tuesday(15), "sunrise")
        await uow.add(booked)
        await reserve(uow, await uow.get(Team, "sunrise"), booked)
        new = a_visit_of(kind, "L-1042", uow.now, VisitState.PROPOSED, on_tuesday(10), None)
        await uow.add(new, new.tells(Happening.SLOT_CHOSEN, BY, uow.now))

    await settled(town, seed)
    await town.skip(ASHA)
    return visit


def a_visit_of(  # noqa: PLR0913, PLR0917  what it is
    kind: VisitKind, lead: str, now: datetime, state: VisitState, slot: Slot, team: str | None
) -> Visit:
    number = lead.removeprefix("L-")
    return Visit(
        id=f"{kind.letter}-{number}-1",
        lead=lead,
        oem="voltera",
        kind=kind,
        state=state,
        state_since=now,
        offered=(slot,),
        slot=slot,
        team=team,
    )


async def booked(town: Town, kind: VisitKind) -> str:
    """As chosen, and Ops has sent the Sunrise Crew."""
    visit = await chosen(town, kind)
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.skip(OPS, ASHA, SUNRISE)
    return visit


async def acknowledged(town: Town, kind: VisitKind) -> str:
    visit = await booked(town, kind)
    assert await town.tap("lakhan", "Acknowledge", SUNRISE) == f"{visit} is yours."
    return visit


async def goes_to_deccan(town: Town, visit: str) -> None:
    """What everybody is told when Sunrise's visit is given to another team."""
    [desk] = await town.told(OPS, f"{visit} goes to Deccan Electricals: {WHEN}")
    assert "Sunrise Crew had it before." in desk["text"]
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(DECCAN, f"{visit} · {WHEN}")
    [words] = await town.told(SUNRISE, f"Deccan Electricals takes over {visit}")
    assert "You need not go. If you hold materials" in words["text"]
    assert "This visit belongs to another team now." in await town.card(SUNRISE, f"{visit} · {WHEN}")


@KIND
async def test_ops_sees_the_teams_ranked_with_reasons_and_why_others_cannot(
    town: Town, kind: VisitKind
) -> None:
    async def leave(uow: UnitOfWork) -> None:
        day = on_tuesday(10).start.date()
        team = await uow.get(Team, "konkan")
        await uow.save(replace(team, leave=(Leave(first=day, last=day, reason="wedding"),)))

    await settled(town, leave)
    visit = await chosen(town, kind)
    [words] = await town.told(OPS, f"The customer chose {WHEN}")
    ranked = (
        "Teams that can take it, best first:\n"
        "1. Sunrise Crew – in the zone, 2 km, 1 visit that day, +2 km route\n"
        "2. Deccan Electricals – in the zone, no other visit that day"
    )
    assert ranked in words["text"]
    assert [row[0]["text"] for row in words["inline_keyboard"]][:2] == [
        "Assign Sunrise Crew",
        "Assign Deccan Electricals",
    ]
    await town.tap("ravi", "Why not others?", OPS)
    [why] = await town.told(OPS, f"All teams for {visit}")
    assert "✗ Konkan Power is on leave then" in why["text"]
    await town.holds()
    await town.nobody_else()


@KIND
async def test_of_two_people_who_assign_at_once_one_wins_and_the_other_learns_who_goes(
    town: Town, kind: VisitKind
) -> None:
    visit = await chosen(town, kind)
    [words] = await town.told(OPS, f"The customer chose {WHEN}")
    teams = {"ravi": "Sunrise Crew", "meera": "Deccan Electricals"}
    toasts = await asyncio.gather(
        *(town.tap_only(who, f"Assign {team}", OPS, words["id"]) for who, team in teams.items())
    )
    await town.quiet()
    [winner] = [team for team in teams.values() if f"{visit} is booked for {team}." in toasts]
    assert any(f"{visit} is “booked” with {winner} since" in toast for toast in toasts)
    [told] = await town.told(OPS, f"{visit} is booked: {WHEN}")
    assert f"{winner} has been asked to acknowledge." in told["text"]
    await town.skip(ASHA)
    await town.told({"Sunrise Crew": SUNRISE, "Deccan Electricals": DECCAN}[winner], f"{visit} · {WHEN}")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_team_that_does_not_acknowledge_is_told_to_ops_who_sends_another(
    town: Town, kind: VisitKind
) -> None:
    visit = await booked(town, kind)
    await town.advance("1h59m")
    await town.nobody_else()
    await town.advance("1m")
    [alarm] = await town.told(OPS, f"Sunrise Crew has not acknowledged {visit}")
    assert "1. Deccan Electricals – in the zone" in alarm["text"]
    await town.told(SUNRISE, f"Please acknowledge {visit}: {WHEN}")

    toasts = await asyncio.gather(
        *(town.tap_only(who, "Give to Deccan Electricals", OPS, alarm["id"]) for who in ("ravi", "meera"))
    )
    await town.quiet()
    assert f"{visit} goes to Deccan Electricals." in toasts
    assert any(f"{visit} is “booked” with Deccan Electricals since" in toast for toast in toasts)
    await goes_to_deccan(town, visit)

    with pytest.raises(Unexpected, match="no button"):
        await town.tap("lakhan", "Acknowledge", SUNRISE, within=f"{visit} · {WHEN}")
    assert await town.tap("naveen", "Acknowledge", DECCAN) == f"{visit} is yours."
    await town.advance("6h")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_confirmed_visit_is_given_to_another_team_and_the_customers_yes_stays(
    town: Town, kind: VisitKind
) -> None:
    visit = await acknowledged(town, kind)
    await town.clock_to(november(23, "10:00"))
    await town.tap("asha", "Yes, I will be there")
    await town.clock_to(november(24, "07:00"))
    await town.tap("lakhan", "Customer confirmed", SUNRISE, within="Please call the customer")
    await town.skip()

    await town.tap("ravi", "Another team …", OPS, within=visit)
    [choice] = await town.told(OPS, f"Another team for {visit}")
    assert "1. Deccan Electricals – in the zone, no other visit that day" in choice["text"]
    assert "Sunrise Crew –" not in choice["text"]
    toast = await town.tap("ravi", "Give to Deccan Electricals", OPS)
    assert toast == f"{visit} goes to Deccan Electricals."
    await goes_to_deccan(town, visit)
    assert "The customer said on Mon 23 Nov, 10:00 to be there." in await town.card(
        DECCAN, f"{visit} · {WHEN}"
    )
    assert (await owes(town))[1:] == ("field", "acknowledge_visit")

    again = await town.tap_on("ravi", "Give to Deccan Electricals", OPS, choice["id"])
    assert f"{visit} is “booked” with Deccan Electricals since" in again
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_visit_whose_team_can_no_longer_go_keeps_its_time_until_ops_names_another(
    town: Town, kind: VisitKind
) -> None:
    visit = await acknowledged(town, kind)

    async def leave(uow: UnitOfWork) -> None:
        await open_for_reassignment(uow, await uow.get(Visit, visit), "on leave on Tue 24 Nov", BY)

    await settled(town, leave)
    [words] = await town.told(OPS, f"{visit} needs another team")
    assert "Sunrise Crew can no longer take it: on leave on Tue 24 Nov." in words["text"]
    assert "Deccan Electricals – in the zone" in words["text"]
    await town.told(SUNRISE, f"{visit} on {WHEN} is no longer yours")
    assert "This visit is no longer yours." in await town.card(SUNRISE, f"{visit} · {WHEN}")
    assert (await owes(town))[1:] == ("ops", "reassign_team")
    await town.nobody_else()

    await town.clock_to(november(23, "10:00"))
    [reminder] = await town.told(ASHA, "Reminder: ")
    assert "comes to you" not in reminder["text"]
    await town.skip(OPS)
    assert (
        await town.tap("ravi", "Assign Deccan Electricals", OPS)
        == f"{visit} is booked for Deccan Electricals."
    )
    await town.told(OPS, f"{visit} goes to Deccan Electricals: {WHEN}")
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(DECCAN, f"{visit} · {WHEN}")
    await town.told(SUNRISE, f"Deccan Electricals takes over {visit}")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_team_that_can_go_after_all_has_its_visit_again_without_a_word_to_the_customer(
    town: Town, kind: VisitKind
) -> None:
    visit = await acknowledged(town, kind)

    async def leave(uow: UnitOfWork) -> None:
        await open_for_reassignment(uow, await uow.get(Visit, visit), "on leave on Tue 24 Nov", BY)

    await settled(town, leave)
    await town.skip(OPS, SUNRISE)
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.told(OPS, f"{visit} is booked: {WHEN}")
    await town.told(SUNRISE, f"{visit} · {WHEN}")
    await town.tap("manoj", "Acknowledge", SUNRISE)
    await town.holds()
    await town.nobody_else()


@KIND
async def test_two_visits_of_a_day_swap_their_teams(town: Town, kind: VisitKind) -> None:
    visit, other = await acknowledged(town, kind), f"{kind.letter}-1043-1"

    async def given(uow: UnitOfWork) -> None:
        changed = await uow.save(replace(await uow.get(Visit, other), team="deccan"))
        await reserve(uow, await uow.get(Team, "deccan"), changed)

    await settled(town, given)
    await town.skip()
    await town.tap("ravi", "Swap with …", OPS, within=visit)
    [choice] = await town.told(OPS, f"Swap the team of {visit}")
    assert f"• {other} · " in choice["text"]
    button = f"Swap with {other}"
    assert await town.tap("ravi", button, OPS) == f"The teams of {visit} and {other} are swapped."
    await town.told(
        OPS,
        f"{visit} goes to Deccan Electricals",
        "Vikram Shah cannot be reached on Telegram",
        f"{other} goes to Sunrise Crew",
    )
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(SUNRISE, f"Deccan Electricals takes over {visit}", f"{other} · Tue 24 Nov, 15:00–17:00")
    await town.told(DECCAN, f"{visit} · {WHEN}", f"Sunrise Crew takes over {other}")
    again = await town.tap_on("ravi", button, OPS, choice["id"])
    assert "Something has changed since." in again
    await town.holds()
    await town.nobody_else()


@KIND
async def test_what_has_become_impossible_is_refused_with_what_stands_against_it(
    town: Town, kind: VisitKind
) -> None:
    visit = await acknowledged(town, kind)
    await town.tap("ravi", "Another team …", OPS, within=visit)
    [choice] = await town.told(OPS, f"Another team for {visit}")

    async def busy(uow: UnitOfWork) -> None:
        changed = replace(await uow.get(Visit, f"{kind.letter}-1043-1"), slot=on_tuesday(10), team="deccan")
        await uow.save(changed)
        await reserve(uow, await uow.get(Team, "deccan"), changed)

    await settled(town, busy)
    await town.skip(OPS)
    refused = await town.tap_on("ravi", "Give to Deccan Electricals", OPS, choice["id"])
    assert refused == "Deccan Electricals has another visit at that time."
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.tap("lakhan", "Vehicle broke down", SUNRISE)
    late = await town.tap_on("ravi", "Give to Konkan Power", OPS, choice["id"])
    assert f"{visit} is “emergency" in late
    await town.skip(OPS, SUNRISE, ASHA, KONKAN, PEOPLE["meera"])
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_day_is_planned_and_assigned_at_once_after_a_look(town: Town, kind: VisitKind) -> None:
    visit, other = await chosen(town, kind), f"{kind.letter}-1043-1"

    async def without_team(uow: UnitOfWork) -> None:
        booked = await uow.get(Visit, other)
        await open_for_reassignment(uow, booked, "on leave", BY)

    await settled(town, without_team)
    await town.skip()
    await town.say("ravi", "/plan 24 Nov", OPS)
    [plan] = await town.told(OPS, "Plan for Tue 24 Nov\nVisits without a team: 2")
    for planned in (visit, other):
        assert f"{planned} · {kind} · 411045\n→ Deccan Electricals – in the zone" in plan["text"]
    assert await town.tap("meera", f"{visit} → Deccan Electricals", OPS) == (
        f"{visit} is booked for Deccan Electricals."
    )
    await town.skip()
    refused = await town.tap_on("ravi", f"{visit} → Deccan Electricals", OPS, plan["id"])
    assert f"{visit} is “booked” with Deccan Electricals since" in refused

    await town.tap_on("ravi", "Assign all …", OPS, plan["id"])
    [check] = await town.told(OPS, "Visits that get a team now: 1")
    yes = "Yes, assign all"
    toasts = await asyncio.gather(*(town.tap_only(who, yes, OPS, check["id"]) for who in ("ravi", "meera")))
    await town.quiet()
    assert sorted(toasts) == [
        "Something has changed since. Please look at the plan again.",
        "Visits that have a team now: 1",
    ]
    await town.told(OPS, "Vikram Shah cannot be reached on Telegram", f"{other} goes to Deccan Electricals")
    await town.told(DECCAN, f"{other} · Tue 24 Nov, 15:00–17:00")
    await town.told(SUNRISE, f"Deccan Electricals takes over {other}")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_route_is_shown_to_ops_and_to_the_team_itself(town: Town, kind: VisitKind) -> None:
    visit = await acknowledged(town, kind)
    await town.say("ravi", "/route sunrise 24 Nov", OPS)
    [route] = await town.told(OPS, "Route of Sunrise Crew, Tue 24 Nov")
    assert f"1. 10:00–12:00 · {visit} · Pune 411045" in route["text"]
    assert f"2. 15:00–17:00 · {kind.letter}-1043-1 · Pune 411045 · 2 km" in route["text"]
    assert "In all: 2 km, in a straight line." in route["text"]
    await town.tap("ravi", "Route", OPS, within=visit)
    await town.told(OPS, "Route of Sunrise Crew, Tue 24 Nov")
    await town.say("lakhan", "/route tue", SUNRISE)
    await town.told(SUNRISE, "Route of Sunrise Crew, Tue 24 Nov")

    await town.say("lakhan", "/route deccan tue", SUNRISE)
    await town.told(SUNRISE, "This is not yours to do")
    await town.say("lakhan", "/route sunrise someday", SUNRISE)
    await town.told(SUNRISE, "Which team, and which day? Teams: sunrise. Example: /route sunrise tomorrow.")
    await town.say("ravi", "/plan someday", OPS)
    await town.told(OPS, "“someday” is no day. Example: /plan 24 Nov")
    await town.say("lakhan", "/plan tomorrow", SUNRISE)
    await town.told(SUNRISE, "This is not yours to do. It belongs to: Central Ops.")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_chosen_time_without_a_team_an_hour_before_becomes_an_emergency(
    town: Town, kind: VisitKind
) -> None:
    visit = await chosen(town, kind)
    await town.clock_to(november(24, "08:59"))
    await town.skip()
    await town.clock_to(november(24, "09:00"))
    [words] = await town.told(OPS, f"Emergency: {visit} has no team")
    assert "Cause: no team was assigned in time." in words["text"]
    await town.told(PEOPLE["meera"], f"Nobody has taken the emergency of {visit}")
    await town.told(ASHA, "We are sorry: our team cannot come as planned")
    for chat in (SUNRISE, DECCAN, KONKAN):
        [asked] = await town.told(chat, f"Can you take over {visit}?")
        assert "No team was assigned in time." in asked["text"]
    assert await town.tap("lakhan", "Accept", SUNRISE) == f"{visit} is yours. Thank you!"
    [handover] = await town.told(SUNRISE, f"You have {visit} now: {WHEN}")
    assert "team before you" not in handover["text"]
    await town.told(ASHA, "Another team comes to you: Sunrise Crew")
    await town.told(OPS, f"Backup found: Sunrise Crew takes {visit}")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_visit_that_has_no_team_an_hour_before_it_begins_becomes_an_emergency(
    town: Town, kind: VisitKind
) -> None:
    visit = await acknowledged(town, kind)

    async def leave(uow: UnitOfWork) -> None:
        await open_for_reassignment(uow, await uow.get(Visit, visit), "on leave on Tue 24 Nov", BY)

    await settled(town, leave)
    await town.clock_to(november(24, "08:59"))
    await town.skip()
    await town.clock_to(november(24, "09:00"))
    [words] = await town.told(OPS, f"Emergency: Sunrise Crew cannot make {visit}")
    assert "Cause: no other team was found in time." in words["text"]
    await town.told(PEOPLE["meera"], f"Nobody has taken the emergency of {visit}")
    await town.told(ASHA, "We are sorry: our team cannot come as planned")
    for chat in (DECCAN, KONKAN):
        await town.told(chat, f"Can you take over {visit}?")
    assert await town.tap("naveen", "Accept", DECCAN) == f"{visit} is yours. Thank you!"
    await town.skip(OPS, ASHA, DECCAN, SUNRISE)
    await town.holds()
    await town.nobody_else()
