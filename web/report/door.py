"""Who is let in to a report's page; what whoever is not reads, and what he had typed."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from domain.errors import DomainError, NotFound
from domain.leads.consent import language_of
from domain.overriding import policy_of
from domain.unit_of_work import UnitOfWork
from domain.visits.on_the_web import WebPage, page_on_web
from domain.words import N_, Words
from web.by_link.door import LONGEST_TOKEN, asked_for, shown, status_of
from web.by_link.looks import done, refusal
from web.portal.markup import Html, put, tag
from web.ports import Ports
from web.report.shown import Shown

_VISIT: Final = re.compile(r"[SI]-[0-9]{1,12}-[0-9]{1,6}")


def home(visit: str, token: str) -> str:
    return f"/f/{visit}/{token}"


async def page_of(uow: UnitOfWork, visit: str, token: str) -> WebPage:
    """Raises what `page_on_web` raises."""
    named = visit if _VISIT.fullmatch(visit) else ""
    return await page_on_web(uow, named, token[:LONGEST_TOKEN])


async def shown_of(  # noqa: PLR0913  what may stand on it this once
    visit: str,
    token: str,
    ports: Ports,
    *,
    told: str | None = None,
    wrong: Mapping[str, Words] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Shown:
    """Raises what `page_on_web` raises."""
    async with ports.reading() as looking:
        page = await page_of(looking.uow, visit, token)
        return Shown(
            page=page,
            home=home(visit, token),
            speak=ports.speak_in(page.person.language),
            policy=await policy_of(looking.uow, page.visit.oem),
            looks=await looking.uow.album.of(page.visit.id),
            done=told,
            wrong=wrong or {},
            typed=typed or {},
        )


def turned_away(
    error: DomainError, request: Request, ports: Ports, typed: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page of one message, with whatever had been typed below it, so that it is not lost."""
    language = language_of(asked_for(request))
    speak = ports.speak_in(language)
    texts = _texts(typed or {})
    kept = put(tag("h2", speak(N_("What you typed"))), [tag("p", text) for text in texts]) if texts else None
    status = HTTPStatus.NOT_FOUND if isinstance(error, NotFound) else status_of(error)
    return shown(refusal(error.words, language, speak, below=kept), status)


def over(words: Words, page: WebPage, ports: Ports) -> HTMLResponse:
    language = page.person.language
    return shown(done(words, language, ports.speak_in(language)))


def _texts(typed: Mapping[str, str]) -> list[Html | str]:
    return [
        text
        for name, text in typed.items()
        if name.startswith(("now-", "word-", "because-"))
        and text.strip()
        and typed.get(_before(name)) != text
    ]


def _before(name: str) -> str:
    """The field that says what stood there when the page was drawn."""
    return name.replace("now-", "was-", 1) if name.startswith("now-") else name.replace("word-", "said-", 1)
