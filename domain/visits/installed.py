"""What an installation's report says was built, as far as it is filled: for the customer to check and sign."""

from dataclasses import dataclass
from typing import Final

from domain.serials import plain_serial
from domain.visits.form import Form
from domain.visits.states import VisitState
from domain.visits.visit import Visit

DEMO_POINTS: Final = "demo_points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """`metres` of cable are None where they are not known; `shown`: the customer has been shown how to use it."""

    serial: str = ""
    metres: float | None = None
    shown: bool = False


def installed_by(visit: Visit, form: Form | None = None) -> Installed:
    """By its report; while the team fills that, by the form so far, in which points that are ticked singly say nothing yet."""
    answers = visit.report.answers if visit.report is not None else {}
    if form is not None and visit.state is VisitState.ON_SITE:
        answers = {key: answer for key, answer in form.answers.items() if key != DEMO_POINTS}
    return Installed(
        serial=answers.get("charger_serial", ""),
        metres=_metres(answers.get("cable_metres_used")),
        shown=answers.get("demo_done") == "yes" or bool(answers.get(DEMO_POINTS)),
    )


def serial_of(visit: Visit) -> str | None:
    """By which the installation of this unit is found, however its number was written."""
    return plain_serial(installed_by(visit).serial) or None


def metres_measured(survey: Visit | None) -> float | None:
    """How much cable the survey found to be needed."""
    report = survey.report if survey is not None else None
    return _metres(report.answers.get("cable_metres")) if report is not None else None


def _metres(answer: str | None) -> float | None:
    try:
        return float(answer) if answer else None
    except ValueError:
        return None
