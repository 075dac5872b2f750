"""What a person may say of a payment that has gone by a rail."""

import pytest

from domain.errors import Refused
from domain.money.methods import Method
from domain.money.paying import payment_failed, record_reference
from domain.money.payment import Payment, PaymentState
from domain.money.rails import Rail
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from tests.build import a_lead, a_payment, a_purchase, a_team
from tests.fakes import a_uow

FARAH = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))


async def gone(state: PaymentState) -> UnitOfWork:
    uow = a_uow()
    for thing in (a_lead(), a_team(), a_purchase(), a_payment(state=state, rail=Rail.RAZORPAYX)):
        await uow.add(thing)
    return uow


@pytest.mark.parametrize("state", [PaymentState.PAYING, PaymentState.UNKNOWN])
async def test_nobody_says_that_it_failed_while_the_rail_may_still_pay_it(state: PaymentState) -> None:
    with pytest.raises(Refused, match="it may still be paid"):
        await payment_failed(await gone(state), "V-1042-1", "gone", FARAH)


async def test_a_reference_is_entered_only_where_the_rail_does_not_answer() -> None:
    number = "523223155921"
    with pytest.raises(Refused, match="it may still be paid"):
        await record_reference(
            await gone(PaymentState.PAYING), "V-1042-1", FARAH, method=Method.UPI, reference=number
        )
    uow = await gone(PaymentState.UNKNOWN)
    await record_reference(uow, "V-1042-1", FARAH, method=Method.UPI, reference=number)
    assert (await uow.get(Payment, "V-1042-1")).state is PaymentState.PAID
