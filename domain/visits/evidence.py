"""The photos of a report: looked at once their bytes have come, and compared with what is known already."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from domain.checklists.answers import read_answer, takes_serial
from domain.checklists.model import Checklist, Item, ItemKind
from domain.checklists.which import checklist
from domain.draft import Draft
from domain.evidence import Fault, Known, Looks, Shown, faults_of, is_photo
from domain.materials.handing_out import sticker_was_read
from domain.materials.paying_vendors import vendor_code_was_read
from domain.materials.purchase import Purchase
from domain.materials.request import MaterialRequest
from domain.media import Picture
from domain.overriding import policy_of
from domain.reactions import FORM_CARD
from domain.serials import serial_in
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.visits.form import Form, Given, form_of
from domain.visits.states import VisitState
from domain.visits.visit import Visit


async def want_evidence(uow: UnitOfWork, visit: Visit, pictures: Collection[Picture]) -> None:
    """The files of a report are to be kept, and its photos to be looked at."""
    await uow.ledger.want_media(pictures, visit.lead, uow.now)
    await uow.album.expect([picture for picture in pictures if is_photo(picture)], visit.id, visit.lead)


async def is_known(uow: UnitOfWork, form: Form, item: Item, sha256: str, *, but: str = "") -> bool:
    """Whether the item has another file of the very same bytes, as far as its files have been looked at."""
    seen = await uow.album.of(form.visit)
    others = {shot.picture.unique_id for shot in form.shots.get(item.key, ())} - {but}
    return any(looks.sha256 == sha256 for name, looks in seen.items() if name in others)


async def picture_was_read(uow: UnitOfWork, unique_id: str, looks: Looks | None) -> None:
    """None for a file that turned out to be no picture. What was noted already is not noted a second time."""
    for shown in await uow.album.note(unique_id, looks):
        request = await uow.find(MaterialRequest, shown.visit)
        purchase = await uow.find(Purchase, shown.visit)
        if request is not None:
            await sticker_was_read(uow, request, unique_id, looks)
        elif purchase is not None:
            await vendor_code_was_read(uow, purchase, unique_id, looks)
        elif looks is not None:
            await note_looks(uow, shown, looks)


async def note_looks(uow: UnitOfWork, shown: Shown, looks: Looks) -> tuple[Fault, ...]:
    """Why the picture is asked for again, said on the cards of all who fill the report, as long as it is filled.

    A number in a barcode answers the item that asks for it.
    """
    visit = await uow.get(Visit, shown.visit)
    form = await uow.find(Form, form_of(visit.id))
    if form is None or visit.state is not VisitState.ON_SITE:
        return await _faults(uow, visit, shown.unique_id, looks, beside=None)
    asked = await checklist(uow, form.checklist)
    noted, wanting = await _noted(uow, form, asked, shown.unique_id, looks)
    if noted != form:
        await uow.save(noted)
    if wanting:
        await _ask_again(uow, noted, wanting[0])
    faults = [fault for item in wanting for fault in noted.faults_of(item.key, shown.unique_id)]
    return tuple(Fault(fault) for fault in dict.fromkeys(faults))


async def judged_again(uow: UnitOfWork, form: Form, pictures: Iterable[str]) -> Form:
    """What is known of these files says something else where others have come or gone; nobody is asked anew for that."""
    asked, known = await checklist(uow, form.checklist), await uow.album.of(form.visit)
    for unique_id in pictures:
        if unique_id in known:
            form, _ = await _noted(uow, form, asked, unique_id, known[unique_id])
    return form


async def _faults(
    uow: UnitOfWork, visit: Visit, unique_id: str, looks: Looks, *, beside: Collection[str] | None
) -> tuple[Fault, ...]:
    """`beside` are the photos that stand in the report now; None: all that it has ever shown."""
    shown = await uow.album.of(visit.id)
    others = {name: other for name, other in shown.items() if beside is None or name in beside}
    known = Known(
        here=tuple(other for name, other in others.items() if name != unique_id),
        elsewhere=tuple(await uow.album.leads_like(looks, but=visit.lead)),
    )
    return faults_of(looks, await policy_of(uow, visit.oem), known)


async def _noted(
    uow: UnitOfWork, form: Form, asked: Checklist, unique_id: str, looks: Looks
) -> tuple[Form, list[Item]]:
    """The form with what is to be said of the file, and the items for which it is asked again.

    Of one file in two items the later one is a repetition. A sticker from which a number is read is none, nor is what the
    team has taken back; what the desk has sent back is.
    """
    film = {item.key for item in asked.items if item.on_film}
    beside = {shot.picture.unique_id for key in film for shot in form.shots.get(key, ())}
    visit = await uow.get(Visit, form.visit)
    faults = await _faults(uow, visit, unique_id, looks, beside=None if form.redo else beside)
    wanting: list[Item] = []
    for item in filter(None, map(asked.named, form.items_of(unique_id))):
        if await is_known(uow, form, item, looks.sha256, but=unique_id):
            form = form.without_shot(item.key, unique_id)
        elif item.kind is ItemKind.SERIAL:
            form = _with_serial(form, item, unique_id, looks, uow.now)
        else:
            form = form.faulted(item.key, unique_id, faults)
            wanting += [item] if faults else []
            faults = tuple(dict.fromkeys((*faults, Fault.REPEATED_HERE)))
    return form, wanting


def _with_serial(form: Form, item: Item, unique_id: str, looks: Looks, now: datetime) -> Form:
    serial = serial_in(looks.codes)
    if serial is None or item.key in form.given or not takes_serial(item, serial):
        return form
    shot = next(shot for shot in form.shots[item.key] if shot.picture.unique_id == unique_id)
    read = Given(answer=read_answer(item, serial), by=shot.by, person=None, at=now)
    return replace(form, given={**form.given, item.key: read})


async def _ask_again(uow: UnitOfWork, form: Form, item: Item) -> None:
    """The card comes down once more, at this item, for those who are in the middle of the report."""
    for pen in await uow.some(Draft, form.pens):
        if pen.open and not pen.paused:
            here = await uow.save(replace(pen, question=item.key))
            again = CardRefresh(
                chat=here.chat, card=FORM_CARD, subject=here.id, topic=form.lead, instead=True
            )
            await uow.ledger.show([again])
