"""A local purchase asks for its vendor's payment: an intent of its own, in the name of whoever asked."""

from domain.events import Happening
from domain.materials.purchase import Purchase
from domain.materials.vendors import keep_vendor
from domain.money.flagging import guarded
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind
from domain.overriding import policy_of
from domain.people.actor import By
from domain.unit_of_work import UnitOfWork


async def ask_for_payment(uow: UnitOfWork, purchase: Purchase, payee: Payee, by: By) -> Payment:
    count = 1 + len(await uow.all(Payment, lead=purchase.lead))
    asked = Payment(
        id=f"V-{purchase.lead.removeprefix('L-')}-{count}",
        kind=PaymentKind.VENDOR,
        lead=purchase.lead,
        purchase=purchase.id,
        team=purchase.team,
        payee_name=purchase.vendor,
        payee=payee,
        amount=purchase.amount,
        intent=uow.ids.new(),
        state_since=uow.now,
        requested_by=purchase.asked_by,
    )
    payment = await guarded(uow, asked, await policy_of(uow, purchase.oem), by.role)
    requested = payment.tells(Happening.PAYMENT_REQUESTED, by, uow.now, amount=str(purchase.amount))
    await uow.add(payment, requested)
    await keep_vendor(uow, purchase, payee)
    return payment
