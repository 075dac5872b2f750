"""What a bank's reference looks like by method, and how much each method carries (`domain-facts.md` 4.3 and 8)."""

from datetime import date
from typing import Final

import pytest

from domain.errors import Invalid
from domain.money.amount import Money
from domain.money.methods import Method, bank_reference, doubts, expect_method, methods_for

MONDAY: Final = date(2026, 11, 23)
"""The 327th day of its year."""
M: Final = Method


@pytest.mark.parametrize(
    ("method", "typed", "kept"),
    [
        (M.UPI, "5232 2315 5921", "523223155921"),
        (M.IMPS, "523223155921", "523223155921"),
        (M.UPI, "६३२७२३१५५९२१", "632723155921"),
        (M.NEFT, "n351200478962883", "N351200478962883"),
        (M.NEFT, "HDFCN52026112312345678", "HDFCN52026112312345678"),
        (M.RTGS, "hdfcr5-2026112312345678", "HDFCR52026112312345678"),
    ],
)
def test_a_reference_is_read(method: Method, typed: str, kept: str) -> None:
    assert bank_reference(method, typed) == kept


@pytest.mark.parametrize(
    ("method", "typed", "example"),
    [
        (M.UPI, "12345", "523223155921"),
        (M.UPI, "52322315592a", "523223155921"),
        (M.IMPS, "N351200478962883", "523223155921"),
        (M.NEFT, "523223155921", "N351200478962883"),
        (M.NEFT, "N35120047896288!", "N351200478962883"),
        (M.RTGS, "N351200478962883", "HDFCR52026112300012345"),
    ],
)
def test_what_is_none_is_refused_with_an_example(method: Method, typed: str, example: str) -> None:
    with pytest.raises(Invalid, match=example):
        bank_reference(method, typed)


@pytest.mark.parametrize(
    ("method", "reference", "is_odd"),
    [
        (M.UPI, "632723155921", False),
        (M.UPI, "632423155921", False),
        (M.UPI, "632323155921", True),
        (M.IMPS, "632823155921", True),
        (M.NEFT, "N351200478962883", False),
        (M.NEFT, "HDFCN52026112312345678", True),
        (M.RTGS, "HDFCR52026112300012345", False),
        (M.RTGS, "HDFCX52026112300012345", True),
    ],
)
def test_what_is_unusual_is_only_doubted(method: Method, reference: str, is_odd: bool) -> None:  # noqa: FBT001  a row of the table
    assert bool(doubts(method, reference, MONDAY)) is is_odd


def test_new_year_is_no_break() -> None:
    assert doubts(M.UPI, "636523155921", date(2027, 1, 2)) == ()


@pytest.mark.parametrize(
    ("amount", "methods"),
    [
        (Money(1), {M.UPI, M.IMPS, M.NEFT}),
        (Money(1_00_000_00), {M.UPI, M.IMPS, M.NEFT}),
        (Money(1_00_000_01), {M.IMPS, M.NEFT}),
        (Money(2_00_000_00), {M.IMPS, M.NEFT, M.RTGS}),
        (Money(5_00_000_00), {M.IMPS, M.NEFT, M.RTGS}),
        (Money(5_00_000_01), {M.NEFT, M.RTGS}),
    ],
)
def test_each_method_carries_its_amounts(amount: Money, methods: set[Method]) -> None:
    assert set(methods_for(amount)) == methods
    for method in Method:
        if method in methods:
            expect_method(method, amount)
        else:
            with pytest.raises(Invalid, match="carries"):
                expect_method(method, amount)
