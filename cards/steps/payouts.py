"""What can be done about payouts beside a payment's own steps: by the team, by Ops, and about a whole run."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows, grid
from domain.money.payment import PaymentKind, PaymentState
from domain.money.payout_run import PayoutRun, sums
from domain.money.together import go_together, mark_of
from domain.owed import Owed
from domain.visits.team import owed_team
from domain.words import say

_ROWS_TO_OPEN = 6


def is_payout(reading: Reading) -> bool:
    payment = reading.view.payment
    return payment is not None and payment.kind is PaymentKind.PAYOUT


def of_team(reading: Reading) -> Rows:
    """The team's word about its statement."""
    payout = reading.view.payment
    if payout is None or payout.statement is None or payout.state is not PaymentState.PROPOSED:
        return
    if reading.team in {None, payout.team}:
        version = str(payout.statement.version)
        yield (Choice(say("All right"), Action.AGREE_PAYOUT, payout.id, version),)
        yield (Choice(say("Something is wrong"), Action.DISPUTE, payout.id),)


def of_ops(reading: Reading) -> Rows:
    """An answer to a dispute, a payout to be opened again, and a line that a team disputes on the phone."""
    view = reading.view
    if view.earning is not None and view.earning.open_dispute is not None:
        yield (Choice(say("Answer the team"), Action.ANSWER_DISPUTE, view.earning.id),)
    yield from opening(reading)
    payout = view.payment
    if payout is not None and payout.state is PaymentState.PROPOSED:
        yield (Choice(say("The team disputes a line"), Action.DISPUTE, payout.id),)


def opening(reading: Reading) -> Rows:
    """Where what fell back to a team waits for somebody to pay it out."""
    duty, payout = reading.view.duty, reading.view.payment
    if duty is not None and duty.what is Owed.OPEN_PAYOUT:
        team = owed_team(duty.subject) or (payout.team if payout is not None else "") or ""
        yield (Choice(say("Open the payout again"), Action.OPEN_PAYOUT, team),)


def of_run(reading: Reading, run: PayoutRun) -> Rows:
    """One tap for all that may go together, and each by itself."""
    waiting = go_together(reading.view.payouts, reading.view.now)
    if waiting:
        counted = sums(waiting)
        label = say("Approve {count}: {amount}", count=counted.count, amount=counted.net)
        yield (Choice(label, Action.APPROVE_RUN, run.id, mark_of(waiting)),)
    each = [
        Choice(say("{payment}", payment=one.id), Action.PAYOUT_CARD, one.id) for one in reading.view.payouts
    ]
    yield from grid(each, rows=_ROWS_TO_OPEN)
