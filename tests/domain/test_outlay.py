"""The caps of a day: for one person, and for all together."""

from typing import Final

import pytest

from domain.errors import Refused
from domain.money.amount import Money
from domain.money.outlay import Outlay

DAY: Final = Outlay(id="2026-11-23")
MOST: Final = Money(100)


def test_what_is_left_of_a_persons_day_is_said() -> None:
    day = DAY.approving(Money(60), "p-1", most=MOST)
    with pytest.raises(Refused, match=r"you have ₹0\.40 left today, and this is ₹0\.41"):
        day.approving(Money(41), "p-1", most=MOST)
    both = day.approving(Money(40), "p-1", most=MOST).approving(Money(41), "p-2", most=MOST)
    assert both.approved == {"p-1": MOST, "p-2": Money(41)}


def test_what_is_left_of_the_companys_day_is_said() -> None:
    day = DAY.paying(Money(60), "p-1", most=MOST, most_together=MOST)
    with pytest.raises(Refused, match=r"₹0\.40 are left today"):
        day.paying(Money(41), "p-2", most=MOST, most_together=MOST)
    with pytest.raises(Refused, match="One person pays at most"):
        day.paying(Money(41), "p-1", most=MOST, most_together=Money(1000))


def test_what_failed_takes_nothing_of_the_day() -> None:
    day = DAY.paying(Money(60), "p-1", most=MOST, most_together=MOST).without(Money(60), "p-1")
    assert day.paying(MOST, "p-1", most=MOST, most_together=MOST).total_paid == MOST
