"""`/money`, as it reads."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from cards.money import month_card, waiting_card
from cards.text import Speaker
from domain.money.amount import Money, Signed
from domain.money.money_board import MoneyBoard, Section
from domain.money.money_month import MoneyMonth
from domain.money.overview import Moved, Outcome, Waiting, by_due, earning_item, payment_item
from domain.money.payment import PaymentState
from domain.policy import DEFAULT
from tests.build import NOW, a_payment, a_payout, a_team, an_earning

SPEAKER: Final = Speaker("en")
WAITING: Final = Waiting(
    items=by_due(
        (
            payment_item(a_payment(state=PaymentState.UNKNOWN, payer="p-fin"), DEFAULT),
            payment_item(a_payout(), DEFAULT),
            earning_item(an_earning(amount=Signed(-50_00), lines=()), a_team(), NOW),
        )
    ),
    now=NOW + timedelta(hours=2),
    names={"p-fin": "Farah"},
)
MONTH: Final = MoneyMonth(
    first=date(2026, 11, 1),
    last=date(2026, 11, 30),
    moves=(
        Moved(payment=a_payment(), at=NOW, outcome=Outcome.PAID, paise=2450_00),
        Moved(payment=a_payout(), at=NOW, outcome=Outcome.PAID, paise=500_00),
        Moved(payment=a_payment(), at=NOW + timedelta(days=1), outcome=Outcome.REVERSED, paise=-2450_00),
    ),
)


def test_what_waits_reads_by_step_and_then_one_by_one() -> None:
    card = waiting_card(MoneyBoard(), WAITING, SPEAKER, sees_books=True)
    assert card.text.splitlines() == [
        "Money: Waiting",
        "As of Mon 23 Nov, 13:30",
        "• Earned, not yet payable: 1, −₹50.00, since Mon 23 Nov, 11:30",
        "• To be approved: 1, ₹500.00, since Mon 23 Nov, 11:30",
        "⚠ Outcome not known: 1, ₹2,450.00, since Mon 23 Nov, 11:30 · 1 late",
        "",
        "⚠ V-1042-1: ₹2,450.00 for Shree Electricals",
        "   Outcome not known · Farah of Finance · late since Mon 23 Nov, 11:45",
        "• P-7: ₹500.00 for Sunrise Crew",
        "   To be approved · Finance · by Tue 24 Nov, 11:30",
        "• E-S-1042-1: −₹50.00 for Sunrise Crew",
        "   Earned, not yet payable · Central Ops",
    ]
    assert [[button.data for button in row] for row in card.keyboard] == [
        ["open:V-1042-1", "open:P-7"],
        ["open:L-1042"],
        ["money:money/late/1"],
        ["money:money/paid/1", "money:money/teams/1", "money:money/vendors/1"],
        ["money:money/before/1"],
        ["moneyagain:money/waiting/1"],
    ]


def test_what_is_late_stands_alone() -> None:
    card = waiting_card(MoneyBoard(section=Section.LATE), WAITING, SPEAKER, sees_books=False)
    assert "P-7" not in card.text
    assert "V-1042-1" in card.text
    assert [[button.label for button in row] for row in card.keyboard] == [
        ["V-1042-1"],
        ["Waiting"],
        ["Refresh"],
    ]


def test_where_nothing_waits_it_says_so() -> None:
    nothing = Waiting(items=(), now=NOW)
    assert "Nothing waits." in waiting_card(MoneyBoard(), nothing, SPEAKER, sees_books=True).text
    late = waiting_card(MoneyBoard(section=Section.LATE, page=4), nothing, SPEAKER, sees_books=True)
    assert "Nothing is late." in late.text


def test_many_are_turned_over_page_by_page() -> None:
    many = [payment_item(a_payment(id=f"V-{number}"), DEFAULT) for number in range(17)]
    waiting = Waiting(items=by_due(many), now=NOW)
    first = waiting_card(MoneyBoard(), waiting, SPEAKER, sees_books=True)
    last = waiting_card(MoneyBoard(page=9), waiting, SPEAKER, sees_books=True)
    assert "Page 1 of 3" in first.text
    assert "Page 3 of 3" in last.text
    assert "To be checked: 17" not in last.text
    assert [button.data for button in first.keyboard[4]] == ["money:money/waiting/2"]
    assert [button.data for button in last.keyboard[1]] == ["money:money/waiting/2"]


def test_a_month_reads_by_stream_with_every_payment() -> None:
    card = month_card(MoneyBoard(section=Section.PAID), MONTH, SPEAKER)
    assert card.text.splitlines() == [
        "Money: Paid this month",
        "Sun 1 Nov to Mon 30 Nov",
        "• Payouts to teams: 1 paid, ₹500.00",
        "• Vendor payments: 1 paid, ₹2,450.00 · came back ₹2,450.00",
        "",
        "⚠ Tue 24 Nov, 11:30 · V-1042-1: ₹2,450.00 to Shree Electricals, came back",
        "✓ Mon 23 Nov, 11:30 · P-7: ₹500.00 to Sunrise Crew, paid",
        "✓ Mon 23 Nov, 11:30 · V-1042-1: ₹2,450.00 to Shree Electricals, paid",
    ]


def test_a_month_reads_by_team_and_by_vendor() -> None:
    teams = month_card(MoneyBoard(section=Section.TEAMS), MONTH, SPEAKER).text
    vendors = month_card(MoneyBoard(section=Section.VENDORS), MONTH, SPEAKER).text
    assert teams.splitlines()[2:] == ["• Sunrise Crew: 1 paid, ₹500.00"]
    assert vendors.splitlines()[2:] == ["• Shree Electricals: 1 paid, ₹2,450.00 · came back ₹2,450.00"]
    empty = MoneyMonth(first=date(2026, 10, 1), last=date(2026, 10, 31), moves=())
    assert "Nothing was paid." in month_card(MoneyBoard(section=Section.BEFORE), empty, SPEAKER).text


def test_names_are_no_markup_and_the_longest_card_fits_into_a_message() -> None:
    many = [
        payment_item(
            a_payment(id=f"V-1042-{number}", payee_name="<b>" + "x" * 300, amount=Money(99_99_999_00)),
            DEFAULT,
        )
        for number in range(60)
    ]
    waiting = Waiting(items=by_due(many), now=datetime(2027, 1, 1, tzinfo=UTC))
    assert len(waiting_card(MoneyBoard(), waiting, SPEAKER, sees_books=True).text) < 4096
