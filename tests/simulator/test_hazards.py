"""The table of hazards names tests that exist, and leaves no hazard out."""

import re
from pathlib import Path

import pytest

TABLE = Path("simulator/HAZARDS.md")
ROW = re.compile(r"^\| (A[123]\.\d+) \|.*$", re.MULTILINE)
TOLD = re.compile(r"([a-z_]+): ((?:`[a-z0-9_]+`(?:, )?)+)")
HAZARDS = [f"A{part}.{number}" for part, most in ((1, 18), (2, 19), (3, 18)) for number in range(1, most + 1)]
ROWS = {found.group(1): found.group() for found in ROW.finditer(TABLE.read_text())}


def test_every_hazard_has_its_row() -> None:
    assert list(ROWS) == HAZARDS


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_row_names_tests_that_exist_or_says_why_there_are_none(hazard: str) -> None:
    told = TOLD.findall(ROWS[hazard])
    assert told or "–" in ROWS[hazard] or ": all" in ROWS[hazard]
    missing = [
        (module, name)
        for module, names in told
        for name in re.findall(r"`([a-z0-9_]+)`", names)
        if name not in "".join(_names(module))
    ]
    assert missing == []


def _names(module: str) -> list[str]:
    source = Path(f"tests/simulator/test_{module}.py").read_text()
    return re.findall(r"^def (test_\w+)", source, re.MULTILINE)
