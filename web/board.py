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
from web.callers import FromPorts
from web.problems import refusals

MOST_OVERDUE: Final = 50
_CALENDAR: Final = Calendar()
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
    return HTMLResponse(board_page(stages, overdue, now), headers=_HEADERS)


async def health(ports: FromPorts) -> Health:
    async with ports.reading() as looking:
        oldest = await looking.screens.oldest_waiting()
    waited = (ports.clock.now() - oldest).total_seconds() if oldest else None
    return Health(oldest_waiting_seconds=waited)


def board_page(stages: Mapping[Stage, int], overdue: Sequence[tuple[str, NextAction]], now: datetime) -> str:
    counts = [(STAGES[stage].title, _owner(stage), str(stages.get(stage, 0))) for stage in Stage]
    late = [
        (item, TITLES[action.what], _who(action), _moment(action.due), _span(now - action.due))
        for item, action in overdue
    ]
    return _page(
        f'<h1>ChargeOps</h1><p class="muted">{escape(_moment(now))}</p>'
        f"<h2>Overdue</h2>{_table(('What', 'Owed', 'By', 'Due', 'Late by'), late, 'late')}"
        f"<h2>Leads</h2>{_table(('Stage', 'Waits for', 'Leads'), counts, 'stage')}"
    )


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>ChargeOps board</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="30"><style>{_STYLE}</style></head><body>{body}</body></html>'
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f'<tr class="{kind}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return '<p class="muted">Nothing is overdue.</p>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _owner(stage: Stage) -> str:
    role = STAGES[stage].waits_for
    return role.value if role else "–"


def _who(action: NextAction) -> str:
    narrowed = action.team or action.oem
    return f"{action.role} ({narrowed})" if narrowed else action.role.value


def _moment(moment: datetime) -> str:
    local = _CALENDAR.local(moment)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
