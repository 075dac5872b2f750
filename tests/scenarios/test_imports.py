"""A file of leads is dropped into the Ops group: looked at, imported once, and nobody is flooded."""

from typing import Final

from sqlalchemy import func, select

from documents.lead_sheets import read_table
from domain.leads.importing import choose_columns
from domain.leads.imports import Import, ImportState
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from storage.outgoing import cards
from tests.scenarios.days import FINANCE, OPS, owes
from tests.scenarios.searches import old_tap
from tests.scenarios.town import PEOPLE, Town

CSV: Final = "text/csv"
DESK: Final = Actor(person=None, name="Om Desk", roles=frozenset({Role.OPS}))
HEADINGS: Final = "Ref No,Customer Name,Mobile No.,Pincode,City,Colour\n"
NOVEMBER: Final = (
    HEADINGS
    + "V-1,Asha Rao,98200 10001,411045,Pune,red\n"
    + "V-2,Vikram Shah,98200,411045,Pune,red\n"
    + "V-3,Neha Jain,98200 10003,411045,Pune,blue\n"
    + "V-1,Asha Rao,98200 10001,411045,Pune,red\n"
    + "V-4,Asha R.,98200 10001,411045,Pune,red\n"
).encode()


async def drop(town: Town, person: str, name: str, content: bytes, chat: int = OPS) -> None:
    files = [("document", (name, content, CSV))]
    fields = {"from": str(PEOPLE[person])}
    answer = await town.sim.post(f"/sim/chats/{chat}/messages", data=fields, files=files)
    assert answer.is_success, answer.text
    await town.quiet()
    await worked_off(town)


async def worked_off(town: Town) -> None:
    """What the beats do within seconds, now."""
    await town.pictures_are_kept()
    await town.parts.imports.work()
    await town.quiet()


async def imports(town: Town) -> list[Import]:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).all(Import)


async def leads(town: Town) -> list[Lead]:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).all(Lead)


async def test_a_file_is_looked_at_mended_and_imported_once(town: Town) -> None:
    await drop(town, "ravi", "november.csv", NOVEMBER)
    await town.told(OPS, "Whose leads are in this file?")
    assert await town.tap("ravi", "Voltera Motors", OPS) == "november.csv is being read."
    await worked_off(town)
    card = await town.card(OPS, "U-1")
    for words in (
        "U-1 is checked. Nothing is imported yet.",
        "Rows in the file: 5",
        "Rows that are fine: 3",
        "Rows with errors: 1",
        "Rows whose reference stands in the file before: 1",
        "Rows that may be the same request as another lead: 1",
        "C3 · Customer's mobile number “98200”: That is not an Indian mobile number. Example: 98765 43210.",
        "Columns that were not understood and are left out: Colour",
        "'Import 3 leads'], ['Error file'], ['Cancel']",
    ):
        assert words in card, card
    assert await leads(town) == []

    await town.tap("ravi", "Error file", OPS)
    (sent,) = await town.told(OPS, "The rows of U-1 that need mending")
    table = read_table(await town.file(sent), {})
    assert [row.cells[:3] for row in table.rows] == [
        ("V-2", "Vikram Shah", "98200"),
        ("V-1", "Asha Rao", "98200 10001"),
    ]

    shown = await town.with_button(OPS, "Import 3 leads")
    assert (
        await town.tap_only("ravi", "Import 3 leads", OPS, shown["id"]) == "november.csv is being imported."
    )
    again = await old_tap(town, "meera", "import:U-1", OPS, shown["id"])
    assert "so this can no longer be done" in again
    await worked_off(town)
    card = await town.card(OPS, "Confirmed by")
    assert "U-1: 3 leads imported" in card
    assert "Not imported, because of errors: 2" in card
    assert [lead.oem_reference for lead in await leads(town)] == ["V-1", "V-3", "V-4"]
    await town.nobody_else()
    await town.holds()


async def test_the_leads_of_a_file_are_worked_on_from_home_and_get_their_card_then(town: Town) -> None:
    await drop(town, "ravi", "voltera.csv", NOVEMBER)
    await town.tap("ravi", "Import 3 leads", OPS)
    await worked_off(town)
    await town.skip()
    await town.say("ravi", "/home")
    (home,) = await town.told(PEOPLE["ravi"], "What waits for you: 3")
    assert "L-1042: make the introductory call" in home["text"]
    assert await owes(town) == ("new", "ops", "call_customer")
    assert await owes(town, "L-1044") == ("new", "ops", "decide_duplicate")
    assert await cards_of(town, "L-1042") == 0
    await town.tap("ravi", "L-1042: make the introductory call")
    await town.skip()
    await town.tap("ravi", "No answer")
    assert await cards_of(town, "L-1042") == 1
    await town.holds()


async def test_the_wrong_person_place_or_file_is_told_so(town: Town) -> None:
    await town.sim.post(f"/sim/chats/{OPS}/members", json={"add": [PEOPLE["jaya"], PEOPLE["vikram"]]})
    for person in ("jaya", "vikram"):
        await drop(town, person, "voltera.csv", NOVEMBER)
        await town.told(OPS, "Files of leads are imported by Ops. An OEM uploads its own in the portal.")
    await drop(town, "ravi", "voltera.csv", NOVEMBER, PEOPLE["ravi"])
    await town.told(PEOPLE["ravi"], "Drop this file into the Ops group")
    await drop(town, "gita", "voltera.csv", NOVEMBER, FINANCE)
    assert await imports(town) == []
    await drop(town, "ravi", "voltera.ods", b"%PDF-1.7")
    (refused,) = await town.told(OPS, "U-1 cannot be read")
    assert "This is not a spreadsheet. Send the leads as .xlsx or .csv." in refused["text"]
    await drop(town, "ravi", "voltera.csv", NOVEMBER)
    assert "another team, customer or OEM" not in await town.tap("vikram", "Cancel", OPS)
    assert (await imports(town))[-1].state is ImportState.CHECKED
    assert await town.tap("ravi", "Cancel", OPS) == "Cancelled. Nothing was imported."
    assert "U-2: cancelled, nothing was imported" in await town.card(OPS, "U-2")


async def test_a_file_without_a_phone_column_is_not_imported_until_somebody_says_which_it_is(
    town: Town,
) -> None:
    strange = NOVEMBER.replace(b"Mobile No.", b"Ring them at")
    await drop(town, "ravi", "voltera.csv", strange)
    card = await town.card(OPS, "U-1")
    assert "No column was understood as: Customer's mobile number" in card
    assert "Import" not in card.rpartition("\n")[2]
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        columns = ["reference", "name", "phone", "pin_code", "city", ""]
        await choose_columns(uow, "U-1", columns, DESK)
        await settle(uow)
    await worked_off(town)
    assert "'Import 3 leads'" in await town.card(OPS, "U-1")
    await drop(town, "ravi", "voltera again.csv", strange)
    assert "'Import 3 leads'" in await town.card(OPS, "U-2")
    await town.skip()


async def cards_of(town: Town, lead: str) -> int:
    async with town.parts.database.read() as connection:
        counted = select(func.count()).select_from(cards).where(cards.c.subject == lead)
        return int((await connection.execute(counted)).scalar_one())


async def test_calls_that_come_too_late_are_told_once_for_the_whole_file(town: Town) -> None:
    await drop(town, "ravi", "voltera.csv", NOVEMBER)
    await town.tap("ravi", "Import 3 leads", OPS)
    await worked_off(town)
    await town.skip()
    await town.clock_to("2026-11-23T13:35:00+05:30")
    (late,) = await town.told(OPS, "Overdue: first calls to the customers of voltera.csv")
    assert "3 leads came with it." in late["text"]
    await town.clock_to("2026-11-23T17:35:00+05:30")
    await town.told(OPS, "Overdue: first calls to the customers of voltera.csv")
    await town.told(PEOPLE["meera"], "Overdue: first calls to the customers of voltera.csv")
    await town.nobody_else()
    await town.holds()
