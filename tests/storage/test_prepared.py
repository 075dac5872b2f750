from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, case, insert, select, update

from storage.database import Database
from storage.prepared import Prepared
from storage.schema import Json, UtcDateTime

_own = MetaData()
things = Table(
    "prepared_things",
    _own,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime),
    Column("facts", Json),
    Column("state", Text, nullable=False, default="new"),
)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PUT = Prepared(insert(things))
FIND = Prepared(
    select(things.c.id, things.c.at, things.c.facts, things.c.state)
    .where(things.c.at <= bindparam("now"), things.c.state != "gone")
    .order_by(things.c.id)
    .limit(bindparam("most"))
)
TURN = Prepared(
    update(things)
    .where(things.c.id == bindparam("row"))
    .values(
        state=case((things.c.id > bindparam("bar", type_=Integer()), "high"), else_="low"),
        at=bindparam("moved"),
    )
)


@pytest.fixture
async def db(database: Database) -> Database:
    async with database.begin() as connection:
        await connection.run_sync(_own.create_all)
    return database


async def test_values_are_converted_by_their_columns_both_ways(db: Database) -> None:
    rows = [
        {"id": 1, "at": NOON, "facts": {"text": "₹", "list": [1, None]}, "state": "new"},
        {"id": 2, "at": NOON + timedelta(days=1), "facts": None, "state": "new"},
        {"id": 3, "at": NOON, "facts": None, "state": "gone"},
    ]
    async with db.begin() as connection:
        await PUT.run(connection, rows)
        found = await FIND.all(connection, {"now": NOON, "most": 10})
    assert found == [(1, NOON, {"text": "₹", "list": [1, None]}, "new")]


async def test_each_row_has_its_own_parameters(db: Database) -> None:
    async with db.begin() as connection:
        await PUT.run(connection, [{"id": n, "at": None, "facts": None, "state": "new"} for n in (1, 2)])
        await TURN.run(connection, [{"row": n, "bar": 1, "moved": NOON + timedelta(hours=n)} for n in (1, 2)])
        found = await FIND.all(connection, {"now": NOON + timedelta(hours=9), "most": 10})
    assert [(row[0], row[1], row[3]) for row in found] == [
        (1, NOON + timedelta(hours=1), "low"),
        (2, NOON + timedelta(hours=2), "high"),
    ]


async def test_it_is_undone_with_its_transaction(db: Database) -> None:
    async def write_and_fail() -> None:
        async with db.begin() as connection:
            await PUT.run(connection, [{"id": 1, "at": NOON, "facts": None, "state": "new"}])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    async with db.read() as connection:
        assert await FIND.all(connection, {"now": NOON, "most": 10}) == []
