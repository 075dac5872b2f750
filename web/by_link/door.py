"""Between an address that is a key and the page behind it: how often, from where, and what whoever is kept out reads."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Refused
from domain.leads.consent import language_of
from domain.words import Words, say
from web.by_link.guard import is_from_the_page, wait_of
from web.by_link.looks import HEADERS, refusal
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


async def kept_out(
    home: str, request: Request, ports: Ports, *, sending: bool = False
) -> HTMLResponse | None:
    """The refusal for who asks too often, or sends a form that is not the page's own; None for everybody else.

    `home` is the page's address.
    """
    wait = await wait_of(request, ports, home)
    if wait is not None:
        words = say(
            "That was too often in a short time. Nothing is lost: please try again in {seconds} seconds.",
            seconds=wait,
        )
        answer = alone(words, HTTPStatus.TOO_MANY_REQUESTS, request, ports, back=home)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if sending and not is_from_the_page(request, ports.address):
        words = say("This did not come from your page, so nothing was changed. Please open your link again.")
        return alone(words, HTTPStatus.FORBIDDEN, request, ports)
    return None


def shown(
    html: str, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] = HEADERS
) -> HTMLResponse:
    return HTMLResponse(html, status, headers=dict(headers))


def alone(
    words: Words, status: HTTPStatus, request: Request, ports: Ports, *, back: str = ""
) -> HTMLResponse:
    language = language_of(asked_for(request))
    return shown(refusal(words, language, ports.speak_in(language), back=back), status)


def later(home: str, request: Request, ports: Ports) -> HTMLResponse:
    words = say("This cannot be done at this moment. Nothing is lost: please try again in a minute.")
    answer = alone(words, HTTPStatus.SERVICE_UNAVAILABLE, request, ports, back=home)
    answer.headers["Retry-After"] = "30"
    return answer


def status_of(error: DomainError) -> HTTPStatus:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.CONFLICT)


def to(address: str) -> Response:
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": address})


def asked_for(request: Request) -> str:
    """The first language that the browser asks for."""
    return request.headers.get("accept-language", "").strip()[:2]
