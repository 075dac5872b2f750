"""The materials go from the store to the team that installs, which says that it has them, or what of it is missing."""

from dataclasses import replace

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.materials.custody import Cause, Custody, Difference
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import HOLDS_CAPACITY, VisitKind
from domain.visits.visit import Visit
from domain.words import say


async def installation_of(uow: UnitOfWork, lead: str) -> Visit | None:
    """The one that is to come or was made last."""
    visits = [visit for visit in await uow.all(Visit, lead=lead) if visit.kind is VisitKind.INSTALLATION]
    return visits[-1] if visits else None


async def hand_out_materials(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """All of it, to the team of the installation that is booked."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.HAND_OUT_MATERIALS, request.scope)
    expect_ready(request)
    visit = await installation_of(uow, request.lead)
    if visit is None or visit.team is None or visit.state not in HOLDS_CAPACITY:
        raise Refused(say("No team is to install it yet. Hand it out once the installation is booked."))
    for line in request.in_state(LineState.ALLOCATED):
        serials = request.serials_of(line)
        await uow.stock.issue(
            line.store or "", line.item, line.quantity, lead=request.lead, at=uow.now, by=by, serials=serials
        )
    issued = replace(
        request,
        lines=tuple(line.to(LineState.ISSUED) for line in request.lines),
        custody=Custody(team=visit.team, since=uow.now, by=by),
    )
    uow.touched[visit.id] = visit
    return await uow.save(issued, issued.tells(Happening.MATERIALS_HANDED_OUT, by, uow.now, team=visit.team))


def expect_ready(request: MaterialRequest) -> None:
    """`Refused` unless all of it lies there to be handed out."""
    if request.released:
        raise Refused(say("The materials of {request} have been given back.", request=request.id))
    if request.custody is not None or all(line.state is LineState.ISSUED for line in request.lines):
        raise Refused(say("The materials of {request} are handed out already.", request=request.id))
    if not request.covered:
        raise Refused(say("Not everything of {request} is there yet.", request=request.id))
    if request.on_the_way:
        raise Refused(say("Something of {request} still comes from another store.", request=request.id))
    if request.numbered is not None and request.charger is None:
        raise Refused(say("First say which charger it is: tap “Hand out the charger”."))


async def confirm_receipt(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """The team has them, but for what it has said to be missing."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.RECEIVE_MATERIALS, request.carrier)
    custody = expect_not_received(request)
    received = replace(request, custody=replace(custody, received_at=uow.now))
    event = received.tells(Happening.MATERIALS_RECEIVED, by, uow.now, team=custody.team)
    return await uow.save(received, event)


def expect_not_received(request: MaterialRequest) -> Custody:
    custody = request.with_team
    if custody.received_at is not None:
        raise Refused(
            say("You have said already that you have them, on {moment}.", moment=custody.received_at)
        )
    return custody


async def report_missing(
    uow: UnitOfWork, request_id: str, number: int, quantity: int, actor: Actor
) -> MaterialRequest:
    """So much of the line did not come: it goes on Procurement's list."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.RECEIVE_MATERIALS, request.carrier)
    custody = expect_not_received(request)
    line = request.line_at(number)
    expect_quantity(quantity, line.quantity - line.missing)
    lacking = _without(request, number, line, quantity)
    found = Difference(
        line=number, item=line.item, quantity=quantity, cause=Cause.NOT_RECEIVED, by=by, at=uow.now
    )
    noted = replace(lacking, differences=(*lacking.differences, found))
    facts = {"team": custody.team, "item": line.item, "quantity": str(quantity)}
    return await uow.save(noted, noted.tells(Happening.MATERIALS_MISSING, by, uow.now, **facts))


def _without(request: MaterialRequest, number: int, line: Line, quantity: int) -> MaterialRequest:
    return request.with_line(number, replace(line, missing=line.missing + quantity))


def expect_quantity(quantity: int, most: int) -> None:
    """`Invalid` unless it is a part of what there is."""
    if not 1 <= quantity <= most:
        raise Invalid(say("Please give a number from 1 to {most}. Example: 1.", most=most))
