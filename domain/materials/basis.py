"""What decides which materials an installation needs: the charger, and what the survey found."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist, Circuit, Verdict
from domain.checklists.rules import METRES
from domain.visits.report import Report

UNMEASURED: Final = 15
"""Metres of cable where no survey says how many."""
USUAL: Final = "conduit"
"""How the cable goes where the survey does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """`metres` are those of the way, rounded up; `measured`: by the survey, or put right by the desk since.

    `rcd` is `a` or `b`, `route` any of the survey's answers with commas, `earth` is `good` or `poor`.
    """

    kw: float
    phases: int
    metres: int
    measured: bool
    mm2: float
    breaker_a: int
    rcd: str = "a"
    route: str = USUAL
    mount: str = "wall"
    earth: str = "good"

    @property
    def facts(self) -> Mapping[str, str]:
        """By the names that the rule table has for them."""
        return {
            "phases": str(self.phases),
            "mm2": f"{self.mm2:g}",
            "breaker": str(self.breaker_a),
            "rcd": self.rcd,
            "route": self.route,
            "mount": self.mount,
            "earth": self.earth,
        }

    def said(self, spare_percent: int) -> Mapping[str, str]:
        """What the reasons of the rule table may name."""
        return {
            "kw": f"{self.kw:g}",
            "metres": str(self.metres),
            "spare": str(spare_percent),
            "phases": str(self.phases),
            "size": f"{self.mm2:g}",
            "breaker": str(self.breaker_a),
        }


def basis_of(kw: float, report: Report | None, checklist: Checklist, *, earth_cleared: bool = False) -> Basis:
    """What a short survey leaves out is what the trade does for such a charger and such a length.

    `earth_cleared`: the customer has had his earth put right since.
    """
    answers = report.answers if report is not None else {}
    circuit = circuit_for(kw, checklist)
    metres = _number(answers.get(METRES))
    way = ceil(metres) if metres is not None else UNMEASURED
    poor = _earth_is_poor(answers, checklist) and not earth_cleared
    return Basis(
        kw=kw,
        phases=circuit.phases,
        metres=way,
        measured=metres is not None,
        mm2=_number(answers.get("cable_mm2")) or circuit.cable(way) or circuit.cables[-1][1],
        breaker_a=int(_number(answers.get("breaker_a")) or circuit.breaker_a),
        rcd="b" if answers.get("rcd_type") == "b" else "a",
        route=answers.get("route_type") or USUAL,
        mount=answers.get("mount") or "wall",
        earth="poor" if poor else "good",
    )


def circuit_for(kw: float, checklist: Checklist) -> Circuit:
    """By the checklist's own table, else by the program's; above its last row as its last row says."""
    known = checklist if checklist.circuits else BUILT_IN[_NEWEST]
    return known.circuit(kw) or known.circuits[-1]


_NEWEST: Final = max(
    (one for one in BUILT_IN.values() if one.circuits), key=lambda checklist: checklist.edition
).id


def _earth_is_poor(answers: Mapping[str, str], checklist: Checklist) -> bool:
    """None at all, or a resistance with which the survey's own limits are not content."""
    if answers.get("earth_there") == "no":
        return True
    measured, item = answers.get("earth_ohm"), checklist.named("earth_ohm")
    return measured is not None and item is not None and item.judge(measured) is not Verdict.PASS


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
