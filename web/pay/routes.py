"""`/pay/<payment>/<token>`: how one person of Finance pays it by hand. Looking changes nothing, and there is nothing to send."""

import re
from typing import Final

from fastapi import APIRouter, Request, Response

from domain.errors import DomainError, Unavailable
from domain.money.pay_page import pay_page
from web.by_link.door import LONGEST_TOKEN, alone, kept_out, later, shown, status_of
from web.callers import FromPorts
from web.pay.page import page_html

_PAYMENT: Final = re.compile(r"(?:V-[0-9]{1,12}-[0-9]{1,6}|P-[0-9]{1,12})")


def router() -> APIRouter:
    routes = APIRouter(prefix="/pay/{payment}/{token}", include_in_schema=False)
    routes.add_api_route("", show, methods=["GET", "HEAD"])
    return routes


async def show(payment: str, token: str, request: Request, ports: FromPorts) -> Response:
    home = f"/pay/{payment}/{token}"
    if (no := await kept_out(home, request, ports)) is not None:
        return no
    named = payment if _PAYMENT.fullmatch(payment) else ""
    try:
        async with ports.reading() as looking:
            page = await pay_page(looking.uow, named, token[:LONGEST_TOKEN])
        return shown(page_html(page, ports.speak_in(page.person.language)))
    except DomainError as error:
        return alone(error.words, status_of(error), request, ports)
    except Unavailable:
        return later(home, request, ports)
