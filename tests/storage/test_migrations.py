"""Migrations lead to the tables of the program, on both engines, down again and up again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import TypeAdapter
from sqlalchemy import Connection, column, insert, inspect, table, text

from domain.events import Event, Happening
from domain.leads.blocker import BlockerKind
from domain.leads.lead import Lead
from domain.leads.sign_off import SignedHow, SignOff
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.money.rate_card import RateCard, Rates, VisitRate
from domain.reporting.pack import Pack, PackState
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from storage.database import Database
from storage.migrating import is_current, migrate, unmigrate
from storage.records import RECORDS, leads
from storage.schema import metadata
from storage.screens import SqlScreens
from tests.build import (
    NOW,
    OPS,
    a_blocker,
    a_lead,
    a_pack,
    a_payment,
    a_payout,
    a_purchase,
    a_report,
    a_team,
    a_visit,
    at_stage,
    claimed,
)
from tests.databases import opened
from tests.storage.kept import InDatabase

MIGRATIONS: Final = Path(__file__).parents[2] / "storage" / "migrations"


@pytest.fixture
async def empty(database_url: str) -> Any:  # noqa: ANN401  an async generator
    """A database without any table."""
    database = Database(database_url)
    yield database
    await database.close()


def differences(connection: Connection) -> list[Any]:
    """What would have to change for the tables to be those of the program."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def shape(connection: Connection) -> dict[str, Any]:
    """Columns, keys, indexes and checks of every table, by name."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)},
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(sorted(u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "indexes": sorted(str(i["name"]) for i in inspector.get_indexes(table)),
            "checks": sorted(str(c["name"]) for c in inspector.get_check_constraints(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


async def tables(database: Database) -> dict[str, Any]:
    async with database.begin() as connection:
        return await connection.run_sync(shape)


async def test_a_migrated_database_has_the_tables_of_the_program(empty: Database) -> None:
    assert not await is_current(empty)
    await migrate(empty)
    assert await is_current(empty)
    async with empty.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrated_and_made_at_once_are_the_same(empty: Database, tmp_path: Path) -> None:
    await migrate(empty)
    if empty.dialect == "sqlite":
        async with opened(f"sqlite:///{tmp_path / 'made.db'}") as made:
            await made.create_all()
            assert await tables(empty) == await tables(made)
        return
    migrated = await tables(empty)
    await unmigrate(empty, "base")
    await empty.create_all()
    assert migrated == await tables(empty)


async def test_down_and_up_again_is_the_same(empty: Database) -> None:
    await migrate(empty)
    first = await tables(empty)
    await unmigrate(empty, "base")
    assert await tables(empty) == {}
    await migrate(empty)
    assert await tables(empty) == first


async def test_every_step_can_be_taken_singly(empty: Database) -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    steps = [revision.revision for revision in script.walk_revisions()][::-1]
    for revision in steps:
        await migrate(empty, revision)
    assert await is_current(empty)
    for revision in steps[-2::-1]:
        await unmigrate(empty, revision)
    await unmigrate(empty, "base")
    assert await tables(empty) == {}


async def test_migrating_a_current_database_changes_nothing_and_keeps_what_is_in_it(empty: Database) -> None:
    await migrate(empty)
    kept = InDatabase(empty)
    async with kept.begin() as uow:
        await uow.add(a_lead())
        await uow.stock.receive("pune", "cable", 5, reason="", at=NOW)
    await migrate(empty)
    async with empty.read() as connection:
        assert [listed.lead.id for listed in await SqlScreens(connection).leads("volt", limit=5)] == [
            "L-1042"
        ]


async def test_what_a_customer_said_of_his_site_is_kept_down_and_up_again(empty: Database) -> None:
    await migrate(empty)
    kept = InDatabase(empty)
    blockers = (
        claimed(),
        a_blocker(kind=BlockerKind.NOC),
        claimed(kind=BlockerKind.WIRING).sent_back("dark"),
    )
    async with kept.begin() as uow:
        await uow.add(at_stage(Stage.SITE_WORK, blockers=blockers))
    await unmigrate(empty, "0015")
    async with empty.begin() as connection:
        [body] = (await connection.execute(text("SELECT body FROM leads"))).scalars()
    was = [
        (one["reported_done_at"] is not None, one["proof"] is not None)
        for one in json.loads(body)["blockers"]
    ]
    assert was == [(True, True), (False, False), (False, True)]
    await migrate(empty)
    async with kept.begin() as uow:
        said, never, refused = (await uow.get(Lead, "L-1042")).blockers
    assert (said, never) == blockers[:2]
    assert (refused.proofs, refused.refused) == (blockers[2].proofs, "not accepted")


async def test_packs_of_before_are_compiled_once_but_not_returned_or_erased_ones(empty: Database) -> None:
    await migrate(empty)
    kept = InDatabase(empty)
    async with kept.begin() as uow:
        await uow.add(a_lead())
        await uow.add(a_lead(id="L-7", oem_reference="VM-7", erased_at=NOW))
        await uow.add(a_pack(state=PackState.SENT, editions=()))
        await uow.add(a_pack(id="C-2", state=PackState.RETURNED, editions=()))
        await uow.add(a_pack(id="C-7", lead="L-7", state=PackState.ACKNOWLEDGED, editions=()))
    await unmigrate(empty, "0028")
    await migrate(empty)
    async with kept.begin() as uow:
        assert [pack.id for pack in await uow.all(Pack, wanted="yes")] == ["C-1042"]


async def test_a_migration_that_fails_leaves_the_old_tables(empty: Database) -> None:
    """One transaction: a table in its way undoes all of it."""
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE undelivered (id INTEGER)"))
    with pytest.raises(Exception, match="undelivered"):
        await migrate(empty)
    assert set(await tables(empty)) == {"undelivered"}
    assert not await is_current(empty)


async def test_a_rating_of_the_early_days_becomes_a_sign_off_and_back(empty: Database) -> None:
    await migrate(empty, "0017")
    kept = InDatabase(empty)
    for lead in (a_lead(), a_lead(id="L-7", oem_reference="VM-7")):
        await lead_as_before(empty, lead)
    async with kept.begin() as uow:
        rated = Event(kind=Happening.CUSTOMER_SIGNED_OFF, lead="L-1042", subject="L-1042", by=OPS, at=NOW)
        await uow.ledger.append([rated])
    installed = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.APPROVED)
    await visit_as_before(empty, installed)
    await rate_as_before(empty, "L-1042", 4)
    await migrate(empty)
    async with kept.begin() as uow:
        lead = await uow.get(Lead, "L-1042")
        assert lead.sign_off == SignOff(visit="I-1042-1", how=SignedHow.CHAT, at=NOW, by=OPS.name, rating=4)
        assert (await uow.get(Lead, "L-7")).sign_off is None
    await unmigrate(empty, "0017")
    async with empty.begin() as connection:
        bodies = await connection.execute(text("SELECT body FROM leads ORDER BY id"))
        assert [json.loads(body)["rating"] for (body,) in bodies] == [4, None]


async def test_chargers_that_were_installed_before_are_found_by_their_serial_number(empty: Database) -> None:
    await migrate(empty, "0018")
    report = a_report(answers={"charger_serial": "ac74-2026/12"})
    await visit_as_before(empty, a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, report=report))
    await visit_as_before(empty, a_visit(id="S-1042-1", report=a_report()))
    await migrate(empty)
    kept = InDatabase(empty)
    async with kept.begin() as uow:
        assert [visit.id for visit in await uow.all(Visit, serial="AC74202612")] == ["I-1042-1"]
        assert [visit.id for visit in await uow.all(Visit, serial=None)] == []
        await uow.save(await uow.get(Visit, "I-1042-1"))
    async with kept.begin() as uow:
        assert [visit.id for visit in await uow.all(Visit, serial="AC74202612")] == ["I-1042-1"]


async def test_whom_a_line_of_text_paid_before_is_a_payee_and_back(empty: Database) -> None:
    await migrate(empty)
    kept = InDatabase(empty)
    account = Payee(ifsc="HDFC0001234", account="00501000123456")
    async with kept.begin() as uow:
        await uow.add(a_purchase())
        await uow.add(a_payment())
        await uow.add(a_payout(payee=account, intent="1" * 32))
    await unmigrate(empty, "0019")
    async with empty.begin() as connection:
        bodies = await connection.execute(text("SELECT body FROM payments ORDER BY id"))
        was = [json.loads(body)["payee"] for (body,) in bodies]
        assert was == ["HDFC0001234 00501000123456", "shreeelectricals@okbank"]
    await migrate(empty)
    async with kept.begin() as uow:
        assert (await uow.get(Payment, "V-1042-1")).payee == Payee(vpa="shreeelectricals@okbank")
        assert (await uow.get(Payment, "P-7")).payee == account
        assert (await uow.get(Purchase, "B-1042-1")).payee is None


async def test_what_was_paid_before_is_found_by_payee_and_its_reference_by_method(empty: Database) -> None:
    await migrate(empty)
    kept = InDatabase(empty)
    lengths = {"523223155921": Method.UPI, "N351200478962883": Method.NEFT, "": None}
    async with kept.begin() as uow:
        for number, reference in enumerate(lengths):
            paid = a_payment(id=f"V-{number}", intent=str(number) * 32, reference=reference or None)
            await uow.add(paid)
    await unmigrate(empty, "0022")
    await migrate(empty)
    async with kept.begin() as uow:
        found = await uow.all(Payment, payee_name="shree electricals", payee="shreeelectricals@okbank")
        assert {one.reference or "": one.method for one in found} == lengths


async def test_rates_of_today_become_the_first_version_and_go_back_on_the_team(empty: Database) -> None:
    await migrate(empty, "0029")
    body = {**json.loads(TypeAdapter(Team).dump_json(a_team())), "rates": {"survey": {"paise": 60000}}}
    add = text("INSERT INTO teams (id, version, body) VALUES ('sunrise', 0, :body)")
    async with empty.begin() as connection:
        await connection.execute(add, {"body": json.dumps(body)})
    await migrate(empty)
    async with InDatabase(empty).begin() as uow:
        assert await uow.get(Team, "sunrise") == a_team()
        [version] = (await uow.get(RateCard, "rates/sunrise")).versions
        rates = Rates(
            visits=(VisitRate(kind=VisitKind.SURVEY, amount=Money(600_00)),),
            rework_share=100,
            rework_deduction=0,
        )
        assert version.rates == rates
        await uow.save(replace(a_team(), name="Sunrise"))
    await unmigrate(empty, "0029")
    async with empty.begin() as connection:
        [kept] = (await connection.execute(text("SELECT body FROM teams"))).scalars()
    assert (json.loads(kept)["rates"], json.loads(kept)["name"]) == ({"survey": {"paise": 60000}}, "Sunrise")


async def visit_as_before(database: Database, visit: Visit) -> None:
    """In the columns of the days before serial numbers."""
    add = text("INSERT INTO visits (id, version, body, lead, state) VALUES (:id, 0, :body, :lead, :state)")
    body = TypeAdapter(Visit).dump_json(visit).decode()
    async with database.begin() as connection:
        row = {"id": visit.id, "lead": visit.lead, "state": visit.state.value, "body": body}
        await connection.execute(add, row)


async def lead_as_before(database: Database, lead: Lead) -> None:
    """In the columns of the days before reports of periods."""
    row = {**RECORDS[Lead].keys(lead), "id": lead.id, "changed_at": lead.created_at}
    row |= {"version": 0, "body": TypeAdapter(Lead).dump_json(lead).decode()}
    del row["ended_at"]
    add = insert(table("leads", *(column(name, leads.c[name].type) for name in row)))
    async with database.begin() as connection:
        await connection.execute(add, row)


async def rate_as_before(database: Database, lead: str, rating: int) -> None:
    async with database.begin() as connection:
        found = await connection.execute(text("SELECT body FROM leads WHERE id = :id"), {"id": lead})
        body = {**json.loads(found.scalar_one()), "rating": rating}
        for new in ("signing", "sign_offs", "extra_metres", "rework"):
            del body[new]
        change = text("UPDATE leads SET body = :body WHERE id = :id")
        await connection.execute(change, {"id": lead, "body": json.dumps(body)})
