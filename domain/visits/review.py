"""Phase 4, the review of both reports."""

from dataclasses import replace

from domain.contact import line
from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.metres import metres_to_explain
from domain.leads.stages import Step
from domain.leads.told import BLOCKERS, NOT_DONE
from domain.money.earnings import earn
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import say


async def _reported(uow: UnitOfWork, visit_id: str, kind: VisitKind, actor: Actor) -> tuple[Visit, Lead, By]:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.REVIEW_REPORT, visit.scope)
    visit.expect(VisitState.REPORTED)
    if visit.kind is not kind:
        raise Refused(say("{visit} is not a visit of this kind.", visit=visit.id))
    if visit.report is not None and actor.person in {visit.report.person, *visit.report.helpers}:
        raise NotAllowed(say("A report is reviewed by somebody who was not on the visit."))
    return visit, await uow.get(Lead, visit.lead), by


async def site_is_ready(uow: UnitOfWork, visit_id: str, actor: Actor, reason: str = "") -> Visit:
    """Against what the survey found only with a reason."""
    visit, lead, by = await _reported(uow, visit_id, VisitKind.SURVEY, actor)
    if visit.finds_missing and not reason:
        what = say(BLOCKERS[visit.finds_missing[0]])
        raise Refused(
            say(
                "The survey finds something missing ({what}). Say why the site is ready all the same.",
                what=what,
            )
        )
    settled = tuple(replace(one, accepted_at=one.accepted_at or uow.now) for one in lead.blockers)
    ready = lead.take(Step.SITE_READY, now=uow.now)
    await uow.save(replace(ready, blockers=settled, opened_blocker=None))
    approved, event = visit.approve(Happening.SITE_READY, by=by, now=uow.now)
    await earn(uow, visit, by)
    facts = {**event.facts, "reason": line(reason, longest=300)} if reason else event.facts
    return await uow.save(approved, replace(event, facts=facts))


async def site_is_not_ready(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """For what the desk has noted; what a second survey has not found done is to be done again."""
    visit, lead, by = await _reported(uow, visit_id, VisitKind.SURVEY, actor)
    if not lead.open_blockers:
        raise Invalid(say("Please name at least one thing that is missing at the site."))
    due = uow.now + (await policy_of(uow, lead.oem)).site_work_target
    blockers = tuple(one.again(NOT_DONE, due, uow.now) if one.is_open else one for one in lead.blockers)
    told = replace(lead.take(Step.SITE_NOT_READY, now=uow.now), blockers=blockers, opened_blocker=None)
    await uow.save(told)
    kinds = ",".join(one.kind for one in lead.open_blockers)
    approved, event = visit.approve(Happening.SITE_NOT_READY, by=by, now=uow.now)
    await earn(uow, visit, by)
    return await uow.save(approved, replace(event, facts={**event.facts, "blockers": kinds}))


async def approve_installation(uow: UnitOfWork, visit_id: str, actor: Actor, reason: str = "") -> Visit:
    """With much more cable than was agreed only for a reason."""
    visit, lead, by = await _reported(uow, visit_id, VisitKind.INSTALLATION, actor)
    metres = metres_to_explain(lead, visit)
    if metres is not None and not reason:
        raise Refused(
            say(
                "{used} m of cable were used and {included} m agreed. Say why it is approved all the same.",
                used=f"{metres.used:g}",
                included=f"{metres.included:g}",
            )
        )
    await uow.save(lead.take(Step.INSTALLATION_APPROVED, now=uow.now))
    approved, event = visit.approve(Happening.INSTALLATION_APPROVED, by=by, now=uow.now)
    await earn(uow, visit, by)
    facts = {**event.facts, "reason": line(reason, longest=300)} if reason else event.facts
    return await uow.save(approved, replace(event, facts=facts))
