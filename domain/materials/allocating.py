"""Procurement answers a request: what stock covers is reserved, all of it or line by line, and given free when nobody comes."""

from dataclasses import replace

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.materials.readiness import expect_settled, ready_when_covered
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.sources import Shelf, Source, Way, from_store, open_lines, suggested
from domain.materials.store import Store
from domain.materials.stores import stores_near
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def shelf_of(uow: UnitOfWork, item: str, lead: Lead) -> Shelf:
    near = await stores_near(uow, lead.id)
    return Shelf(near=near, free=await uow.stock.available(item), pin_code=lead.customer.pin_code)


async def allocate_materials(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """Reserve every open line as suggested; what no store has stays open, for a local purchase."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.ALLOCATE_MATERIALS, request.scope)
    await expect_settled(uow, request.lead)
    lead = await uow.get(Lead, request.lead)
    policy = await policy_of(uow, lead.oem)
    reserved = request
    for number, line in open_lines(request):
        sources = suggested(line, await shelf_of(uow, line.item, lead), policy)
        reserved = await _taken(uow, reserved, number, [one for one in sources if one.way is not Way.BUY])
    if reserved is request:
        raise Refused(say("Stock covers none of the open lines. Open a local purchase for them."))
    return await _save(uow, reserved, by)


async def allocate_line(  # noqa: PLR0913, PLR0917  what was picked
    uow: UnitOfWork, request_id: str, number: int, item: str, store_id: str, actor: Actor
) -> MaterialRequest:
    """From this store, as much as it has of it: what is lacking is a line of its own, and stays open.

    `item` is what the line was when it was picked.
    """
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.ALLOCATE_MATERIALS, request.scope)
    await expect_settled(uow, request.lead)
    line, store = request.line_at(number), await uow.get(Store, store_id)
    line.to(LineState.ALLOCATED)
    if line.item != item:
        raise Refused(say("The bill of materials has changed since. Please look at the latest card."))
    lead = await uow.get(Lead, request.lead)
    shelf = await shelf_of(uow, line.item, lead)
    quantity = min(line.quantity, shelf.free.get(store.id, 0))
    if quantity <= 0:
        raise Refused(say("{store} has not enough of {item} left.", store=store.title, item=line.item))
    source = from_store(line.item, quantity, store.id, shelf, await policy_of(uow, lead.oem))
    return await _save(uow, await _taken(uow, request, number, [source]), by)


async def _taken(
    uow: UnitOfWork, request: MaterialRequest, number: int, sources: list[Source]
) -> MaterialRequest:
    """The line's parts, each reserved where it lies; a part that no source covers stays open."""
    line, parts = request.line_at(number), list[Line]()
    home = (await shelf_of(uow, line.item, await uow.get(Lead, request.lead))).home
    for source in sources:
        await uow.stock.reserve(source.store, line.item, source.quantity, lead=request.lead, at=uow.now)
        part = replace(line, quantity=source.quantity).to(LineState.ALLOCATED, source.store)
        if source.way is Way.TRANSFER:
            part = replace(part, bring_to=home, arrives=uow.now + source.takes)
        parts.append(part)
    rest = line.quantity - sum(part.quantity for part in parts)
    if rest:
        parts.append(replace(line, quantity=rest))
    return request.with_line(number, *parts) if sources else request


async def _save(uow: UnitOfWork, reserved: MaterialRequest, by: By) -> MaterialRequest:
    counts = {
        "allocated": str(len(reserved.in_state(LineState.ALLOCATED))),
        "open": str(len(reserved.in_state(LineState.OPEN))),
    }
    event = reserved.tells(Happening.MATERIALS_ALLOCATED, by, uow.now, **counts)
    saved = await uow.save(replace(reserved, reserved_at=uow.now), event)
    await ready_when_covered(uow, saved, by)
    return saved


async def transfer_has_come(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """What other stores have sent lies in the store of the site's zone now, reserved as before."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.ALLOCATE_MATERIALS, request.scope)
    if not request.on_the_way:
        raise Refused(say("Nothing of {request} is on its way from another store.", request=request.id))
    lines = [await _come(uow, request, line) for line in request.lines]
    came = replace(request, lines=tuple(lines))
    return await uow.save(came, came.tells(Happening.TRANSFER_CAME, by, uow.now))


async def _come(uow: UnitOfWork, request: MaterialRequest, line: Line) -> Line:
    source, target = line.store, line.bring_to
    if line.state is not LineState.ALLOCATED or source is None or target is None:
        return line
    serials = request.serials_of(line)
    await uow.stock.release(source, line.item, line.quantity, lead=request.lead, at=uow.now)
    await uow.stock.transfer(source, target, line.item, line.quantity, at=uow.now, serials=serials)
    await uow.stock.reserve(target, line.item, line.quantity, lead=request.lead, at=uow.now)
    return replace(line, store=target, bring_to=None, arrives=None)


async def end_reservation(uow: UnitOfWork, request: MaterialRequest) -> MaterialRequest:
    """No visit was booked in time: stock is free again, and the lines are to be allocated anew."""
    by = SYSTEM.must(Permission.KEEP_MATERIALS, request.scope)
    lines = [await _given_free(uow, request, line) for line in request.lines]
    ended = replace(request, lines=tuple(lines))
    return await uow.save(ended, ended.tells(Happening.RESERVATION_ENDED, by, uow.now))


async def _given_free(uow: UnitOfWork, request: MaterialRequest, line: Line) -> Line:
    if line.state is not LineState.ALLOCATED or line.store is None:
        return line
    await uow.stock.release(line.store, line.item, line.quantity, lead=request.lead, at=uow.now)
    return line.reopened()
