"""The port of the books: entries are added, summed by subject and account, and never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.money.books import Account, Entry, Line
from domain.slot import Slot
from storage.database import Database
from tests.build import NOW
from tests.storage.kept import InDatabase, Kept

DAY = timedelta(days=1)
PAYING = Entry(
    at=NOW,
    subject="V-1042-1",
    state="paying",
    lead="L-1042",
    intent="0" * 32,
    lines=(Line(account=Account.ON_ITS_WAY, paise=-245000), Line(account=Account.VENDORS, paise=245000)),
)
PAID = Entry(
    at=NOW + DAY,
    subject="V-1042-1",
    state="paid",
    lead="L-1042",
    intent="0" * 32,
    lines=(Line(account=Account.BANK, paise=-245000), Line(account=Account.ON_ITS_WAY, paise=245000)),
)


async def test_what_is_written_is_summed_and_read_in_order(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.books.write([])
        await uow.books.write([PAYING])
    async with kept.begin() as uow:
        await uow.books.write([PAID])
    async with kept.begin() as uow:
        booked = await uow.books.booked(["V-1042-1", "P-7"])
        assert booked == {"V-1042-1": {Account.VENDORS: 245000, Account.BANK: -245000}}
        found = await uow.books.between(Slot(start=NOW, end=NOW + 2 * DAY))
        assert [(one.number, one.state, set(one.lines)) for one in found] == [
            (1, "paying", set(PAYING.lines)),
            (2, "paid", set(PAID.lines)),
        ]
        assert found[0].at == NOW
        assert found[0].intent == "0" * 32


async def test_a_period_ends_before_its_end(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.books.write([PAYING, PAID])
        assert [one.state for one in await uow.books.between(Slot(start=NOW, end=NOW + DAY))] == ["paying"]
        assert await uow.books.balances(NOW) == {}
        assert await uow.books.balances(NOW + DAY) == {Account.VENDORS: 245000, Account.ON_ITS_WAY: -245000}


@pytest.mark.parametrize(
    "wrong",
    ["UPDATE book_lines SET paise = 1", "DELETE FROM book_lines", "UPDATE book_entries SET lead = ''"],
)
async def test_the_database_lets_nobody_change_an_entry(database: Database, wrong: str) -> None:
    async with InDatabase(database).begin() as uow:
        await uow.books.write([PAYING])
    with pytest.raises(Exception, match="only added to"):
        async with database.begin() as connection:
            await connection.execute(text(wrong))
