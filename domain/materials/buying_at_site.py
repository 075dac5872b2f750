"""The team buys what its installation lacks, from its visit's card: into the job, beside what was asked of the store."""

from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.materials.allowing import asks_to_allow
from domain.materials.catalogue import item_named
from domain.materials.purchase import Purchase, PurchaseState
from domain.media import Picture
from domain.money.amount import Money
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import say

BUYS_IN: Final = frozenset({VisitState.CONFIRMED, VisitState.ON_THE_WAY, VisitState.ON_SITE})


def may_buy_for(visit: Visit) -> bool:
    return visit.kind is VisitKind.INSTALLATION and visit.state in BUYS_IN and visit.team is not None


async def buy_at_site(  # noqa: PLR0913  what a purchase is about
    uow: UnitOfWork,
    visit_id: str,
    actor: Actor,
    *,
    item: str,
    quantity: int,
    estimate: Money,
    quote: Picture | None = None,
) -> Purchase:
    """Up to the team's limit it goes on to the vendor's details; a larger estimate is allowed first."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.BUY_AT_SITE, visit.scope)
    expect_to_buy(visit)
    policy = await policy_of(uow, visit.oem)
    allowed = estimate <= policy.purchase_team_most
    count = 1 + len(await uow.all(Purchase, lead=visit.lead))
    purchase = Purchase(
        id=f"B-{visit.lead.removeprefix('L-')}-{count}",
        lead=visit.lead,
        oem=visit.oem,
        request="",
        team=visit.team,
        items=frozenset({item_named(item).key}),
        quantities={item: quantity},
        state=PurchaseState.DETAILS_WANTED if allowed else PurchaseState.APPROVAL_WANTED,
        state_since=uow.now,
        estimate=estimate if allowed else None,
        amount=estimate,
        quote=quote,
        asked_by=actor.person,
    )
    if quote is not None:
        await uow.ledger.want_media([quote], purchase.lead, uow.now)
    opened = purchase.tells(Happening.LOCAL_PURCHASE_OPENED, by, uow.now, team=purchase.team or "")
    await uow.add(purchase, opened, *(() if allowed else (asks_to_allow(purchase, by, policy),)))
    return purchase


def expect_to_buy(visit: Visit) -> None:
    if not may_buy_for(visit):
        raise Refused(
            say(
                "{visit} is no installation that you are about to make. Ask Procurement to buy it.",
                visit=visit.id,
            )
        )
