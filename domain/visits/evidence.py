"""The photos of a report: looked at once their bytes have come, and compared with what is known already."""

from collections.abc import Collection

from domain.evidence import Fault, Known, Looks, Shown, faults_of, is_photo
from domain.media import Picture
from domain.overriding import policy_of
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit


async def want_evidence(uow: UnitOfWork, visit: Visit, pictures: Collection[Picture]) -> None:
    """The files of a report are to be kept, and its photos to be looked at."""
    await uow.ledger.want_media(pictures, visit.lead, uow.now)
    await uow.album.expect([picture for picture in pictures if is_photo(picture)], visit.id, visit.lead)


async def picture_was_read(uow: UnitOfWork, unique_id: str, looks: Looks | None) -> None:
    """None for a file that turned out to be no picture. What was noted already is not noted a second time."""
    for shown in await uow.album.note(unique_id, looks):
        if looks is not None:
            await note_looks(uow, shown, looks)


async def note_looks(uow: UnitOfWork, shown: Shown, looks: Looks) -> tuple[Fault, ...]:
    """Why the visit's team would be asked for this picture again."""
    visit = await uow.get(Visit, shown.visit)
    others = await uow.album.of(visit.id)
    known = Known(
        here=tuple(other for unique_id, other in others.items() if unique_id != shown.unique_id),
        elsewhere=tuple(await uow.album.leads_like(looks, but=visit.lead)),
    )
    return faults_of(looks, await policy_of(uow, visit.oem), known)
