"""The live board: stages and what is overdue, readable without scripts; and whether the service is well."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from domain.leads.stages import STAGES, Stage
from domain.owed import TITLES, NextAction
from domain.visits.board import Board, DayBoard, Planned, day_board
from domain.visits.board import today as day_on
from domain.visits.states import STATE_TITLES
from domain.words import N_, Speak
from web.callers import FromPorts
from web.pages import ROLES, headers, moment_of, page, span_of, time_of, who
from web.problems import refusals

MOST_OVERDUE: Final = 50
MOST_VISITS: Final = 100
REFRESH_S: Final = 30
_VISIT_HEADS: Final = (N_("Time"), N_("Visit"), N_("Team"), N_("State"), N_("Next"))
_OVERDUE_HEADS: Final = (N_("What"), N_("Owed"), N_("By"), N_("Due"), N_("Late by"))
_STAGE_HEADS: Final = (N_("Stage"), N_("Waits for"), N_("Leads"))
_NOTHING: Final[Mapping[str, str]] = {"visit": N_("No visit today."), "late": N_("Nothing is overdue.")}
"""By the kind of row, what is said where there is none."""
_STYLE: Final = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #17212b;
  background: #f6f8fa; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; background: #fff; } caption { text-align: left; color: #57606a; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid #d8dee4; vertical-align: top; }
th { color: #57606a; font-weight: 600; }
tr.late td:last-child { color: #b42318; font-weight: 600; } .muted { color: #57606a; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } table { background: #161b22; }
  th, td { border-color: #30363d; } th, .muted { color: #9da7b1; } tr.late td:last-child { color: #ff7b72; } }
"""


class Health(BaseModel):
    """`oldest_waiting_seconds`: how long the oldest input has waited to be handled; null where none waits."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "ok", "oldest_waiting_seconds": 0.4}]}
    )

    status: str = "ok"
    oldest_waiting_seconds: float | None


def router() -> APIRouter:
    routes = APIRouter()
    routes.add_api_route("/", board, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    routes.add_api_route(
        "/healthz",
        health,
        methods=["GET"],
        operation_id="health",
        tags=["service"],
        summary="Health",
        responses=refusals(),
    )
    return routes


async def board(ports: FromPorts) -> HTMLResponse:
    now = ports.clock.now()
    async with ports.reading() as looking:
        stages = await looking.screens.stages()
        overdue = await looking.screens.overdue(now, MOST_OVERDUE)
        today = await day_board(looking.uow, Board())
    return HTMLResponse(board_page(today, stages, overdue, ports.speak), headers=headers(_STYLE))


async def health(ports: FromPorts) -> Health:
    async with ports.reading() as looking:
        oldest = await looking.screens.oldest_waiting()
    waited = (ports.clock.now() - oldest).total_seconds() if oldest else None
    return Health(oldest_waiting_seconds=waited)


def board_page(
    today: DayBoard, stages: Mapping[Stage, int], overdue: Sequence[tuple[str, NextAction]], speak: Speak
) -> str:
    """Ids, times and teams alone: whoever may look at the board learns no customer's name or place."""
    now = today.now
    counts = [
        (speak(STAGES[stage].title), speak(_owner(stage)), str(stages.get(stage, 0))) for stage in Stage
    ]
    late = [
        (
            item,
            speak(TITLES[action.what]),
            speak(who(action)),
            moment_of(action.due),
            speak(span_of(now - action.due)),
        )
        for item, action in overdue
    ]
    name = speak(N_("ChargeOps"))
    return page(
        f'<h1>{escape(name)}</h1><p class="muted">{escape(moment_of(now))}</p>'
        + _section(N_("Visits today"), _VISIT_HEADS, _visits(today, speak), "visit", speak)
        + _section(N_("Overdue"), _OVERDUE_HEADS, late, "late", speak)
        + _section(N_("Leads"), _STAGE_HEADS, counts, "stage", speak),
        speak(N_("ChargeOps board")),
        _STYLE,
        refresh_s=REFRESH_S,
    )


def _visits(today: DayBoard, speak: Speak) -> list[Sequence[str]]:
    """Emergencies and late ones first, then the leads that lost their visit and wait for another."""
    rows: list[Sequence[str]] = [
        (
            _time(stop, today),
            stop.visit.id,
            _team(stop, today),
            _state(stop, today, speak),
            speak(TITLES[stop.action.what]) if stop.action else "–",
        )
        for stop in today.ordered[:MOST_VISITS]
    ]
    priority = speak(N_("priority, no visit yet"))
    waiting: list[Sequence[str]] = [
        ("–", one.lead.id, "–", priority, speak(TITLES[one.action.what])) for one in today.waiting
    ]
    return rows + waiting


def _team(stop: Planned, today: DayBoard) -> str:
    team = today.teams.get(stop.visit.team or "")
    return team.name if team is not None else "–"


def _time(stop: Planned, today: DayBoard) -> str:
    start = stop.visit.window.start
    return time_of(start) if day_on(start) == today.day else moment_of(start)


def _state(stop: Planned, today: DayBoard, speak: Speak) -> str:
    state = speak(STATE_TITLES[stop.visit.state])
    return f"{speak(N_('late'))}: {state}" if stop.is_late(today.now) else state


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str, speak: Speak) -> str:
    return f"<h2>{escape(speak(title))}</h2>{_table([speak(head) for head in heads], rows, kind, speak)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str, speak: Speak) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f'<tr class="{kind}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return f'<p class="muted">{escape(speak(_NOTHING[kind]))}</p>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _owner(stage: Stage) -> str:
    role = STAGES[stage].waits_for
    return ROLES[role] if role else "–"
