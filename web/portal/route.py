"""Whatever goes wrong in the portal is said on a page, in words for people."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Unavailable, VersionConflict
from domain.people.session import Visitor
from domain.people.sessions import visitor_of
from domain.words import N_, Speak, Words, say
from web.callers import ports_of
from web.portal.forms import TooLarge, read_form
from web.portal.frame import CSRF, LINK, Page, answer, box, lines, pairs, refusal
from web.portal.markup import Html, put, tag
from web.portal.session import Forged, SignedOut, TooOften, cookie_of
from web.ports import Ports

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_log = logging.getLogger(__name__)


class PortalRoute(APIRoute):
    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except SignedOut:
                return await _sign_in(request, ports_of(request))
            except Exception as error:  # noqa: BLE001  the edge: a bug is logged, and the person gets a page
                return await _told(request, error)

        return shown


async def _told(request: Request, error: Exception) -> Response:
    ports = ports_of(request)
    status, page = next((status, page) for kind, status, page in _PAGES if isinstance(error, kind))
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer(page(error, ports.speak), None, ports.speak, status)
    return answer(page(error, ports.speak), await _visitor(request, ports), ports.speak, status)


async def _visitor(request: Request, ports: Ports) -> Visitor | None:
    secret = cookie_of(request, "session", ports)
    if not secret:
        return None
    async with ports.reading() as looking:
        return await visitor_of(looking.uow, secret)


async def _sign_in(request: Request, ports: Ports) -> Response:
    typed: Mapping[str, str] = {}
    if request.method == "POST":
        with suppress(TooLarge, Invalid):
            typed = (await read_form(request)).values
    return answer(sign_in_page(ports.speak, typed), None, ports.speak, HTTPStatus.UNAUTHORIZED)


def sign_in_page(speak: Speak, typed: Mapping[str, str]) -> Page:
    words = (
        say("You are not signed in, or your session has ended."),
        say("Send /portal to the ChargeOps bot: it answers with a link that signs you in."),
        say("If you do not use the bot, ask your contact at ChargeOps for a link."),
    )
    return Page(title=speak(N_("Sign in")), body=put(box(lines(words, speak)), _typed(typed, speak)))


def forged(error: Exception, speak: Speak) -> Page:
    typed: Mapping[str, str] = error.args[0] if error.args else {}
    words = say(
        "This form was not opened in your present session, so nothing was done. Open the page and send it again."
    )
    told = box(tag("p", speak(words)), kind="bad", role="alert")
    return Page(title=speak(N_("Please send it again")), body=put(told, _typed(typed, speak)))


def _typed(typed: Mapping[str, str], speak: Speak) -> Html | None:
    """Shown to whoever has just typed it, so that it is not lost."""
    kept = [(name, value) for name, value in typed.items() if value and name not in {CSRF, LINK}]
    return put(tag("h2", speak(N_("What you typed"))), box(pairs(kept, str))) if kept else None


def missing(_: Exception | None, speak: Speak) -> Page:
    return Page(
        title=speak(N_("There is no such page")),
        body=lines([say("Look at the address, or begin with your leads.")], speak),
    )


def later(error: Exception, speak: Speak) -> Page:
    _log.warning("a page is to be asked for again: %s", error)
    return Page(
        title=speak(N_("Not now")),
        body=box(
            lines([say("We cannot answer now. Please try again in a minute.")], speak),
            kind="bad",
            role="alert",
        ),
    )


def fault(_: Exception, speak: Speak) -> Page:
    words: Words = say("Something is broken here. We have noted it and look into it.")
    return Page(title=speak(N_("A fault of ours")), body=box(lines([words], speak), kind="bad", role="alert"))


def too_large(_: Exception, speak: Speak) -> Page:
    return refusal(
        say("That is too large to be sent at once. A file may have 20 MB: split it into several."), speak
    )


def too_often(_: Exception, speak: Speak) -> Page:
    words = say("Too many tries from your address. Please wait a minute and open the link again.")
    return refusal(words, speak)


def refused(error: Exception, speak: Speak) -> Page:
    assert isinstance(error, DomainError)  # noqa: S101  the table below sees to it
    return refusal(error.words, speak)


_PAGES: Final[Sequence[tuple[type[Exception], HTTPStatus, Callable[[Exception, Speak], Page]]]] = (
    (Forged, HTTPStatus.FORBIDDEN, forged),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large),
    (TooOften, HTTPStatus.TOO_MANY_REQUESTS, too_often),
    (RequestValidationError, HTTPStatus.NOT_FOUND, missing),
    (NotAllowed, HTTPStatus.FORBIDDEN, refused),
    (NotFound, HTTPStatus.NOT_FOUND, refused),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY, refused),
    (DomainError, HTTPStatus.CONFLICT, refused),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE, later),
    (VersionConflict, HTTPStatus.SERVICE_UNAVAILABLE, later),
    (Exception, HTTPStatus.INTERNAL_SERVER_ERROR, fault),
)
"""The first that fits is shown."""
