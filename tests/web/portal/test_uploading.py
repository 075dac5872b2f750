"""Files of leads in the portal: looked at, mapped, mended, confirmed once; and nobody else's."""

from typing import Final

import pytest

from documents.lead_sheets import read_table
from domain.leads.imports import MOST_BYTES, Import, ImportState
from domain.leads.lead import Lead
from tests.web.office import Office
from tests.web.portal.visiting import OPS, Guest, a_guest, worked_off

SHEET: Final = (
    b"Ref No,Customer,Mobile,Postal area,City\n"
    b"V-1,Asha Rao,98200 10001,411045,Pune\n"
    b"V-2,Vikram Shah,98200,411045,Pune\n"
    b"V-3,<b>Neha</b>,98200 10003,411045,Pune\n"
)


async def uploads(office: Office) -> list[Import]:
    async with office.ports.reading() as looking:
        return await looking.uow.all(Import)


async def leads(office: Office) -> list[Lead]:
    async with office.ports.reading() as looking:
        return await looking.uow.all(Lead)


async def test_a_file_goes_from_upload_over_mapping_to_its_leads(visitor: Guest) -> None:
    page = await visitor.upload(SHEET, "november.csv")
    assert "No column was understood as: PIN code of the site." in page.text
    assert "Import" not in [word.partition(" ")[0] for word in page.words]
    await visitor.send("/portal/files/U-1/columns", {"column3": "pin_code"})
    assert "is being read" in visitor.page.text
    await worked_off(visitor.office)
    page = await visitor.again()
    assert "Rows that are fine: 2" in page.text
    assert {"C3", "98200", "Import 2 leads"} <= set(page.words)
    answer = await visitor.client.get("/portal/files/U-1/errors.xlsx")
    assert [row.cells[0] for row in read_table(answer.content, {}).rows] == ["V-2"]
    assert await leads(visitor.office) == []
    await visitor.send("/portal/files/U-1/confirm")
    assert "0 of 3 rows are done." in visitor.page.text
    await worked_off(visitor.office)
    page = await visitor.again()
    assert ("Leads added: 2" in page.text, "Not imported, because of errors: 1" in page.text) == (True, True)
    assert [lead.oem_reference for lead in await leads(visitor.office)] == ["V-1", "V-3"]
    assert {lead.oem for lead in await leads(visitor.office)} == {"voltera"}


async def test_the_mapping_is_remembered_for_this_oems_next_file(guest: Guest) -> None:
    await guest.upload(SHEET)
    await guest.send("/portal/files/U-1/columns", {"column3": "pin_code"})
    await worked_off(guest.office)
    assert "Rows that are fine: 2" in (await guest.upload(SHEET.replace(b"V-", b"W-"))).text
    other = a_guest(guest.office)
    await other.sign_in("aura")
    assert "No column was understood as" in (await other.upload(SHEET)).text
    await other.client.aclose()


async def test_two_columns_for_one_field_are_refused_where_they_were_chosen(guest: Guest) -> None:
    await guest.upload(SHEET)
    page = await guest.send("/portal/files/U-1/columns", {"column3": "phone"})
    assert (guest.status, "Two columns are taken for the same field." in page.text) == (409, True)
    page = await guest.send("/portal/files/U-1/columns", {"column3": "nonsense"})
    assert (guest.status, "These are not the columns" in page.text) == (409, True)


async def test_a_second_tap_on_confirm_imports_nothing_twice(guest: Guest) -> None:
    await guest.upload(SHEET.replace(b"Postal area", b"PIN"))
    fields = guest.page.form("/portal/files/U-1/confirm").fields
    for _ in range(2):
        answer = await guest.client.post("/portal/files/U-1/confirm", data=fields)
        assert answer.status_code == 303
    await worked_off(guest.office)
    assert (await guest.client.post("/portal/files/U-1/confirm", data=fields)).status_code == 303
    await worked_off(guest.office)
    assert len(await leads(guest.office)) == 2


async def test_the_same_file_sent_twice_is_looked_at_once(guest: Guest) -> None:
    await guest.go("/portal/files")
    for _ in range(2):
        await guest.go("/portal/files")
        await guest.send("/portal/files", file=("leads.csv", SHEET))
    assert len(await uploads(guest.office)) == 1


async def test_a_cancelled_file_imports_nothing(guest: Guest) -> None:
    await guest.upload(SHEET.replace(b"Postal area", b"PIN"))
    fields = guest.page.form("/portal/files/U-1/confirm").fields
    await guest.send("/portal/files/U-1/cancel")
    assert "cancelled" in guest.page.text
    answer = await guest.client.post("/portal/files/U-1/confirm", data=fields)
    assert (answer.status_code, "can no longer be done" in answer.text) == (409, True)
    await worked_off(guest.office)
    assert await leads(guest.office) == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 ...", "leads.xlsx", "This is not a spreadsheet."),
        (b"PK\x03\x04broken", "leads.xlsx", "This workbook is damaged."),
        (b"only one line of words", "leads.csv", "There is no row of headings"),
        (b"Ref,Name\n", "leads.csv", "There is no lead below the headings."),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    guest: Guest, content: bytes, name: str, words: str
) -> None:
    page = await guest.upload(content, name)
    assert ("This file cannot be read." in page.text, words in page.text) == (True, True)
    assert (await uploads(guest.office))[0].state is ImportState.UNREADABLE


async def test_no_file_and_an_empty_one_are_told_at_the_field(guest: Guest) -> None:
    for file in (None, ("", b""), ("leads.csv", b"")):
        await guest.go("/portal/files")
        page = await guest.send("/portal/files", file=file)
        assert (guest.status, "file-told" in {given.get("id") for _, given in page.tags}) == (422, True)
    assert await uploads(guest.office) == []


async def test_a_file_that_is_too_large_is_refused_in_words(guest: Guest) -> None:
    for size in (MOST_BYTES + 1, MOST_BYTES + 2**20):
        await guest.go("/portal/files")
        page = await guest.send("/portal/files", file=("leads.csv", b"x" * size))
        assert (guest.status in {413, 422}, "20 MB" in page.text) == (True, True)
    assert await uploads(guest.office) == []


async def test_hostile_names_and_cells_are_shown_as_words(guest: Guest) -> None:
    await guest.upload(SHEET.replace(b"City", b"<script>x</script>"), '"><script>x</script>\u202e.csv')
    for path in ("/portal/files", "/portal/files/U-1"):
        answer = await guest.client.get(path)
        assert (answer.status_code, "<script" in answer.text, "&lt;script&gt;" in answer.text) == (
            200,
            False,
            True,
        )


async def test_a_file_of_another_oem_is_as_none(guest: Guest) -> None:
    await guest.upload(SHEET)
    other = a_guest(guest.office)
    await other.sign_in("aura")
    await other.go("/portal/account")
    csrf = other.page.form("/portal/out").fields["csrf"]
    for number in ("U-1", "U-9"):
        for path in (f"/portal/files/{number}", f"/portal/files/{number}/errors.xlsx"):
            page = await other.go(path)
            assert (path, other.status, "You have no file of this number." in page.text) == (path, 404, True)
        for deed in ("columns", "confirm", "cancel"):
            answer = await other.client.post(f"/portal/files/{number}/{deed}", data={"csrf": csrf})
            assert (deed, answer.status_code) == (deed, 404)
    assert "U-1" not in (await other.go("/portal/files")).text
    assert (await uploads(guest.office))[0].state is ImportState.CHECKED
    await other.client.aclose()


async def test_the_empty_file_can_be_filled_in_and_sent(guest: Guest) -> None:
    answer = await guest.client.get("/portal/files/template.xlsx")
    assert "Rows that are fine: 1" in (await guest.upload(answer.content, "leads.xlsx")).text


async def test_without_errors_there_is_no_error_file(guest: Guest) -> None:
    await guest.upload(SHEET.replace(b"98200,", b"98200 10002,").replace(b"Postal area", b"PIN"))
    await guest.go("/portal/files/U-1/errors.xlsx")
    assert guest.status == 404


async def test_it_is_known_who_uploaded_and_confirmed(guest: Guest) -> None:
    await guest.upload(SHEET.replace(b"Postal area", b"PIN"))
    await guest.send("/portal/files/U-1/confirm")
    (upload,) = await uploads(guest.office)
    assert upload.confirmed_by is not None
    assert (upload.made_by.name, upload.confirmed_by.role, upload.way) == ("Voltera", "oem", "portal")
    assert upload.made_by.person != OPS.person
