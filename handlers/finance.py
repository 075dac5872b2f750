"""Finance: one tap, one command; above the limit, and for a payee that is not known, the tap counts in private only."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.blocks import albums
from cards.message import Message
from cards.paying import pay_screen
from cards.payment import payment_card
from cards.steps.money import BY_HAND, papers_of
from domain.money.pay_page import open_pay_page
from domain.money.paying import approve_payment, start_payment
from domain.money.payment import Payment
from domain.money.rails import RAILS, Rail
from domain.people.roles import Permission
from domain.reactions import Audience
from domain.view import view_of
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_approve(act: Act) -> Answer:
    payment = await act.uow.get(Payment, act.subject)
    if payment.wants_privacy(act.uow.now) and not act.here.private:
        return await _in_private(act)
    approved = await approve_payment(act.uow, act.subject, act.argument, act.actor)
    if approved.is_open and len(approved.approvers) < approved.approvals_needed:
        return done("Noted. A second person approves {payment} too.", payment=approved.id)
    return done("{payment} is approved.", payment=approved.id)


async def _in_private(act: Act) -> Answer:
    """Payee and amount once more, on a screen that only the approver sees."""
    act.actor.must(Permission.APPROVE_PAYMENT)
    view = await view_of(act.uow, act.subject)
    shown = payment_card(view, Audience.FINANCE, act.speaker, private=True)
    return Answer(
        toast=say("This amount is approved in your private chat with the bot."), alert=True, private=(shown,)
    )


async def on_pay(act: Act) -> Answer:
    """Below the limit and above it, whoever pays gets the code and the details for himself alone."""
    payment = await start_payment(act.uow, act.subject, act.actor, by_hand=act.argument == BY_HAND)
    if payment.rail is not Rail.MANUAL:
        return done("{payment} goes by {rail}.", payment=payment.id, rail=say(RAILS[payment.rail]))
    return Answer(
        toast=say("Pay {payment} in your bank app now, then enter the reference.", payment=payment.id),
        private=(await _screen(act),),
    )


async def on_pay_papers(act: Act) -> Answer:
    """Code, quote, bill and proof, here where they were asked for."""
    act.actor.must(Permission.SEE_PAYMENT)
    sent = papers_of(await view_of(act.uow, act.subject))
    if not sent:
        return done("Nothing was sent for this.")
    shown = tuple(Message(text=act.subject, pictures=pictures) for pictures in albums(sent))
    return Answer(messages=shown)


async def on_pay_page(act: Act) -> Answer:
    payment = await act.uow.get(Payment, act.subject)
    payment.expect_payer(act.actor.must(Permission.RECORD_PAYMENT))
    toast = None if act.here.private else say("I have answered in your private chat.")
    return Answer(toast=toast, private=(await _screen(act),))


async def _screen(act: Act) -> Message:
    page = None
    if act.links.has_pages:
        token, ends = await open_pay_page(act.uow, act.subject, act.actor)
        page = act.links.payment(act.subject, token), ends
    view = await view_of(act.uow, act.subject)
    payment = await act.uow.get(Payment, act.subject)
    return pay_screen(view, payment, act.speaker, page)


STEPS: Final[Mapping[Action, Step]] = {
    Action.APPROVE: on_approve,
    Action.PAY: on_pay,
    Action.PAY_PAGE: on_pay_page,
    Action.PAY_PAPERS: on_pay_papers,
}


def router() -> Router:
    return tap_router("finance", STEPS)
