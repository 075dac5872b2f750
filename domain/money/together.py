"""Many payouts of a run approved by one tap: each under all the rules of a single one; what may not go along stays single."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotAllowed, Refused
from domain.money.capping import left_to_approve
from domain.money.paying import approve_payment
from domain.money.payment import Payment, PaymentState
from domain.money.payout_run import PayoutRun
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say


def why_single(payout: Payment, now: datetime) -> Words | None:
    """What speaks against approving it together with others; None if nothing does."""
    if payout.approvals_needed > 1:
        return say("above the limit: two people approve it by itself")
    if payout.open_inquiry is not None:
        return say("an answer is awaited")
    if payout.cools_until(now) is not None:
        return say("the payee has changed")
    return None


def go_together(payouts: Sequence[Payment], now: datetime) -> tuple[Payment, ...]:
    """Those that wait for Finance and need nothing but one approval."""
    waiting = (one for one in payouts if one.state is PaymentState.REQUESTED)
    return tuple(one for one in waiting if why_single(one, now) is None)


def mark_of(payouts: Sequence[Payment]) -> str:
    """What the button was drawn for: eight hex digits over all that is approved by it."""
    shown = "|".join(f"{one.id}:{one.shown}" for one in payouts)
    return hashlib.sha256(shown.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """`left` are those that this person cannot approve along with the others, and why."""

    approved: tuple[Payment, ...]
    left: tuple[tuple[Payment, Words], ...] = ()


async def approve_run(uow: UnitOfWork, run_id: str, shown: str, actor: Actor) -> Together:
    by = actor.must(Permission.APPROVE_PAYMENT)
    run = await uow.get(PayoutRun, run_id)
    waiting = go_together(await uow.some(Payment, run.payouts), uow.now)
    if not waiting:
        raise Refused(say("Nothing of {run} waits to be approved together.", run=run.id))
    if mark_of(waiting) != shown:
        raise Refused(say("{run} has changed since you saw it: look at it again.", run=run.id))
    approved, left, most = list[Payment](), list[tuple[Payment, Words]](), await left_to_approve(uow, by)
    for payout in waiting:
        if by.person is not None and payout.requested_by == by.person:
            left.append((payout, say("you asked for it, so somebody else approves it")))
        elif payout.amount > most:
            left.append((payout, say("it is more than you may still approve today")))
        else:
            approved.append(await approve_payment(uow, payout.id, payout.shown, actor))
            most = await left_to_approve(uow, by)
    if not approved:
        raise NotAllowed(say("You can approve none of them: {why}.", why=left[0][1]))
    return Together(approved=tuple(approved), left=tuple(left))
