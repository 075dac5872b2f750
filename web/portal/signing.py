"""Signing in by a one-time link, and out again; the account's page."""

import re
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from domain.errors import DomainError, Refused
from domain.people.session import IDLE, LONGEST, Session
from domain.people.sessions import begin_session, end_session, end_sessions, good_link
from domain.words import N_, Speak, say
from web.callers import FromPorts
from web.pages import moment_of
from web.portal.acting import carried_out, go_to
from web.portal.forms import read_form, sent_by
from web.portal.frame import (
    CSRF,
    HOME,
    LINK,
    REVIEWS,
    Page,
    answer,
    box,
    button,
    form,
    lines,
    refusal,
    whose_pages,
)
from web.portal.markup import Html, put, tag
from web.portal.session import (
    Here,
    SignedIn,
    TooOften,
    cookie_of,
    csrf_of,
    drop_cookie,
    expect_own_form,
    set_cookie,
)
from web.ports import Ports, Writing

# Tries of one address: a few at once, then one in two seconds. A link has 128 random bits; this keeps the log readable.
_INTERVAL_S: Final = 2.0
_BURST: Final = 20
_EVERYWHERE: Final = "everywhere"
REVIEW: Final = "review"
"""The visit whose report somebody comes to see."""
_VISIT: Final = re.compile(r"[SI]-[0-9]{1,9}-[0-9]{1,4}")
Secret = Annotated[str, Path(max_length=128)]


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/in/{secret}", show_door, methods=["GET"])
    routes.add_api_route("/in", come_in, methods=["POST"])
    routes.add_api_route("/account", show_account, methods=["GET"])
    routes.add_api_route("/out", go_out, methods=["POST"])


async def _expect_patience(request: Request, ports: Ports) -> None:
    """Raises TooOften for an address that tries too often."""
    address = request.client.host if request.client else "?"
    allowed, _ = await ports.rates.take(f"portal {address}"[:64], _INTERVAL_S, _BURST * _INTERVAL_S)
    if not allowed:
        raise TooOften


async def show_door(secret: Secret, request: Request, ports: FromPorts) -> Response:
    """Looking at a link does not use it up: previews in chats look at every link."""
    await _expect_patience(request, ports)
    try:
        async with ports.reading() as looking:
            await good_link(looking.uow, secret)
    except Refused as refused:
        return answer(refusal(refused.words, ports.speak), None, ports.speak, HTTPStatus.GONE)
    door = cookie_of(request, "door", ports) or looking.uow.ids.token()
    shown = answer(_door(secret, csrf_of(door), request, ports.speak), None, ports.speak)
    set_cookie(shown, "door", door, ports)
    return shown


def _door(secret: str, csrf: str, request: Request, speak: Speak) -> Page:
    review = request.query_params.get(REVIEW, "")
    towards = tag("input", type="hidden", name=REVIEW, value=review) if _VISIT.fullmatch(review) else None
    body = box(
        tag("p", speak(N_("This link signs you in once, on this device."))),
        form(
            f"{HOME}/in",
            csrf,
            tag("input", type="hidden", name=LINK, value=secret),
            towards,
            tag("p", button(speak(N_("Sign in")))),
        ),
    )
    return Page(title=speak(N_("Sign in")), body=body)


async def come_in(request: Request, ports: FromPorts) -> Response:
    await _expect_patience(request, ports)
    sent = await read_form(request)
    expect_own_form(request, sent[CSRF], cookie_of(request, "door", ports), ports)

    async def begin(work: Writing) -> tuple[Session, str]:
        await work.sessions.sweep(work.uow.now)
        return await begin_session(work.uow, sent[LINK])

    try:
        _, cookie = await carried_out(ports, begin)
    except DomainError as refused:
        return answer(refusal(refused.words, ports.speak), None, ports.speak, HTTPStatus.GONE)
    entered = go_to(f"{REVIEWS}/{sent[REVIEW]}" if _VISIT.fullmatch(sent[REVIEW]) else HOME)
    set_cookie(entered, "session", cookie, ports)
    drop_cookie(entered, "door", ports)
    return entered


async def show_account(here: SignedIn) -> Response:
    return answer(_account(here), here.visitor, here.ports.speak)


def _account(here: Here) -> Page:
    speak, session = here.ports.speak, here.visitor.session
    told = (
        say(
            "You are {name} and act for {oem}.",
            name=here.visitor.person.name,
            oem=whose_pages(here.visitor, speak),
        ),
        say("Signed in since {since}.", since=moment_of(session.made_at)),
        say(
            "You are signed out after {idle} hours without a visit, and after {days} days in any case.",
            idle=int(IDLE.total_seconds()) // 3600,
            days=LONGEST.days,
        ),
    )
    return Page(
        title=speak(N_("Account")),
        here=f"{HOME}/account",
        body=put(box(lines(told, speak)), tag("div", *_ways_out(here, speak), class_="acts")),
    )


def _ways_out(here: Here, speak: Speak) -> tuple[Html, Html]:
    everywhere = tag("input", type="hidden", name=_EVERYWHERE, value="yes")
    return (
        form(f"{HOME}/out", here.csrf, button(speak(N_("Sign out")))),
        form(f"{HOME}/out", here.csrf, everywhere, button(speak(N_("Sign out everywhere")), plain=True)),
    )


async def go_out(here: SignedIn) -> Response:
    sent = await sent_by(here)

    async def end(work: Writing) -> None:
        if sent[_EVERYWHERE]:
            await end_sessions(work.uow, here.visitor.person.id)
        else:
            await end_session(work.uow, here.visitor.session.id)

    await carried_out(here.ports, end)
    left = go_to(f"{HOME}/left")
    drop_cookie(left, "session", here.ports)
    return left
