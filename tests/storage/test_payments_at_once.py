"""Several people of Finance at once, on each database: each approval, each reference and each cap counts exactly once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from domain.errors import DomainError, NotAllowed, Refused, Unavailable, VersionConflict
from domain.leads.stages import Stage
from domain.materials.purchase import PurchaseState
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.outlay import Outlay
from domain.money.paying import approve_payment, record_reference, start_payment
from domain.money.payment import Payment, PaymentState
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from tests.build import a_payment, a_purchase, an_oem, at_stage
from tests.domain.test_paying import of_finance
from tests.storage.kept import Kept

P: Final = PaymentState
V: Final = "V-1042-1"
REFERENCE: Final = "632723155921"
BIG: Final = Money(60_000_00)
PEOPLE: Final = tuple(of_finance(name) for name in ("Farah", "Feroz", "Fatima", "Fahad"))
Attempt = Callable[[UnitOfWork, int], Awaitable[object]]


async def given(kept: Kept, *payments: Payment) -> None:
    async with kept.begin() as uow:
        await uow.add(an_oem())
        await uow.add(at_stage(Stage.MATERIALS, visits_made=1))
        await uow.add(a_purchase(state=PurchaseState.PAYMENT_PENDING))
        for payment in payments:
            await uow.add(payment)


async def at_once(kept: Kept, count: int, attempt: Attempt) -> list[DomainError | None]:
    """What each of them heard; whoever meets a conflict is run again, as the inbox does it."""

    async def one(number: int) -> DomainError | None:
        for _ in range(100):
            try:
                async with kept.begin() as uow:
                    await attempt(uow, number)
                    await settle(uow)
            except (VersionConflict, Unavailable):
                continue
            except DomainError as refusal:
                return refusal
            return None
        raise AssertionError("it never came to an end")

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def test_of_many_approvals_at_once_exactly_two_count(kept: Kept) -> None:
    """Each of four people taps three times."""
    checked = a_payment(state=P.CHECKED, amount=BIG)
    await given(kept, checked)
    heard = await at_once(kept, 12, lambda uow, n: approve_payment(uow, V, checked.shown, PEOPLE[n % 4]))
    assert heard.count(None) == 2
    assert all(isinstance(error, (Refused, NotAllowed)) for error in heard if error is not None)
    async with kept.begin() as uow:
        approved = await uow.get(Payment, V)
        assert (approved.state, len(set(approved.approvers))) == (P.APPROVED, 2)
        day = await uow.get(Outlay, "2026-11-23")
        assert day.approved == dict.fromkeys(approved.approvers, BIG)


async def test_a_payment_is_begun_once(kept: Kept) -> None:
    await given(kept, a_payment(state=P.APPROVED))
    heard = await at_once(kept, 8, lambda uow, n: start_payment(uow, V, PEOPLE[n % 4]))
    assert heard.count(None) == 1
    async with kept.begin() as uow:
        assert (await uow.get(Outlay, "2026-11-23")).total_paid == Money(2450_00)


async def test_one_reference_pays_one_payment(kept: Kept) -> None:
    """The check comes too early for whoever is at it in the same moment; then the database refuses."""
    paying = [
        a_payment(id=f"V-1042-{n}", intent=str(n) * 32, state=P.PAYING, purchase=None) for n in range(6)
    ]
    await given(kept, *paying)

    async def record(uow: UnitOfWork, number: int) -> None:
        who = PEOPLE[number % 4]
        await record_reference(uow, f"V-1042-{number}", who, method=Method.UPI, reference=REFERENCE)

    heard = await at_once(kept, 6, record)
    assert heard.count(None) == 1
    async with kept.begin() as uow:
        assert len(await uow.all(Payment, method="upi", reference=REFERENCE)) == 1


async def test_nobody_slips_under_the_cap_of_the_day(kept: Kept) -> None:
    part = Money(DEFAULT.daily_cap_person.paise // 3)
    approved = [
        a_payment(
            id=f"V-1042-{n}",
            intent=str(n) * 32,
            state=P.APPROVED,
            amount=part,
            two_above=part,
            purchase=None,
        )
        for n in range(6)
    ]
    await given(kept, *approved)
    heard = await at_once(kept, 6, lambda uow, n: start_payment(uow, f"V-1042-{n}", PEOPLE[0]))
    assert heard.count(None) == 3
    async with kept.begin() as uow:
        assert len(await uow.all(Payment, state="paying")) == 3
