"""The books: entries and their lines, which the database itself lets nobody change or take away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ForeignKey,
    Select,
    String,
    Table,
    UniqueConstraint,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.money.books import Account, Entry, Line, Position
from domain.slot import Slot
from domain.unit_of_work import Wrote
from storage.schema import BigId, UtcDateTime, metadata

book_entries: Final = Table(
    "book_entries",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("lead", String(64)),
    Column("intent", String(64)),
)
book_lines: Final = Table(
    "book_lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("entry", BigId, ForeignKey("book_entries.number"), nullable=False),
    Column("account", String(32), nullable=False),
    Column("paise", BigInteger, nullable=False),
    UniqueConstraint("entry", "account"),
)
ONLY_ADDED: Final = {
    "sqlite": tuple(
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the books are only added to'); END"
        for table in ("book_entries", "book_lines")
        for deed in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION books_are_only_added_to() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'the books are only added to'; END $$ LANGUAGE plpgsql"
        ),
        *(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION books_are_only_added_to()"
            for table in ("book_entries", "book_lines")
        ),
    ),
}
"""What keeps the books append-only, whoever writes to the database."""
for _dialect, _statements in ONLY_ADDED.items():
    for _statement in _statements:
        event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy's

_ENTRY: Final = insert(book_entries).returning(book_entries.c.number, sort_by_parameter_order=True)


_BY_SUBJECT: Final = (
    select(book_entries.c.subject, book_lines.c.account, func.sum(book_lines.c.paise))
    .join(book_lines, book_lines.c.entry == book_entries.c.number)
    .group_by(book_entries.c.subject, book_lines.c.account)
)


class SqlBooks:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def booked(self, subjects: Collection[str]) -> dict[str, Position]:
        of_these = book_entries.c.subject.in_(sorted(subjects))
        return await _sums(self._connection, _BY_SUBJECT.where(of_these))

    async def write(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        self._wrote.done = True
        numbers = (await self._connection.execute(_ENTRY, [_entry_row(entry) for entry in entries])).scalars()
        lines = [
            {"entry": number, "account": line.account.value, "paise": line.paise}
            for number, entry in zip(numbers, entries, strict=True)
            for line in entry.lines
        ]
        await self._connection.execute(insert(book_lines), lines)

    async def between(self, span: Slot) -> list[Entry]:
        within = (book_entries.c.at >= span.start, book_entries.c.at < span.end)
        wanted = (
            select(book_entries, book_lines.c.account, book_lines.c.paise)
            .join(book_lines, book_lines.c.entry == book_entries.c.number)
            .where(*within)
            .order_by(book_entries.c.number, book_lines.c.id)
        )
        return _entries(await self._connection.execute(wanted))

    async def balances(self, until: datetime) -> Position:
        wanted = (
            select(book_lines.c.account, func.sum(book_lines.c.paise))
            .join(book_entries, book_lines.c.entry == book_entries.c.number)
            .where(book_entries.c.at < until)
            .group_by(book_lines.c.account)
        )
        rows = await self._connection.execute(wanted)
        return {Account(account): int(paise) for account, paise in rows if paise}


async def all_booked(connection: AsyncConnection) -> dict[str, Position]:
    """Of everything that stands in the books with something."""
    return await _sums(connection, _BY_SUBJECT)


async def _sums(connection: AsyncConnection, wanted: Select[tuple[str, str, Any]]) -> dict[str, Position]:
    found: dict[str, dict[Account, int]] = defaultdict(dict)
    for subject, account, paise in await connection.execute(wanted):
        if paise:
            found[subject][Account(account)] = int(paise)
    return dict(found)


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "subject": entry.subject,
        "state": entry.state,
        "lead": entry.lead,
        "intent": entry.intent,
    }


def _entries(rows: Iterable[Any]) -> list[Entry]:
    heads: dict[int, Any] = {}
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        heads.setdefault(row.number, row)
        lines[row.number].append(Line(account=Account(row.account), paise=row.paise))
    return [
        Entry(
            number=number,
            at=head.at,
            subject=head.subject,
            state=head.state,
            lead=head.lead,
            intent=head.intent,
            lines=tuple(lines[number]),
        )
        for number, head in heads.items()
    ]
