"""Plain queries for what is shown: lists, the board, what a person owes."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.leads.listing import LeadFilter
from domain.leads.stages import Stage
from domain.owed import NextAction, Owed
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from storage.database import Database
from storage.screens import SqlScreens
from tests.build import NOW, a_customer, a_lead
from tests.storage.kept import InDatabase

HOUR: Final = timedelta(hours=1)


def an_actor(role: Role, *, oem: str | None = None, team: str = "", lead: str = "") -> Actor:
    teams = frozenset({team} - {""})
    return Actor(
        person="p", name="P", roles=frozenset({role}), oem=oem, teams=teams, leads=frozenset({lead} - {""})
    )


OWED: Final = {
    "L-1": NextAction(role=Role.OPS, what=Owed.CALL_CUSTOMER, due=NOW + 2 * HOUR, subject="L-1"),
    "L-2": NextAction(role=Role.FIELD, what=Owed.SET_OUT, due=NOW - HOUR, subject="S-2-1", team="sunrise"),
    "L-3": NextAction(role=Role.FIELD, what=Owed.ARRIVE, due=NOW, subject="S-3-1", team="dawn"),
    "L-4": NextAction(role=Role.OEM, what=Owed.ACKNOWLEDGE_PACK, due=NOW, subject="C-4", oem="volt"),
    "L-5": NextAction(role=Role.CUSTOMER, what=Owed.SHARE_DOCUMENTS, due=NOW, subject="L-5"),
    "P-7": NextAction(role=Role.FINANCE, what=Owed.APPROVE_PAYMENT, due=NOW - 2 * HOUR, subject="P-7"),
    "L-6": NextAction(role=Role.OPS, what=Owed.REVIEW_SURVEY, due=NOW - 3 * HOUR, subject="S-6-1"),
}


@pytest.fixture
async def kept(database: Database) -> InDatabase:
    """Four leads of two OEMs, and what is owed for them and others."""
    found = InDatabase(database)
    async with found.begin() as uow:
        for number in range(1, 5):
            await uow.add(
                a_lead(
                    id=f"L-{number}",
                    oem="kaveri" if number == 4 else "volt",
                    oem_reference=f"VM-{number}",
                    customer=a_customer(phone=f"+91987654321{number}"),
                    stage=Stage.NEW if number < 3 else Stage.MATERIALS,
                )
            )
        for item, action in OWED.items():
            await uow.ledger.owe(item, item if item.startswith("L") else None, action)
    return found


async def test_an_oems_leads_come_newest_first_page_by_page(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        screens = SqlScreens(connection)
        first = await screens.leads("volt", limit=2)
        rest = await screens.leads("volt", after=first[-1].place, limit=2)
        all_of_them = await screens.leads(None, limit=9)
    assert [listed.lead.id for listed in first + rest] == ["L-3", "L-2", "L-1"]
    assert len(all_of_them) == 4


async def test_leads_are_listed_by_stage_and_never_those_of_another_oem(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        found = await SqlScreens(connection).leads("volt", LeadFilter(stage=Stage.MATERIALS), limit=9)
        others = await SqlScreens(connection).leads("nobody", limit=9)
    assert ([listed.lead.id for listed in found], others) == (["L-3"], [])


async def test_stages_and_overdue_are_counted(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        screens = SqlScreens(connection)
        assert await screens.stages() == {Stage.NEW: 2, Stage.MATERIALS: 2}
        assert await screens.overdue_counts(NOW) == {
            Owed.SET_OUT: 1,
            Owed.APPROVE_PAYMENT: 1,
            Owed.REVIEW_SURVEY: 1,
        }


async def test_the_longest_overdue_comes_first(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        overdue = await SqlScreens(connection).overdue(NOW, 2)
    assert overdue == [("L-6", OWED["L-6"]), ("P-7", OWED["P-7"])]


async def test_what_is_urgent_goes_before_what_is_longer_overdue(kept: InDatabase) -> None:
    urgent = replace(OWED["L-1"], what=Owed.PROPOSE_SLOTS, due=NOW - HOUR, urgent=True)
    async with kept.begin() as uow:
        await uow.ledger.owe("L-1", "L-1", urgent)
    async with kept.database.read() as connection:
        screens = SqlScreens(connection)
        assert [item for item, _ in await screens.owed_by(an_actor(Role.OPS))] == ["L-1", "L-6"]
        assert await screens.overdue(NOW, 2) == [("L-1", urgent), ("L-6", OWED["L-6"])]


WHO: Final = [
    (an_actor(Role.OPS), ["L-6", "L-1"]),
    (an_actor(Role.FIELD, team="sunrise"), ["L-2"]),
    (an_actor(Role.FIELD), []),
    (an_actor(Role.OEM, oem="volt"), ["L-4"]),
    (an_actor(Role.OEM, oem="kaveri"), []),
    (an_actor(Role.OEM), []),
    (an_actor(Role.CUSTOMER, lead="L-5"), ["L-5"]),
    (an_actor(Role.CUSTOMER, lead="L-1"), []),
    (an_actor(Role.FINANCE), ["P-7"]),
    (an_actor(Role.PROCUREMENT), []),
    (Actor(person=None, name="", roles=frozenset()), []),
    (
        Actor(person="p", name="P", roles=frozenset({Role.OPS, Role.FIELD}), teams=frozenset({"dawn"})),
        ["L-6", "L-3", "L-1"],
    ),
]


@pytest.mark.parametrize(("actor", "items"), WHO)
async def test_a_person_sees_what_he_owes_most_urgent_first(
    kept: InDatabase, actor: Actor, items: list[str]
) -> None:
    async with kept.database.read() as connection:
        assert [item for item, _ in await SqlScreens(connection).owed_by(actor)] == items


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("98765", ["L-4", "L-3", "L-2", "L-1"]),
        ("vm-2", ["L-2"]),
        ("l-3", ["L-3"]),
        ("%", ["L-4", "L-3", "L-2", "L-1"]),
        ("'; DROP", []),
        ("\x00vm-2", ["L-2"]),
        ("_______", ["L-4", "L-3", "L-2", "L-1"]),
    ],
)
async def test_a_lead_is_found_by_phone_reference_or_id(
    kept: InDatabase, text: str, leads: list[str]
) -> None:
    async with kept.database.read() as connection:
        assert await SqlScreens(connection).find(text) == leads


async def test_no_more_is_found_than_can_be_shown(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        assert await SqlScreens(connection).find("98765", limit=2) == ["L-4", "L-3"]


async def test_a_picture_without_bytes_is_not_archived(kept: InDatabase) -> None:
    async with kept.begin() as uow:
        await uow.ledger.want_media([], "L-1", NOW)
        await settle(uow)
    async with kept.database.read() as connection:
        assert await SqlScreens(connection).archived(["u1"]) == {}


async def test_nothing_waits_in_an_empty_inbox(kept: InDatabase) -> None:
    async with kept.database.read() as connection:
        assert await SqlScreens(connection).oldest_waiting() is None
