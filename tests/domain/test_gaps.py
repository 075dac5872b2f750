from dataclasses import replace
from typing import Any

import pytest

from domain.reporting.edition import Gap, GapKind
from domain.reporting.gaps import gaps_of
from domain.visits.states import VisitKind
from tests.documents.closure import INSTALLATION_ANSWERS, SURVEY_ANSWERS, a_photo, a_report, closed

_K = GapKind
THERE = frozenset({"s", "i"})
WHOLE = {
    "survey": a_report(VisitKind.SURVEY, SURVEY_ANSWERS, (a_photo("s"),)),
    "installation": a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS, (a_photo("i"),)),
}


def kinds(**but: Any) -> list[GapKind]:  # noqa: ANN401  any field of a dossier
    return [gap.kind for gap in gaps_of(closed(**{**WHOLE, **but}), THERE)]


def installed(**answers: str) -> Any:  # noqa: ANN401  a review
    return a_report(VisitKind.INSTALLATION, {**INSTALLATION_ANSWERS, **answers}, (a_photo("i"),))


def test_a_whole_pack_lacks_nothing() -> None:
    """What the survey found out of limits is what the installation was there for."""
    assert kinds() == []


@pytest.mark.parametrize(
    ("but", "gap"),
    [
        ({"survey": None}, _K.NO_SURVEY),
        ({"sign_off": None}, _K.NOT_SIGNED),
        ({"call": None}, _K.NO_CALL),
        ({"handed_out": "AC74-2026-000999"}, _K.OTHER_SERIAL),
        ({"installation": installed(earth_ohm="12")}, _K.OUT_OF_LIMITS),
        ({"installation": a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS)}, _K.UNANSWERED),
    ],
)
def test_what_is_missing_is_listed(but: dict[str, Any], gap: GapKind) -> None:
    assert kinds(**but) == [gap]


def test_without_an_installation_its_serial_number_is_missing_too() -> None:
    assert kinds(installation=None) == [_K.NO_INSTALLATION, _K.NO_SERIAL]


def test_a_serial_number_is_the_same_however_it_is_written() -> None:
    assert kinds(handed_out="ac742026000123") == []


def test_a_file_that_never_came_is_named_by_its_visit_and_slot() -> None:
    assert gaps_of(closed(**WHOLE), {"i"}) == (Gap(kind=_K.NO_FILE, part="S-1042-1", about="Photos"),)


def test_a_gap_is_told_in_words() -> None:
    gap = Gap(kind=_K.OUT_OF_LIMITS, part="I-1042-1", about="Earth resistance")
    assert str(gap.words) == "I-1042-1: out of limits: Earth resistance"
    assert str(replace(gap, kind=_K.NOT_SIGNED).words) == "The customer has not signed."
