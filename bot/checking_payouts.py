"""What is owed about earnings, and that the lines of payouts are those of payouts that are not dead."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.money.earning import Earning
from domain.money.owing import dispute_action, levels, owed_to_team
from domain.money.payment import Payment
from domain.money.payout_run import DEAD
from domain.owed import NextAction
from domain.policy import DEFAULT
from domain.rules import Timer
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team, owing
from storage.payout_lines import payout_lines

_LINES: Final = select(payout_lines.c.earning, payout_lines.c.payout)
OfItem = Callable[[AsyncConnection, str, NextAction | None, frozenset[Timer], datetime], AsyncIterator[str]]


async def of_payouts(connection: AsyncConnection, uow: UnitOfWork, of_item: OfItem) -> AsyncIterator[str]:
    for earning in await uow.all(Earning):
        action = dispute_action(earning, DEFAULT)
        async for breach in of_item(connection, earning.id, action, levels(action), uow.now):
            yield breach
    for team in await uow.all(Team):
        action = await owed_to_team(uow, team.id)
        async for breach in of_item(connection, owing(team.id), action, levels(action), uow.now):
            yield breach
    kept = {(earning, payout) for earning, payout in await connection.execute(_LINES)}
    living = {
        (earning, payment.id)
        for payment in await uow.all(Payment)
        if payment.state not in DEAD
        for earning in payment.earnings
    }
    for earning_id, payout in sorted(kept ^ living):
        yield f"{earning_id}: its line in {payout} is not what the payouts say"
