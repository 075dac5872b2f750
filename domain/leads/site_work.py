"""Phase 4, the work at the site: the customer says that it is done, Ops accepts it or asks again."""

from dataclasses import replace

from domain.contact import line
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


async def report_site_work(uow: UnitOfWork, lead_id: str, proof: Picture | None, actor: Actor) -> Lead:
    """The customer says that the site is ready now, with a photo if he has one."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.REPORT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)
    if proof is not None:
        await uow.ledger.want_media([proof], lead.id, uow.now)
    done = tuple(
        replace(blocker, reported_done_at=uow.now, proof=proof) if blocker.accepted_at is None else blocker
        for blocker in lead.blockers
    )
    reported = replace(lead, blockers=done)
    return await uow.save(reported, reported.tells(Happening.SITE_WORK_REPORTED, by, uow.now))


async def accept_site_work(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    accepted = tuple(replace(blocker, accepted_at=uow.now) for blocker in lead.blockers)
    moved, event = replace(lead, blockers=accepted).moved(
        Step.SITE_WORK_ACCEPTED, Happening.SITE_WORK_ACCEPTED, by, uow.now
    )
    return await uow.save(moved, event)


async def refuse_site_work(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Lead:
    """Not yet: the customer is asked again, with the reason."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)
    again = tuple(
        replace(blocker, reported_done_at=None) if blocker.accepted_at is None else blocker
        for blocker in lead.blockers
    )
    refused = replace(lead, blockers=again)
    return await uow.save(
        refused, refused.tells(Happening.SITE_WORK_REFUSED, by, uow.now, reason=line(reason))
    )


async def order_revisit(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    moved, event = lead.moved(Step.REVISIT_ORDERED, Happening.REVISIT_ORDERED, by, uow.now)
    return await uow.save(moved, event)
