"""What waits to be marked payable, what a team has earned, and its rates, as they are shown."""

from dataclasses import replace
from datetime import date, timedelta

from cards.earnings import BUTTONS_SHOWN, earned_card, rates_card, waiting_card
from cards.text import Speaker
from domain.money.amount import Money, Signed
from domain.money.earned import Earned
from domain.money.earning import Earning, EarningLine, EarningState, LineKind
from domain.money.marking import Waiting, Waits
from domain.money.objections import Objection
from domain.money.rate_card import ChargerClass, RatesVersion, VisitRate, card_of
from domain.visits.states import VisitKind
from tests.build import NOW, a_rate_card, a_team, an_earning, some_rates

SPEAKER = Speaker()
TODAY = date(2026, 11, 23)
BIG = Earning.of(
    EarningLine(kind=LineKind.VISIT, amount=Signed(2500_00)),
    EarningLine(kind=LineKind.EXTRA_CABLE, amount=Signed(960_00), note="12 m × ₹80.00"),
    id="E-I-1042-1",
    lead="L-1042",
    visit="I-1042-1",
    team="sunrise",
    earned_at=NOW,
)
OFF = Earning.of(
    EarningLine(kind=LineKind.REWORK, amount=Signed(-1250_00), note="I-1042-2"),
    id="E-I-1042-2-sunrise",
    lead="L-1042",
    visit="I-1042-2",
    team="sunrise",
    earned_at=NOW,
)


def waits(earning: Earning, *against: Objection) -> Waits:
    return Waits(earning=earning, team=a_team(), against=against)


def test_the_list_says_what_each_is_for_and_what_speaks_against_it() -> None:
    entries = (waits(BIG), waits(an_earning(), Objection.PACK), waits(OFF))
    message = waiting_card(Waiting(entries=entries, count=3), SPEAKER)
    assert "I-1042-1 · Sunrise Crew · ₹3,460.00" in message.text
    assert "  Extra cable (12 m × ₹80.00): ₹960.00" in message.text
    assert "⚠ the closure pack was returned" in message.text
    assert [row[0].label for row in message.keyboard] == [
        "Mark all 2 that nothing speaks against: ₹2,210.00",
        "I-1042-1: ₹3,460.00",
        "⚠ S-1042-1 all the same: ₹500.00",
        "I-1042-2: −₹1,250.00",
    ]
    assert [row[0].data for row in message.keyboard] == [
        "markclear:all:2.221000",
        "markearning:E-I-1042-1",
        "markanyway:E-S-1042-1",
        "markearning:E-I-1042-2-sunrise",
    ]


def test_a_long_list_stays_short() -> None:
    entries = tuple(waits(an_earning(id=f"E-{number}")) for number in range(30))
    message = waiting_card(Waiting(entries=entries, count=30), SPEAKER)
    assert message.text.endswith("and 10 more")
    assert len(message.keyboard) == BUTTONS_SHOWN + 1


def test_where_nothing_waits_there_is_no_button() -> None:
    message = waiting_card(Waiting(entries=(), count=0), SPEAKER)
    assert (message.text, message.keyboard) == ("Nothing waits to be marked payable.", ())


def test_a_team_sees_what_it_earned_and_how_far_it_is() -> None:
    paid = replace(BIG, state=EarningState.PAID)
    earned = Earned(
        team=a_team(),
        latest=(OFF, paid),
        count=14,
        sums={EarningState.EARNED: OFF.amount, EarningState.PAID: BIG.amount},
    )
    text = earned_card(earned, SPEAKER).text
    assert text.startswith(
        "What Sunrise Crew has earned\nearned, not yet payable: −₹1,250.00\npaid: ₹3,460.00"
    )
    assert "  Rework (I-1042-2): −₹1,250.00" in text
    assert text.endswith("and 12 more")


def test_a_team_without_earnings_is_told_how_they_come() -> None:
    text = earned_card(Earned(team=a_team(), latest=(), count=0, sums={}), SPEAKER).text
    assert "Nothing so far." in text


def test_rates_show_what_holds_today_and_what_comes() -> None:
    there = VisitRate(
        kind=VisitKind.INSTALLATION, zone="411", charger=ChargerClass.KW_22, amount=Money(4000_00)
    )
    later = RatesVersion(
        number=2,
        valid_from=TODAY + timedelta(days=8),
        rates=some_rates().with_rate(there),
        set_at=NOW,
        by="Ada",
    )
    own, company = a_rate_card().adding(later), a_rate_card("", metre=Money(80_00), rework_deduction=50)
    lines = rates_card(own, company, "Sunrise Crew", TODAY, SPEAKER).text.splitlines()
    assert lines[0] == "Rates of Sunrise Crew"
    assert "• installation (411 22 kW): ₹4,000.00" in lines
    assert "• a metre of cable beyond the free length: ₹80.00" in lines
    assert "• where another team has to, 50 % come off" in lines
    assert [line for line in lines if line.startswith("From")] == [
        "From 01.01.2026, version 1",
        "From 01.12.2026, version 2",
        "From 01.01.2026, version 1",
    ]
    assert card_of("sunrise") == own.id


def test_a_card_that_there_is_not_is_said_so() -> None:
    assert rates_card(None, None, "Sunrise Crew", TODAY, SPEAKER).text.count("None.") == 2
