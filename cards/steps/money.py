"""What can be done about a payment: Finance's steps, and the answer of whoever asked for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cards.actions import Action
from cards.steps import payouts
from cards.steps.buying import spending
from cards.steps.choice import Choice, Reading, Rows
from domain.media import Picture
from domain.money.payment import ON_ITS_WAY, Payment, PaymentState
from domain.money.rails import RAILS, Rail
from domain.people.roles import Role
from domain.reactions import Audience
from domain.view import View
from domain.words import say

BY_HAND: Final = "hand"
_ASKED: Final[Mapping[Audience, Role]] = {
    Audience.TEAM: Role.FIELD,
    Audience.PROCUREMENT: Role.PROCUREMENT,
    Audience.OPS: Role.OPS,
    Audience.OPS_LEAD: Role.OPS,
    Audience.ON_CALL: Role.OPS,
}


def payment_of(reading: Reading) -> Payment | None:
    """The payment on the card, or the one that the lead waits for."""
    view = reading.view
    if view.payment is not None or view.situation is None or view.action is None:
        return view.payment
    return next((p for p in view.situation.payments if p.id == view.action.subject), None)


def answer_finance(reading: Reading) -> Rows:
    """Where Finance has asked something of this reader."""
    view = reading.view
    known = (view.payment,) if view.payment else view.situation.payments if view.situation else ()
    for payment in known:
        if not payment.awaits_approval or payment.open_inquiry is None:
            continue
        if _ASKED.get(reading.audience) is not payment.asked_role:
            continue
        if reading.audience is not Audience.TEAM or reading.team in {None, payment.team}:
            yield (Choice(say("Answer Finance"), Action.ANSWER_FINANCE, payment.id),)


def finance(reading: Reading) -> Rows:
    if reading.view.run is not None:
        yield from payouts.of_run(reading, reading.view.run)
        return
    yield from payouts.opening(reading)
    payment = payment_of(reading)
    if payment is None:
        yield from spending(reading)
        return
    if payment.awaits_approval:
        approve = say("Approve {amount}", amount=payment.amount)
        yield (Choice(approve, Action.APPROVE, payment.id, payment.shown),)
        yield (
            Choice(say("Reject"), Action.REJECT, payment.id),
            *(() if payment.open_inquiry else (Choice(say("Ask"), Action.ASK, payment.id),)),
        )
    yield from _waiting(payment, reading.view.now)
    if payment.state is PaymentState.APPROVED:
        yield from _pay(payment, reading.view)
        yield (Choice(say("Reject"), Action.REJECT, payment.id),)
    if payment.state is PaymentState.PROPOSED and payouts.is_payout(reading):
        yield (Choice(say("Reject"), Action.REJECT, payment.id),)
    if payment.state in ON_ITS_WAY:
        yield from _way(payment)
    if payment.state is PaymentState.PAID:
        yield (Choice(say("The bank reversed it"), Action.REVERSED, payment.id),)
    yield from papers(reading)


def papers(reading: Reading) -> Rows:
    """Code, quote, bill and proof, as far as there are more than the one that the card shows."""
    payment = reading.view.payment
    if payment is not None and len(papers_of(reading.view)) > 1:
        yield (Choice(say("Show all papers"), Action.PAY_PAPERS, payment.id),)


def papers_of(view: View) -> tuple[Picture, ...]:
    purchase, payment = view.purchase, view.payment
    known = (
        *((purchase.qr, purchase.quote, purchase.bill) if purchase is not None else ()),
        payment.proof if payment is not None else None,
    )
    return tuple(one for one in known if one is not None)


def _waiting(payment: Payment, now: datetime) -> Rows:
    open_yet = payment.awaits_approval or payment.state is PaymentState.APPROVED
    if open_yet and payment.cools_until(now) is not None:
        yield (Choice(say("The payee is right: pay without waiting"), Action.LIFT, payment.id),)


def _pay(payment: Payment, view: View) -> Rows:
    if payment.cools_until(view.now) is not None:
        return
    if view.line.is_manual:
        yield (Choice(say("Pay now"), Action.PAY, payment.id),)
        return
    yield (
        Choice(say("Pay by {rail}", rail=say(RAILS[view.line.rail])), Action.PAY, payment.id),
        Choice(say("Pay by hand"), Action.PAY, payment.id, BY_HAND),
    )


def _way(payment: Payment) -> Rows:
    """What became of it; a rail says so by itself, and while it may still pay nobody says that it has failed."""
    if payment.rail is Rail.MANUAL:
        yield (Choice(say("How to pay it"), Action.PAY_PAGE, payment.id),)
    if payment.rail is Rail.MANUAL or payment.state is PaymentState.UNKNOWN:
        yield (Choice(say("Paid: enter the reference"), Action.REFERENCE, payment.id),)
    if payment.rail is Rail.MANUAL:
        unknown = Choice(say("Not known yet"), Action.UNKNOWN, payment.id)
        yield (
            *((unknown,) if payment.state is PaymentState.PAYING else ()),
            Choice(say("Failed"), Action.FAILED, payment.id),
        )
