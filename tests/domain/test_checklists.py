"""Which readings are good, against the limits of the trade."""

import math

import pytest

from domain.visits.checklists import (
    CHECKLISTS,
    INSTALLATION,
    LIMITS,
    SURVEY,
    VERDICTS,
    Item,
    Verdict,
    item_of,
    judge,
)
from domain.visits.states import VisitKind

EVERY = [pytest.param(item, id=f"{kind}-{item.key}") for kind in VisitKind for item in CHECKLISTS[kind]]


@pytest.mark.parametrize(
    ("key", "answer", "verdict"),
    [
        ("neutral_earth_v", "2", Verdict.PASS),
        ("neutral_earth_v", "2.1", Verdict.WARN),
        ("neutral_earth_v", "5", Verdict.WARN),
        ("neutral_earth_v", "5.1", Verdict.FAIL),
        ("earth_ohm", "5", Verdict.PASS),
        ("earth_ohm", "10", Verdict.WARN),
        ("earth_ohm", "10.5", Verdict.FAIL),
        ("insulation_mohm", "1", Verdict.PASS),
        ("insulation_mohm", "0.9", Verdict.FAIL),
        ("sanctioned_load_kw", "7.4", Verdict.PASS),
        ("sanctioned_load_kw", "5", Verdict.FAIL),
        ("cable_metres", "30", Verdict.PASS),
        ("cable_metres", "31", Verdict.WARN),
        ("cable_metres", "81", Verdict.FAIL),
        ("rcd_trips", "yes", Verdict.PASS),
        ("rcd_trips", "no", Verdict.FAIL),
        ("demo_done", "no", Verdict.FAIL),
        ("supply_phase", "1", Verdict.PASS),
        ("charger_serial", "AC74-1", Verdict.PASS),
        ("earth_ohm", "no earth", Verdict.FAIL),
        ("earth_ohm", str(math.nan), Verdict.FAIL),
    ],
)
def test_a_reading_is_judged_by_the_limits(key: str, answer: str, verdict: Verdict) -> None:
    assert judge(key, answer) is verdict


@pytest.mark.parametrize("item", EVERY)
def test_an_item_can_be_asked(item: Item) -> None:
    assert item.label
    assert bool(item.choices) == (item.kind == "choice")
    if item.kind == "number":
        assert item.minimum is not None
        assert item.maximum is not None
        assert item.minimum <= float(item.example) <= item.maximum


@pytest.mark.parametrize("item", EVERY)
def test_what_is_judged_says_its_limit(item: Item) -> None:
    judged = item.key in LIMITS or judge(item.key, "no") is Verdict.FAIL
    assert bool(item.limit) == judged


@pytest.mark.parametrize("checklist", [SURVEY, INSTALLATION])
def test_a_checklist_asks_each_thing_once_and_photos_last(checklist: tuple[Item, ...]) -> None:
    keys = [item.key for item in checklist]
    assert len(set(keys)) == len(keys)
    assert keys[-1] == "photos"


def test_an_item_is_found_by_its_key() -> None:
    assert item_of(VisitKind.SURVEY, "earth_ohm") in SURVEY
    assert item_of(VisitKind.SURVEY, "charger_serial") is None


def test_every_verdict_has_a_word() -> None:
    assert set(VERDICTS) == set(Verdict)
