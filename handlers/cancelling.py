"""A lead is cancelled, by its customer, its OEM or the desk: what would follow is shown first, the reason makes it count."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.cancelling import render_cancelling
from cards.message import Message
from domain.leads.aftermath import aftermath, mark_of
from domain.leads.cancelling import cancel_lead, grant_cancelling, take_back_cancelling
from domain.leads.hanging import Hanging, hanging_of
from domain.leads.lead import Lead
from domain.leads.stages import Step as LeadStep
from domain.overriding import policy_of
from domain.people.roles import Permission, Role
from domain.visits.team import Team
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_cancel(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.CANCEL_LEAD, lead.scope)
    lead.expect_step(LeadStep.CANCEL)
    reason, _, shown = act.argument.partition(".")
    hanging = await hanging_of(act.uow, lead)
    if not reason:
        return Answer(messages=(await _asked(act, hanging),))
    if shown != mark_of(aftermath(hanging)):
        changed = say("What would follow has changed since you saw it. Please look again.")
        return Answer(toast=changed, alert=True, messages=(await _asked(act, hanging),))
    after = await cancel_lead(act.uow, lead.id, reason, act.actor, shown=shown)
    if after.is_open:
        return done("Noted. Our desk calls you and decides with you.")
    return done("{lead} is cancelled.", lead=lead.id)


async def _asked(act: Act, hanging: Hanging) -> Message:
    by = act.actor.must(Permission.CANCEL_LEAD, hanging.lead.scope)
    teams = {team.id: team.name for team in await act.uow.all(Team)}
    policy = await policy_of(act.uow, hanging.lead.oem)
    binding = hanging.bonds & policy.customer_asks_to_cancel.of if by.role is Role.CUSTOMER else frozenset()
    return render_cancelling(hanging, by.role, binding, teams, act.speaker)


async def on_grant(act: Act) -> Answer:
    await grant_cancelling(act.uow, act.subject, act.actor, shown=act.argument)
    return done("{lead} is cancelled.", lead=act.subject)


async def on_take_back(act: Act) -> Answer:
    await take_back_cancelling(act.uow, act.subject, act.actor)
    return done("Good. All goes on as before.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.CANCEL: on_cancel,
    Action.GRANT_CANCEL: on_grant,
    Action.KEEP_LEAD: on_take_back,
}


def router() -> Router:
    return tap_router("cancelling", STEPS)
