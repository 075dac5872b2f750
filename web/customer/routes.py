"""`/c/<token>`: the customer's page, and its forms. Parse, one command, back to the page."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from documents.calendar_entry import NAME
from domain.errors import DomainError, NotFound, Refused, Unavailable, VersionConflict
from domain.leads.intake import must_share
from domain.media import Picture
from domain.people.customer_pages import may_bring_files
from domain.words import say
from web.by_link.door import NoPage, alone, kept_out, later, shown, status_of, to
from web.by_link.files import expect_drawing, picture_of
from web.callers import FromPorts
from web.customer import downloads
from web.customer.act import Act, Unsure
from web.customer.door import Guest, guest_of, home, page, refused
from web.customer.given import Given, read
from web.customer.looks import HEADERS
from web.customer.shown import Trouble
from web.customer.signing_steps import SIGN
from web.customer.steps import SHARING, STEPS
from web.ports import Ports

TRIES: Final = 3


def router() -> APIRouter:
    routes = APIRouter(prefix="/c/{token}", include_in_schema=False)
    routes.add_api_route("", show, methods=["GET", "HEAD"])
    routes.add_api_route(f"/{NAME}", downloads.entry, methods=["GET", "HEAD"])
    routes.add_api_route("/copy", downloads.copy, methods=["POST"])
    routes.add_api_route("/code", downloads.code, methods=["POST"])
    routes.add_api_route("/file", downloads.own_file, methods=["POST"])
    routes.add_api_route("/{step}", again, methods=["GET", "HEAD"])
    routes.add_api_route("/{step}", act, methods=["POST"])
    return routes


async def show(token: str, request: Request, ports: FromPorts, done: str | None = None) -> Response:
    """Looking changes nothing: a messenger that looks ahead at the link does no harm."""
    if (no := await kept_out(home(token), request, ports)) is not None:
        return no
    try:
        return shown(await page(token, request, ports, done=done), headers=HEADERS)
    except NoPage as error:
        return alone(error.words, HTTPStatus.NOT_FOUND, request, ports)
    except Unavailable:
        return later(home(token), request, ports)


async def again(token: str) -> Response:
    """The address of a form, opened by itself."""
    return to(home(token))


async def act(token: str, step: str, request: Request, ports: FromPorts) -> Response:
    if (no := await kept_out(home(token), request, ports, sending=True)) is not None:
        return no
    given = Given()
    try:
        try:
            given = await read(request)
            return to(f"{home(token)}?done={await _done(token, step, given, request, ports)}")
        except Unsure as asked:
            trouble = Trouble(
                step=step, words=asked.words, fields=given.fields, sure=asked.sure, place=asked.place
            )
            return await refused(token, request, ports, trouble, HTTPStatus.OK)
        except NoPage:
            raise
        except DomainError as error:
            trouble = Trouble(step=step, words=error.words, fields=given.fields)
            return await refused(token, request, ports, trouble, status_of(error))
    except NoPage as error:
        return alone(error.words, HTTPStatus.NOT_FOUND, request, ports)
    except (Unavailable, VersionConflict):
        return later(home(token), request, ports)


async def _done(token: str, step: str, given: Given, request: Request, ports: Ports) -> str:
    """A file is kept before the step is taken, so that what is noted is never without its bytes."""
    if step not in STEPS:
        raise NotFound(say("This button is not known any more."))
    file = None
    if given.content is not None:
        async with ports.reading() as looking:
            guest = await guest_of(looking.uow, token, request)
        _expect_welcome(guest, step)
        if step == SIGN:
            expect_drawing(given.content)
        file = picture_of(given.content, given.name, guest.lead.id, ports.clock.now())
        await ports.media.put(given.content)
    for _ in range(TRIES - 1):
        try:
            return await _take(token, step, given, file, request, ports)
        except VersionConflict:
            # Somebody, perhaps the same form sent twice, was faster: look again and decide anew.
            continue
    return await _take(token, step, given, file, request, ports)


async def _take(  # noqa: PLR0913, PLR0917  one form with all that came with it
    token: str, step: str, given: Given, file: Picture | None, request: Request, ports: Ports
) -> str:
    async with ports.transaction() as work:
        guest = await guest_of(work.uow, token, request)
        return await STEPS[step](
            Act(
                uow=work.uow,
                page=guest.page,
                lead=guest.lead,
                actor=guest.actor,
                language=guest.language,
                given=given,
                file=file,
            )
        )


def _expect_welcome(guest: Guest, step: str) -> None:
    """Before any byte is kept: nothing without consent, and not more than anybody needs."""
    if step in SHARING:
        must_share(guest.lead, guest.actor)
    if guest.lead.consent_at is None:
        raise Refused(say("Please agree to the privacy notice first."))
    may_bring_files(guest.page)
