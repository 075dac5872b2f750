"""Finance's pages: what they show, what they give as files, and to whom they say nothing."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.people.person import Person
from domain.people.roles import Role
from tests.web.office import Office
from tests.web.portal.spending import SHREE, money_has_moved, way_in
from tests.web.portal.visiting import Guest, a_guest

PAGES = (
    "/portal/money",
    "/portal/money/paid",
    "/portal/money/payee?stream=vendor&payee=Shree",
    "/portal/money/waiting.csv",
    "/portal/money/paid.xlsx",
    "/portal/money/books/books 2026-11.xlsx",
)


async def signed_in(guest: Guest, role: Role = Role.FINANCE) -> None:
    await guest.go(f"/portal/in/{await way_in(guest.office, role)}")
    await guest.send("/portal/in")


@pytest.fixture
async def finance(stranger: Guest) -> Guest:
    await money_has_moved(stranger.office)
    await signed_in(stranger)
    return stranger


async def table(guest: Guest, path: str) -> list[dict[str, str]]:
    answer = await guest.client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def sheet(guest: Guest, path: str) -> list[list[Any]]:
    answer = await guest.client.get(path)
    assert "attachment" in answer.headers["content-disposition"]
    [found] = load_workbook(io.BytesIO(answer.content)).worksheets
    return [[cell.value for cell in row] for row in found.iter_rows()]


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_but_finance_sees_a_page_of_the_money(stranger: Guest, path: str) -> None:
    assert (await stranger.client.get(path)).status_code == 401
    await signed_in(stranger, Role.OPS)
    assert (await stranger.client.get(path)).status_code == 403


@pytest.mark.parametrize("path", PAGES)
async def test_an_oem_sees_none_of_them(guest: Guest, path: str) -> None:
    assert (await guest.client.get(path)).status_code == 403


async def test_finance_begins_with_what_waits_and_has_no_page_of_another_desk(finance: Guest) -> None:
    assert "Money that waits" in finance.page.text
    assert "Finance · Farah Ali" in finance.page.text
    assert "Reports to review" not in finance.page.text
    await finance.go("/portal/reviews")
    assert finance.status == 403
    await finance.go("/portal/account")
    assert "act for Finance" in finance.page.text


async def test_what_waits_stands_by_step_and_one_by_one(finance: Guest) -> None:
    page = await finance.go("/portal/money")
    for words in (
        "To be checked",
        "Second approver awaited",
        "Purchase to be allowed",
        "Payable, not in a payout",
    ):
        assert words in page.text
    assert "=<b>Patil</b>" in page.text
    assert "shreeelectricals@okbank" not in page.text
    waits = await table(finance, "/portal/money/waiting.csv")
    assert [row["Item"] for row in waits] == ["V-9", "B-1042-8", "V-8", "E-S-1042-2", "E-S-1042-1"]
    assert waits[2]["For"] == "'=<b>Patil</b>"


async def test_filters_narrow_the_page_and_its_files_alike(finance: Guest) -> None:
    page = await finance.go("/portal/money", late="yes", stream="vendor")
    assert "V-9" in page.text
    assert "V-8" not in page.text
    assert [row["Item"] for row in await table(finance, "/portal/money/waiting.csv?late=yes")] == ["V-9"]
    teams = await table(finance, "/portal/money/waiting.csv?stream=payout&payee=sunrise")
    assert [row["Item"] for row in teams] == ["E-S-1042-2", "E-S-1042-1"]
    sorted_down = await table(finance, "/portal/money/waiting.csv?sort=-5")
    assert [row["Item"] for row in sorted_down][:2] == ["V-8", "V-9"]


async def test_what_was_paid_is_what_the_bank_moved(finance: Guest) -> None:
    page = await finance.go("/portal/money/paid")
    assert "632823155924" in page.text
    assert "sh••••@okbank" in page.text
    heads, *rows = await sheet(finance, "/portal/money/paid.xlsx")
    amounts = {row[0]: 0 for row in rows}
    for row in rows:
        amounts[row[0]] += row[heads.index("From the bank")]
    assert amounts == {"V-1": 2450, "V-2": 0, "P-7": 500}
    assert await table(finance, "/portal/money/paid.csv?period=2026-10") == []
    year = await table(finance, "/portal/money/paid.csv?period=FY2026-27&stream=payout")
    assert [row["Payment"] for row in year] == ["P-7"]


async def test_a_payee_has_a_page_with_his_history(finance: Guest) -> None:
    page = await finance.go("/portal/money/payee", stream="vendor", payee=SHREE.upper())
    for words in ("V-1", "V-2", "reversed", "V-9"):
        assert words in page.text
    assert "P-7" not in page.text
    team = await finance.go("/portal/money/payee", stream="payout", payee="sunrise")
    assert "P-7" in team.text
    assert "V-1 " not in team.text
    await finance.go("/portal/money/payee", stream="payout", payee="moon")
    assert finance.status == 404


async def test_the_accountants_files_are_to_be_had(finance: Guest) -> None:
    for name in ("books 2026-11.xlsx", "books FY2026-27.csv", "payments 2026-11.csv"):
        answer = await finance.client.get(f"/portal/money/books/{name}")
        assert (answer.status_code, answer.headers["content-disposition"]) == (
            200,
            f'attachment; filename="{name}"',
        )
    assert (await finance.client.get("/portal/money/books/books.xlsx")).status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/portal/money?stream=gold", 422),
        ("/portal/money/paid?period=November", 422),
        ("/portal/money/waiting.pdf", 404),
        ("/portal/money?sort=99", 200),
    ],
)
async def test_what_cannot_be_is_said_on_a_page(finance: Guest, path: str, status: int) -> None:
    assert (await finance.client.get(path)).status_code == status


async def test_who_is_of_finance_no_more_sees_nothing_more(office: Office) -> None:
    guest = a_guest(office)
    await signed_in(guest)
    async with office.ports.transaction() as work:
        await work.uow.save(replace(await work.uow.get(Person, "p-fin"), grants=()))
    assert (await guest.client.get("/portal/money")).status_code == 401
    await guest.client.aclose()
