"""Between the statement and Finance: the team finds it right, or has a line taken out; Ops answers."""

from domain.contact import line
from domain.errors import Refused
from domain.events import Event, Happening
from domain.money.amount import Signed
from domain.money.earning import Dispute, Earning, EarningState
from domain.money.payment import Payment, PaymentState
from domain.money.payout_run import PayoutRun
from domain.money.payouts import open_payout, without
from domain.money.statement import DisputedLine
from domain.people.actor import SYSTEM, Actor, By, Scope
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team
from domain.words import say


async def agree_to_payout(uow: UnitOfWork, payout_id: str, shown: str, actor: Actor) -> Payment:
    """The team finds its statement right; `shown` is the version that it had before it."""
    payout = await uow.get(Payment, payout_id)
    by = actor.must(Permission.AGREE_PAYOUT, Scope(lead=payout.lead, team=payout.team))
    statement = payout.expect_proposed()
    if shown != str(statement.version):
        raise Refused(say("{payment} has changed since you saw it: look at it again.", payment=payout.id))
    agreed, event = payout.agree(by=by, now=uow.now)
    return await _onward(uow, await uow.save(agreed, event), by)


async def statement_stands(uow: UnitOfWork, payout: Payment) -> Payment:
    """The team has let its time pass."""
    by = SYSTEM.must(Permission.AGREE_PAYOUT)
    agreed, event = payout.agree(by=by, now=uow.now, silent=True)
    return await _onward(uow, await uow.save(agreed, event), by)


async def dispute_earning(
    uow: UnitOfWork, payout_id: str, earning_id: str, reason: str, actor: Actor
) -> Payment:
    """The line is taken out and waits for Ops; the rest is stated anew. `Refused` once Finance is asked."""
    payout = await uow.get(Payment, payout_id)
    by = may_dispute(payout, actor)
    stated = payout.expect_proposed().line_of(earning_id)
    if stated is None:
        raise Refused(say("{earning} is not in {payment} any more.", earning=earning_id, payment=payout.id))
    earning, why = await uow.get(Earning, earning_id), line(reason)
    dispute = Dispute(payout=payout.id, name=by.name, reason=why, at=uow.now)
    disputed = earning.dispute(dispute)
    told = disputed.tells(Happening.EARNING_DISPUTED, by, uow.now, reason=why, amount=str(earning.amount))
    await uow.payout_lines.free(payout.id, earning.id)
    await uow.save(disputed, told)
    taken = DisputedLine(
        earning=earning.id, visit=earning.visit, amount=earning.amount, name=by.name, reason=why
    )
    return await _onward(uow, await without(uow, payout, taken, by), by)


def may_dispute(payout: Payment, actor: Actor) -> By:
    """`Refused` after the time for it, with whom to ask instead."""
    by = actor.must(Permission.DISPUTE_EARNING, Scope(lead=payout.lead, team=payout.team))
    if payout.state is not PaymentState.PROPOSED:
        raise Refused(
            say(
                "{payment} is with Finance already, so no line can be taken out any more. Please tell our desk what is wrong: it is put right with a later payout.",
                payment=payout.id,
            )
        )
    return by


async def _onward(uow: UnitOfWork, payout: Payment, by: By) -> Payment:
    """Finance is told once no team of the run has its statement before it any more."""
    if payout.run is None or payout.state is PaymentState.PROPOSED:
        return payout
    run = await uow.get(PayoutRun, payout.run)
    states = {one.state for one in await uow.some(Payment, run.payouts)}
    if PaymentState.PROPOSED not in states and PaymentState.REQUESTED in states:
        uow.record(run.tells(Happening.RUN_READY, by, uow.now))
    return payout


async def answer_dispute(
    uow: UnitOfWork, earning_id: str, words: str, correction: Signed | None, actor: Actor
) -> Earning:
    """It stands, or is put right by a line of its own; it is paid with the next run, or at once to a team that is paid per job."""
    earning = await uow.get(Earning, earning_id)
    by = actor.must(Permission.ANSWER_DISPUTE)
    answered = earning.answer(line(words), correction, by=by, now=uow.now)
    saved = await uow.save(answered, _answered(answered, words, by, uow))
    team = await uow.get(Team, earning.team)
    if team.schedule is PaymentSchedule.PER_JOB:
        payable = await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)
        await open_payout(uow, team, payable, by, actor.person)
    return saved


def _answered(earning: Earning, words: str, by: By, uow: UnitOfWork) -> Event:
    return earning.tells(
        Happening.DISPUTE_ANSWERED, by, uow.now, answer=line(words), amount=str(earning.amount)
    )
