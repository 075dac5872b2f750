"""A file of leads is kept for a week; one that nobody confirms ends, and what it quoted of customers goes with it."""

from datetime import timedelta
from typing import Final

import pytest

from domain.events import Happening
from domain.leads.filing import KEPT, clear_imports
from domain.leads.imports import Fault, Import, ImportState, Problem
from domain.people.actor import SYSTEM
from tests.build import NOW
from tests.domain.import_deeds import an_import
from tests.fakes import House

FAULT: Final = Fault(cell="C2", field="phone", problem=Problem(msgid="no number"), given="12345")
OLD: Final = NOW + KEPT


async def a_house(state: ImportState) -> House:
    house = House()
    await house.uow().add(an_import(state=state, sha256="ab" * 32, error_file="cd" * 32, faults=(FAULT,)))
    return house


@pytest.mark.parametrize("state", [ImportState.DONE, ImportState.CANCELLED, ImportState.UNREADABLE])
async def test_after_a_week_the_file_goes_and_the_counts_stay(state: ImportState) -> None:
    house = await a_house(state)
    assert await clear_imports(house.uow(OLD - timedelta(seconds=1)), SYSTEM) == 0
    uow = house.uow(OLD)
    assert await clear_imports(uow, SYSTEM) == 1
    left = await uow.get(Import, "U-1")
    assert (left.sha256, left.error_file, left.faults, left.state) == ("", "", (), state)
    assert left.counts == an_import().counts
    assert house.ledger.discarded == {"ab" * 32, "cd" * 32}
    assert await clear_imports(house.uow(OLD), SYSTEM) == 0


async def test_what_nobody_confirmed_within_a_week_is_cancelled() -> None:
    house = await a_house(ImportState.CHECKED)
    uow = house.uow(OLD)
    assert await clear_imports(uow, SYSTEM) == 1
    assert (await uow.get(Import, "U-1")).state is ImportState.CANCELLED
    assert [event.kind for event in uow.events] == [Happening.IMPORT_CANCELLED]


@pytest.mark.parametrize("state", [ImportState.READING, ImportState.IMPORTING])
async def test_what_is_being_worked_on_is_left_alone(state: ImportState) -> None:
    house = await a_house(state)
    assert await clear_imports(house.uow(OLD), SYSTEM) == 0
