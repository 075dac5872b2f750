"""A report goes back to its team: for exactly the items that the desk has marked, or with words alone for all of it."""

from dataclasses import replace
from typing import Final

from domain.checklists.model import Item
from domain.checklists.which import checklist
from domain.contact import line
from domain.errors import NotFound, Refused
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.reactions import CardName
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.visits.form import Form, form_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import say


async def open_redo(uow: UnitOfWork, visit_id: str, chat: int, actor: Actor) -> Form:
    """The card on which the desk marks what is to be done again comes up in this chat."""
    visit, form = await _in_review(uow, visit_id, actor)
    card = CardRefresh(chat=chat, card=CardName.REDO, subject=visit.id, topic=visit.lead, instead=True)
    await uow.ledger.show([card])
    uow.touched[visit.id] = visit
    return form


SECTION: Final = "#"
"""Before a section's key, where that is opened instead of an item being marked; alone: all sections."""


async def look_at_section(uow: UnitOfWork, visit_id: str, key: str, actor: Actor) -> Form:
    """Its items on the card, or the list of all sections again."""
    visit, form = await _in_review(uow, visit_id, actor)
    uow.touched[visit.id] = visit
    return await uow.save(replace(form, opened=key))


async def mark_redo(uow: UnitOfWork, visit_id: str, key: str, actor: Actor) -> Form:
    """To be done again, or after all not."""
    visit, form = await _in_review(uow, visit_id, actor)
    item = (await checklist(uow, form.checklist)).named(key)
    if item is None or not _was_answered(form, item):
        raise NotFound(say("This is not asked any more."))
    uow.touched[visit.id] = visit
    return await uow.save(form.marking(key))


def _was_answered(form: Form, item: Item) -> bool:
    return item.key in form.given or bool(form.shots.get(item.key))


async def _in_review(uow: UnitOfWork, visit_id: str, actor: Actor) -> tuple[Visit, Form]:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    visit.expect(VisitState.REPORTED)
    form = await uow.find(Form, form_of(visit.id))
    if form is None:
        raise Refused(
            say("This report cannot be returned item by item. Tap “Return to the team” and say what to redo.")
        )
    return visit, form


async def return_report(uow: UnitOfWork, visit_id: str, redo: str, actor: Actor) -> Visit:
    """Back to the team, with words; where items are marked, only these are open again."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.REVIEW_REPORT, visit.scope)
    returned, event = visit.give_back(line(redo, longest=500), by=by, now=uow.now)
    form = await uow.find(Form, form_of(visit.id))
    if form is not None:
        await uow.save(form.reopened(form.marked))
    lead = await uow.get(Lead, visit.lead)
    survey = visit.kind is VisitKind.SURVEY
    await uow.save(lead.take(Step.SURVEY_RETURNED if survey else Step.INSTALLATION_RETURNED, now=uow.now))
    return await uow.save(returned, event)
