"""`/stock`: what lies where, what moved, what to order; and the second look at a count."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.message import Message
from cards.stock import ALL, LOW, item_card, piece_card, reorder_card, stock_card
from cards.text import Speaker
from domain.materials.catalogue import Item, item_named
from domain.materials.movement import Piece
from domain.materials.stock_pages import found_in_stock, item_page, reorder_page, stock_page
from domain.materials.store import Store
from domain.materials.storekeeping import confirm_count
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import shown_to


async def on_stock_command(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/stock`, `/stock pune`, `/stock cable`, `/stock AC74-2026-000123`, `/stock low`."""
    by = actor.must(Permission.SEE_STOCK)
    message = await _wanted(uow, (command.args or "").strip(), actor, speaker)
    return await shown_to(by.role, uow, here, message)


async def _wanted(uow: UnitOfWork, wanted: str, actor: Actor, speaker: Speaker) -> Message:
    keeps = actor.may(Permission.KEEP_STOCK)
    if not wanted or wanted.casefold() == ALL:
        return stock_card(await stock_page(uow), speaker, keeps=keeps)
    if wanted.casefold() == LOW:
        return reorder_card(await reorder_page(uow), speaker, keeps=keeps)
    found = await found_in_stock(uow, wanted)
    if isinstance(found, Store):
        return stock_card(await stock_page(uow, found.id), speaker, keeps=keeps)
    if isinstance(found, Piece):
        return piece_card(found, await uow.all(Store), speaker)
    return await _item(uow, found, speaker, keeps=keeps)


async def _item(uow: UnitOfWork, item: Item, speaker: Speaker, *, keeps: bool) -> Message:
    return item_card(await item_page(uow, item), speaker, keeps=keeps)


async def on_stock(act: Act) -> Answer:
    by, wanted = act.actor.must(Permission.SEE_STOCK), act.argument or act.subject
    return await shown_to(by.role, act.uow, act.here, await _wanted(act.uow, wanted, act.actor, act.speaker))


async def on_item(act: Act) -> Answer:
    by, keeps = act.actor.must(Permission.SEE_STOCK), act.actor.may(Permission.KEEP_STOCK)
    message = await _item(act.uow, item_named(act.subject), act.speaker, keeps=keeps)
    return await shown_to(by.role, act.uow, act.here, message)


async def on_count_right(act: Act) -> Answer:
    count = await confirm_count(act.uow, act.subject, act.actor)
    return done("The difference of {count} is booked.", count=count.id)


STEPS: Final[Mapping[Action, Step]] = {
    Action.STOCK: on_stock,
    Action.STOCK_ITEM: on_item,
    Action.COUNT_RIGHT: on_count_right,
}


def router() -> Router:
    routes = tap_router("stock", STEPS)
    routes.message.register(on_stock_command, Command("stock"))
    return routes
