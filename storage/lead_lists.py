"""Lists of leads: narrowed by what is asked, page after page in an order that changes do not disturb."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select, tuple_

from domain.leads.listing import LeadFilter, Place


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
        rows = rows.where(tuple_(table.c.changed_at, table.c.seq) > tuple_(after.changed_at, after.seq))
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
    if wanted.created_from is not None:
        yield table.c.created_at >= wanted.created_from
    if wanted.created_to is not None:
        yield table.c.created_at < wanted.created_to
    if wanted.updated_since is not None:
        yield table.c.changed_at >= wanted.updated_since
