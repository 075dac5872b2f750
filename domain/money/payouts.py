"""What a team has earned becomes a payout: proposed with a statement, by the team's schedule or at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.money.amount import Money, net, total
from domain.money.earning import Earning, EarningState
from domain.money.flagging import guarded
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.money.payout_days import schedules_on
from domain.money.payout_run import DEAD, PayoutRun, run_id
from domain.money.statement import DisputedLine, Statement, StatementLine
from domain.money.tds import LEAST_NET, YearSoFar, financial_year, withhold
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from domain.words import say

_VISITS_AT_ONCE: Final = 400
_KINDS: Final = {kind.letter: kind for kind in VisitKind}


async def run_payouts(uow: UnitOfWork, day: date, actor: Actor) -> PayoutRun | None:
    """The run of a 1st or 16th: one payout for each team whose schedule it is and to which something is owed.

    Once for each day; None where there is nothing to pay.
    """
    by = actor.must(Permission.OPEN_PAYOUTS)
    known = await uow.find(PayoutRun, run_id(day))
    if known is not None:
        return known
    schedules, opened = schedules_on(day), list[str]()
    for team in await uow.all(Team):
        payable = await _payable(uow, team) if team.schedule in schedules else []
        payout = await open_payout(uow, team, payable, by, run=run_id(day))
        opened += [payout.id] if payout is not None else []
    if not opened:
        return None
    run = PayoutRun(id=run_id(day), day=day, schedules=schedules, payouts=tuple(opened), opened_at=uow.now)
    await uow.add(run, run.tells(Happening.RUN_OPENED, by, uow.now))
    return run


async def show_payout(uow: UnitOfWork, payout_id: str, actor: Actor) -> Payment:
    """Its own card comes up at Finance, out of the run's."""
    by = actor.must(Permission.APPROVE_PAYMENT)
    payout = await uow.get(Payment, payout_id)
    uow.record(payout.tells(Happening.PAYOUT_SHOWN, by, uow.now))
    return payout


async def open_again(uow: UnitOfWork, team_id: str, actor: Actor) -> Payment:
    """What fell back to a team that no run pays is paid by a new payout, on somebody's word."""
    by = actor.must(Permission.OPEN_PAYOUTS)
    team = await uow.get(Team, team_id)
    payout = None
    if team.schedule is PaymentSchedule.PER_JOB:
        payout = await open_payout(uow, team, await _payable(uow, team), by, actor.person)
    if payout is None:
        raise Refused(say("Nothing waits to be paid out to {team} by hand.", team=team.name))
    return payout


async def _payable(uow: UnitOfWork, team: Team) -> list[Earning]:
    return await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)


async def open_payout(  # noqa: PLR0913  what is paid to whom, and who asks for it
    uow: UnitOfWork,
    team: Team,
    earnings: Sequence[Earning],
    by: By,
    asked: str | None = None,
    *,
    run: str | None = None,
) -> Payment | None:
    """None while its deductions come to as much as it earned: both wait for what it earns next."""
    if net(earning.amount for earning in earnings).paise < LEAST_NET.paise:
        return None
    number = f"P-{await uow.ledger.next_number('payout')}"
    statement = await _statement(uow, team, earnings, number, run=run)
    leads = {earning.lead for earning in earnings}
    payout = Payment(
        id=number,
        kind=PaymentKind.PAYOUT,
        lead=leads.pop() if len(leads) == 1 else None,
        team=team.id,
        earnings=tuple(earning.id for earning in earnings),
        run=run,
        statement=statement,
        payee_name=team.name,
        payee=Payee.written(team.payee, name=team.name),
        amount=statement.withheld.net,
        intent=uow.ids.new(),
        state=PaymentState.PROPOSED,
        state_since=uow.now,
        requested_by=asked,
    )
    payout = await guarded(uow, payout, DEFAULT, Role.OPS)
    await uow.payout_lines.take(payout.id, payout.earnings)
    for earning in earnings:
        await uow.save(earning.to(EarningState.IN_PAYOUT, payout.id))
    await uow.add(payout, payout.tells(Happening.PAYOUT_OPENED, by, uow.now, amount=str(payout.amount)))
    return payout


async def without(uow: UnitOfWork, payout: Payment, disputed: DisputedLine, by: By) -> Payment:
    """The payout made anew without that line: amount, tax and statement; withdrawn where nothing is left to be paid."""
    before = payout.expect_proposed()
    kept = [line.earning for line in before.lines if line.earning != disputed.earning]
    earnings = await uow.some(Earning, kept)
    taken_out = (*before.disputed, disputed)
    if net(earning.amount for earning in earnings).paise < LEAST_NET.paise:
        return await _withdrawn(uow, payout, earnings, replace(before, disputed=taken_out), by)
    team = await uow.get(Team, payout.team or "")
    made = await _statement(uow, team, earnings, payout.id, run=payout.run)
    statement = replace(made, version=before.version + 1, disputed=taken_out)
    restated, event = payout.restate(statement, by=by, now=uow.now)
    return await uow.save(restated, event)


async def _withdrawn(
    uow: UnitOfWork, payout: Payment, earnings: Sequence[Earning], statement: Statement, by: By
) -> Payment:
    withdrawn, event = payout.withdraw("nothing is left to be paid", by=by, now=uow.now)
    for earning in earnings:
        await uow.save(earning.fallen_back(uow.now))
    await uow.payout_lines.free(payout.id)
    return await uow.save(replace(withdrawn, statement=statement), event)


async def _statement(
    uow: UnitOfWork, team: Team, earnings: Sequence[Earning], payout: str, *, run: str | None
) -> Statement:
    lines = await _lines(uow, earnings)
    today = DEFAULT.calendar.local(uow.now).date()
    gross = Money(net(line.amount for line in lines).paise)
    window = DEFAULT.payout_window if run is not None else DEFAULT.payout_window_per_job
    return Statement(
        version=1,
        made_at=uow.now,
        until=DEFAULT.calendar.after_quiet_hours(uow.now + window),
        lines=lines,
        withheld=withhold(gross, team.taxpayer, await _year_of(uow, team, today, but=payout), today),
    )


async def _lines(uow: UnitOfWork, earnings: Sequence[Earning]) -> tuple[StatementLine, ...]:
    ids, visits = [earning.visit for earning in earnings], dict[str, Visit]()
    for first in range(0, len(ids), _VISITS_AT_ONCE):
        found = await uow.some(Visit, ids[first : first + _VISITS_AT_ONCE])
        visits |= {visit.id: visit for visit in found}
    return tuple(_line(earning, visits.get(earning.visit)) for earning in earnings)


def _line(earning: Earning, visit: Visit | None) -> StatementLine:
    made_at = visit.check_in.at if visit is not None and visit.check_in is not None else earning.earned_at
    return StatementLine(
        earning=earning.id,
        lead=earning.lead,
        visit=earning.visit,
        kind=_KINDS[earning.visit[0]],
        day=DEFAULT.calendar.local(made_at).date(),
        amount=earning.amount,
        parts=earning.lines,
    )


async def _year_of(uow: UnitOfWork, team: Team, day: date, *, but: str) -> YearSoFar:
    """All that went or is to go to the same taxpayer in this financial year; what was rejected, failed or came back does not count."""
    teams = (
        [team] if not team.taxpayer.has_pan else [one for one in await uow.all(Team) if one.pan == team.pan]
    )
    found = [
        payment.statement.withheld
        for one in teams
        for payment in await uow.all(Payment, team=one.id)
        if payment.statement is not None and payment.state not in DEAD and payment.id != but
    ]
    same = [withheld for withheld in found if withheld.year == financial_year(day)]
    return YearSoFar(
        gross=total([one.gross for one in same]),
        taxed=total([one.taxed for one in same]),
        tds=total([one.tds for one in same]),
        certified=total([one.certified for one in same]),
    )
