"""Whose visit a location is about: of the chat's own team only, and of what that team did last."""

from datetime import timedelta
from typing import Any, Final

import pytest
from aiogram.types import Chat as TelegramChat
from aiogram.types import Location
from aiogram.types import Message as Said

from cards.answer import Here
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.states import VisitState
from domain.visits.underway import CheckIn, Journey
from handlers.whereabouts import is_of_a_visit
from tests.build import NOW, a_chat, a_team, a_visit, an_oem, at_stage, documents
from tests.fakes import House

HOUR: Final = timedelta(hours=1)
GROUPS: Final = {"sunrise": -2001, "dawn": -2002}
OPS_GROUP: Final = -2003
MEMBER: Final = Actor(
    person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise", "dawn"})
)


async def a_house(**second: Any) -> House:  # noqa: ANN401  fields of Visit
    """Sunrise is at S-1 and has not shown where; Dawn, or who is named, is on the way to S-2."""
    house = House()
    uow = house.uow(NOW)
    await uow.add(an_oem())
    for team, group in GROUPS.items():
        await uow.add(a_team(id=team))
        await uow.add(a_chat(id=group, role=Role.FIELD, team=team))
    await uow.add(a_chat(id=OPS_GROUP))
    for number in (1, 2):
        await uow.add(
            at_stage(
                Stage.SURVEY_SCHEDULED,
                id=f"L-{number}",
                oem_reference=f"VM-{number}",
                visits_made=1,
                customer_person=None,
                documents=documents(),
            )
        )
    site = {"state": VisitState.ON_SITE, "check_in": CheckIn(at=NOW), "state_since": NOW}
    way = {"state": VisitState.ON_THE_WAY, "journey": Journey(eta=NOW, told=NOW), "team": "dawn"}
    await uow.add(a_visit(**{"id": "S-1", "lead": "L-1", **site}))
    await uow.add(a_visit(**{"id": "S-2", "lead": "L-2", "state_since": NOW + HOUR, **way, **second}))
    return house


async def asked_of(house: House, chat: int) -> str | None:
    """The visit that a location sent there is about."""
    private = chat > 0
    said = Said(
        message_id=5,
        date=NOW,
        chat=TelegramChat(id=chat, type="private" if private else "supergroup"),
        location=Location(latitude=18.5, longitude=73.7),
    )
    here = Here(chat=chat, thread=None, private=private, person=None, telegram_id=701, name="Ravi")
    found = await is_of_a_visit(said, house.uow(NOW), MEMBER, here)
    return found["visit"].id if isinstance(found, dict) else None


@pytest.mark.parametrize(("team", "visit"), [("sunrise", "S-1"), ("dawn", "S-2")])
async def test_in_a_group_it_is_about_that_teams_visit_only(team: str, visit: str) -> None:
    assert await asked_of(await a_house(), GROUPS[team]) == visit


async def test_in_a_group_that_is_no_teams_it_is_about_none() -> None:
    assert await asked_of(await a_house(), OPS_GROUP) is None


@pytest.mark.parametrize(("later", "visit"), [(HOUR, "S-2"), (-HOUR, "S-1")])
async def test_it_is_about_what_the_team_did_last(later: timedelta, visit: str) -> None:
    house = await a_house(team="sunrise", state_since=NOW + later)
    assert await asked_of(house, GROUPS["sunrise"]) == visit
    assert await asked_of(house, 701) == visit
