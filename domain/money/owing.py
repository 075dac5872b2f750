"""What is owed about earnings beside a payment: an answer to a dispute, and a payout that somebody has to open."""

from collections.abc import Sequence

from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment, PaymentKind
from domain.money.payout_run import DEAD
from domain.money.tds import LEAST_NET
from domain.next_action import NextAction, Owed
from domain.owed import payment_action
from domain.people.roles import Role
from domain.policy import DEFAULT, Policy
from domain.rules import Timer
from domain.timers import two_levels
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team, owing


def dispute_action(earning: Earning, policy: Policy) -> NextAction | None:
    """What the team disputes waits for Ops."""
    dispute = earning.open_dispute
    if dispute is None:
        return None
    due = dispute.at + policy.desk
    return NextAction(role=Role.OPS, what=Owed.ANSWER_DISPUTE, due=due, subject=earning.id)


def payable_action(team: Team, payable: Sequence[Earning], policy: Policy) -> NextAction | None:
    """What fell back to a team that no run pays waits for somebody to open its payout; what a run takes waits for that."""
    owed = sum(earning.amount.paise for earning in payable)
    if team.schedule is not PaymentSchedule.PER_JOB or owed < LEAST_NET.paise:
        return None
    since = min(earning.payable_since or earning.earned_at for earning in payable)
    return NextAction(role=Role.OPS, what=Owed.OPEN_PAYOUT, due=since + policy.desk, subject=owing(team.id))


def levels(action: NextAction | None) -> frozenset[Timer]:
    return frozenset(two_levels(action, DEFAULT)) if action is not None else frozenset()


async def owed_to_team(uow: UnitOfWork, team_id: str) -> NextAction | None:
    team = await uow.find(Team, team_id)
    if team is None or team.schedule is not PaymentSchedule.PER_JOB:
        return None
    payable = await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)
    return payable_action(team, payable, DEFAULT)


async def duty_of(uow: UnitOfWork, payment: Payment | None, earning: Earning | None) -> NextAction | None:
    """What is owed for it, whatever is owed for a lead: an answer to the dispute, the payout's own step, or another payout in its place."""
    if earning is not None:
        return dispute_action(earning, DEFAULT)
    if payment is None or payment.team is None or payment.kind is not PaymentKind.PAYOUT:
        return None
    again = payment.state in DEAD
    return await owed_to_team(uow, payment.team) if again else payment_action(payment, DEFAULT)


async def owe_earnings(uow: UnitOfWork) -> None:
    """Called by `settle` for what this input has changed of earnings, and of how teams are paid."""
    earnings = [thing for thing in uow.touched.values() if isinstance(thing, Earning)]
    for earning in earnings:
        if earning.disputes:
            action = dispute_action(earning, DEFAULT)
            await uow.ledger.owe(earning.id, earning.lead, action)
            await uow.ledger.keep_timers(earning.id, levels(action), uow.now)
    teams = {thing.id for thing in uow.touched.values() if isinstance(thing, Team)}
    for team in sorted(teams | {earning.team for earning in earnings}):
        action = await owed_to_team(uow, team)
        await uow.ledger.owe(owing(team), None, action)
        await uow.ledger.keep_timers(owing(team), levels(action), uow.now)
