"""What the customer checks and signs, and what the desk and the team read and can do about it."""

from dataclasses import replace
from typing import Any, Final

import pytest

from cards.actions import Action, Tap
from cards.lead import lead_card
from cards.message import Message
from cards.signing import render_code, signing_card
from cards.text import Speaker
from cards.visit import visit_card
from domain.leads.sign_off import SignedHow, Signing
from domain.leads.stages import Stage
from domain.reactions import Audience
from domain.situation import Situation
from domain.view import View
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, a_report, a_rework, a_sign_off, a_view, a_visit, at_stage, extra_metres
from tests.cards.sound import HOSTILE, check

ENGLISH: Final = Speaker("en")
ANSWERS: Final = {"charger_serial": "AC74-2026-000123", "cable_metres_used": "21.5", "demo_done": "yes"}
VISIT: Final = a_visit(
    id="I-1042-1",
    kind=VisitKind.INSTALLATION,
    state=VisitState.REPORTED,
    report=replace(a_report(), answers=ANSWERS),
)


def seen(stage: Stage = Stage.INSTALLATION_REVIEW, *, chat: bool = True, **but: Any) -> View:  # noqa: ANN401  fields of Lead
    lead = at_stage(stage, **{"signing": Signing(visit="I-1042-1"), **but})
    visit = VISIT if stage is Stage.INSTALLATION_REVIEW else replace(VISIT, state=VisitState.APPROVED)
    view = a_view(Situation(lead=lead, visit=visit), subject="I-1042-1", visit=visit)
    return view if chat else replace(view, customer=None)


def taps(message: Message) -> list[tuple[Action, str]]:
    read = [Tap.read(button.data or "") for row in message.keyboard for button in row]
    return [(tap.action, tap.argument) for tap in read if tap is not None]


def actions(message: Message) -> list[Action]:
    return [action for action, _ in taps(message)]


def card(view: View) -> Message:
    return signing_card(view, Audience.CUSTOMER, ENGLISH)


def test_the_customer_checks_what_is_known_and_signs() -> None:
    message = card(seen())
    assert "• Serial number of your charger: AC74-2026-000123" in message.text
    assert "• Cable used: 21.5 m" in message.text
    assert "• You were shown how to use it." in message.text
    assert actions(message) == [Action.SIGN, Action.SIGN_CODE]


def test_extra_metres_are_said_plainly_and_to_be_answered_as_shown() -> None:
    message = card(seen(extra_metres=extra_metres()))
    assert "3.5 m of cable were used beyond what was agreed: 21.5 m instead of 18 m." in message.text
    assert (Action.ACCEPT_METRES, "21.5") in taps(message)
    answered = card(seen(extra_metres=extra_metres(accepted=False, said_at=NOW, words="nobody asked me")))
    assert "You do not agree: “nobody asked me”. Our desk calls you." in answered.text
    assert actions(answered) == [Action.SIGN, Action.SIGN_CODE]


def test_after_the_signature_come_stars_and_a_remark() -> None:
    message = card(seen(sign_offs=(a_sign_off(),)))
    assert "in the chat. Thank you!" in message.text
    assert actions(message) == [*[Action.RATE] * 5, Action.REMARK]
    said = card(seen(sign_offs=(a_sign_off(rating=4, remark="on time"),)))
    assert "You gave 4 of 5 stars.\nYour remark: on time" in said.text
    assert actions(said) == []


def test_a_card_of_an_installation_that_was_put_right_since_offers_nothing() -> None:
    message = card(seen(signing=Signing(visit="I-1042-2")))
    assert message.text == "There is nothing to sign here any more."
    assert message.keyboard == ()


def test_hostile_words_stay_words() -> None:
    check(
        card(
            seen(
                sign_offs=(a_sign_off(remark=HOSTILE[:500]),),
                extra_metres=extra_metres(settled=HOSTILE[:500]),
            )
        )
    )


@pytest.mark.parametrize("how", SignedHow)
def test_desk_and_team_read_how_he_signed(how: SignedHow) -> None:
    view = seen(sign_offs=(a_sign_off(how=how, rating=4, remark="on time"),))
    for message in (
        lead_card(view, Audience.OPS, ENGLISH),
        visit_card(view, Audience.TEAM, ENGLISH, team="sunrise"),
    ):
        assert "✍ The customer signed Mon 23 Nov, 11:30" in message.text
        assert "Remark: on time" in message.text
    assert "on time" not in lead_card(view, Audience.OEM, ENGLISH).text


def test_the_team_asks_and_then_types_the_code_until_he_has_signed() -> None:
    def of_team(**but: Any) -> list[Action]:  # noqa: ANN401  fields of Lead
        return actions(visit_card(seen(**but), Audience.TEAM, ENGLISH, team="sunrise"))

    assert of_team(signing=None) == [Action.ASK_SIGN]
    assert of_team() == [Action.ASK_SIGN, Action.ENTER_CODE]
    assert of_team(sign_offs=(a_sign_off(),)) == []


@pytest.mark.parametrize(
    ("stage", "chat", "offered"),
    [
        (Stage.INSTALLATION_REVIEW, True, {Action.ASK_SIGN}),
        (Stage.INSTALLATION_REVIEW, False, {Action.SIGN}),
        (Stage.CONFIRMATION_CALL, True, {Action.ASK_SIGN, Action.SIGN}),
        (Stage.CLOSURE, False, {Action.SIGN}),
    ],
)
def test_the_desk_notes_what_he_says_in_the_call_or_where_he_has_no_chat(
    stage: Stage, *, chat: bool, offered: set[Action]
) -> None:
    message = lead_card(seen(stage, chat=chat), Audience.OPS, ENGLISH)
    assert set(actions(message)) & {Action.ASK_SIGN, Action.SIGN} == offered


def test_the_code_is_easy_to_read_out() -> None:
    assert render_code("482913", NOW, ENGLISH).text.startswith("Your code: 482 913\n")


def test_the_team_reads_what_it_is_to_put_right() -> None:
    again = replace(VISIT, id="I-1042-2", rework=a_rework())
    view = a_view(Situation(lead=at_stage(Stage.INSTALLATION_SCHEDULED), visit=again), visit=again)
    message = visit_card(view, Audience.TEAM, ENGLISH, team="sunrise")
    assert "Rework of I-1042-1: the RCBO trips" in message.text
