"""What `chargeops check` says of teams: their timers, and the places of their days."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Executable, delete, insert, update

from bot.checking import breaches
from domain.leads.stages import Stage
from domain.settle import settle
from domain.visits.availability import reserve
from domain.visits.team import Certificate
from storage.capacity import bookings, day_places
from storage.database import Database
from storage.migrating import migrate
from storage.timers import timers
from tests.build import NOW, TOMORROW, a_team, a_visit, an_oem, at_stage
from tests.storage.kept import InDatabase

TUESDAY: Final = date(2026, 11, 24)
LICENCE: Final = Certificate(name="Electrical licence", expires_on=date(2026, 12, 31))
STRAY: Final = {"team": "sunrise", "day": TUESDAY, "place": 2, "visit": "S-7-1"}


async def found_after(tmp_path: Path, *statements: Executable) -> list[str]:
    """A crew with a licence and a booked visit; then somebody meddles with the database."""
    database = Database(f"sqlite:///{tmp_path / 'checked.db'}")
    try:
        await migrate(database)
        kept = InDatabase(database)
        async with kept.begin() as uow:
            await uow.add(an_oem())
            await uow.add(a_team(certificates=(LICENCE,)))
            await uow.add(at_stage(Stage.SURVEY_SCHEDULED, visits_made=1))
            await uow.add(a_visit())
            await reserve(uow, a_team(), a_visit())
            await settle(uow)
        async with database.begin() as connection:
            for statement in statements:
                await connection.execute(statement)
        return [breach async for breach in breaches(database, kept.work, NOW)]
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        (delete(day_places), "S-1042-1: its team sunrise has no place for it on that day"),
        (update(day_places).values(team="dawn"), "has a place of dawn on 2026-11-24 without a reason"),
        (update(day_places).values(place=7), "has place 7 of sunrise on 2026-11-24, and there are 3"),
        (insert(day_places).values(STRAY), "S-7-1: has a place of sunrise on 2026-11-24 without a reason"),
        (
            update(day_places).values(day=TUESDAY + timedelta(days=1)),
            "S-1042-1: has a place of sunrise on 2026-11-25, and is on 2026-11-24",
        ),
        (
            delete(bookings).where(bookings.c.cell == TOMORROW.start),
            "S-1042-1: sunrise is not taken for just its time",
        ),
        (delete(timers).where(timers.c.lead == "team/sunrise"), "team/sunrise: timer"),
    ],
)
async def test_a_breach_is_named(tmp_path: Path, statement: Executable, breach: str) -> None:
    found = await found_after(tmp_path, statement)
    assert any(breach in line for line in found), found


async def test_all_is_well_where_nobody_meddled(tmp_path: Path) -> None:
    assert await found_after(tmp_path) == []
