"""A run of payouts over 10,000 earnings: how long it takes as a multiple of writing as many rows, and how much memory.

    python -m benchmarks.payouts [teams] [earnings]

On SQLite, in one transaction with all that follows from it. The baseline inserts as many rows with a key and updates as many bodies,
in the same process and on the same kind of database.
"""

import asyncio
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from bot.keeping import Keeping, keep
from domain.leads.lead import Customer, Lead, Source
from domain.money.amount import Signed
from domain.money.earning import Earning, EarningState
from domain.money.payouts import run_payouts
from domain.people.actor import SYSTEM
from domain.settle import settle
from domain.visits.states import VisitKind
from domain.visits.team import PaymentSchedule, Team
from storage.migrating import migrate
from storage.payout_lines import payout_lines
from storage.records import earnings as earnings_table

NOW: Final = datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
DAY: Final = date(2026, 12, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    run_s: float
    bare_s: float
    peak_mb: float


def main() -> None:
    teams, earnings = (int(word) for word in (*sys.argv[1:], "100", "10000")[:2])
    found = asyncio.run(measured(teams, earnings))
    sys.stdout.write(
        f"{earnings} earnings of {teams} teams: run {found.run_s:.2f} s, bare rows {found.bare_s:.2f} s, "
        f"ratio {found.run_s / found.bare_s:.1f}, peak {found.peak_mb:.0f} MB\n"
    )


async def measured(teams: int, earnings: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="payouts-") as folder:
        kept = await _filled(f"sqlite:///{Path(folder) / 'run.db'}", teams, earnings)
        began = time.perf_counter()
        async with kept.database.begin() as connection:
            uow = kept.work.on(connection, NOW)
            await run_payouts(uow, DAY, SYSTEM)
            await settle(uow)
        run_s = time.perf_counter() - began
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        await kept.database.close()
        kept = await _filled(f"sqlite:///{Path(folder) / 'bare.db'}", teams, earnings)
        bare_s = await _bare(kept)
        await kept.database.close()
    return Figures(run_s=run_s, bare_s=bare_s, peak_mb=peak_mb)


async def _filled(url: str, teams: int, earnings: int) -> Keeping:
    kept = keep(url)
    await migrate(kept.database)
    async with kept.database.begin() as connection:
        uow = kept.work.on(connection, NOW)
        for number in range(teams):
            await uow.add(_team(f"team{number}"))
        for number in range(earnings):
            await uow.add(_lead(number))
            await uow.add(_earning(number, f"team{number % teams}"))
    return kept


def _team(key: str) -> Team:
    return Team(
        id=key,
        name=key,
        skills=frozenset(VisitKind),
        zones=("411",),
        schedule=PaymentSchedule.MONTHLY,
        payee=f"{key}@okbank",
    )


def _lead(number: int) -> Lead:
    return Lead(
        id=f"L-{number}",
        oem="voltera",
        oem_reference=f"VM-{number}",
        customer=Customer(
            name="A Customer", phone="+919876543210", address="12 Hill Road", city="Pune", pin_code="411045"
        ),
        source=Source(channel="api"),
        charger_kw=7.4,
        stage_since=NOW,
        created_at=NOW,
    )


def _earning(number: int, team: str) -> Earning:
    return Earning(
        id=f"E-S-{number}-1",
        lead=f"L-{number}",
        visit=f"S-{number}-1",
        team=team,
        amount=Signed(600_00),
        state=EarningState.PAYABLE,
        earned_at=NOW,
    )


async def _bare(kept: Keeping) -> float:
    """As many rows with a key inserted, and as many bodies written anew, one statement each as the program does it."""
    changed = (
        update(earnings_table)
        .where(earnings_table.c.id == bindparam("key"))
        .values(body=bindparam("text"), state="in_payout")
    )
    async with kept.database.begin() as connection:
        rows = (await connection.execute(select(earnings_table.c.id, earnings_table.c.body))).all()
        began = time.perf_counter()
        await connection.execute(insert(payout_lines), [{"earning": row.id, "payout": "P-1"} for row in rows])
        for row in rows:
            await connection.execute(changed, {"key": row.id, "text": row.body})
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
