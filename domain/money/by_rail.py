"""What a rail says of a payment: it has taken it, the money is there, it failed, it came back, or nobody knows.

A rail may say a thing twice, late, or before what comes first. What was said already changes nothing; what contradicts the
books is refused, so that a person looks.
"""

from domain.contact import line
from domain.errors import Refused
from domain.money.bank_name import BankName
from domain.money.methods import Method
from domain.money.payment import ON_ITS_WAY, Payment, PaymentState
from domain.money.settling import books_failed, books_paid, books_reversed
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def rail_named(uow: UnitOfWork, payment_id: str, named: BankName, actor: Actor) -> Payment:
    """Whose account it is; after the money was let go nobody decides by it any more."""
    payment, by = await _of_rail(uow, payment_id, actor)
    if payment.named == named or not payment.is_open or payment.state in ON_ITS_WAY:
        return payment
    known, event = payment.known_as(named, by=by, now=uow.now)
    return await uow.save(known, event)


async def rail_took(uow: UnitOfWork, payment_id: str, rail_reference: str, actor: Actor) -> Payment:
    """The rail has the payment, under this name of its own; `Refused` if it has it under another one."""
    payment, by = await _of_rail(uow, payment_id, actor)
    if payment.rail_reference == rail_reference:
        return payment
    if payment.rail_reference is not None:
        raise Refused(
            say(
                "{payment} is with the rail as {known}, not as {other}.",
                payment=payment.id,
                known=payment.rail_reference,
                other=rail_reference,
            )
        )
    taken, event = payment.taken(rail_reference, by=by, now=uow.now)
    return await uow.save(taken, event)


async def rail_settled(
    uow: UnitOfWork, payment_id: str, method: Method, reference: str, actor: Actor
) -> Payment:
    """The money is there; `reference` is the bank's. What came back already stays so."""
    payment, by = await _of_rail(uow, payment_id, actor)
    said_before = payment.state is PaymentState.PAID and payment.reference == reference
    if said_before or payment.state is PaymentState.REVERSED:
        return payment
    return await books_paid(uow, payment, method, reference, by)


async def rail_failed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    payment, by = await _of_rail(uow, payment_id, actor)
    if payment.state in {PaymentState.FAILED, PaymentState.REVERSED}:
        return payment
    return await books_failed(uow, payment, line(reason), by)


async def rail_reversed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The money is back, also where the rail had not said yet that it went. After a failure it was never gone."""
    payment, by = await _of_rail(uow, payment_id, actor)
    if payment.state in {PaymentState.FAILED, PaymentState.REVERSED}:
        return payment
    return await books_reversed(uow, payment, line(reason), by)


async def rail_doubts(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The rail did not answer, or with nothing that says what became of it."""
    payment, by = await _of_rail(uow, payment_id, actor)
    if payment.state is not PaymentState.PAYING:
        return payment
    doubted, event = payment.doubt(line(reason), by=by, now=uow.now)
    return await uow.save(doubted, event)


async def _of_rail(uow: UnitOfWork, payment_id: str, actor: Actor) -> tuple[Payment, By]:
    payment = await uow.get(Payment, payment_id)
    return payment, actor.must(Permission.SPEAK_FOR_RAIL)
