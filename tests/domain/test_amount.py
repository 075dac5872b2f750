from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.amount import NOTHING, Money, total

PAISE = st.integers(min_value=0, max_value=10**15)


@pytest.mark.parametrize(
    ("text", "paise"),
    [
        ("1250", 1_250_00),
        ("1,250", 1_250_00),
        ("1,25,000.50", 1_25_000_50),
        ("₹1250.5", 1_250_50),
        ("Rs. 600", 600_00),
        ("rs 600", 600_00),
        ("INR 600.05", 600_05),
        ("  42 ", 42_00),
        ("0", 0),
    ],
)
def test_what_people_type_is_read(text: str, paise: int) -> None:
    assert Money.rupees(text) == Money(paise)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "free",
        "-5",
        "1.234",
        "1.2.3",
        "1e3",
        ",5",
        ".50",
        "₹",
        "12 000",
        "NaN",
        "१२५०",
        "12\x00",
        "$5",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.rupees(text)


@pytest.mark.parametrize(
    ("paise", "shown"),
    [
        (0, "₹0.00"),
        (5, "₹0.05"),
        (999_99, "₹999.99"),
        (1_000_00, "₹1,000.00"),
        (12_500_00, "₹12,500.00"),
        (1_25_000_50, "₹1,25,000.50"),
        (1_00_00_000_00, "₹1,00,00,000.00"),
    ],
)
def test_money_is_grouped_in_lakhs(paise: int, shown: str) -> None:
    assert str(Money(paise)) == shown


@given(PAISE)
def test_what_is_shown_reads_back_as_the_same(paise: int) -> None:
    assert Money.rupees(str(Money(paise))) == Money(paise)


@given(PAISE)
def test_groups_have_three_digits_at_the_end_and_two_before(paise: int) -> None:
    *head, tail = str(Money(paise)).removeprefix("₹").partition(".")[0].split(",")
    assert len(tail) == 3 if head else len(tail) <= 3
    assert all(len(group) == 2 for group in head[1:])


@given(st.integers(min_value=10**27, max_value=10**40))
def test_an_absurd_amount_is_read_to_the_last_rupee(rupees: int) -> None:
    assert Money.rupees(str(rupees)).paise == rupees * 100


@given(st.lists(PAISE))
def test_a_total_is_the_sum_to_the_last_paisa(amounts: list[int]) -> None:
    assert total([Money(paise) for paise in amounts]).paise == sum(amounts)


@given(PAISE, PAISE)
def test_money_adds_and_compares_as_numbers_do(one: int, other: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)
    assert (Money(one) < Money(other)) is (one < other)


@pytest.mark.parametrize("paise", [12.5, True, "5", None])
def test_money_is_whole_paise(paise: Any) -> None:  # noqa: ANN401  wrong on purpose
    with pytest.raises(TypeError):
        Money(paise)


def test_money_is_never_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        Money(-1)
    assert total([]) == NOTHING
