"""The documents say what the tables say."""

import re

import pytest

from domain.leads.stages import MOVES, Stage, Step
from domain.people.roles import MATRIX, Permission, Role
from domain.visits.states import MOVES as VISIT_MOVES
from tests.domain.documents import DOCS, MADE, permissions, states


@pytest.mark.parametrize("name", list(MADE))
def test_a_document_is_up_to_date(name: str) -> None:
    path = DOCS / name
    assert path.exists(), f"docs/{name} is missing: run `make docs`"
    assert path.read_text(encoding="utf-8") == MADE[name](), f"docs/{name} is stale: run `make docs`"


def test_every_transition_of_a_lead_is_in_the_document() -> None:
    document = states()
    for stage, steps in MOVES.items():
        for step, after in steps.items():
            if step not in {Step.HOLD, Step.CANCEL}:
                leads_to = f"`{after}`" if after else "where it was before"
                assert f"| `{stage}` | `{step}` | {leads_to} |" in document


def test_every_transition_of_a_visit_is_drawn() -> None:
    drawn = states().split("## A visit")[1].split("## Money")[0]
    arrows = set(re.findall(r"^ {2}(\w+) --> (\w+)$", drawn, re.MULTILINE))
    assert arrows == {
        (before.value, after.value) for before, afters in VISIT_MOVES.items() for after in afters
    }


def test_hold_and_cancel_are_as_the_document_says() -> None:
    held = {stage for stage, steps in MOVES.items() if Step.HOLD in steps}
    cancelled = {stage for stage, steps in MOVES.items() if Step.CANCEL in steps}
    assert held == set(Stage) - {Stage.CLOSED, Stage.CANCELLED, Stage.ON_HOLD}
    assert cancelled == held | {Stage.ON_HOLD}


def test_the_matrix_is_in_the_document() -> None:
    rows = [line for line in permissions().splitlines() if line.startswith("| `")]
    assert len(rows) == len(Permission)
    for row, permission in zip(rows, Permission, strict=True):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        marked = {role for role, cell in zip(Role, cells[1:], strict=False) if cell == "●"}
        assert marked == MATRIX[permission], permission
