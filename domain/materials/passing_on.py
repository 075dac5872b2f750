"""Another team installs after the materials were handed out: who brings what to whom, or back to the store."""

from dataclasses import replace

from domain.errors import Refused
from domain.events import Happening
from domain.materials.custody import Custody
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.stores import stores_near
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from domain.words import say


async def follow_team(uow: UnitOfWork, request: MaterialRequest, visit: Visit) -> None:
    """To a team that is to bring them, and to the one that gets them, it is told once for each change."""
    custody = request.with_team
    to = visit.team if visit.is_open and visit.team != custody.team else None
    if to == custody.to:
        return
    by = SYSTEM.must(Permission.KEEP_MATERIALS, request.scope)
    asked = replace(request, custody=replace(custody, to=to, asked_at=uow.now if to else None))
    kind = Happening.MATERIALS_TO_BRING if to else Happening.MATERIALS_STAY
    facts = {"former_team": custody.team, "team": to or ""}
    await uow.save(asked, asked.tells(kind, by, uow.now, **facts))


async def hand_over_materials(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """The team that had them has given them to the one that goes: that one is to say so, too."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.HAND_OVER_MATERIALS, request.carrier)
    custody = request.with_team
    if custody.to is None:
        raise Refused(say("Nobody else needs the materials of {request} now: keep them.", request=request.id))
    passed = Custody(team=custody.to, since=uow.now, by=by, former=custody.team)
    given = replace(request, custody=passed)
    facts = {"former_team": custody.team, "team": passed.team}
    return await uow.save(given, given.tells(Happening.MATERIALS_HANDED_OVER, by, uow.now, **facts))


async def bring_back(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """The team says that what it had to bring is in the store again: Procurement looks, and confirms it."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.HAND_OVER_MATERIALS, request.carrier)
    custody = request.with_team
    if not request.to_return:
        raise Refused(say("Nothing of {request} is to be brought back now.", request=request.id))
    if custody.brought_at is not None:
        raise Refused(say("You have said already that it is back, on {moment}.", moment=custody.brought_at))
    brought = replace(request, custody=replace(custody, brought_at=uow.now))
    event = brought.tells(Happening.MATERIALS_BROUGHT, by, uow.now, team=custody.team)
    return await uow.save(brought, event)


async def take_back(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """Unused, all that the team had is in the store again: kept for the lead, or free where nothing is installed."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.TAKE_BACK_MATERIALS, request.scope)
    custody = request.with_team
    if await is_installed(uow, request):
        raise Refused(say("It is installed: only what is left over comes back."))
    back = replace(request, custody=None)
    for number, line in enumerate(request.lines, start=1):
        if line.state is LineState.ISSUED:
            back = back.with_line(number, *await _back(uow, request, line, by))
    event = back.tells(Happening.MATERIALS_TAKEN_BACK, by, uow.now, team=custody.team)
    return await uow.save(back, event)


async def is_installed(uow: UnitOfWork, request: MaterialRequest) -> bool:
    """As long as nothing is, a request that was given up belongs to no installation of today."""
    visits = await uow.all(Visit, lead=request.lead)
    return not request.released and any(
        visit.kind is VisitKind.INSTALLATION and visit.report is not None for visit in visits
    )


async def _back(uow: UnitOfWork, request: MaterialRequest, line: Line, by: By) -> list[Line]:
    """What never came to the team stays a difference, and where the lead still needs it is to be allocated anew."""
    there = line.quantity - line.missing
    if request.released:
        await into_store(uow, request, line, there, by)
        return [line.to(LineState.RELEASED)]
    kept = replace(line, quantity=there, missing=0)
    lacking = Line(item=line.item, quantity=line.missing)
    if line.store is None:
        parts = [kept.to(LineState.RECEIVED), lacking]
    else:
        await into_store(uow, request, line, there, by)
        if there:
            await uow.stock.reserve(line.store, line.item, there, lead=request.lead, at=uow.now, by=by)
        parts = [kept.to(LineState.ALLOCATED), lacking]
    return [part for part in parts if part.quantity]


async def into_store(uow: UnitOfWork, request: MaterialRequest, line: Line, quantity: int, by: By) -> None:
    """What came from a store goes back there; what was bought for a lead, and is left, becomes stock."""
    if quantity <= 0:
        return
    if line.store is not None:
        serials = request.serials_of(line)
        await uow.stock.give_back(
            line.store, line.item, quantity, lead=request.lead, at=uow.now, by=by, serials=serials
        )
        return
    near = await stores_near(uow, request.lead)
    if near:
        reason = f"left over of {request.lead}"
        await uow.stock.receive(near[0].id, line.item, quantity, at=uow.now, by=by, reason=reason)
