"""A local purchase: whom to pay and how much, and later the bill of the goods."""

from collections.abc import Mapping
from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import IN_A_BANK, Amount, CodeOrAddress, Line, Pictures, account, branch, holder
from domain.errors import Invalid
from domain.materials.paying_vendors import share_vendor_code
from domain.materials.purchase import LONGEST_VENDOR, Purchase, PurchaseState
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
    """A payment that was rejected or failed, or a code that could not be read, asks again for what it lacks."""
    purchase = await uow.get(Purchase, purchase_id)
    if not purchase.vendor:
        return Known()
    answers = {"vendor": purchase.vendor, "amount": str(purchase.amount.paise), "quote": ""}
    if purchase.quote is not None:
        answers["quote"] = "1"
    if purchase.payee is not None:
        answers |= _answers_of(purchase.payee)
    return Known(
        answers=answers,
        pictures={"quote": (purchase.quote,)} if purchase.quote else {},
        note=_note(purchase),
    )


def _answers_of(payee: Payee) -> dict[str, str]:
    if payee.vpa:
        return {"payee": payee.vpa}
    account = {"account": payee.account, "again": payee.account, "ifsc": payee.ifsc, "holder": payee.name}
    return {"payee": IN_A_BANK, **{key: answer for key, answer in account.items() if answer}}


def _note(purchase: Purchase) -> Words | None:
    if purchase.payee is not None:
        return say("The payment did not go through. Change what was wrong.")
    return next(iter(purchase.code.faults), None) if purchase.code is not None else None


async def _share(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    vendor, amount = filled.answers["vendor"], Money(int(filled.answers["amount"]))
    code, quote = filled.picture("payee"), filled.picture("quote")
    if code is not None:
        purchase = await share_vendor_code(
            uow, filled.subject, code, actor, vendor=vendor, amount=amount, quote=quote
        )
        return say(
            "{purchase}: the code is read from your photo. What it says comes on the card, for you to check.",
            purchase=purchase.id,
        )
    payment = await share_vendor_details(
        uow, filled.subject, actor, vendor=vendor, payee=_payee(filled.answers), amount=amount, quote=quote
    )
    return say(
        "{payment}: {amount} to {vendor} is asked for.",
        payment=payment.id,
        amount=payment.amount,
        vendor=payment.payee_name,
    )


def _payee(answers: Mapping[str, str]) -> Payee:
    """`Invalid` where the two account numbers differ: whoever typed it changes one and submits again."""
    if answers["payee"] != IN_A_BANK:
        return Payee.at_vpa(answers["payee"])
    if answers["account"] != answers["again"]:
        raise Invalid(say("The two account numbers are not the same. Please change the wrong one."))
    return Payee.at_account(holder=answers["holder"], account=answers["account"], branch=answers["ifsc"])


def _in_a_bank(answers: Mapping[str, str]) -> bool:
    return answers.get("payee") == IN_A_BANK


def _unusual(number: str) -> str | Words:
    return next(iter(Payee(account=number).doubts), "")


VENDOR: Final = Dialogue(
    name=Action.VENDOR.value,
    title=N_("Vendor details"),
    action=Action.VENDOR,
    check=_details_wanted,
    questions=fixed(
        Question(
            key="vendor",
            label=N_("Vendor"),
            reader=Line(longest=LONGEST_VENDOR),
            example=N_("Shree Electricals, Baner"),
        ),
        Question(
            key="payee",
            label=N_("Where the vendor is paid"),
            ask=N_("Please send a photo of the vendor's QR code, or type his UPI address."),
            reader=CodeOrAddress(),
            example="shreeelectricals@okbank",
        ),
        Question(
            key="account",
            label=N_("Account number"),
            reader=account(),
            example="00501000123456",
            when=_in_a_bank,
            remark=_unusual,
        ),
        Question(
            key="again",
            label=N_("The account number once more"),
            reader=account(),
            example="00501000123456",
            when=_in_a_bank,
        ),
        Question(key="ifsc", label=N_("IFSC"), reader=branch(), example="HDFC0001234", when=_in_a_bank),
        Question(
            key="holder",
            label=N_("Account holder"),
            reader=holder(),
            example=N_("Shree Electricals"),
            when=_in_a_bank,
        ),
        Question(key="amount", label=N_("Amount of the quote or bill"), reader=Amount(), example="2,450.00"),
        Question(
            key="quote",
            label=N_("The vendor's quote"),
            ask=N_("Please send a photo of the vendor's quote, if he gave one."),
            reader=Pictures(pdf=True),
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
