"""The daily caps: how much one person approves or pays in a day, and how much leaves the company (`reliability.md` I15)."""

from collections.abc import Callable

from domain.money.amount import NOTHING, Money
from domain.money.outlay import Outlay
from domain.money.payment import Payment
from domain.people.actor import By
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork


async def count_approval(uow: UnitOfWork, payment: Payment, by: By) -> None:
    """`Refused` if the approver has let go too much today."""
    most = DEFAULT.daily_cap_person
    await _change(uow, lambda day: day.approving(payment.amount, by.person or "", most=most))


async def left_to_approve(uow: UnitOfWork, by: By) -> Money:
    """How much more this person may approve today."""
    day = await uow.find(Outlay, _today(uow))
    used = day.approved.get(by.person or "", NOTHING) if day is not None else NOTHING
    return Money(max(0, DEFAULT.daily_cap_person.paise - used.paise))


async def count_payment(uow: UnitOfWork, payment: Payment, by: By) -> None:
    """`Refused` if too much leaves today."""
    await _change(
        uow,
        lambda day: day.paying(
            payment.amount,
            by.person or "",
            most=DEFAULT.daily_cap_person,
            most_together=DEFAULT.daily_cap,
        ),
    )


async def uncount(uow: UnitOfWork, payment: Payment) -> None:
    """A payment that was begun today has failed."""
    if payment.started_at is None or payment.payer is None:
        return
    local = DEFAULT.calendar.local
    if local(payment.started_at).date() == local(uow.now).date():
        payer = payment.payer
        await _change(uow, lambda day: day.without(payment.amount, payer))


async def _change(uow: UnitOfWork, change: Callable[[Outlay], Outlay]) -> None:
    day = _today(uow)
    found = await uow.find(Outlay, day)
    if found is None:
        await uow.add(change(Outlay(id=day)))
    else:
        await uow.save(change(found))


def _today(uow: UnitOfWork) -> str:
    return DEFAULT.calendar.local(uow.now).date().isoformat()
