"""Phase 1: a lead arrives, is called, and its customer shares what the survey needs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.contact import line
from domain.errors import NotFound, Refused
from domain.events import Event, Happening
from domain.leads.duplicates import goes_on_as, look_for_twins
from domain.leads.fields import FIELDS, REQUIRED, sound_power
from domain.leads.lead import (
    Call,
    CallOutcome,
    Customer,
    Document,
    Documents,
    Electrician,
    Lead,
    Location,
    Source,
)
from domain.leads.stages import Stage, Step
from domain.media import Picture
from domain.people.actor import Actor, By, Scope
from domain.people.person import Grant, Invite, InviteKind, Oem, Person
from domain.people.roles import Permission, Role
from domain.policy import policy_for
from domain.unit_of_work import UnitOfWork
from domain.words import say

INVITE_LIVES: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """What an OEM or Ops gives; texts as they came, checked here."""

    oem: str
    reference: str
    name: str
    phone: str
    pin_code: str
    city: str = ""
    state: str = ""
    address: str = ""
    email: str | None = None
    vehicle: str = ""
    vin: str = ""
    charger_kw: float = 7.4
    channel: str = "api"
    dealer: str | None = None
    campaign: str | None = None
    file: str | None = None


async def receive_lead(uow: UnitOfWork, new: NewLead, actor: Actor) -> tuple[Lead, bool]:
    """The lead and whether it is new: the same OEM reference answers with the same lead."""
    by = actor.must(Permission.SEND_LEAD, Scope(oem=new.oem))
    oem = await uow.get(Oem, new.oem)
    reference = line(new.reference, longest=64)
    known = await uow.all(Lead, oem=oem.id, oem_reference=reference)
    if known:
        return await goes_on_as(uow, known[0]), False
    lead = lead_given(new, f"L-{await uow.ledger.next_number('lead')}", uow.now)
    lead, resembling = await look_for_twins(uow, lead, by)
    await uow.add(lead, lead.tells(Happening.LEAD_RECEIVED, by, uow.now, channel=new.channel), *resembling)
    return lead, True


def lead_given(new: NewLead, lead_id: str, now: datetime) -> Lead:
    """The lead as it begins; `Invalid` where something given cannot be used."""
    return lead_of(_checked(new), lead_id, now)


def _checked(new: NewLead) -> NewLead:
    """Every text as it is kept (`fields.py`)."""
    given = {name: getattr(new, name) for name in FIELDS if name != "charger_kw"}
    texts = {name: FIELDS[name].check(text) for name, text in given.items() if text or name in REQUIRED}
    return replace(new, **texts, charger_kw=sound_power(new.charger_kw))


def lead_of(checked: NewLead, lead_id: str, now: datetime) -> Lead:
    """The lead as it begins, from what has been checked already."""
    return Lead(
        id=lead_id,
        oem=checked.oem,
        oem_reference=checked.reference,
        source=Source(
            channel=checked.channel, dealer=checked.dealer, campaign=checked.campaign, file=checked.file
        ),
        customer=Customer(
            name=checked.name,
            phone=checked.phone,
            email=checked.email or None,
            address=checked.address,
            city=checked.city,
            state=checked.state,
            pin_code=checked.pin_code,
        ),
        vehicle=checked.vehicle,
        vin=checked.vin,
        charger_kw=checked.charger_kw,
        created_at=now,
        stage_since=now,
    )


async def log_call(
    uow: UnitOfWork, lead_id: str, outcome: CallOutcome, actor: Actor, *, note: str = ""
) -> Lead:
    """The introductory call: reached moves the lead on; the last try of all puts it on hold."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CALL, lead.scope)
    lead.expect(Stage.NEW)
    called = lead.log_call(Call(at=uow.now, by=by.name, outcome=outcome, note=note))
    if outcome is CallOutcome.REACHED:
        moved, event = called.moved(Step.CUSTOMER_REACHED, Happening.INTRO_CALL_REACHED, by, uow.now)
        moved, done = _with_all_documents(moved, by, uow.now)
        return await uow.save(moved, event, *done)
    logged = called.tells(Happening.CALL_LOGGED, by, uow.now, outcome=outcome)
    if outcome is not CallOutcome.WRONG_NUMBER and not _tried_enough(called):
        return await uow.save(called, logged)
    reason = "wrong number" if outcome is CallOutcome.WRONG_NUMBER else "customer not reached"
    held = replace(called, reason=reason, review_at=uow.now + policy_for(lead.oem).hold_review)
    held, event = held.moved(Step.HOLD, Happening.LEAD_HELD, by, uow.now, reason=reason)
    return await uow.save(held, logged, event)


def _tried_enough(lead: Lead) -> bool:
    """The set number of tries, on at least two days."""
    policy = policy_for(lead.oem)
    failed = [call for call in lead.calls if call.outcome is not CallOutcome.REACHED]
    days = {policy.calendar.local(call.at).date() for call in failed}
    return len(failed) >= policy.call_attempts and len(days) > 1


async def invite_customer(uow: UnitOfWork, lead_id: str, actor: Actor) -> Invite:
    """A fresh link for the customer; older ones of this lead stop working."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.INVITE_CUSTOMER, lead.scope)
    if not lead.is_open:
        raise Refused(say("{lead} is not open, so its customer needs no link.", lead=lead.id))
    for old in await uow.all(Invite, lead=lead.id):
        if old.used_by is None and not old.revoked:
            await uow.save(replace(old, revoked=True))
    invite = Invite(
        id=uow.ids.token(),
        kind=InviteKind.CUSTOMER,
        grant=Grant(role=Role.CUSTOMER, lead=lead.id),
        made_by=actor.person,
        expires_at=uow.now + INVITE_LIVES,
    )
    await uow.add(invite, lead.tells(Happening.CUSTOMER_INVITED, by, uow.now))
    return invite


async def customer_joined(uow: UnitOfWork, lead_id: str, person: Person) -> Lead:
    """The customer has opened his link: from now on he is told things in his own chat."""
    lead = await uow.get(Lead, lead_id)
    by = By(person=person.id, name=person.name, role=Role.CUSTOMER)
    if lead.customer_person not in {None, person.id}:
        await _let_go(uow, str(lead.customer_person), lead.id)
    joined = replace(lead, customer_person=person.id)
    return await uow.save(joined, joined.tells(Happening.CUSTOMER_JOINED, by, uow.now))


async def _let_go(uow: UnitOfWork, person_id: str, lead_id: str) -> None:
    """A second link was opened by somebody else: whoever had the first no longer sees this lead."""
    before = await uow.find(Person, person_id)
    if before is None:
        return
    kept = tuple(grant for grant in before.grants if grant.lead != lead_id)
    await uow.save(replace(before, grants=kept))


async def give_consent(uow: UnitOfWork, lead_id: str, actor: Actor, *, agreed: bool) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.GIVE_CONSENT, lead.scope)
    kind = Happening.CONSENT_GIVEN if agreed else Happening.CONSENT_REFUSED
    answered = replace(lead, consent_at=uow.now if agreed else None)
    return await uow.save(answered, answered.tells(kind, by, uow.now, notice="2026-1"))


async def share_bill(uow: UnitOfWork, lead_id: str, bill: Picture, actor: Actor) -> Lead:
    lead, by = await _sharing(uow, lead_id, actor)
    await uow.ledger.want_media([bill], lead.id, uow.now)
    return await _shared(uow, lead, replace(lead.documents, bill=bill), Happening.BILL_SHARED, by)


async def share_location(uow: UnitOfWork, lead_id: str, location: Location, actor: Actor) -> Lead:
    lead, by = await _sharing(uow, lead_id, actor)
    return await _shared(uow, lead, replace(lead.documents, location=location), Happening.LOCATION_SHARED, by)


async def share_electrician(uow: UnitOfWork, lead_id: str, electrician: Electrician, actor: Actor) -> Lead:
    lead, by = await _sharing(uow, lead_id, actor)
    documents = replace(lead.documents, electrician=electrician)
    return await _shared(uow, lead, documents, Happening.ELECTRICIAN_SHARED, by)


async def waive_document(
    uow: UnitOfWork, lead_id: str, document: Document, reason: str, actor: Actor
) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.WAIVE_DOCUMENT, lead.scope)
    lead.expect(Stage.DOCUMENTS)
    documents = replace(lead.documents, waived={**lead.documents.waived, document: line(reason)})
    return await _shared(
        uow, lead, documents, Happening.DOCUMENT_WAIVED, by, document=document, reason=reason
    )


async def _sharing(uow: UnitOfWork, lead_id: str, actor: Actor) -> tuple[Lead, By]:
    lead = await uow.get(Lead, lead_id)
    return lead, must_share(lead, actor)


def must_share(lead: Lead, actor: Actor) -> By:
    """How this actor may share documents for this lead now; a refusal says what is in the way."""
    by = actor.must(Permission.SHARE_DOCUMENTS, lead.scope)
    lead.expect(Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED)
    if lead.consent_at is None:
        if by.role is Role.CUSTOMER:
            raise Refused(say("Please agree to the privacy notice first."))
        raise Refused(say("Note the customer's consent first: nothing of his is kept before."))
    return by


async def _shared(
    uow: UnitOfWork, lead: Lead, documents: Documents, kind: Happening, by: By, **facts: str
) -> Lead:
    given = replace(lead, documents=documents)
    events: list[Event] = [given.tells(kind, by, uow.now, was=None, **facts)]
    given, done = _with_all_documents(given, by, uow.now)
    return await uow.save(given, *events, *done)


def _with_all_documents(lead: Lead, by: By, now: datetime) -> tuple[Lead, list[Event]]:
    """A lead that waits for documents and has them all goes on; they may have come before the call."""
    if lead.stage is not Stage.DOCUMENTS or lead.documents.missing:
        return lead, []
    complete, event = lead.moved(Step.DOCUMENTS_COMPLETED, Happening.DOCUMENTS_COMPLETED, by, now)
    return complete, [event]


async def lead_of_customer(uow: UnitOfWork, actor: Actor) -> Lead:
    """The customer's open lead, the latest one; `NotFound` if he has none."""
    for lead_id in sorted(actor.leads, key=lambda lead: int(lead.removeprefix("L-")), reverse=True):
        lead = await uow.get(Lead, lead_id)
        if lead.is_open:
            return lead
    raise NotFound(say("You have no open installation with us."))
