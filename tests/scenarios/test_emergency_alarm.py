"""The alarm of an emergency climbs until somebody has it in hand, and passes over whoever cannot hear it."""

from dataclasses import replace

import pytest

from domain.people.person import Person
from domain.settle import settle
from domain.visits.states import VisitKind
from tests.scenarios.booked import is_booked
from tests.scenarios.days import ASHA, DECCAN, KONKAN, OPS, november
from tests.scenarios.searches import MEERA, cannot_make, far_search, near_search
from tests.scenarios.town import PEOPLE, Town

KINDS = pytest.mark.parametrize("kind", VisitKind)
RAVI = PEOPLE["ravi"]


async def has_a_boss(town: Town) -> None:
    """An admin who is not the head of Ops: Gita, for the day; and Ravi is on call."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        meera, gita = await uow.get(Person, "p1010"), await uow.get(Person, "p1030")
        desk, admin = meera.grants
        await uow.save(replace(meera, grants=(desk,)))
        await uow.save(replace(gita, grants=(*gita.grants, admin)))
        await uow.save(replace(await uow.get(Person, "p1011"), on_call=True))
        await settle(uow)


async def blocks(town: Town, *people: str) -> None:
    for person in people:
        await town.say(person, "/start")
        answer = await town.sim.post(f"/sim/chats/{PEOPLE[person]}/block", json={"blocked": True})
        assert answer.is_success, answer.text
    await town.skip()


async def opens(town: Town, visit: str) -> None:
    await cannot_make(town, visit)
    await town.told(OPS, f"Emergency: Sunrise Crew cannot make {visit}")
    await town.told(ASHA, "What would you like us to do?")
    await town.told(DECCAN, f"Can you take over {visit}?")


@KINDS
async def test_the_alarm_climbs_every_five_minutes_and_begins_again_until_it_is_taken(
    town: Town, kind: VisitKind
) -> None:
    await has_a_boss(town)
    booked = await is_booked(town, kind)
    await opens(town, booked.visit)
    await town.told(RAVI, "You are on call.")
    await town.clock_to(november(22, "12:04"))
    await town.nobody_else()
    await town.clock_to(november(22, "12:05"))
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    await town.clock_to(november(22, "12:10"))
    await town.told(PEOPLE["gita"], "Neither the desk nor its head has answered")
    await town.told(KONKAN, f"Can you take over {booked.visit}?")
    await town.clock_to(november(22, "12:15"))
    await town.told(OPS, f"Nobody has taken the emergency of {booked.visit}")
    await town.told(RAVI, "You are on call.")
    assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    await town.clock_to(november(22, "12:19"))
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_with_nobody_on_call_the_head_of_ops_hears_of_it_at_once_and_again(
    town: Town, kind: VisitKind
) -> None:
    """Here she is the admin too, so she hears of each step."""
    booked = await far_search(town, kind, taken=False)
    await town.clock_to(november(22, "12:05"))
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    await town.say("meera", "/undelivered")
    [listed] = await town.told(MEERA, "nobody is there to be told: on_call")
    assert listed["text"].count("on_call") == 1
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_taken_and_then_neglected_it_climbs_again_from_the_beginning(
    town: Town, kind: VisitKind
) -> None:
    booked = await near_search(town, kind)
    await town.clock_to(november(24, "09:49"))
    await town.nobody_else()
    await town.clock_to(november(24, "09:50"))
    await town.told(
        OPS, f"Ravi Kulkarni took the emergency of {booked.visit}, and nothing has been done since"
    )
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    await town.clock_to(november(24, "09:55"))
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_who_is_on_call_and_has_blocked_the_bot_is_passed_over_at_once(
    town: Town, kind: VisitKind
) -> None:
    await has_a_boss(town)
    booked = await is_booked(town, kind)
    await blocks(town, "ravi")
    await opens(town, booked.visit)
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    [missed] = await town.told(PEOPLE["gita"], "Something could not be delivered")
    assert "blocked" in missed["text"]
    await town.clock_to(november(22, "12:05"))
    await town.told(PEOPLE["gita"], "Neither the desk nor its head has answered")
    await town.clock_to(november(22, "12:10"))
    await town.told(OPS, f"Nobody has taken the emergency of {booked.visit}")
    await town.told(MEERA, f"Nobody has taken the emergency of {booked.visit}")
    await town.told(KONKAN, f"Can you take over {booked.visit}?")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_where_nobody_can_be_told_privately_the_group_hears_of_it_again(
    town: Town, kind: VisitKind
) -> None:
    await has_a_boss(town)
    booked = await is_booked(town, kind)
    await blocks(town, "ravi", "meera", "gita")
    await cannot_make(town, booked.visit)
    nobody = f"Nobody has taken the emergency of {booked.visit}"
    await town.told(OPS, f"Emergency: Sunrise Crew cannot make {booked.visit}", nobody)
    await town.told(ASHA, "What would you like us to do?")
    await town.told(DECCAN, f"Can you take over {booked.visit}?")
    await town.clock_to(november(22, "12:29"))
    await town.skip(DECCAN, KONKAN, OPS)
    await town.clock_to(november(22, "12:30"))
    await town.told(OPS, nobody)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_one_of_two_on_call_who_can_be_reached_is_enough(town: Town, kind: VisitKind) -> None:
    await has_a_boss(town)
    await town.say("meera", "/oncall")
    await town.tap("meera", "Put Meera Joshi on call")
    booked = await is_booked(town, kind)
    await blocks(town, "ravi")
    await opens(town, booked.visit)
    await town.told(MEERA, "You are on call.")
    await town.told(PEOPLE["gita"], "Something could not be delivered")
    await town.holds()
    await town.nobody_else()
