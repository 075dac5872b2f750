"""The bill of materials put right by the desk, with a reason: what is not bound yet can be changed, and the quote follows."""

from dataclasses import replace
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.bill_of_materials import as_changed, bill_of_materials
from domain.materials.catalogue import item_named, title_of
from domain.materials.changed import Changed
from domain.materials.quoting import quote_anew
from domain.materials.readiness import ready_when_covered
from domain.materials.request import Change, Line, LineState, MaterialRequest
from domain.materials.surveying import site_basis
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.surveyed import last_survey
from domain.words import Words, say

MOST: Final = 999
LONGEST_WAY: Final = 300
LONGEST: Final = 300


def read_quantity(text: str, most: int = MOST) -> int:
    """A whole number of pieces or metres; `Invalid` for anything else."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:9]) <= most:
        raise Invalid(say("Please type a whole number from 1 to {most}. Example: 22.", most=most))
    return int(digits)


async def expect_to_change(uow: UnitOfWork, request: MaterialRequest) -> None:
    """`Refused` where its materials have been given back, or the lead has gone on from them."""
    if request.released:
        raise Refused(say("The materials of {request} have been given back.", request=request.id))
    (await uow.get(Lead, request.lead)).expect(Stage.MATERIALS)


def open_line(request: MaterialRequest, item: str) -> Line:
    """`Refused` for a line that is not there, or that stock or a vendor is bound to already."""
    title = Words(title_of(item))
    found = next((one for one in request.in_state(LineState.OPEN) if one.item == item), None)
    if found is None and request.line(item) is None:
        raise Refused(say("{item} is not on the bill of materials any more.", item=title))
    if found is None:
        raise Refused(say("{item} is reserved or being bought already.", item=title))
    return found


def _bound(request: MaterialRequest, line: Line) -> int:
    """How much of its item stands on other lines, because a store had only a part of it."""
    return sum(one.quantity for one in request.lines if one.item == line.item and one is not line)


def expect_all_open(request: MaterialRequest) -> None:
    """`Refused` where the length of the way cannot be changed any more."""
    if request.basis is None:
        raise Refused(say("{request} was not computed from a length. Change its lines.", request=request.id))
    if any(one.state is not LineState.OPEN for one in request.lines):
        raise Refused(say("Some of {request} is reserved already. Change single lines.", request=request.id))


async def _to_change(uow: UnitOfWork, request_id: str, actor: Actor) -> tuple[MaterialRequest, By]:
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.CHANGE_MATERIALS, request.scope)
    await expect_to_change(uow, request)
    return request, by


async def add_item(  # noqa: PLR0913, PLR0917  the answers of one dialogue
    uow: UnitOfWork, request_id: str, item: str, quantity: int, reason: str, actor: Actor
) -> MaterialRequest:
    request, by = await _to_change(uow, request_id, actor)
    item_named(item)
    if request.line(item) is not None:
        raise Refused(
            say(
                "{item} is on the bill of materials already. Change its quantity.", item=Words(title_of(item))
            )
        )
    why = line(reason, longest=LONGEST)
    change = Change(item=item, quantity=quantity, reason=why, by=by.name, at=uow.now, added=True)
    new = Line(item=item, quantity=quantity, reason=why)
    changed = replace(request, lines=(*request.lines, new), changes=(*request.changes, change))
    return await _save(uow, changed, by, why, Changed.ADDED, item=item, after=str(quantity))


async def set_quantity(  # noqa: PLR0913, PLR0917  the answers of one dialogue
    uow: UnitOfWork, request_id: str, item: str, quantity: int, reason: str, actor: Actor
) -> MaterialRequest:
    request, by = await _to_change(uow, request_id, actor)
    before = open_line(request, item)
    if before.quantity == quantity:
        raise Refused(say("{item}: it is {quantity} already.", item=Words(title_of(item)), quantity=quantity))
    why = line(reason, longest=LONGEST)
    added = _was_added(request, item)
    whole = quantity + _bound(request, before)
    change = Change(item=item, quantity=whole, reason=why, by=by.name, at=uow.now, added=added)
    after = replace(before, quantity=quantity, reason=why)
    lines = tuple(after if one is before else one for one in request.lines)
    changed = replace(request, lines=lines, changes=(*request.changes, change))
    return await _save(
        uow, changed, by, why, Changed.QUANTITY, item=item, before=str(before.quantity), after=str(quantity)
    )


async def take_out(uow: UnitOfWork, request_id: str, item: str, reason: str, actor: Actor) -> MaterialRequest:
    """The last line stays: an installation without any materials is none."""
    request, by = await _to_change(uow, request_id, actor)
    before = open_line(request, item)
    if len(request.lines) == 1:
        raise Refused(say("This is the last line: a bill of materials needs one."))
    why = line(reason, longest=LONGEST)
    rest, added = _bound(request, before), _was_added(request, item)
    change = Change(item=item, quantity=rest, reason=why, by=by.name, at=uow.now, added=added)
    lines = tuple(one for one in request.lines if one is not before)
    changed = replace(request, lines=lines, changes=(*request.changes, change))
    saved = await _save(uow, changed, by, why, Changed.OUT, item=item, before=str(before.quantity))
    await ready_when_covered(uow, saved, by)
    return saved


async def set_metres(
    uow: UnitOfWork, request_id: str, metres: int, reason: str, actor: Actor
) -> MaterialRequest:
    """The way is longer or shorter than the survey says: all that goes by it is computed anew."""
    request, by = await _to_change(uow, request_id, actor)
    expect_all_open(request)
    before = request.basis.metres if request.basis is not None else 0
    if request.basis is not None and request.basis.measured and before == metres:
        raise Refused(say("It is {metres} m already.", metres=metres))
    lead = await uow.get(Lead, request.lead)
    basis = await site_basis(uow, lead, await last_survey(uow, lead.id), metres)
    lines = as_changed(bill_of_materials(basis, await policy_of(uow, request.oem)), request.changes)
    why = line(reason, longest=LONGEST)
    changed = replace(request, basis=basis, lines=lines)
    return await _save(uow, changed, by, why, Changed.METRES, before=str(before), after=str(metres))


def _was_added(request: MaterialRequest, item: str) -> bool:
    return any(change.added for change in request.changes if change.item == item)


async def _save(
    uow: UnitOfWork, request: MaterialRequest, by: By, why: str, change: Changed, **facts: str
) -> MaterialRequest:
    event = request.tells(Happening.MATERIALS_CHANGED, by, uow.now, change=change, reason=why, **facts)
    saved = await uow.save(request, event)
    await quote_anew(uow, saved, by)
    return saved
