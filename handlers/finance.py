"""Finance: one tap, one command; above the limit the tap counts in private only."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.payment import payment_card
from domain.money.paying import approve_payment, start_payment
from domain.money.payment import Payment
from domain.people.roles import Permission
from domain.reactions import Audience
from domain.view import view_of
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_approve(act: Act) -> Answer:
    payment = await act.uow.get(Payment, act.subject)
    if payment.approvals_needed > 1 and not act.here.private:
        return await _in_private(act)
    approved = await approve_payment(act.uow, act.subject, act.argument, act.actor)
    if approved.is_open and len(approved.approvers) < approved.approvals_needed:
        return done("Noted. A second person approves {payment} too.", payment=approved.id)
    return done("{payment} is approved.", payment=approved.id)


async def _in_private(act: Act) -> Answer:
    """Payee and amount once more, on a screen that only the approver sees."""
    act.actor.must(Permission.APPROVE_PAYMENT)
    shown = payment_card(await view_of(act.uow, act.subject), Audience.FINANCE, act.speaker)
    return Answer(
        toast=say("This amount is approved in your private chat with the bot."), alert=True, private=(shown,)
    )


async def on_pay(act: Act) -> Answer:
    payment = await start_payment(act.uow, act.subject, act.actor)
    return done("Pay {payment} in your bank app now, then enter the reference.", payment=payment.id)


STEPS: Final[Mapping[Action, Step]] = {Action.APPROVE: on_approve, Action.PAY: on_pay}


def router() -> Router:
    return tap_router("finance", STEPS)
