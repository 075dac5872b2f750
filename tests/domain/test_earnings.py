"""What a team has earned: lines that come to the amount."""

import pytest
from pydantic import TypeAdapter

from domain.money.amount import Signed
from domain.money.earning import Earning, EarningLine, LineKind
from tests.build import NOW, an_earning

OLD = (
    '{"id":"E-S-1042-1","version":3,"lead":"L-1042","visit":"S-1042-1","team":"sunrise",'
    '"amount":{"paise":50000},"state":"payable","earned_at":"2026-11-02T04:30:00Z","payout":null}'
)


def test_an_earning_from_before_there_were_lines_is_one_line_for_its_visit() -> None:
    earning = TypeAdapter(Earning).validate_json(OLD)
    assert earning.lines == (EarningLine(kind=LineKind.VISIT, amount=Signed(500_00)),)


def test_an_earning_is_read_as_it_was_written() -> None:
    codec = TypeAdapter(Earning)
    earning = Earning.of(
        EarningLine(kind=LineKind.VISIT, amount=Signed(500_00)),
        EarningLine(kind=LineKind.REWORK, amount=Signed(-700_00), note="I-1042-1"),
        id="E-I-1042-2",
        lead="L-1042",
        visit="I-1042-2",
        team="sunrise",
        earned_at=NOW,
    )
    assert (str(earning.amount), codec.validate_json(codec.dump_json(earning))) == ("−₹200.00", earning)


def test_an_earning_that_is_not_the_sum_of_its_lines_is_none() -> None:
    with pytest.raises(ValueError, match="sum"):
        an_earning(lines=(EarningLine(kind=LineKind.VISIT, amount=Signed(1)),))
