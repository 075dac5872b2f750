"""A lead put on hold, cancelled or reopened, each with its reason."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Check, Dialogue
from conversations.reason import for_reason
from domain.leads.cancelling import cancel_lead, decline_cancelling, expect_asked
from domain.leads.keeping import hold_lead, reopen_lead
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


async def _may_cancel(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    await _may(Permission.CANCEL_LEAD, Step.CANCEL)(uow, subject.partition(":")[0], actor)


async def _cancel(uow: UnitOfWork, subject: str, reason: str, actor: Actor) -> Words:
    """The subject has the mark of what was shown to follow."""
    lead, _, shown = subject.partition(":")
    after = await cancel_lead(uow, lead, reason, actor, shown=shown or None)
    return say("Noted. Our desk calls you and decides with you.") if after.is_open else DONE


async def _may_refuse(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.DECIDE_CANCELLING, lead.scope)
    expect_asked(lead)


async def _refuse(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    await decline_cancelling(uow, lead_id, reason, actor)
    return say("Noted. The customer is told.")


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
    Action.CANCEL_WHY,
    title=N_("Cancel"),
    ask=N_("Why is it cancelled?"),
    example=N_("the society builds its own charger"),
    check=_may_cancel,
    command=_cancel,
)
REFUSE_CANCEL: Final[Dialogue] = for_reason(
    Action.REFUSE_CANCEL,
    title=N_("It goes on"),
    ask=N_("What have you agreed on with the customer?"),
    example=N_("he keeps it: the society has agreed after all"),
    check=_may_refuse,
    command=_refuse,
)
REOPEN: Final[Dialogue] = for_reason(
    Action.REOPEN,
    title=N_("Reopen the lead"),
    ask=N_("Why is the lead opened again?"),
    example=N_("the customer has changed his mind"),
    check=_may(Permission.REOPEN_LEAD, Step.REOPEN),
    command=_reopen,
)
