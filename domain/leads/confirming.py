"""Phase 7, the confirmation call: tried until the customer is heard, or until his silence counts; then the pack goes out.

He is called as the introductory call is made (`calling.py`). After the last try he is told in writing that the installation
counts as accepted unless he says something in time; when that has passed, Ops decides.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.call import Call, CallOutcome
from domain.leads.calling import asked_for, next_try, tried_enough
from domain.leads.confirmation import SCORES, Heard
from domain.leads.lead import Lead
from domain.leads.reworking import open_rework
from domain.leads.stages import Stage, Step
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission, Role
from domain.reporting.closure import hand_over, waits_for_desk
from domain.unit_of_work import UnitOfWork
from domain.words import say

NOT_REACHED: Final = frozenset(
    {CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.MESSAGED, CallOutcome.CALL_BACK}
)


async def log_confirmation_try(  # noqa: PLR0913  what can be said of a call
    uow: UnitOfWork,
    lead_id: str,
    outcome: CallOutcome,
    actor: Actor,
    *,
    note: str = "",
    call_at: datetime | None = None,
) -> Lead:
    """The customer was not reached, or asked to be called again at `call_at`; the last try makes his silence count."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CONFIRMATION_CALL, lead.scope)
    expect_to_call(lead)
    if outcome not in NOT_REACHED:
        raise Invalid(
            say("Please say what he says: tap “Satisfied” or “Problem: rework” on the lead’s card.")
        )
    said = line(note, longest=400) if note else ""
    known = lead.confirmation.tried(Call(at=uow.now, by=by.name, outcome=outcome, note=said))
    policy = await policy_of(uow, lead.oem)
    if tried_enough(known.tries, policy):
        told = replace(lead, confirmation=replace(known, call_at=None, told_at=uow.now))
        until = uow.now + policy.silence_accepts
        event = told.tells(
            Happening.SILENCE_TOLD, by, uow.now, outcome=outcome.value, until=until.isoformat()
        )
        return await uow.save(told, event)
    wanted = asked_for(call_at, uow.now) if call_at else None
    tried = replace(lead, confirmation=replace(known, call_at=next_try(known.calls, policy, wanted)))
    kind = (
        Happening.CONFIRMATION_CALL_SET
        if outcome is CallOutcome.CALL_BACK
        else Happening.CONFIRMATION_CALL_MISSED
    )
    return await uow.save(tried, tried.tells(kind, by, uow.now, outcome=outcome.value))


def expect_to_call(lead: Lead) -> None:
    """`Refused` where nobody is to be called for now, in words that say what is waited for."""
    lead.expect(Stage.CONFIRMATION_CALL)
    if lead.confirmation.silent_at is not None:
        raise Refused(say("All tries are made. Please decide: close, call again, or open a rework."))
    if lead.confirmation.told_at is not None:
        raise Refused(say("All tries are made: the customer was told in writing, and we wait for his word."))


async def confirm_satisfied(uow: UnitOfWork, lead_id: str, actor: Actor, *, score: int | None = None) -> Lead:
    """All is well, as the customer says in the call or by himself. `score`: 1 to 5, None if he gives no number."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.CONFIRM_INSTALLATION, lead.scope)
    if score is not None and score not in SCORES:
        raise Invalid(say("A score is a number from 1 to 5. Example: 4."))
    heard = lead.confirmation.answered(Heard.SATISFIED, score)
    if by.role is not Role.CUSTOMER:
        heard = heard.tried(Call(at=uow.now, by=by.name, outcome=CallOutcome.REACHED))
    facts = {"score": str(score)} if score is not None else {}
    moved, event = lead.moved(Step.CUSTOMER_SATISFIED, Happening.CUSTOMER_SATISFIED, by, uow.now, **facts)
    saved = await uow.save(replace(moved, confirmation=heard), event)
    return await _hand_over(uow, saved)


async def report_problem(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Lead:
    """The customer says by himself what is wrong: Ops calls him, and opens the rework or settles it on the phone."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.CONFIRM_INSTALLATION, lead.scope)
    lead.expect(Stage.CONFIRMATION_CALL)
    said = line(words, longest=500)
    known = replace(lead.confirmation, problem=said, problem_at=uow.now, call_at=None)
    event = lead.tells(Happening.PROBLEM_REPORTED, by, uow.now, reason=said)
    return await uow.save(replace(lead, confirmation=known), event)


async def rework_as_said(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """The rework of what the customer says is wrong, in his own words."""
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.OPEN_REWORK, lead.scope)
    lead.expect_step(Step.REWORK_OPENED)
    if not lead.confirmation.problem:
        raise Refused(say("The customer has not written what is wrong. Tap “Problem: rework” and say it."))
    return await open_rework(uow, lead.id, lead.confirmation.problem, actor)


async def silence_is_over(uow: UnitOfWork, lead_id: str) -> Lead:
    """The time that he was given in writing has passed without a word: from now on Ops decides."""
    lead = await uow.get(Lead, lead_id)
    if lead.stage is not Stage.CONFIRMATION_CALL or not lead.confirmation.waits_for_word:
        return lead
    by = SYSTEM.must(Permission.SEE_LEAD)
    silent = replace(lead, confirmation=replace(lead.confirmation, silent_at=uow.now))
    return await uow.save(silent, silent.tells(Happening.CUSTOMER_SILENT, by, uow.now))


async def accept_silence(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """Ops closes it as accepted."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CONFIRMATION_CALL, lead.scope)
    expect_silent(lead)
    moved, event = lead.moved(Step.SILENCE_ACCEPTED, Happening.SILENCE_ACCEPTED, by, uow.now)
    heard = lead.confirmation.answered(Heard.SILENT, None)
    saved = await uow.save(replace(moved, confirmation=heard), event)
    return await _hand_over(uow, saved)


async def call_again(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """Ops does not close it yet: another round of tries."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CONFIRMATION_CALL, lead.scope)
    expect_silent(lead)
    again = replace(lead, confirmation=lead.confirmation.anew(uow.now))
    return await uow.save(again, again.tells(Happening.CONFIRMATION_ANEW, by, uow.now))


def expect_silent(lead: Lead) -> None:
    lead.expect(Stage.CONFIRMATION_CALL)
    if lead.confirmation.silent_at is None:
        raise Refused(say("The customer still has time to say something, or has not been told in writing."))


async def _hand_over(uow: UnitOfWork, lead: Lead) -> Lead:
    """The pack is compiled without another tap, unless something is open that only Ops can see to."""
    if not waits_for_desk(lead):
        await hand_over(uow, lead, _by())
    return lead


def _by() -> By:
    return SYSTEM.must(Permission.SEE_LEAD)
