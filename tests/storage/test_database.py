import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from domain.errors import Unavailable
from storage.database import Database
from storage.schema import Json, UtcDateTime
from tests.databases import Server

_own = MetaData()
things = Table(
    "things",
    _own,
    Column("id", Integer, primary_key=True),
    Column("count", Integer, nullable=False, server_default="0"),
    Column("at", UtcDateTime),
    Column("facts", Json),
    Column("name", Text, unique=True),
)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))


@pytest.fixture
async def db(database: Database) -> Database:
    async with database.begin() as connection:
        await connection.run_sync(_own.create_all)
    return database


async def count(database: Database) -> int:
    async with database.read() as connection:
        found: int = (await connection.execute(select(func.count()).select_from(things))).scalar_one()
        return found


async def test_what_is_committed_is_read_and_what_is_not_is_gone(db: Database) -> None:
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1})
    with pytest.raises(ZeroDivisionError):
        await write_and_fail(db)
    assert await count(db) == 1


async def write_and_fail(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(insert(things), {"id": 2})
        raise ZeroDivisionError


@pytest.mark.parametrize("reading", ["read", "report"])
async def test_a_reading_connection_cannot_write(db: Database, reading: str) -> None:
    with pytest.raises(DBAPIError):
        async with getattr(db, reading)() as connection:
            await connection.execute(insert(things), {"id": 1})
    assert await count(db) == 0


async def test_a_report_sees_what_was_committed(db: Database) -> None:
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1})
    async with db.report() as connection:
        assert (await connection.execute(select(things.c.id))).scalars().all() == [1]


async def test_many_writers_at_once_lose_no_change(db: Database) -> None:
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1})

    async def one_more() -> None:
        async with db.begin() as connection:
            wanted = select(things.c.count).where(things.c.id == 1).with_for_update()
            seen = (await connection.execute(wanted)).scalar_one()
            await asyncio.sleep(0)
            await connection.execute(update(things).values(count=seen + 1))

    await asyncio.gather(*(one_more() for _ in range(20)))
    async with db.read() as connection:
        assert (await connection.execute(select(things.c.count))).scalar_one() == 20


async def test_a_savepoint_undoes_only_itself(db: Database) -> None:
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1, "name": "a"})
        with pytest.raises(IntegrityError):
            async with connection.begin_nested():
                await connection.execute(insert(things), {"id": 2, "name": "a"})
        await connection.execute(insert(things), {"id": 3})
    assert await count(db) == 2


async def test_times_come_back_in_utc_and_sort_as_time_does(db: Database) -> None:
    moments = [NOON, NOON.astimezone(UTC) + timedelta(microseconds=1), NOON - timedelta(days=400)]
    async with db.begin() as connection:
        await connection.execute(insert(things), [{"id": n, "at": at} for n, at in enumerate(moments)])
    async with db.read() as connection:
        back = (await connection.execute(select(things.c.at).order_by(things.c.at))).scalars().all()
        before = await connection.execute(select(func.count()).where(things.c.at <= NOON))
    assert back == sorted(moments)
    assert {moment.tzinfo for moment in back} == {UTC}
    assert before.scalar_one() == 2


async def test_a_naive_time_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        async with db.begin() as connection:
            await connection.execute(insert(things), {"id": 1, "at": NOON.replace(tzinfo=None)})


async def test_json_comes_back_as_it_went(db: Database) -> None:
    facts = {"null": "\x00", "text": "₹ \u202e 👨‍👩‍👧", "nothing": None, "list": [1, 2.5, True]}
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1, "facts": facts})
    async with db.read() as connection:
        assert (await connection.execute(select(things.c.facts))).scalar_one() == facts


async def test_a_writing_task_that_is_cancelled_leaves_the_database_usable(db: Database) -> None:
    async def write_forever() -> None:
        while True:
            async with db.begin() as connection:
                await connection.execute(delete(things))
                await connection.execute(insert(things), {"id": 1})

    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 1})
    for pause in range(10):
        task = asyncio.create_task(write_forever())
        await asyncio.sleep(pause / 1000)
        task.cancel()
        await asyncio.wait([task])
    async with db.begin() as connection:
        await connection.execute(insert(things), {"id": 2})
    assert await count(db) == 2


# What only SQLite can suffer.


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'lite.db'}")
    async with database.begin() as connection:
        await connection.run_sync(_own.create_all)
    yield database
    await database.close()


async def test_sqlite_is_durable_and_checks_foreign_keys(lite: Database) -> None:
    async with lite.begin() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


async def test_every_writing_transaction_begins_immediately(lite: Database) -> None:
    async with lite.begin():
        other = sqlite3.connect(str(lite._writer.url.database), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


async def test_a_lock_of_another_process_is_waited_for_without_stopping_the_loop(lite: Database) -> None:
    other = sqlite3.connect(str(lite._writer.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    turns = 0

    async def write() -> None:
        async with lite.begin() as connection:
            await connection.execute(insert(things), {"id": 1})

    writing = asyncio.create_task(write())
    while turns < 20:
        await asyncio.sleep(0.002)
        turns += 1
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert await count(lite) == 1


async def test_a_lock_that_stays_is_unavailable_and_passes(
    lite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.NAPS", (0.001, 0.001))
    other = sqlite3.connect(str(lite._writer.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        async with lite.begin():
            pass
    other.close()
    async with lite.begin() as connection:
        await connection.execute(insert(things), {"id": 1})


async def test_a_vanished_file_is_unavailable_and_never_comes_back_empty(
    lite: Database, tmp_path: Path
) -> None:
    path = tmp_path / "lite.db"
    path.rename(tmp_path / "away.db")
    for _ in range(3):
        with pytest.raises(Unavailable):
            async with lite.begin() as connection:
                await connection.execute(insert(things), {"id": 1})
        with pytest.raises(Unavailable):
            await count(lite)
    assert not path.exists()
    (tmp_path / "away.db").rename(path)
    async with lite.begin() as connection:
        await connection.execute(insert(things), {"id": 2})
    assert await count(lite) == 1


async def test_a_transaction_within_a_transaction_is_refused_instead_of_waiting_for_itself(
    lite: Database,
) -> None:
    async with lite.begin():
        with pytest.raises(RuntimeError, match="already open"):
            async with lite.begin():
                pass


def test_sqlite_needs_a_file() -> None:
    with pytest.raises(ValueError, match="for example"):
        Database("sqlite://")


# What only PostgreSQL can suffer.


async def test_a_server_that_cannot_be_reached_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"postgresql://postgres@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable):
        async with database.begin():
            pass
    await database.close()


async def cut_its_own_connection(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_cut_connection_is_unavailable_and_the_next_one_works(postgres_server: Server) -> None:
    database = Database(postgres_server.address)
    with pytest.raises(Unavailable):
        await cut_its_own_connection(database)
    async with database.begin() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await database.close()
