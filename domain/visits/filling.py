"""A report is filled: answer by answer, by anybody of the team, in chat or on the web; submitted when it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from domain.checklists.answers import read_answer
from domain.checklists.model import Checklist, Item, ItemKind
from domain.checklists.rules import Site
from domain.checklists.which import checklist, checklist_for
from domain.contact import line
from domain.errors import NotFound, Refused
from domain.evidence import Fault
from domain.indian_states import site_state
from domain.leads.bill import Bill, BillState, bill_of
from domain.leads.discoms import DISCOMS
from domain.leads.lead import Lead
from domain.leads.signing import installation_is_in
from domain.leads.stages import Step
from domain.materials.handing_out import charger_of, leads_with
from domain.media import Picture
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.serials import plain_serial
from domain.unit_of_work import UnitOfWork
from domain.visits.evidence import is_known, judged_again, want_evidence
from domain.visits.form import Filling, Form, form_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import say

_REPORTED: Final = {
    VisitKind.SURVEY: Step.SURVEY_REPORTED,
    VisitKind.INSTALLATION: Step.INSTALLATION_REPORTED,
}


async def begin_form(uow: UnitOfWork, visit_id: str, actor: Actor) -> Filling:
    """The visit's report as far as it is filled; a new one with the checklist that fits now."""
    visit, _ = await _may_fill(uow, visit_id, actor)
    found = await uow.find(Form, form_of(visit_id))
    if found is not None:
        return await filling(uow, found)
    asked = await checklist_for(uow, visit)
    form = Form(id=form_of(visit.id), visit=visit.id, lead=visit.lead, checklist=asked.id, begun_at=uow.now)
    await uow.add(form)
    return Filling(form=form, checklist=asked, site=await _site(uow, form, asked))


async def filling(uow: UnitOfWork, form: Form) -> Filling:
    asked = await checklist(uow, form.checklist)
    return Filling(form=form, checklist=asked, site=await _site(uow, form, asked))


async def filling_of(uow: UnitOfWork, visit_id: str) -> Filling:
    return await filling(uow, await uow.get(Form, form_of(visit_id)))


async def _site(uow: UnitOfWork, form: Form, asked: Checklist) -> Site:
    lead = await uow.get(Lead, form.lead)
    bill = await uow.find(Bill, bill_of(lead.id))
    known = bill.reading if bill is not None and bill.state is BillState.CONFIRMED else None
    handed = await charger_of(uow, lead.id) if asked.kind is VisitKind.INSTALLATION else None
    return Site(
        charger_kw=lead.charger_kw,
        load_kw=known.load_kw if known else None,
        demand_kw=known.demand_kw if known else None,
        phase=known.phase.value if known and known.phase else None,
        discom=DISCOMS[known.discom].name if known and known.discom in DISCOMS else "",
        consumer=known.consumer.value if known and known.consumer else "",
        state=site_state(lead.customer.state, lead.customer.pin_code),
        serial=handed.serial if handed else None,
        known=await _known(uow, form, asked),
    )


async def _known(uow: UnitOfWork, form: Form, asked: Checklist) -> Mapping[str, tuple[str, ...]]:
    """Other leads from which a serial number in this report is known."""
    read = [
        form.given[item.key].answer
        for item in asked.items
        if item.kind is ItemKind.SERIAL and item.key in form.given
    ]
    leads = {plain_serial(serial): await leads_with(uow, serial, but=form.lead) for serial in read}
    return {serial: found for serial, found in leads.items() if found}


async def _may_fill(uow: UnitOfWork, visit_id: str, actor: Actor) -> tuple[Visit, By]:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.SUBMIT_REPORT, visit.scope)
    visit.expect(VisitState.ON_SITE)
    return visit, by


async def _open(uow: UnitOfWork, visit_id: str, key: str, actor: Actor) -> tuple[Filling, Item, By]:
    _, by = await _may_fill(uow, visit_id, actor)
    now = await filling_of(uow, visit_id)
    item = now.item(key)
    if item is None:
        raise NotFound(say("This is not asked any more."))
    return now, item, by


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What was written or tapped for an item; `labels` are its choices in the writer's language, by answer."""

    key: str
    text: str
    labels: Mapping[str, str] = field(default_factory=dict)


async def answer_item(uow: UnitOfWork, visit_id: str, typed: Entered, actor: Actor) -> Filling:
    """`Invalid` with an example if it is no answer."""
    now, item, by = await _open(uow, visit_id, typed.key, actor)
    answered = now.form.answered(item, read_answer(item, typed.text, typed.labels), by=by, now=uow.now)
    return await filling(uow, await _saved(uow, now.form, answered))


async def explain_item(uow: UnitOfWork, visit_id: str, key: str, word: str, actor: Actor) -> Filling:
    """What the team says to a reading that is to watch."""
    now, item, _ = await _open(uow, visit_id, key, actor)
    return replace(now, form=await _saved(uow, now.form, now.form.explained(item, line(word, longest=300))))


async def add_shot(uow: UnitOfWork, visit_id: str, key: str, picture: Picture, actor: Actor) -> Filling:
    """The same file counts once for an item, by whatever way it comes."""
    now, item, by = await _open(uow, visit_id, key, actor)
    with_it = now.form.with_shot(item, picture, by=by, now=uow.now)
    if picture.sha256 and await is_known(uow, now.form, item, picture.sha256):
        return now
    await want_evidence(uow, await uow.get(Visit, visit_id), [picture])
    judged = await judged_again(uow, with_it, [picture.unique_id]) if with_it is not now.form else with_it
    return replace(now, form=await _saved(uow, now.form, judged))


async def keep_shots(uow: UnitOfWork, visit_id: str, key: str, because: str, actor: Actor) -> Filling:
    """The team has no better picture, and says why."""
    now, item, _ = await _open(uow, visit_id, key, actor)
    kept = now.form.kept(item, line(because, longest=300))
    return replace(now, form=await _saved(uow, now.form, kept))


async def clear_item(uow: UnitOfWork, visit_id: str, key: str, actor: Actor) -> Filling:
    now, item, _ = await _open(uow, visit_id, key, actor)
    cleared = now.form.without(item)
    left = await judged_again(uow, cleared, cleared.with_fault(Fault.REPEATED_HERE))
    return replace(now, form=await _saved(uow, now.form, left))


async def lay_aside(uow: UnitOfWork, visit_id: str, picture: Picture, actor: Actor) -> Filling:
    """What fits no item, a voice note for example, is kept with the report."""
    _, by = await _may_fill(uow, visit_id, actor)
    now = await filling_of(uow, visit_id)
    await uow.ledger.want_media([picture], now.form.lead, uow.now)
    return replace(now, form=await _saved(uow, now.form, now.form.laid_aside(picture, by=by, now=uow.now)))


async def take_pen(uow: UnitOfWork, visit_id: str, pen: str, actor: Actor) -> Filling:
    """One more who fills it: his card is brought up to date with every answer, whoever gives it."""
    now = await begin_form(uow, visit_id, actor)
    if pen in now.form.pens:
        return now
    return replace(now, form=await _saved(uow, now.form, replace(now.form, pens=(*now.form.pens, pen))))


async def submit_form(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Only whole: what is missing or fails is named."""
    visit, by = await _may_fill(uow, visit_id, actor)
    now = await filling_of(uow, visit_id)
    if (why := now.blocked()) is not None:
        raise Refused(why)
    uow.touched[now.form.id] = now.form  # the cards of all who fill it say so
    reported, event = visit.submit(now.report(by=by, now=uow.now), by=by)
    await uow.capacity.finish(visit.id)
    lead = await uow.get(Lead, visit.lead)
    await uow.save(await _noted(uow, lead.take(_REPORTED[visit.kind], now=uow.now), visit, reported))
    saved = await uow.save(reported, event)
    if saved.kind is VisitKind.INSTALLATION:
        await installation_is_in(uow, saved, by)
    return saved


async def _noted(uow: UnitOfWork, lead: Lead, before: Visit, after: Visit) -> Lead:
    """What a survey finds missing stands on the desk's list, to be confirmed or struck out; what it found before does not."""
    found = after.report.missing if after.report is not None else ()
    gone = set(before.report.missing if before.report is not None else ()) - set(found)
    due = uow.now + (await policy_of(uow, lead.oem)).site_work_target
    return lead.lacking_no_more(gone).lacking(found, due)


async def _saved(uow: UnitOfWork, before: Form, after: Form) -> Form:
    return await uow.save(after) if after is not before else before
