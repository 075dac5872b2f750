"""`chargeops books`: the accountant's files from the terminal."""

from pathlib import Path

import pytest

from documents.books import COLUMNS
from tests.bot.conftest import Said


def test_the_files_of_a_month_are_written(said: Said, tmp_path: Path) -> None:
    said("migrate")
    (tmp_path / "out").mkdir()
    code, out, _ = said("books", "2026-11", "--into", "out")
    days = "2026-11-01 to 2026-11-30"
    names = [f"out/books {days}.xlsx", f"out/books {days}.csv", f"out/payments {days}.csv"]
    assert (code, out.splitlines()) == (0, names)
    assert (tmp_path / names[1]).read_text(encoding="utf-8-sig").splitlines() == [",".join(COLUMNS)]


def test_a_year_from_april_to_march_is_a_period_too(said: Said, tmp_path: Path) -> None:
    said("migrate")
    assert said("books", "2026-04-01", "2027-03-31")[0] == 0
    assert said("books", "FY2026-27")[0] == 0
    assert (tmp_path / "books 2026-04-01 to 2027-03-31.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2026-13",), "Example: 2026-11"),
        (("2026-11-30", "2026-11-01"), "before it begins"),
        (("2026-11", "--into", "nowhere"), "nowhere cannot be written to: No such file"),
    ],
)
def test_what_cannot_be_written_is_said(said: Said, words: tuple[str, ...], told: str) -> None:
    said("migrate")
    code, _, error = said("books", *words)
    assert (code, told in error) == (2, True), error


def test_an_old_database_is_told_to_be_migrated_first(said: Said) -> None:
    code, _, error = said("books", "2026-11")
    assert (code, "chargeops migrate" in error) == (2, True)
