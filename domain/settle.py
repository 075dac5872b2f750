"""What follows from an input, derived once at its end: timeline, notices, cards, next actions, timers."""

from collections.abc import Iterable
from dataclasses import replace

from domain.announcing import announce, endpoints_of, topic_of
from domain.events import Event, Happening
from domain.leads.bill import Bill
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.count import Count
from domain.materials.duties import ASPECTS, FROM_MATERIALS, duties, material_timers
from domain.materials.following import follow_installations
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.readiness import quote_of
from domain.materials.reordering import tell_low_stock
from domain.materials.request import MaterialRequest
from domain.materials.stock_file import StockFile
from domain.money.bookkeeping import write_books
from domain.money.earning import Earning
from domain.money.money_board import refresh_money_boards
from domain.money.owing import owe_earnings
from domain.money.payment import Payment, PaymentKind
from domain.money.payout_run import PayoutRun
from domain.overriding import policy_of
from domain.owed import (
    SETS_PAYMENTS_ASIDE,
    WITH_PURCHASES,
    cancelling_action,
    earning_action,
    marking_of,
    next_action,
    own_action,
    own_purchase_action,
    report_action,
)
from domain.people.duty import privately
from domain.people.endpoint import Endpoint
from domain.people.person import Chat, Person
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.reactions import FORM_CARD, OF_PAYOUTS, REACTIONS, Audience, CardName, Lane, Show, Tell
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.rules import URGENT
from domain.situation import Situation
from domain.timers import earning_timers, payment_timers, purchase_timers, report_timers, timers
from domain.unit_of_work import CardRefresh, Notice, UnitOfWork
from domain.visits.boards import refresh_boards
from domain.visits.certificates import team_timers
from domain.visits.form import Form
from domain.visits.judging import judge
from domain.visits.marks import marks_of
from domain.visits.searching import withdraw_impossible
from domain.visits.team import Team
from domain.visits.visit import Visit

WITH_CARD = (
    *(Lead, Visit, MaterialRequest, Purchase, Payment, Pack, Import, Bill, Quote, Count, StockFile),
    *(PeriodReport, PayoutRun, Earning),
)
_DESKS = {
    Audience.OPS: Role.OPS,
    Audience.PROCUREMENT: Role.PROCUREMENT,
    Audience.FINANCE: Role.FINANCE,
    Audience.REPORTING: Role.REPORTING,
}
_ADDRESSED = frozenset({Happening.REMINDED, Happening.OVERDUE, Happening.PAYMENT_ASKED})
"""The event itself says who must know."""
_OPTIONAL = frozenset({Audience.OEM, Audience.FORMER_TEAM})
_OEM_MUST_ACT = frozenset({Happening.OEM_ASKED, Happening.OVERDUE})


async def settle(uow: UnitOfWork) -> None:
    """Call once, after the commands of one input and before its commit."""
    await withdraw_impossible(uow)
    await follow_installations(uow)
    await tell_low_stock(uow)
    uow.events = [await judge(uow, event) for event in uow.events]
    numbers = await uow.ledger.append(uow.events)
    await uow.marks.note(mark for event in uow.events for mark in marks_of(event))
    for number, event in zip(numbers, uow.events, strict=True):
        await _react(uow, number, event)
    for lead in sorted(_leads(uow)):
        await _derive(uow, lead)
    for payment in await _payments(uow):
        of = await uow.find(Lead, payment.lead) if payment.lead is not None else None
        await uow.ledger.owe(payment.id, payment.lead, own_action(payment, of))
        await uow.ledger.keep_timers(payment.id, payment_timers(payment, of), uow.now)
    await _owe_purchases(uow)
    await owe_earnings(uow)
    for earning in [thing for thing in uow.touched.values() if isinstance(thing, Earning)]:
        await uow.ledger.owe(marking_of(earning.id), earning.lead, earning_action(earning))
        await uow.ledger.keep_timers(marking_of(earning.id), earning_timers(earning), uow.now)
    for thing in uow.touched.values():
        if isinstance(thing, PeriodReport):
            await uow.ledger.owe(thing.id, None, report_action(thing, DEFAULT.desk))
            await uow.ledger.keep_timers(thing.id, report_timers(thing), uow.now)
        if isinstance(thing, Team):
            await uow.ledger.keep_timers(thing.subject, team_timers(thing), uow.now)
    shown = (
        {key for key, thing in uow.touched.items() if isinstance(thing, WITH_CARD)}
        | _leads(uow)
        | _pens(uow)
        | _beside(uow)
    )
    if shown:
        await uow.ledger.show(map(_in_its_lane, await uow.ledger.cards_of(shown)))
    await refresh_boards(uow)
    await refresh_money_boards(uow)
    await _first_cards(uow)
    await write_books(uow)
    await _announce(uow)


async def _payments(uow: UnitOfWork) -> list[Payment]:
    """Those of this input, and those of leads that may have been put aside or taken up again while money is on its way."""
    touched = {thing.id: thing for thing in uow.touched.values() if isinstance(thing, Payment)}
    for lead in [thing for thing in uow.touched.values() if isinstance(thing, Lead)]:
        if lead.stage in SETS_PAYMENTS_ASIDE:
            touched = {one.id: one for one in await uow.all(Payment, lead=lead.id) if one.is_open} | touched
    return list(touched.values())


async def _owe_purchases(uow: UnitOfWork) -> None:
    for purchase in await _purchases(uow):
        lead = await uow.get(Lead, purchase.lead)
        policy = await policy_of(uow, lead.oem)
        await uow.ledger.owe(purchase.id, lead.id, own_purchase_action(purchase, lead, policy))
        await uow.ledger.keep_timers(purchase.id, purchase_timers(purchase, lead, policy), uow.now)


async def _purchases(uow: UnitOfWork) -> list[Purchase]:
    """Those of this input, and the open ones of leads that have come to another stage."""
    found = {thing.id: thing for thing in uow.touched.values() if isinstance(thing, Purchase)}
    for lead in [thing for thing in uow.touched.values() if isinstance(thing, Lead)]:
        if lead.stage in WITH_PURCHASES:
            found = {one.id: one for one in await uow.all(Purchase, lead=lead.id) if one.is_open} | found
    return list(found.values())


def _beside(uow: UnitOfWork) -> set[str]:
    """What something is shown on beside its own card.

    A payment on the run of payouts, an earning on its lead; what a customer signs and says of it on the installation that it is
    about, and that something is to be put right there.
    """
    found = set[str | None]()
    for thing in uow.touched.values():
        if isinstance(thing, Payment):
            found.add(thing.run)
        elif isinstance(thing, Earning):
            found.add(thing.lead)
        elif isinstance(thing, Lead):
            found.add(thing.signing.visit if thing.signing is not None else None)
            found.add(thing.rework.of if thing.rework is not None else None)
    return {subject for subject in found if subject is not None}


def _pens(uow: UnitOfWork) -> set[str]:
    """Everybody who fills a report sees at once what the others have answered."""
    return {pen for thing in uow.touched.values() if isinstance(thing, Form) for pen in thing.pens}


def _in_its_lane(card: CardRefresh) -> CardRefresh:
    """A report's card answers whoever fills it, so it stands before what is asked with it."""
    return replace(card, lane=Lane.ANSWER) if card.card == FORM_CARD else card


async def _first_cards(uow: UnitOfWork) -> None:
    """The leads of a file came without a card each: one gets it when something is first done with it."""
    came = [
        thing for thing in uow.touched.values() if isinstance(thing, Lead) and thing.source.file is not None
    ]
    for chat in await uow.all(Chat, role=Role.OPS) if came else ():
        await uow.ledger.show(
            CardRefresh(chat=chat.id, card=CardName.LEAD, subject=lead.id, topic=lead.id) for lead in came
        )


async def _announce(uow: UnitOfWork) -> None:
    """Last, because the endpoint's counter is held from here to the commit."""
    listening: dict[str, list[Endpoint]] = {}
    for lead_id in sorted({event.lead for event in uow.events if event.lead and topic_of(event)}):
        touched = uow.touched.get(lead_id)
        lead = touched if isinstance(touched, Lead) else await uow.get(Lead, lead_id)
        if lead.oem not in listening:
            listening[lead.oem] = await endpoints_of(uow, lead.oem)
        if endpoints := listening[lead.oem]:
            news = [event for event in uow.events if event.lead == lead_id]
            await announce(uow, endpoints, news, lead, next_action(await situation_of(uow, lead_id)))


async def situation_of(uow: UnitOfWork, lead_id: str) -> Situation:
    """All that decides what this lead needs next; the parts that its stage does not look at are left out."""
    lead = await uow.get(Lead, lead_id)
    visits = await uow.all(Visit, lead=lead_id) if lead.visits_made else []
    requests = await uow.all(MaterialRequest, lead=lead_id) if lead.stage in FROM_MATERIALS else []
    asked: list[MaterialRequest] = []
    purchases: list[Purchase] = []
    payments: list[Payment] = []
    quote: Quote | None = None
    if lead.stage is Stage.MATERIALS:
        asked = [request for request in requests if not request.released]
        quote = await quote_of(uow, lead_id)
        purchases = [p for p in await uow.all(Purchase, lead=lead_id) if p.is_open]
        payments = [p for p in await uow.all(Payment, lead=lead_id) if p.is_open]
    packs = await uow.all(Pack, lead=lead_id) if lead.stage is Stage.CLOSURE else []
    return Situation(
        lead=lead,
        policy=await policy_of(uow, lead.oem),
        visit=visits[-1] if visits else None,
        request=asked[-1] if asked else None,
        requests=tuple(requests),
        quote=quote,
        purchases=tuple(purchases),
        payments=tuple(payments),
        pack=packs[-1] if packs else None,
    )


def _leads(uow: UnitOfWork) -> set[str]:
    """Those of which what is owed may have changed: by nothing that was earned with them."""
    touched = (
        thing.id if isinstance(thing, Lead) else getattr(thing, "lead", None)
        for thing in uow.touched.values()
        if not isinstance(thing, Earning)
    )
    return {lead for lead in touched if lead is not None}


async def _derive(uow: UnitOfWork, lead: str) -> None:
    situation = await situation_of(uow, lead)
    if situation.lead.stage_since == uow.now:
        await uow.ledger.note_stage(lead, situation.lead.stage, uow.now)
    await uow.ledger.owe(lead, lead, next_action(situation))
    await uow.ledger.owe(f"{lead}/cancel", lead, cancelling_action(situation))
    await uow.ledger.keep_timers(lead, timers(situation), uow.now)
    for request in situation.requests:
        due = duties(request, situation)
        for aspect in ASPECTS:
            await uow.ledger.owe(f"{request.id}{aspect}", lead, due.get(aspect))
        await uow.ledger.keep_timers(request.id, material_timers(request, situation), uow.now)


async def _react(uow: UnitOfWork, number: int, event: Event) -> None:
    for reaction in _reactions(event):
        chats = await chats_of(uow, reaction.to, event)
        if not chats:
            await _nobody_there(uow, reaction, event, number)
        elif isinstance(reaction, Show):
            await uow.ledger.show(_cards(reaction, event, chats))
        else:
            await uow.ledger.tell(_notices(reaction, event, chats, number, reaction.to))


def _reactions(event: Event) -> tuple[Tell | Show, ...]:
    if event.kind in _ADDRESSED and "to" in event.facts:
        lane = Lane.ALERT if event.facts.get("rule") in URGENT else Lane.NOTICE
        return tuple(Tell(to=Audience(name), lane=lane) for name in event.facts["to"].split(","))
    if event.facts.get("kind") == PaymentKind.PAYOUT:
        return OF_PAYOUTS.get(event.kind, REACTIONS[event.kind])
    return REACTIONS[event.kind]


def _cards(show: Show, event: Event, chats: Iterable[int]) -> list[CardRefresh]:
    subject = event.lead if show.card is CardName.LEAD and event.lead else event.subject
    return [
        CardRefresh(chat=chat, card=show.card, subject=subject, topic=event.lead, anew=show.anew)
        for chat in chats
    ]


def _notices(tell: Tell, event: Event, chats: Iterable[int], number: int, reader: Audience) -> list[Notice]:
    """What leads of one file have in common is told once, about the file."""
    file = event.facts.get("file") if event.kind is Happening.OVERDUE else None
    about = f"{file}:{event.kind}:{event.facts['rule']}" if file else str(number)
    return [
        Notice(
            key=f"{about}:{tell.to}:{chat}",
            chat=chat,
            lane=tell.lane,
            name=event.kind,
            subject=file or event.subject,
            topic=None if file else event.lead,
            args={
                "to": reader,
                "for": tell.to,
                "lead": event.lead or "",
                "by": event.by.name,
                "facts": dict(event.facts),
            },
        )
        for chat in chats
    ]


async def _nobody_there(uow: UnitOfWork, reaction: Tell | Show, event: Event, number: int) -> None:
    """What a customer without Telegram or an OEM without a chat must do, Ops passes on; what no team buys, Procurement does.

    All else goes on the admin's list.
    """
    if isinstance(reaction, Tell) and reaction.to is Audience.CUSTOMER:
        lead = await uow.get(Lead, event.lead or "")
        if lead.erased_at is not None:
            return
        desk = await chats_of(uow, Audience.OPS, event)
        if desk:
            await uow.ledger.tell(_notices(reaction, event, desk, number, Audience.OPS))
            return
    if isinstance(reaction, Tell) and reaction.to is Audience.OEM and event.kind in _OEM_MUST_ACT:
        desk = await chats_of(uow, Audience.OPS, event)
        await uow.ledger.tell(_notices(reaction, event, desk, number, Audience.OPS))
        if desk:
            return
    if isinstance(reaction, Show) and reaction.card is CardName.PURCHASE and not event.facts.get("team"):
        desk = await chats_of(uow, Audience.PROCUREMENT, event)
        await uow.ledger.show(_cards(reaction, event, desk))
        return
    if isinstance(reaction, Show) and reaction.to is Audience.CUSTOMER:
        return  # what he would see there stands on the lead's card of Ops
    concerns_no_team = reaction.to is Audience.TEAM and not event.facts.get("team")
    must_act = reaction.to is Audience.OEM and event.kind in _OEM_MUST_ACT
    if must_act or (not concerns_no_team and reaction.to not in _OPTIONAL):
        reason = f"no chat is bound for {reaction.to}"
        await uow.ledger.undelivered(event.kind, event.subject, reason, uow.now)


async def chats_of(uow: UnitOfWork, audience: Audience, event: Event) -> list[int]:
    if audience in _DESKS:
        return [chat.id for chat in await uow.all(Chat, role=_DESKS[audience])]
    if audience is Audience.TEAM:
        return await _bound(uow, team=event.facts.get("team") or None)
    if audience is Audience.FORMER_TEAM:
        return await _bound(uow, team=event.facts.get("former_team") or None)
    if audience is Audience.OEM:
        lead = await uow.get(Lead, event.lead or "")
        return [chat.id for chat in await uow.all(Chat, role=Role.OEM, oem=lead.oem)]
    if audience is Audience.CUSTOMER:
        return await _customer(uow, event.lead)
    told = (person.telegram_id for person in await privately(uow, audience))
    return [chat for chat in told if chat is not None]


async def _bound(uow: UnitOfWork, team: str | None) -> list[int]:
    if team is None:
        return []
    return [chat.id for chat in await uow.all(Chat, role=Role.FIELD, team=team)]


async def _customer(uow: UnitOfWork, lead_id: str | None) -> list[int]:
    lead = await uow.get(Lead, lead_id or "")
    person = await uow.find(Person, lead.customer_person) if lead.customer_person else None
    return [person.telegram_id] if person is not None and person.telegram_id is not None else []
