"""One request of the portal, one transaction."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, TypeVar

from fastapi.responses import RedirectResponse

from domain.errors import NotFound, VersionConflict
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.portal.frame import HEADERS
from web.portal.session import Here
from web.ports import Ports, Writing

T = TypeVar("T")
_ATTEMPTS: Final = 4


async def carried_out(ports: Ports, command: Callable[[Writing], Awaitable[T]]) -> T:
    """Run again from the start where somebody else changed the same thing meanwhile."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with ports.transaction() as work:
                return await command(work)
        except VersionConflict:
            if not left:
                raise
    raise AssertionError("the last attempt answers or raises")


def go_to(address: str) -> RedirectResponse:
    """What was sent is done: the page that is loaded again sends nothing."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=dict(HEADERS))


async def own_lead(uow: UnitOfWork, lead_id: str, here: Here) -> Lead:
    """`NotFound` for another OEM's lead as for none: nobody learns which numbers there are."""
    lead = await uow.find(Lead, lead_id) if lead_id.isprintable() else None
    if lead is None or lead.oem != here.oem:
        raise NotFound(say("You have no lead of this number."))
    return lead


async def own_import(uow: UnitOfWork, import_id: str, here: Here) -> Import:
    upload = await uow.find(Import, import_id) if import_id.isprintable() else None
    if upload is None or upload.oem != here.oem:
        raise NotFound(say("You have no file of this number."))
    return upload
