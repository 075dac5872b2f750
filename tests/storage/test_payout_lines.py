"""No earning is in two payouts, whoever opens them at the same moment: kept by a key of each database."""

import asyncio
from datetime import date
from typing import Final

import pytest

from domain.errors import Unavailable, VersionConflict
from domain.leads.stages import Stage
from domain.money.amount import Signed
from domain.money.earning import Earning, EarningLine, EarningState, LineKind
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.money.payouts import run_payouts
from domain.people.actor import SYSTEM
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule
from tests.build import a_team, a_visit, an_earning, an_oem, at_stage
from tests.storage.kept import Kept

COUNT: Final = 6


def payable(number: int) -> Earning:
    return an_earning(
        id=f"E-S-1042-{number}",
        visit=f"S-1042-{number}",
        state=EarningState.PAYABLE,
        amount=Signed(100_00),
        lines=(EarningLine(kind=LineKind.VISIT, amount=Signed(100_00)),),
    )


async def given(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.add(an_oem())
        await uow.add(at_stage(Stage.CLOSED, visits_made=COUNT))
        await uow.add(a_team(schedule=PaymentSchedule.MONTHLY))
        for number in range(1, COUNT + 1):
            await uow.add(a_visit(id=f"S-1042-{number}"))
            await uow.add(payable(number))


async def run(uow: UnitOfWork, day: date) -> None:
    await run_payouts(uow, day, SYSTEM)
    await settle(uow)


async def tried(kept: Kept, day: date) -> None:
    """As timers are: whoever meets a conflict comes again."""
    for _ in range(50):
        try:
            async with kept.begin() as uow:
                await run(uow, day)
        except (VersionConflict, Unavailable):
            continue
        return
    raise AssertionError("it never came to an end")


async def test_of_many_runs_at_once_each_earning_is_in_one_payout(kept: Kept) -> None:
    """Three processes fire the same run, and three more one of another month."""
    await given(kept)
    days = [date(2026, 12, 1), date(2027, 1, 1)] * 3
    await asyncio.gather(*(tried(kept, day) for day in days))
    async with kept.begin() as uow:
        paid = [earning for payout in await uow.all(Payment) for earning in payout.earnings]
        assert sorted(paid) == [f"E-S-1042-{number}" for number in range(1, COUNT + 1)]
        assert len(await uow.all(PayoutRun)) == 1


async def test_a_line_that_is_taken_can_be_taken_once_it_is_free(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.payout_lines.take("P-1", ["E-1", "E-2"])
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.payout_lines.take("P-2", ["E-3", "E-2"])
    async with kept.begin() as uow:
        await uow.payout_lines.free("P-1", "E-2")
    async with kept.begin() as uow:
        await uow.payout_lines.take("P-2", ["E-3", "E-2"])
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.payout_lines.take("P-3", ["E-1"])
    async with kept.begin() as uow:
        await uow.payout_lines.free("P-1")
        await uow.payout_lines.take("P-3", ["E-1"])
