"""Checklists at the terminal."""

from pathlib import Path

from tests.bot.conftest import Said
from tests.domain.test_checklist_files import GOOD


def test_a_checklist_is_checked_loaded_listed_and_shown(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "volt-survey.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert said("admin", "oem", "volt", "Volt Motors")[0] == 0
    line = "volt-survey@1  survey, volt, 7–8 kW, 3 items"
    assert said("admin", "checklist", "check", str(file))[1] == f"{line}: nothing is wrong with it\n"
    assert line not in said("admin", "checklist", "list")[1]
    assert (
        said("admin", "checklist", "load", str(file))[1] == f"{line}: reports are begun with it from now on\n"
    )
    listed = said("admin", "checklist", "list")[1]
    assert line in listed
    assert "survey@1  survey, every OEM, every charger, 6 items" in listed
    shown = said("admin", "checklist", "show", "volt-survey@1")[1]
    assert "  volts: Between the phases (V) – number, 380 to 440 V" in shown
    assert said("check")[0] == 0


def test_what_cannot_be_is_answered_with_an_example(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(GOOD.replace('unit = "V"', "unit = 5"), encoding="utf-8")
    for words, example in (
        (("load", str(file)), "sections 1, items 2, unit: "),
        (("load", str(tmp_path / "none.toml")), "There is no readable file"),
        (("show", "volt-survey@7"), "There is no checklist volt-survey@7"),
        (("drop", "x"), "Example: admin checklist load voltera-survey.toml"),
    ):
        code, _, err = said("admin", "checklist", *words)
        assert code == 2
        assert example in err
