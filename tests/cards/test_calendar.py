"""The calendar of a lead at the desk, as it is drawn."""

from datetime import timedelta

from cards.actions import Action, Tap
from cards.calendar import calendar_card
from cards.message import Message
from cards.text import Speaker
from domain.leads.picking import Picking
from domain.leads.stages import Stage
from domain.reactions import Audience
from domain.slot import Slot
from domain.view import View
from domain.visits.slots import Place
from tests.build import TOMORROW, a_situation, a_team, a_view, at_stage


def a_calendar(days: int, *picked: Slot) -> View:
    """One time on each of these days."""
    lead = at_stage(Stage.SURVEY_SCHEDULING, picking=Picking(slots=picked))
    slots = [later(ahead) for ahead in range(days)]
    places = tuple(Place(slot=slot, teams=(a_team(),), left=(3,)) for slot in slots)
    return a_view(a_situation(lead=lead), places=places)


def later(days: int) -> Slot:
    return Slot(start=TOMORROW.start + timedelta(days=days), end=TOMORROW.end + timedelta(days=days))


def drawn(view: View) -> Message:
    return calendar_card(view, Audience.OPS, Speaker())


def actions(message: Message) -> list[Action]:
    taps = [Tap.read(button.data or "") for row in message.keyboard for button in row]
    return [tap.action for tap in taps if tap is not None]


def test_however_far_ahead_an_oem_plans_the_way_on_has_its_room() -> None:
    found = actions(drawn(a_calendar(90)))
    assert found[-1] is Action.PROPOSE
    assert found.count(Action.SHOW_DAY) == 14
    assert actions(drawn(a_calendar(90, later(0))))[-1] is Action.PROPOSE_PICKED


def test_what_was_picked_and_is_taken_by_now_is_not_shown_as_picked() -> None:
    shown = drawn(a_calendar(3, later(1), later(40)))
    assert shown.text.count("✓") == 1
    assert shown.keyboard[-1][0].label == "Send the proposal: 1"
