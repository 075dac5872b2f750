"""A lead put on hold, resumed or reopened."""

from dataclasses import replace
from datetime import datetime

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.duplicates import part
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.dropping import drop_visit
from domain.visits.states import VisitState
from domain.words import say


async def hold_lead(
    uow: UnitOfWork, lead_id: str, reason: str, actor: Actor, *, review_at: datetime | None = None
) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.HOLD_LEAD, lead.scope)
    review = review_at or uow.now + (await policy_of(uow, lead.oem)).hold_review
    held = replace(lead.take(Step.HOLD, now=uow.now), reason=line(reason), review_at=review)
    await _let_go(uow, lead, line(reason), by)
    event = held.tells(Happening.LEAD_HELD, by, uow.now, was=lead.stage, reason=held.reason)
    return await uow.save(held, event)


async def resume_lead(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.RESUME_LEAD, lead.scope)
    resumed = _rewound(lead.take(Step.RESUME, now=uow.now), uow.now)
    event = resumed.tells(Happening.LEAD_RESUMED, by, uow.now, was=lead.stage)
    return await uow.save(replace(resumed, reason="", review_at=None, call_at=None), event)


async def reopen_lead(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Lead:
    """It goes on where the next thing can be done: visits and materials that were let go do not come back."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.REOPEN_LEAD, lead.scope)
    if lead.erased_at is not None:
        raise Refused(say("Nobody knows any more whose lead this was: its data is erased."))
    reopened = await part(uow, _rewound(lead.take(Step.REOPEN, now=uow.now), uow.now))
    event = reopened.tells(Happening.LEAD_REOPENED, by, uow.now, was=lead.stage, reason=line(reason))
    return await uow.save(replace(reopened, reason="", review_at=None, call_at=None), event)


async def _let_go(uow: UnitOfWork, lead: Lead, reason: str, by: By) -> None:
    await drop_visit(uow, lead.id, VisitState.CANCELLED, Happening.VISIT_CANCELLED, reason, by)


def _rewound(lead: Lead, now: datetime) -> Lead:
    """A visit that was let go does not come back: a lead that waited for one is to be scheduled again."""
    again = {"survey_scheduled": Step.SURVEY_DROPPED, "installation_scheduled": Step.INSTALLATION_DROPPED}
    step = again.get(lead.stage.value)
    return lead.take(step, now=now) if step else lead
