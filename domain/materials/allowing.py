"""How much whoever buys may spend by himself, and who allows more."""

from dataclasses import replace
from typing import Final

from domain.contact import line
from domain.errors import NotAllowed
from domain.events import Event, Happening
from domain.materials.catalogue import CATALOGUE
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line
from domain.materials.vendor_payment import ask_for_payment
from domain.money.amount import Money, total
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.words import say

LONGEST_REASON: Final = 300


def bill_fits(billed: Money, paid: Money, policy: Policy) -> bool:
    """Whether a bill is near enough to what was paid that nobody has to look at it."""
    return is_within(billed, paid, policy) and is_within(paid, billed, policy)


def is_within(amount: Money, other: Money, policy: Policy) -> bool:
    """Whether an amount is at most the policy's share above another."""
    return amount.paise * 100 <= other.paise * (100 + policy.purchase_variance_percent)


def may_spend(purchase: Purchase, role: Role, policy: Policy) -> bool:
    """An estimate that stands binds the team; Procurement has its own limit beside it."""
    if purchase.estimate is not None and is_within(purchase.amount, purchase.estimate, policy):
        return True
    if role is Role.PROCUREMENT:
        return purchase.amount <= policy.purchase_procurement_most
    return purchase.estimate is None and purchase.amount <= policy.purchase_team_most


def is_large(amount: Money, policy: Policy) -> bool:
    """Above what Procurement allows."""
    return amount > policy.purchase_procurement_most


def estimated(lines: tuple[Line, ...]) -> Money:
    """By what the catalogue says that each costs."""
    costs = ((CATALOGUE[line.item].cost, line.quantity) for line in lines if line.item in CATALOGUE)
    return total([Money(cost.paise * quantity) for cost, quantity in costs])


def asks_to_allow(purchase: Purchase, by: By, policy: Policy) -> Event:
    large = is_large(purchase.amount, policy)
    kind = Happening.LARGE_PURCHASE_TO_ALLOW if large else Happening.PURCHASE_TO_ALLOW
    return purchase.tells(
        kind, by, purchase.state_since, amount=str(purchase.amount), team=purchase.team or ""
    )


async def allow_purchase(uow: UnitOfWork, purchase_id: str, shown: str, actor: Actor) -> Purchase:
    """`shown` is the mark of what was on the card. With a payee the payment is asked for; without one his details are."""
    purchase = await uow.get(Purchase, purchase_id)
    by = expect_to_decide(purchase, actor, await policy_of(uow, purchase.oem))
    purchase.expect_shown(shown)
    state = PurchaseState.PAYMENT_PENDING if purchase.payee is not None else PurchaseState.DETAILS_WANTED
    allowed = replace(purchase.to(state, uow.now), estimate=purchase.amount)
    facts = {"amount": str(purchase.amount), "team": purchase.team or ""}
    saved = await uow.save(allowed, allowed.tells(Happening.PURCHASE_ALLOWED, by, uow.now, **facts))
    if purchase.payee is not None:
        await ask_for_payment(uow, saved, purchase.payee, by)
    return saved


async def decline_purchase(uow: UnitOfWork, purchase_id: str, reason: str, actor: Actor) -> Purchase:
    """Whoever buys is asked for other details; what he gave begins as it was."""
    purchase = await uow.get(Purchase, purchase_id)
    by = expect_to_decide(purchase, actor, await policy_of(uow, purchase.oem))
    why = line(reason, longest=LONGEST_REASON)
    declined = replace(purchase.to(PurchaseState.DETAILS_WANTED, uow.now), declined=why)
    facts = {"amount": str(purchase.amount), "team": purchase.team or "", "reason": why}
    return await uow.save(declined, declined.tells(Happening.PURCHASE_DECLINED, by, uow.now, **facts))


def expect_to_decide(purchase: Purchase, actor: Actor, policy: Policy) -> By:
    """Refuses who may not allow so much, and who has asked for it."""
    large = is_large(purchase.amount, policy)
    by = actor.must(Permission.ALLOW_LARGE_PURCHASE if large else Permission.ALLOW_PURCHASE, purchase.scope)
    purchase.expect(PurchaseState.APPROVAL_WANTED)
    if actor.person is not None and actor.person == purchase.asked_by:
        raise NotAllowed(
            say("You asked for {purchase}, so somebody else decides on it.", purchase=purchase.id)
        )
    return by
