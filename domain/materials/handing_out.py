"""The charger is handed out: Procurement says which unit it is, by a photo of its sticker or typed."""

from dataclasses import dataclass, replace
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.evidence import Looks
from domain.leads.lead import Lead
from domain.materials.charger import Charger, Sticker
from domain.materials.movement import Where
from domain.materials.request import LineState, MaterialRequest
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.serials import plain_serial, read_serial, serial_in
from domain.unit_of_work import UnitOfWork
from domain.visits.form import Form, form_of
from domain.visits.installed import serial_of
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from domain.words import say

LONGEST_REASON: Final = 300


async def expect_to_hand_out(uow: UnitOfWork, request: MaterialRequest) -> Lead:
    lead = await uow.get(Lead, request.lead)
    if request.hands_out(lead.stage):
        return lead
    if request.released:
        raise Refused(say("The materials of {request} have been given back.", request=request.id))
    if not request.covered:
        raise Refused(say("Not everything of {request} is there yet.", request=request.id))
    raise Refused(say("{lead} no longer waits for its charger: it stays as it is.", lead=lead.id))


async def hand_out_charger(
    uow: UnitOfWork, request_id: str, serial: str, actor: Actor, *, reason: str = ""
) -> MaterialRequest:
    """In place of another one it needs a reason; `Invalid` where another lead has this very unit."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.HAND_OUT_CHARGER, request.scope)
    lead = await expect_to_hand_out(uow, request)
    number = read_serial(serial)
    await expect_free(uow, request, number)
    strange = await is_unlisted(uow, request, number)
    charger = Charger(serial=number, by=by, at=uow.now, reason=_reason(request, reason, strange=strange))
    return await _hand_out(uow, request, lead, charger)


async def hand_out_by_photo(
    uow: UnitOfWork, request_id: str, picture: Picture, actor: Actor, *, reason: str = ""
) -> MaterialRequest:
    """The number is read once the picture has come; what came of it stands on the request's card."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.HAND_OUT_CHARGER, request.scope)
    await expect_to_hand_out(uow, request)
    sticker = Sticker(picture=picture, by=by, at=uow.now, reason=_reason(request, reason, strange=False))
    await uow.ledger.want_media([picture], request.lead, uow.now)
    await uow.album.expect([picture], request.id, request.lead)
    waits = await uow.save(replace(request, sticker=sticker))
    known = (await uow.album.of(request.id)).get(picture.unique_id)
    if known is not None:
        await sticker_was_read(uow, waits, picture.unique_id, known)
    return waits


def _reason(request: MaterialRequest, reason: str, *, strange: bool) -> str:
    """Asked for in place of another one, and for one that is not on the store's list."""
    if request.charger is None and not strange:
        return ""
    if not reason.strip() and strange:
        raise Invalid(
            say(
                "The store's list does not have this number. Please say why it is the right one all the same."
            )
        )
    if not reason.strip():
        raise Invalid(say("Please say why it is another one. Example: the first one was damaged on the way."))
    return line(reason, longest=LONGEST_REASON)


async def is_unlisted(uow: UnitOfWork, request: MaterialRequest, serial: str) -> bool:
    """The store that gives the charger knows each of its units by number, and this is none of them."""
    given = request.numbered
    if given is None or given.store is None or await uow.stock.piece(serial) is not None:
        return False
    listed = await uow.stock.numbers_in(given.store, given.item)
    return bool(listed) and plain_serial(serial) not in listed


async def expect_free(uow: UnitOfWork, request: MaterialRequest, serial: str) -> None:
    """`Invalid` where it is out already, for another lead or for this one, or lies in another store."""
    await _expect_in_store(uow, request, serial)
    holder = await _holder(uow, serial)
    if holder == request.lead:
        raise Invalid(say("{serial} is handed out for this site already.", serial=serial))
    if holder:
        raise Invalid(
            say(
                "{serial} is handed out for {lead}. Look at the sticker again, or correct it there first.",
                serial=serial,
                lead=holder,
            )
        )


async def _expect_in_store(uow: UnitOfWork, request: MaterialRequest, serial: str) -> None:
    store = request.numbered.store if request.numbered is not None else None
    piece = await uow.stock.piece(serial)
    if store is None or piece is None or piece.place.where is not Where.STORE or piece.place.holder == store:
        return
    raise Invalid(
        say(
            "{serial} lies in {other}, and the charger is reserved in {store}. Look at the sticker again.",
            serial=serial,
            other=piece.place.holder,
            store=store,
        )
    )


async def _holder(uow: UnitOfWork, serial: str) -> str:
    """The lead for which this unit is out; empty if it lies in the store."""
    found = await uow.all(MaterialRequest, serial=plain_serial(serial))
    return found[0].lead if found else ""


async def sticker_was_read(
    uow: UnitOfWork, request: MaterialRequest, unique_id: str, looks: Looks | None
) -> None:
    """The number on the photo counts as if it had been typed by whoever sent it. None: it is no picture."""
    sticker = request.sticker
    if sticker is None or sticker.picture.unique_id != unique_id or sticker.looked_at is not None:
        return
    lead = await uow.get(Lead, request.lead)
    seen = request.tells(Happening.STICKER_LOOKED_AT, sticker.by, uow.now)
    serial = serial_in(looks.codes) if looks is not None else None
    taken = await _holder(uow, serial) if serial is not None else ""
    strange = serial is not None and not sticker.reason and await is_unlisted(uow, request, serial)
    if serial is None or taken or strange or not request.hands_out(lead.stage):
        looked = replace(sticker, looked_at=uow.now, taken=taken, unlisted=(serial or "") if strange else "")
        await uow.save(replace(request, sticker=looked), seen)
        return
    uow.record(seen)
    charger = Charger(serial=read_serial(serial), by=sticker.by, at=uow.now, reason=sticker.reason)
    await _hand_out(uow, request, lead, charger)


async def _hand_out(
    uow: UnitOfWork, request: MaterialRequest, lead: Lead, charger: Charger
) -> MaterialRequest:
    visits = [v for v in await uow.all(Visit, lead=lead.id) if v.kind is VisitKind.INSTALLATION and v.is_open]
    for visit in visits:
        await _redraw(uow, visit)
    await _move(uow, request, charger)
    return await uow.save(request.handing_out(charger), _event(request, charger, visits))


async def _move(uow: UnitOfWork, request: MaterialRequest, charger: Charger) -> None:
    """One that the list lacks is found; and where the team has another one already, it is exchanged in the store."""
    given = request.numbered
    if given is None or given.store is None:
        return
    at, by = uow.now, charger.by
    if await is_unlisted(uow, request, charger.serial):
        found = (charger.serial,)
        await uow.stock.adjust(given.store, given.item, 1, at=at, reason=charger.reason, by=by, serials=found)
    if given.state is LineState.ISSUED and request.charger is not None:
        lead = request.lead
        await uow.stock.give_back(
            given.store, given.item, 1, lead=lead, at=at, by=by, serials=(request.charger.serial,)
        )
        await uow.stock.reserve(given.store, given.item, 1, lead=lead, at=at, by=by)
        await uow.stock.issue(given.store, given.item, 1, lead=lead, at=at, by=by, serials=(charger.serial,))


def _event(request: MaterialRequest, charger: Charger, visits: list[Visit]) -> Event:
    kind = Happening.CHARGER_EXCHANGED if request.charger else Happening.CHARGER_HANDED_OUT
    team = next((visit.team for visit in visits if visit.team), "")
    facts = {"serial": charger.serial, "reason": charger.reason, "team": team}
    if request.charger is not None:
        facts["former_serial"] = request.charger.serial
    return request.tells(kind, charger.by, charger.at, **facts)


async def _redraw(uow: UnitOfWork, visit: Visit) -> None:
    """Its cards say the number, and those of its report judge by it."""
    uow.touched[visit.id] = visit
    form = await uow.find(Form, form_of(visit.id))
    if form is not None:
        uow.touched[form.id] = form


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The charger that is out for an installation, and the other leads from which it, or what was installed, is known."""

    charger: Charger | None = None
    elsewhere: tuple[str, ...] = ()


async def unit_of(uow: UnitOfWork, visit: Visit) -> Unit:
    """By what the report says, else by what was handed out; nothing of a survey."""
    if visit.kind is not VisitKind.INSTALLATION:
        return Unit()
    charger = await charger_of(uow, visit.lead)
    serial = serial_of(visit) or (charger.serial if charger is not None else None)
    return Unit(
        charger=charger,
        elsewhere=await leads_with(uow, serial, but=visit.lead) if serial is not None else (),
    )


async def leads_with(uow: UnitOfWork, serial: str, *, but: str) -> tuple[str, ...]:
    """Other leads for which this unit is out, or in whose report it stands."""
    key = plain_serial(serial)
    out = await uow.all(MaterialRequest, serial=key)
    built = await uow.all(Visit, serial=key)
    return tuple(sorted(({one.lead for one in out} | {one.lead for one in built}) - {but}))


async def charger_of(uow: UnitOfWork, lead: str) -> Charger | None:
    """The unit that is out for this lead."""
    kept = [request for request in await uow.all(MaterialRequest, lead=lead) if not request.released]
    return kept[-1].charger if kept else None
