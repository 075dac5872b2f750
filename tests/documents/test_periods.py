"""The papers of a period: what stands on them is what was frozen, to the figure; the same content makes the same bytes."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from pypdf import PdfReader

from cards.text import Speaker
from documents.period_paper import MOST_LINES, period_pdf
from documents.period_sheets import BALANCE, TRACKER, period_xlsx
from domain.policy import DEFAULT
from domain.reporting.content import Content, counted, lines_of
from domain.reporting.corrections import Correction
from domain.reporting.span import read_span
from tests.documents.town_of_courses import town

SPEAK: Final = Speaker("en").say
NOVEMBER: Final = read_span("2026-11")
NOW: Final = datetime.fromisoformat("2026-12-01T09:00:00+05:30")
WRONG: Final = Correction(what="right_first_time", lead="L-1007", was="yes", now="no")


@cache
def november(leads: int = 120) -> Content:
    lines = lines_of(list(town(leads)), NOVEMBER, DEFAULT, NOW)
    return Content(
        oem="Voltera Motors",
        figures=counted("voltera", lines, NOVEMBER, NOW),
        lines=tuple(lines),
        corrects=read_span("2026-10"),
        corrections=(WRONG,),
    )


@cache
def text_of(leads: int = 120) -> str:
    pages = PdfReader(BytesIO(period_pdf(november(leads), SPEAK))).pages
    return "\n".join(page.extract_text() for page in pages)


def sheet(name: str) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(period_xlsx(november(), SPEAK)))
    return list(book[name].values)


def test_the_paper_says_the_balance_and_the_figures() -> None:
    figures, said = november().figures, text_of()
    balance = figures.balance
    numbers = [str(getattr(balance, name.lower())) for name in BALANCE]
    assert "\n".join(numbers) in said
    assert f"{figures.right_first_time.good} of {figures.right_first_time.total}" in said
    for place in figures.states:
        assert f"{place.name}\n{place.new}\n{place.installed}\n{place.closed}" in said


def test_the_paper_names_what_waits_longest_and_how_many_more_the_workbook_has() -> None:
    content = november(700)
    waiting = sum(1 for line in content.lines if line.pending)
    assert waiting > MOST_LINES
    assert f"and {waiting - MOST_LINES} more, in the workbook" in text_of(700)


def test_corrections_to_the_report_before_stand_on_the_paper_and_in_the_workbook() -> None:
    assert "Corrections to the report for 01 Oct 2026 – 31 Oct 2026" in text_of()
    assert sheet("Corrections")[1] == ("L-1007", "right_first_time", "yes", "no")


def test_no_money_and_no_customer_stands_on_it() -> None:
    everything = text_of() + str(sheet("Tracker")) + str(sheet("Summary"))
    for line in ("Asha", "+9198", "Rs ", "₹", "sunrise@okbank"):
        assert line not in everything


def test_the_workbook_counts_to_what_the_summary_says() -> None:
    rows, summary = sheet("Tracker"), dict(sheet("Summary")[1:])
    assert rows[0] == (*TRACKER, *BALANCE)
    for column, name in enumerate(BALANCE, len(TRACKER)):
        assert sum(row[column] for row in rows[1:]) == summary[name]
    installed = TRACKER.index("Installed")
    within = [row for row in rows[1:] if row[installed] and row[installed].month == 11]
    assert len(within) == summary["Installed"]


def test_satisfaction_stands_on_the_paper_and_can_be_counted_again_in_the_workbook() -> None:
    rows, summary = sheet("Tracker"), dict(sheet("Summary")[1:])
    column, installed = TRACKER.index("Satisfaction"), TRACKER.index("Installed")
    within = [row[column] for row in rows[1:] if row[installed] and row[installed].month == 11]
    scores = [score for score in within if score is not None]
    good = sum(score >= 4 for score in scores)
    average = round(sum(scores) / len(scores), 2)
    assert 0 < good < len(scores) < len(within)
    assert summary["Satisfaction in the confirmation call"] == average
    assert summary["Customers who gave a score"] == len(scores)
    assert summary["Scores of 4 and 5, %"] == round(100 * good / len(scores), 1)
    said = " ".join(text_of().split())
    assert f"Customers who gave a score {len(scores)} Scores of 4 and 5 {good} of {len(scores)}" in said


def test_the_cells_of_the_workbook_are_typed_filtered_and_under_a_frozen_head() -> None:
    book = load_workbook(BytesIO(period_xlsx(november(), SPEAK)))
    tracker = book["Tracker"]
    assert tracker.freeze_panes == "A2"
    assert tracker.auto_filter.ref == f"A1:AT{len(november().lines) + 1}"
    first = dict(zip(TRACKER, tracker[2], strict=False))
    assert isinstance(first["Lead date"].value, datetime)
    assert isinstance(first["Gross days"].value, int | float)
    assert first["Lead date"].number_format == "dd-mm-yyyy hh:mm"


def test_what_people_have_written_is_no_formula() -> None:
    evil = replace(november().lines[0], remarks="=HYPERLINK(1)", city="+1+1", vin="@SUM(A1)")
    content = replace(november(), lines=(evil,))
    book = load_workbook(BytesIO(period_xlsx(content, SPEAK)))
    cells = [cell for row in book["Tracker"] for cell in row if str(cell.value).startswith(("=", "+", "@"))]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert PdfReader(BytesIO(period_pdf(content, SPEAK))).pages


def test_the_same_content_makes_the_same_bytes() -> None:
    for made in (period_pdf, period_xlsx):
        assert made(november(), SPEAK) == made(november(), SPEAK)


def test_the_workbook_does_not_say_when_it_was_written() -> None:
    properties = load_workbook(BytesIO(period_xlsx(november(), SPEAK))).properties
    assert properties.modified == properties.created == datetime(2026, 11, 30)  # noqa: DTZ001  as openpyxl reads it


def test_a_period_without_any_lead_is_a_report_too() -> None:
    empty = Content(oem="Volt", figures=counted("volt", [], NOVEMBER, NOW), lines=())
    assert (
        "Report for 01 Nov 2026 – 30 Nov 2026"
        in PdfReader(BytesIO(period_pdf(empty, SPEAK))).pages[0].extract_text()
    )
    assert load_workbook(BytesIO(period_xlsx(empty, SPEAK)))["Tracker"].max_row == 1
