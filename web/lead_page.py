"""One lead for whoever stands beside it: its phases, the one next action, and what has happened. No script, no sign-in.

So nothing of the customer is on it and no money: ids, roles, titles, times.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from domain.events import Event
from domain.happened import HAPPENED
from domain.leads.lead import Lead
from domain.leads.stages import STAGES, Stage
from domain.money.earning import Earning, EarningState
from domain.owed import TITLES, NextAction
from domain.people.actor import By
from domain.people.roles import TITLES as ROLES
from domain.people.roles import Role
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import N_, Speak, Words, say
from web.callers import FromPorts
from web.pages import day_of, headers, moment_of, page, span_of, time_of
from web.ports import Reading

REFRESH_S: Final = 4
PAYOUT: Final = 8
PHASES: Final[Mapping[int, str]] = {
    1: N_("Intake"),
    2: N_("Survey scheduling"),
    3: N_("Survey day"),
    4: N_("Review"),
    5: N_("Installation planning"),
    6: N_("Installation day"),
    7: N_("Closure"),
    PAYOUT: N_("Payout"),
}
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #17212b; --soft: #57606a; --paper: #fff; --ground: #f6f8fa; --line: #d8dee4;
  --now: #0b63b6; --on: #fff; --done: #1a7f37; --late: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #161b22; --ground: #0d1117;
  --line: #30363d; --now: #58a6ff; --on: #0d1117; --done: #56d364; --late: #ff7b72; } }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem; color: var(--ink);
  background: var(--ground); overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
h3 { font-size: .8rem; margin: .9rem 0 .2rem; color: var(--soft); font-weight: 600; } p { margin: .2rem 0; }
.soft { color: var(--soft); } .late { color: var(--late); font-weight: 600; }
ol { list-style: none; margin: 0; padding: 0; }
.track { display: grid; grid-template-columns: repeat(4, 1fr); gap: .6rem .35rem; margin: 1rem 0; font-size: .78rem; }
.track li { border-top: 4px solid var(--line); padding-top: .3rem; color: var(--soft); line-height: 1.25; }
.track .done { border-color: var(--done); }
.track .now { border-color: var(--now); color: var(--ink); font-weight: 600; }
.track b { display: block; } .track .done b { color: var(--done); } .track .now b { color: var(--now); }
.next { border: 1px solid var(--line); border-left: 4px solid var(--now); border-radius: .5rem; padding: .7rem .9rem;
  background: var(--paper); }
.next strong { display: block; font-size: 1.05rem; } .next strong::first-letter { text-transform: uppercase; }
.events li { display: grid; grid-template-columns: 3.1rem 1fr; gap: 0 .6rem; padding: .4rem 0;
  border-bottom: 1px solid var(--line); }
.events time { color: var(--soft); font-variant-numeric: tabular-nums; }
.events small { grid-column: 2; color: var(--soft); font-size: .82rem; }
@media (min-width: 40rem) { .track { grid-template-columns: repeat(8, 1fr); } }
"""
LeadNumber = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that the page is made of. `whose` is the name of the team that owes, where a team does; `reports` are visits."""

    lead: Lead
    events: Sequence[Event]
    earnings: Sequence[Earning]
    action: NextAction | None
    whose: str | None
    now: datetime
    reports: Sequence[str] = ()


def router() -> APIRouter:
    routes = APIRouter(prefix="/board", include_in_schema=False, default_response_class=HTMLResponse)
    routes.add_api_route("/latest", show_latest, methods=["GET"])
    routes.add_api_route("/leads/{lead_id}", show_lead, methods=["GET"])
    return routes


async def show_latest(ports: FromPorts) -> HTMLResponse:
    """The lead of which there is news."""
    async with ports.reading() as looking:
        latest = await looking.screens.latest_lead()
        found = await _found(looking, latest, ports.clock.now()) if latest else None
    return _answer(found, N_("There is no lead yet."), ports.speak, HTTPStatus.OK)


async def show_lead(lead_id: LeadNumber, ports: FromPorts) -> HTMLResponse:
    async with ports.reading() as looking:
        found = await _found(looking, lead_id, ports.clock.now()) if lead_id.isprintable() else None
    return _answer(
        found, N_("There is no lead of this number. Example: L-1042."), ports.speak, HTTPStatus.NOT_FOUND
    )


async def _found(looking: Reading, lead_id: str, now: datetime) -> Shown | None:
    lead = await looking.uow.find(Lead, lead_id)
    if lead is None:
        return None
    earnings = await looking.uow.all(Earning, lead=lead.id)
    payouts = sorted({earning.payout for earning in earnings if earning.payout})
    owed = await looking.screens.owed([lead.id, *payouts])
    action = next((owed[item] for item in (lead.id, *payouts) if item in owed), None)
    team = await looking.uow.find(Team, action.team) if action and action.team else None
    return Shown(
        lead=lead,
        events=await looking.screens.timeline(lead.id),
        earnings=earnings,
        action=action,
        whose=team.name if team else None,
        now=now,
        reports=[visit.id for visit in await looking.uow.all(Visit, lead=lead.id) if visit.report],
    )


def _answer(found: Shown | None, missing: str, speak: Speak, status: HTTPStatus) -> HTMLResponse:
    if found is None:
        nothing = page(f"<h1>{escape(speak(missing))}</h1>", speak(N_("Lead")), _STYLE, refresh_s=REFRESH_S)
        return HTMLResponse(nothing, status_code=status, headers=headers(_STYLE))
    return HTMLResponse(lead_page(found, speak), headers=headers(_STYLE))


def lead_page(shown: Shown, speak: Speak) -> str:
    stage = STAGES[shown.lead.stage].title
    body = (
        f"<h1>{escape(shown.lead.id)} · {escape(speak(stage))}</h1>"
        f'<p class="soft">{escape(moment_of(shown.now))}</p>'
        f'<ol class="track">{"".join(_phases(shown, speak))}</ol>'
        f'<section class="next">{"".join(_next(shown, speak))}</section>'
        f"{''.join(_reports(shown, speak))}"
        f"<h2>{escape(speak(N_('What has happened')))}</h2>{''.join(_days(shown.events, shown.lead, speak))}"
    )
    return page(body, shown.lead.id, _STYLE, refresh_s=REFRESH_S)


def _phases(shown: Shown, speak: Speak) -> Iterable[str]:
    for number, title in PHASES.items():
        state = _paid(shown) if number == PAYOUT else _reached(number, shown.lead)
        mark = "✓" if state == "done" else str(number)
        current = ' aria-current="step"' if state == "now" else ""
        yield f'<li class="{state}"{current}><b>{mark}</b>{escape(speak(title))}</li>'


def _reached(number: int, lead: Lead) -> str:
    """A lead on hold or cancelled stands where it was before."""
    stage = lead.stage if STAGES[lead.stage].phase else lead.stage_before
    here = (STAGES[stage].phase if stage else None) or 0
    if number < here or lead.stage is Stage.CLOSED:
        return "done"
    return "now" if number == here and lead.is_open else "ahead"


def _paid(shown: Shown) -> str:
    """Runs beside the other phases: it is over when the lead is closed and all that was earned is paid."""
    states = {earning.state for earning in shown.earnings}
    if shown.lead.stage is Stage.CLOSED and states == {EarningState.PAID}:
        return "done"
    return "now" if states - {EarningState.EARNED} or (states and not shown.lead.is_open) else "ahead"


def _next(shown: Shown, speak: Speak) -> Iterable[str]:
    action = shown.action
    if action is None:
        yield f"<strong>{escape(speak(N_('Nothing is owed: this lead has come to its end.')))}</strong>"
        return
    role = say(ROLES[action.role])
    owner = say("{role} ({whose})", role=role, whose=shown.whose) if shown.whose else role
    late = action.due < shown.now
    yield f'<p class="soft">{escape(speak(N_("The one next action")))}</p>'
    yield f"<strong>{escape(speak(TITLES[action.what]))}</strong>"
    yield f"<p>{escape(speak(say('owed by {owner}', owner=owner)))}</p>"
    by = say("due {due}", due=moment_of(action.due))
    yield f'<p class="{"late" if late else "soft"}">{escape(speak(by))}{escape(_late(action, shown, speak))}</p>'


def _reports(shown: Shown, speak: Speak) -> Iterable[str]:
    """Whoever follows these signs in first."""
    for visit in shown.reports:
        title = speak(say("Report of {visit}", visit=visit))
        yield f'<p><a href="/portal/reviews/{escape(visit)}" target="_top">{escape(title)}</a></p>'


def _late(action: NextAction, shown: Shown, speak: Speak) -> str:
    over = shown.now - action.due
    return f" · {speak(say('late by {span}', span=span_of(over)))}" if action.due < shown.now else ""


def _days(events: Sequence[Event], lead: Lead, speak: Speak) -> Iterable[str]:
    """Newest first, under the day on which it was."""
    for day, those in groupby(reversed(events), key=lambda event: day_of(event.at)):
        lines = "".join(_line(event, lead, speak) for event in those)
        yield f'<h3>{escape(day)}</h3><ol class="events">{lines}</ol>'


def _line(event: Event, lead: Lead, speak: Speak) -> str:
    about = f" · {event.subject}" if event.subject != lead.id else ""
    by = speak(_by(event.by))
    return (
        f'<li><time datetime="{event.at.isoformat()}">{time_of(event.at)}</time>'
        f"<span>{escape(speak(HAPPENED[event.kind]))}{escape(about)}</span><small>{escape(by)}</small></li>"
    )


def _by(by: By) -> Words:
    role = say(ROLES[by.role])
    if by.on_behalf_of is None or by.role is Role.SYSTEM:
        return role
    return say("{name} for {owner}", name=role, owner=say(ROLES[by.on_behalf_of]))
