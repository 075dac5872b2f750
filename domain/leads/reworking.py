"""An installation that is not right after all: a team comes back."""

from dataclasses import replace
from typing import Final

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.confirmation import Confirmation
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork
from domain.visits.rework import Rework
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import N_, say

WITHDRAWN: Final = N_("a rework was opened")


async def open_rework(uow: UnitOfWork, lead_id: str, reason: str, actor: Actor) -> Lead:
    """A team is to come back: the next visit is linked to the installation that it puts right.

    What the customer has signed no longer speaks for what stands there, and a pack on its way is out of date.
    """
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.OPEN_REWORK, lead.scope)
    made = await expect_to_rework(uow, lead)
    why = line(reason, longest=500)
    await _withdraw_pack(uow, lead, by)
    moved, event = lead.moved(
        Step.REWORK_OPENED, Happening.REWORK_OPENED, by, uow.now, rework_of=made.id, reason=why
    )
    rework = Rework(of=made.id, reason=why, opened_at=uow.now, by=by.name)
    to_do = replace(moved, rework=rework, signing=None, extra_metres=None, confirmation=Confirmation())
    return await uow.save(to_do, event)


async def expect_to_rework(uow: UnitOfWork, lead: Lead) -> Visit:
    """The installation that can be put right; `Refused` in words that say what to do instead."""
    if lead.stage is Stage.CLOSED:
        raise Refused(
            say(
                "{lead} is closed, so no rework can be opened. It would have to be opened again first.",
                lead=lead.id,
            )
        )
    if lead.rework is not None and lead.stage in {
        Stage.INSTALLATION_SCHEDULING,
        Stage.INSTALLATION_SCHEDULED,
    }:
        raise Refused(
            say(
                "A rework of {visit} is open already: {reason}",
                visit=lead.rework.of,
                reason=lead.rework.reason,
            )
        )
    if lead.stage is Stage.INSTALLATION_REVIEW:
        raise Refused(say("The report is not approved yet: return it to the team, naming what to do again."))
    lead.expect_step(Step.REWORK_OPENED)
    made = [
        visit
        for visit in await uow.all(Visit, lead=lead.id)
        if visit.kind is VisitKind.INSTALLATION and visit.state is VisitState.APPROVED
    ]
    if not made:
        raise Refused(say("{lead} has no installation that could be put right.", lead=lead.id))
    return made[-1]


async def _withdraw_pack(uow: UnitOfWork, lead: Lead, by: By) -> None:
    for pack in (await uow.all(Pack, lead=lead.id))[-1:]:
        if pack.can(PackState.RETURNED):
            back, event = pack.to(PackState.RETURNED, Happening.PACK_WITHDRAWN, by, uow.now)
            await uow.save(replace(back, reason=WITHDRAWN), event)
