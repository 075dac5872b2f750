"""The materials of an installation from the request to the last metre that comes back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from domain.events import Happening
from domain.leads.cancelling import cancel_lead
from domain.materials.charger import Charger
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Permission, Role
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import give_to
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from tests.scenarios import days
from tests.scenarios.booked import is_booked
from tests.scenarios.days import ASHA, DECCAN, OPS, PROCUREMENT, SUNRISE, november
from tests.scenarios.town import PEOPLE, Town

M: Final = "M-1042"
VISIT: Final = days.INSTALLATION
DESK: Final = Actor(person="p-desk", name="Ravi Desk", roles=frozenset({Role.OPS}))
MEERA: Final = PEOPLE["meera"]
KIT: Final = (
    Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune"),
    Line(item="cable", quantity=18, state=LineState.ALLOCATED, store="pune"),
    Line(item="rcbo", quantity=2, state=LineState.ALLOCATED, store="pune"),
)


async def does(town: Town, deed: Callable[[UnitOfWork], Awaitable[object]]) -> None:
    """Something that happened before, in one transaction of its own."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await deed(uow)
        await settle(uow)
    town.worker.moved()
    await town.quiet()


async def all_is_reserved(town: Town) -> None:
    """The installation is booked for Thursday and acknowledged; its charger is named."""
    await is_booked(town, VisitKind.INSTALLATION, "2026-11-26T10:00:00+05:30")

    async def seed(uow: UnitOfWork) -> None:
        by = SYSTEM.must(Permission.SEE_LEAD)
        for line in KIT:
            await uow.stock.reserve("pune", line.item, line.quantity, lead=days.LEAD, at=uow.now)
        charger = Charger(serial=days.SERIAL, by=replace(by, name="Farida Sheikh"), at=uow.now)
        asked = MaterialRequest(
            id=M, lead=days.LEAD, oem="voltera", team="sunrise", requested_at=uow.now, lines=KIT, charger=charger
        )  # fmt: skip
        await uow.add(asked, asked.tells(Happening.MATERIALS_NEEDED, by, uow.now))

    await does(town, seed)
    await town.told(PROCUREMENT, f"Materials {M}")


async def it_is_handed_out(town: Town) -> None:
    await all_is_reserved(town)
    await town.tap("farida", "Hand out all to Sunrise Crew", PROCUREMENT)
    await town.told(SUNRISE, f"Materials {M}")


def given_to(team: str) -> Callable[[UnitOfWork], Awaitable[object]]:
    async def give(uow: UnitOfWork) -> Visit:
        visit = await uow.get(Visit, VISIT)
        return await give_to(uow, VISIT, team, visit.version, DESK)

    return give


async def on_hand(town: Town, item: str) -> int:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return (await uow.stock.on_hand(item)).get("pune", 0)


async def test_a_request_is_answered_line_by_line_and_a_part_comes_from_another_store(town: Town) -> None:
    await days.pass_until(town, days.site_is_ready)
    await does(town, lambda uow: uow.stock.adjust("pune", "cable", -295, at=uow.now, reason="counted"))
    await town.told(PROCUREMENT, "Pune is running low")
    await days.materials_are_asked_for(town)
    card = await town.card(PROCUREMENT, f"Materials {M}")
    assert "→ transfer from Mumbai: 20, ₹4,800.00, in 2 d" in card
    assert "Free in stock: Pune 5, Mumbai 200" in card

    await town.tap("farida", "Line by line …", PROCUREMENT)
    [picker] = await town.told(PROCUREMENT, f"{M}: which line from which store?")
    cable = "Copper cable 3×6 mm² (m): Pune (5)"
    assert await town.tap_on("farida", cable, PROCUREMENT, picker["id"]) == f"{M}: reserved."
    again = await town.tap_on("farida", cable, PROCUREMENT, picker["id"])
    assert "is already" in again
    card = await town.card(PROCUREMENT, f"Materials {M}")
    assert "✓ Copper cable 3×6 mm² (m) × 5: reserved (Pune)" in card
    assert "• Copper cable 3×6 mm² (m) × 15: open" in card

    await town.tap("farida", "Allocate from stock", PROCUREMENT)
    await town.told(OPS, "All materials are there")
    card = await town.card(PROCUREMENT, f"Materials {M}")
    assert "× 15: reserved (Mumbai), comes to Pune by Thu 26 Nov" in card
    await town.clock_to(november(26, "12:00"))
    await town.told(PROCUREMENT, "Please see that the goods of the other store come")
    await town.tap("farida", "The other store’s goods are here", PROCUREMENT)
    assert "× 15: reserved (Pune)" in await town.card(PROCUREMENT, f"Materials {M}")
    await town.skip(OPS, ASHA, MEERA)
    await town.nobody_else()
    await town.holds()


async def test_a_reservation_that_nobody_needs_ends_and_is_told_once(town: Town) -> None:
    await days.pass_until(town, days.materials_are_allocated)
    left = await on_hand(town, "cable")
    await town.clock_to("2026-12-08T12:00:00+05:30")
    await town.skip(OPS, ASHA, MEERA, SUNRISE)
    [told] = await town.told(PROCUREMENT, f"The reservation of {M} has ended")
    assert "the stock is free again" in told["text"]
    assert "• Charger × 1: open" in await town.card(PROCUREMENT, f"Materials {M}")
    assert await on_hand(town, "cable") == left
    await town.holds()
    await town.advance("48h")
    await town.skip(OPS, ASHA, MEERA, SUNRISE)
    await town.nobody_else()
    await town.holds()


async def test_procurement_is_reminded_to_hand_out_and_what_is_missing_is_settled(town: Town) -> None:
    await all_is_reserved(town)
    await town.clock_to(november(25, "18:30"))
    [late] = await town.told(PROCUREMENT, "Please hand out the materials")
    await town.skip(SUNRISE, ASHA)
    await town.clock_to(november(25, "22:30"))
    await town.told(OPS, "Overdue: hand out the materials")
    await town.told(MEERA, "Overdue: hand out the materials")
    await town.tap_on("farida", "Hand out all to Sunrise Crew", PROCUREMENT, late["id"])
    await town.told(SUNRISE, f"Materials {M}")
    twice = await town.tap_on("farida", "Hand out all to Sunrise Crew", PROCUREMENT, late["id"])
    assert "are handed out already" in twice

    await town.tap("lakhan", "Something is missing …", SUNRISE)
    await town.told(SUNRISE, "What is missing?")
    await town.tap("lakhan", "Copper cable 3×6 mm² (m)", SUNRISE)
    await town.told(SUNRISE, "2 of 2", "How much of it is missing?")
    await town.answer("lakhan", "3", SUNRISE)
    await town.told(SUNRISE, "Please check:")
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "Procurement knows that 3 of Copper cable")
    await town.told(PROCUREMENT, "Sunrise Crew lacks 3 of Copper cable")
    await town.told(OPS, "Sunrise Crew lacks 3 of Copper cable")
    assert await town.tap("lakhan", "We have it all", SUNRISE) == f"{M}: noted, you have it."
    await town.tap("farida", "Settle: Copper cable 3×6 mm² (m) × 3", PROCUREMENT)
    await town.told(PROCUREMENT, "What became of it?")
    await town.tap("farida", "It lies in the store", PROCUREMENT)
    await town.told(PROCUREMENT, "2 of 2", "Why?")
    await town.answer("farida", "it stood behind the door", PROCUREMENT)
    await town.told(PROCUREMENT, "Please check:")
    await town.tap("farida", "Submit", PROCUREMENT)
    await town.told(PROCUREMENT, f"{M}: settled.")
    assert await on_hand(town, "cable") == 285
    await town.nobody_else()
    await town.holds()


async def test_when_another_team_goes_the_first_hands_the_materials_over(town: Town) -> None:
    await it_is_handed_out(town)
    assert await town.tap("lakhan", "We have it all", SUNRISE) == f"{M}: noted, you have it."
    await does(town, given_to("deccan"))
    await town.told(OPS, f"{VISIT} goes to Deccan Electricals")
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    asked, _ = await town.told(SUNRISE, f"Materials {M}", f"Deccan Electricals takes over {VISIT}")
    assert "To be brought to Deccan Electricals" in asked["text"]
    await town.told(DECCAN, f"Installation {VISIT}", f"The materials for {VISIT} are with Sunrise Crew")
    await town.told(PROCUREMENT, "Deccan Electricals installs in place of Sunrise Crew")

    await town.tap_on("lakhan", "Handed over to Deccan Electricals", SUNRISE, asked["id"])
    await town.told(DECCAN, f"Materials {M}")
    assert await town.tap("naveen", "We have it all", DECCAN) == f"{M}: noted, you have it."
    assert "with another team now" in await town.card(SUNRISE, f"Materials {M}")
    await town.nobody_else()
    await town.holds()


async def test_what_a_cancelled_lead_was_given_is_brought_back(town: Town) -> None:
    await it_is_handed_out(town)
    await town.tap("lakhan", "We have it all", SUNRISE)
    await does(town, lambda uow: cancel_lead(uow, days.LEAD, "moved away", DESK))
    await town.skip(OPS, ASHA, days.VOLTERA)
    _, back = await town.told(SUNRISE, f"{VISIT} on ", f"Materials {M}")
    assert "Next: bring the materials back to the store" in back["text"]
    await town.told(PROCUREMENT, f"The materials of {M} are free again")
    await town.tap("lakhan", "We brought it back to the store", SUNRISE)
    await town.told(PROCUREMENT, f"Materials {M}")
    taken = await town.tap("farida", "All of it is back in the store", PROCUREMENT)
    assert taken == f"{M}: all of it is back in the store."
    assert await on_hand(town, "cable") == 300
    await town.nobody_else()
    await town.holds()
