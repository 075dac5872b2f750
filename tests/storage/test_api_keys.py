"""Buckets shared by several web processes, and what an older database had of keys."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter
from domain.people.key import ApiKey, KeyScope
from storage.api_keys import SharedRates
from storage.database import Database
from storage.migrating import migrate, unmigrate
from storage.records import RECORDS
from storage.screens import SqlScreens
from tests.build import NOW, a_lead
from tests.databases import Server
from tests.storage.kept import InDatabase


async def test_processes_that_share_a_database_share_a_bucket(postgres_server: Server) -> None:
    async with postgres_server.a_database(Database.create_all) as url:
        first, second = Database(url), Database(url)
        buckets = [SharedRates(first), SharedRates(second)]
        taken = await asyncio.gather(*[buckets[n % 2].take("k", 10.0, 100.0) for n in range(30)])
        other = await buckets[0].take("another", 10.0, 100.0)
        await first.close()
        await second.close()
    assert sum(allowed for allowed, _ in taken) == 10
    assert max(full_in for _, full_in in taken) == pytest.approx(100, abs=5)
    assert other[0]


async def test_a_shared_bucket_fills_again(postgres_server: Server) -> None:
    async with postgres_server.a_database(Database.create_all) as url:
        database = Database(url)
        rates = SharedRates(database)
        first = [(await rates.take("k", 0.2, 0.2))[0] for _ in range(2)]
        await asyncio.sleep(0.25)
        again = (await rates.take("k", 0.2, 0.2))[0]
        await database.close()
    assert (first[0], again) == (True, True)


@pytest.fixture
async def older(database_url: str) -> Any:  # noqa: ANN401  an async generator
    """A database of the release before, with an OEM that has two keys, and a lead."""
    database = Database(database_url)
    await migrate(database, "0001")
    body = json.dumps({"id": "volt", "version": 3, "name": "Volt", "keys": ["a" * 64, "b" * 64]})
    lead = RECORDS[Lead].codec.dump_json(a_lead()).decode()
    async with database.begin() as connection:
        await connection.execute(
            text("INSERT INTO oems (id, version, body) VALUES ('volt', 3, :body)"), {"body": body}
        )
        await connection.execute(
            text(
                "INSERT INTO leads (id, version, body, oem, oem_reference, stage, phone, stage_since, created_at)"
                " VALUES ('L-1042', 0, :body, 'volt', 'VM-77', 'new', '+91', '2026-11-23T06:00:00.000000+00:00',"
                " '2026-11-23T06:00:00.000000+00:00')"
            ),
            {"body": lead},
        )
    yield database
    await database.close()


async def test_keys_and_sources_of_an_older_database_are_kept(older: Database) -> None:
    await migrate(older)
    async with InDatabase(older).begin() as uow:
        keys = await uow.all(ApiKey, oem="volt")
    async with older.read() as connection:
        source = a_lead().source
        wanted = LeadFilter(channel=source.channel, dealer=source.dealer)
        found = await SqlScreens(connection).leads("volt", wanted, limit=5)
    of_then = frozenset(KeyScope) - {KeyScope.REPORTS_READ}
    assert [(key.sha256, key.scopes, key.revoked_at) for key in keys] == [
        ("a" * 64, of_then, None),
        ("b" * 64, of_then, None),
    ]
    assert [listed.lead.id for listed in found] == ["L-1042"]


async def test_the_older_program_gets_its_keys_back(older: Database) -> None:
    await migrate(older)
    async with InDatabase(older).begin() as uow:
        (first, _) = await uow.all(ApiKey, oem="volt")
        await uow.save(replace(first, revoked_at=NOW))
    await unmigrate(older, "0001")
    async with older.read() as connection:
        body = json.loads((await connection.execute(text("SELECT body FROM oems"))).scalar_one())
    assert body["keys"] == ["b" * 64]
