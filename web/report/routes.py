"""`/f/<visit>/<token>`: a visit's report for one person of its team. Parse, one command, back to the page."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from domain.checklists.model import Section
from domain.errors import DomainError, Invalid, NotFound, Unavailable, VersionConflict
from domain.media import Picture
from domain.visits.filling import submit_form
from domain.visits.on_the_web import close_on_web, fill_in
from domain.words import Words, say
from web.by_link.door import kept_out, later, shown, to
from web.callers import FromPorts
from web.ports import Ports
from web.report.door import home, over, page_of, shown_of, turned_away
from web.report.files import slot_of
from web.report.given import Sent, read
from web.report.looks import HEADERS
from web.report.pages import one_section, overview
from web.report.sheet import entries_of
from web.report.shown import Shown

TRIES: Final = 4


def router() -> APIRouter:
    routes = APIRouter(prefix="/f/{visit}/{token}", include_in_schema=False)
    routes.add_api_route("", show, methods=["GET", "HEAD"])
    routes.add_api_route("/at/{section}", show_section, methods=["GET", "HEAD"])
    routes.add_api_route("/at/{section}", save, methods=["POST"])
    routes.add_api_route("/seen/{thumbnail}", see, methods=["GET"])
    routes.add_api_route("/submit", submit, methods=["POST"])
    routes.add_api_route("/close", close, methods=["POST"])
    return routes


async def show(
    visit: str, token: str, request: Request, ports: FromPorts, done: str | None = None
) -> Response:
    """Looking changes nothing: a messenger that looks ahead at the link does no harm."""
    if (no := await kept_out(home(visit, token), request, ports)) is not None:
        return no
    try:
        return shown(overview(await shown_of(visit, token, ports, told=done)), headers=HEADERS)
    except DomainError as error:
        return turned_away(error, request, ports)
    except Unavailable:
        return later(home(visit, token), request, ports)


async def show_section(  # noqa: PLR0913, PLR0917  the parts of an address
    visit: str, token: str, section: str, request: Request, ports: FromPorts, done: str | None = None
) -> Response:
    if (no := await kept_out(home(visit, token), request, ports)) is not None:
        return no
    try:
        found = await shown_of(visit, token, ports, told=done)
        asked = _section(found, section)
        return shown(one_section(found, asked), headers=HEADERS) if asked else to(found.home)
    except DomainError as error:
        return turned_away(error, request, ports)
    except Unavailable:
        return later(home(visit, token), request, ports)


def _section(found: Shown, key: str) -> Section | None:
    return next((section for section in found.sections if section.key == key), None)


async def save(visit: str, token: str, section: str, request: Request, ports: FromPorts) -> Response:
    """What can be used of the section counts; of the rest the page says why not, with what had been typed."""
    if (no := await kept_out(home(visit, token), request, ports, sending=True)) is not None:
        return no
    sent = Sent()
    try:
        async with AsyncExitStack() as stack:
            sent = await _sent(visit, token, request, ports, stack)
            files = await _kept(visit, token, sent, ports)
        wrong = await _filled(visit, token, sent, files, ports)
        found = await shown_of(visit, token, ports, wrong=wrong, typed=sent.fields)
        asked = _section(found, section)
        if wrong:
            again = one_section(found, asked) if asked is not None else overview(found)
            return shown(again, HTTPStatus.UNPROCESSABLE_ENTITY, HEADERS)
        return to(_following(found, asked))
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it
    except DomainError as error:
        return turned_away(error, request, ports, sent.fields)
    except (Unavailable, VersionConflict):
        return later(f"{home(visit, token)}/at/{section}", request, ports)


async def _sent(visit: str, token: str, request: Request, ports: Ports, stack: AsyncExitStack) -> Sent:
    """Whoever may not fill it brings no files; what he typed is read all the same, to be shown to him."""
    try:
        found = await shown_of(visit, token, ports)
    except DomainError:
        return await read(request, {}, ports.media, stack)
    slots = {
        item.key: slot
        for item in found.filling.items
        if found.is_open(item) and (slot := slot_of(item, found.policy.video_most_mb)) is not None
    }
    return await read(request, slots, ports.media, stack)


async def _kept(visit: str, token: str, sent: Sent, ports: Ports) -> Mapping[str, tuple[Picture, ...]]:
    """Files are kept before they are noted, so that what is noted is never without its bytes; none beyond what is taken."""
    found = await shown_of(visit, token, ports)
    kept: dict[str, tuple[Picture, ...]] = {}
    for key, files in sent.files.items():
        item = found.filling.item(key)
        anew = f"anew-{key}" in sent.fields
        had = 0 if anew or item is None else len(found.filling.form.shots.get(key, ()))
        room = int(item.maximum) - had if item is not None and item.maximum is not None else len(files)
        if len(files) > room:
            sent.wrong[key] = say(
                "At most {most} are kept, and {had} are there: tick “Take these away” to send others.",
                most=had + room,
                had=had,
            )
            continue
        pictures = []
        for file in files:
            try:
                pictures.append(await file.kept(found.page.visit.lead, ports.clock.now()))
            except Invalid as wrong:
                sent.wrong[key] = wrong.words
        kept[key] = tuple(pictures)
    return kept


async def _filled(
    visit: str, token: str, sent: Sent, files: Mapping[str, tuple[Picture, ...]], ports: Ports
) -> Mapping[str, Words]:
    for left in reversed(range(TRIES)):
        try:
            async with ports.transaction() as work:
                page = await page_of(work.uow, visit, token)
                entries = entries_of(page.filling, sent, files, ports.speak_in(page.person.language))
                wrong = await fill_in(work.uow, page.visit.id, entries, page.actor)
                return {**sent.wrong, **wrong}
        except VersionConflict:
            # A colleague, perhaps the same form sent twice, was faster: look again and decide anew.
            if not left:
                raise
    raise AssertionError("the last try answers or raises")


def _following(found: Shown, asked: Section | None) -> str:
    """To what is still open: here, further on, or nowhere."""
    if asked is not None and found.missing(asked):
        return f"{found.address(asked)}?done=open"
    every = found.sections
    at = every.index(asked) if asked in every else 0
    following = (one for one in (*every[at:], *every[:at]) if found.missing(one))
    ahead = next(following, None)
    return f"{found.address(ahead) if ahead else found.home}?done=saved"


async def see(visit: str, token: str, thumbnail: str, ports: FromPorts) -> Response:
    """A picture of the report, small; none of another one."""
    try:
        async with ports.reading() as looking:
            page = await page_of(looking.uow, visit, token)
            looks = await looking.uow.album.of(page.visit.id)
        if thumbnail not in {one.thumbnail for one in looks.values() if one.thumbnail}:
            raise NotFound(say("There is no {key}.", key=thumbnail))
        content = await ports.media.get(thumbnail)
    except (DomainError, KeyError):
        return Response(status_code=HTTPStatus.NOT_FOUND, headers=HEADERS)
    except Unavailable:
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=HEADERS)
    return Response(content, media_type="image/jpeg", headers=HEADERS)


async def submit(visit: str, token: str, request: Request, ports: FromPorts) -> Response:
    if (no := await kept_out(home(visit, token), request, ports, sending=True)) is not None:
        return no
    try:
        async with ports.transaction() as work:
            page = await page_of(work.uow, visit, token)
            await submit_form(work.uow, page.visit.id, page.actor)
        return over(say("The report of {visit} is in. Ops will look at it.", visit=visit), page, ports)
    except DomainError as error:
        return await _not_in(visit, token, error, request, ports)
    except (Unavailable, VersionConflict):
        return later(home(visit, token), request, ports)


async def _not_in(visit: str, token: str, error: DomainError, request: Request, ports: Ports) -> Response:
    try:
        found = await shown_of(visit, token, ports, wrong={"": error.words})
    except DomainError as closed:
        return turned_away(closed, request, ports)
    return shown(overview(found), HTTPStatus.CONFLICT, HEADERS)


async def close(visit: str, token: str, request: Request, ports: FromPorts) -> Response:
    if (no := await kept_out(home(visit, token), request, ports, sending=True)) is not None:
        return no
    try:
        async with ports.transaction() as work:
            page = await page_of(work.uow, visit, token)
            await close_on_web(work.uow, page.visit.id, page.actor)
        return over(say("The page is closed: its link opens nothing any more."), page, ports)
    except DomainError as error:
        return turned_away(error, request, ports)
    except (Unavailable, VersionConflict):
        return later(home(visit, token), request, ports)
