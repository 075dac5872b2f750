"""The desk decides on a report with words: it goes back to its team, or the site is ready against what it finds."""

from typing import Final

from cards.actions import Action
from conversations.readers import Line
from conversations.reason import for_reason
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.redoing import return_report
from domain.visits.review import approve_installation, site_is_ready
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _may_review(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    visit.expect(VisitState.REPORTED)


async def _return(uow: UnitOfWork, visit_id: str, redo: str, actor: Actor) -> Words:
    visit = await return_report(uow, visit_id, redo, actor)
    return say("The report of {visit} went back to its team.", visit=visit.id)


async def _ready(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Words:
    visit = await site_is_ready(uow, visit_id, actor, reason)
    return say("The site of {lead} is ready.", lead=visit.lead)


READY_ALL_THE_SAME: Final = for_reason(
    Action.READY_ALL_THE_SAME,
    title=N_("Ready all the same"),
    ask=N_("The survey finds something missing. Why is the site ready all the same?"),
    example=N_("the customer has sent a photo of the new earth pit"),
    check=_may_review,
    command=_ready,
    reader=Line(longest=300),
)


async def _approve(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Words:
    visit = await approve_installation(uow, visit_id, actor, reason)
    return say("{visit} is approved.", visit=visit.id)


APPROVE_METRES: Final = for_reason(
    Action.APPROVE_METRES,
    title=N_("Approved in spite of the metres"),
    ask=N_("Much more cable was used than agreed. Why is it approved all the same?"),
    example=N_("the way through the ceiling was closed, the customer was called"),
    check=_may_review,
    command=_approve,
    reader=Line(longest=300),
)
RETURN_REPORT: Final = for_reason(
    Action.RETURN,
    title=N_("Return the report"),
    ask=N_("Which answers or photos are to be done again?"),
    example=N_("earth resistance; a sharper photo of the meter"),
    check=_may_review,
    command=_return,
    reader=Line(longest=500),
)
