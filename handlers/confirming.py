"""The confirmation call: what the desk heard, or what the customer says by himself."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.confirmation import render_score, said_of_try
from domain.errors import Invalid, Refused
from domain.leads.call import CallOutcome
from domain.leads.confirmation import read_score
from domain.leads.confirming import (
    accept_silence,
    call_again,
    confirm_satisfied,
    log_confirmation_try,
    rework_as_said,
)
from domain.leads.lead import Lead
from domain.leads.stages import Step as LeadStep
from domain.people.roles import Permission, Role
from domain.reporting.closure import waits_for_desk
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_try(act: Act) -> Answer:
    if act.argument not in set(CallOutcome):
        raise Invalid(say("This button is not known any more."))
    lead = await log_confirmation_try(act.uow, act.subject, CallOutcome(act.argument), act.actor)
    return Answer(toast=said_of_try(lead))


async def on_satisfied(act: Act) -> Answer:
    """First how satisfied he is; with the answer it is done."""
    if act.argument == "no":
        raise Refused(say("Please say what is wrong: tap “Problem: rework” on the lead’s card."))
    if act.argument == "yes":
        lead = await act.uow.get(Lead, act.subject)
        by = act.actor.must(Permission.CONFIRM_INSTALLATION, lead.scope)
        lead.expect_step(LeadStep.CUSTOMER_SATISFIED)
        shown = render_score(lead, act.speaker, by_customer=by.role is Role.CUSTOMER)
        return Answer(messages=(shown,))
    lead = await confirm_satisfied(act.uow, act.subject, act.actor, score=read_score(act.argument))
    if lead.customer_person == act.actor.person:
        return done("Thank you, noted.")
    return _handed_over(lead)


async def on_silence(act: Act) -> Answer:
    if act.argument == "again":
        await call_again(act.uow, act.subject, act.actor)
        return done("Please call again.")
    if act.argument != "close":
        raise Invalid(say("This button is not known any more."))
    return _handed_over(await accept_silence(act.uow, act.subject, act.actor))


async def on_rework_as_said(act: Act) -> Answer:
    lead = await rework_as_said(act.uow, act.subject, act.actor)
    return done("{lead}: a rework visit is to be scheduled.", lead=lead.id)


def _handed_over(lead: Lead) -> Answer:
    if not waits_for_desk(lead):
        return done("Logged. OEM Reporting gets the closure pack.")
    if lead.sign_off is None:
        return done("Logged. The closure pack waits for the customer’s signature.")
    return done("Logged. The closure pack waits until the extra metres are settled.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.CONFIRM_TRY: on_try,
    Action.SATISFIED: on_satisfied,
    Action.SILENCE: on_silence,
    Action.REWORK_AS_SAID: on_rework_as_said,
}


def router() -> Router:
    return tap_router("confirming", STEPS)
