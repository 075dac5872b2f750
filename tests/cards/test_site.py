"""The card of a site at the desk: what can be tapped, what is shown of each blocker, and what goes as an album."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from cards.actions import Action, Tap
from cards.blocks import albums, work_needed
from cards.message import Message
from cards.site import proofs, site_card
from cards.text import Speaker, Text
from domain.leads.blocker import Blocker, BlockerKind, Owner
from domain.leads.stages import Stage
from domain.money.amount import Money
from domain.reactions import Audience
from domain.situation import Situation
from domain.visits.states import VisitState
from tests.build import (
    NOW,
    a_blocker,
    a_picture,
    a_report,
    a_view,
    a_visit,
    an_application,
    at_stage,
    claimed,
)
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()
K: Final = BlockerKind
REVIEW: Final = Stage.SURVEY_REVIEW


def card(*blockers: Blocker, stage: Stage = Stage.SITE_WORK, **but: Any) -> Message:  # noqa: ANN401  fields of Lead
    visit = a_visit(state=VisitState.REPORTED, report=a_report()) if stage is REVIEW else None
    lead = at_stage(stage, blockers=blockers, **but)
    message = site_card(a_view(Situation(lead=lead, visit=visit)), Audience.OPS, SPEAKER)
    check(message)
    return message


def taps(message: Message) -> dict[Action, list[str]]:
    found: dict[Action, list[str]] = {}
    for row in message.keyboard:
        for button in row:
            tap = Tap.read(button.data or "")
            assert tap is not None
            found.setdefault(tap.action, []).append(tap.argument)
    return found


def test_every_kind_can_be_named_by_one_tap_and_the_list_is_sent_only_when_there_is_one() -> None:
    assert taps(card(stage=REVIEW)) == {Action.NOT_READY: list(BlockerKind)}
    some = taps(card(a_blocker(), stage=REVIEW))
    assert some[Action.BLOCKER] == ["earthing"]
    assert some[Action.TELL_WORK] == [""]
    assert "earthing" not in some[Action.NOT_READY]


def test_what_is_said_to_be_done_can_be_accepted_at_once_where_it_is_several() -> None:
    assert Action.ACCEPT_WORK not in taps(card(claimed(), a_blocker(kind=K.NOC)))
    both = taps(card(claimed(), claimed(kind=K.NOC), a_blocker(kind=K.WIRING)))
    assert both[Action.ACCEPT_WORK] == [""]


@pytest.mark.parametrize("stage", [REVIEW, Stage.SITE_WORK])
@pytest.mark.parametrize("blocker", [a_blocker(kind=K.LOAD_UPGRADE), claimed(kind=K.LOAD_UPGRADE)])
def test_an_opened_blocker_has_room_for_all_that_can_be_said_of_it(stage: Stage, blocker: Blocker) -> None:
    found = taps(card(blocker, stage=stage, opened_blocker=blocker.kind))
    assert found[Action.OWNER] == [f"load_upgrade.{owner}" for owner in Owner]
    assert len(found[Action.TARGET]) == 3
    assert {Action.TARGET_DAY, Action.BLOCKER_WORDS, Action.BLOCKER} <= set(found)
    assert (Action.DROP_BLOCKER in found) is (stage is REVIEW)
    assert (Action.REFUSE_WORK in found) is (blocker.claim is not None)
    assert (Action.APPLIED in found) is (stage is Stage.SITE_WORK and blocker.claim is None)


def test_what_is_settled_opens_no_more() -> None:
    settled = a_blocker(accepted_at=NOW)
    message = card(settled, a_blocker(kind=K.NOC), opened_blocker=K.EARTHING)
    assert taps(message) == {Action.BLOCKER: ["noc"], Action.REVISIT: [""]}
    assert "✓ Earthing · settled" in message.text


def test_all_that_is_known_of_an_application_is_shown() -> None:
    application = an_application(demand=Money(2_450_00), paid_on=date(2026, 11, 23))
    blocker = a_blocker(kind=K.LOAD_UPGRADE).applied(application, date(2026, 11, 26), NOW)
    text = card(replace(blocker, words={"en": HOSTILE})).text
    assert "▪ Load upgrade · Electricity company · until Mon 23 Nov, 11:30" in text
    assert "Application LE/2411/00871 of Mon 23 Nov, expected by Thu 26 Nov" in text
    assert "Demand note ₹2,450.00, paid Mon 23 Nov" in text


@pytest.mark.parametrize("stage", [Stage.SURVEY_SCHEDULING, Stage.MATERIALS, Stage.ON_HOLD])
def test_elsewhere_the_card_is_closed(stage: Stage) -> None:
    message = card(a_blocker(), stage=stage)
    assert "This list is closed." in message.text
    assert message.keyboard == ()


def test_photos_go_together_and_other_files_among_themselves() -> None:
    photos = tuple(a_picture(unique_id=str(n)) for n in range(12))
    pdf = replace(a_picture(unique_id="pdf"), kind="document")
    assert [len(album) for album in albums((*photos, pdf))] == [10, 1]
    sent = replace(
        claimed(), claims=(replace(claimed().claims[0], proofs=(*photos[:2], pdf), refused="dark"),)
    )
    first, second = proofs(sent, SPEAKER)
    assert (len(first.pictures), len(second.pictures)) == (2, 1)
    assert "↩ asked again: dark" in first.text


@pytest.mark.parametrize(
    ("blocker", "language", "said"),
    [
        (a_blocker(), "en", "• have a proper earth pit made or repaired (you, by Tue 8 Dec)"),
        (a_blocker(words={"en": "dig"}), "en", "• dig (you, by Tue 8 Dec)"),
        (a_blocker(words={"en": "dig", "hi": "खोदें"}), "hi", "• खोदें"),
        (a_blocker(words={"hi": "खोदें"}), "en", "• खोदें (you, by Tue 8 Dec)"),
        (a_blocker(owner=Owner.US), "en", "(we do this, by Tue 8 Dec)"),
        (claimed(), "en", "(you told us that it is done; we look at it)"),
        (claimed().sent_back("fill it"), "en", "↩ We asked again: fill it"),
    ],
)
def test_the_customer_reads_what_is_needed_who_does_it_and_until_when(
    blocker: Blocker, language: str, said: str
) -> None:
    text = Text()
    work_needed(text, at_stage(Stage.SITE_WORK, blockers=(blocker,)), Speaker(language))
    assert said in text.message().text
