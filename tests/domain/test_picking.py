"""The calendar at the desk: free places by day, times picked for a proposal, a time booked on the phone."""

from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.owed import Owed
from domain.policy import DEFAULT
from domain.settle import settle
from domain.slot import Slot
from domain.view import view_of
from domain.visits.picking import (
    book_for_customer,
    open_calendar,
    pick_slot,
    places_for,
    propose_picked,
    show_day,
)
from domain.visits.slots import free_places
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from tests.build import a_team
from tests.domain.test_choosing import BOTH_KINDS, OPS, a_house, happened, proposed, taken, tapped
from tests.fakes import NOW, House

TUESDAY: Final = date(2026, 11, 24)


async def slots_of(house: House, lead: str = "L-1042") -> list[Slot]:
    uow = house.uow()
    return [place.slot for place in await places_for(uow, await uow.get(Lead, lead))]


async def picked(house: House, *slots: Slot) -> None:
    for slot in slots:
        uow = house.uow()
        await pick_slot(uow, "L-1042", slot.start, OPS)
        await settle(uow)


async def test_a_day_has_as_many_free_places_as_its_teams_can_make_visits() -> None:
    """Two teams, three windows; the one may make two visits a day and has made one, the other has one free hour."""
    dawn = a_team(id="dawn", name="Dawn Crew", daily_capacity=2)
    house = await a_house(VisitKind.SURVEY, a_team(), dawn)
    uow = house.uow()
    on_tuesday = [
        slot for slot in await slots_of(house) if DEFAULT.calendar.local(slot.start).date() == TUESDAY
    ]
    for slot, team in ((on_tuesday[0], "dawn"), (on_tuesday[0], "sunrise"), (on_tuesday[1], "sunrise")):
        await uow.capacity.take(team, slot, f"S-{team}-{slot.start}", day=TUESDAY, most=3)
    places = await places_for(uow, await uow.get(Lead, "L-1042"))
    left = [place for place in places if DEFAULT.calendar.local(place.slot.start).date() == TUESDAY]
    assert [len(place.teams) for place in left] == [1, 2]
    assert free_places(left) == 2


@BOTH_KINDS
async def test_what_is_picked_is_proposed_and_nothing_else(kind: VisitKind) -> None:
    house = await a_house(kind)
    slots = await slots_of(house)
    await picked(house, slots[4], slots[1], slots[7], slots[1])
    uow = house.uow()
    visit = await propose_picked(uow, "L-1042", OPS)
    await settle(uow)
    assert visit.offered == (slots[4], slots[7])
    assert house.ledger.owed["L-1042"].what is Owed.CHOOSE_SLOT
    assert (await house.uow().get(Lead, "L-1042")).picking is None


async def test_a_second_tap_on_the_proposal_sends_it_once() -> None:
    house = await a_house(VisitKind.SURVEY)
    await picked(house, *(await slots_of(house))[:2])
    uow = house.uow()
    await propose_picked(uow, "L-1042", OPS)
    await settle(uow)
    with pytest.raises(Refused, match=r"Times are on offer since .* already"):
        await propose_picked(house.uow(), "L-1042", OPS)
    assert happened(house).count(Happening.SLOTS_PROPOSED) == 1


async def test_what_was_taken_meanwhile_is_not_proposed() -> None:
    house = await a_house(VisitKind.SURVEY, leads=2)
    slots = await slots_of(house)
    await picked(house, slots[0], slots[1])
    other = await proposed(house, "L-1043")
    await tapped(house, other, slots[0])
    assert (await propose_picked(house.uow(), "L-1042", OPS)).offered == (slots[1],)
    await picked(house, slots[2])
    uow = house.uow()
    await uow.capacity.take("sunrise", slots[2], "S-7-1", day=TUESDAY, most=9)
    with pytest.raises(Refused, match="None of the picked times is free any more"):
        await propose_picked(uow, "L-1042", OPS)
    with pytest.raises(Refused, match="has just been taken"):
        await pick_slot(uow, "L-1042", slots[0].start, OPS)


async def test_no_more_are_picked_than_are_proposed() -> None:
    house = await a_house(VisitKind.SURVEY)
    slots = await slots_of(house)
    await picked(house, *slots[:6])
    with pytest.raises(Refused, match="At most 6 times"):
        await picked(house, slots[6])
    await picked(house, slots[0], slots[6])


@BOTH_KINDS
@pytest.mark.parametrize("after", ["nothing", "a proposal", "a hold"])
async def test_on_the_phone_any_free_time_is_booked_at_once(kind: VisitKind, after: str) -> None:
    house = await a_house(kind)
    slot = (await slots_of(house))[5]
    if after != "nothing":
        visit = await proposed(house)
        if after == "a hold":
            await tapped(house, visit, visit.offered[0])
    uow = house.uow()
    booked = await book_for_customer(uow, "L-1042", slot.start, OPS)
    await settle(uow)
    assert (booked.slot, booked.held_until) == (slot, None)
    assert taken(house) == {booked.id: ("sunrise", slot)}
    assert len(house.shelves.all_of(Visit)) == 1
    event = house.ledger.events[-1]
    assert (event.kind, event.by.on_behalf_of) == (Happening.SLOT_CHOSEN, "customer")
    assert house.ledger.owed["L-1042"].what is Owed.ASSIGN_TEAM


async def test_a_second_tap_on_a_time_for_the_customer_changes_nothing() -> None:
    house = await a_house(VisitKind.SURVEY)
    slot = (await slots_of(house))[5]
    for _ in range(2):
        uow = house.uow()
        await book_for_customer(uow, "L-1042", slot.start, OPS)
        await settle(uow)
    assert happened(house).count(Happening.SLOT_CHOSEN) == 1


async def test_what_is_not_free_any_more_is_picked_no_longer() -> None:
    house = await a_house(VisitKind.SURVEY, leads=2)
    slots = await slots_of(house)
    await picked(house, *slots[:6])
    other = await proposed(house, "L-1043")
    await tapped(house, other, slots[0])
    await picked(house, slots[6])
    lead = await house.uow().get(Lead, "L-1042")
    assert lead.picking is not None
    assert lead.picking.slots == tuple(slots[1:7])


async def test_the_places_are_looked_up_only_while_the_calendar_is_open() -> None:
    house = await a_house(VisitKind.SURVEY)
    assert (await view_of(house.uow(), "L-1042")).places == ()
    uow = house.uow()
    await open_calendar(uow, "L-1042", OPS)
    await show_day(uow, "L-1042", TUESDAY, OPS)
    await settle(uow)
    view = await view_of(house.uow(), "L-1042")
    assert len(view.places) > 20
    assert (view.lead and view.lead.picking and view.lead.picking.day) == TUESDAY
    late = NOW + timedelta(days=30)
    assert (await view_of(house.uow(late), "L-1042")).places[0].slot.start > late
