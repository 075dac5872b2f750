"""The command line on a database of its own: the deeds of the admin, the check, the health."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checking import breaches
from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.money.amount import Money
from domain.money.earning import EarningState
from domain.money.rate_card import RateCard
from domain.people.key import ApiKey, KeyScope
from domain.people.keys import digest
from domain.people.person import Chat, Person
from domain.people.roles import Role
from domain.people.session import SignIn
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team
from storage.capacity import bookings
from storage.database import Database
from storage.ledger import owed
from storage.migrating import migrate
from storage.stock import levels, movements, pieces
from storage.timers import timers
from tests.bot.conftest import Said
from tests.build import NOW, OPS, a_mark, a_payout, a_team, a_visit, an_earning, an_endpoint, an_oem, at_stage
from tests.storage.kept import InDatabase

LATER: Final = NOW + timedelta(hours=1)


def kept_in(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'var' / 'chargeops.db'}")


async def found(tmp_path: Path, kind: type, key: str | int) -> object:
    database = kept_in(tmp_path)
    try:
        async with InDatabase(database).begin() as uow:
            return await uow.find(kind, key)
    finally:
        await database.close()


def test_an_admin_sets_the_company_up_from_nothing(said: Said, tmp_path: Path) -> None:
    assert said("admin", "people") == (0, "nobody yet\n", "")
    assert said("admin", "oem", "volt", "Volt Motors")[0] == 0
    team = ("team", "sunrise", "Sunrise Crew", "--zones", "411,412", "--payee", "crew@okbank")
    assert said("admin", *team, "--survey", "600", "--installation", "3,500.50")[0] == 0
    assert said("admin", "bind", "-1001", "ops", "--forum")[1] == "-1001 is ops now\n"
    assert said("admin", "bind", "-1005", "field", "sunrise")[0] == 0
    code, _, wrong = said("admin", "receive", "pune", "cable", "300")
    assert (code != 0, "There is no pune" in wrong) == (True, True)
    assert said("admin", "stores")[1] == "no store\n"
    assert said("admin", "store", "pune", "Pune", "--zones", "411")[1] == "pune  Pune  411\n"
    assert (
        said("admin", "store", "pune", "Pune City", "--zones", "411,412")[1] == "pune  Pune City  411, 412\n"
    )
    assert said("admin", "stores")[1] == "pune  Pune City  411, 412\n"
    assert said("admin", "receive", "pune", "cable", "300")[1] == "pune has 300 free\n"
    assert said("admin", "receive", "pune", "cable", "20")[1] == "pune has 320 free\n"
    made = asyncio.run(found(tmp_path, Team, "sunrise"))
    assert isinstance(made, Team)
    assert (made.zones, made.schedule) == (("411", "412"), PaymentSchedule.FORTNIGHTLY)
    card = asyncio.run(found(tmp_path, RateCard, "rates/sunrise"))
    assert isinstance(card, RateCard)
    assert [str(rate.amount) for rate in card.versions[0].rates.visits] == ["₹600.00", "₹3,500.50"]
    chat = asyncio.run(found(tmp_path, Chat, -1005))
    assert isinstance(chat, Chat)
    assert (chat.role, chat.team) == (Role.FIELD, "sunrise")


def test_rates_are_set_loaded_and_listed_at_the_terminal(said: Said, tmp_path: Path) -> None:
    team = ("team", "sunrise", "Sunrise Crew", "--zones", "411", "--payee", "crew@okbank")
    assert said("admin", *team, "--survey", "600", "--installation", "3500")[0] == 0
    code, _, wrong = said("admin", "rates", "set", "sunrise", "--from", "01.01.2026", "--metre", "80")
    assert (code, "--reason" in wrong) == (2, True)
    last_year = ("--from", "01.01.2026", "--reason", "agreed in the autumn")
    assert said("admin", "rates", "set", "--absent", "250", "--free-metres", "15", *last_year)[0] == 0
    table = tmp_path / "rates.csv"
    table.write_text("team,what,zone,charger,amount\nsunrise,survey,411,,650\ndawn,survey,,,x\n")
    code, _, wrong = said("admin", "rates", "load", str(table))
    assert (code, "row 3, team: There is no team “dawn”" in wrong) == (2, True)
    table.write_text("team,what,zone,charger,amount\nsunrise,survey,411,,650\n")
    assert said("admin", "rates", "load", str(table), "--from", "01.12.2099")[0] == 0
    told = said("admin", "rates", "list", "sunrise")[1]
    assert "     survey: ₹600.00\n     installation: ₹3,500.00\n  2. from 01.12.2099" in told
    assert "     survey 411: ₹650.00" in told
    assert "free metres: 15\n     absent: ₹250.00" in said("admin", "rates", "list")[1]
    assert said("admin", "rates", "load", "no.csv")[0] == 2
    assert said("admin", "rates", "set", "sunrise")[0] == 2


def test_a_way_into_the_portal_is_made_at_the_terminal(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://ops.example.org/")
    said("admin", "oem", "volt", "Volt Motors")
    made = said("admin", "portal", "volt", "Meera", "Nair")[1]
    assert made.startswith("for Meera Nair, once, within 24 hours: https://ops.example.org/portal/in/")
    assert "Meera Nair  oem volt" in said("admin", "people")[1]
    secret = made.strip().rpartition("/")[2]
    kept = asyncio.run(found(tmp_path, SignIn, digest(secret)))
    assert isinstance(kept, SignIn)
    assert (kept.made_by, kept.oem) == ("terminal", "volt")
    assert "One of: volt" in said("admin", "portal", "nobody")[2]


async def keys_of(tmp_path: Path, oem: str) -> list[ApiKey]:
    database = kept_in(tmp_path)
    try:
        async with InDatabase(database).begin() as uow:
            return await uow.all(ApiKey, oem=oem)
    finally:
        await database.close()


def test_a_key_is_shown_once_and_kept_as_a_hash(said: Said, tmp_path: Path) -> None:
    said("admin", "oem", "volt", "Volt Motors")
    first, second = said("admin", "key", "volt")[1].strip(), said("admin", "key", "make", "volt")[1].strip()
    kept = asyncio.run(keys_of(tmp_path, "volt"))
    assert first.startswith(f"key-{kept[0].id}-")
    assert [key.sha256 for key in kept] == [digest(first), digest(second)]
    assert not any(secret in str(kept) for secret in (first, second))


async def hook(tmp_path: Path) -> None:
    database = kept_in(tmp_path)
    try:
        async with InDatabase(database).begin() as uow:
            await uow.add(an_endpoint())
    finally:
        await database.close()


def test_webhooks_are_listed_tested_and_switched(said: Said, tmp_path: Path) -> None:
    said("admin", "oem", "volt", "Volt Motors")
    assert "no endpoints yet" in said("admin", "webhook", "list", "volt")[1]
    asyncio.run(hook(tmp_path))
    listed = said("admin", "webhook", "list")[1]
    assert listed == "W-a1b2c3d4e5  volt  https://hooks.volt.example/chargeops  live  on  all events\n"
    assert said("admin", "webhook", "test", "W-a1b2c3d4e5")[1].startswith("msg_")
    assert said("admin", "webhook", "replay", "W-a1b2c3d4e5")[1] == "0 on their way\n"
    assert said("admin", "webhook", "off", "W-a1b2c3d4e5")[1] == "W-a1b2c3d4e5 is off\n"
    assert "off (asked)" in said("admin", "webhook", "list", "volt")[1]
    assert said("admin", "webhook", "test", "W-a1b2c3d4e5")[0] == 2
    assert said("admin", "webhook", "on", "W-a1b2c3d4e5")[1] == "W-a1b2c3d4e5 is on\n"
    assert said("admin", "webhook", "burn", "W-a1b2c3d4e5")[0] == 2
    assert said("admin", "webhook", "test")[0] == 2


def test_a_key_is_narrowed_listed_rotated_and_revoked(said: Said, tmp_path: Path) -> None:
    said("admin", "oem", "volt", "Volt Motors")
    made = said("admin", "key", "make", "volt", "--scopes", "leads:read", "--sandbox", "--days", "9")[1]
    (key,) = asyncio.run(keys_of(tmp_path, "volt"))
    assert (key.scopes, key.sandbox) == (frozenset({KeyScope.LEADS_READ}), True)
    code, rotated, _ = said("admin", "key", "rotate", key.id, "--hours", "2")
    assert (code, rotated.startswith("trial-"), rotated != made) == (0, True, True)
    assert said("admin", "key", "revoke", key.id)[1] == f"{key.id} opens nothing any more\n"
    old, new = said("admin", "key", "list", "volt")[1].splitlines()
    assert (old.split()[0], "revoked" in old, "good until" in new) == (key.id, True, True)
    assert all(word in new for word in ("sandbox", "leads:read", "never used"))
    assert "secret" not in old
    assert made.strip() not in old + new


def test_links_are_made_and_differ(said: Said) -> None:
    links = [said("admin", "claim")[1], said("admin", "invite", "ops")[1], said("admin", "invite", "ops")[1]]
    assert len(set(links)) == 3
    assert all(link.startswith("/start ") and len(link.strip()) > 28 for link in links)


WRONG: Final = [
    (("admin", "key", "nobody"), "There is no nobody"),
    (("admin", "key", "list", "nobody"), "There is no nobody"),
    (("admin", "key", "revoke", "0000000000"), "There is no 0000000000"),
    (("admin", "key", "burn", "volt"), "Example: admin key make voltera"),
    (("admin", "key", "make", "volt", "--scopes", "all"), "Example: leads:write,leads:read"),
    (("admin", "invite", "field"), "Example: admin invite field sunrise"),
    (("admin", "bind", "-1001", "oem"), "Example: admin invite field sunrise"),
    (("admin", "revoke", "nobody"), "There is no nobody"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_a_wrong_word_is_refused_in_one_line(said: Said, words: tuple[str, ...], told: str) -> None:
    code, out, err = said(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


MISUSED: Final = [
    ("admin", "bind", "-1001", "customer"),
    ("admin", "invite", "system"),
    ("admin", "receive", "pune", "cable", "-5"),
    ("admin", "receive", "pune", "cable", "0"),
    ("admin", "receive", "pune", "cable", "many"),
    (
        "admin",
        "team",
        "x",
        "X",
        "--zones",
        "411",
        "--payee",
        "x@okbank",
        "--survey",
        "free",
        "--installation",
        "1",
    ),
    (
        "admin",
        "team",
        "a" * 25,
        "X",
        "--zones",
        "411",
        "--payee",
        "x@okbank",
        "--survey",
        "1",
        "--installation",
        "1",
    ),
    (
        "admin",
        "team",
        "a b",
        "X",
        "--zones",
        "411",
        "--payee",
        "x@okbank",
        "--survey",
        "1",
        "--installation",
        "1",
    ),
    ("admin", "oem", "Volt:1", "Volt"),
    ("admin",),
    (),
    ("dance",),
]


@pytest.mark.parametrize("words", MISUSED)
def test_what_cannot_be_read_is_explained(
    said: Said, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        said(*words)
    assert end.value.code == 2
    assert "usage: chargeops" in capsys.readouterr().err


@pytest.mark.parametrize("again", [("oem", "volt", "Volt"), ("oem", "volt", "Other")])
def test_what_is_there_already_is_not_added_twice(said: Said, again: tuple[str, ...]) -> None:
    said("admin", "oem", "volt", "Volt")
    code, _, err = said("admin", *again)
    assert (code, err) == (2, "chargeops: There is a volt already.\n")


def test_somebody_who_is_let_go_has_no_role(said: Said, tmp_path: Path) -> None:
    said("admin", "people")

    async def hire() -> None:
        database = kept_in(tmp_path)
        async with InDatabase(database).begin() as uow:
            await uow.add(Person(id="p1", telegram_id=1, name="Om", grants=()))
        await database.close()

    asyncio.run(hire())
    assert said("admin", "revoke", "p1")[1] == "Om has no role any more\n"
    person = asyncio.run(found(tmp_path, Person, "p1"))
    assert isinstance(person, Person)
    assert not person.active


def test_a_second_run_on_the_same_data_is_refused_with_a_clear_word(said: Said, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "running.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, out, err = said("run")
    assert (code, out) == (2, "")
    assert "running already" in err
    assert "DATA_DIR" in err


def test_nobody_serves_so_the_health_is_bad(said: Said) -> None:
    assert said("health")[0] == 1


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of something that answers every question with this status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_is_what_the_program_answers(
    said: Said, monkeypatch: pytest.MonkeyPatch, status: int, code: int
) -> None:
    with answering(status) as port:
        monkeypatch.setenv("HTTP_PORT", str(port))
        monkeypatch.setenv("HTTP_HOST", "0.0.0.0")  # noqa: S104  what the image serves on
        assert said("health")[0] == code


def test_a_folder_that_cannot_be_made_is_named(
    said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "var"))
    for words in (("admin", "people"), ("run",)):
        code, _, err = said(*words)
        assert (code, err.count("\n")) == (2, 1)
        assert err.startswith("chargeops: DATA_DIR cannot be used")


def test_a_database_without_tables_is_said_so(said: Said) -> None:
    code, out, err = said("check")
    assert (code, out) == (2, "")
    assert "chargeops migrate" in err
    assert said("migrate") == (0, "The database is up to date.\n", "")
    assert said("check") == (0, "0 breaches\n", "")


@asynccontextmanager
async def a_sound_company(database: Database) -> AsyncIterator[InDatabase]:
    """A lead with a booked visit, a payout of one earning, stock: nothing is wrong with any of it."""
    await migrate(database)
    kept = InDatabase(database)
    async with kept.begin() as uow:
        for thing in (an_oem(), a_team(), at_stage(Stage.SURVEY_SCHEDULED, visits_made=1), a_visit()):
            await uow.add(thing)
        await uow.capacity.take("sunrise", a_visit().window, "S-1042-1", day=date(2026, 11, 24), most=3)
        await uow.add(an_earning(state=EarningState.IN_PAYOUT, payout="P-7"))
        await uow.add(a_payout())
        await uow.payout_lines.take("P-7", ["E-S-1042-1"])
        await uow.stock.receive("pune", "cable", 20, reason="", at=NOW)
        await uow.stock.reserve("pune", "cable", 5, lead="L-1042", at=NOW)
        await settle(uow)
    yield kept


async def nothing_owed(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(delete(owed).where(owed.c.item == "L-1042"))


async def wrongly_owed(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(update(owed).where(owed.c.item == "L-1042").values(due=LATER))


async def a_timer_too_many(connection: AsyncConnection, _: UnitOfWork) -> None:
    row = {"subject": "S-1042-1", "rule": "overdue", "occurrence": "x", "lead": "L-1042", "attempts": 0}
    await connection.execute(
        insert(timers), row | {"due_at": LATER, "not_before": LATER, "status": "pending"}
    )


async def a_timer_too_few(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(delete(timers).where(timers.c.rule == "visit_alert"))


async def a_timer_at_the_wrong_time(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(update(timers).where(timers.c.rule == "visit_alert").values(due_at=LATER))


async def an_earning_in_two_payouts(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.add(a_payout(id="P-8", intent="1" * 32))


async def a_line_that_nobody_pays(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.payout_lines.take("P-6", ["E-S-1-1"])


async def an_earning_in_no_payout(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.add(an_earning(id="E-7", visit="S-7-1", state=EarningState.PAID, payout="P-9"))


async def a_payout_that_does_not_add_up(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.save(a_payout(statement=None, amount=Money(501_00)))


async def stock_from_nowhere(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(update(levels).values(on_hand=levels.c.on_hand + 1))


async def a_reservation_by_nobody(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(update(levels).values(reserved=levels.c.reserved + 1))


async def a_piece_that_nobody_received(connection: AsyncConnection, _: UnitOfWork) -> None:
    row = {"id": "X1", "serial": "X-1", "item": "charger", "place": "store", "holder": "pune"}
    await connection.execute(insert(pieces), row)


async def more_returned_than_issued(connection: AsyncConnection, _: UnitOfWork) -> None:
    row = {"at": NOW, "kind": "return", "store": "pune", "item": "cable", "quantity": 2, "lead": "L-1042"}
    await connection.execute(insert(movements), row | {"reason": ""})
    await connection.execute(update(levels).values(on_hand=levels.c.on_hand + 2))


async def a_visit_without_its_team(connection: AsyncConnection, _: UnitOfWork) -> None:
    await connection.execute(delete(bookings))


async def a_team_held_for_nothing(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.capacity.take("dawn", a_visit().window, "S-7-1", day=date(2026, 11, 24), most=3)


async def a_mark_without_a_cause(_: AsyncConnection, uow: UnitOfWork) -> None:
    await uow.marks.note([a_mark()])


async def a_cause_without_its_mark(_: AsyncConnection, uow: UnitOfWork) -> None:
    declined = Event(
        kind=Happening.BACKUP_DECLINED, lead=None, subject="S-7-1", by=OPS, at=NOW, facts={"team": "dawn"}
    )
    await uow.ledger.append([declined])
    await uow.marks.note([a_mark()])


BREACHES: Final = {
    nothing_owed: "L-1042: open without a next action",
    wrongly_owed: "L-1042: owed is",
    a_timer_too_many: "is pending without a reason",
    a_timer_too_few: "is missing",
    a_timer_at_the_wrong_time: "is set for another time",
    an_earning_in_two_payouts: "E-S-1042-1: is in_payout in ['P-7', 'P-8']",
    a_line_that_nobody_pays: "E-S-1-1: its line in P-6 is not what the payouts say",
    an_earning_in_no_payout: "E-7: is paid in []",
    a_payout_that_does_not_add_up: "P-7: its earnings do not add up",
    stock_from_nowhere: "stock pune/cable: 21 on hand stored, 20 moved",
    a_reservation_by_nobody: "stock pune/cable: 6 reserved stored, 5 moved",
    a_piece_that_nobody_received: "stock charger: 1 numbered pieces at pune, 0 there",
    more_returned_than_issued: "stock cable: 2 more used or returned for L-1042 than was issued",
    a_visit_without_its_team: "S-1042-1: its team sunrise is not taken then",
    a_mark_without_a_cause: "marked Mark(visit='S-1042-1', team='sunrise'",
    a_cause_without_its_mark: "marked None, counted Mark(visit='S-7-1', team='dawn'",
    a_team_held_for_nothing: "S-7-1: dawn is taken for it without a reason",
}


async def test_a_sound_company_has_no_breach(database_url: str) -> None:
    database = Database(database_url)
    async with a_sound_company(database) as kept:
        assert [breach async for breach in breaches(database, kept.work, NOW)] == []
    await database.close()


@pytest.mark.parametrize("plant", list(BREACHES))
async def test_a_planted_breach_is_found(database_url: str, plant: Callable[..., object]) -> None:
    database = Database(database_url)
    async with a_sound_company(database) as kept, database.begin() as connection:
        await plant(connection, kept.work.on(connection, NOW))  # type: ignore[misc]  # a coroutine function
    told = [breach async for breach in breaches(database, kept.work, NOW)]
    await database.close()
    assert told
    assert any(BREACHES[plant] in breach for breach in told), told  # type: ignore[index]  # one of the keys


def test_a_breach_is_told_line_by_line_and_in_the_exit_code(said: Said, tmp_path: Path) -> None:
    said("migrate")

    async def plant() -> None:
        database = kept_in(tmp_path)
        async with a_sound_company(database), database.begin() as connection:
            await connection.execute(delete(owed))
        await database.close()

    asyncio.run(plant())
    code, out, _ = said("check")
    assert code == 1
    assert "L-1042: open without a next action\n" in out
    assert out.splitlines()[-1].endswith(" breaches")


def test_an_admin_gives_an_oem_its_own_closure_pack(said: Said) -> None:
    said("admin", "oem", "volt", "Volt Motors")
    assert said("admin", "pack", "volt")[1] == "Volt Motors has the default closure pack\n"
    assert said("admin", "pack", "volt", "title=Home charging file", "colour=#0B5CAD")[1] == (
        "colour=#0B5CAD\ntitle=Home charging file\n"
    )
    code, _, wrong = said("admin", "pack", "volt", "name={secret}")
    assert code != 0
    assert "A name cannot have {secret}" in wrong
    assert (
        said("admin", "pack", "volt", "title=", "colour=")[1] == "Volt Motors has the default closure pack\n"
    )
