"""What `chargeops check` says of the books."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Executable, insert, update

from bot.checking import breaches
from domain.leads.stages import Stage
from domain.materials.purchase import PurchaseState
from domain.money.payment import Payment, PaymentState
from domain.settle import settle
from storage.books import book_entries, book_lines
from storage.database import Database
from storage.migrating import migrate
from storage.records import RECORDS, payments
from tests.build import NOW, a_payment, a_purchase, an_oem, at_stage
from tests.storage.kept import InDatabase

PAID: Final = a_payment(state=PaymentState.PAID, approvers=("p-fin",), reference="523223155921")
BOUGHT: Final = a_purchase(state=PurchaseState.PAID, amount=PAID.amount)


def made_to_be(payment: Payment) -> Executable:
    """Somebody meddles with a payment that stands there."""
    body = RECORDS[Payment].codec.dump_json(payment).decode()
    return update(payments).where(payments.c.id == payment.id).values(body=body)


def smuggled(payment: Payment) -> Executable:
    columns = {**RECORDS[Payment].keys(payment), "version": 0, "id": payment.id}
    return insert(payments).values(body=RECORDS[Payment].codec.dump_json(payment).decode(), **columns)


async def found_after(tmp_path: Path, *statements: Executable, payment: Payment = PAID) -> list[str]:
    database = Database(f"sqlite:///{tmp_path / 'checked.db'}")
    try:
        await migrate(database)
        kept = InDatabase(database)
        async with kept.begin() as uow:
            for thing in (an_oem(), at_stage(Stage.SURVEY_SCHEDULED), BOUGHT, payment):
                await uow.add(thing)
            await settle(uow)
        async with database.begin() as connection:
            for statement in statements:
                await connection.execute(statement)
        return [breach async for breach in breaches(database, kept.work, NOW)]
    finally:
        await database.close()


def an_entry(**but: object) -> Executable:
    row = {"at": NOW, "subject": PAID.id, "state": "paid", "lead": "L-1042", "intent": PAID.intent}
    return insert(book_entries).values({**row, **but})


def a_line(account: str, paise: int, entry: int = 2) -> Executable:
    return insert(book_lines).values(entry=entry, account=account, paise=paise)


async def test_books_that_agree_are_no_breach(tmp_path: Path) -> None:
    assert await found_after(tmp_path) == []


@pytest.mark.parametrize(
    ("statements", "breach"),
    [
        ((an_entry(), a_line("bank", -1)), "entry 2: does not balance, -1 paise are left"),
        ((an_entry(),), "entry 2: does not balance, None paise are left"),
        (
            (made_to_be(replace(PAID, state=PaymentState.REVERSED)),),
            "V-1042-1: is reversed and stands in the books with bank -245000, vendors +245000, not nothing",
        ),
        (
            (an_entry(subject="V-9-9"), a_line("bank", -1), a_line("vendors", 1)),
            "V-9-9: stands in the books, and there is no such thing",
        ),
        (
            (an_entry(intent=None), a_line("bank", -1), a_line("vendors", 1)),
            "entry 2: moves money of V-1042-1 without the intent of a payment",
        ),
        (
            (smuggled(replace(PAID, id="V-1042-2", intent="1" * 32, reference="X")),),
            "B-1042-1: is paid by V-1042-1, V-1042-2",
        ),
        (
            (
                smuggled(replace(PAID, id="V-1042-2", intent="1" * 32, reference="abc", purchase=None)),
                made_to_be(replace(PAID, reference="ABC")),
            ),
            "reference ABC: proves 2 payments",
        ),
    ],
)
async def test_books_that_somebody_meddled_with_are_one(
    tmp_path: Path, statements: tuple[Executable, ...], breach: str
) -> None:
    assert breach in await found_after(tmp_path, *statements)


@pytest.mark.parametrize("approvers", [(), ("p-crew",)], ids=["nobody", "who asked"])
async def test_money_that_nobody_else_approved_is_a_breach(
    tmp_path: Path, approvers: tuple[str, ...]
) -> None:
    found = await found_after(tmp_path, payment=replace(PAID, approvers=approvers))
    assert "V-1042-1: is paid with 0 of 1 approvals" in found
