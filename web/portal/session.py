"""Who is at the door: the cookie of a session, and the token that proves that a form came from one of our pages."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from domain.errors import NotAllowed, VersionConflict
from domain.people.roles import Permission
from domain.people.session import LONGEST, Visitor
from domain.people.sessions import NOTED_EVERY, note_visit, visitor_of
from domain.words import say
from web.callers import FromPorts
from web.ports import Ports

DOOR_LIVES: Final = timedelta(hours=1)
_LONGEST_SECRET: Final = 128


class SignedOut(Exception):
    """There is no session, or it is over."""


class Forged(Exception):
    """The form is not one that we gave to this browser."""


class TooOften(Exception):
    """This address has tried too many links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A request within a session; `csrf` goes into each of its forms."""

    request: Request
    ports: Ports
    visitor: Visitor
    csrf: str

    @property
    def oem(self) -> str:
        """`NotAllowed` for somebody of the desk, who acts for none."""
        if self.visitor.oem is None:
            raise _not_of_an_oem()
        return self.visitor.oem.id


def csrf_of(secret: str) -> str:
    """Only who knows the cookie, which no page and no other site does, can make it."""
    return hashlib.sha256(f"form:{secret}".encode("utf-8", "replace")).hexdigest()


def name_of_cookie(kind: str, ports: Ports) -> str:
    """With https the browser itself sees to it that the cookie is ours alone."""
    return f"__Host-{kind}" if is_https(ports) else f"portal-{kind}"


def is_https(ports: Ports) -> bool:
    """As people reach us; between a proxy and us there may be none."""
    return ports.address.startswith("https://")


def cookie_of(request: Request, kind: str, ports: Ports) -> str:
    return request.cookies.get(name_of_cookie(kind, ports), "")[:_LONGEST_SECRET]


def set_cookie(response: Response, kind: str, secret: str, ports: Ports) -> None:
    lives = LONGEST if kind == "session" else DOOR_LIVES
    response.set_cookie(
        name_of_cookie(kind, ports),
        secret,
        max_age=int(lives.total_seconds()),
        path="/",
        secure=is_https(ports),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, kind: str, ports: Ports) -> None:
    response.delete_cookie(
        name_of_cookie(kind, ports), path="/", secure=is_https(ports), httponly=True, samesite="lax"
    )


def expect_own_form(request: Request, given: str, secret: str, ports: Ports) -> None:
    """Raises Forged. The browser's own word on where the form stood counts as well, where it gives one."""
    expected = csrf_of(secret)
    if not secret or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Forged
    origin = request.headers.get("origin")
    if origin is not None and _host(origin) not in {request.headers.get("host", ""), _host(ports.address)}:
        raise Forged


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]


async def here(request: Request, ports: FromPorts) -> Here:
    """Raises SignedOut."""
    secret = cookie_of(request, "session", ports)
    if not secret:
        raise SignedOut
    async with ports.reading() as looking:
        visitor = await visitor_of(looking.uow, secret)
    if visitor is None:
        raise SignedOut
    await _noted(ports, visitor)
    return Here(request=request, ports=ports, visitor=visitor, csrf=csrf_of(secret))


async def _noted(ports: Ports, visitor: Visitor) -> None:
    if ports.clock.now() - visitor.session.seen_at < NOTED_EVERY:
        return
    try:
        async with ports.transaction() as work:
            await note_visit(work.uow, visitor.session.id)
    except VersionConflict:
        return  # another page of his has noted it meanwhile


SignedIn = Annotated[Here, Depends(here)]
"""Whoever is signed in."""


def _not_of_an_oem() -> NotAllowed:
    return NotAllowed(say("This page is for an OEM. Yours are those of your desk."))


async def for_oem(found: SignedIn) -> Here:
    """Raises NotAllowed for the desk."""
    if found.visitor.oem is None:
        raise _not_of_an_oem()
    return found


async def at_desk(found: SignedIn) -> Here:
    """Raises NotAllowed for an OEM and for Finance, whatever they ask for."""
    if not found.visitor.actor.may(Permission.REVIEW_REPORT):
        raise NotAllowed(say("This page is for Central Ops."))
    return found


async def at_money(found: SignedIn) -> Here:
    """Raises NotAllowed for everybody but Finance."""
    if not found.visitor.actor.may(Permission.SEE_BOOKS):
        raise NotAllowed(say("This page is for Finance."))
    return found


ForOem = Annotated[Here, Depends(for_oem)]
AtDesk = Annotated[Here, Depends(at_desk)]
AtMoney = Annotated[Here, Depends(at_money)]
