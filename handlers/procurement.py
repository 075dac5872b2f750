"""Procurement: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from domain.materials.allowing import allow_purchase
from domain.materials.supply import allocate_materials, open_purchase
from domain.money.paying import check_payment
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_allocate(act: Act) -> Answer:
    request = await allocate_materials(act.uow, act.subject, act.actor)
    if request.covered:
        return done("All lines are allocated.")
    return Answer(toast=say("Stock covers a part only. Buy the rest locally."), alert=True)


async def on_buy(act: Act) -> Answer:
    purchase = await open_purchase(act.uow, act.subject, act.actor)
    return done("{purchase} is open: the team is asked for the vendor's details.", purchase=purchase.id)


async def on_allow_purchase(act: Act) -> Answer:
    purchase = await allow_purchase(act.uow, act.subject, act.argument, act.actor)
    return done("{purchase} is allowed: {amount}.", purchase=purchase.id, amount=purchase.amount)


async def on_check(act: Act) -> Answer:
    await check_payment(act.uow, act.subject, act.actor)
    return done("Checked. Finance decides now.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.ALLOCATE: on_allocate,
    Action.BUY: on_buy,
    Action.CHECK: on_check,
    Action.ALLOW_PURCHASE: on_allow_purchase,
}


def router() -> Router:
    return tap_router("procurement", STEPS)
