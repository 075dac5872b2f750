"""Around the introductory call: when to call again, what was said, and the right number where it was a wrong one."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question
from conversations.readers import Line, mobile_number
from conversations.reason import for_reason
from conversations.times import When
from domain.leads.call import CallOutcome
from domain.leads.calling import correct_phone, log_call, note_call
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_call(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.LOG_CALL, lead.scope)
    lead.expect(Stage.NEW)


async def _may_note(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    actor.must(Permission.LOG_CALL, (await uow.get(Lead, lead_id)).scope)


async def _may_correct(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.CORRECT_PHONE, lead.scope)
    lead.expect(Stage.NEW)


async def when_of(uow: UnitOfWork, lead_id: str) -> When:
    policy = await policy_of(uow, (await uow.get(Lead, lead_id)).oem)
    return When(now=uow.now, calendar=policy.calendar)


async def asked_when(uow: UnitOfWork, lead_id: str) -> tuple[Question, ...]:
    return (
        Question(
            key="when",
            label=N_("Call again"),
            ask=N_("When does the customer want to be called?"),
            reader=await when_of(uow, lead_id),
            example=N_("tomorrow 16:30"),
        ),
        Question(
            key="note",
            label=N_("Note"),
            ask=N_("Anything to remember for that call?"),
            reader=Line(longest=400),
            example=N_("asks about the price of extra cable"),
            optional=True,
        ),
    )


async def _call_back(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    moment = (await when_of(uow, filled.subject)).moment(filled.answers["when"])
    lead = await log_call(
        uow,
        filled.subject,
        CallOutcome.CALL_BACK,
        actor,
        note=filled.answers.get("note", ""),
        call_at=moment,
    )
    if lead.call_at is None:
        return say("Logged. That was the last try: the lead is on hold.")
    return say("Logged. The desk is reminded {moment}.", moment=lead.call_at)


async def _note(uow: UnitOfWork, lead_id: str, note: str, actor: Actor) -> Words:
    await note_call(uow, lead_id, note, actor)
    return say("Noted.")


async def _correct(uow: UnitOfWork, lead_id: str, phone: str, actor: Actor) -> Words:
    lead = await correct_phone(uow, lead_id, phone, actor)
    return say("Thank you. {lead} has the number {phone} now.", lead=lead.id, phone=lead.customer.phone)


CALL_BACK: Final = Dialogue(
    name=Action.CALL_BACK.value,
    title=N_("Call back"),
    action=Action.CALL_BACK,
    check=_may_call,
    questions=asked_when,
    finish=_call_back,
)
CALL_NOTE: Final = for_reason(
    Action.CALL_NOTE,
    title=N_("Note on the call"),
    ask=N_("What was said?"),
    example=N_("is abroad until Friday, his wife answers"),
    check=_may_note,
    command=_note,
    reader=Line(longest=400),
)
RIGHT_NUMBER: Final = for_reason(
    Action.PHONE,
    title=N_("The customer's right number"),
    ask=N_("What is the customer's mobile number?"),
    example="98765 43210",
    check=_may_correct,
    command=_correct,
    reader=mobile_number(),
)
