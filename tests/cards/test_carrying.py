"""What Procurement can do for lines that are open again after the lead has gone on."""

import pytest

from cards.card import render_card
from cards.text import Speaker
from domain.leads.stages import Stage
from domain.materials.request import Line, LineState
from domain.reactions import Audience, CardName
from tests.cards.moments import INSTALLATION, carrying

OPEN = Line(item="cable", quantity=20, state=LineState.OPEN)


def offered(stage: Stage, line: Line, **but: bool) -> list[str]:
    view = carrying(stage, INSTALLATION, line, **but)
    message = render_card(CardName.REQUEST, view, Audience.PROCUREMENT, Speaker())
    return [button.label for row in message.keyboard for button in row]


@pytest.mark.parametrize("stage", [Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED])
def test_what_no_store_has_any_more_is_bought(stage: Stage) -> None:
    assert "Buy the rest locally" in offered(stage, OPEN)
    assert "Buy the rest locally" not in offered(stage, OPEN, released=True)
    bought = Line(item="cable", quantity=20, state=LineState.BEING_BOUGHT)
    assert "Buy the rest locally" not in offered(stage, bought)


def test_nothing_is_bought_for_what_is_installed() -> None:
    assert "Buy the rest locally" not in offered(Stage.CLOSURE, OPEN)
