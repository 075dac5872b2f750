"""Tax deducted at source: thresholds, rates, the year, what is made up for later."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.money.amount import NOTHING, Money
from domain.money.tds import (
    LEAST_NET,
    LowerDeduction,
    PayeeKind,
    Taxpayer,
    Withheld,
    YearSoFar,
    financial_year,
    masked_pan,
    withhold,
)

DAY: Final = date(2026, 11, 16)
PERSON: Final = Taxpayer(pan="AAAPA1234A")
COMPANY: Final = Taxpayer(pan="AAACA1234A")
LOWER: Final = LowerDeduction(
    number="AB12/2026", rate_bp=50, first=date(2026, 4, 1), last=date(2027, 3, 31), most=Money(50_000_00)
)
AMOUNTS: Final = st.lists(st.integers(1_00, 60_000_00).map(Money), min_size=1, max_size=12)
PAYEES: Final = st.sampled_from([PERSON, COMPANY, Taxpayer(), replace(PERSON, lower=LOWER)])


def rupees(amount: int) -> Money:
    return Money(amount * 100)


def after(before: YearSoFar, paid: Withheld) -> YearSoFar:
    return YearSoFar(
        gross=before.gross + paid.gross,
        taxed=before.taxed + paid.taxed,
        tds=before.tds + paid.tds,
        certified=before.certified + paid.certified,
    )


def a_year(payee: Taxpayer, amounts: list[Money]) -> list[Withheld]:
    found, so_far = [], YearSoFar()
    for amount in amounts:
        found.append(withhold(amount, payee, so_far, DAY))
        so_far = after(so_far, found[-1])
    return found


def test_the_payout_that_passes_the_years_threshold_is_taxed_for_the_whole_year() -> None:
    paid = withhold(rupees(6_000), PERSON, YearSoFar(gross=rupees(96_000)), DAY)
    assert (paid.tds, paid.net, paid.year_gross) == (rupees(1_020), rupees(4_980), rupees(1_02_000))


@pytest.mark.parametrize(
    ("gross", "before", "tds"),
    [(30_000, 0, 0), (30_001, 0, 300), (4_000, 96_000, 0), (4_001, 96_000, 1_000), (30_000, 70_000, 0)],
)
def test_only_above_a_threshold_is_anything_withheld(gross: int, before: int, tds: int) -> None:
    assert withhold(rupees(gross), PERSON, YearSoFar(gross=rupees(before)), DAY).tds == rupees(tds)


@pytest.mark.parametrize(
    ("payee", "tds"),
    [
        (PERSON, 400),
        (Taxpayer(pan="AAAHA1234A"), 400),
        (COMPANY, 800),
        (Taxpayer(pan="AAAFA1234A"), 800),
        (Taxpayer(), 8_000),
        (Taxpayer(pan="AAAXA1234A", kind=PayeeKind.INDIVIDUAL), 8_000),
    ],
)
def test_the_fourth_letter_of_the_pan_tells_the_rate_and_without_one_it_is_a_fifth(
    payee: Taxpayer, tds: int
) -> None:
    assert withhold(rupees(40_000), payee, YearSoFar(), DAY).tds == rupees(tds)


@pytest.mark.parametrize(
    ("day", "section", "codes"),
    [
        (date(2026, 3, 31), "194C", ("94C", "94C")),
        (date(2026, 4, 1), "393(1) Table Sl. 6(i)", ("1023", "1024")),
    ],
)
def test_a_payout_is_named_by_the_law_of_its_day(day: date, section: str, codes: tuple[str, str]) -> None:
    found = [withhold(rupees(10), payee, YearSoFar(), day) for payee in (PERSON, COMPANY)]
    assert [(one.section, one.code) for one in found] == [(section, code) for code in codes]


@pytest.mark.parametrize(("day", "year"), [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)])
def test_the_financial_year_begins_in_april(day: date, year: int) -> None:
    assert financial_year(day) == year


def test_tax_is_in_whole_rupees_half_of_one_upwards() -> None:
    found = [withhold(Money(paise), PERSON, YearSoFar(), DAY).tds for paise in (30_149_99, 30_150_00)]
    assert found == [rupees(301), rupees(302)]


def test_the_certificate_lowers_the_rate_up_to_its_amount_and_in_its_days() -> None:
    payee = replace(PERSON, lower=LOWER)
    inside = withhold(rupees(40_000), payee, YearSoFar(), DAY)
    beyond = withhold(rupees(40_000), payee, after(YearSoFar(), inside), DAY)
    late = withhold(rupees(40_000), payee, YearSoFar(), date(2027, 4, 1))
    assert (inside.tds, inside.certificate) == (rupees(200), "AB12/2026")
    assert (beyond.tds, beyond.certified) == (rupees(50 + 300), rupees(10_000))
    assert (late.tds, late.certificate) == (rupees(400), "")


def test_a_certificate_without_a_pan_counts_for_nothing() -> None:
    assert withhold(rupees(40_000), Taxpayer(lower=LOWER), YearSoFar(), DAY).tds == rupees(8_000)


def test_what_a_small_payout_cannot_bear_is_taken_from_the_next() -> None:
    before = YearSoFar(gross=rupees(99_500))
    small = withhold(rupees(600), PERSON, before, DAY)
    rest = withhold(rupees(6_000), PERSON, after(before, small), DAY)
    assert (small.tds, small.net) == (rupees(599), LEAST_NET)
    assert small.tds + rest.tds == rupees(1_061)


def test_a_kind_that_the_pan_denies_is_refused() -> None:
    with pytest.raises(Invalid, match="individual"):
        Taxpayer(pan="AAAPA1234A", kind=PayeeKind.COMPANY)


def test_a_pan_is_shown_without_its_digits() -> None:
    assert masked_pan("AAPPV1234K") == "AAPPVXXXXK"


@given(PAYEES, AMOUNTS)
def test_something_stays_to_be_paid_and_nothing_is_taxed_twice(payee: Taxpayer, amounts: list[Money]) -> None:
    paid = a_year(payee, amounts)
    assert all(one.tds.paise % 100 == 0 and LEAST_NET <= one.net <= one.gross for one in paid)
    assert sum(one.taxed.paise for one in paid) <= sum(one.gross.paise for one in paid)


@given(st.sampled_from([PERSON, COMPANY]), AMOUNTS)
def test_past_the_threshold_the_whole_year_is_taxed_at_its_rate(
    payee: Taxpayer, amounts: list[Money]
) -> None:
    paid = a_year(payee, [*amounts, rupees(1_00_001)])
    whole = sum(one.gross.paise for one in paid)
    assert sum(one.taxed.paise for one in paid) == whole
    assert abs(sum(one.tds.paise for one in paid) - whole * paid[0].rate_bp / 10_000) <= 50 * len(paid)


@given(PAYEES, AMOUNTS)
def test_below_both_thresholds_nothing_is_withheld(payee: Taxpayer, amounts: list[Money]) -> None:
    small = [Money(amount.paise // 100) for amount in amounts]
    assert {one.tds for one in a_year(payee, small)} == {NOTHING}
