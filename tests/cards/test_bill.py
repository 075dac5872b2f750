"""What was read on a bill, as its owner sees it and as the desk's group does."""

from dataclasses import replace
from typing import Final

import pytest

from cards.actions import Action, Tap
from cards.bill import PROBLEMS, bill_card
from cards.lead import lead_card
from cards.message import Message
from cards.text import Speaker
from domain.leads.bill import Bill, BillState, Problem
from domain.leads.stages import Stage
from domain.reactions import Audience
from domain.situation import Situation
from domain.view import View
from tests.build import a_bill, a_bill_reading, a_view, at_stage, documents
from tests.cards.sound import check

ENGLISH: Final = Speaker("en")
NUMBER: Final = "152608268"


def seen(bill: Bill) -> View:
    lead = at_stage(Stage.DOCUMENTS, documents=documents(electrician=None))
    return replace(a_view(Situation(lead=lead)), subject=bill.id, bill=bill)


def card(bill: Bill, audience: Audience = Audience.CUSTOMER) -> Message:
    return bill_card(seen(bill), audience, ENGLISH)


def actions(message: Message) -> list[Action]:
    taps = [Tap.read(button.data or "") for row in message.keyboard for button in row]
    return [tap.action for tap in taps if tap is not None]


@pytest.mark.parametrize("audience", [Audience.CUSTOMER, Audience.OPS])
@pytest.mark.parametrize("problem", list(Problem))
@pytest.mark.parametrize("state", list(BillState))
@pytest.mark.parametrize("language", ["en", "hi"])
def test_it_can_be_drawn_in_every_state(
    state: BillState, problem: Problem, audience: Audience, language: str
) -> None:
    unread = state is BillState.UNREADABLE
    bill = a_bill(state=state, problem=problem if unread else None)
    check(bill_card(seen(bill), audience, Speaker(language)))
    check(lead_card(seen(bill), Audience.OPS, Speaker(language)))


def test_its_owner_sees_all_of_it_and_answers_with_one_tap() -> None:
    message = card(a_bill())
    assert f"Consumer number: {NUMBER}" in message.text
    assert actions(message) == [Action.BILL_RIGHT, Action.BILL_CORRECT, Action.BILL_NOT_MINE]


def test_a_group_sees_the_end_of_the_number_only() -> None:
    for message in (card(a_bill(), Audience.OPS), lead_card(seen(a_bill()), Audience.OPS, ENGLISH)):
        assert NUMBER not in message.text
        assert "•••••8268" in message.text


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.OEM, Audience.FINANCE, Audience.PROCUREMENT])
def test_others_do_not_see_it_on_the_lead_s_card(audience: Audience) -> None:
    assert "8268" not in lead_card(seen(a_bill()), audience, ENGLISH).text


def test_ops_sees_what_is_odd_and_the_customer_is_not_alarmed() -> None:
    short = a_bill(reading=a_bill_reading(load="5 kW"))
    warning = "⚠ The sanctioned load of 5 kW is less than the charger's 7.4 kW"
    assert warning in card(short, Audience.OPS).text
    assert warning in lead_card(seen(short), Audience.OPS, ENGLISH).text
    assert "⚠" not in card(short).text


def test_what_is_missing_is_said_to_be() -> None:
    assert "Sanctioned load: not found" in card(a_bill(reading=a_bill_reading(load=""))).text


@pytest.mark.parametrize("problem", list(Problem))
def test_what_could_not_be_read_is_kept_and_can_be_typed(problem: Problem) -> None:
    message = card(a_bill(state=BillState.UNREADABLE, reading=None, problem=problem))
    assert PROBLEMS[problem] in message.text
    assert "It is kept, and nothing waits for this." in message.text
    assert actions(message) == [Action.BILL_CORRECT, Action.DOCUMENTS]


def test_hostile_names_stay_words() -> None:
    name = "\u202eoaR ahsA" * 40
    bill = a_bill(reading=a_bill_reading(name=name))
    check(card(bill))
    check(lead_card(seen(bill), Audience.OPS, ENGLISH))
