"""A report sent back to its team."""

from typing import Final

from cards.actions import Action
from conversations.readers import Line
from conversations.reason import for_reason
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.redoing import return_report
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _may_return(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    visit.expect(VisitState.REPORTED)


async def _return(uow: UnitOfWork, visit_id: str, redo: str, actor: Actor) -> Words:
    visit = await return_report(uow, visit_id, redo, actor)
    return say("The report of {visit} went back to its team.", visit=visit.id)


RETURN_REPORT: Final = for_reason(
    Action.RETURN,
    title=N_("Return the report"),
    ask=N_("Which answers or photos are to be done again?"),
    example=N_("earth resistance; a sharper photo of the meter"),
    check=_may_return,
    command=_return,
    reader=Line(longest=500),
)
