"""What follows when a lead is cancelled: shown before it counts, and what is left of it afterwards.

Derived from what hangs on the lead alone. Of a lead that is cancelled already only what stays is left; so what was
shown as staying, and what is shown afterwards, is the same.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.leads.hanging import UNDER_WAY, WAITS, Hanging, hanging_of
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.catalogue import title_of
from domain.materials.custody import Custody
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import QuoteState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.money.amount import net
from domain.people.roles import Role
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.words import N_, Words, say


class Effect(StrEnum):
    VISIT_FALLS = "visit_falls"
    TEAM_TURNS_BACK = "team_turns_back"
    SEARCH_STOPS = "search_stops"
    STOCK_IS_FREE = "stock_is_free"
    PURCHASE_FALLS = "purchase_falls"
    PAYMENT_FALLS = "payment_falls"
    QUOTE_FALLS = "quote_falls"
    QUOTE_WAS_ACCEPTED = "quote_was_accepted"
    CHARGER_STAYS = "charger_stays"
    COMES_BACK = "comes_back"
    LEFTOVERS_COME = "leftovers_come"
    INTO_STORE = "into_store"
    PURCHASE_STANDS = "purchase_stands"
    PAYMENT_STANDS = "payment_stands"
    EARNED = "earned"
    DIFFERENCES = "differences"


_E = Effect
STAYS: Final = frozenset(
    {
        _E.QUOTE_WAS_ACCEPTED,
        _E.CHARGER_STAYS,
        _E.COMES_BACK,
        _E.LEFTOVERS_COME,
        _E.INTO_STORE,
        _E.PURCHASE_STANDS,
        _E.PAYMENT_STANDS,
        _E.EARNED,
        _E.DIFFERENCES,
    }
)
_SEEN: Final[Mapping[Role, frozenset[Effect]]] = MappingProxyType(
    {
        Role.CUSTOMER: frozenset(
            {
                _E.VISIT_FALLS,
                _E.TEAM_TURNS_BACK,
                _E.QUOTE_FALLS,
                _E.QUOTE_WAS_ACCEPTED,
                _E.CHARGER_STAYS,
            }
        ),
        Role.OEM: frozenset({_E.VISIT_FALLS, _E.TEAM_TURNS_BACK, _E.SEARCH_STOPS, _E.CHARGER_STAYS}),
    }
)
"""Whose business what is: nobody outside hears of vendors and crews' money, nor of our stores."""
_WORDS: Final[Mapping[Effect, str]] = MappingProxyType(
    {
        _E.VISIT_FALLS: N_("The visit {id} on {slot} does not take place."),
        _E.TEAM_TURNS_BACK: N_("{team} is under way to {id} and is told at once to turn back."),
        _E.SEARCH_STOPS: N_("The search for a backup team stops."),
        _E.STOCK_IS_FREE: N_("Reserved, and free again: {items}."),
        _E.PURCHASE_FALLS: N_("Not bought any more ({id}): {items}."),
        _E.PAYMENT_FALLS: N_("Not paid any more: {id}, {amount} to {payee}."),
        _E.QUOTE_FALLS: N_("The quote {id} of {amount} no longer counts."),
        _E.QUOTE_WAS_ACCEPTED: N_(
            "The accepted quote {id} of {amount} is not to be paid, as nothing is built."
        ),
        _E.CHARGER_STAYS: N_("The charger is on the wall and stays there."),
        _E.COMES_BACK: N_("Must come back from {team}: {items}."),
        _E.LEFTOVERS_COME: N_("What is left over must come back from {team} ({id})."),
        _E.INTO_STORE: N_("Bought, and to be put into the store: {items}."),
        _E.PURCHASE_STANDS: N_("Bought, and goes into the store when it comes ({id}): {items}."),
        _E.PAYMENT_STANDS: N_("The payment {id} of {amount} to {payee} stands."),
        _E.EARNED: N_("{team} keeps what it has earned: {amount}."),
        _E.DIFFERENCES: N_("Still to be settled by Procurement: {id}, {count} differences."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """`goods` are items with how many of each."""

    effect: Effect
    id: str = ""
    team: str = ""
    slot: Slot | None = None
    amount: str = ""
    payee: str = ""
    count: int = 0
    goods: tuple[tuple[str, int], ...] = ()

    @property
    def stays(self) -> bool:
        return self.effect in STAYS


def aftermath(hanging: Hanging) -> tuple[Consequence, ...]:
    return (
        *_visits(hanging),
        *_goods(hanging),
        *_purchases(hanging),
        *_quotes(hanging),
        *_earned(hanging),
    )


async def aftermath_of(uow: UnitOfWork, lead: Lead) -> tuple[Consequence, ...]:
    """What the desk decides on while the customer asks to cancel, and afterwards what is left; else nothing is read."""
    if lead.stage is not Stage.CANCELLED and lead.wants_to_end is None:
        return ()
    return aftermath(await hanging_of(uow, lead))


def seen_by(role: Role, found: Iterable[Consequence]) -> tuple[Consequence, ...]:
    """What is this reader's business; all of it at the desk."""
    allowed: Collection[Effect] = _SEEN.get(role, frozenset(Effect))
    return tuple(one for one in found if one.effect in allowed)


def mark_of(found: Iterable[Consequence]) -> str:
    """Eight hex digits over what whoever cancels had before him."""
    return hashlib.sha256("|".join(map(repr, found)).encode()).hexdigest()[:8]


def in_words(one: Consequence, teams: Mapping[str, str]) -> Words:
    """`teams`: what people call them."""
    return say(
        _WORDS[one.effect],
        id=one.id,
        team=teams.get(one.team, one.team),
        slot=one.slot if one.slot is not None else "–",
        amount=one.amount,
        payee=one.payee,
        count=one.count,
        items=_several(one.goods),
    )


def _several(goods: Iterable[tuple[str, int]]) -> Words | str:
    words: Words | str = ""
    for item, count in goods:
        here = say("{item} × {count}", item=Words(title_of(item)), count=count)
        words = say("{first}, {second}", first=words, second=here) if words else here
    return words


def _visits(hanging: Hanging) -> Iterator[Consequence]:
    visit = hanging.open_visit
    if visit is not None and visit.slot is not None:
        yield Consequence(effect=_E.VISIT_FALLS, id=visit.id, slot=visit.slot)
    if visit is not None and visit.state in UNDER_WAY:
        yield Consequence(effect=_E.TEAM_TURNS_BACK, id=visit.id, team=visit.team or "")
    if visit is not None and visit.state is VisitState.EMERGENCY:
        yield Consequence(effect=_E.SEARCH_STOPS, id=visit.id)
    if hanging.built_in:
        yield Consequence(effect=_E.CHARGER_STAYS)


def _goods(hanging: Hanging) -> Iterator[Consequence]:
    for request in hanging.requests:
        reserved = _counted(request.in_state(LineState.ALLOCATED)) if not request.released else ()
        if reserved:
            yield Consequence(effect=_E.STOCK_IS_FREE, id=request.id, goods=reserved)
        if request.custody is not None:
            yield _with_team(hanging, request, request.custody)
        if not hanging.built_in or request.released:
            bought = _counted(request.in_state(LineState.RECEIVED))
            if bought:
                yield Consequence(effect=_E.INTO_STORE, id=request.id, goods=bought)
        if request.unsettled:
            yield Consequence(effect=_E.DIFFERENCES, id=request.id, count=len(request.unsettled))


def _with_team(hanging: Hanging, request: MaterialRequest, custody: Custody) -> Consequence:
    """All that it was given; where it is installed, what is left of it."""
    if hanging.built_in and not request.released:
        return Consequence(effect=_E.LEFTOVERS_COME, id=request.id, team=custody.team)
    goods = _counted(request.in_state(LineState.ISSUED))
    return Consequence(effect=_E.COMES_BACK, id=request.id, team=custody.team, goods=goods)


def _counted(lines: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.item] = found.get(line.item, 0) + line.quantity - line.missing
    return tuple((item, count) for item, count in sorted(found.items()) if count)


def _purchases(hanging: Hanging) -> Iterator[Consequence]:
    for purchase in hanging.purchases:
        payment = hanging.paid_by(purchase)
        has_fallen = purchase.state is PurchaseState.CANCELLED
        if purchase.is_open and hanging.falls(purchase):
            yield Consequence(effect=_E.PURCHASE_FALLS, id=purchase.id, goods=_of(hanging, purchase))
            if payment is not None:
                amount, payee = str(payment.amount), payment.payee_name
                yield Consequence(effect=_E.PAYMENT_FALLS, id=payment.id, amount=amount, payee=payee)
            continue
        if purchase.is_open and not purchase.goods_are_in and not hanging.built_in:
            yield Consequence(effect=_E.PURCHASE_STANDS, id=purchase.id, goods=_of(hanging, purchase))
        if payment is not None and not has_fallen:
            amount, payee = str(payment.amount), payment.payee_name
            yield Consequence(effect=_E.PAYMENT_STANDS, id=payment.id, amount=amount, payee=payee)


def _of(hanging: Hanging, purchase: Purchase) -> tuple[tuple[str, int], ...]:
    if purchase.quantities:
        return tuple(sorted(purchase.quantities.items()))
    lines = [
        line
        for request in hanging.requests
        if request.id == purchase.request
        for line in request.in_state(LineState.BEING_BOUGHT)
        if line.item in purchase.items
    ]
    return _counted(lines)


def _quotes(hanging: Hanging) -> Iterator[Consequence]:
    quote = hanging.quote
    if quote is None or hanging.built_in:
        return
    if quote.state in WAITS and hanging.lead.stage is not Stage.CANCELLED:
        yield Consequence(effect=_E.QUOTE_FALLS, id=quote.id, amount=str(quote.total))
    if quote.state is QuoteState.ACCEPTED:
        yield Consequence(effect=_E.QUOTE_WAS_ACCEPTED, id=quote.id, amount=str(quote.total))


def _earned(hanging: Hanging) -> Iterator[Consequence]:
    teams = dict.fromkeys(one.team for one in hanging.earnings)
    for team in teams:
        amount = net(one.amount for one in hanging.earnings if one.team == team)
        yield Consequence(effect=_E.EARNED, team=team, amount=str(amount))
