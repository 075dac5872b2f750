"""What there is to begin, and what every button of it must hold."""

import inspect
from typing import Final

import pytest

from cards import actions
from cards.actions import Action, Tap
from conversations.catalogue import DIALOGUES, begun_by
from conversations.dialogue import Dialogue
from conversations.prompt import CHANGE, CLEAR
from domain.materials.custody import Cause, Difference
from domain.materials.request import Line, LineState
from domain.money.payment import PaymentState
from tests.build import NOW, OPS, a_disputed_earning, a_payout, a_purchase, a_request
from tests.conversations.talk import a_house, a_lead, a_payment, a_visit
from tests.fakes import House

SUBJECTS: Final = {
    **dict.fromkeys(("additem", "setqty", "takeout", "setmetres"), "M-1042"),
    "waive": "L-1042:location",
    "leave": "T-1",
    "certificate": "T-1",
    "targetday": "L-1042:earthing",
    "blockwords": "L-1042:earthing",
    "applied": "L-1042:load_upgrade",
    "reference": "V-1042-1",
    "vendor": "B-1042-1",
    "missingmat": "M-1042",
    "leftover": "M-1042",
    "lesscame": "M-1042",
    "settlediff": "M-1042:1",
    "dispute": "P-7",
    "ansdispute": "E-S-1042-1",
}

CARRIED: Final = a_request(
    lines=(Line(item="cable", quantity=18, state=LineState.ISSUED),),
    differences=(Difference(line=1, item="cable", quantity=2, cause=Cause.NOT_RECEIVED, by=OPS, at=NOW),),
)


async def a_full_house() -> House:
    """With whatever a dialogue may be about."""
    stated = a_payout(state=PaymentState.PROPOSED)
    return await a_house(
        a_lead(), a_visit(), a_payment(), a_purchase(), CARRIED, stated, a_disputed_earning()
    )


def begun_in_conversations() -> list[Action]:
    """The actions that `cards/actions.py` marks as beginning a dialogue."""
    lines = inspect.getsource(actions).splitlines()
    return [Action(line.split('"')[1]) for line in lines if "(dialogue" in line and "=" in line]


@pytest.mark.parametrize("action", begun_in_conversations())
def test_every_action_marked_so_begins_a_dialogue(action: Action) -> None:
    for subject in ("L-1042", "S-1042-1"):
        begun = begun_by(Tap(action=action, subject=subject))
        assert begun is not None
        assert begun[0].action is action


def test_no_other_action_begins_one() -> None:
    others = set(Action) - set(begun_in_conversations())
    assert [action for action in others if begun_by(Tap(action=action, subject="L-1042"))] == []


def test_the_longest_button_of_a_report_fits() -> None:
    """Keys and answers of a checklist are held to what Telegram can carry (`domain/checklists/reading.py`)."""
    longest = Tap(action=Action.CHOICE, subject="0123456789ab", argument=f"{'k' * 24}.{'a' * 16}")
    assert len(longest.pack()) <= 64


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=lambda dialogue: dialogue.name)
async def test_every_answer_to_tap_fits_into_its_button(dialogue: Dialogue) -> None:
    house = await a_full_house()
    questions = await dialogue.questions(house.uow(), SUBJECTS.get(dialogue.name, "L-1042"))
    arguments = [
        f"{question.key}.{option.key}" for question in questions for option in question.reader.options
    ]
    arguments += [f"{question.key}.{CLEAR}" for question in questions]
    arguments += [f"{CHANGE}.{question.key}" for question in questions]
    taps = [Tap(action=Action.CHOICE, subject="0123456789ab", argument=argument) for argument in arguments]
    assert [Tap.read(tap.pack()) for tap in taps] == taps


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=lambda dialogue: dialogue.name)
async def test_keys_of_questions_are_distinct_and_plain(dialogue: Dialogue) -> None:
    house = await a_full_house()
    questions = await dialogue.questions(house.uow(), SUBJECTS.get(dialogue.name, "L-1042"))
    keys = [question.key for question in questions]
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if set(key) & set("#./:")]
