"""What the customer takes away: a copy of what is kept of him, the files that he sent, a code for the installer."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response

from documents.calendar_entry import NAME, calendar_entry
from documents.copies import copy_of
from domain.errors import DomainError, NotFound, Unavailable, VersionConflict
from domain.leads.consent import Channel
from domain.leads.privacy import export_data
from domain.leads.signing import make_code
from domain.settle import situation_of
from domain.visits.team import Team
from domain.words import say
from web.by_link.door import NoPage, alone, kept_out, later, shown, status_of, to
from web.callers import FromPorts
from web.customer.door import Guest, guest_of, home, page, refused
from web.customer.given import Given, read
from web.customer.looks import HEADERS
from web.customer.rights import files_of
from web.customer.shown import Trouble
from web.ports import Ports

_TYPES: Final = {"txt": "text/plain; charset=utf-8", "json": "application/json"}
Make = Callable[[str, Request, Ports, Given], Awaitable[Response]]


async def copy(token: str, request: Request, ports: FromPorts) -> Response:
    """All that is kept of the customer, made now and kept nowhere; the timeline notes that he took it."""
    return await _answered(token, "copy", request, ports, _copied)


async def code(token: str, request: Request, ports: FromPorts) -> Response:
    """The page, this once with a fresh code for the installer: it stands in no address and is kept nowhere."""
    return await _answered(token, "code", request, ports, _coded)


async def own_file(token: str, request: Request, ports: FromPorts) -> Response:
    return await _answered(token, "file", request, ports, _found)


async def entry(token: str, request: Request, ports: FromPorts) -> Response:
    """The visit for the customer's calendar; back to the page where there is none."""
    if (no := await kept_out(home(token), request, ports)) is not None:
        return no
    try:
        content = await _entry(token, request, ports)
    except NoPage as error:
        return alone(error.words, HTTPStatus.NOT_FOUND, request, ports)
    except Unavailable:
        return later(home(token), request, ports)
    return _download(content, NAME, "text/calendar; charset=utf-8") if content else to(home(token))


async def _entry(token: str, request: Request, ports: Ports) -> bytes | None:
    async with ports.reading() as looking:
        guest = await guest_of(looking.uow, token, request)
        visit = (await situation_of(looking.uow, guest.lead.id)).open_visit
        team = await looking.uow.find(Team, visit.team) if visit is not None and visit.team else None
    speak = ports.speak_in(guest.language)
    return calendar_entry(visit, guest.lead, team, speak) if visit is not None else None


async def _copied(token: str, request: Request, ports: Ports, given: Given) -> Response:
    kind = given.text("as") if given.text("as") in _TYPES else "txt"
    async with ports.transaction() as work:
        guest = await guest_of(work.uow, token, request)
        lead = await export_data(work.uow, guest.lead.id, guest.actor, channel=Channel.WEB)
        found = await copy_of(work.uow, lead.id, await work.screens.timeline(lead.id))
    content = found.as_json() if kind == "json" else found.readable()
    return _download(content, f"{lead.id}.{kind}", _TYPES[kind])


async def _coded(token: str, request: Request, ports: Ports, _: Given) -> Response:
    async with ports.transaction() as work:
        guest = await guest_of(work.uow, token, request)
        digits, made = await make_code(work.uow, guest.lead.id, guest.actor)
    return shown(await page(token, request, ports, code=(digits, made.expires_at)), headers=HEADERS)


async def _found(token: str, request: Request, ports: Ports, given: Given) -> Response:
    async with ports.reading() as looking:
        guest: Guest = await guest_of(looking.uow, token, request)
        file = files_of(guest.lead).get(given.text("key"))
        kept = await looking.screens.archived([file.unique_id]) if file else {}
    nothing = say("This file is not here yet, or no longer. Please try again in a minute.")
    if file is None or file.unique_id not in kept:
        raise NotFound(nothing)
    try:
        content = await ports.media.get(kept[file.unique_id])
    except KeyError:
        raise NotFound(nothing) from None
    return _download(content, file.file_name or "photo.jpg", file.mime_type or "application/octet-stream")


async def _answered(token: str, step: str, request: Request, ports: Ports, make: Make) -> Response:
    if (no := await kept_out(home(token), request, ports, sending=True)) is not None:
        return no
    try:
        return await _made(token, step, request, ports, make)
    except NoPage as error:
        return alone(error.words, HTTPStatus.NOT_FOUND, request, ports)
    except (Unavailable, VersionConflict):
        return later(home(token), request, ports)


async def _made(token: str, step: str, request: Request, ports: Ports, make: Make) -> Response:
    try:
        return await make(token, request, ports, await read(request))
    except NoPage:
        raise
    except DomainError as error:
        trouble = Trouble(step=step, words=error.words)
        return await refused(token, request, ports, trouble, status_of(error))


def _download(content: bytes, name: str, kind: str) -> Response:
    """To be kept by the browser, never shown within this site."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={**HEADERS, "Content-Disposition": disposition})
