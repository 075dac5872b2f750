"""What a team has earned: lines that come to the amount, by the rates of the day of the visit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.money.amount import Money, Signed, net
from domain.money.earning import Earning, EarningLine, LineKind
from domain.money.earnings import earn, earn_until_now
from domain.money.rate_card import Rates, RatesVersion, Terms, VisitRate
from domain.money.reckoning import deduction_lines, work_lines
from domain.unit_of_work import Kept, UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import (
    OPS,
    a_lead,
    a_rate_card,
    a_report,
    a_rework,
    a_visit,
    an_earning,
    an_emergency,
    some_rates,
)
from tests.fakes import NOW, a_uow

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


async def a_desk(*things: Kept) -> UnitOfWork:
    """With the team's card, and the company's for the rest."""
    uow = a_uow()
    company = a_rate_card(
        "",
        metre=Money(80_00),
        free_metres=10,
        emergency=Money(500_00),
        absent=Money(250_00),
        rework_share=40,
        rework_deduction=50,
    )
    for thing in (a_lead(), a_rate_card(), company, *things):
        await uow.add(thing)
    return uow


def told(earning: Earning | None) -> list[tuple[str, int, str]]:
    """Kind, rupees and note of each line."""
    lines = earning.lines if earning is not None else ()
    return [(line.kind.value, line.amount.paise // 100, line.note) for line in lines]


def an_installation(**but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    report = replace(a_report(), answers={"cable_metres_used": "22.5"})
    made = {"kind": VisitKind.INSTALLATION, "id": "I-1042-1", "state": VisitState.REPORTED, "report": report}
    return a_visit(**{**made, **but})


async def test_an_installation_earns_its_rate_and_the_cable_beyond_the_free_length() -> None:
    uow = await a_desk()
    earning = await earn(uow, an_installation(), OPS)
    assert told(earning) == [("visit", 2500, ""), ("extra_cable", 1000, "12.5 m × ₹80.00")]


async def test_a_team_that_stepped_in_has_a_bonus_and_one_that_came_after_all_has_none() -> None:
    uow = await a_desk()
    stepped = an_installation(emergency=an_emergency(lost_team="dawn"), report=None)
    assert told(await earn(uow, stepped, OPS)) == [("visit", 2500, ""), ("emergency", 500, "")]
    came = replace(stepped, id="I-1042-2", emergency=an_emergency(lost_team="sunrise"))
    assert told(await earn(uow, came, OPS)) == [("visit", 2500, "")]


async def test_whoever_puts_his_own_work_right_earns_the_agreed_share() -> None:
    uow = await a_desk(an_installation(state=VisitState.APPROVED))
    again = an_installation(id="I-1042-2", rework=a_rework())
    assert told(await earn(uow, again, OPS)) == [("visit", 2500, ""), ("rework", -1500, "I-1042-1")]


async def test_for_the_work_of_another_team_it_pays_and_what_it_earned_stays() -> None:
    faulty = an_installation(state=VisitState.APPROVED, team="dawn")
    earned = an_earning(id="E-I-1042-1", visit="I-1042-1", team="dawn", amount=Signed(2500_00), lines=())
    uow = await a_desk(faulty, earned)
    again = an_installation(id="I-1042-2", rework=a_rework(), report=None)
    assert told(await earn(uow, again, OPS)) == [("visit", 2500, "")]
    taken = await uow.get(Earning, "E-I-1042-2-dawn")
    assert (taken.team, taken.visit, told(taken)) == ("dawn", "I-1042-2", [("rework", -1250, "I-1042-2")])
    assert (await uow.get(Earning, "E-I-1042-1")).amount == Signed(2500_00)


@pytest.mark.parametrize(
    ("but", "lines"),
    [
        ({"state": VisitState.CUSTOMER_ABSENT, "fee_due": True}, [("absent", 250, "")]),
        ({"state": VisitState.CUSTOMER_ABSENT, "fee_due": False}, []),
        ({"state": VisitState.ON_THE_WAY}, [("on_the_way", 250, "")]),
        ({"state": VisitState.ON_SITE}, [("on_the_way", 250, "")]),
        ({"state": VisitState.CONFIRMED}, []),
        ({"state": VisitState.PROPOSED, "team": None, "slot": None}, []),
        ({"state": VisitState.REPORTED, "report": a_report()}, [("visit", 500, "")]),
        ({"state": VisitState.ON_SITE, "report": a_report()}, [("visit", 500, "")]),
    ],
)
async def test_a_visit_that_ends_without_approval_has_earned(
    but: dict[str, Any], lines: list[tuple[str, int, str]]
) -> None:
    assert told(await earn_until_now(await a_desk(), a_visit(**but), OPS)) == lines


@pytest.mark.parametrize(("day", "rupees"), [(date(2026, 11, 24), 900), (date(2026, 11, 25), 500)])
async def test_the_rate_of_the_day_of_the_visit_counts_however_late_it_is_approved(
    day: date, rupees: int
) -> None:
    card = a_rate_card()
    dearer = RatesVersion(
        number=2,
        valid_from=day,
        rates=Rates(visits=(VisitRate(kind=VisitKind.SURVEY, amount=Money(900_00)),)),
        set_at=NOW,
        by="Ada",
    )
    uow = a_uow(now=NOW + timedelta(days=30))
    for thing in (a_lead(), card.adding(dearer)):
        await uow.add(thing)
    assert told(await earn(uow, a_visit(state=VisitState.REPORTED), OPS)) == [("visit", rupees, "")]


AMOUNTS = st.integers(0, 10_000_00).map(Money)


@given(
    st.floats(0, 200, allow_nan=False).map(lambda metres: round(metres, 2)),
    st.sampled_from(["", "own"]),
    st.builds(
        some_rates,
        metre=AMOUNTS,
        free_metres=st.integers(0, 50),
        emergency=AMOUNTS,
        rework_share=st.integers(0, 100),
        rework_deduction=st.integers(0, 100),
    ),
)
def test_lines_come_to_the_amount_which_work_never_takes_below_zero(
    metres: float, faulty: str, rates: Rates
) -> None:
    visit = an_installation(
        report=replace(a_report(), answers={"cable_metres_used": str(metres)}),
        emergency=an_emergency(lost_team="dawn"),
        rework=a_rework() if faulty else None,
    )
    lines = work_lines(visit, a_lead(), Terms(cards=(rates,)), own_fault=bool(faulty))
    earning = Earning.of(*lines, id="E", lead="L", visit="V", team="t", earned_at=NOW)
    assert earning.amount == net(line.amount for line in lines)
    assert earning.amount.paise >= 0
    off = deduction_lines(visit, earning, Terms(cards=(rates,)))
    assert 0 <= earning.amount.paise + net(line.amount for line in off).paise <= earning.amount.paise
