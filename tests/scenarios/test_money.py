"""Finance looks at the money: what waits and for whom, what is late, what was paid; each from a card that keeps up."""

from tests.scenarios.days import FINANCE, OPS, PROCUREMENT
from tests.scenarios.test_side_roads import a_local_purchase
from tests.scenarios.town import PEOPLE, Town


async def test_finance_sees_a_payment_wait_become_late_and_be_paid(town: Town) -> None:
    gita = PEOPLE["gita"]
    await a_local_purchase(town, "2,450")
    await town.skip(PROCUREMENT)
    await town.say("gita", "/money", FINANCE)
    [waiting] = await town.told(FINANCE, "V-1042-1: ₹2,450.00 for Shree Electricals")
    assert "To be checked: 1, ₹2,450.00" in waiting["text"]
    await town.tap("farida", "Checked, pass on", PROCUREMENT)
    await town.quiet()
    assert "To be approved: 1, ₹2,450.00" in await town.card(FINANCE, "Money: Waiting")
    await town.skip(FINANCE, PROCUREMENT)
    await town.tap("gita", "Late", FINANCE)
    await town.told(FINANCE, "Nothing is late.")
    await town.advance("25h")
    await town.skip(FINANCE, OPS, PROCUREMENT, gita)
    assert await town.tap("gita", "Refresh", FINANCE, within="Money: Late") == "Read again."
    assert "To be approved · Finance · late since" in await town.card(FINANCE, "Money: Late")
    await town.tap("gita", "Paid this month", FINANCE, within="Money: Late")
    await town.told(FINANCE, "Nothing was paid.")
    await town.say("ravi", "/money", OPS)
    [of_ops] = await town.told(OPS, "Money: Waiting")
    labels = [button["text"] for row in of_ops["inline_keyboard"] for button in row]
    assert labels == ["V-1042-1", "L-1042: E-S-1042-1", "Late", "Refresh"]
    await town.say("gita", "/books FY2026-27", FINANCE)
    files = await town.told(FINANCE, "The books from Wed 1 Apr to Wed 31 Mar", "", "")
    assert b"V-1042-1" not in await town.file(files[2])
    await town.holds()
    await town.nobody_else()
