"""Random histories of leads, as `Course`s: each a walk along the table of stages."""

from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from domain.events import Happening
from domain.leads.stages import MOVES, Stage, Step
from domain.reporting.course import Course, Happened
from tests.build import a_lead

FIRST: Final = datetime.fromisoformat("2026-09-20T00:00:00+05:30")
MOST: Final = timedelta(days=120)
_TELLS: Final = {
    Step.CUSTOMER_REACHED: (Happening.INTRO_CALL_REACHED, "L"),
    Step.DOCUMENTS_COMPLETED: (Happening.DOCUMENTS_COMPLETED, "L"),
    Step.SURVEY_REPORTED: (Happening.REPORT_SUBMITTED, "S"),
    Step.SITE_READY: (Happening.SITE_READY, "S"),
    Step.SITE_NOT_READY: (Happening.SITE_NOT_READY, "S"),
    Step.SITE_WORK_ACCEPTED: (Happening.SITE_WORK_ACCEPTED, "L"),
    Step.INSTALLATION_REPORTED: (Happening.REPORT_SUBMITTED, "I"),
    Step.INSTALLATION_RETURNED: (Happening.REPORT_RETURNED, "I"),
    Step.CUSTOMER_SATISFIED: (Happening.CUSTOMER_SATISFIED, "L"),
    Step.SILENCE_ACCEPTED: (Happening.SILENCE_ACCEPTED, "L"),
    Step.REWORK_OPENED: (Happening.REWORK_OPENED, "L"),
    Step.CANCEL: (Happening.LEAD_CANCELLED, "L"),
}


@st.composite
def courses(draw: st.DrawFn, number: int = 1042) -> Course:
    """Steps follow each other after a minute or after weeks, also at the very same instant."""
    at = FIRST + draw(st.timedeltas(timedelta(), MOST))
    lead = a_lead(id=f"L-{number}", oem_reference=f"VM-{number}", created_at=at, stage_since=at)
    stage, before = Stage.NEW, Stage.NEW
    moves, happened = [], []
    for _ in range(draw(st.integers(0, 14))):
        steps = sorted(MOVES[stage])
        if not steps:
            break
        step = draw(st.sampled_from(steps))
        at += draw(st.one_of(st.just(timedelta()), st.timedeltas(timedelta(minutes=1), timedelta(days=20))))
        after = MOVES[stage][step] or before
        if after in {Stage.ON_HOLD, Stage.CANCELLED} and stage is not Stage.ON_HOLD:
            before = stage
        stage = after
        moves.append((at, stage))
        if step in _TELLS:
            kind, letter = _TELLS[step]
            happened.append(
                Happened(kind, at, f"{letter}-{number}-1", {"blockers": "earthing", "reason": "Wants refund"})
            )
    return Course(lead=lead, stages=tuple(moves), happened=tuple(happened))


@st.composite
def towns(draw: st.DrawFn) -> list[Course]:
    return [draw(courses(number)) for number in range(1000, 1000 + draw(st.integers(0, 8)))]
