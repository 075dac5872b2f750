"""Phase 4, the work at the site: the customer says of each blocker that it is done, Ops accepts it or asks again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.leads import told
from domain.leads.blocker import OF_DISCOM, Application, Area, Blocker, BlockerKind
from domain.leads.blockers import named
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.media import Picture
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.words import say

PROOFS_MOST: Final = 5
_SPANS: Final[Mapping[Area, Callable[[Policy], timedelta]]] = MappingProxyType(
    {
        Area.METRO: lambda policy: policy.connection_metro,
        Area.MUNICIPAL: lambda policy: policy.connection_municipal,
        Area.RURAL: lambda policy: policy.connection_rural,
        Area.HILLS: lambda policy: policy.connection_hills,
    }
)


def expected_on(application: Application, policy: Policy) -> date:
    """The day by which the rule wants the connection changed."""
    span = policy.connection_mains if application.mains else _SPANS[application.area](policy)
    return application.applied_on + span


async def _of_customer(uow: UnitOfWork, lead_id: str, actor: Actor) -> tuple[Lead, By, tuple[Event, ...]]:
    """On hold because nothing came, it goes on by itself when the customer moves; that is told first."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.REPORT_SITE_WORK, lead.scope)
    if not lead.waits_for_site or lead.stage is Stage.SITE_WORK:
        lead.expect(Stage.SITE_WORK)
        return lead, by, ()
    resumed, event = lead.moved(Step.RESUME, Happening.LEAD_RESUMED, by, uow.now)
    return replace(resumed, reason="", review_at=None), by, (event,)


def expect_untold(lead: Lead, kind: BlockerKind) -> Blocker:
    """`Refused` where the customer has said it already, or it is not his to say."""
    blocker = named(lead, kind)
    what = say(told.BLOCKERS[kind])
    if blocker.claim is not None:
        raise Refused(
            say("{what}: you told us on {at} that it is done. We look at it.", what=what, at=blocker.claim.at)
        )
    if not blocker.is_told_by_customer:
        raise Refused(say("{what}: this is not yours to do. We tell you when it is done.", what=what))
    return blocker


async def report_site_work(
    uow: UnitOfWork, lead_id: str, kind: BlockerKind, proofs: tuple[Picture, ...], actor: Actor
) -> Lead:
    """The customer says that this is done, with photos or a PDF if he has any."""
    lead, by, before = await _of_customer(uow, lead_id, actor)
    blocker = expect_untold(lead, kind)
    _expect_new(blocker, proofs)
    await uow.ledger.want_media(list(proofs), lead.id, uow.now)
    reported = lead.with_blocker(blocker.claimed(proofs, uow.now))
    event = reported.tells(Happening.SITE_WORK_REPORTED, by, uow.now, blocker=kind)
    return await uow.save(reported, *before, event)


def _expect_new(blocker: Blocker, proofs: tuple[Picture, ...]) -> None:
    if len(proofs) > PROOFS_MOST:
        raise Invalid(say("At most {most} photos or files, please.", most=PROOFS_MOST))
    before = {proof.unique_id for proof in blocker.proofs}
    if before & {proof.unique_id for proof in proofs}:
        raise Invalid(
            say(
                "You have sent this photo before, and we asked again: {reason} Please send a new one.",
                reason=blocker.refused,
            )
        )


async def apply_for_load(
    uow: UnitOfWork, lead_id: str, kind: BlockerKind, application: Application, actor: Actor
) -> Lead:
    """The electricity company has the application: from now on it is theirs, until the day that the rule names."""
    lead, by, before = await _of_customer(uow, lead_id, actor)
    blocker = expect_untold(lead, kind)
    if kind not in OF_DISCOM:
        raise Refused(say("{what} needs no application.", what=say(told.BLOCKERS[kind])))
    policy = await policy_of(uow, lead.oem)
    _expect_days(application, policy.calendar.local(uow.now).date())
    day = expected_on(application, policy)
    target = max(policy.calendar.at(day, policy.calendar.closes), uow.now + policy.desk)
    applied = lead.with_blocker(blocker.applied(application, day, target))
    event = applied.tells(
        Happening.LOAD_APPLIED,
        by,
        uow.now,
        blocker=kind,
        number=application.number,
        expected=day.isoformat(),
    )
    return await uow.save(applied, *before, event)


def _expect_days(application: Application, today: date) -> None:
    paid = application.paid_on
    if application.applied_on > today or (paid is not None and paid > today):
        raise Invalid(say("That day has not come yet. Example: {example}.", example=today))
    if today - application.applied_on > timedelta(days=365):
        raise Invalid(say("{day} is more than a year ago.", day=application.applied_on))
    if paid is not None and paid < application.applied_on:
        raise Invalid(
            say("It cannot be paid before it was applied for, on {day}.", day=application.applied_on)
        )


async def accept_site_work(uow: UnitOfWork, lead_id: str, kind: BlockerKind | None, actor: Actor) -> Lead:
    """This one, or all of which the customer says that they are done; the last one ends the work at the site."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)
    meant = [named(lead, kind)] if kind else [one for one in lead.open_blockers if one.claim is not None]
    if not meant:
        raise Refused(say("Nothing at the site of {lead} has been reported done.", lead=lead.id))
    for blocker in meant:
        lead = lead.with_blocker(replace(blocker, accepted_at=uow.now))
    lead = replace(lead, opened_blocker=None)
    kinds = ",".join(blocker.kind for blocker in meant)
    if lead.open_blockers:
        return await uow.save(lead, lead.tells(Happening.BLOCKER_ACCEPTED, by, uow.now, blocker=kinds))
    done, event = lead.moved(
        Step.SITE_WORK_ACCEPTED, Happening.SITE_WORK_ACCEPTED, by, uow.now, blocker=kinds
    )
    return await uow.save(done, event)


def expect_told(lead: Lead, kind: BlockerKind) -> Blocker:
    """`Refused` unless the customer says that it is done."""
    blocker = named(lead, kind)
    if blocker.claim is None:
        what = say(told.BLOCKERS[kind])
        raise Refused(say("{what} has not been reported done, or was sent back already.", what=what))
    return blocker


async def refuse_site_work(
    uow: UnitOfWork, lead_id: str, kind: BlockerKind, reason: str, actor: Actor
) -> Lead:
    """Not yet: the customer is asked again, with the reason."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)
    why = line(reason)
    refused = replace(lead.with_blocker(expect_told(lead, kind).sent_back(why)), opened_blocker=None)
    event = refused.tells(Happening.SITE_WORK_REFUSED, by, uow.now, blocker=kind, reason=why)
    return await uow.save(refused, event)


async def order_revisit(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    moved, event = lead.moved(Step.REVISIT_ORDERED, Happening.REVISIT_ORDERED, by, uow.now)
    return await uow.save(replace(moved, opened_blocker=None), event)
