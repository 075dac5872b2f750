"""A local purchase: whom to pay and how much, and later the bill of the goods."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import Amount, Line, Pictures, upi_address
from domain.errors import Invalid
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.supply import confirm_goods, share_vendor_details
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _details_wanted(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    purchase.expect(PurchaseState.DETAILS_WANTED)


async def _given_before(uow: UnitOfWork, purchase_id: str) -> Known:
    """A payment that was rejected or failed asks for the details again: they begin as they were."""
    purchase = await uow.get(Purchase, purchase_id)
    if not purchase.vendor:
        return Known()
    answers = {
        "vendor": purchase.vendor,
        "payee": purchase.payee.vpa if purchase.payee else "",
        "amount": str(purchase.amount.paise),
        "qr": "1" if purchase.qr else "",
    }
    return Known(
        answers=answers,
        pictures={"qr": (purchase.qr,)} if purchase.qr else {},
        note=say("The payment did not go through. Change what was wrong."),
    )


async def _share(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    payment = await share_vendor_details(
        uow,
        filled.subject,
        actor,
        vendor=filled.answers["vendor"],
        payee=Payee.at_vpa(filled.answers["payee"]),
        amount=Money(int(filled.answers["amount"])),
        qr=filled.picture("qr"),
    )
    return say(
        "{payment}: {amount} to {vendor} is asked for.",
        payment=payment.id,
        amount=payment.amount,
        vendor=payment.payee_name,
    )


VENDOR: Final = Dialogue(
    name=Action.VENDOR.value,
    title=N_("Vendor details"),
    action=Action.VENDOR,
    check=_details_wanted,
    questions=fixed(
        Question(
            key="vendor", label=N_("Vendor"), reader=Line(longest=120), example=N_("Shree Electricals, Baner")
        ),
        Question(
            key="payee",
            label=N_("The vendor's UPI address"),
            reader=upi_address(),
            example="shreeelectricals@okbank",
        ),
        Question(key="amount", label=N_("Amount of the quote or bill"), reader=Amount(), example="2,450.00"),
        Question(
            key="qr",
            label=N_("The vendor's QR code"),
            ask=N_("Please send a photo of the vendor's QR code, if he has one."),
            reader=Pictures(),
            optional=True,
        ),
    ),
    finish=_share,
    start=_given_before,
)


async def _goods_due(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.CONFIRM_GOODS, purchase.scope)
    purchase.expect(PurchaseState.PAID)


async def _confirm(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    bill = filled.picture("bill")
    if bill is None:
        raise Invalid(say("Please send a photo of the vendor's bill."))
    purchase = await confirm_goods(uow, filled.subject, bill, actor)
    return say("{purchase}: the goods are in.", purchase=purchase.id)


GOODS: Final = Dialogue(
    name=Action.GOODS.value,
    title=N_("Goods received"),
    action=Action.GOODS,
    check=_goods_due,
    questions=fixed(
        Question(
            key="bill",
            label=N_("The vendor's bill"),
            ask=N_("Please send a photo of the vendor's bill, or its PDF."),
            reader=Pictures(pdf=True),
        )
    ),
    finish=_confirm,
)
