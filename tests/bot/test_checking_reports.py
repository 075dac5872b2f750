"""What `chargeops check` says of reports of periods, and of the stages that they are counted from."""

from pathlib import Path

from sqlalchemy import Executable, update

from bot.checking import breaches
from domain.events import Happening
from domain.leads.stages import Step
from domain.people.actor import SYSTEM
from domain.reporting.content import Compiled
from domain.reporting.period_report import ReportState
from domain.reporting.period_wishes import Rhythm
from domain.reporting.periods import report_was_compiled
from domain.settle import settle
from storage.database import Database
from storage.frozen import report_contents
from storage.ledger import lead_stages, owed
from storage.migrating import migrate
from tests.build import NOW, OPS, a_lead, an_oem
from tests.domain.period_deeds import a_content, a_period_report
from tests.storage.kept import InDatabase


async def found_after(tmp_path: Path, *statements: Executable) -> list[str]:
    database = Database(f"sqlite:///{tmp_path / 'checked.db'}")
    try:
        await migrate(database)
        kept = InDatabase(database)
        async with kept.begin() as uow:
            lead = a_lead()
            for thing in (an_oem(), lead, a_period_report(state=ReportState.WANTED, rhythm=Rhythm.ASKED)):
                await uow.add(thing)
            moved, told = lead.moved(Step.CUSTOMER_REACHED, Happening.INTRO_CALL_REACHED, OPS, NOW)
            await uow.save(moved, told)
            await report_was_compiled(uow, "R-7", Compiled(content=a_content()), SYSTEM)
            await settle(uow)
        async with database.begin() as connection:
            for statement in statements:
                await connection.execute(statement)
        return [breach async for breach in breaches(database, kept.work, NOW)]
    finally:
        await database.close()


async def test_all_is_well(tmp_path: Path) -> None:
    assert await found_after(tmp_path) == []


async def test_what_was_frozen_and_changed_since_is_found(tmp_path: Path) -> None:
    other = update(report_contents).values(packed=b"x\x9c\x03\x00\x00\x00\x00\x01")
    assert await found_after(tmp_path, other) == ["R-7: edition 2 is not what was frozen"]


async def test_a_stage_that_was_not_noted_is_found(tmp_path: Path) -> None:
    found = await found_after(tmp_path, update(lead_stages).values(stage="new"))
    assert found == ["L-1042: stands at documents, and new was noted last"]


async def test_a_report_that_nobody_owes_is_found(tmp_path: Path) -> None:
    found = await found_after(tmp_path, update(owed).where(owed.c.item == "R-7").values(item="R-8"))
    assert "R-7: open without a next action" in found
