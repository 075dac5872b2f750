"""The team buys what its installation lacks, from its visit's card: into the job, beside what was asked of the store."""

from dataclasses import replace
from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.materials.allowing import asks_to_allow
from domain.materials.catalogue import is_numbered, item_named
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.media import Picture
from domain.money.amount import Money
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import N_, say

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


async def into_the_job(uow: UnitOfWork, purchase: Purchase) -> None:
    """From now on the goods are materials of the installation as all others: what is left of them is asked for and taken back.

    Where the installation was given up they are to become stock. Nothing is done where the team has said already what it
    used, and for what has a number of its own.
    """
    asked = await uow.all(MaterialRequest, lead=purchase.lead)
    request = next((one for one in asked if one.accounted_at is None and not one.released), None)
    request = request or next((one for one in reversed(asked) if one.released), None)
    if request is None:
        return
    late = request.custody is None or request.released
    state = LineState.RECEIVED if late else LineState.ISSUED
    bought = tuple(
        Line(item=item, quantity=quantity, state=state, because=N_("bought by the team itself"))
        for item, quantity in sorted(purchase.quantities.items())
        if not is_numbered(item)
    )
    came = uow.now if request.released else None
    await uow.save(replace(request, lines=(*request.lines, *bought), came_at=came))


def expect_to_buy(visit: Visit) -> None:
    if not may_buy_for(visit):
        raise Refused(
            say(
                "{visit} is no installation that you are about to make. Ask Procurement to buy it.",
                visit=visit.id,
            )
        )
