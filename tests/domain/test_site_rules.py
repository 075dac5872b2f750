"""The program's survey beside what else is known of the site: the bill, the charger, the other readings."""

from typing import Final

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Verdict
from domain.checklists.rules import Findings, Site

SURVEY: Final = BUILT_IN["survey@2"]
BILL: Final = Site(
    charger_kw=7.4, load_kw=10, demand_kw=4, phase="1", discom="MSEDCL", consumer="1700 1234 5678"
)


def judged(key: str, answer: str, site: Site = BILL, **answers: str) -> Verdict:
    item = SURVEY.named(key)
    assert item is not None
    return Findings(checklist=SURVEY, site=site, answers=answers).judge(item, answer)


def suggested(key: str, site: Site = BILL, **answers: str) -> str | None:
    item = SURVEY.named(key)
    assert item is not None
    return Findings(checklist=SURVEY, site=site, answers=answers).suggested(item)


@pytest.mark.parametrize(
    ("key", "answer", "verdict"),
    [
        ("discom", "msedcl", Verdict.PASS),
        ("discom", "Adani Electricity", Verdict.WARN),
        ("consumer_number", "170012345678", Verdict.PASS),
        ("consumer_number", "170012345679", Verdict.WARN),
    ],
)
def test_another_company_or_number_than_the_bill_s_needs_a_word(
    key: str, answer: str, verdict: Verdict
) -> None:
    assert judged(key, answer) is verdict
    assert judged(key, answer, Site(charger_kw=7.4)) is Verdict.PASS


@pytest.mark.parametrize(
    ("earth", "verdict"),
    [
        ("226", Verdict.PASS),
        ("225.9", Verdict.WARN),
        ("241", Verdict.WARN),
        ("242", Verdict.FAIL),
        ("0", Verdict.FAIL),
    ],
)
def test_phase_to_earth_is_near_phase_to_neutral(earth: str, verdict: Verdict) -> None:
    assert judged("phase_earth_v", earth, phase_neutral_v="231") is verdict


def test_phase_to_earth_alone_says_nothing() -> None:
    assert judged("phase_earth_v", "231") is Verdict.PASS


@pytest.mark.parametrize(
    ("kw", "metres", "size", "breaker"),
    [
        (3.3, "39", "4", "20"),
        (3.3, "40", "6", "20"),
        (7.4, "30", "6", "40"),
        (7.4, "31", "10", "40"),
        (7.4, "51", "16", "40"),
        (7.4, "81", None, "40"),
        (11, "79", "4", "20"),
        (22, "60", "10", "40"),
    ],
)
def test_cable_and_breaker_follow_the_charger_and_the_way(
    kw: float, metres: str, size: str | None, breaker: str
) -> None:
    site = Site(charger_kw=kw)
    assert suggested("cable_mm2", site, cable_metres=metres) == size
    assert suggested("breaker_a", site) == breaker


def test_a_three_phase_charger_needs_three_phases() -> None:
    assert judged("supply_phase", "1", Site(charger_kw=11)) is Verdict.FAIL
    assert judged("supply_phase", "1", Site(charger_kw=7.4)) is Verdict.PASS


@pytest.mark.parametrize(
    ("state", "kw", "verdict"),
    [
        ("GJ", 7.4, Verdict.WARN),
        ("GJ", 3.3, Verdict.PASS),
        ("KL", 3.6, Verdict.WARN),
        ("KL", 3.3, Verdict.PASS),
        ("MH", 7.4, Verdict.PASS),
        ("", 7.4, Verdict.PASS),
    ],
)
def test_where_the_state_connects_less_to_one_phase_it_needs_a_word(
    state: str, kw: float, verdict: Verdict
) -> None:
    assert judged("supply_phase", "1", Site(charger_kw=kw, state=state)) is verdict
    assert judged("supply_phase", "3", Site(charger_kw=kw, state=state)) is Verdict.PASS


def test_the_bill_answers_what_it_knows() -> None:
    assert [
        suggested(key) for key in ("discom", "consumer_number", "supply_phase", "sanctioned_load_kw")
    ] == [
        "MSEDCL",
        "1700 1234 5678",
        "1",
        "10",
    ]
    assert suggested("discom", Site(charger_kw=7.4)) is None
    assert suggested("phase_earth_v") is None
