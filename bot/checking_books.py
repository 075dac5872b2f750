"""The books, compared with what payments, earnings and purchases stand for; and that no money went twice or unasked."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.materials.purchase import Purchase
from domain.money.books import Account, Booked, Position, position
from domain.money.earning import Earning
from domain.money.payment import Payment
from domain.unit_of_work import UnitOfWork
from storage.books import all_booked, book_entries, book_lines

_MONEY = (Account.BANK.value, Account.ON_ITS_WAY.value)


async def of_books(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    payments = await uow.all(Payment)
    things: list[Booked] = [*payments, *await uow.all(Earning), *await uow.all(Purchase)]
    async for breach in _unbalanced(connection):
        yield breach
    booked = await all_booked(connection)
    for thing in things:
        stands, wanted = booked.pop(thing.id, {}), position(thing)
        if stands != wanted:
            yield f"{thing.id}: is {thing.state} and stands in the books with {_read(stands)}, not {_read(wanted)}"
    for subject in sorted(booked):
        yield f"{subject}: stands in the books, and there is no such thing"
    async for breach in _without_intent(connection, payments):
        yield breach
    for breach in (*_twice(payments), *_unapproved(payments)):
        yield breach


async def _unbalanced(connection: AsyncConnection) -> AsyncIterator[str]:
    sums = (
        select(book_entries.c.number, func.sum(book_lines.c.paise).label("left"))
        .outerjoin(book_lines, book_lines.c.entry == book_entries.c.number)
        .group_by(book_entries.c.number)
        .order_by(book_entries.c.number)
    )
    for number, left in await connection.execute(sums):
        if left != 0:
            yield f"entry {number}: does not balance, {left} paise are left"


async def _without_intent(connection: AsyncConnection, payments: Sequence[Payment]) -> AsyncIterator[str]:
    intents = {payment.id: payment.intent for payment in payments}
    wanted = (
        select(book_entries.c.number, book_entries.c.subject, book_entries.c.intent)
        .join(book_lines, book_lines.c.entry == book_entries.c.number)
        .where(book_lines.c.account.in_(_MONEY))
        .distinct()
        .order_by(book_entries.c.number)
    )
    for number, subject, intent in await connection.execute(wanted):
        if intent is None or intents.get(subject) != intent:
            yield f"entry {number}: moves money of {subject} without the intent of a payment"


def _twice(payments: Sequence[Payment]) -> Iterator[str]:
    """One purchase is paid by one payment, one reference proves one payment."""
    moving = [payment for payment in payments if position(payment)]
    for_purchase: dict[str, list[str]] = defaultdict(list)
    for payment in moving:
        for_purchase[payment.purchase or payment.id].append(payment.id)
    for paid, by in sorted(for_purchase.items()):
        if len(by) > 1:
            yield f"{paid}: is paid by {', '.join(sorted(by))}"
    proofs = Counter((p.method or "", p.reference.upper()) for p in payments if p.reference)
    for (method, reference), count in sorted(proofs.items()):
        if count > 1:
            yield f"reference {method} {reference}: proves {count} payments".replace("  ", " ")
    names = Counter(payment.rail_reference for payment in payments if payment.rail_reference)
    for name, count in sorted(names.items()):
        if count > 1:
            yield f"{name}: stands with the rail for {count} payments"


def _unapproved(payments: Sequence[Payment]) -> Iterator[str]:
    for payment in payments:
        others = {one for one in payment.approvers if one != payment.requested_by}
        if position(payment) and len(others) < payment.approvals_needed:
            yield f"{payment.id}: is {payment.state} with {len(others)} of {payment.approvals_needed} approvals"


def _read(stands: Position) -> str:
    return ", ".join(f"{account} {paise:+}" for account, paise in sorted(stands.items())) or "nothing"
