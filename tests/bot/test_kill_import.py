"""The program dies in the middle of an import: it goes on behind the last row, and others are served meanwhile."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from domain.leads.imports import Import, ImportState
from storage.records import leads
from tests.bot.street import Blow, Moment, Street, a_street
from tests.scenarios.days import OPS
from tests.scenarios.town import PEOPLE

SUNDAY_NOON: Final = "2026-11-22T06:30:00+00:00"
ROWS: Final = 6_000
FILE: Final = "Ref,Name,Phone,PIN,Address\n" + "".join(
    f"V-{n},Asha {n},{9100000000 + n},{411001 + n % 90},House {n} Lane {n % 7}\n" for n in range(ROWS)
)


async def standing(street: Street) -> Import:
    async with street.parts.database.read() as connection:
        uow = street.parts.work.on(connection, street.parts.clock.now(), reading=True)
        (upload,) = await uow.all(Import)
    return upload


async def until(street: Street, holds: Callable[[Import], bool]) -> Import:
    for _ in range(6_000):
        upload = await standing(street)
        if holds(upload):
            return upload
        await asyncio.sleep(0.01)
    raise AssertionError(f"it stands at {upload}")


async def told(street: Street, chat: int, fragment: str) -> None:
    for _ in range(3_000):
        if any(fragment in (message.get("text") or "") for message in await street.messages(chat)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"nobody told {chat}: {fragment}")


@pytest.mark.timeout(240)
async def test_an_import_survives_kill_9_and_lets_others_be_served(tmp_path: Path) -> None:
    async with a_street(tmp_path, SUNDAY_NOON) as street:
        files = [("document", ("voltera.csv", FILE.encode(), "text/csv"))]
        sent = await street.sim.post(
            f"/sim/chats/{OPS}/messages", data={"from": str(PEOPLE["ravi"])}, files=files
        )
        assert sent.is_success, sent.text
        await street.quiet()
        assert (await until(street, lambda it: it.state is ImportState.CHECKED)).counts.good == ROWS
        await street.quiet()
        shown = await street.with_button(OPS, f"Import {ROWS} leads")
        await street.tap_only("ravi", f"Import {ROWS} leads", OPS, shown["id"])
        before = await until(street, lambda it: it.passed > 0)
        assert before.passed < ROWS
        await street.strike(Blow(Moment.AT_ONCE))

        await until(street, lambda it: it.passed > before.passed)
        asked = {"from": PEOPLE["meera"], "text": "/home"}
        await street._post(f"/sim/chats/{PEOPLE['meera']}/messages", asked)
        await told(street, PEOPLE["meera"], "waits for you")
        assert (await standing(street)).state is ImportState.IMPORTING, "she waited until all were imported"

        done = await until(street, lambda it: it.state is ImportState.DONE)
        assert (done.added, done.known, done.passed) == (ROWS, 0, ROWS)
        async with street.parts.database.read() as connection:
            assert (await connection.execute(select(func.count()).select_from(leads))).scalar_one() == ROWS
        await street.quiet()
        assert f"U-1: {ROWS} leads imported" in await street.card(OPS, "U-1")
        assert await street.program.once("check") == (0, "0 breaches\n")
    assert "Traceback" not in street.program.said()
