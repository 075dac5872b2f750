"""The life of a visit: every pair of states, and every verb in every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Event, Happening
from domain.slot import Slot
from domain.visits.emergency import OfferState
from domain.visits.states import MOVES, STATE_TITLES, VisitKind, VisitState
from domain.visits.underway import CheckIn
from domain.visits.visit import Former, Hold, Visit
from tests.build import NOW, OPS, TOMORROW, a_report, a_visit, an_emergency

TABLE: Final = {
    "proposed": {"booked", "emergency", "rescheduled", "cancelled"},
    "booked": {"acknowledged", "unassigned", "emergency", "rescheduled", "cancelled"},
    "unassigned": {"booked", "emergency", "rescheduled", "cancelled"},
    "acknowledged": {"confirmed", "unassigned", "emergency", "rescheduled", "cancelled"},
    "confirmed": {"on_the_way", "unassigned", "emergency", "rescheduled", "cancelled"},
    "on_the_way": {"on_site", "emergency", "cancelled"},
    "on_site": {"reported", "customer_absent", "emergency", "cancelled"},
    "reported": {"approved", "on_site", "cancelled"},
    "approved": set(),
    "emergency": {"booked", "acknowledged", "confirmed", "rescheduled", "cancelled"},
    "rescheduled": set(),
    "cancelled": set(),
    "customer_absent": {"rescheduled", "cancelled"},
}
OPEN_ONES: Final = {state for state, after in TABLE.items() if after}
HOLDING: Final = {"booked", "acknowledged", "confirmed", "on_the_way", "on_site"}
PAIRS: Final = [(before, after) for before in VisitState for after in VisitState]
DAY: Final = timedelta(days=1)
HOLD: Final = Hold(slot=TOMORROW, team="dawn", until=NOW + timedelta(minutes=15))
Verb = Callable[[Visit], tuple[Visit, Event]]
VERBS: Final[dict[str, tuple[Verb, set[str], str]]] = {
    "offer": (lambda v: v.offer((TOMORROW,), by=OPS, now=NOW), {"proposed"}, "proposed"),
    "keep": (lambda v: v.keep(HOLD, by=OPS, now=NOW), {"proposed"}, "proposed"),
    "let_go": (lambda v: v.let_go(by=OPS, now=NOW), {"proposed"}, "proposed"),
    "choose": (lambda v: v.choose(TOMORROW, "dawn", by=OPS, now=NOW), {"proposed"}, "proposed"),
    "book": (lambda v: v.book("dawn", by=OPS, now=NOW), {"proposed", "unassigned", "emergency"}, "booked"),
    "release": (
        lambda v: v.release("on leave", by=OPS, now=NOW),
        {"booked", "acknowledged", "confirmed"},
        "unassigned",
    ),
    "acknowledge": (lambda v: v.acknowledge(by=OPS, now=NOW), {"booked"}, "acknowledged"),
    "confirm": (lambda v: v.confirm(by=OPS, now=NOW, within=DAY), {"acknowledged"}, "confirmed"),
    "set_out": (lambda v: v.set_out(NOW, by=OPS, now=NOW, within=DAY), {"confirmed"}, "on_the_way"),
    "arrive": (lambda v: v.arrive(CheckIn(at=NOW), by=OPS), {"on_the_way"}, "on_site"),
    "submit": (lambda v: v.submit(a_report(), by=OPS), {"on_site"}, "reported"),
    "give_back": (lambda v: v.give_back("the earth photo", by=OPS, now=NOW), {"reported"}, "on_site"),
    "approve": (lambda v: v.approve(Happening.SITE_READY, by=OPS, now=NOW), {"reported"}, "approved"),
    "absent": (lambda v: v.absent(by=OPS, now=NOW), {"on_site"}, "customer_absent"),
    "alarm": (
        lambda v: v.alarm(an_emergency(), by=OPS),
        {"proposed", "booked", "unassigned", "acknowledged", "confirmed", "on_the_way", "on_site"},
        "emergency",
    ),
    "take_over": (lambda v: v.take_over("dawn", by=OPS, now=NOW), {"emergency"}, "acknowledged"),
    "regain": (lambda v: v.regain(by=OPS, now=NOW), {"emergency"}, "acknowledged"),
    "reschedule": (
        lambda v: v.drop(VisitState.RESCHEDULED, Happening.VISIT_RESCHEDULED, "rain", by=OPS, now=NOW),
        {"proposed", "booked", "unassigned", "acknowledged", "confirmed", "emergency", "customer_absent"},
        "rescheduled",
    ),
    "cancel": (
        lambda v: v.drop(VisitState.CANCELLED, Happening.VISIT_CANCELLED, "sold", by=OPS, now=NOW),
        OPEN_ONES,
        "cancelled",
    ),
}


def in_state(state: VisitState) -> Visit:
    emergency = an_emergency("dawn") if state is VisitState.EMERGENCY else None
    if state is VisitState.UNASSIGNED:
        return a_visit(state=state, team=None, former=Former(team="sunrise", reason="on leave"))
    return a_visit(state=state, emergency=emergency)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_visit_moves_as_the_table_says_and_no_other_way(before: VisitState, after: VisitState) -> None:
    visit = in_state(before)
    allowed = after.value in TABLE[before.value]
    assert visit.can(after) is allowed
    if allowed:
        assert visit._move(after, NOW).state is after
        return
    with pytest.raises(Refused):
        visit._move(after, NOW)


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("verb", list(VERBS))
def test_a_verb_works_in_its_states_only(verb: str, state: VisitState) -> None:
    do, states, after = VERBS[verb]
    if state.value not in states:
        with pytest.raises(Refused):
            do(in_state(state))
        return
    moved, event = do(in_state(state))
    assert moved.state.value == after
    assert (event.after, event.subject, event.lead) == (after, "S-1042-1", "L-1042")


def test_every_state_has_its_row_and_its_words() -> None:
    states = {state.value for state in VisitState}
    assert set(TABLE) == states == {state.value for state in MOVES}
    assert {state.value for state in STATE_TITLES} == states


@pytest.mark.parametrize("state", list(VisitState))
def test_a_visit_knows_whether_it_is_open_and_holds_its_team(state: VisitState) -> None:
    visit = in_state(state)
    assert visit.is_open is (state.value in OPEN_ONES)
    assert visit.holds_capacity is (state.value in HOLDING)


def test_only_an_offered_slot_can_be_chosen() -> None:
    other = Slot(start=TOMORROW.start + timedelta(days=1), end=TOMORROW.end + timedelta(days=1))
    with pytest.raises(Refused, match="no longer on offer"):
        a_visit(state=VisitState.PROPOSED).on_offer(other.start)


def test_new_offers_forget_the_chosen_slot() -> None:
    chosen, _ = a_visit(state=VisitState.PROPOSED).choose(TOMORROW, "dawn", by=OPS, now=NOW)
    offered, _ = chosen.offer((TOMORROW,), by=OPS, now=NOW)
    assert (offered.slot, offered.holds_capacity) == (None, False)


def test_a_visit_takes_a_teams_time_from_the_hold_to_its_end() -> None:
    offered = a_visit(state=VisitState.PROPOSED, slot=None, team=None)
    held, _ = offered.keep(HOLD, by=OPS, now=NOW)
    chosen, _ = held.choose(TOMORROW, "dawn", by=OPS, now=NOW)
    booked, _ = chosen.book("sunrise", by=OPS, now=NOW)
    dropped, _ = chosen.drop(VisitState.CANCELLED, Happening.VISIT_CANCELLED, "sold", by=OPS, now=NOW)
    assert [v.taken_team if v.holds_capacity else None for v in (offered, held, chosen, booked, dropped)] == [
        None,
        "dawn",
        "dawn",
        "sunrise",
        None,
    ]
    assert [v.held_until for v in (held, chosen, booked)] == [HOLD.until, None, None]


def test_a_visit_without_a_slot_cannot_be_booked() -> None:
    with pytest.raises(Refused, match="no time yet"):
        a_visit(state=VisitState.PROPOSED, slot=None).book("dawn", by=OPS, now=NOW)


def test_the_first_backup_to_accept_outruns_the_others() -> None:
    visit = a_visit(state=VisitState.EMERGENCY, emergency=an_emergency("dawn", "moon"))
    taken, event = visit.take_over("moon", by=OPS, now=NOW)
    assert taken.emergency is not None
    assert [offer.state for offer in taken.emergency.offers] == [OfferState.OUTRUN, OfferState.ACCEPTED]
    assert (taken.team, event.facts["team"]) == ("moon", "moon")
    with pytest.raises(Refused):
        taken.take_over("dawn", by=OPS, now=NOW)


@pytest.mark.parametrize("minutes", [10, 11])
def test_an_offer_ends_at_its_time(minutes: int) -> None:
    visit = a_visit(state=VisitState.EMERGENCY, emergency=an_emergency("dawn"))
    with pytest.raises(Refused, match="over"):
        visit.take_over("dawn", by=OPS, now=NOW + timedelta(minutes=minutes))


def test_a_team_that_was_not_asked_cannot_take_over() -> None:
    with pytest.raises(Refused, match="over"):
        in_state(VisitState.EMERGENCY).take_over("moon", by=OPS, now=NOW)


def test_a_returned_report_says_what_to_redo_until_it_comes_again() -> None:
    returned, _ = in_state(VisitState.REPORTED).give_back("the earth photo", by=OPS, now=NOW)
    assert returned.redo == "the earth photo"
    again, _ = returned.submit(a_report(), by=OPS)
    assert again.redo == ""


def test_surveys_and_installations_have_their_letters() -> None:
    assert {kind.letter for kind in VisitKind} == {"S", "I"}


def test_a_slot_ends_after_it_starts_and_knows_its_time_zone() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Slot(start=NOW, end=NOW)
    with pytest.raises(ValueError, match="naive"):
        Slot(start=NOW.replace(tzinfo=None), end=NOW)
