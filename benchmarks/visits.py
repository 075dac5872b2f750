"""A company with very many visits, written straight into the tables: 30 teams around Pune, and leads with a visit each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import insert

from bot.keeping import Keeping, keep
from domain.leads.lead import Customer, Documents, Lead, Location, Source
from domain.leads.stages import Stage
from domain.people.person import Chat, Oem
from domain.people.roles import Role
from domain.rules import Timer as DerivedTimer
from domain.situation import Situation
from domain.slot import Slot
from domain.timers import timers
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from storage.capacity import CELL, bookings, day_places
from storage.migrating import migrate
from storage.records import RECORDS
from storage.timers import Timer, timer_row
from storage.timers import timers as timer_table

NOW: Final = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
"""Monday 10:00 in India."""
TEAMS: Final = 30
BATCH: Final = 5_000
OPS_GROUP: Final = -100_500
PUNE: Final = (18.52, 73.85)
HOURS: Final = (4.5, 6.5, 9.5)
"""The three windows of a day, as hours of UTC."""


def a_team(number: int, chance: Random) -> Team:
    return Team(
        id=f"team{number}",
        name=f"Team {number}",
        skills=frozenset(VisitKind),
        zones=("411",),
        schedule=PaymentSchedule.PER_JOB,
        base=somewhere(chance),
    )


def somewhere(chance: Random) -> tuple[float, float]:
    """Within some 25 km."""
    return PUNE[0] + chance.uniform(-0.2, 0.2), PUNE[1] + chance.uniform(-0.2, 0.2)


def a_lead(number: int, stage: Stage, chance: Random, since: datetime = NOW) -> Lead:
    latitude, longitude = somewhere(chance)
    return Lead(
        id=f"L-{number}",
        oem="volt",
        oem_reference=f"VM-{number}",
        source=Source(channel="api"),
        customer=Customer(
            name="Asha Rao", phone=f"+919{number:09}", city="Pune", pin_code=f"4110{number % 60:02}"
        ),
        created_at=since,
        stage=stage,
        stage_since=since,
        documents=Documents(location=Location(latitude=latitude, longitude=longitude)),
        visits_made=1,
    )


def window(day: datetime, index: int) -> Slot:
    """The `index`-th window of the day that begins at that midnight of UTC."""
    start = day + timedelta(hours=HOURS[index % 3])
    return Slot(start=start, end=start + timedelta(hours=2))


def a_visit(number: int, slot: Slot, state: VisitState, since: datetime = NOW) -> Visit:
    return Visit(
        id=f"S-{number}-1",
        lead=f"L-{number}",
        oem="volt",
        kind=VisitKind.SURVEY,
        state=state,
        state_since=since,
        slot=slot,
        team=f"team{number % TEAMS}",
    )


def row(thing: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401  whatever lies on a shelf
    record = RECORDS[type(thing)]
    stamp = {"changed_at": NOW} if "changed_at" in record.table.c else {}
    body = record.codec.dump_json(thing).decode()
    return {**record.keys(thing), **stamp, "id": thing.id, "version": 0, "body": body, **more}


async def an_office(folder: Path, chance: Random) -> Keeping:
    """A migrated database with teams, an OEM, the Ops group and a group for each team."""
    keeping = keep(f"sqlite+aiosqlite:///{folder / 'visits.db'}")
    await migrate(keeping.database)
    async with keeping.database.begin() as connection:
        uow = keeping.work.on(connection, NOW)
        await uow.add(Oem(id="volt", name="Volt"))
        await uow.add(Chat(id=OPS_GROUP, title="Ops", role=Role.OPS))
        for number in range(TEAMS):
            team = a_team(number, chance)
            await uow.add(team)
            await uow.add(Chat(id=-200_000 - number, title=team.name, role=Role.FIELD, team=team.id))
    return keeping


Pair = tuple[Lead, Visit]


def of_the_past(first: int, last: int, chance: Random) -> Iterator[Pair]:
    """Visits that were made: three windows of 30 teams a day, going back from yesterday."""
    for number in range(first, last):
        day = NOW.replace(hour=0, minute=0) - timedelta(days=1 + number // (3 * TEAMS))
        slot = window(day, number // TEAMS)
        lead = a_lead(number, Stage.CLOSED, chance, slot.end)
        yield lead, a_visit(number, slot, VisitState.APPROVED, slot.end)


def to_come(first: int, count: int, chance: Random) -> Iterator[Pair]:
    """Booked visits of the coming days: one window of each team a day is left free."""
    for number in range(first, first + count):
        index = number - first
        day = NOW.replace(hour=0, minute=0) + timedelta(days=1 + index // (2 * TEAMS))
        slot = window(day, index // TEAMS % 2)
        yield a_lead(number, Stage.SURVEY_SCHEDULED, chance), a_visit(number, slot, VisitState.ACKNOWLEDGED)


class Holds(IntEnum):
    """What the visits take of their teams."""

    NOTHING = 0
    PLACE = 1
    TIME = 2


async def fill(keeping: Keeping, pairs: Sequence[Pair], holds: Holds, *, timed: bool = False) -> None:
    """`timed`: with the timers that each situation wants."""
    for start in range(0, len(pairs), BATCH):
        await _write(keeping, pairs[start : start + BATCH], holds, timed=timed)


async def _write(keeping: Keeping, pairs: Sequence[Pair], holds: Holds, *, timed: bool) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {
        RECORDS[Lead].table: [row(lead) for lead, _ in pairs],
        RECORDS[Visit].table: [row(visit) for _, visit in pairs],
        day_places: [_place(visit) for _, visit in pairs if holds >= Holds.PLACE],
        bookings: [cell for _, visit in pairs if holds is Holds.TIME for cell in _cells(visit)],
        timer_table: [
            timer_row(_stored(timer, lead))
            for lead, visit in pairs
            if timed
            for timer in timers(Situation(lead=lead, visit=visit))
        ],
    }
    async with keeping.database.begin() as connection:
        for table, made in rows.items():
            if made:
                await connection.execute(insert(table), made)


def _stored(timer: DerivedTimer, lead: Lead) -> Timer:
    return Timer(
        subject=timer.subject,
        rule=timer.rule,
        occurrence=timer.occurrence,
        lead=lead.id,
        due_at=timer.due_at,
    )


def _place(visit: Visit) -> dict[str, Any]:
    day = visit.window.start.date()
    return {"team": visit.team, "day": day, "place": 1 + HOURS.index(_hour(visit)), "visit": visit.id}


def _hour(visit: Visit) -> float:
    return visit.window.start.hour + visit.window.start.minute / 60


def _cells(visit: Visit) -> list[dict[str, Any]]:
    return [
        {"team": visit.team, "cell": visit.window.start + CELL * index, "visit": visit.id}
        for index in range(int(visit.window.length / CELL))
    ]
