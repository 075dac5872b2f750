"""How long a file of leads is kept: what was imported lives on as leads, the file itself goes (`product.md` section 13)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.events import Happening
from domain.leads.imports import Import, ImportState
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork

KEPT: Final = timedelta(days=7)
_WAITING: Final = (ImportState.OEM_WANTED, ImportState.CHECKED)
_ENDED: Final = (ImportState.DONE, ImportState.CANCELLED, ImportState.UNREADABLE)


async def clear_imports(uow: UnitOfWork, actor: Actor) -> int:
    """Ends what nobody confirmed within a week, and forgets the files of what ended a week ago; how many of both."""
    by = actor.must(Permission.CLEAR_FILES)
    cleared = 0
    for state in (*_WAITING, *_ENDED):
        for upload in await uow.all(Import, state=state):
            if not _is_old(upload, uow.now):
                continue
            if upload.is_open:
                upload = upload.moved(ImportState.CANCELLED, uow.now)  # noqa: PLW2901  the same one, a step on
                uow.record(upload.tells(Happening.IMPORT_CANCELLED, by, uow.now))
            await forget_file(uow, upload)
            cleared += 1
    return cleared


async def forget_file(uow: UnitOfWork, upload: Import) -> Import:
    """The original, the sheet of errors and what was quoted of it go; the counts stay."""
    files = {upload.sha256, upload.error_file} - {""}
    await uow.ledger.discard(files, upload.picture, uow.now)
    return await uow.save(replace(upload, sha256="", error_file="", faults=(), picture=None))


def _is_old(upload: Import, now: datetime) -> bool:
    has_file = bool(upload.sha256 or upload.error_file or upload.faults or upload.picture)
    return now - upload.state_since >= KEPT and (has_file or upload.is_open)
