"""The live board: stages and what is overdue, readable without scripts; and whether the service is well."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from domain.calendar import Calendar
from domain.leads.stages import STAGES, Stage
from domain.owed import TITLES, NextAction
from domain.people.roles import Role
from domain.words import N_, Speak, Words, say
from web.callers import FromPorts
from web.problems import refusals

MOST_OVERDUE: Final = 50
_CALENDAR: Final = Calendar()
# Shorter than the titles that cards use: a column of a table has little room.
_ROLES: Final[Mapping[Role, str]] = {
    Role.OEM: N_("oem"),
    Role.CUSTOMER: N_("customer"),
    Role.OPS: N_("ops"),
    Role.FIELD: N_("field"),
    Role.PROCUREMENT: N_("procurement"),
    Role.FINANCE: N_("finance"),
    Role.REPORTING: N_("reporting"),
    Role.ADMIN: N_("admin"),
    Role.SYSTEM: N_("system"),
}
_OVERDUE_HEADS: Final = (N_("What"), N_("Owed"), N_("By"), N_("Due"), N_("Late by"))
_STAGE_HEADS: Final = (N_("Stage"), N_("Waits for"), N_("Leads"))
_STYLE: Final = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #17212b;
  background: #f6f8fa; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; background: #fff; } caption { text-align: left; color: #57606a; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid #d8dee4; vertical-align: top; }
th { color: #57606a; font-weight: 600; }
tr.late td:last-child { color: #b42318; font-weight: 600; } .muted { color: #57606a; }
"""
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Health(BaseModel):
    """`oldest_waiting_seconds`: how long the oldest input has waited to be handled; null where none waits."""

    status: str = "ok"
    oldest_waiting_seconds: float | None


def router() -> APIRouter:
    routes = APIRouter()
    routes.add_api_route("/", board, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    routes.add_api_route(
        "/healthz", health, methods=["GET"], tags=["service"], summary="Health", responses=refusals(503)
    )
    return routes


async def board(ports: FromPorts) -> HTMLResponse:
    now = ports.clock.now()
    async with ports.reading() as looking:
        stages = await looking.screens.stages()
        overdue = await looking.screens.overdue(now, MOST_OVERDUE)
    return HTMLResponse(board_page(stages, overdue, now, ports.speak), headers=_HEADERS)


async def health(ports: FromPorts) -> Health:
    async with ports.reading() as looking:
        oldest = await looking.screens.oldest_waiting()
    waited = (ports.clock.now() - oldest).total_seconds() if oldest else None
    return Health(oldest_waiting_seconds=waited)


def board_page(
    stages: Mapping[Stage, int],
    overdue: Sequence[tuple[str, NextAction]],
    now: datetime,
    speak: Speak,
) -> str:
    counts = [
        (speak(STAGES[stage].title), speak(_owner(stage)), str(stages.get(stage, 0))) for stage in Stage
    ]
    late = [
        (
            item,
            speak(TITLES[action.what]),
            speak(_who(action)),
            _moment(action.due),
            speak(_span(now - action.due)),
        )
        for item, action in overdue
    ]
    name = speak(N_("ChargeOps"))
    return _page(
        f'<h1>{escape(name)}</h1><p class="muted">{escape(_moment(now))}</p>'
        + _section(N_("Overdue"), _OVERDUE_HEADS, late, "late", speak)
        + _section(N_("Leads"), _STAGE_HEADS, counts, "stage", speak),
        speak(N_("ChargeOps board")),
    )


def _page(body: str, title: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="30"><style>{_STYLE}</style></head><body>{body}</body></html>'
    )


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str, speak: Speak) -> str:
    return f"<h2>{escape(speak(title))}</h2>{_table([speak(head) for head in heads], rows, kind, speak)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str, speak: Speak) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f'<tr class="{kind}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        nothing = speak(N_("Nothing is overdue."))
        return f'<p class="muted">{escape(nothing)}</p>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _owner(stage: Stage) -> str:
    role = STAGES[stage].waits_for
    return _ROLES[role] if role else "–"


def _who(action: NextAction) -> Words:
    narrowed = action.team or action.oem
    role = say(_ROLES[action.role])
    return say("{role} ({whose})", role=role, whose=narrowed) if narrowed else role


def _moment(moment: datetime) -> str:
    local = _CALENDAR.local(moment)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def _span(span: timedelta) -> Words:
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return say("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return say("{minutes} min", minutes=minutes)
