"""The photos of a report: looked at once their bytes have come, and compared with what is known already."""

from collections.abc import Collection
from dataclasses import replace

from domain.checklists.answers import read_answer
from domain.checklists.model import Item, ItemKind
from domain.checklists.which import checklist
from domain.draft import Draft
from domain.evidence import Fault, Known, Looks, Shown, faults_of, is_photo
from domain.materials.handing_out import sticker_was_read
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
        if request is not None:
            await sticker_was_read(uow, request, unique_id, looks)
        elif looks is not None:
            await note_looks(uow, shown, looks)


async def note_looks(uow: UnitOfWork, shown: Shown, looks: Looks) -> tuple[Fault, ...]:
    """Why the picture is asked for again, said on the cards of all who fill the report, as long as it is filled.

    A number in a barcode answers the item that asks for it.
    """
    visit = await uow.get(Visit, shown.visit)
    others = await uow.album.of(visit.id)
    known = Known(
        here=tuple(other for unique_id, other in others.items() if unique_id != shown.unique_id),
        elsewhere=tuple(await uow.album.leads_like(looks, but=visit.lead)),
    )
    faults = faults_of(looks, await policy_of(uow, visit.oem), known)
    form = await uow.find(Form, form_of(visit.id))
    if form is not None and visit.state is VisitState.ON_SITE:
        await _note_in(uow, form, shown, looks, faults)
    return faults


async def _note_in(
    uow: UnitOfWork, form: Form, shown: Shown, looks: Looks, faults: tuple[Fault, ...]
) -> None:
    key = form.item_of(shown.unique_id)
    item = (await checklist(uow, form.checklist)).named(key) if key is not None else None
    if item is None:
        return
    if await is_known(uow, form, item, looks.sha256, but=shown.unique_id):
        await uow.save(form.without_shot(shown.unique_id))
        return
    noted = form.faulted(shown.unique_id, () if item.kind is ItemKind.SERIAL else tuple(faults))
    serial = serial_in(looks.codes)
    if item.kind is ItemKind.SERIAL and serial is not None and item.key not in form.given:
        shot = next(shot for shot in form.shots[item.key] if shot.picture.unique_id == shown.unique_id)
        read = Given(answer=read_answer(item, serial), by=shot.by, person=None, at=uow.now)
        noted = replace(noted, given={**noted.given, item.key: read})
    if noted != form:
        await uow.save(noted)
    if faults and item.on_film:
        await _ask_again(uow, noted, item)


async def _ask_again(uow: UnitOfWork, form: Form, item: Item) -> None:
    """The card comes down once more, at this item, for those who are in the middle of the report."""
    for pen in await uow.some(Draft, form.pens):
        if pen.open and not pen.paused:
            here = await uow.save(replace(pen, question=item.key))
            again = CardRefresh(
                chat=here.chat, card=FORM_CARD, subject=here.id, topic=form.lead, instead=True
            )
            await uow.ledger.show([again])
