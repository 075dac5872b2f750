"""The customer's sign-off and what follows from it: his remark, his code, the extra metres, a rework."""

from typing import Final

from cards.actions import Action
from conversations.readers import Line, Typed
from conversations.reason import for_reason, of_lead
from domain.leads.lead import Lead
from domain.leads.metres import dispute_metres, expect_to_dispute, expect_to_settle, settle_metres
from domain.leads.reworking import expect_to_rework, open_rework
from domain.leads.sign_off import read_code
from domain.leads.signing import LONGEST_REMARK, expect_signed, remark, sign_by_code, usable_code
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _remark(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Words:
    await remark(uow, lead_id, words, actor)
    return say("Thank you, our desk reads it.")


REMARK: Final = for_reason(
    Action.REMARK,
    title=N_("A remark"),
    ask=N_("What would you like to tell us about the installation?"),
    example=N_("the crew was on time and left the place clean"),
    check=of_lead(Permission.SIGN_OFF, expect_signed),
    command=_remark,
    reader=Line(longest=LONGEST_REMARK),
)


async def _may_type(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.ENTER_SIGNING_CODE, visit.scope)
    await usable_code(uow, await uow.get(Lead, visit.lead), visit)


async def _type(uow: UnitOfWork, visit_id: str, digits: str, actor: Actor) -> Words:
    typed = await sign_by_code(uow, visit_id, digits, actor)
    if typed.right:
        return say("Right: the customer has signed for {visit}.", visit=visit_id)
    if typed.left:
        return say(
            "That is not the customer’s code of {visit}. Tries left: {left}. Tap “Enter the customer’s code” again.",
            visit=visit_id,
            left=typed.left,
        )
    return say("That was wrong too, and the code no longer counts. The customer can have another one.")


ENTER_CODE: Final = for_reason(
    Action.ENTER_CODE,
    title=N_("The customer signs"),
    ask=N_("Which code does the customer read to you?"),
    example=N_("482 913"),
    check=_may_type,
    command=_type,
    reader=Typed(check=read_code, asks=N_("Please type the six digits that the customer reads to you.")),
)


async def _dispute(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Words:
    await dispute_metres(uow, lead_id, words, actor)
    return say("Noted. Our desk calls you about the extra metres.")


DISPUTE_METRES: Final = for_reason(
    Action.DISPUTE_METRES,
    title=N_("The extra metres"),
    ask=N_("Why do you not agree with the extra metres?"),
    example=N_("18 m were agreed, and nobody asked me"),
    check=of_lead(Permission.SIGN_OFF, expect_to_dispute),
    command=_dispute,
)


async def _settle(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Words:
    lead = await settle_metres(uow, lead_id, words, actor)
    return say("{lead}: settled, and the customer is told.", lead=lead.id)


SETTLE_METRES: Final = for_reason(
    Action.SETTLE_METRES,
    title=N_("The extra metres"),
    ask=N_("What have you agreed on with the customer? He reads it."),
    example=N_("he pays 2 of the 3.5 m"),
    check=of_lead(Permission.SETTLE_METRES, expect_to_settle),
    command=_settle,
)


async def _may_rework(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.OPEN_REWORK, lead.scope)
    await expect_to_rework(uow, lead)


async def _rework(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Words:
    lead = await open_rework(uow, lead_id, reason, actor)
    return say("{lead}: a rework visit is to be scheduled.", lead=lead.id)


REWORK: Final = for_reason(
    Action.REWORK,
    title=N_("Rework"),
    ask=N_("What is wrong with the installation?"),
    example=N_("the RCBO trips as soon as the car charges"),
    check=_may_rework,
    command=_rework,
)
