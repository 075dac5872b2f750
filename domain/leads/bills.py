"""A bill is read beside all else, shown to the customer, and is what he says it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.bill import (
    Bill,
    BillReading,
    BillState,
    Found,
    Problem,
    Way,
    bill_of,
    consumer_number,
    load_with_unit,
)
from domain.leads.bill_doubts import doubts_of_bill
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.media import Picture
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say

STALE: Final = timedelta(days=7)
"""Reading that was switched on late does not ask about bills of long ago."""


async def want_reading(uow: UnitOfWork, lead: str, picture: Picture) -> None:
    """This bill is to be read; another one in its place is no longer."""
    bill = await uow.find(Bill, bill_of(lead))
    if bill is None:
        await uow.add(Bill(id=bill_of(lead), lead=lead, picture=picture.unique_id, state_since=uow.now))
    elif bill.picture != picture.unique_id or bill.state in {BillState.DROPPED, BillState.NOT_MINE}:
        await uow.save(bill.anew(picture.unique_id, uow.now))


async def bill_was_read(uow: UnitOfWork, bill_id: str, picture: str, reading: BillReading) -> None:
    """Shown to the customer, unless the bill was replaced meanwhile or nothing may be collected any more."""
    bill, lead = await _still_wanted(uow, bill_id, picture)
    if bill is None:
        return
    if not reading.is_bill:
        await _unreadable(uow, bill, lead, Problem.NO_BILL)
        return
    read = replace(bill.moved(BillState.READ, uow.now), reading=reading)
    await _settled(uow, read, lead, Happening.BILL_READ, SYSTEM.must(Permission.SEE_LEAD))


async def bill_not_read(uow: UnitOfWork, bill_id: str, picture: str, problem: Problem) -> None:
    bill, lead = await _still_wanted(uow, bill_id, picture)
    if bill is not None:
        await _unreadable(uow, bill, lead, problem)


async def _still_wanted(uow: UnitOfWork, bill_id: str, picture: str) -> tuple[Bill | None, Lead]:
    bill = await uow.get(Bill, bill_id)
    lead = await uow.get(Lead, bill.lead)
    if bill.state is not BillState.WAITING or bill.picture != picture:
        return None, lead
    given = lead.documents.bill
    counts = given is not None and given.unique_id == picture and lead.consent_at is not None
    if not counts or uow.now - bill.state_since > STALE:
        await uow.save(bill.dropped(uow.now))
        return None, lead
    return bill, lead


async def _unreadable(uow: UnitOfWork, bill: Bill, lead: Lead, problem: Problem) -> None:
    by = SYSTEM.must(Permission.SEE_LEAD)
    unread = replace(bill.moved(BillState.UNREADABLE, uow.now), problem=problem)
    await uow.save(unread, _tells(Happening.BILL_UNREADABLE, unread, lead, by, uow, problem=problem.value))


async def confirm_bill(uow: UnitOfWork, bill_id: str, actor: Actor) -> Bill:
    """What was read is right."""
    bill, lead, by = await _asked(uow, bill_id, actor)
    if bill.state is BillState.CONFIRMED:
        return bill
    if bill.reading is None:
        raise Refused(say("There is nothing to confirm: this bill has not been read."))
    confirmed = bill.moved(BillState.CONFIRMED, uow.now)
    return await _settled(uow, confirmed, lead, Happening.BILL_CONFIRMED, by)


async def correct_bill(uow: UnitOfWork, bill_id: str, given: Mapping[str, str], actor: Actor) -> Bill:
    """`given` has texts for `consumer`, `name`, `load` and `phase`; one that is left out is not known."""
    bill, lead, by = await _asked(uow, bill_id, actor)
    checked = dict(given)
    if "consumer" in given:
        checked["consumer"] = consumer_number(given["consumer"])
    before = bill.reading or BillReading()
    if "load" in given and (before.load is None or given["load"] != before.load.value):
        checked["load"] = load_with_unit(given["load"])
    reading = replace(
        before,
        consumer=_given(before.consumer, checked.get("consumer")),
        name=_given(before.name, checked.get("name")),
        load=_given(before.load, checked.get("load")),
        phase=_given(before.phase, checked.get("phase")),
    )
    confirmed = replace(bill.moved(BillState.CONFIRMED, uow.now), reading=reading, problem=None)
    return await _settled(uow, confirmed, lead, Happening.BILL_CORRECTED, by)


def _given(before: Found | None, value: str | None) -> Found | None:
    if not value:
        return None
    return before if before is not None and before.value == value else Found(value=value, way=Way.TYPED)


async def disown_bill(uow: UnitOfWork, bill_id: str, actor: Actor) -> Bill:
    """Somebody else's: nothing that stands on it is kept, and Ops is told. The file stays until another one comes."""
    bill, lead, by = await _asked(uow, bill_id, actor)
    if bill.state is BillState.NOT_MINE:
        return bill
    disowned = replace(
        bill.moved(BillState.NOT_MINE, uow.now), reading=None, problem=None, same_as=(), told=()
    )
    return await uow.save(disowned, _tells(Happening.BILL_DISOWNED, disowned, lead, by, uow))


def must_answer(bill: Bill, lead: Lead, actor: Actor) -> By:
    """How this actor may say what stands on the bill now; a refusal says what is in the way."""
    by = actor.must(Permission.SHARE_DOCUMENTS, lead.scope)
    if not lead.is_open or lead.consent_at is None:
        raise Refused(say("Nothing more is collected for {lead}.", lead=lead.id))
    if bill.state in {BillState.WAITING, BillState.DROPPED}:
        raise Refused(say("This bill has been replaced or taken away meanwhile."))
    return by


async def _asked(uow: UnitOfWork, bill_id: str, actor: Actor) -> tuple[Bill, Lead, By]:
    bill = await uow.get(Bill, bill_id)
    lead = await uow.get(Lead, bill.lead)
    return bill, lead, must_answer(bill, lead, actor)


async def _settled(uow: UnitOfWork, bill: Bill, lead: Lead, kind: Happening, by: By) -> Bill:
    """Compared with the lead and with other bills; Ops hears of each doubt once."""
    compared = replace(bill, same_as=await _others(uow, bill, lead))
    codes = tuple(doubt.code for doubt in doubts_of_bill(compared, lead))
    events = [_tells(kind, compared, lead, by, uow)]
    if set(codes) - set(bill.told):
        events.append(_tells(Happening.BILL_DOUBTED, compared, lead, by, uow, doubts=",".join(codes)))
    return await uow.save(replace(compared, told=codes), *events)


async def _others(uow: UnitOfWork, bill: Bill, lead: Lead) -> tuple[str, ...]:
    """Open or closed leads whose bill has this consumer number, of the same DISCOM as far as that is known."""
    if not bill.consumer or bill.reading is None:
        return ()
    found = []
    for other in await uow.all(Bill, consumer=bill.consumer):
        if other.lead == lead.id or other.lead in lead.merged or other.reading is None:
            continue
        if len({bill.reading.discom, other.reading.discom} - {""}) > 1:
            continue
        its = await uow.get(Lead, other.lead)
        if its.stage is not Stage.CANCELLED and its.erased_at is None:
            found.append(other.lead)
    return tuple(found)


def _tells(kind: Happening, bill: Bill, lead: Lead, by: By, uow: UnitOfWork, **facts: str) -> Event:
    """Without anything that stands on the bill: events are read by many."""
    return replace(lead.tells(kind, by, uow.now), subject=bill.id, after=bill.state.value, facts=facts)


async def forget_bill(uow: UnitOfWork, lead: str) -> set[str]:
    """Nothing of it stays; the words by which its owner would be known where somebody else wrote them down."""
    bill = await uow.find(Bill, bill_of(lead))
    if bill is None:
        return set()
    known = (bill.reading.consumer, bill.reading.name) if bill.reading else ()
    await uow.save(replace(bill.dropped(uow.now), picture=""))
    return {found.value for found in known if found is not None and len(found.value) > 2}


async def take_over_bill(uow: UnitOfWork, stays: Lead, goes: Lead) -> None:
    """A merged lead goes on with the other's bill where it had none: what was read of it comes along."""
    moved, read = await uow.find(Bill, bill_of(goes.id)), stays.documents.bill
    if moved is None or read is None or moved.picture != read.unique_id:
        return
    its = await uow.find(Bill, bill_of(stays.id))
    if its is None:
        its = Bill(id=bill_of(stays.id), lead=stays.id, picture=moved.picture, state_since=uow.now)
        await uow.add(its)
    await uow.save(
        replace(
            its,
            picture=moved.picture,
            state=moved.state,
            state_since=moved.state_since,
            reading=moved.reading,
            problem=moved.problem,
            told=moved.told,
            same_as=tuple(other for other in moved.same_as if other != stays.id),
        )
    )
    await uow.save(moved.dropped(uow.now))
