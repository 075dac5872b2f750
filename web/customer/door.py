"""Between an address and the page behind it: who is let in, and what whoever is not let in reads."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Refused
from domain.leads.consent import language_of
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.customer_pages import page_of, spoken_on, visitor
from domain.people.person import Invite
from domain.unit_of_work import UnitOfWork
from domain.view import view_of
from domain.words import Words, say
from web.customer.guard import is_from_the_page, wait_of
from web.customer.looks import HEADERS
from web.customer.page import refusal, render
from web.customer.shown import Shown, Trouble
from web.ports import Ports

LONGEST_TOKEN: Final = 64
_STATUS: Final = (
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Refused, HTTPStatus.CONFLICT),
)


class NoPage(DomainError):
    """The link opens nothing: there is no page to show the refusal on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whoever holds the link, as the customer of its lead."""

    page: Invite
    lead: Lead
    actor: Actor
    language: str


async def guest_of(uow: UnitOfWork, token: str, request: Request) -> Guest:
    """Raises NoPage."""
    try:
        page, lead = await page_of(uow, token[:LONGEST_TOKEN])
    except NotFound as error:
        raise NoPage(error.words) from None
    chosen = await spoken_on(uow, page, lead)
    return Guest(
        page=page, lead=lead, actor=visitor(page, lead), language=language_of(chosen or _asked_for(request))
    )


async def kept_out(
    token: str, request: Request, ports: Ports, *, sending: bool = False
) -> HTMLResponse | None:
    """The refusal for who asks too often, or sends a form that is not the page's own; None for everybody else."""
    wait = await wait_of(request, ports, token)
    if wait is not None:
        words = say(
            "That was too often in a short time. Nothing is lost: please try again in {seconds} seconds.",
            seconds=wait,
        )
        answer = alone(words, HTTPStatus.TOO_MANY_REQUESTS, request, ports, back=f"/c/{token}")
        answer.headers["Retry-After"] = str(wait)
        return answer
    if sending and not is_from_the_page(request, ports.address):
        words = say("This did not come from your page, so nothing was changed. Please open your link again.")
        return alone(words, HTTPStatus.FORBIDDEN, request, ports)
    return None


async def page(  # noqa: PLR0913  what may stand on it this once
    token: str,
    request: Request,
    ports: Ports,
    *,
    done: str | None = None,
    trouble: Trouble | None = None,
    code: tuple[str, datetime] | None = None,
) -> str:
    """Raises NoPage."""
    async with ports.reading() as looking:
        guest = await guest_of(looking.uow, token, request)
        view = await view_of(looking.uow, guest.lead.id)
    return render(
        Shown(
            view=view,
            page=guest.page,
            token=token,
            language=guest.language,
            speak=ports.speak_in(guest.language),
            done=done,
            trouble=trouble,
            code=code,
        ),
        guest.lead,
    )


def shown(html: str, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return HTMLResponse(html, status, headers=HEADERS)


async def refused(
    token: str, request: Request, ports: Ports, trouble: Trouble, status: HTTPStatus
) -> HTMLResponse:
    """The page again, with the words beside the form and with what had been typed in it. Raises NoPage."""
    return shown(await page(token, request, ports, trouble=trouble), status)


def alone(
    words: Words, status: HTTPStatus, request: Request, ports: Ports, *, back: str = ""
) -> HTMLResponse:
    language = language_of(_asked_for(request))
    return shown(refusal(words, language, ports.speak_in(language), back=back), status)


def later(token: str, request: Request, ports: Ports) -> HTMLResponse:
    words = say("This cannot be done at this moment. Nothing is lost: please try again in a minute.")
    answer = alone(words, HTTPStatus.SERVICE_UNAVAILABLE, request, ports, back=f"/c/{token}")
    answer.headers["Retry-After"] = "30"
    return answer


def status_of(error: DomainError) -> HTTPStatus:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.CONFLICT)


def to(address: str) -> Response:
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": address})


def _asked_for(request: Request) -> str:
    """The first language that the browser asks for."""
    return request.headers.get("accept-language", "").strip()[:2]
