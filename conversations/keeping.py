"""A lead put on hold, cancelled or reopened, each with its reason."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Check, Dialogue
from conversations.reason import for_reason
from domain.leads.keeping import cancel_lead, hold_lead, reopen_lead
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

DONE: Final = say("Done.")  # what was done is told to the whole desk in a notice


def _may(permission: Permission, step: Step) -> Check:
    async def check(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
        lead = await uow.get(Lead, lead_id)
        actor.must(permission, lead.scope)
        lead.take(step, now=uow.now)

    return check


async def _hold(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    await hold_lead(uow, lead_id, reason, actor)
    return DONE


async def _cancel(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    await cancel_lead(uow, lead_id, reason, actor)
    return DONE


async def _reopen(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    await reopen_lead(uow, lead_id, reason, actor)
    return DONE


HOLD: Final[Dialogue] = for_reason(
    Action.HOLD,
    title=N_("Put on hold"),
    ask=N_("Why does the lead have to wait?"),
    example=N_("the customer travels until March"),
    check=_may(Permission.HOLD_LEAD, Step.HOLD),
    command=_hold,
)
CANCEL: Final[Dialogue] = for_reason(
    Action.CANCEL,
    title=N_("Cancel the lead"),
    ask=N_("Why is the lead cancelled?"),
    example=N_("the customer has sold the car"),
    check=_may(Permission.CANCEL_LEAD, Step.CANCEL),
    command=_cancel,
)
REOPEN: Final[Dialogue] = for_reason(
    Action.REOPEN,
    title=N_("Reopen the lead"),
    ask=N_("Why is the lead opened again?"),
    example=N_("the customer has changed his mind"),
    check=_may(Permission.REOPEN_LEAD, Step.REOPEN),
    command=_reopen,
)
