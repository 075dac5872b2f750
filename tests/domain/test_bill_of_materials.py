"""The bill of materials of golden sites, and what of it an OEM's package and a short survey change."""

from typing import Final

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.errors import Invalid
from domain.materials.basis import UNMEASURED, Basis, basis_of
from domain.materials.bill_of_materials import BY_PACKAGE, RULES, bill_of_materials, read_rules
from domain.materials.package import Pieces, Prices
from domain.money.amount import Money
from domain.policy import DEFAULT, with_overrides
from tests.build import a_report

LONG: Final = BUILT_IN["survey@2"]
SHORT: Final = BUILT_IN["survey@1"]


def a_basis(kw: float = 7.4, *, checklist: str = "survey@2", **answers: str) -> Basis:
    return basis_of(kw, a_report(answers=answers), BUILT_IN[checklist])


def quantities(basis: Basis, **policy: str) -> dict[str, int]:
    return {line.item: line.quantity for line in bill_of_materials(basis, with_overrides(policy))}


ALWAYS: Final = {"fixings": 1, "danger_label": 1}
GOLDEN: Final[tuple[tuple[float, dict[str, str], dict[str, int]], ...]] = (
    (
        7.4,
        {"cable_metres": "18", "earth_ohm": "3.5", "earth_there": "yes"},
        {
            "charger": 1,
            "cable": 20,
            "rcbo": 1,
            "enclosure_4": 1,
            "earth_wire": 20,
            "conduit_25": 18,
            "saddle_25": 24,
            "gland_25": 2,
            "lug_6": 8,
        },
    ),
    (
        7.4,
        {"cable_metres": "41.2", "earth_there": "no", "rcd_type": "b", "mount": "pedestal"},
        {
            "charger": 1,
            "cable_3x10": 47,
            "mcb_40_2p": 1,
            "rccb_b_40_2p": 1,
            "enclosure_8": 1,
            "earth_wire": 47,
            "conduit_32": 42,
            "saddle_32": 56,
            "gland_32": 2,
            "lug_10": 8,
            "earthing_kit": 1,
            "pedestal": 1,
        },
    ),
    (
        3.3,
        {"cable_metres": "10", "cable_mm2": "2.5", "breaker_a": "20", "route_type": "tray"},
        {
            "charger_3": 1,
            "cable_3x2_5": 11,
            "rcbo_20_2p": 1,
            "enclosure_4": 1,
            "earth_wire": 11,
            "gland_25": 2,
            "lug_4": 8,
        },
    ),
    (
        11.0,
        {"cable_metres": "20", "route_type": "ground,tray", "earth_there": "yes", "earth_ohm": "7.2"},
        {
            "charger_11": 1,
            "cable_5x4": 22,
            "rcbo_20_4p": 1,
            "enclosure_8": 1,
            "earth_wire": 22,
            "conduit_32": 20,
            "gland_32": 2,
            "lug_4": 12,
            "earthing_kit": 1,
        },
    ),
    (
        22.0,
        {"cable_metres": "60", "route_type": "chase"},
        {
            "charger_22": 1,
            "cable_5x10": 66,
            "rcbo_40_4p": 1,
            "enclosure_8": 1,
            "earth_wire": 66,
            "conduit_32": 60,
            "gland_32": 2,
            "lug_10": 12,
        },
    ),
)


@pytest.mark.parametrize(("kw", "answers", "bill"), GOLDEN)
def test_a_site_has_its_bill(kw: float, answers: dict[str, str], bill: dict[str, int]) -> None:
    assert quantities(a_basis(kw, **answers)) == bill | ALWAYS


@pytest.mark.parametrize("kw", [3.3, 3.7, 7.2, 7.4, 11.2, 22, 30])
@pytest.mark.parametrize("metres", ["1", "30", "30.5", "80", "300"])
@pytest.mark.parametrize("rcd", ["a_ev", "b"])
def test_every_site_gets_one_charger_one_cable_and_a_breaker(kw: float, metres: str, rcd: str) -> None:
    lines = bill_of_materials(a_basis(kw, cable_metres=metres, rcd_type=rcd), DEFAULT)
    items = [line.item for line in lines]
    assert sorted(items) == sorted(set(items))
    for kind in ("charger", "cable", "rcbo" if rcd == "a_ev" else "mcb", "enclosure", "gland", "lug"):
        assert len([item for item in items if item.startswith(kind)]) == 1, kind


@pytest.mark.parametrize("size", ["2.5", "4", "6", "10", "16", "25"])
@pytest.mark.parametrize("breaker", ["20", "32", "40", "63"])
@pytest.mark.parametrize("kw", [7.4, 22])
def test_whatever_the_survey_answers_has_its_items(size: str, breaker: str, kw: float) -> None:
    items = quantities(a_basis(kw, cable_metres="12", cable_mm2=size, breaker_a=breaker))
    cores = "5" if kw == 22 else "3"
    expected = "cable" if (size, cores) == ("6", "3") else f"cable_{cores}x{size.replace('.', '_')}"
    assert expected in items
    assert any(item.startswith("rcbo") for item in items)


def test_a_line_says_why_it_is_there() -> None:
    basis = a_basis(cable_metres="17.2")
    line = next(one for one in bill_of_materials(basis, DEFAULT) if one.item == "cable")
    assert line.because.format(**basis.said(DEFAULT.cable_spare_percent)) == "18 m + 10 % spare, 6 mm²"
    assert line.quantity == 20


def test_a_short_survey_is_filled_up_as_the_trade_does_it() -> None:
    basis = a_basis(checklist="survey@1", cable_metres="32")
    assert (basis.mm2, basis.breaker_a, basis.rcd, basis.earth) == (10, 40, "a", "good")


def test_without_a_survey_the_metres_are_assumed_and_said_to_be() -> None:
    basis = basis_of(7.4, None, SHORT)
    assert (basis.metres, basis.measured) == (UNMEASURED, False)


def test_an_earth_that_has_been_put_right_needs_no_kit() -> None:
    report = a_report(answers={"earth_there": "no"})
    assert basis_of(7.4, report, LONG).earth == "poor"
    assert basis_of(7.4, report, LONG, earth_cleared=True).earth == "good"


def test_the_package_of_an_oem_goes_before_the_table() -> None:
    own = {"package_items": "spd_2p:1, earth_wire:0", "cable_spare_percent": "20"}
    bill = quantities(a_basis(cable_metres="10"), **own)
    assert (bill["spd_2p"], bill["cable"], "earth_wire" in bill) == (1, 12, False)
    lines = bill_of_materials(a_basis(), with_overrides(own))
    assert lines[-1].because == BY_PACKAGE


def test_package_and_prices_are_read_from_a_row() -> None:
    own = with_overrides({"package_items": "spd_2p:1", "customer_prices": "cable:350, spd_2p: 3500.50"})
    assert own.package_items == Pieces({"spd_2p": 1})
    assert own.customer_prices == Prices({"cable": Money(350_00), "spd_2p": Money(3_500_50)})


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        ("package_items", "rope:1", "no item “rope”"),
        ("package_items", "cable", "Example: spd_2p:1"),
        ("package_items", "cable:-1", "no number of pieces"),
        ("package_items", "cable:1000", "no number of pieces"),
        ("customer_prices", "cable:free", "Example: cable:350"),
        ("customer_prices", "", "Example: cable:350"),
    ],
)
def test_a_package_that_cannot_be_is_refused_with_an_example(row: str, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        with_overrides({row: text})


@pytest.mark.parametrize(
    "row",
    [
        'item = "rope"\npieces = 1\nbecause = "x"',
        'item = "cable"\nbecause = "x"',
        'item = "cable"\npieces = 1\nper_metre = 1\nbecause = "x"',
        'item = "cable"\npieces = 1\nbecause = "{colour}"',
        'item = "cable"\npieces = 1\nbecause = "x"\nwhen = { colour = ["red"] }',
    ],
)
def test_a_table_that_cannot_be_is_refused(row: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_rules(f"[[lines]]\n{row}\n")


def test_the_table_has_rules() -> None:
    assert len(RULES) > 50
