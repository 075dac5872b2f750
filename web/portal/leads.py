"""The OEM's leads, narrowed by what is asked, page after page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter, Listed, Place
from domain.leads.shown import as_oem_sees
from domain.leads.stages import STAGES, Stage
from domain.owed import NextAction
from domain.people.roles import Role
from domain.words import N_, Speak, Words, say
from web.pages import day_of, moment_of
from web.params import LeadQuery
from web.portal.acting import go_to
from web.portal.frame import HOME, Page, answer, box, pages_of
from web.portal.markup import Attribute, Html, put, tag
from web.portal.session import SignedIn

SHOWN: Final = 25
LONGEST_TEXT: Final = 80
_CALENDAR: Final = Calendar()
_YEARS: Final = range(2000, 2200)
_DAYS: Final[Mapping[str, str]] = {
    "from": N_("Sent from"),
    "to": N_("Sent until"),
    "since": N_("Changed since"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What stands in the form, what it means, and what in it means nothing."""

    typed: Mapping[str, str]
    wanted: LeadFilter
    after: Place | None
    wrong: Mapping[str, Words] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        return self.wanted != LeadFilter()


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("", show_leads, methods=["GET"])


async def show_leads(here: SignedIn) -> Response:
    """For somebody of the desk his own first page."""
    if here.visitor.oem is None:
        return go_to(pages_of(here.visitor)[0][0])
    looked = _looked(here.request)
    async with here.ports.reading() as looking:
        found = await looking.screens.leads(here.oem, looked.wanted, after=looked.after, limit=SHOWN + 1)
        owed = await looking.screens.owed([one.lead.id for one in found])
    page = _page(looked, found, owed, here.ports.speak)
    return answer(page, here.visitor, here.ports.speak)


def _looked(request: Request) -> Looked:
    """Whatever cannot be used is said and left out of account."""
    asked = request.query_params
    typed = {
        name: asked.get(name, "").replace("\x00", "") for name in ("text", "stage", "from", "to", "since")
    }
    days: dict[str, date] = {}
    wrong: dict[str, Words] = {}
    for name in _DAYS:
        try:
            if typed[name].strip():
                days[name] = _day(typed[name].strip())
        except ValueError:
            wrong[name] = say("This is not a day. Example: 2026-11-24.")
    wanted = LeadFilter(
        text=" ".join(typed["text"].split())[:LONGEST_TEXT] or None,
        stage=Stage(typed["stage"]) if typed["stage"] in set(Stage) else None,
        created_from=_start(days.get("from")),
        created_to=_start(days["to"] + timedelta(days=1)) if "to" in days else None,
        updated_since=_start(days.get("since")),
    )
    return Looked(typed=typed, wanted=wanted, after=_after(asked.get("after"), wanted), wrong=wrong)


def _day(typed: str) -> date:
    """Raises ValueError."""
    day = date.fromisoformat(typed)
    if day.year not in _YEARS:
        raise ValueError(typed)
    return day


def _start(day: date | None) -> datetime | None:
    return _CALENDAR.at(day, time()) if day else None


def _after(cursor: str | None, wanted: LeadFilter) -> Place | None:
    """The first page for a cursor that is none."""
    try:
        return LeadQuery(cursor=cursor, updated_since=wanted.updated_since).after
    except (ValidationError, RequestValidationError, OverflowError):
        return None


def _page(looked: Looked, found: Sequence[Listed], owed: Mapping[str, NextAction], speak: Speak) -> Page:
    shown = found[:SHOWN]
    items = [_item(one, owed.get(one.lead.id), speak) for one in shown]
    rest = _next_page(looked, shown[-1].place, speak) if len(found) > SHOWN else None
    body = put(
        _filters(looked, speak),
        tag("ul", items, class_="list") if items else _nothing(looked, speak),
        rest,
    )
    return Page(title=speak(N_("Leads")), here=HOME, body=body)


def _nothing(looked: Looked, speak: Speak) -> Html:
    if looked.narrowed:
        return box(tag("p", speak(N_("No lead fits."))), tag("p", tag("a", speak(N_("Show all")), href=HOME)))
    return box(
        tag("p", speak(N_("You have sent no leads yet."))),
        tag("p", tag("a", speak(N_("Add a lead")), href=f"{HOME}/new", class_="button")),
    )


def _next_page(looked: Looked, place: Place, speak: Speak) -> Html:
    cursor = LeadQuery(updated_since=looked.wanted.updated_since).cursor_at(place)
    asked = {**{name: value for name, value in looked.typed.items() if value}, "after": cursor}
    return tag(
        "p", tag("a", speak(N_("More leads")), href=f"{HOME}?{urlencode(asked)}", class_="button plain")
    )


def _item(one: Listed, action: NextAction | None, speak: Speak) -> Html:
    lead = one.lead
    stage = speak(STAGES[lead.stage].title)
    return tag(
        "li",
        tag("a", f"{lead.id} · {lead.customer.name}", href=f"{HOME}/leads/{lead.id}"),
        tag(
            "p",
            tag("strong", stage),
            f" · {lead.customer.city or lead.customer.pin_code} · {lead.oem_reference}",
        ),
        _waits_for(lead, action, speak),
        tag("p", speak(say("Changed {moment}", moment=moment_of(one.place.changed_at))), class_="soft"),
    )


def _waits_for(lead: Lead, action: NextAction | None, speak: Speak) -> Html | None:
    owed = as_oem_sees(lead, action, lead.created_at)["next_action"]
    if owed is None:
        return None
    words = say("Next: {what}, until {due}", what=Words(owed["title"]), due=day_of(owed["due"]))
    mine = owed["role"] is Role.OEM
    told = tag("strong", f"{speak(N_('Your turn'))} · ") if mine else None
    return tag("p", told, speak(words))


def _filters(looked: Looked, speak: Speak) -> Html:
    fields = tag("div", *_fields(looked, speak), class_="fields")
    show = tag("button", speak(N_("Show")), type="submit")
    every = tag("a", speak(N_("Show all")), href=HOME, class_="button plain") if looked.narrowed else None
    return tag(
        "details",
        tag("summary", speak(N_("Find and narrow"))),
        tag(
            "form", fields, tag("div", show, every, class_="acts"), method="get", action=HOME, novalidate=True
        ),
        open=looked.narrowed or bool(looked.wrong),
    )


def _fields(looked: Looked, speak: Speak) -> Iterator[Html]:
    yield _entry("text", N_("Name, phone, reference or number"), looked, speak, type="search")
    chosen = looked.wanted.stage
    options = [tag("option", speak(N_("Every stage")), value="")] + [
        tag("option", speak(STAGES[stage].title), value=stage.value, selected=stage is chosen)
        for stage in Stage
    ]
    yield tag(
        "div",
        tag("label", speak(N_("Stage")), for_="stage"),
        tag("select", options, id="stage", name="stage"),
    )
    for name, title in _DAYS.items():
        yield _entry(name, title, looked, speak, type="date")


def _entry(name: str, title: str, looked: Looked, speak: Speak, **more: Attribute) -> Html:
    wrong = looked.wrong.get(name)
    told = tag("p", f"✗ {speak(wrong)}", class_="wrong", id=f"{name}-told") if wrong else None
    entry = tag(
        "input",
        id=name,
        name=name,
        value=looked.typed[name],
        aria_invalid="true" if wrong else None,
        aria_describedby=f"{name}-told" if wrong else None,
        **more,
    )
    return tag("div", tag("label", speak(title), for_=name), told, entry)
