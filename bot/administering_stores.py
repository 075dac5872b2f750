"""`chargeops admin store…`: stores, which sites they serve first, and what is booked into them at the terminal."""

import argparse
from typing import Any

from bot import team_options
from bot.administering_keys import TERMINAL
from domain.materials.catalogue import item_named
from domain.materials.store import Store
from domain.materials.stores import keep_store
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


def add_store_commands(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    store = deeds.add_parser("store", help="found a store, or change its name and zones")
    store.add_argument("id", type=team_options.team_id)
    store.add_argument("name")
    store.add_argument(
        "--zones", type=team_options.zones, default=(), help="PIN-code prefixes that it serves first: 411,412"
    )
    deeds.add_parser("stores", help="all stores and their zones")
    stock = deeds.add_parser("receive", help="book goods into a store")
    stock.add_argument("store")
    stock.add_argument("item")
    stock.add_argument("quantity", type=_pieces)


def _pieces(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("a whole number of pieces or metres, for example 300")
    return int(text)


async def give_store_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    return _line(await keep_store(uow, options.id, TERMINAL, title=options.name, zones=options.zones))


async def give_stores_deed(uow: UnitOfWork, _: argparse.Namespace) -> str:
    return "\n".join(_line(store) for store in await uow.all(Store)) or "no store"


async def give_receive_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    by = TERMINAL.must(Permission.SET_UP)
    store, item = await uow.get(Store, options.store), item_named(options.item)
    await uow.stock.receive(store.id, item.key, options.quantity, reason="terminal", at=uow.now, by=by)
    return f"{store.id} has {(await uow.stock.level(store.id, item.key)).available} free"


def _line(store: Store) -> str:
    return f"{store.id}  {store.title}  {', '.join(store.zones) or 'no zone of its own'}"
