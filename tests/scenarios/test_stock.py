"""A store-keeper's day: what came, what goes to the other store, and a count that two people look at."""

import asyncio

import pytest

from tests.scenarios.days import FINANCE, OPS, PROCUREMENT, SUNRISE
from tests.scenarios.town import PEOPLE, Town, Unexpected


async def answered(town: Town, *steps: tuple[str, str]) -> None:
    """A dialogue of Farida's in her group: what is asked, and what she taps or types."""
    for asked, answer in steps:
        typed = not answer.startswith("tap ")
        await town.told(PROCUREMENT, *((" of ", asked) if typed or "Skip" in answer else (asked,)))
        await (
            town.answer("farida", answer, PROCUREMENT)
            if typed
            else town.tap("farida", answer.removeprefix("tap "), PROCUREMENT)
        )


async def test_what_came_is_received_once_and_goes_on_to_another_store(town: Town) -> None:
    await town.say("farida", "/stock", PROCUREMENT)
    [page] = await town.told(PROCUREMENT, "Pune")
    assert "• Copper cable 3×6 mm² (m): 300" in page["text"]
    await town.tap("farida", "Receive", PROCUREMENT)
    await answered(
        town, ("Into which store?", "tap Pune"), ("Which item?", "tap Charger"), ("How many came", "two")
    )
    await town.told(PROCUREMENT, "a whole number from 1 to")
    await town.answer("farida", "2", PROCUREMENT)
    came = (
        ("Their serial numbers", "AC74-2026-000001"),
        ("What did one cost", "31,000"),
        ("Which number has the bill", "INV-7"),
    )
    await answered(town, *came)
    await town.told(PROCUREMENT, "Serial numbers: AC74-2026-000001")
    assert "1 serial numbers for 2 pieces" in await town.tap("farida", "Submit", PROCUREMENT)
    await town.tap("farida", "Change an answer", PROCUREMENT)
    await town.told(PROCUREMENT, "Which answer")
    await town.tap("farida", "Quantity", PROCUREMENT)
    await answered(town, ("How many came", "1"))
    [summary] = await town.told(PROCUREMENT, "Quantity: 1")
    await town.tap("farida", "Submit", PROCUREMENT)
    await town.told(PROCUREMENT, "Received. Pune has 9 of Charger now.")
    again = await town.tap_on("farida", "Submit", PROCUREMENT, summary["id"])
    assert again == "This is done already."

    await town.say("farida", "/stock AC74-2026-000001", PROCUREMENT)
    await town.told(PROCUREMENT, "Charger AC74-2026-000001 lies in Pune.")
    await town.tap("farida", "Charger", PROCUREMENT, within="lies in Pune")
    [item] = await town.told(PROCUREMENT, "• Pune: 9 on hand, 0 reserved, 9 free")
    assert "received 1 in Pune · INV-7 · Farida Sheikh" in item["text"]
    await town.tap("farida", "Transfer", PROCUREMENT, within="9 on hand")
    await answered(
        town, ("From which store?", "tap Pune"), ("To which store?", "tap Mumbai"), ("How many go", "90")
    )
    await answered(town, ("Their serial numbers", "tap Skip ›"))
    await town.told(PROCUREMENT, "Quantity: 90")
    assert "has not enough" in await town.tap("farida", "Submit", PROCUREMENT)
    await town.nobody_else()


async def test_a_count_of_worth_is_booked_by_a_second_person(town: Town) -> None:
    await town.say("farida", "/stock rcbo", PROCUREMENT)
    await town.told(PROCUREMENT, "• Pune: 8 on hand")
    await town.tap("farida", "Count", PROCUREMENT)
    await answered(
        town,
        ("Which store was counted?", "tap Pune"),
        ("How many lie there", "4"),
        ("Why was it counted", "monthly count"),
    )
    await town.told(PROCUREMENT, "Quantity: 4")
    await town.tap("farida", "Submit", PROCUREMENT)
    await town.told(PROCUREMENT, "a second person has to look at it", "K-1: RCBO 40 A 2P 30 mA in Pune")
    [card] = await town.told(FINANCE, "Difference: −4 (₹9,800.00)")
    own = await town.tap("farida", "Book the difference", PROCUREMENT)
    assert own == "You counted this yourself: somebody else has to look at it."
    taps = [
        town.tap_only(person, "Book the difference", FINANCE, card["id"]) for person in ("gita", "harish")
    ]
    toasts = sorted(await asyncio.gather(*taps))
    await town.quiet()
    assert toasts[0].startswith("K-1 is decided: booked, by ")
    assert toasts[1] == "The difference of K-1 is booked."
    await town.told(PROCUREMENT, "Below the reorder level now: RCBO 40 A 2P 30 mA (4 free).")

    await town.say("farida", "/stock low", PROCUREMENT)
    [low] = await town.told(PROCUREMENT, "To be ordered")
    assert "• RCBO 40 A 2P 30 mA: 4 free, order 6 (about ₹14,700.00)" in low["text"]
    await town.say("ravi", "/stock", OPS)
    [seen] = await town.told(OPS, "⚠ RCBO 40 A 2P 30 mA: 4")
    labels = [button["text"] for row in seen["inline_keyboard"] for button in row]
    assert "Receive" not in labels
    await town.say("lakhan", "/stock", SUNRISE)
    await town.told(SUNRISE, "This is not yours to do")
    await town.nobody_else()


async def drop(town: Town, person: str, chat: int, content: str, name: str = "nov.csv") -> None:
    files = [("document", (name, content.encode(), "text/csv"))]
    answer = await town.sim.post(
        f"/sim/chats/{chat}/messages", data={"from": str(PEOPLE[person])}, files=files
    )
    assert answer.is_success, answer.text
    await town.quiet()
    await town.pictures_are_kept()
    await town.parts.stock_files.work()
    await town.quiet()


async def test_a_file_of_deliveries_is_mended_and_booked_once(town: Town) -> None:
    good = "Store,Item,Qty,Bill\nPune,RCBO 40 A 2P 30 mA,12,INV-7\nMumbai,cable,100,INV-7\n"
    await drop(town, "farida", PROCUREMENT, good.replace("12", "a dozen"))
    [bad] = await town.told(PROCUREMENT, "F-1: checked, nothing booked yet")
    assert "C2 · Quantity “a dozen”: How many? A whole number from 1 to 100000. Example: 12." in bad["text"]
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("farida", "Book 2 rows", PROCUREMENT)
    await town.tap("farida", "Cancel", PROCUREMENT)

    await drop(town, "farida", PROCUREMENT, good)
    [card] = await town.told(PROCUREMENT, "• Pune: 12 × RCBO 40 A 2P 30 mA")
    await drop(town, "farida", PROCUREMENT, good, "again.csv")
    [twin] = await town.told(PROCUREMENT, "F-3: checked")
    taps = [
        town.tap_only("farida", "Book 2 rows", PROCUREMENT, message["id"]) for message in (card, card, twin)
    ]
    toasts = await asyncio.gather(*taps)
    await town.quiet()
    assert toasts.count("nov.csv is booked: 2 rows.") + toasts.count("again.csv is booked: 2 rows.") == 1
    await town.say("farida", "/stock rcbo", PROCUREMENT)
    await town.told(PROCUREMENT, "• Pune: 20 on hand")
    await drop(town, "farida", PROCUREMENT, "%PDF-1.7", "nov.xlsx")
    await town.told(PROCUREMENT, "This is not a spreadsheet")
    await town.nobody_else()
