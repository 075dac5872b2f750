"""What Procurement does with its stock: receive it, move it to another store, count it and put it right."""

from dataclasses import dataclass, replace
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.materials.catalogue import Item, item_named
from domain.materials.count import Count, CountState
from domain.materials.delivery import Delivery
from domain.materials.movement import Level
from domain.materials.store import Store
from domain.money.amount import Money
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.serials import EXAMPLE, read_serial
from domain.unit_of_work import UnitOfWork
from domain.words import say

MOST: Final = 100_000
"""Of one item at a time: more is a slip of the finger."""
LONGEST_REASON: Final = 300
LONGEST_DOCUMENT: Final = 60


async def receive_stock(uow: UnitOfWork, delivery: Delivery, actor: Actor) -> Level:
    """`Refused` where the same paper has brought this item into this store already."""
    by = actor.must(Permission.KEEP_STOCK)
    store, item = await uow.get(Store, delivery.store), item_named(delivery.item)
    _expect_quantity(delivery.quantity)
    serials = _serials(item, delivery.quantity, delivery.serials)
    document = line(delivery.document, longest=LONGEST_DOCUMENT) if delivery.document.strip() else ""
    await _expect_new(uow, store, item, document)
    await uow.stock.receive(
        store.id,
        item.key,
        delivery.quantity,
        at=uow.now,
        by=by,
        reason=delivery.reason,
        serials=serials,
        unit_cost=delivery.unit_cost,
        document=document,
    )
    uow.record(_moved(uow, Happening.STOCK_RECEIVED, by, store.id, item.key, delivery.quantity, document))
    return await uow.stock.level(store.id, item.key)


async def _expect_new(uow: UnitOfWork, store: Store, item: Item, document: str) -> None:
    if not document:
        return
    before = await uow.stock.book.movements(store=store.id, item=item.key, document=document)
    if before:
        raise Refused(
            say(
                "{item} of {document} was received in {store} on {day} already: {quantity}.",
                item=say(item.title),
                document=document,
                store=store.title,
                day=before[-1].at,
                quantity=before[-1].quantity,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What goes from one store to another."""

    source: str
    target: str
    item: str
    quantity: int
    serials: tuple[str, ...] = ()


async def transfer_stock(uow: UnitOfWork, transfer: Transfer, actor: Actor) -> Level:
    """Only what is free; what is promised to a lead stays. The level of the store it left."""
    by = actor.must(Permission.KEEP_STOCK)
    item, (source, target) = item_named(transfer.item), (transfer.source, transfer.target)
    for store in (source, target):
        await uow.get(Store, store)
    _expect_quantity(transfer.quantity)
    serials = _serials(item, transfer.quantity, transfer.serials)
    await uow.stock.transfer(source, target, item.key, transfer.quantity, at=uow.now, by=by, serials=serials)
    uow.record(_moved(uow, Happening.STOCK_TRANSFERRED, by, source, item.key, transfer.quantity, target))
    return await uow.stock.level(source, item.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What somebody found; `serials` are those that are missing, or those that nobody had booked."""

    store: str
    item: str
    quantity: int
    reason: str
    serials: tuple[str, ...] = ()


async def count_stock(uow: UnitOfWork, counted: Counted, actor: Actor) -> Count:
    """A small difference is booked at once; one that is worth more waits for a second person."""
    by = actor.must(Permission.KEEP_STOCK)
    store, item = await uow.get(Store, counted.store), item_named(counted.item)
    if not 0 <= counted.quantity <= MOST:
        raise Invalid(say("How many lie there? A number from 0 to {most}. Example: 7.", most=MOST))
    booked = (await uow.stock.level(store.id, item.key)).on_hand
    difference = counted.quantity - booked
    count = Count(
        id=f"K-{await uow.ledger.next_number('count')}",
        store=store.id,
        item=item.key,
        counted=counted.quantity,
        booked=booked,
        reason=line(counted.reason, longest=LONGEST_REASON),
        serials=_serials(item, abs(difference), counted.serials),
        value=Money(abs(difference) * (await cost_of(uow, item)).paise),
        counted_by=by,
        counted_at=uow.now,
    )
    if count.value > DEFAULT.count_alone:
        await uow.add(count, count.tells(Happening.COUNT_WAITS, by, uow.now))
        return count
    done = replace(count, state=CountState.BOOKED)
    await _adjust(uow, done, by)
    await uow.add(done, done.tells(Happening.STOCK_COUNTED, by, uow.now))
    return done


async def confirm_count(uow: UnitOfWork, count_id: str, actor: Actor) -> Count:
    """The difference is booked as it was when it was counted: what has moved since has its own rows."""
    by = actor.must(Permission.CONFIRM_COUNT)
    count = (await uow.get(Count, count_id)).decided(CountState.BOOKED, by, uow.now)
    await _adjust(uow, count, by)
    return await uow.save(count, count.tells(Happening.COUNT_CONFIRMED, by, uow.now))


async def refuse_count(uow: UnitOfWork, count_id: str, why: str, actor: Actor) -> Count:
    by = actor.must(Permission.CONFIRM_COUNT)
    count = await uow.get(Count, count_id)
    why = line(why, longest=LONGEST_REASON)
    refused = count.decided(CountState.REFUSED, by, uow.now, why=why)
    return await uow.save(refused, refused.tells(Happening.COUNT_REFUSED, by, uow.now, reason=why))


async def _adjust(uow: UnitOfWork, count: Count, by: By) -> None:
    if not count.difference:
        return
    await uow.stock.adjust(
        count.store,
        count.item,
        count.difference,
        at=uow.now,
        reason=f"{count.id}: {count.reason}",
        by=by,
        serials=count.serials,
    )


async def cost_of(uow: UnitOfWork, item: Item) -> Money:
    """What one unit cost when it last came, else what the catalogue says."""
    return await uow.stock.book.last_cost(item.key) or item.cost


def _expect_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST:
        raise Invalid(say("How many? A whole number from 1 to {most}. Example: 12.", most=MOST))


def _serials(item: Item, quantity: int, given: tuple[str, ...]) -> tuple[str, ...]:
    """All of them or none: those whose numbers nobody wrote down get them when they are handed out."""
    if not given:
        return ()
    if not item.serials:
        raise Invalid(say("{item} has no serial numbers. Leave them out.", item=say(item.title)))
    if len(given) != quantity:
        raise Invalid(
            say(
                "These are {count} serial numbers for {quantity} pieces. Each piece has one. Example: {example}.",
                count=len(given),
                quantity=quantity,
                example=EXAMPLE,
            )
        )
    return tuple(read_serial(serial) for serial in given)


def _moved(  # noqa: PLR0913, PLR0917  what the timeline says of it
    uow: UnitOfWork, kind: Happening, by: By, store: str, item: str, quantity: int, paper: str
) -> Event:
    facts = {"store": store, "item": item, "quantity": str(quantity), "paper": paper}
    return Event(kind=kind, lead=None, subject=f"stock/{store}", by=by, at=uow.now, facts=facts)
