"""Payouts: the team's word about its statement, a whole run by one tap, and one that is opened again."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.message import Message
from cards.payout import run_card
from domain.money.disputing import agree_to_payout
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun, sums
from domain.money.payouts import open_again, show_payout
from domain.money.together import approve_run, go_together
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.view import view_of
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_agree(act: Act) -> Answer:
    payout = await agree_to_payout(act.uow, act.subject, act.argument, act.actor)
    return done("Thank you. Finance is asked to pay {payment} now.", payment=payout.id)


async def on_approve_run(act: Act) -> Answer:
    """Where all of it is above the limit of a single payment, the tap counts in private only."""
    run = await act.uow.get(PayoutRun, act.subject)
    waiting = go_together(await act.uow.some(Payment, run.payouts), act.uow.now)
    if sums(waiting).net > DEFAULT.two_approvers_above and not act.here.private:
        return await _in_private(act)
    together = await approve_run(act.uow, act.subject, act.argument, act.actor)
    approved = sums(together.approved)
    told = say("{count} payouts are approved: {amount}.", count=approved.count, amount=approved.net)
    if not together.left:
        return Answer(toast=told)
    left = [say("{payment} stays single: {why}.", payment=one.id, why=why) for one, why in together.left]
    return Answer(toast=told, messages=(Message(text="\n".join(map(act.speaker.say, left))),))


async def _in_private(act: Act) -> Answer:
    act.actor.must(Permission.APPROVE_PAYMENT)
    shown = run_card(await view_of(act.uow, act.subject), Audience.FINANCE, act.speaker)
    return Answer(
        toast=say("So much is approved in your private chat with the bot."), alert=True, private=(shown,)
    )


async def on_payout_card(act: Act) -> Answer:
    payout = await show_payout(act.uow, act.subject, act.actor)
    return done("{payment} comes below.", payment=payout.id)


async def on_open_payout(act: Act) -> Answer:
    payout = await open_again(act.uow, act.subject, act.actor)
    return done("{payment} is opened: the team has its statement.", payment=payout.id)


STEPS: Final[Mapping[Action, Step]] = {
    Action.AGREE_PAYOUT: on_agree,
    Action.APPROVE_RUN: on_approve_run,
    Action.PAYOUT_CARD: on_payout_card,
    Action.OPEN_PAYOUT: on_open_payout,
}


def router() -> Router:
    return tap_router("payouts", STEPS)
