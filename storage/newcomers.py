"""Many new leads at once: the rows that `shelves`, `ledger`, `timers` and `lookalikes` write one by one, in a few statements."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import VersionConflict
from domain.leads.lead import Lead
from domain.leads.newcomers import Newcomer
from domain.unit_of_work import Wrote
from domain.visits.day_steps import LAPSING
from storage.ledger import event_row, owed, owed_row, timeline
from storage.lookalikes import lead_keys, number_of
from storage.numbers import LEAD, next_numbers
from storage.prepared import Prepared
from storage.records import RECORDS, leads
from storage.timers import Timer, timer_row, timers

T = TypeVar("T")
# SQLite takes at most 32,766 parameters in one statement.
_AT_ONCE: Final = 5_000
_KNOWN: Final = select(leads.c.oem_reference).where(
    leads.c.oem == bindparam("of_oem"), leads.c.oem_reference.in_(bindparam("given", expanding=True))
)
_SHARED: Final = (
    select(lead_keys.c.value).where(lead_keys.c.value.in_(bindparam("given", expanding=True))).distinct()
)


def _insert(table: Any, *, but: frozenset[str] = frozenset()) -> Prepared:  # noqa: ANN401  a Table
    return Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c if c.name not in but}))


_LEADS: Final = _insert(leads, but=frozenset({"seq"}))
_EVENTS: Final = _insert(timeline, but=frozenset({"seq"}))
_OWED: Final = _insert(owed)
_TIMERS: Final = _insert(timers, but=frozenset({"fired_at", "error"}))
_KEYS: Final = _insert(lead_keys)


class SqlNewcomers:
    def __init__(self, connection: AsyncConnection, dialect: str, wrote: Wrote) -> None:
        self._connection = connection
        self._dialect = dialect
        self._wrote = wrote

    async def known(self, oem: str, references: Collection[str]) -> set[str]:
        found: set[str] = set()
        for some in _few(sorted(references)):
            rows = await self._connection.execute(_KNOWN, {"of_oem": oem, "given": some})
            found.update(rows.scalars())
        return found

    async def numbers(self, count: int) -> list[int]:
        self._wrote.done = True
        return await next_numbers(self._connection, self._dialect, LEAD, count)

    async def shared(self, keys: Collection[int]) -> set[int]:
        found: set[int] = set()
        for some in _few(sorted(keys)):
            found.update((await self._connection.execute(_SHARED, {"given": some})).scalars())
        return found

    async def add(self, newcomers: Sequence[Newcomer]) -> None:
        self._wrote.done = True
        try:
            for statement, rows in _rows(newcomers):
                if rows:
                    await statement.run(self._connection, rows)
        except (IntegrityError, sqlite3.IntegrityError) as error:
            raise VersionConflict("one of these leads has come meanwhile") from error


def _rows(newcomers: Sequence[Newcomer]) -> Iterator[tuple[Prepared, list[dict[str, Any]]]]:
    yield _LEADS, [_lead_row(one.lead) for one in newcomers]
    yield _EVENTS, [event_row(event) for one in newcomers for event in one.events]
    yield (
        _OWED,
        [{"item": one.lead.id, **owed_row(one.lead.id, one.action)} for one in newcomers if one.action],
    )
    yield _TIMERS, [row for one in newcomers for row in _timer_rows(one)]
    yield (
        _KEYS,
        [{"value": key, "number": number_of(one.lead.id)} for one in newcomers for key in sorted(one.keys)],
    )


def _lead_row(lead: Lead) -> dict[str, Any]:
    record = RECORDS[Lead]
    body = record.codec.dump_json(lead).decode()
    keys = record.keys(lead)
    return {**keys, "changed_at": lead.created_at, "id": lead.id, "version": lead.version, "body": body}


def _timer_rows(one: Newcomer) -> Iterator[dict[str, object]]:
    for timer in sorted(one.timers, key=lambda timer: timer.due_at):
        if timer.rule not in LAPSING or timer.due_at > one.lead.created_at:
            yield timer_row(
                Timer(
                    subject=timer.subject,
                    rule=timer.rule.value,
                    occurrence=timer.occurrence,
                    lead=one.lead.id,
                    due_at=timer.due_at,
                )
            )


def _few(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
