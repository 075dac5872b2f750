"""Phase 7: the closure pack goes from Ops through OEM Reporting to the OEM, and the lead is closed."""

from dataclasses import replace

from domain.contact import line
from domain.errors import NotFound, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission, Role
from domain.reporting.edition import Edition
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def submit_pack(uow: UnitOfWork, lead_id: str, actor: Actor) -> Pack:
    """Ops hands the lead to OEM Reporting; the files are compiled from the facts of this instant, beside all else."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SUBMIT_PACK, lead.scope)
    lead.expect(Stage.CLOSURE)
    return await hand_over(uow, lead, by)


async def hand_over(uow: UnitOfWork, lead: Lead, by: By) -> Pack:
    """The first pack of the lead, or another edition of it."""
    earlier = await uow.all(Pack, lead=lead.id)
    if earlier:
        again, event = earlier[-1].to(PackState.SUBMITTED, Happening.PACK_SUBMITTED, by, uow.now)
        # A number stands for what somebody has seen, so one that nobody could have seen is used again.
        number = again.edition + 1 if again.made is not None else again.edition
        return await uow.save(replace(again, facts_at=uow.now, edition=number), event)
    pack = Pack(id=f"C-{lead.number}", lead=lead.id, oem=lead.oem, state_since=uow.now, facts_at=uow.now)
    submitted = replace(lead.tells(Happening.PACK_SUBMITTED, by, uow.now), subject=pack.id, after=pack.state)
    await uow.add(pack, submitted)
    return pack


def waits_for_desk(lead: Lead) -> bool:
    """Whether Ops has to look at something before the pack goes to OEM Reporting."""
    metres = lead.extra_metres
    return lead.sign_off is None or (metres is not None and metres.disputed_at is not None)


async def hand_over_what_waited(uow: UnitOfWork, lead: Lead) -> None:
    """What the first pack still lacked after the confirmation call has come; one that was returned is for Ops."""
    if lead.stage is not Stage.CLOSURE or lead.confirmation.heard is None or waits_for_desk(lead):
        return
    if not await uow.all(Pack, lead=lead.id):
        await hand_over(uow, lead, SYSTEM.must(Permission.SEE_LEAD))


async def pack_was_compiled(uow: UnitOfWork, pack_id: str, edition: Edition) -> bool:
    """False where it is not wanted any more: it was withdrawn, handed over anew or erased while it was compiled.

    Nobody is told of a pack that went out before its files were kept.
    """
    pack = await uow.get(Pack, pack_id)
    if pack.forgotten:
        await uow.ledger.discard([edition.paper.sha256, edition.folder.sha256], None, uow.now)
        return False
    await uow.ledger.want_media(edition.files(pack.id), pack.lead, uow.now)
    if not pack.is_wanted or (pack.edition, pack.facts_at) != (edition.number, edition.facts_at):
        return False
    if pack.state is not PackState.SUBMITTED:
        await uow.save(pack.with_edition(replace(edition, sent_at=pack.state_since)))
        return True
    by = SYSTEM.must(Permission.SEE_LEAD)
    await uow.save(pack.with_edition(edition), pack.tells(Happening.PACK_COMPILED, by, uow.now))
    return True


async def edition_for(uow: UnitOfWork, pack_id: str, actor: Actor) -> Edition:
    """The OEM has what was sent to it, everybody else what is at hand; `NotFound` while there is nothing."""
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.SEE_LEAD, pack.scope)
    edition = pack.delivered if by.role is Role.OEM else pack.made or pack.delivered
    if edition is None:
        raise NotFound(
            say("The files of {pack} are not there yet. Please try again in a minute.", pack=pack.id)
        )
    if pack.forgotten:
        raise NotFound(say("The customer had his data erased: the files of {pack} are gone.", pack=pack.id))
    return edition


async def send_pack(uow: UnitOfWork, pack_id: str, actor: Actor) -> Pack:
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.SEND_PACK, pack.scope)
    sent, event = pack.to(PackState.SENT, Happening.PACK_SENT, by, uow.now)
    made = pack.made
    if made is None:
        raise Refused(say("{pack} is still being compiled. Please try again in a minute.", pack=pack.id))
    return await uow.save(sent.with_edition(replace(made, sent_at=uow.now)), event)


async def acknowledge_pack(
    uow: UnitOfWork, pack_id: str, actor: Actor, *, edition: int | None = None
) -> Pack:
    """The OEM has accepted the pack: the lead is closed. `edition` is the one it has looked at, where that is known."""
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.ACKNOWLEDGE_PACK, pack.scope)
    pack.expect_seen(edition)
    acknowledged, event = pack.to(PackState.ACKNOWLEDGED, Happening.PACK_ACKNOWLEDGED, by, uow.now)
    saved = await uow.save(acknowledged, event)
    lead = await uow.get(Lead, pack.lead)
    closed, told = lead.moved(Step.PACK_ACCEPTED, Happening.LEAD_CLOSED, by, uow.now)
    await uow.save(closed, told)
    return saved


async def return_pack(
    uow: UnitOfWork, pack_id: str, reason: str, actor: Actor, *, edition: int | None = None
) -> Pack:
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.ACKNOWLEDGE_PACK, pack.scope)
    pack.expect_seen(edition)
    expect_to_return(pack, by)
    returned, event = pack.to(PackState.RETURNED, Happening.PACK_RETURNED, by, uow.now, reason=line(reason))
    return await uow.save(replace(returned, reason=line(reason)), event)


def expect_to_return(pack: Pack, by: By) -> None:
    """The OEM can only return what it has; OEM Reporting also what it has not sent yet."""
    if by.role is Role.OEM and pack.state is PackState.SUBMITTED:
        raise Refused(say("A new edition of {pack} is on its way to you: please wait for it.", pack=pack.id))
    if not pack.can(PackState.RETURNED):
        raise Refused(say("{pack} is already “{state}”.", pack=pack.id, state=pack.state.value))
