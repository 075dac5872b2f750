"""What a customer may ask about his own data: withdraw his consent, have a copy, have it erased.

Erasure replaces whatever names or shows the person, per lead; what the law or the contract makes us keep stays, and
`RETAINED` says what and why. Nothing in the audit event says what was erased.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from domain.draft import Draft
from domain.errors import NotFound, Refused
from domain.events import Happening
from domain.leads.bills import forget_bill
from domain.leads.cancelling import cancel_lead
from domain.leads.consent import CURRENT, Channel, ConsentEntry, Reply, language_of
from domain.leads.filing import forget_file
from domain.leads.imports import Import
from domain.leads.intake import language_spoken, let_go
from domain.leads.keeping import hold_lead
from domain.leads.lead import Customer, Documents, Lead
from domain.leads.parting import Ground
from domain.leads.stages import Stage
from domain.leads.told import CALLED_OFF
from domain.materials.quote import Quote
from domain.materials.quoting import forget_quotes
from domain.people.actor import SYSTEM, Actor, By
from domain.people.person import Invite, Person
from domain.people.roles import Permission, Role
from domain.reactions import Lane
from domain.reporting.pack import Pack
from domain.unit_of_work import Notice, Traces, UnitOfWork
from domain.visits.dropping import open_visit
from domain.visits.form import Form
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, say

ERASED: Final = "(erased)"
WITHDRAWN: Final = N_("the customer withdrew his consent")
RUNNING: Final = frozenset({VisitState.ON_THE_WAY, VisitState.ON_SITE, VisitState.EMERGENCY})
# Work that is done is finished for the contract's sake; anything before it stops.
FINISHED: Final = frozenset({Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSURE})
_STILL: Final = frozenset({Stage.ON_HOLD, Stage.CLOSED, Stage.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that outlives an erasure, and what makes us keep it (`domain-facts.md` section 6)."""

    what: str
    why: str


RETAINED: Final[tuple[Kept, ...]] = (
    Kept(
        what=N_("payments and payouts of this installation, without your name"),
        why=N_("tax and company law: eight years"),
    ),
    Kept(
        what=N_("dates, stages and electrical readings of the work, without your name"),
        why=N_("electrical safety and warranty"),
    ),
    Kept(
        what=N_("that you were asked and what you answered: version, language, time"),
        why=N_("proof of your consent"),
    ),
    Kept(
        what=N_("the SHA-256 of erased files, which shows nothing of them"),
        why=N_("proof of what was erased"),
    ),
    Kept(
        what=N_("a closure pack that the OEM has received already"),
        why=N_("the OEM keeps it under its own notice"),
    ),
)


async def withdraw_consent(
    uow: UnitOfWork,
    lead_id: str,
    actor: Actor,
    *,
    channel: Channel | None = None,
    language: str | None = None,
) -> Lead:
    """From now on nothing is collected. What follows for the lead depends on how far the work is."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.GIVE_CONSENT, lead.scope)
    if lead.consent_at is None:
        raise Refused(say("There is no consent to withdraw: nothing is collected from you now."))
    entry = ConsentEntry(
        reply=Reply.WITHDRAWN,
        version=lead.consents[-1].version if lead.consents else CURRENT,
        language=language_of(language or await language_spoken(uow, lead)),
        at=uow.now,
        channel=channel or (Channel.CHAT if by.role is Role.CUSTOMER else Channel.PHONE),
        by=by.person,
        on_behalf=by.on_behalf_of is not None,
    )
    without = replace(lead, consent_at=None, consents=(*lead.consents, entry))
    await _end_drafts(uow, await _drafts_of_customer(uow, lead))
    saved = await uow.save(without, without.tells(Happening.CONSENT_WITHDRAWN, by, uow.now))
    visit = await open_visit(uow, lead.id)
    stops = lead.stage not in FINISHED | _STILL and not (visit and visit.state in RUNNING)
    return await hold_lead(uow, lead.id, WITHDRAWN, SYSTEM) if stops else saved


async def _end_drafts(uow: UnitOfWork, drafts: Iterable[Draft]) -> None:
    """What was written down and never counted is thrown away; so are the answers of drafts that are over."""
    for draft in drafts:
        if draft.answers or draft.pictures or draft.open:
            await uow.save(replace(draft, answers={}, pictures={}, open=False, question="#discarded"))


async def _drafts_of_customer(uow: UnitOfWork, lead: Lead) -> list[Draft]:
    person = lead.customer_person
    return [draft for draft in await uow.all(Draft, person=person) if _about(draft, lead)] if person else []


def _about(draft: Draft, lead: Lead) -> bool:
    kind, _, number = draft.subject.partition(":")[0].partition("-")
    return kind in {"L", "S", "I", "E"} and number.partition("-")[0] == lead.number


async def leads_of_customer(uow: UnitOfWork, actor: Actor) -> list[Lead]:
    """His leads, the open ones first, then the latest; `NotFound` if he has none."""
    leads = [await uow.get(Lead, lead) for lead in actor.leads]
    if not leads:
        raise NotFound(say("You have no open installation with us."))
    return sorted(leads, key=lambda lead: (not lead.is_open, -int(lead.number)))


async def export_data(
    uow: UnitOfWork, lead_id: str, actor: Actor, *, channel: Channel = Channel.CHAT
) -> Lead:
    """A copy of everything goes to the customer as files, made when it is delivered; on his page he downloads it."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SEE_OWN_DATA, lead.scope)
    if lead.erased_at is not None:
        raise _erased_already()
    kind = Happening.DATA_DOWNLOADED if channel is Channel.WEB else Happening.DATA_EXPORTED
    uow.record(lead.tells(kind, by, uow.now))
    return lead


async def ask_erasure(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """Nothing is erased before somebody at the desk has made sure that it is the customer who asks."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ASK_ERASURE, lead.scope)
    if lead.erased_at is not None:
        raise _erased_already()
    if lead.erasure_asked_at is not None:
        return lead
    asked = replace(lead, erasure_asked_at=uow.now)
    return await uow.save(asked, asked.tells(Happening.ERASURE_ASKED, by, uow.now))


async def decline_erasure(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """It could not be made sure who asks; the customer is told how to go on."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ERASE_DATA)
    _expect_asked(lead)
    declined = replace(lead, erasure_asked_at=None)
    return await uow.save(declined, declined.tells(Happening.ERASURE_DECLINED, by, uow.now))


async def erase_data(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """An open lead ends with it; while a team is on its way or at the site it waits."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ERASE_DATA)
    _expect_asked(lead)
    visit = await open_visit(uow, lead.id)
    if visit is not None and visit.state in RUNNING | {VisitState.REPORTED}:
        raise Refused(say("{visit} is running: erase when it is over.", visit=visit.id))
    if lead.is_open:
        lead = await cancel_lead(uow, lead.id, Ground.ERASED, SYSTEM)
    person = await uow.find(Person, lead.customer_person) if lead.customer_person else None
    gone = [lead, *[await uow.get(Lead, other) for other in lead.merged]]
    read = set().union(*[await forget_bill(uow, one.id) for one in gone])
    said = {_said(visit) for one in gone for visit in await uow.all(Visit, lead=one.id)}
    said |= {one.wish.words for one in gone if one.wish is not None}
    said |= set().union(*map(_said_of_installation, gone))
    said |= {quote.words for one in gone for quote in await uow.all(Quote, lead=one.id)}
    chat = person.telegram_id if person else None
    await uow.ledger.forget(
        Traces(
            leads=tuple(one.id for one in gone),
            person=person.id if person else None,
            chat=chat,
            needles=tuple(sorted(read.union(*map(_needles, gone)), key=len, reverse=True)),
            said=tuple(sorted(said - {""}, key=len, reverse=True)),
        )
    )
    for one in gone:
        await _erase(uow, one, by)
    if person is not None:
        await let_go(uow, person.id, lead.id, forget=True)
        if chat is not None:
            await uow.ledger.tell([_last_word(lead, chat, person.language, by)])
    return await uow.get(Lead, lead.id)


def _needles(lead: Lead) -> set[str]:
    """The words by which the person would still be known where they stand in a text."""
    customer, documents = lead.customer, lead.documents
    electrician, place = documents.electrician, documents.location
    words = [customer.name, customer.phone, customer.phone.removeprefix("+91"), customer.email or ""]
    words += [customer.address, lead.vin, place.address if place else ""]
    words += [electrician.name, electrician.phone] if electrician else []
    words += [one.application.number for one in lead.blockers if one.application is not None]
    return {word for word in words if len(word) > 2}


def _said(visit: Visit) -> str:
    """Why the customer called it off, where he said so in his own words."""
    return visit.reason if visit.called_off and visit.reason not in CALLED_OFF else ""


def _said_of_installation(lead: Lead) -> set[str]:
    """His remark on it, why he does not agree with the metres, what he says is wrong, and why he wanted to end it."""
    disputed = lead.extra_metres.words if lead.extra_metres is not None else ""
    parted = {one.words for one in lead.partings}
    return {one.remark for one in lead.sign_offs} | {disputed, lead.confirmation.problem} | parted


async def _erase(uow: UnitOfWork, lead: Lead, by: By) -> None:
    upload = await uow.find(Import, lead.source.file) if lead.source.file else None
    if upload is not None and not upload.is_open:
        await forget_file(uow, upload)
    for invite in await uow.all(Invite, lead=lead.id):
        if not invite.revoked:
            await uow.save(replace(invite, revoked=True))
    for visit in await uow.all(Visit, lead=lead.id):
        report = visit.report.without_traces() if visit.report else None
        place = replace(visit.check_in, latitude=None, longitude=None) if visit.check_in else None
        reason = ERASED if _said(visit) else visit.reason
        without = replace(visit, report=report, check_in=place, journey=None, absence=None)
        await uow.save(replace(without, reason=reason))
    for form in await uow.all(Form, lead=lead.id):
        await uow.save(form.without_traces())
    for pack in await uow.all(Pack, lead=lead.id):
        await uow.save(pack.forget())
    await _end_drafts(uow, [draft for draft in await uow.all(Draft) if _about(draft, lead)])
    await forget_quotes(uow, lead.id)
    await uow.lookalikes.note(lead.id, ())
    erased = erased_lead(lead, ERASED)
    erased = replace(erased, erased_at=uow.now, erasure_asked_at=None)
    await uow.save(erased, erased.tells(Happening.DATA_ERASED, by, uow.now))


def erased_lead(lead: Lead, name: str) -> Lead:
    """The lead without anybody in it; the first three digits of the PIN code stay, for figures by area."""
    customer = lead.customer
    return replace(
        lead,
        customer=Customer(name=name, phone="", city=customer.city, pin_code=customer.pin_code[:3]),
        vin="",
        calls=tuple(replace(call, note="") for call in lead.calls),
        customer_person=None,
        consent_at=None,
        documents=Documents(waived=dict.fromkeys(lead.documents.waived, ERASED)),
        papers={},
        blockers=tuple(blocker.without_traces() for blocker in lead.blockers),
        twins=(),
        wish=None,
        reason=name if lead.reason in {one.words for one in lead.partings} - {""} else lead.reason,
        partings=tuple(replace(one, words="") for one in lead.partings),
        sign_offs=tuple(
            replace(one, by=ERASED, name="", signature=None, remark="") for one in lead.sign_offs
        ),
        confirmation=lead.confirmation.forgotten(),
        extra_metres=replace(lead.extra_metres, words="") if lead.extra_metres is not None else None,
    )


def _last_word(lead: Lead, chat: int, language: str, by: By) -> Notice:
    """The customer hears of it in his language, although nobody knows him any more."""
    return Notice(
        key=f"erased:{lead.id}:{chat}",
        chat=chat,
        lane=Lane.ANSWER,
        name=Happening.DATA_ERASED,
        subject=lead.id,
        args={"to": "customer", "lead": lead.id, "by": by.name, "facts": {}, "language": language},
    )


def _expect_asked(lead: Lead) -> None:
    if lead.erased_at is not None:
        raise _erased_already()
    if lead.erasure_asked_at is None:
        raise Refused(say("Nobody has asked to erase the data of {lead}.", lead=lead.id))


def _erased_already() -> Refused:
    return Refused(say("This data has been erased already."))


def after_withdrawal(stage: Stage) -> str:
    """What a customer is told before he withdraws."""
    return AFTERWARDS[stage in FINISHED, stage in _STILL]


AFTERWARDS: Final[Mapping[tuple[bool, bool], str]] = MappingProxyType(
    {
        (False, False): N_(
            "If you withdraw your consent, we collect nothing more, the installation is put on hold and our desk calls you. You can agree again at any time."
        ),
        (True, False): N_(
            "If you withdraw your consent, we collect nothing more. The work is done already, so we only finish its papers."
        ),
        (False, True): N_(
            "If you withdraw your consent, we collect nothing more. What the law makes us keep is kept and then deleted."
        ),
    }
)
