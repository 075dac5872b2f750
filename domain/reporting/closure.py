"""Phase 7: the closure pack goes from Ops through OEM Reporting to the OEM, and the lead is closed."""

from dataclasses import replace

from domain.contact import line
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork


async def submit_pack(uow: UnitOfWork, lead_id: str, actor: Actor) -> Pack:
    """Ops hands the lead to OEM Reporting; the document itself is compiled from the facts of this instant."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SUBMIT_PACK, lead.scope)
    lead.expect(Stage.CLOSURE)
    earlier = await uow.all(Pack, lead=lead.id)
    if earlier:
        again, event = earlier[-1].to(PackState.SUBMITTED, Happening.PACK_COMPILED, by, uow.now)
        return await uow.save(replace(again, facts_at=uow.now, edition=again.edition + 1), event)
    pack = Pack(id=f"C-{lead.number}", lead=lead.id, oem=lead.oem, state_since=uow.now, facts_at=uow.now)
    compiled = replace(lead.tells(Happening.PACK_COMPILED, by, uow.now), subject=pack.id, after=pack.state)
    await uow.add(pack, compiled)
    return pack


async def send_pack(uow: UnitOfWork, pack_id: str, actor: Actor) -> Pack:
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.SEND_PACK, pack.scope)
    sent, event = pack.to(PackState.SENT, Happening.PACK_SENT, by, uow.now)
    return await uow.save(sent, event)


async def acknowledge_pack(uow: UnitOfWork, pack_id: str, actor: Actor) -> Pack:
    """The OEM has accepted the pack: the lead is closed."""
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.ACKNOWLEDGE_PACK, pack.scope)
    acknowledged, event = pack.to(PackState.ACKNOWLEDGED, Happening.PACK_ACKNOWLEDGED, by, uow.now)
    saved = await uow.save(acknowledged, event)
    lead = await uow.get(Lead, pack.lead)
    closed, told = lead.moved(Step.PACK_ACCEPTED, Happening.LEAD_CLOSED, by, uow.now)
    await uow.save(closed, told)
    return saved


async def return_pack(uow: UnitOfWork, pack_id: str, reason: str, actor: Actor) -> Pack:
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.ACKNOWLEDGE_PACK, pack.scope)
    returned, event = pack.to(PackState.RETURNED, Happening.PACK_RETURNED, by, uow.now, reason=line(reason))
    return await uow.save(replace(returned, reason=line(reason)), event)
