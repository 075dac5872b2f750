"""What was found on site, beside what stands on the bill."""

from typing import Any

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.leads.stages import Stage
from domain.visits.beside_bill import Compared, beside_bill
from domain.visits.reviewing import Review
from domain.visits.states import VisitState
from tests.build import a_bill_reading, a_report, a_visit, at_stage


def reviewing(**answers: str) -> Review:
    report = a_report(checklist="survey@2", answers=answers)
    visit = a_visit(state=VisitState.REPORTED, report=report)
    return Review(
        visit=visit,
        report=report,
        lead=at_stage(Stage.SURVEY_REVIEW),
        checklist=BUILT_IN["survey@2"],
    )


def compared(key: str, answer: str, **bill: Any) -> Compared:  # noqa: ANN401  fields of the bill
    [one] = beside_bill(reviewing(**{key: answer}), a_bill_reading(**bill))
    return one


@pytest.mark.parametrize(
    ("key", "answer", "bill", "differs"),
    [
        ("sanctioned_load_kw", "10.0", {"load": "10 kW"}, False),
        ("sanctioned_load_kw", "1", {"load": "10 kW"}, True),
        ("sanctioned_load_kw", "ten", {"load": "10 kW"}, True),
        ("supply_phase", "1", {"phase": "1"}, False),
        ("supply_phase", "3", {"phase": "1"}, True),
        ("discom", "bses rajdhani", {"discom": "brpl"}, False),
        ("discom", "Rajdhani", {"discom": "brpl"}, False),
        ("discom", "MSEDCL", {"discom": "brpl"}, True),
        ("consumer_number", "1526 08268", {"consumer": "152608268"}, False),
        ("consumer_number", "15260", {"consumer": "152608268"}, True),
    ],
)
def test_what_differs_is_seen(key: str, answer: str, bill: dict[str, str], *, differs: bool) -> None:
    one = compared(key, answer, **bill)
    assert (one.item.key, one.found, one.differs) == (key, answer, differs)


def test_what_could_not_be_read_differs_from_nothing() -> None:
    one = compared("sanctioned_load_kw", "7", load="")
    assert (one.on_bill, one.differs) == ("", False)


def test_without_a_bill_only_what_was_found_stands_there() -> None:
    found = list(beside_bill(reviewing(supply_phase="3", meter_number="76012345"), None))
    assert [(one.item.key, one.on_bill) for one in found] == [("supply_phase", ""), ("meter_number", "")]


def test_what_no_bill_says_is_not_compared() -> None:
    assert list(beside_bill(reviewing(earth_ohm="3"), a_bill_reading())) == []
