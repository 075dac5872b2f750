"""What people send as a table of leads: read by what it is, refused in words where it cannot be."""

import io
import zipfile
from collections.abc import Callable
from typing import Final

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents import lead_sheets, lead_xlsx
from documents.lead_sheets import error_file, read_table, template
from domain.errors import Invalid
from domain.leads.columns import REASONS, taken_for
from domain.leads.judging import Judged, judge

HEAD: Final = "Ref,Name,Phone,PIN\n"
ASHA: Final = "V-1,Asha,98200 10001,411045\n"


def judged(content: bytes) -> tuple[Judged, ...]:
    table = read_table(content, {})
    return judge(table, taken_for(table.headings, {}), oem="volt", file="U-1")


def a_workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["Ref", "Name", "Phone", "PIN", "Dealer"])
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(content: bytes) -> list[tuple[str, str]]:
    return [(fault.cell, str(fault.problem.words)) for one in judged(content) for fault in one.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    text = "संदर्भ,ग्राहक का नाम,मोबाइल नंबर,पिन कोड\nV-1,आशा,९८२०० १०००१,411 045\n".replace(",", delimiter)
    (row,) = judged(text.encode(encoding))
    assert row.new is not None
    assert (row.new.name, row.new.phone, row.new.pin_code) == ("आशा", "+919820010001", "411045")


def test_an_old_windows_file_excels_hint_quotes_and_empty_lines_are_read() -> None:
    text = f'sep=;\r\n{HEAD}\r\nV-1,"José ""Pepe"" D\'Souza, Jr.",98200 10001,411045\r\n\r\n'
    (row,) = judged(text.replace("sep=;", "sep=,").encode("cp1252"))
    assert row.new is not None
    assert row.new.name == 'José "Pepe" D\'Souza, Jr.'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (HEAD.encode(), "There is no lead below the headings."),
        (b"\n\n;;\n", "There is no row of headings"),
        (b"hello world", "There is no row of headings"),
        (
            (HEAD + 'V-1,"Asha,98200 10001,411045\n' + ASHA).encode(),
            "Row 2 cannot be read: is a quotation mark",
        ),
        ((HEAD + "V-1," + "x" * 30_000).encode(), "Row 2 cannot be read"),
        (b"\x00\x01\x02\x03" * 50, "This is not a table of text."),
        (b"%PDF-1.7 leads", "This is not a spreadsheet."),
        (b"\x89PNG\r\n", "This is not a spreadsheet."),
        (b"PK\x03\x04 broken", "This workbook is damaged."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "Old workbooks (.xls) cannot be read."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "This workbook is protected by a password.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content, {})
    assert str(refused.value.words).startswith(words)


def an_archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"content.xml": b""}, "OpenDocument files (.ods)"),
        ({"xl__workbook.bin": b""}, "Binary workbooks (.xlsb)"),
        ({"leads.csv": b"Ref"}, "This is an archive"),
        ({"xl__workbook.xml": b"<workbook>"}, "This file is damaged."),
        (
            {"xl__workbook.xml": b"<a/>", "xl__bomb.xml": b"0" * 5_000_000},
            "Unpacked, this workbook is too large",
        ),
    ],
)
def test_archives_that_are_no_workbook_or_a_bomb_are_refused(
    entries: dict[str, bytes], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_xlsx, "MOST_UNPACKED", 4_000_000)
    with pytest.raises(Invalid) as refused:
        read_table(an_archive(**entries), {})
    assert str(refused.value.words).startswith(words)


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_sheets, "MOST_ROWS", 2)
    assert len(judged((HEAD + ASHA * 2).encode())) == 2
    with pytest.raises(Invalid, match="more than 2 rows"):
        read_table((HEAD + ASHA * 3).encode(), {})


def test_numbers_of_a_spreadsheet_are_read_in_full_or_asked_for_again() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([1042.0, "Asha", 9820010001.0, 411045.0])
        sheet.append(["V-2", "B", 9.82e9, 411045])

    content = a_workbook(fill)
    (first, second) = judged(content)
    assert first.new is not None
    assert (first.new.reference, first.new.phone, first.new.pin_code) == ("1042", "+919820010001", "411045")
    assert second.new is not None
    text = (HEAD + "V-1,A,9.820010001E+09,411045.0\nV-2,B,9.82E+09,411045\n").encode()
    ((cell, words),) = said(text)
    assert cell == "C3"
    assert words.startswith(
        "The spreadsheet has cut this number down to 9.82E+09: make the column a text column"
    )


def test_merged_cells_count_for_every_row_and_a_formula_needs_a_value() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["V-1", "Asha", "9820010001", "411045", "Aura Baner"])
        sheet.append(["V-2", "Vikram", "9820010002", "411045", None])
        sheet.append(["V-3", "=B2", "9820010003", "411045", None])
        sheet.append(["V-4", "#REF!", "9820010004", "411045", None])
        sheet["B5"].data_type = "e"
        sheet.merge_cells("E2:E3")

    content = a_workbook(fill)
    assert [one.new.dealer for one in judged(content) if one.new] == ["Aura Baner", "Aura Baner"]
    assert said(content) == [
        ("B4", "The cell has a formula without a value. Copy it and paste it as a value."),
        ("B5", "The cell shows the error #REF!. Type the value itself."),
    ]


def test_the_first_visible_sheet_with_headings_counts_even_below_a_title() -> None:
    book = Workbook()
    hidden = book.active
    assert isinstance(hidden, Worksheet)
    hidden.append(["Ref", "Name", "Phone", "PIN"])
    hidden.append(["H-1", "Hidden", "9820010009", "411045"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Notes").append(["Dear all,"])
    sheet = book.create_sheet("Leads")
    for cells in (
        ["Leads of November"],
        [],
        ["Ref", "Name", "Phone", "PIN"],
        ["V-1", "Asha", "9820010001", "411045"],
    ):
        sheet.append(cells)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    (row,) = judged(out.getvalue())
    assert (row.new and row.new.reference, row.row.number) == ("V-1", 4)


def test_the_error_file_holds_text_only_and_can_be_mended_and_sent_again() -> None:
    text = HEAD + '=HYPERLINK("x"),+Asha,@98,-1\n' + ASHA
    table = read_table(text.encode(), {})
    content = error_file(table, judge(table, taken_for(table.headings, {}), oem="volt", file="U-1"), str)
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    again = read_table(content, {})
    assert again.headings == (*table.headings, REASONS)
    assert taken_for(again.headings, {})[-1] == ""
    assert [row.cells[:4] for row in again.rows] == [row.cells for row in table.rows[:1]]
    assert "Phone (C2): That is not an Indian mobile number." in again.rows[0].cells[4]


def test_the_template_can_be_imported_as_it_is() -> None:
    (row,) = judged(template())
    assert row.new is not None
    assert row.new.vin == "MALC381CLNM123456"


def test_hostile_cells_are_cut_or_refused_and_never_kept_whole() -> None:
    text = (
        HEAD
        + "V-1,<script>alert(1)</script>,98200 10001,411045\nV-2,"
        + "x" * 5_000
        + ",98200 10002,411045\n"
    ).encode()
    first, second = judged(text)
    assert first.new is not None
    assert first.new.name == "<script>alert(1)</script>"
    assert [fault.cell for fault in second.faults] == ["B3"]
    assert len(second.faults[0].given) <= 60
