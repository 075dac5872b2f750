"""Who is let in to a customer's page, and the page itself."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from domain.errors import NotFound
from domain.leads.consent import language_of
from domain.leads.hanging import hanging_of
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.customer_pages import page_of, spoken_on, visitor
from domain.people.person import Invite
from domain.unit_of_work import UnitOfWork
from domain.view import view_of
from web.by_link.door import LONGEST_TOKEN, NoPage, asked_for, shown
from web.customer.looks import HEADERS
from web.customer.page import render
from web.customer.shown import Shown, Trouble
from web.ports import Ports


def home(token: str) -> str:
    return f"/c/{token}"


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
        page=page, lead=lead, actor=visitor(page, lead), language=language_of(chosen or asked_for(request))
    )


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
        hanging = await hanging_of(looking.uow, guest.lead)
    return render(
        Shown(
            view=view,
            hanging=hanging,
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


async def refused(
    token: str, request: Request, ports: Ports, trouble: Trouble, status: HTTPStatus
) -> HTMLResponse:
    """The page again, with the words beside the form and with what had been typed in it. Raises NoPage."""
    return shown(await page(token, request, ports, trouble=trouble), status, HEADERS)
