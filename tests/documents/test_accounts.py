"""The sheets that the accountant enters from, against the books and what is stored."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from openpyxl import load_workbook

from documents.accounts import PAYMENTS, controls
from documents.books import as_xlsx, made_of
from domain.materials.purchase import Purchase, PurchaseState
from domain.money.amount import Money, Signed
from domain.money.bookkeeping import Journal, journal, period_of
from domain.money.earning import Earning, EarningState
from domain.money.methods import Method
from domain.money.payment import Payment, PaymentState
from domain.money.tds import Taxpayer, YearSoFar, withhold
from domain.settle import settle
from tests.build import (
    NOW,
    a_lead,
    a_payment,
    a_payout,
    a_picture,
    a_purchase,
    a_statement,
    a_team,
    an_earning,
    an_oem,
)
from tests.fakes import House

GSTIN: Final = "27AAPFU0939F1ZV"
V1: Final = a_payment(
    id="V-1",
    intent="1" * 32,
    purchase="B-1042-1",
    state=PaymentState.PAID,
    method=Method.UPI,
    reference="632823155924",
)
V2: Final = a_payment(id="V-2", intent="2" * 32, purchase=None, state=PaymentState.PAID)
P7: Final = a_payout(lead=None, state=PaymentState.PAID)
BOUGHT: Final = a_purchase(
    vendor="Shree Electricals",
    gstin=GSTIN,
    amount=Money(2450_00),
    billed=Money(2400_00),
    bill=a_picture(),
    state=PurchaseState.RECEIVED,
)
EARNED: Final = an_earning(amount=Signed(500_00), state=EarningState.PAID)


async def a_year() -> Journal:
    house = House()
    uow = house.uow(NOW)
    for thing in (an_oem(), a_lead(), a_team()):
        await uow.shelves.of(type(thing)).add(thing)
    life: list[Payment | Purchase | Earning] = [V1, V2, P7, replace(V2, state=PaymentState.REVERSED)]
    for hours, booked in enumerate([*life, BOUGHT, EARNED]):
        await _booked(house, hours, booked)
    return await journal(house.uow(NOW), *period_of("FY2026-27"))


async def _booked(house: House, hours: int, thing: Payment | Purchase | Earning) -> None:
    uow = house.uow(NOW + timedelta(hours=hours))
    if isinstance(thing, Payment) and (known := await uow.find(Payment, thing.id)):
        await uow.save(replace(thing, version=known.version))
    else:
        await uow.add(thing)
    await settle(uow)


def cells(found: Journal, sheet: str) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(as_xlsx(found)))[sheet]
    heading, *rows = [[cell.value for cell in row] for row in book.iter_rows()]
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


async def test_a_payment_stands_there_with_its_reference_and_a_masked_payee() -> None:
    first, second, payout, back = cells(await a_year(), "Payments")
    assert (first["Payment"], first["Reference"], first["Method"]) == ("V-1", "632823155924", "upi")
    assert (first["Paid to"], first["PAN"], first["GSTIN"]) == ("sh••••@okbank", "AAPFU0939F", GSTIN)
    assert (first["Amount"], first["From the bank"], first["Outcome"]) == (2450, 2450, "paid")
    assert (second["GSTIN"], payout["Team"], payout["Stream"]) == (None, "sunrise", "payout")
    assert (back["Payment"], back["Outcome"], back["From the bank"]) == ("V-2", "reversed", -2450)


async def test_a_payout_stands_there_with_what_was_kept_of_it_for_the_tax_office() -> None:
    taxed = withhold(Money(40_000_00), Taxpayer(pan="AAPPV1234K"), YearSoFar(), NOW.date())
    payout = replace(P7, amount=taxed.net, statement=a_statement(withheld=taxed))
    house = House()
    await house.uow(NOW).shelves.of(type(a_team())).add(a_team())
    await _booked(house, 0, payout)
    found = await journal(house.uow(NOW), *period_of("2026-11"))
    [row] = cells(found, "Payments")
    assert (row["Gross"], row["TDS"], row["Amount"], row["From the bank"]) == (40_000, 400, 39_600, 39_600)
    assert (row["PAN"], row["Section"], row["Code"]) == ("AAPPV1234K", taxed.section, taxed.code)
    assert controls(found)[0].sheets == controls(found)[0].books == -39_600_00


async def test_bills_earnings_and_payees_stand_there_with_what_is_booked_of_them() -> None:
    found = await a_year()
    [bill] = cells(found, "Bills")
    assert (bill["Purchase"], bill["Vendor"], bill["Asked"], bill["Bill"], bill["Booked"]) == (
        *("B-1042-1", "Shree Electricals"),
        *(2450, 2400, 2400),
    )
    [earning] = cells(found, "Earnings")
    assert (earning["Team"], earning["Name"], earning["Amount"], earning["Booked"]) == (
        *("sunrise", "Sunrise Crew"),
        *(500, 500),
    )
    vendor, team = cells(found, "Payees")
    assert (vendor["Payee"], vendor["GSTIN"], vendor["Payments"], vendor["Net"]) == (
        *("Shree Electricals", GSTIN),
        *(2, 2450),
    )
    assert (team["Payee"], team["Paid"], team["Came back"]) == ("Sunrise Crew", 500, 0)


async def test_the_sums_of_the_sheets_are_those_of_the_books() -> None:
    found = await a_year()
    assert [(one.sheets, one.books) for one in controls(found)] == [
        (-2950_00, -2950_00),
        (-2950_00, -2950_00),
        (2400_00, 2400_00),
        (500_00, 500_00),
    ]
    assert [row["Difference"] for row in cells(found, "Control")] == [0, 0, 0, 0]
    sheets = [row["From the bank"] for row in cells(found, "Payments")]
    assert sum(sheets) * 100 == -controls(found)[0].books


async def test_a_payment_that_is_not_what_is_booked_is_seen_in_the_control_sheet() -> None:
    found = await a_year()
    other = {**found.payments, "V-1": replace(found.payments["V-1"], amount=Money(1_00))}
    [payments, *_] = cells(replace(found, payments=other), "Control")
    assert payments["Difference"] == 2449


async def test_sheets_have_filters_and_their_heads_stay_in_sight() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(await a_year())))
    for name in ("Entries", "Payments", "Bills", "Earnings", "Payees"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref is not None


async def test_the_payments_are_a_csv_of_their_own() -> None:
    found = await a_year()
    text = made_of(found, "payments FY2026-27.csv").decode("utf-8-sig")
    heading, *rows = list(csv.reader(io.StringIO(text)))
    assert tuple(heading) == PAYMENTS
    assert [row[2] for row in rows] == ["V-1", "V-2", "P-7", "V-2"]
    assert made_of(found, "books FY2026-27.csv") != made_of(found, "payments FY2026-27.csv")
