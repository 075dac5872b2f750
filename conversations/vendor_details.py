"""The vendor of a local purchase: picked or new, where he is paid, and how much."""

from collections.abc import Mapping
from typing import Final

from cards.actions import Action
from cards.text import harmless
from conversations.dialogue import Dialogue, Filled, Known, Question
from conversations.readers import (
    IN_A_BANK,
    Amount,
    CodeOrAddress,
    Option,
    Pictures,
    VendorNamed,
    account,
    branch,
    holder,
    mobile_number,
    tax_number,
)
from domain.errors import Invalid
from domain.materials.paying_vendors import share_vendor_code
from domain.materials.purchase import LONGEST_VENDOR, Purchase, PurchaseState
from domain.materials.supply import share_vendor_details
from domain.materials.vendor import Vendor
from domain.materials.vendors import known_vendor, vendors_for
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

MOST_OFFERED: Final = 6
NAME_SHOWN: Final = 40
_PAID_WHERE: Final = ("payee", "account", "again", "ifsc", "holder")
_RECALLED: Final = (("phone",), ("gstin",), _PAID_WHERE)
"""What is known of a vendor, by what belongs together: an account is never put together from two vendors."""


async def _details_wanted(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    purchase.expect(PurchaseState.DETAILS_WANTED)


async def _given_before(uow: UnitOfWork, purchase_id: str) -> Known:
    """A payment that was rejected or failed, or a code that could not be read, asks again for what it lacks."""
    purchase = await uow.get(Purchase, purchase_id)
    answers = await _vendor_of(uow, purchase) if purchase.vendor else {}
    if purchase.amount.paise:
        answers["amount"] = str(purchase.amount.paise)
    if purchase.quote is not None:
        answers["quote"] = "1"
    if purchase.payee is not None:
        answers |= _answers_of(purchase.payee)
    return Known(
        answers=answers,
        pictures={"quote": (purchase.quote,)} if purchase.quote else {},
        note=_note(purchase),
    )


async def _vendor_of(uow: UnitOfWork, purchase: Purchase) -> dict[str, str]:
    known = await known_vendor(uow, purchase.vendor, purchase.gstin)
    same = known is not None and known.name == purchase.vendor
    return {
        "vendor": known.id if known is not None and same else purchase.vendor,
        "phone": purchase.phone,
        "gstin": purchase.gstin,
        "quote": "",
    }


def _answers_of(payee: Payee) -> dict[str, str]:
    if payee.vpa:
        return {"payee": payee.vpa}
    account = {"account": payee.account, "again": payee.account, "ifsc": payee.ifsc, "holder": payee.name}
    return {"payee": IN_A_BANK, **{key: answer for key, answer in account.items() if answer}}


def _note(purchase: Purchase) -> Words | None:
    if purchase.declined:
        return say("It was not allowed: {reason}. Change what was wrong.", reason=purchase.declined)
    if purchase.payee is not None:
        return say("The payment did not go through. Change what was wrong.")
    return next(iter(purchase.code.faults), None) if purchase.code is not None else None


async def _share(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    vendor, amount = await _name(uow, filled.answers["vendor"]), Money(int(filled.answers["amount"]))
    phone, gstin = filled.answers.get("phone", ""), filled.answers.get("gstin", "")
    code, quote = filled.picture("payee"), filled.picture("quote")
    if code is not None:
        purchase = await share_vendor_code(
            uow,
            filled.subject,
            code,
            actor,
            vendor=vendor,
            amount=amount,
            phone=phone,
            gstin=gstin,
            quote=quote,
        )
        return say(
            "{purchase}: the code is read from your photo. What it says comes on the card, for you to check.",
            purchase=purchase.id,
        )
    payment = await share_vendor_details(
        uow,
        filled.subject,
        actor,
        vendor=vendor,
        payee=_payee(filled.answers),
        amount=amount,
        phone=phone,
        gstin=gstin,
        quote=quote,
    )
    return _asked_for(payment, filled.subject, amount)


def _asked_for(payment: Payment | None, purchase: str, amount: Money) -> Words:
    if payment is None:
        return say(
            "{purchase}: {amount} is more than you may spend by yourself. It waits to be allowed; you will hear.",
            purchase=purchase,
            amount=amount,
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


async def _name(uow: UnitOfWork, answer: str) -> str:
    picked = await uow.find(Vendor, answer)
    return picked.name if picked is not None else answer


async def _recalled(
    uow: UnitOfWork, before: Mapping[str, str], after: Mapping[str, str]
) -> Mapping[str, str]:
    """With the vendor comes what is known of him and goes what was known of another; what was typed stays."""
    if before.get("vendor") == after.get("vendor"):
        return after
    was, now = await _known_of(uow, before), await _known_of(uow, after)
    answers = dict(after)
    for group in _RECALLED:
        if _of(group, after) and _of(group, after) != _of(group, was):
            continue
        answers = {key: kept for key, kept in answers.items() if key not in group} | _of(group, now)
    return answers


def _of(keys: tuple[str, ...], answers: Mapping[str, str]) -> dict[str, str]:
    return {key: answers[key] for key in keys if key in answers}


async def _known_of(uow: UnitOfWork, answers: Mapping[str, str]) -> Mapping[str, str]:
    vendor = await uow.find(Vendor, answers.get("vendor", ""))
    if vendor is None:
        return {}
    phone = {"phone": vendor.phone} if vendor.phone else {}
    return {**phone, "gstin": vendor.gstin, **_answers_of(vendor.payee)}


_PHONE: Final = Question(
    key="phone",
    label=N_("Vendor's phone"),
    ask=N_("The vendor's mobile number?"),
    reader=mobile_number(),
    example="98765 43210",
)
_GSTIN: Final = Question(
    key="gstin",
    label=N_("GSTIN"),
    ask=N_("The vendor's GSTIN, if he has one? It stands on his bill."),
    reader=tax_number(),
    example="27AAPFU0939F1ZV",
    optional=True,
)
_REST: Final = (
    _PHONE,
    _GSTIN,
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
)


async def _questions(uow: UnitOfWork, purchase_id: str) -> tuple[Question, ...]:
    """First the vendor: a few are offered, any other is typed."""
    known = await vendors_for(uow, purchase_id)
    options = tuple(Option(one.id, harmless(one.name, NAME_SHOWN)) for one in known[:MOST_OFFERED])
    reader = VendorNamed(longest=LONGEST_VENDOR, options=options, names={one.id: one.name for one in known})
    ask = N_("From whom do you buy? Tap a vendor we know, or type the name of another.")
    vendor = Question(
        key="vendor",
        label=N_("Vendor"),
        ask=ask if options else None,
        reader=reader,
        example=N_("Shree Electricals, Baner"),
    )
    return (vendor, *_REST)


VENDOR: Final = Dialogue(
    name=Action.VENDOR.value,
    title=N_("Vendor details"),
    action=Action.VENDOR,
    check=_details_wanted,
    questions=_questions,
    finish=_share,
    start=_given_before,
    recall=_recalled,
)
