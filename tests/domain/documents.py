"""Writes `docs/states.md` and `docs/permissions.md` from the tables: `make docs`."""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias

from domain.leads.stages import MOVES as LEAD_MOVES
from domain.leads.stages import OPEN, STAGES, Stage, Step
from domain.materials.purchase import PURCHASE_MOVES
from domain.materials.quote import QUOTE_MOVES
from domain.materials.request import LINE_MOVES
from domain.money.earning import EARNING_MOVES
from domain.money.payment import MOVES as PAYMENT_MOVES
from domain.money.payment import TWO_APPROVERS_ABOVE, PaymentKind
from domain.people.roles import MATRIX, ON_BEHALF, Permission, Role
from domain.policy import DEFAULT
from domain.reporting.pack import PACK_MOVES
from domain.visits.day_steps import DAY, LATE, DayStep, Moment
from domain.visits.states import ENDED, HOLDS_CAPACITY, STATE_TITLES
from domain.visits.states import MOVES as VISIT_MOVES

DOCS: Final = Path(__file__).parents[2] / "docs"
Moves: TypeAlias = Mapping[Any, frozenset[Any]]
"""State → the states it can become, of any machine."""
NOTE: Final = "Made from the tables by `make docs`: change the tables, not this file."
ABOUT_PERMISSIONS: Final = (
    "A tap, a word, an API call and a timer are all checked against this matrix, `domain/people/roles.py`, before anything is shown "
    "or changed. OEM, customer and field are narrow: they reach their own leads, their own lead and their own team's visits only. "
    "`system` is a timer's voice; nobody can be given that role."
)
BESIDES: Final = (
    "What the matrix cannot say, the models do: nobody decides on money he asked for, one person approves a payment once, "
    f"above {TWO_APPROVERS_ABOVE} two people approve and neither of them pays, and Ops invites crews and OEM people only."
)
ABOUT_VISITS: Final = (
    "`domain/visits/states.py`. Surveys and installations share this life. Reported → on_site is a report returned to the team; "
    "emergency → acknowledged is a backup team that has accepted, emergency → booked one that Ops has assigned. "
    "Unassigned is a visit that keeps its time and waits for another team; one that is given to another team passes through it."
)
ABOUT_THE_DAY: Final = (
    "`domain/visits/day_steps.py`. Each clock is a row of `domain/policy.py` and can differ for each OEM. What lapses is not set once its "
    f"time has passed. A step that comes more than {LATE // timedelta(minutes=1)} minutes late says so, and is not told to those to whom it "
    "makes no sense any more. A team that was asked late, because the visit was booked at short notice or the program was away, is nudged and "
    f"Ops alerted {DEFAULT.short_notice // timedelta(minutes=1)} minutes (`short_notice`) after it was asked, and the emergency opens after twice "
    "that time, if these come later than their own clock; never after the start. A reminder that falls into the customer's night comes when the night is over, or the evening before where that is too late."
)
ASIDE: Final = frozenset({Step.HOLD, Step.CANCEL})


def states() -> str:
    return (
        "\n\n".join(
            [
                "# States",
                NOTE,
                "No transition outside these tables happens: whatever else is tried is refused with what has happened since.",
                *_lead(),
                *_visit(),
                *_payments(),
                *_small_ones(),
            ]
        )
        + "\n"
    )


def permissions() -> str:
    roles = list(Role)
    rows = [
        [
            f"`{permission}`",
            *("●" if role in MATRIX[permission] else "" for role in roles),
            ON_BEHALF[permission].value if permission in ON_BEHALF else "",
        ]
        for permission in Permission
    ]
    return (
        "\n\n".join(
            [
                "# Permissions",
                NOTE,
                ABOUT_PERMISSIONS,
                _table(["may", *(role.value for role in roles), "on behalf of"], rows),
                "“On behalf of”: whose step it really is. Where another role takes it, the timeline names both.",
                BESIDES,
            ]
        )
        + "\n"
    )


def _lead() -> list[str]:
    rows = [
        [
            str(rule.phase or ""),
            f"`{stage}`",
            rule.waits_for.value if rule.waits_for else "–",
            rule.ends_when,
            rule.clock,
            rule.runs_out,
        ]
        for stage, rule in STAGES.items()
    ]
    moves = [
        [f"`{stage}`", f"`{step}`", f"`{after}`" if after else "where it was before"]
        for stage, steps in LEAD_MOVES.items()
        for step, after in steps.items()
        if step not in ASIDE
    ]
    return [
        "## A lead",
        "`domain/leads/stages.py`. The clocks are rows of `domain/policy.py` and can differ for each OEM.",
        _table(["phase", "stage", "waits for", "ends when", "clock", "when it runs out"], rows),
        _table(["stage", "step", "leads to"], moves),
        f"Every stage but {_ended()} can also be called off (`cancel`), and all of these but `on_hold` can be held (`hold`).",
        _drawing(_lead_arrows()),
    ]


def _ended() -> str:
    return " and ".join(f"`{stage}`" for stage in Stage if stage not in OPEN)


def _lead_arrows() -> list[str]:
    arrows = [
        f"{stage} --> {after}: {step.replace('_', ' ')}"
        for stage, steps in LEAD_MOVES.items()
        for step, after in steps.items()
        if after is not None and step not in ASIDE
    ]
    return [f"[*] --> {Stage.NEW}", *arrows, f"{Stage.CLOSED} --> [*]"]


def _visit() -> list[str]:
    rows = [
        [
            f"`{state}`",
            STATE_TITLES[state],
            "yes" if state in HOLDS_CAPACITY else "",
            _listed(after),
        ]
        for state, after in VISIT_MOVES.items()
    ]
    return [
        "## A visit",
        ABOUT_VISITS,
        _table(["state", "in words", "holds the team's time", "can become"], rows),
        _drawing(_arrows(VISIT_MOVES, "proposed", ENDED)),
        *_day(),
    ]


def _day() -> list[str]:
    rows = [
        [
            "; or, if earlier, ".join(_moment(moment) for moment in step.due),
            f"`{step.rule}`",
            step.does,
            _listed(step.states),
            ", ".join(reader.audience.value for reader in step.to),
            _until(step),
            "yes" if step.lapses else "",
        ]
        for step in DAY
    ]
    heads = ["when (default)", "rule", "what happens", "in", "told", "makes sense until", "lapses"]
    return ["### The day of a visit", ABOUT_THE_DAY, _table(heads, rows)]


def _moment(moment: Moment) -> str:
    """`start − 90 min (`alert`)`."""
    clock = getattr(DEFAULT, moment.clock)
    if isinstance(clock, time):
        return f"{clock:%H:%M} on {moment.anchor} (`{moment.clock}`)"
    minutes = clock // timedelta(minutes=1)
    span = f"{minutes // 60} h" if minutes % 60 == 0 and minutes > 60 else f"{minutes} min"
    return f"{moment.anchor} {'−' if moment.before else '+'} {span} (`{moment.clock}`)"


def _until(step: DayStep) -> str:
    ends = {reader.until for reader in step.to}
    if len(ends) == 1:
        return str(next(iter(ends)) or "always")
    return ", ".join(f"{reader.audience.value}: {reader.until or 'always'}" for reader in step.to)


def _payments() -> list[str]:
    parts = ["## Money", "`domain/money/payment.py`. One machine with two beginnings."]
    words = {
        PaymentKind.VENDOR: "### A vendor payment",
        PaymentKind.PAYOUT: "### A payout to a team\n\nComputed from approved visits, so nobody checks it before Finance.",
    }
    for kind, heading in words.items():
        moves = {before: after for before, after in PAYMENT_MOVES[kind].items() if _is_reached(kind, before)}
        parts += [heading, _moves(moves), _drawing(_arrows(moves, "requested", _ends(moves)))]
    return parts


def _is_reached(kind: PaymentKind, state: StrEnum) -> bool:
    """A payout is never checked, though the rest of the machine is shared."""
    return state.value == "requested" or any(state in after for after in PAYMENT_MOVES[kind].values())


def _small_ones() -> list[str]:
    parts: list[str] = []
    for title, first, moves in (
        ("An earning (`domain/money/earning.py`)", "earned", EARNING_MOVES),
        ("A closure pack (`domain/reporting/pack.py`)", "submitted", PACK_MOVES),
        ("A local purchase (`domain/materials/purchase.py`)", "details_wanted", PURCHASE_MOVES),
        ("A quote (`domain/materials/quote.py`)", "offered", QUOTE_MOVES),
        ("A line of a material request (`domain/materials/request.py`)", "open", LINE_MOVES),
    ):
        parts += [f"## {title}", _moves(moves), _drawing(_arrows(moves, first, _ends(moves)))]
    return parts


def _moves(moves: Moves) -> str:
    return _table(["state", "can become"], [[f"`{state}`", _listed(after)] for state, after in moves.items()])


def _listed(after: Iterable[StrEnum]) -> str:
    return ", ".join(f"`{state}`" for state in sorted(after)) or "–"


def _ends(moves: Moves) -> frozenset[StrEnum]:
    return frozenset(state for state, after in moves.items() if not after)


def _arrows(moves: Moves, first: str, ends: Iterable[StrEnum]) -> list[str]:
    arrows = [f"{before} --> {after}" for before, afters in moves.items() for after in sorted(afters)]
    return [f"[*] --> {first}", *arrows, *(f"{end} --> [*]" for end in sorted(ends))]


def _drawing(arrows: Iterable[str]) -> str:
    lines = "\n".join(f"  {arrow}" for arrow in arrows)
    return f"```mermaid\nstateDiagram-v2\n{lines}\n```"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


MADE: Final[Mapping[str, Callable[[], str]]] = {"states.md": states, "permissions.md": permissions}


def main() -> None:
    for name, make in MADE.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
