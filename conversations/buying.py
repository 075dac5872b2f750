"""A local purchase: whom to pay and how much, and later the bill of the goods."""

from collections.abc import Mapping
from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import IN_A_BANK, Amount, CodeOrAddress, Line, Pictures, account, branch, holder
from conversations.reason import for_reason
from conversations.stocking import Named, Number
from domain.errors import Invalid
from domain.materials.allowing import decline_purchase, expect_to_decide
from domain.materials.buying_at_site import buy_at_site, expect_to_buy
from domain.materials.paying_vendors import share_vendor_code
from domain.materials.purchase import LONGEST_VENDOR, Purchase, PurchaseState
from domain.materials.supply import confirm_goods, settle_bill, share_vendor_details
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _details_wanted(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    purchase.expect(PurchaseState.DETAILS_WANTED)


async def _given_before(uow: UnitOfWork, purchase_id: str) -> Known:
    """A payment that was rejected or failed, or a code that could not be read, asks again for what it lacks."""
    purchase = await uow.get(Purchase, purchase_id)
    answers = {"vendor": purchase.vendor, "quote": ""} if purchase.vendor else {}
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
    if payment is None:
        return say(
            "{purchase}: {amount} is more than you may spend by yourself. It waits to be allowed; you will hear.",
            purchase=filled.subject,
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


async def _may_buy(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.BUY_AT_SITE, visit.scope)
    expect_to_buy(visit)


async def _buy(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    purchase = await buy_at_site(
        uow,
        filled.subject,
        actor,
        item=filled.answers["item"],
        quantity=int(filled.answers["quantity"]),
        estimate=Money(int(filled.answers["estimate"])),
        quote=filled.picture("quote"),
    )
    if purchase.state is PurchaseState.APPROVAL_WANTED:
        return say(
            "{purchase}: {amount} is more than you may spend by yourself. It waits to be allowed; you will hear.",
            purchase=purchase.id,
            amount=purchase.amount,
        )
    return say("{purchase} is open. Its card asks for the vendor's details.", purchase=purchase.id)


BUY_HERE: Final = Dialogue(
    name=Action.BUY_HERE.value,
    title=N_("Buy something locally"),
    action=Action.BUY_HERE,
    check=_may_buy,
    questions=fixed(
        Question(
            key="item",
            label=N_("Item"),
            ask=N_("What is missing? Please type a part of its name."),
            reader=Named(options=()),
            example=N_("earthing kit"),
        ),
        Question(key="quantity", label=N_("How much"), reader=Number(least=1), example="5"),
        Question(key="estimate", label=N_("What it will cost"), reader=Amount(), example="1,200"),
        Question(
            key="quote",
            label=N_("The vendor's quote"),
            ask=N_("Please send a photo of the vendor's quote, if he gave one."),
            reader=Pictures(pdf=True),
            optional=True,
        ),
    ),
    finish=_buy,
)


async def _goods_due(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.CONFIRM_GOODS, purchase.scope)
    purchase.expect(PurchaseState.PAID)


async def _as_paid(uow: UnitOfWork, purchase_id: str) -> Known:
    """Most bills say what was paid; the summary shows it, to be changed where this one does not."""
    purchase = await uow.get(Purchase, purchase_id)
    return Known(answers={"billed": str(purchase.amount.paise)})


async def _confirm(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    bill = filled.picture("bill")
    if bill is None:
        raise Invalid(say("Please send a photo of the vendor's bill."))
    billed = Money(int(filled.answers["billed"]))
    purchase = await confirm_goods(uow, filled.subject, bill, actor, billed=billed)
    if purchase.state is PurchaseState.BILL_DIFFERS:
        return say(
            "{purchase}: the goods are in. The bill says another amount than was paid, so Procurement looks at it.",
            purchase=purchase.id,
        )
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
        ),
        Question(key="billed", label=N_("Amount on the bill"), reader=Amount(), example="2,450.00"),
    ),
    finish=_confirm,
    start=_as_paid,
)


async def _may_decide(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    expect_to_decide(purchase, actor, await policy_of(uow, purchase.oem))


async def _decline(uow: UnitOfWork, purchase_id: str, reason: str, actor: Actor) -> Words:
    purchase = await decline_purchase(uow, purchase_id, reason, actor)
    return say("{purchase} is not allowed. Whoever buys is told why.", purchase=purchase.id)


DECLINE_PURCHASE: Final[Dialogue] = for_reason(
    Action.DECLINE_PURCHASE,
    title=N_("Do not allow the purchase"),
    ask=N_("Why is it not allowed?"),
    example=N_("our store in Pune gets it tomorrow"),
    check=_may_decide,
    command=_decline,
)


async def _bill_differs(uow: UnitOfWork, purchase_id: str, actor: Actor) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    actor.must(Permission.SETTLE_BILL, purchase.scope)
    purchase.expect(PurchaseState.BILL_DIFFERS)


async def _settle(uow: UnitOfWork, purchase_id: str, reason: str, actor: Actor) -> Words:
    purchase = await settle_bill(uow, purchase_id, reason, actor)
    return say("{purchase}: the bill is settled.", purchase=purchase.id)


SETTLE_BILL: Final[Dialogue] = for_reason(
    Action.SETTLE_BILL,
    title=N_("The bill is right"),
    ask=N_("Why does the bill say another amount than was paid?"),
    example=N_("GST was not in the quote"),
    check=_bill_differs,
    command=_settle,
)
