"""What a period's report is counted from, as the database gives it; and what was frozen, by edition."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import event

from domain.events import Happening
from domain.leads.stages import OPEN, Stage, Step
from domain.reporting.course import Course, Happened
from domain.settle import settle
from domain.visits.states import VisitKind
from storage.courses import AT_ONCE, SqlCourses
from storage.database import Database
from tests.build import NOW, OPS, a_lead, a_visit, an_oem
from tests.domain.period_deeds import a_content, a_period_report
from tests.storage.kept import InDatabase, Kept

HOUR: Final = timedelta(hours=1)


async def courses_of(database: Database, start: datetime, until: datetime, oem: str = "volt") -> list[Course]:
    async with database.report() as connection:
        return [course async for some in SqlCourses(connection).of(oem, start, until) for course in some]


async def test_what_is_frozen_is_read_as_it_was_written_and_by_edition(kept: Kept) -> None:
    async with kept.begin() as uow:
        first = await uow.frozen.freeze("R-7", 1, a_content())
        again = await uow.frozen.freeze("R-7", 2, a_content())
    assert first == again
    async with kept.begin() as uow:
        assert await uow.frozen.content("R-7", 1) == a_content()
        with pytest.raises(KeyError):
            await uow.frozen.content("R-7", 3)


async def test_a_report_is_found_by_its_occasion_and_by_being_on_its_way(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.add(a_period_report())
    async with kept.begin() as uow:
        assert await uow.all(type(a_period_report()), occasion="volt monthly 2026-10-01 2026-10-31")
        assert await uow.all(type(a_period_report()), on_its_way=True) == []
        assert [one.id for one in await uow.all(type(a_period_report()), oem="volt")] == ["R-7"]


async def test_the_stages_of_a_lead_are_kept_with_their_moments_the_last_of_each(database: Database) -> None:
    kept = InDatabase(database)
    born = NOW - HOUR
    async with kept.begin(born) as uow:
        await uow.add(an_oem())
        lead = a_lead(created_at=born, stage_since=born)
        await uow.add(lead, lead.tells(Happening.LEAD_RECEIVED, OPS, born))
        await settle(uow)
    for step, at in ((Step.CUSTOMER_REACHED, NOW), (Step.CANCEL, NOW), (Step.REOPEN, NOW + HOUR)):
        async with kept.begin(at) as uow:
            now = await uow.get(type(lead), lead.id)
            moved, told = now.moved(step, Happening.INTRO_CALL_REACHED, OPS, at)
            await uow.save(moved, told)
            await settle(uow)
    (course,) = await courses_of(database, NOW, NOW + 2 * HOUR)
    assert course.moves == ((born, Stage.NEW), (NOW, Stage.CANCELLED), (NOW + HOUR, Stage.DOCUMENTS))
    assert course.happened[0] == Happened(Happening.INTRO_CALL_REACHED, NOW, "L-1042", {})
    assert course.lead.stage in OPEN


async def test_a_lead_concerns_a_period_if_it_had_come_and_was_not_over(database: Database) -> None:
    kept = InDatabase(database)
    ended = {"stage": Stage.CANCELLED, "stage_before": Stage.NEW}
    leads = {
        "L-1": a_lead(id="L-1", oem_reference="1", created_at=NOW - 9 * HOUR),
        "L-2": a_lead(
            id="L-2", oem_reference="2", created_at=NOW - 9 * HOUR, stage_since=NOW - HOUR, **ended
        ),
        "L-3": a_lead(id="L-3", oem_reference="3", created_at=NOW - 9 * HOUR, stage_since=NOW, **ended),
        "L-4": a_lead(id="L-4", oem_reference="4", created_at=NOW + HOUR, stage_since=NOW + HOUR),
        "L-5": a_lead(id="L-5", oem="amp", created_at=NOW - 9 * HOUR),
    }
    async with kept.begin() as uow:
        for lead in leads.values():
            await uow.add(lead)
    found = await courses_of(database, NOW, NOW + HOUR)
    assert [course.lead for course in found] == [leads["L-1"], leads["L-3"]]


async def test_visits_come_with_their_time_and_the_serial_number_of_what_hangs_there(
    database: Database,
) -> None:
    kept = InDatabase(database)
    visit = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
    async with kept.begin() as uow:
        await uow.add(a_lead())
        await uow.add(visit)
    (course,) = await courses_of(database, NOW, NOW + HOUR)
    planned = course.planned(VisitKind.INSTALLATION)
    assert planned is not None
    assert visit.slot is not None
    assert (planned.visit, planned.start) == ("I-1042-1", visit.slot.start)
    assert course.planned(VisitKind.SURVEY) is None


async def test_the_number_of_queries_grows_by_shares_and_not_by_leads(database: Database) -> None:
    kept = InDatabase(database)
    async with kept.begin() as uow:
        for number in range(AT_ONCE + 1):
            await uow.add(a_lead(id=f"L-{number}", oem_reference=f"{number}", created_at=NOW - HOUR))
    asked: list[str] = []
    with _noting(database, asked):
        found = await courses_of(database, NOW, NOW + HOUR)
    assert len(found) == AT_ONCE + 1
    assert len([one for one in asked if one.startswith("SELECT")]) == 2 + 2 * 4


class _noting:  # noqa: N801  reads like a function
    def __init__(self, database: Database, asked: list[str]) -> None:
        self._engine = database._reporter.sync_engine
        self._note: Callable[..., None] = lambda _c, _cursor, statement, *_: asked.append(statement)

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._note)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)
