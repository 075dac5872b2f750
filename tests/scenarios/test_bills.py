"""The customer's electricity bill: sent, read beside all else, shown to him, and what Ops hears of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from bot.imports import ImportDesk
from documents.bills import BillText, text_of
from domain.leads.bill import Bill, BillState, Way
from domain.leads.lead import Lead
from jobs.bills import Bills
from storage.schema import metadata
from tests.documents.sample_bills import BSES, PARTY, as_pdf, as_photo
from tests.scenarios import days
from tests.scenarios.days import ASHA, LEAD, OPS
from tests.scenarios.town import Town

PDF: Final = "application/pdf"


async def bill(town: Town) -> Bill:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return await uow.get(Bill, "E-1042")


async def everything(town: Town) -> str:
    """Every row of every table, as text."""
    found: list[str] = []
    async with town.parts.database.read() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            found += [f"{table.name}: {tuple(row)}" for row in rows]
    return "\n".join(found)


async def is_read(town: Town) -> None:
    """The beat of the program does it, some time after the bytes are archived."""
    town.parts.bills.text_of = text_of
    for _ in range(1200):
        if (await bill(town)).state is not BillState.WAITING:
            break
        town.worker.metronome.wake("bills")
        await asyncio.sleep(0.05)
    town.parts.bills.text_of = None
    await town.quiet()


async def shares(town: Town, content: bytes, name: str = "bill.pdf", kind: str = PDF) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "1 of 3")
    await town.document("asha", name, content, kind)
    await town.told(ASHA, "2 of 3", "the key below")


async def test_a_bill_is_read_one_field_corrected_and_ops_is_warned(town: Town) -> None:
    await shares(town, as_pdf(BSES))
    await is_read(town)
    [card] = await town.told(ASHA, "This is what I read on your electricity bill. Is it right?")
    assert "Consumer number: 152608268" in card["text"]
    assert "Name on the bill: ASHA RAO" in card["text"]
    assert "Sanctioned load: 5 kW" in card["text"]
    assert "Phase: single phase" in card["text"]
    [warned] = await town.told(OPS, "Please look at the electricity bill of Asha Rao")
    assert "The sanctioned load of 5 kW is less than the charger's 7.4 kW" in warned["text"]
    desk = await town.card(OPS, "at this stage since")
    assert "BSES Rajdhani · •••••8268 · ASHA RAO · 5 kW · single phase" in desk
    assert "152608268" not in desk
    await town.tap("asha", "Correct something")
    await town.told(ASHA, "Noted.", "is kept", "Please check:")
    await town.tap("asha", "Change an answer")
    await town.told(ASHA, "Which answer do you want to change?")
    await town.tap("asha", "Sanctioned load")
    await town.told(ASHA, "What is the sanctioned load?")
    await town.say("asha", "a lot")
    await town.told(ASHA, "Please type the load with its unit. Example: 5 kW.")
    await town.say("asha", "12 kw")
    await town.told(ASHA, "Sanctioned load: 12 kW")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "Thank you, noted.")
    found = await bill(town)
    assert found.state is BillState.CONFIRMED
    assert found.reading is not None
    assert found.reading.load is not None
    assert (found.reading.load.value, found.reading.load.way) == ("12 kW", Way.TYPED)
    assert "Bill, confirmed: BSES Rajdhani · •••••8268" in await town.card(OPS, "at this stage since")
    assert "Sanctioned load: 12 kW" in await town.card(ASHA, "Your electricity bill")
    await town.holds()
    await town.nobody_else()


async def test_a_photo_is_read_and_right_with_one_tap(town: Town) -> None:
    await shares(town, as_photo(BSES), "bill.jpg", "image/jpeg")
    await is_read(town)
    await town.told(ASHA, "Consumer number: 152608268")
    await town.told(OPS, "Please look at the electricity bill")
    assert await town.tap("asha", "Yes, all of it") == "Thank you."
    assert (await bill(town)).state is BillState.CONFIRMED
    await town.nobody_else()


async def test_a_photo_that_is_no_bill_is_kept_and_kindly_said_to_be_none(town: Town) -> None:
    await shares(town, as_pdf(PARTY))
    await is_read(town)
    await town.told(ASHA, "I did not find an electricity bill in it")
    assert "✓ electricity bill" in await town.card(OPS, "The bill could not be read")
    await town.tap("asha", "Type it myself")
    await town.told(ASHA, "Noted.", "is kept", "What is the consumer number on the bill?")
    await town.nobody_else()


async def test_what_calls_itself_a_pdf_and_is_none_is_said_to_be_none(town: Town) -> None:
    await shares(town, b"MZ\x90\x00 not what it says")
    await is_read(town)
    await town.told(ASHA, "This file is neither a picture nor a PDF, whatever its name says.")
    await town.nobody_else()


async def test_a_bill_that_is_not_his_leaves_nothing_and_ops_knows(town: Town) -> None:
    await shares(town, as_pdf(BSES))
    await is_read(town)
    await town.told(ASHA, "Is it right?")
    await town.skip(OPS)
    assert "send the right bill" in await town.tap("asha", "This is not my bill")
    await town.told(OPS, "The customer says that the bill is somebody else's")
    found = await bill(town)
    assert (found.state, found.reading, found.consumer) == (BillState.NOT_MINE, None, "")
    await town.card(ASHA, "This bill is not yours")
    await town.nobody_else()


async def test_reading_is_in_nobodys_way_and_is_done_again_after_a_death_in_its_middle(town: Town) -> None:
    await shares(town, as_pdf(BSES))
    begun = asyncio.Event()
    await town.pictures_are_kept()
    dying = asyncio.create_task(_reader(town, _for_ever(begun)).work())
    await asyncio.wait_for(begun.wait(), 10)
    await town.say("asha", "", location={"latitude": 18.559, "longitude": 73.779})
    await town.told(ASHA, "", "Is this the place of the charger?")
    await town.tap("asha", "Right")
    await town.told(ASHA, "Noted.", "3 of 3")
    await town.say("asha", "Prakash Jadhav, 98220 12345")
    await town.told(ASHA, "That was all, thank you.", "we have everything we need")
    await town.told(OPS, "All documents are in")
    dying.cancel()
    await asyncio.wait([dying])
    assert (await bill(town)).state is BillState.WAITING
    await _reader(town, text_of).work()
    await town.quiet()
    await town.told(ASHA, "Is it right?")
    await town.told(OPS, "Please look at the electricity bill")
    await _reader(town, text_of).work()
    await town.nobody_else()


def _reader(town: Town, reads: Callable[[bytes], Awaitable[BillText]]) -> Bills:
    """As another process has it."""
    parts = town.parts
    desk = ImportDesk(
        database=parts.database, work=parts.work, clock=parts.clock, committed=parts.delivery.wake
    )
    return Bills(desk, parts.media, reads)


def _for_ever(begun: asyncio.Event) -> Callable[[bytes], Awaitable[BillText]]:
    async def reads(_: bytes) -> BillText:
        begun.set()
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")

    return reads


async def test_an_erased_bill_stands_nowhere_any_more(town: Town) -> None:
    await shares(town, as_pdf(BSES))
    await is_read(town)
    await town.told(ASHA, "Consumer number: 152608268")
    await town.tap("asha", "Correct something")
    await town.tap("asha", "Change an answer")
    await town.tap("asha", "Consumer number")
    await town.say("asha", "9988 7766 5544")
    await town.tap("asha", "Submit")
    assert (await bill(town)).consumer == "998877665544"
    await town.say("asha", "/privacy")
    await town.tap("asha", "Erase my data")
    await town.tap("asha", "Yes, erase my data")
    await town.tap("ravi", "Erase the customer's data", OPS)
    await town.tap("ravi", "It is the customer: erase", OPS)
    await town.parts.eraser.erase_due()
    kept = await everything(town)
    for needle in ("152608268", "9988", "ASHA RAO"):
        assert [row[:300] for row in kept.splitlines() if needle in row] == []
    assert (await bill(town)).state is BillState.DROPPED


async def test_the_same_bill_at_another_lead_is_told_to_ops(town: Town) -> None:
    await shares(town, as_pdf(BSES))
    await is_read(town)
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        first = await uow.get(Lead, LEAD)
        other = replace(first, id="L-2000", oem_reference="VM-2000", version=0, customer_person=None)
        await uow.add(other)
        await uow.add(replace(await uow.get(Bill, "E-1042"), id="E-2000", lead="L-2000", version=0))
    await town.tap("asha", "Yes, all of it")
    assert "L-2000 has a bill with the same consumer number." in await town.card(OPS, "at this stage since")
    assert (await bill(town)).same_as == ("L-2000",)
