"""What Finance looks at: read from what is stored, as little of it as is needed. What waits does not grow with the past."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from domain.leads.lead import Lead
from domain.materials.purchase import Purchase
from domain.money.bookkeeping import journal
from domain.money.earning import Earning
from domain.money.money_month import MoneyMonth, month_of_money
from domain.money.name_match import name_key
from domain.money.overview import (
    OF_EARNING,
    OF_PAYMENT,
    OF_PURCHASE,
    Waiting,
    by_due,
    earning_item,
    payment_item,
    purchase_item,
)
from domain.money.payment import Payment, PaymentKind
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.person import Person
from domain.people.roles import Permission
from domain.policy import DEFAULT, Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team

T = TypeVar("T", Payment, Purchase, Earning)


async def money_waiting(uow: UnitOfWork, actor: Actor) -> Waiting:
    """By state, which has an index: what is over is not read."""
    actor.must(Permission.SEE_MONEY)
    payments = await _in(uow, Payment, [state for state, step in OF_PAYMENT.items() if step])
    purchases = await _in(uow, Purchase, [state for state, step in OF_PURCHASE.items() if step])
    earnings = await _in(uow, Earning, [state for state, step in OF_EARNING.items() if step])
    policies = await _policies(uow, payments)
    teams = {team.id: team for team in await uow.all(Team)}
    items = by_due(
        (
            *(payment_item(one, policies.get(one.lead or "", DEFAULT)) for one in payments),
            *[purchase_item(one, await policy_of(uow, one.oem)) for one in purchases],
            *(earning_item(one, teams.get(one.team), uow.now) for one in earnings),
        )
    )
    people = await uow.some(Person, {item.person for item in items if item.person})
    return Waiting(items=items, now=uow.now, names={person.id: person.name for person in people})


async def payments_to(uow: UnitOfWork, actor: Actor, stream: PaymentKind, payee: str) -> list[Payment]:
    """All to one team (its id), or to one vendor (the key of his name), newest first."""
    actor.must(Permission.SEE_BOOKS)
    if stream is PaymentKind.PAYOUT:
        found = await uow.all(Payment, team=payee)
    else:
        found = await uow.all(Payment, payee_name=name_key(payee))
    return sorted((one for one in found if one.kind is stream), key=lambda one: one.state_since, reverse=True)


async def _in(uow: UnitOfWork, kind: type[T], states: Collection[str]) -> list[T]:
    return [found for state in states for found in await uow.all(kind, state=str(state))]


async def _policies(uow: UnitOfWork, payments: Collection[Payment]) -> dict[str, Policy]:
    """By lead: the clocks of its OEM."""
    leads = await uow.some(Lead, {payment.lead for payment in payments if payment.lead})
    of_oem = {oem: await policy_of(uow, oem) for oem in {lead.oem for lead in leads}}
    return {lead.id: of_oem[lead.oem] for lead in leads}


async def money_month(uow: UnitOfWork, actor: Actor, first: date, last: date) -> MoneyMonth:
    """By the moments of the books, which have an index."""
    actor.must(Permission.SEE_BOOKS)
    return month_of_money(await journal(uow, first, last))
