"""Around the confirmation call: when to call again, and what the customer himself says is wrong."""

from typing import Final

from cards.actions import Action
from cards.confirmation import said_of_try
from conversations.calling import asked_when, when_of
from conversations.dialogue import Dialogue, Filled
from conversations.reason import for_reason, of_lead
from domain.leads.call import CallOutcome
from domain.leads.confirming import expect_to_call, log_confirmation_try, report_problem
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _call_back(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead = await log_confirmation_try(
        uow,
        filled.subject,
        CallOutcome.CALL_BACK,
        actor,
        note=filled.answers.get("note", ""),
        call_at=(await when_of(uow, filled.subject)).moment(filled.answers["when"]),
    )
    return said_of_try(lead)


CONFIRM_BACK: Final = Dialogue(
    name=Action.CONFIRM_BACK.value,
    title=N_("Call back"),
    action=Action.CONFIRM_BACK,
    check=of_lead(Permission.LOG_CONFIRMATION_CALL, expect_to_call),
    questions=asked_when,
    finish=_call_back,
)


def _expect_stands(lead: Lead) -> None:
    lead.expect(Stage.CONFIRMATION_CALL)


async def _not_well(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Words:
    await report_problem(uow, lead_id, words, actor)
    return say("Thank you for telling us. Our desk calls you.")


NOT_WELL: Final = for_reason(
    Action.NOT_WELL,
    title=N_("Something is wrong"),
    ask=N_("What is wrong with the installation?"),
    example=N_("the RCBO trips as soon as the car charges"),
    check=of_lead(Permission.CONFIRM_INSTALLATION, _expect_stands),
    command=_not_well,
)
