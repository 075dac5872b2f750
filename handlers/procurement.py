"""Procurement: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.buttons import keyboard
from cards.message import Message
from cards.steps.carrying import by_line
from cards.steps.choice import Choice
from domain.materials.allocating import allocate_line, allocate_materials, transfer_has_come
from domain.materials.allowing import allow_purchase
from domain.materials.giving_up import store_bought
from domain.materials.issuing import hand_out_materials
from domain.materials.passing_on import take_back
from domain.materials.request import MaterialRequest
from domain.materials.returning import take_leftovers
from domain.materials.supply import open_purchase
from domain.money.paying import check_payment
from domain.people.roles import Permission
from domain.view import view_of
from domain.words import say
from handlers.acts import Act, Step, done, tap_router

NUMBER_MOST: Final = 6
"""Digits of a line's number; more than that no button of ours has."""


async def on_allocate(act: Act) -> Answer:
    """As suggested, or the line, its item and the store that were picked."""
    number, item, store = (*act.argument.split(".", 2), "", "", "")[:3]
    if number.isdecimal() and len(number) < NUMBER_MOST:
        request = await allocate_line(act.uow, act.subject, int(number), item, store, act.actor)
        return done("{request}: reserved.", request=request.id)
    request = await allocate_materials(act.uow, act.subject, act.actor)
    if request.covered:
        return done("All lines are allocated.")
    return Answer(toast=say("Stock covers a part only. Buy the rest locally."), alert=True)


async def on_by_line(act: Act) -> Answer:
    request = await act.uow.get(MaterialRequest, act.subject)
    act.actor.must(Permission.ALLOCATE_MATERIALS, request.scope)
    rows = list(by_line(await view_of(act.uow, request.id), request))
    if not rows:
        return done("No store has anything of the open lines.")
    asked = say("{request}: which line from which store?", request=request.id)
    back = (Choice(say("Back"), Action.OPEN, request.id),)
    buttons = keyboard(rows, act.speaker, [back])
    return Answer(messages=(Message(text=act.speaker.say(asked), keyboard=buttons),))


async def on_transfer_came(act: Act) -> Answer:
    request = await transfer_has_come(act.uow, act.subject, act.actor)
    return done("{request}: it lies in your store now.", request=request.id)


async def on_hand_out_all(act: Act) -> Answer:
    request = await hand_out_materials(act.uow, act.subject, act.actor)
    return done("{request}: handed out. The team is asked to confirm.", request=request.id)


async def on_store_bought(act: Act) -> Answer:
    request = await store_bought(act.uow, act.subject, act.actor)
    return done("{request}: what was bought is stock now.", request=request.id)


async def on_taken_back(act: Act) -> Answer:
    request = await take_back(act.uow, act.subject, act.actor)
    return done("{request}: all of it is back in the store.", request=request.id)


async def on_leftovers(act: Act) -> Answer:
    request = await take_leftovers(act.uow, act.subject, {}, act.actor)
    return done("{request}: what was left over is back in the store.", request=request.id)


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
    Action.BY_LINE: on_by_line,
    Action.TRANSFER_CAME: on_transfer_came,
    Action.HAND_OUT_ALL: on_hand_out_all,
    Action.STORE_BOUGHT: on_store_bought,
    Action.TAKEN_BACK: on_taken_back,
    Action.LEFTOVERS: on_leftovers,
    Action.BUY: on_buy,
    Action.CHECK: on_check,
    Action.ALLOW_PURCHASE: on_allow_purchase,
}


def router() -> Router:
    return tap_router("procurement", STEPS)
