"""A team that cannot make it says why in its own words."""

from typing import Final

from cards.actions import Action
from conversations.reason import for_reason
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.declaring import declare_emergency
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _may_declare(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.DECLARE_EMERGENCY, visit.scope)
    visit.expect_move(VisitState.EMERGENCY)


async def _declare(uow: UnitOfWork, visit_id: str, cause: str, actor: Actor) -> Words:
    await declare_emergency(uow, visit_id, cause, actor)
    return say("Ops and the customer are told. A backup team is being searched.")


OTHER_CAUSE: Final = for_reason(
    Action.OTHER_CAUSE,
    title=N_("We cannot make it"),
    ask=N_("What has happened?"),
    example=N_("the road to the site is flooded"),
    check=_may_declare,
    command=_declare,
)
