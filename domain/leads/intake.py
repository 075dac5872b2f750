"""Phase 1: a lead arrives, is called, and its customer shares what the survey needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.contact import line
from domain.errors import NotFound, Refused
from domain.events import Event, Happening
from domain.leads.bills import want_reading
from domain.leads.consent import CURRENT, Channel, ConsentEntry, Reply, language_of
from domain.leads.duplicates import goes_on_as, look_for_twins
from domain.leads.fields import FIELDS, REQUIRED, sound_power
from domain.leads.lead import (
    Customer,
    Document,
    Documents,
    Electrician,
    Lead,
    Location,
    Source,
)
from domain.leads.site import Paper, SiteKind
from domain.leads.stages import Stage, Step
from domain.media import Picture
from domain.people.actor import Actor, By, Scope
from domain.people.person import Grant, Invite, InviteKind, Oem, Person
from domain.people.roles import Permission, Role
from domain.places import doubt_of
from domain.unit_of_work import UnitOfWork
from domain.words import say

INVITE_LIVES: Final = timedelta(days=30)
MAY_SHARE: Final = (Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED)


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
    reference = line(new.reference, longest=64) if new.reference else ""
    known = await uow.all(Lead, oem=oem.id, oem_reference=reference) if reference else []
    if known:
        return await goes_on_as(uow, known[0]), False
    lead_id = f"L-{await uow.ledger.next_number('lead')}"
    # What Ops writes down may have no reference of an OEM: it goes by its own number.
    lead = lead_given(replace(new, reference=reference or lead_id), lead_id, uow.now)
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


async def invite_customer(uow: UnitOfWork, lead_id: str, actor: Actor) -> Invite:
    """The customer's link: the same one again while it is unused and good, else a fresh one."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.INVITE_CUSTOMER, lead.scope)
    if not lead.is_open:
        raise Refused(say("{lead} is not open, so its customer needs no link.", lead=lead.id))
    for known in await uow.all(Invite, lead=lead.id):
        good = known.used_by is None and not known.revoked and uow.now < known.expires_at
        if good and known.kind is InviteKind.CUSTOMER:
            uow.record(lead.tells(Happening.CUSTOMER_INVITED, by, uow.now, again="yes"))
            return known
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
        await let_go(uow, str(lead.customer_person), lead.id)
    joined = replace(lead, customer_person=person.id)
    return await uow.save(joined, joined.tells(Happening.CUSTOMER_JOINED, by, uow.now))


async def let_go(uow: UnitOfWork, person_id: str, lead_id: str, *, forget: bool = False) -> None:
    """This person no longer sees the lead; with `forget` nothing is kept of somebody who has no other."""
    before = await uow.find(Person, person_id)
    if before is None:
        return
    kept = tuple(grant for grant in before.grants if grant.lead != lead_id)
    after = replace(before, grants=kept)
    if forget and not kept:
        after = replace(after, telegram_id=None, name="", language="en", active=False)
    await uow.save(after)


async def give_consent(  # noqa: PLR0913  what was answered, to which text, how
    uow: UnitOfWork,
    lead_id: str,
    actor: Actor,
    *,
    agreed: bool,
    channel: Channel | None = None,
    version: str = CURRENT,
    language: str | None = None,
) -> Lead:
    """The answer to the privacy notice. Who does not agree is forgotten: what the OEM sent is all that stays."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.GIVE_CONSENT, lead.scope)
    if lead.consent_at is not None:
        if agreed:
            return lead
        raise Refused(say("You have agreed before. To withdraw your consent, send /privacy."))
    if version != CURRENT:
        raise Refused(say("This notice is no longer the present one. Send /privacy to read the present one."))
    by_customer = by.role is Role.CUSTOMER
    entry = ConsentEntry(
        reply=Reply.AGREED if agreed else Reply.REFUSED,
        version=version,
        language=language_of(language or await language_spoken(uow, lead)),
        at=uow.now,
        channel=channel or (Channel.CHAT if by_customer else Channel.PHONE),
        by=by.person,
        on_behalf=by.on_behalf_of is not None,
    )
    answered = replace(lead, consent_at=uow.now if agreed else None, consents=(*lead.consents, entry))
    kind = Happening.CONSENT_RENEWED if lead.consents else Happening.CONSENT_GIVEN
    if not agreed:
        kind = Happening.CONSENT_REFUSED
        answered = await _forgotten(uow, answered)
    event = answered.tells(
        kind, by, uow.now, notice=version, language=entry.language, channel=entry.channel.value
    )
    return await uow.save(answered, event)


async def language_spoken(uow: UnitOfWork, lead: Lead) -> str:
    person = await uow.find(Person, lead.customer_person) if lead.customer_person else None
    return person.language if person else "en"


async def _forgotten(uow: UnitOfWork, lead: Lead) -> Lead:
    """The link is good again, should he change his mind."""
    if lead.customer_person is None:
        return lead
    for invite in await uow.all(Invite, lead=lead.id):
        if invite.used_by == lead.customer_person:
            await uow.save(replace(invite, used_by=None))
    await let_go(uow, lead.customer_person, lead.id, forget=True)
    return replace(lead, customer_person=None)


async def share_bill(uow: UnitOfWork, lead_id: str, bill: Picture, actor: Actor) -> Lead:
    lead, by = await _sharing(uow, lead_id, actor)
    await uow.ledger.want_media([bill], lead.id, uow.now)
    await want_reading(uow, lead.id, bill)
    was = _replaces(lead.documents.bill)
    return await _shared(uow, lead, replace(lead.documents, bill=bill), Happening.BILL_SHARED, by, **was)


async def share_location(uow: UnitOfWork, lead_id: str, location: Location, actor: Actor) -> Lead:
    """A place that can hardly be the site is taken as the customer confirmed it, and Ops is told why to doubt it."""
    lead, by = await _sharing(uow, lead_id, actor)
    if location.latitude is not None and location.longitude is not None:
        doubt = doubt_of((location.latitude, location.longitude), lead.customer.pin_code)
        if doubt is not None:
            uow.record(lead.tells(Happening.LOCATION_DOUBTED, by, uow.now, reason=str(doubt)))
    documents, was = replace(lead.documents, location=location), _replaces(lead.documents.location)
    return await _shared(uow, lead, documents, Happening.LOCATION_SHARED, by, **was)


async def share_electrician(uow: UnitOfWork, lead_id: str, electrician: Electrician, actor: Actor) -> Lead:
    lead, by = await _sharing(uow, lead_id, actor)
    documents = replace(lead.documents, electrician=electrician)
    was = _replaces(lead.documents.electrician)
    return await _shared(uow, lead, documents, Happening.ELECTRICIAN_SHARED, by, **was)


def _replaces(before: object) -> dict[str, str]:
    """A fact for the timeline; a file that is replaced stays archived until its retention ends."""
    return {"replaces": before.unique_id if isinstance(before, Picture) else "yes"} if before else {}


async def share_papers(
    uow: UnitOfWork, lead_id: str, kind: SiteKind, papers: Mapping[Paper, Picture], actor: Actor
) -> Lead:
    """The kind of site and what may be needed there; nothing ever waits for it."""
    lead, by = await _sharing(uow, lead_id, actor)
    await uow.ledger.want_media(papers.values(), lead.id, uow.now)
    told = replace(lead, site_kind=kind, papers={**lead.papers, **papers})
    event = told.tells(Happening.PAPERS_SHARED, by, uow.now, papers=",".join(sorted(papers)))
    return await uow.save(told, event)


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
    lead.expect(*MAY_SHARE)
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
    given, done = with_all_documents(given, by, uow.now)
    return await uow.save(given, *events, *done)


def with_all_documents(lead: Lead, by: By, now: datetime) -> tuple[Lead, list[Event]]:
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
