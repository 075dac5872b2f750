"""The checklists that come with the program: which readings are good, and that each item can be asked."""

import math

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import VERDICTS, Checklist, Item, ItemKind, Verdict

EVERY = [
    pytest.param(item, id=f"{checklist.id}-{item.key}")
    for checklist in BUILT_IN.values()
    for item in checklist.items
]


def item_of(checklist: str, key: str) -> Item:
    found = BUILT_IN[checklist].named(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("checklist", "key", "answer", "verdict"),
    [
        ("survey@1", "neutral_earth_v", "2", Verdict.PASS),
        ("survey@1", "neutral_earth_v", "2.1", Verdict.WARN),
        ("survey@1", "neutral_earth_v", "5", Verdict.WARN),
        ("survey@1", "neutral_earth_v", "5.1", Verdict.FAIL),
        ("survey@1", "earth_ohm", "5", Verdict.PASS),
        ("survey@1", "earth_ohm", "10", Verdict.WARN),
        ("survey@1", "earth_ohm", "10.5", Verdict.FAIL),
        ("installation@1", "insulation_mohm", "1", Verdict.PASS),
        ("installation@1", "insulation_mohm", "0.9", Verdict.FAIL),
        ("survey@1", "sanctioned_load_kw", "7.4", Verdict.PASS),
        ("survey@1", "sanctioned_load_kw", "5", Verdict.FAIL),
        ("survey@1", "cable_metres", "30", Verdict.PASS),
        ("survey@1", "cable_metres", "31", Verdict.WARN),
        ("survey@1", "cable_metres", "81", Verdict.FAIL),
        ("installation@1", "rcd_trips", "yes", Verdict.PASS),
        ("installation@1", "rcd_trips", "no", Verdict.FAIL),
        ("installation@1", "demo_done", "no", Verdict.FAIL),
        ("survey@1", "supply_phase", "1", Verdict.PASS),
        ("installation@1", "charger_serial", "AC74-1", Verdict.PASS),
        ("installation@2", "demo_points", "start,unplug,leds,breaker,load,extension,rain,call", Verdict.FAIL),
        (
            "installation@2",
            "demo_points",
            "start,unplug,leds,breaker,load,extension,rain,call,warranty",
            Verdict.PASS,
        ),
        ("installation@2", "continuity_ohm", "1.1", Verdict.FAIL),
        ("installation@2", "rcd_trip_ms", "301", Verdict.FAIL),
        ("installation@2", "charging_min", "9", Verdict.WARN),
        ("survey@2", "phase_neutral_v", "206", Verdict.WARN),
        ("survey@2", "phase_neutral_v", "261", Verdict.FAIL),
        ("survey@2", "rcd_type", "ac", Verdict.FAIL),
        ("survey@2", "noc", "applied", Verdict.WARN),
        ("survey@2", "noc", "refused", Verdict.FAIL),
        ("survey@2", "earth_there", "no", Verdict.FAIL),
        ("survey@1", "earth_ohm", "no earth", Verdict.FAIL),
        ("survey@1", "earth_ohm", str(math.nan), Verdict.FAIL),
    ],
)
def test_a_reading_is_judged_by_the_limits(checklist: str, key: str, answer: str, verdict: Verdict) -> None:
    assert item_of(checklist, key).judge(answer) is verdict


@pytest.mark.parametrize("item", EVERY)
def test_what_is_judged_says_its_limit(item: Item) -> None:
    assert bool(item.limit) == item.is_judged


@pytest.mark.parametrize("checklist", BUILT_IN.values(), ids=BUILT_IN.keys())
def test_a_checklist_asks_for_files_last(checklist: Checklist) -> None:
    films = [item.on_film for item in checklist.items if item.kind is not ItemKind.SERIAL]
    assert films == sorted(films)


def test_each_verdict_has_a_word() -> None:
    assert VERDICTS.keys() == set(Verdict)
