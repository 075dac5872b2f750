"""Lists of leads: narrowed by what is asked, page after page in an order that changes do not disturb."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, Table, literal, or_, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from domain.leads.listing import LeadFilter, Place
from storage.schema import UtcDateTime

# Signs of a pattern, and the null character, which PostgreSQL does not take.
_NO_PATTERN: Final = str.maketrans("", "", "%_\\\x00")
_DIGITS_OF_PHONE: Final = 4


class _CustomerName(FunctionElement[str]):
    """Of the lead whose body it is given; each engine reads JSON in words of its own."""

    type = String()
    name = "customer_name"
    inherit_cache = True


@compiles(_CustomerName, "sqlite")
def _on_sqlite(element: _CustomerName, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"json_extract({compiler.process(element.clauses, **more)}, '$.customer.name')"


@compiles(_CustomerName, "postgresql")
def _on_postgresql(element: _CustomerName, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"(CAST({compiler.process(element.clauses, **more)} AS JSON) #>> '{{customer,name}}')"


def leads_wanted(
    table: Table, oem: str | None, wanted: LeadFilter, after: Place | None, limit: int
) -> Select[Any]:
    """Rows of seq, changed_at and body; of every OEM where none is named. The order: see `LeadFilter`."""
    rows = select(table.c.seq, table.c.changed_at, table.c.body).where(*_conditions(table, wanted))
    if oem is not None:
        rows = rows.where(table.c.oem == oem)
    if wanted.updated_since is None:
        if after is not None:
            rows = rows.where(table.c.seq < after.seq)
        return rows.order_by(table.c.seq.desc()).limit(limit)
    if after is not None:
        # Without its type SQLite would compare with a moment written in another way.
        place = tuple_(literal(after.changed_at, UtcDateTime), literal(after.seq))
        rows = rows.where(tuple_(table.c.changed_at, table.c.seq) > place)
    return rows.order_by(table.c.changed_at, table.c.seq).limit(limit)


def _conditions(table: Table, wanted: LeadFilter) -> Iterator[ColumnElement[bool]]:
    exact = {
        "stage": wanted.stage.value if wanted.stage else None,
        "oem_reference": wanted.reference,
        "phone": wanted.phone,
        "channel": wanted.channel,
        "dealer": wanted.dealer,
        "campaign": wanted.campaign,
    }
    for name, value in exact.items():
        if value is not None:
            yield table.c[name] == value.replace("\x00", "")
    if wanted.text is not None:
        yield _says(table, wanted.text)
    if wanted.created_from is not None:
        yield table.c.created_at >= wanted.created_from
    if wanted.created_to is not None:
        yield table.c.created_at < wanted.created_to
    if wanted.updated_since is not None:
        yield table.c.changed_at >= wanted.updated_since


def _says(table: Table, text: str) -> ColumnElement[bool]:
    """A number is looked for without its blanks, as it is kept."""
    like = f"%{text.translate(_NO_PATTERN)}%"
    digits = "".join(sign for sign in text if sign.isdecimal())
    columns = (table.c.id, table.c.oem_reference, _CustomerName(table.c.body))
    found = [column.ilike(like) for column in columns]
    if len(digits) >= _DIGITS_OF_PHONE:
        found.append(table.c.phone.like(f"%{digits}%"))
    return or_(*found)
