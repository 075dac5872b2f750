"""A typed address looked up on a map is a proposal: only the customer makes a place of it."""

from typing import Final

import pytest

from domain.errors import NotAllowed, Refused
from domain.events import Happening
from domain.leads.finding import confirm_place, note_found, to_look_up
from domain.leads.intake import share_location
from domain.leads.lead import Documents, Lead, Location
from domain.leads.stages import Stage
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Role
from tests.build import NOW, an_oem, at_stage
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
LEAD: Final = "L-1042"
TYPED: Final = "12 Hill Road, Baner, Pune"
BANER: Final = (18.559, 73.779)
DELHI: Final = (28.61, 77.21)


async def a_house(location: Location | None = None) -> House:
    house = House()
    uow = house.uow()
    await uow.add(an_oem())
    documents = Documents(location=location or Location(address=TYPED))
    await uow.add(at_stage(Stage.DOCUMENTS, documents=documents, consent_at=NOW))
    return house


async def test_what_is_found_is_shown_to_the_customer_and_counts_when_confirmed() -> None:
    house = await a_house()
    uow = house.uow()
    noted = await note_found(uow, LEAD, TYPED, BANER, SYSTEM)
    assert noted is not None
    assert noted.documents.location is not None
    assert (noted.documents.location.found, noted.documents.location.latitude) == (BANER, None)
    assert [event.kind for event in uow.events] == [Happening.PLACE_FOUND]
    confirmed = await confirm_place(house.uow(), LEAD, DESK)
    place = confirmed.documents.location
    assert place is not None
    assert (place.latitude, place.longitude, place.found, place.address) == (*BANER, None, TYPED)
    with pytest.raises(Refused, match="no place on the map"):
        await confirm_place(house.uow(), LEAD, DESK)


@pytest.mark.parametrize("point", [None, DELHI])
async def test_nothing_found_or_another_part_of_the_country_is_not_asked_about(
    point: tuple[float, float] | None,
) -> None:
    house = await a_house()
    uow = house.uow()
    noted = await note_found(uow, LEAD, TYPED, point, SYSTEM)
    assert noted is not None
    assert noted.documents.location is not None
    assert noted.documents.location.found is None
    assert uow.events == []
    assert to_look_up(noted) is None


async def test_an_answer_that_comes_too_late_changes_nothing() -> None:
    house = await a_house()
    await share_location(house.uow(), LEAD, Location(latitude=18.5, longitude=73.8), DESK)
    assert await note_found(house.uow(), LEAD, TYPED, BANER, SYSTEM) is None
    await share_location(house.uow(), LEAD, Location(address="4 Rose Park, Baner"), DESK)
    assert await note_found(house.uow(), LEAD, TYPED, BANER, SYSTEM) is None


async def test_a_point_and_a_lead_after_its_survey_are_not_looked_up() -> None:
    point = Location(latitude=18.5, longitude=73.8)
    assert to_look_up(await (await a_house(point)).uow().get(Lead, LEAD)) is None
    later = at_stage(Stage.MATERIALS, documents=Documents(location=Location(address=TYPED)), consent_at=NOW)
    assert to_look_up(later) is None


async def test_only_the_program_looks_places_up() -> None:
    with pytest.raises(NotAllowed):
        await note_found((await a_house()).uow(), LEAD, TYPED, BANER, DESK)
