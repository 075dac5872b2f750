"""A lead that comes to its end before its time: who may say so, and what follows in the same input.

The desk's and the OEM's word holds at once. The customer's does as long as nothing has begun for him that others have
already spent work or money on (`Policy.customer_asks_to_cancel`); from then on it is a request that the desk decides.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.aftermath import aftermath, mark_of
from domain.leads.hanging import hanging_of
from domain.leads.lead import Lead
from domain.leads.parting import Parting, Why, why
from domain.leads.stages import Stage, Step
from domain.materials.giving_up import give_up_materials
from domain.money.earnings import earn_until_now
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.visits.dropping import drop_visit
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say

# Reopened, such a lead has no materials any more: they have to be asked for again.
_WITH_MATERIALS: Final = frozenset({Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED})


async def cancel_lead(  # noqa: PLR0913  why, by whom, and what he saw
    uow: UnitOfWork, lead_id: str, reason: str, actor: Actor, *, words: str = "", shown: str | None = None
) -> Lead:
    """`reason` is a `Ground` or somebody's own words; `shown` the mark of what he saw that will follow.

    A lead that stays open is one whose customer has asked, and waits for the desk.
    """
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.CANCEL_LEAD, lead.scope)
    lead.expect_step(Step.CANCEL)
    because, hanging = why(reason, words), await hanging_of(uow, lead)
    if shown is not None and shown != mark_of(aftermath(hanging)):
        raise Refused(say("What would follow has changed since you saw it. Please look again."))
    if by.role is Role.CUSTOMER:
        binding = (await policy_of(uow, lead.oem)).customer_asks_to_cancel.of
        if hanging.bonds & binding:
            return await _ask(uow, lead, because, by)
        said = Parting(ground=because.ground, words=because.words, at=uow.now, settled_at=uow.now)
        lead = replace(_settled(lead, uow.now), partings=(*lead.partings, said))
    return await _cancel(uow, lead, because, by)


async def _ask(uow: UnitOfWork, lead: Lead, because: Why, by: By) -> Lead:
    """Asked twice, it is asked once."""
    if lead.wants_to_end is not None:
        return lead
    said = Parting(ground=because.ground, words=because.words, at=uow.now)
    asked = replace(lead, partings=(*lead.partings, said))
    event = asked.tells(
        Happening.CANCELLING_ASKED, by, uow.now, reason=because.ground.value, words=because.words
    )
    return await uow.save(asked, event)


async def _cancel(uow: UnitOfWork, lead: Lead, because: Why, by: By) -> Lead:
    """What was earned or paid stands; the team, the customer and the OEM are told."""
    cancelled = replace(_settled(lead, uow.now), reason=because.text).take(Step.CANCEL, now=uow.now)
    await drop_visit(uow, lead.id, VisitState.CANCELLED, Happening.VISIT_CANCELLED, because.text, by)
    for visit in await uow.all(Visit, lead=lead.id):
        if visit.state is VisitState.REPORTED:
            await earn_until_now(uow, visit, by)
    released = await give_up_materials(uow, lead, because.text, by)
    if released and cancelled.stage_before in _WITH_MATERIALS:
        cancelled = replace(cancelled, stage_before=Stage.MATERIALS)
    event = cancelled.tells(
        Happening.LEAD_CANCELLED,
        by,
        uow.now,
        was=lead.stage,
        reason=because.ground.value,
        words=because.words,
    )
    return await uow.save(cancelled, event)


def _settled(lead: Lead, now: datetime) -> Lead:
    """The customer's word is answered, one way or the other."""
    if lead.wants_to_end is None:
        return lead
    answered = replace(lead.wants_to_end, settled_at=now)
    return replace(lead, partings=(*lead.partings[:-1], answered))


async def grant_cancelling(uow: UnitOfWork, lead_id: str, actor: Actor, *, shown: str | None = None) -> Lead:
    """The desk does as the customer has asked, for his reason."""
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.DECIDE_CANCELLING, lead.scope)
    asked = expect_asked(lead)
    return await cancel_lead(uow, lead.id, asked.ground.value, actor, words=asked.words, shown=shown)


async def decline_cancelling(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Lead:
    """It goes on; the customer is told why."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.DECIDE_CANCELLING, lead.scope)
    expect_asked(lead)
    goes_on = _settled(lead, uow.now)
    event = goes_on.tells(Happening.CANCELLING_DECLINED, by, uow.now, reason=line(reason))
    return await uow.save(goes_on, event)


async def take_back_cancelling(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """The customer wants it after all."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.TAKE_BACK_CANCELLING, lead.scope)
    expect_asked(lead)
    goes_on = _settled(lead, uow.now)
    return await uow.save(goes_on, goes_on.tells(Happening.CANCELLING_TAKEN_BACK, by, uow.now))


def expect_asked(lead: Lead) -> Parting:
    """`Refused` where the customer has not asked, or has his answer."""
    if lead.wants_to_end is None:
        raise Refused(say("Nobody waits for an answer about cancelling {lead}.", lead=lead.id))
    return lead.wants_to_end
