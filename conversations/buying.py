"""A local purchase: what is bought at the site, who allows it, and the bill of the goods."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import Amount, Pictures
from conversations.reason import for_reason
from conversations.stocking import Named, Number
from domain.errors import Invalid
from domain.materials.allowing import decline_purchase, expect_to_decide
from domain.materials.buying_at_site import buy_at_site, expect_to_buy
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.supply import confirm_goods, settle_bill
from domain.money.amount import Money
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import N_, Words, say


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
