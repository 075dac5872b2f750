"""The books on paper: what the accountant opens."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from documents.books import BALANCES, COLUMNS, as_csv, as_xlsx, sheets_of
from domain.money.bookkeeping import Journal
from domain.money.books import Account, Entry, Line
from domain.money.payment import PaymentState
from tests.build import NOW, a_payment

PAID: Final = Entry(
    number=7,
    at=NOW,
    subject="V-1042-1",
    state="paid",
    lead="L-1042",
    intent="0" * 32,
    lines=(Line(account=Account.BANK, paise=-1_245_050), Line(account=Account.VENDORS, paise=1_245_050)),
)


def a_journal(name: str = "Shree Electricals", **but: Any) -> Journal:  # noqa: ANN401  fields of Journal
    payment = a_payment(state=PaymentState.PAID, payee_name=name, reference="523223155921")
    whole = {
        "first": date(2026, 11, 1),
        "last": date(2026, 11, 30),
        "opening": {Account.BANK: -5_00, Account.VENDORS: 5_00},
        "entries": (PAID,),
        "payments": {payment.id: payment},
    }
    return Journal(**{**whole, **but})


def rows(journal: Journal) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(journal).decode("utf-8-sig"))))


def cells(journal: Journal, sheet: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(as_xlsx(journal)))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_each_line_of_an_entry_is_a_row_with_its_debit_or_credit() -> None:
    heading, debit, credit = rows(a_journal())
    assert tuple(heading) == COLUMNS
    assert debit[:9] == [
        *("7", "2026-11-23", "11:30:00", "V-1042-1", "paid", "2100"),
        *("Vendors: owed, or paid ahead of the bill", "12450.50", ""),
    ]
    assert credit[5:] == [
        *("1100", "Bank", "", "12450.50", "L-1042", "Shree Electricals", "523223155921", "0" * 32)
    ]


def test_amounts_are_numbers_and_days_are_days_in_the_workbook() -> None:
    _, debit, credit = cells(a_journal(), "Entries")
    assert (debit[1], debit[7], credit[8]) == (datetime(2026, 11, 23), 12450.5, 12450.5)  # noqa: DTZ001  a cell's day


def test_a_moment_after_midnight_in_india_is_that_day() -> None:
    late = Entry(
        **{
            **{name: getattr(PAID, name) for name in PAID.__slots__},
            "at": NOW + timedelta(hours=12, minutes=30),
        }
    )
    assert rows(a_journal(entries=(late,)))[1][1:3] == ["2026-11-24", "00:00:00"]


def test_the_balances_prove_themselves() -> None:
    heading, *accounts, total = cells(a_journal(), "Balances")
    assert tuple(heading) == BALANCES
    bank = next(row for row in accounts if row[1] == "Bank")
    assert bank == ["1100", "Bank", -5, 0, 12450.5, -12455.5]
    assert total == [None, "Total", 0, 12450.5, 12450.5, 0]


@pytest.mark.parametrize("wicked", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =HYPERLINK(1)", "＝1", "\r=1"])
def test_a_name_is_never_a_formula(wicked: str) -> None:
    journal = a_journal(name=wicked)
    assert rows(journal)[1][10].startswith("'")
    book = load_workbook(io.BytesIO(as_xlsx(journal)))
    [cell] = [row[10] for row in book["Entries"].iter_rows(min_row=2, max_row=2)]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_the_same_facts_make_the_same_files() -> None:
    assert sheets_of(a_journal()) == sheets_of(a_journal())
    assert sheets_of(a_journal()).xlsx[0] == "books 2026-11-01 to 2026-11-30.xlsx"


def test_a_large_amount_loses_no_paisa() -> None:
    huge = 9_007_199_254_740_993  # more than a float can hold
    lines = (Line(account=Account.BANK, paise=-huge), Line(account=Account.VENDORS, paise=huge))
    entry = Entry(at=NOW, subject="V-1042-1", state="paid", lead=None, lines=lines)
    assert Decimal(rows(a_journal(entries=(entry,)))[1][7]) * 100 == huge
