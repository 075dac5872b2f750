"""The introductory call: every try is logged, the next one is set by what came of the last, and the ladder has an end.

Three tries on two days over two channels, then on hold (`product.md` section 4). A wrong number is a question to the OEM.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from domain.contact import line, mobile
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.call import Call, CallOutcome
from domain.leads.duplicates import look_for_twins
from domain.leads.intake import with_all_documents
from domain.leads.lead import Lead, Question
from domain.leads.stages import Stage, Step
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.words import N_, say

MOST_AHEAD: Final = timedelta(days=30)
ASKED_LASTS: Final = timedelta(hours=4)
NOT_REACHED: Final = N_("customer not reached")


async def log_call(  # noqa: PLR0913  what can be said of a call
    uow: UnitOfWork,
    lead_id: str,
    outcome: CallOutcome,
    actor: Actor,
    *,
    note: str = "",
    call_at: datetime | None = None,
) -> Lead:
    """Reached moves the lead on; `call_at` is when the customer asked to be called again."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CALL, lead.scope)
    lead.expect(Stage.NEW)
    _not_asked(lead)
    said = line(note, longest=400) if note else ""
    called = replace(lead.log_call(Call(at=uow.now, by=by.name, outcome=outcome, note=said)), call_at=None)
    if outcome is CallOutcome.REACHED:
        moved, event = called.moved(Step.CUSTOMER_REACHED, Happening.INTRO_CALL_REACHED, by, uow.now)
        moved, done = with_all_documents(moved, by, uow.now)
        return await uow.save(moved, event, *done)
    logged = called.tells(Happening.CALL_LOGGED, by, uow.now, outcome=outcome)
    if outcome is CallOutcome.WRONG_NUMBER:
        asked = replace(called, question=Question(said=called.customer.phone, asked_at=uow.now))
        question = asked.tells(Happening.OEM_ASKED, by, uow.now, phone=called.customer.phone)
        return await uow.save(asked, logged, question)
    policy = await policy_of(uow, lead.oem)
    if tried_enough([call for call in called.calls if call.at >= called.stage_since], policy):
        held = replace(called, reason=NOT_REACHED, review_at=uow.now + policy.hold_review)
        held, event = held.moved(Step.HOLD, Happening.LEAD_HELD, by, uow.now, reason=NOT_REACHED)
        return await uow.save(held, logged, event)
    wanted = asked_for(call_at, uow.now) if call_at else None
    return await uow.save(replace(called, call_at=next_try(called.calls, policy, wanted)), logged)


async def note_call(uow: UnitOfWork, lead_id: str, note: str, actor: Actor) -> Lead:
    """What was said in the latest call, added to what is noted of it already."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CALL, lead.scope)
    if not lead.calls:
        raise Refused(say("Nobody has called for {lead} yet.", lead=lead.id))
    last = lead.calls[-1]
    said = " · ".join(part for part in (last.note, line(note, longest=400)) if part)
    noted = replace(lead, calls=(*lead.calls[:-1], replace(last, note=said)))
    return await uow.save(
        noted, noted.tells(Happening.CALL_NOTED, by, uow.now, reason=line(note, longest=400))
    )


async def ask_call(uow: UnitOfWork, lead_id: str, actor: Actor, *, about: str = "") -> Lead:
    """The customer wants to talk to the desk; asked again within a few hours, nobody is told twice."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ASK_CALL, lead.scope)
    if lead.call_asked_at is not None and uow.now - lead.call_asked_at < ASKED_LASTS:
        return lead
    asked = replace(lead, call_asked_at=uow.now)
    said = line(about, longest=200) if about.strip() else ""
    return await uow.save(asked, asked.tells(Happening.CALL_ASKED, by, uow.now, reason=said))


async def customer_called(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """Ops has called the customer who had asked for it."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CALL, lead.scope)
    if lead.call_asked_at is None:
        raise Refused(say("No call of {lead} is open any more.", lead=lead.id))
    called = replace(lead, call_asked_at=None)
    return await uow.save(called, called.tells(Happening.CUSTOMER_CALLED, by, uow.now))


async def correct_phone(uow: UnitOfWork, lead_id: str, phone: str, actor: Actor) -> Lead:
    """The OEM's answer to a wrong number, or Ops' on its behalf: the customer is to be called anew."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.CORRECT_PHONE, lead.scope)
    lead.expect(Stage.NEW)
    number = mobile(phone)
    if lead.question is None and by.on_behalf_of is None:
        raise Refused(say("Nobody has asked for another number of {lead}.", lead=lead.id))
    if lead.question is not None and number == lead.question.said:
        raise Invalid(say("{phone} is the number that was wrong. Which one is right?", phone=number))
    corrected = replace(
        lead, customer=replace(lead.customer, phone=number), question=None, call_at=None, stage_since=uow.now
    )
    corrected, resembling = await look_for_twins(uow, corrected, by)
    event = corrected.tells(Happening.PHONE_CORRECTED, by, uow.now, phone=number)
    return await uow.save(corrected, event, *resembling)


def next_try(calls: Sequence[Call], policy: Policy, wanted: datetime | None = None) -> datetime:
    """When to try again after the latest call: as asked, else by its outcome; in calling hours, and not all on one day."""
    last = calls[-1]
    due = wanted or last.at + policy.next_call.get(last.outcome, policy.next_call_otherwise)
    today = _day(last.at, policy)
    tries_today = sum(_day(call.at, policy) == today for call in calls)
    if wanted is None and tries_today >= policy.calls_a_day:
        due = max(due, policy.calendar.at(today + timedelta(days=1), policy.calls_from))
    return policy.calendar.within(due, policy.calls_from, policy.calls_until)


def tried_enough(calls: Iterable[Call], policy: Policy) -> bool:
    """The set number of tries, on enough days, over enough channels; `calls` are those that count together."""
    failed = [call for call in calls if call.outcome is not CallOutcome.REACHED]
    days = {_day(call.at, policy) for call in failed}
    channels = {call.channel for call in failed}
    return (
        len(failed) >= policy.call_attempts
        and len(days) >= policy.call_days
        and len(channels) >= policy.call_channels
    )


def _day(moment: datetime, policy: Policy) -> date:
    return policy.calendar.local(moment).date()


def asked_for(moment: datetime, now: datetime) -> datetime:
    if not now < moment <= now + MOST_AHEAD:
        raise Invalid(
            say(
                "A call can be set for the next 30 days, not for {moment}. Example: tomorrow 11:00.",
                moment=moment,
            )
        )
    return moment


def _not_asked(lead: Lead) -> None:
    if lead.question is not None:
        raise Refused(
            say("The OEM is asked for the right number of {lead}: there is nobody to call yet.", lead=lead.id)
        )
