"""Two leads that may be one request: found when a lead arrives, decided by Ops, merged without losing either history."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.errors import NotFound, Refused
from domain.events import Event, Happening
from domain.leads.bills import take_over_bill
from domain.leads.lead import Customer, Documents, Lead, Source, Twin, Twinning
from domain.leads.likeness import alike, keys_of
from domain.leads.stages import Stage, Step
from domain.people.actor import Actor, By
from domain.people.person import Invite, InviteKind, Person
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.dropping import drop_visit
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say

MOST_TWINS: Final = 5
_ORDER: Final = tuple(Stage)


async def look_for_twins(uow: UnitOfWork, lead: Lead, by: By) -> tuple[Lead, tuple[Event, ...]]:
    """The lead with those that may be the same request, and the event that says so; to be called before it is added."""
    keys = keys_of(lead)
    found = with_twins(lead, await sharing(uow, lead, keys))
    await uow.lookalikes.note(lead.id, keys)
    return found, resembling(found, by, uow.now)


async def sharing(uow: UnitOfWork, lead: Lead, keys: frozenset[int]) -> list[Lead]:
    """The kept leads that may be like it, newest first."""
    ids = await uow.lookalikes.sharing(keys, but=lead.id)
    return [other for other in [await uow.find(Lead, other_id) for other_id in ids] if other is not None]


def with_twins(lead: Lead, others: Iterable[Lead]) -> Lead:
    """The lead with the first of the others that may be the same request; what was decided before stays decided."""
    compared = ((other.id, alike(lead, other)) for other in others if other.stage is not Stage.CANCELLED)
    twins = [Twin(lead=other, because=tuple(because)) for other, because in compared if because]
    decided = {twin.lead: twin for twin in lead.twins if twin.state is not Twinning.OPEN}
    fresh = [twin for twin in twins if twin.lead not in decided][:MOST_TWINS]
    return replace(lead, twins=(*decided.values(), *fresh))


def resembling(lead: Lead, by: By, now: datetime) -> tuple[Event, ...]:
    """What is told of a new lead that has twins."""
    if not lead.undecided:
        return ()
    others = ", ".join(twin.lead for twin in lead.undecided)
    because = ", ".join(lead.undecided[0].because)
    return (lead.tells(Happening.LEAD_RESEMBLES, by, now, leads=others, because=because),)


async def goes_on_as(uow: UnitOfWork, lead: Lead) -> Lead:
    """The lead itself, or the one it was merged into, however often."""
    while lead.merged_into is not None:
        lead = await uow.get(Lead, lead.merged_into)
    return lead


async def keep_both(uow: UnitOfWork, lead_id: str, other_id: str, actor: Actor) -> Lead:
    lead, twin = await _to_decide(uow, lead_id, other_id, actor)
    by = actor.must(Permission.DECIDE_DUPLICATE, lead.scope)
    decided = _decided(lead, twin, Twinning.APART, by)
    return await uow.save(decided, decided.tells(Happening.KEPT_BOTH, by, uow.now, other=twin.lead))


async def merge_leads(uow: UnitOfWork, lead_id: str, other_id: str, actor: Actor) -> Lead:
    """The one that goes on: whichever has come further, the older one where neither has."""
    lead, twin = await _to_decide(uow, lead_id, other_id, actor)
    other = await goes_on_as(uow, await uow.get(Lead, twin.lead))
    by = actor.must(Permission.DECIDE_DUPLICATE, lead.scope)
    lead = _decided(lead, twin, Twinning.MERGED, by)
    stays, goes = (lead, other) if _progress(lead) > _progress(other) else (other, lead)
    await _must_fit(uow, stays, goes)
    await drop_visit(
        uow, goes.id, VisitState.CANCELLED, Happening.VISIT_CANCELLED, f"merged into {stays.id}", by
    )
    joined = await _customers_joined(uow, _joined(stays, goes), goes)
    await take_over_bill(uow, joined, goes)
    gone = replace(
        goes.take(Step.CANCEL, now=uow.now),
        reason=f"merged into {stays.id}",
        merged_into=stays.id,
        customer_person=None,
    )
    await uow.save(gone, gone.tells(Happening.LEAD_MERGED, by, uow.now, was=goes.stage, other=stays.id))
    return await uow.save(joined, joined.tells(Happening.LEAD_TOOK_OVER, by, uow.now, other=goes.id))


async def part(uow: UnitOfWork, lead: Lead) -> Lead:
    """A merged lead is reopened: it is on its own again."""
    if lead.merged_into is None:
        return lead
    stays = await uow.get(Lead, lead.merged_into)
    left = tuple(other for other in stays.merged if other != lead.id)
    await uow.save(replace(stays, merged=left, twins=_apart(stays, lead.id)))
    return replace(lead, merged_into=None, twins=_apart(lead, stays.id))


def _apart(lead: Lead, other: str) -> tuple[Twin, ...]:
    return tuple(replace(twin, state=Twinning.APART) if twin.lead == other else twin for twin in lead.twins)


async def _to_decide(uow: UnitOfWork, lead_id: str, other_id: str, actor: Actor) -> tuple[Lead, Twin]:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.DECIDE_DUPLICATE, lead.scope)
    twin = next((twin for twin in lead.twins if twin.lead == other_id), None)
    if twin is None:
        raise NotFound(say("{lead} was never compared with {other}.", lead=lead.id, other=other_id))
    if twin.state is Twinning.MERGED:
        raise Refused(
            say("{name} has merged {lead} and {other}.", name=twin.decided_by, lead=lead.id, other=other_id)
        )
    if twin.state is Twinning.APART:
        raise Refused(
            say(
                "{name} has kept {lead} and {other} apart.",
                name=twin.decided_by,
                lead=lead.id,
                other=other_id,
            )
        )
    return lead, twin


def _decided(lead: Lead, twin: Twin, state: Twinning, by: By) -> Lead:
    decided = replace(twin, state=state, decided_by=by.name)
    return replace(lead, twins=tuple(decided if known is twin else known for known in lead.twins))


def _progress(lead: Lead) -> int:
    stage = lead.stage_before if lead.stage is Stage.ON_HOLD and lead.stage_before else lead.stage
    return _ORDER.index(stage)


async def _must_fit(uow: UnitOfWork, stays: Lead, goes: Lead) -> None:
    if stays.oem != goes.oem:
        raise Refused(say("Two OEMs sent these leads, and each of them follows its own. Keep both."))
    if not stays.is_open or not goes.is_open:
        ended = goes if not goes.is_open else stays
        raise Refused(
            say("{lead} has come to its end: a new request is a lead of its own. Keep both.", lead=ended.id)
        )
    if any(visit.was_booked for visit in await uow.all(Visit, lead=goes.id)):
        raise Refused(
            say(
                "{lead} has a visit already, which cannot be moved. Cancel one of the two by hand.",
                lead=goes.id,
            )
        )


def _joined(stays: Lead, goes: Lead) -> Lead:
    """What the one that goes on did not know is taken from the other; nothing it knew is changed."""
    return replace(
        stays,
        customer=_customer(stays.customer, goes.customer),
        source=Source(
            channel=stays.source.channel,
            dealer=stays.source.dealer or goes.source.dealer,
            campaign=stays.source.campaign or goes.source.campaign,
        ),
        vehicle=stays.vehicle or goes.vehicle,
        vin=stays.vin or goes.vin,
        calls=tuple(sorted((*stays.calls, *goes.calls), key=lambda call: call.at)),
        documents=_documents(stays.documents, goes.documents),
        consent_at=stays.consent_at or goes.consent_at,
        consents=tuple(sorted((*stays.consents, *goes.consents), key=lambda entry: entry.at)),
        site_kind=stays.site_kind or goes.site_kind,
        papers={**goes.papers, **stays.papers},
        merged=(*stays.merged, goes.id, *goes.merged),
        twins=tuple(
            twin
            for twin in stays.twins
            if twin.state is not Twinning.OPEN or twin.lead not in {goes.id, *goes.merged}
        ),
    )


def _customer(stays: Customer, goes: Customer) -> Customer:
    return replace(
        stays,
        email=stays.email or goes.email,
        address=stays.address or goes.address,
        city=stays.city or goes.city,
    )


def _documents(stays: Documents, goes: Documents) -> Documents:
    return replace(
        stays,
        bill=stays.bill or goes.bill,
        location=stays.location or goes.location,
        electrician=stays.electrician or goes.electrician,
        waived={**goes.waived, **stays.waived},
    )


async def _customers_joined(uow: UnitOfWork, stays: Lead, goes: Lead) -> Lead:
    """Who opened the other's link goes on here, and a link of the other still leads here, if nobody has opened one yet."""
    takes = stays.customer_person is None
    for invite in await uow.all(Invite, lead=goes.id):
        if invite.used_by is None and not invite.revoked:
            moved = replace(invite, grant=replace(invite.grant, lead=stays.id))
            still_leads = invite.kind is InviteKind.PAGE or goes.customer_person is None
            await uow.save(moved if takes and still_leads else replace(invite, revoked=True))
    person = await uow.find(Person, goes.customer_person) if goes.customer_person else None
    if person is None:
        return stays
    grants = tuple(
        replace(grant, lead=stays.id) if grant.lead == goes.id else grant
        for grant in person.grants
        if takes or grant.lead != goes.id
    )
    await uow.save(replace(person, grants=tuple(dict.fromkeys(grants))))
    return replace(stays, customer_person=person.id) if takes else stays
