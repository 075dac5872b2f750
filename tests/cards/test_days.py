"""The boards of a day, a team's stops, and records in plain words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from cards.message import Message
from cards.my_day import my_day_card
from cards.record import record_card, records_card
from cards.text import Speaker
from cards.today import BUTTONS, PAGE, today_card
from domain.leads.lead import Location
from domain.owed import NextAction, Owed
from domain.people.roles import Role
from domain.slot import Slot
from domain.visits.board import Board, DayBoard, Planned, TeamDay, Waiting
from domain.visits.record import Record, Share
from domain.visits.states import VisitKind, VisitState
from domain.words import say
from tests.build import (
    NOW,
    TOMORROW,
    a_customer,
    a_lead,
    a_request,
    a_team,
    a_visit,
    an_emergency,
    documents,
)
from tests.cards.sound import HOSTILE, check

V: Final = VisitState
TUESDAY: Final = date(2026, 11, 24)
SPEAKERS: Final = [Speaker(), Speaker("hi")]
HOUR: Final = timedelta(hours=1)
NAMES: Final = [HOSTILE, "प्रिया शर्मा", "محمد علي"]


def planned(number: int, state: VisitState = V.CONFIRMED, **but: Any) -> Planned:  # noqa: ANN401  fields of Visit
    emergency = an_emergency() if state is V.EMERGENCY else None
    visit = a_visit(id=f"S-{number}-1", lead=f"L-{number}", state=state, emergency=emergency)
    return Planned(visit=replace(visit, **but), lead=a_lead(id=f"L-{number}"))


def named(stop: Planned, name: str) -> Planned:
    customer = a_customer(name=name, city=name, address=name)
    return replace(stop, lead=replace(stop.lead, customer=customer))


def board(*stops: Planned, **but: Any) -> DayBoard:  # noqa: ANN401  fields of DayBoard
    found = DayBoard(board=Board(), day=TUESDAY, now=TOMORROW.start, stops=stops, teams={"sunrise": a_team()})
    return replace(found, **but)


def day(*stops: Planned, **but: Any) -> TeamDay:  # noqa: ANN401  fields of TeamDay
    found = TeamDay(
        board=Board(team="sunrise"),
        team=a_team(),
        day=TUESDAY,
        now=TOMORROW.start,
        stops=stops,
        materials={},
    )
    return replace(found, **but)


def today(shown: DayBoard) -> Message:
    message = today_card(shown, Speaker())
    check(message)
    return message


def test_the_board_names_time_visit_kind_area_and_team_but_no_customer() -> None:
    message = today(board(planned(1)))
    assert message.text == (
        "Today, Tue 24 Nov. Visits: 1\nEmergencies: 0 · late: 0 · done: 0\n\n"
        "Confirmed with the customer\n• 10:00–12:00 S-1-1 · survey · Pune 411045 · Sunrise Crew"
    )
    assert a_lead().customer.name not in message.text


def test_what_is_late_or_an_emergency_stands_on_top_and_says_what_is_missing() -> None:
    due = TOMORROW.start - HOUR
    action = NextAction(role=Role.FIELD, what=Owed.ACKNOWLEDGE_VISIT, due=due, subject="S-2-1")
    late = replace(planned(2, V.BOOKED), action=action)
    lines = today(board(planned(1, V.REPORTED), late, planned(3, V.EMERGENCY))).text.splitlines()
    assert lines[1] == "Emergencies: 1 · late: 1 · done: 1"
    assert lines[3:6] == [
        "⚠ Emergency",
        "⚠ 10:00–12:00 S-3-1 · survey · Pune 411045 · nobody has it in hand · search ends Mon 23 Nov, 12:00",
        "",
    ]
    assert lines[6:8] == [
        "⚠ Late",
        "⚠ 10:00–12:00 S-2-1 · survey · Pune 411045 · Sunrise Crew · acknowledge the visit · due Tue 24 Nov, 09:00",
    ]
    assert lines[-1].startswith("✓ 10:00–12:00 S-1-1")


def test_a_visit_that_began_without_its_team_is_late_even_if_nothing_is_overdue() -> None:
    message = today(board(planned(1, V.ON_THE_WAY), now=TOMORROW.start + timedelta(minutes=1)))
    assert "⚠ Late\n⚠ 10:00–12:00 S-1-1" in message.text
    assert message.text.endswith("team on the way")


def test_priority_leads_that_wait_have_their_lines_and_buttons() -> None:
    action = NextAction(role=Role.OPS, what=Owed.PROPOSE_SLOTS, due=NOW, subject="L-9", urgent=True)
    waiting = tuple(Waiting(lead=a_lead(id=f"L-{n}"), action=action) for n in range(9, 12))
    message = today(board(*(planned(n) for n in range(1, 9)), waiting=waiting))
    assert (
        "★ Priority, no visit yet: 3\n★ L-9 · Pune 411045 · propose slots, due Mon 23 Nov, 11:30"
        in message.text
    )
    opened = [button.data for row in message.keyboard for button in row]
    assert opened == [*(f"open:S-{n}-1" for n in range(1, 6)), "open:L-9", "open:L-10", "open:L-11"]


def test_a_day_without_visits_says_so() -> None:
    message = today(board(day=date(2026, 12, 25), board=Board(day=date(2026, 12, 25))))
    assert (message.text, message.keyboard) == ("Fri 25 Dec. Visits: 0\nThere is no visit on this day.", ())


def test_an_emergency_of_another_day_says_which() -> None:
    slot = Slot(start=TOMORROW.start + 48 * HOUR, end=TOMORROW.end + 48 * HOUR)
    message = today(board(planned(1, V.EMERGENCY, slot=slot)))
    assert message.text.startswith("Today, Tue 24 Nov. Visits: 0\nEmergencies: 1")
    assert "⚠ Thu 26 Nov, 10:00–12:00 S-1-1" in message.text


@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("count", [1, PAGE, PAGE + 1, 30, 200])
def test_however_many_visits_each_stands_on_one_page(count: int, speaker: Speaker) -> None:
    names = [NAMES[n % 3] for n in range(count)]
    stops = [
        named(planned(n + 1, V.EMERGENCY if n < 3 else V.CONFIRMED), name) for n, name in enumerate(names)
    ]
    seen: list[str] = []
    page, more = 1, True
    while more:
        message = today_card(board(*stops, board=Board(page=page)), speaker)
        check(message)
        seen += [word for line in message.text.splitlines() for word in line.split() if word.startswith("S-")]
        turns = [button.data for button in message.keyboard[-1] if (button.data or "").startswith("day:")]
        more = f"day:{Board(page=page + 1).id}" in turns
        assert (f"day:{Board(page=page - 1).id}" in turns) is (page > 1)
        page += 1
    assert sorted(seen) == sorted(stop.visit.id for stop in stops)


def test_a_page_that_is_no_longer_there_shows_the_last_one() -> None:
    assert "S-1-1" in today(board(planned(1), board=Board(page=4))).text


def test_the_board_has_buttons_for_the_most_urgent_alone() -> None:
    message = today(board(*(planned(n) for n in range(1, PAGE + 1))))
    assert sum(len(row) for row in message.keyboard) == BUTTONS


def my_day(shown: TeamDay, *, private: bool = False) -> Message:
    message = my_day_card(shown, Speaker(), named=private)
    check(message)
    return message


def test_my_day_lists_stops_with_their_next_step_materials_and_way() -> None:
    due = TOMORROW.start - HOUR
    action = NextAction(role=Role.FIELD, what=Owed.CONFIRM_VISIT, due=due, subject="S-1-1", team="sunrise")
    first = replace(planned(1, V.ACKNOWLEDGED, kind=VisitKind.INSTALLATION), action=action)
    made = planned(2, V.REPORTED)
    message = my_day(day(made, first, materials={"L-1": a_request(lead="L-1")}))
    assert message.text == (
        "Sunrise Crew, today, Tue 24 Nov. Stops: 2\n\n"
        "✓ 10:00–12:00 S-2-1 · survey · Pune 411045\nreport submitted\n\n"
        "• 10:00–12:00 S-1-1 · installation · Pune 411045\n"
        "Next: call the customer to confirm the visit, until Tue 24 Nov, 09:00\n"
        "To bring: Charger × 1, Copper cable 3×6 mm² (m) × 18\n"
        "Show on the map"
    )
    assert [button.data for row in message.keyboard for button in row] == ["open:S-1-1", "open:S-2-1"]


def test_customers_are_named_in_private_alone() -> None:
    assert a_lead().customer.name in my_day(day(planned(1)), private=True).text
    assert a_lead().customer.name not in my_day(day(planned(1))).text


def placed(stop: Planned, latitude: float | None, address: str = "") -> Planned:
    longitude = None if latitude is None else 73.8
    location = Location(latitude=latitude, longitude=longitude, address=address)
    return replace(stop, lead=replace(stop.lead, documents=replace(documents(), location=location)))


def links(message: Message) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(entity.url or "").query) for entity in message.entities if entity.url]


def test_one_link_leads_through_all_stops_that_are_left() -> None:
    stops = (
        placed(planned(1, V.REPORTED), 18.1),
        placed(planned(2), 18.2),
        placed(planned(3), None, "12 Hill Road & Lane, Pune"),
        placed(planned(4), 18.4),
    )
    *_, way = links(my_day(day(*stops)))
    assert way["destination"] == ["18.4,73.8"]
    assert way["waypoints"] == ["18.2,73.8|12 Hill Road & Lane, Pune"]
    assert len(links(my_day(day(*stops[:2])))) == 1


def test_when_today_is_done_the_next_day_is_shown_as_such() -> None:
    message = my_day(day(planned(1), ahead=True, now=NOW))
    assert message.text.startswith("Nothing is left for today.\nSunrise Crew, Tue 24 Nov. Stops: 1")


def test_a_day_off_says_so() -> None:
    message = my_day(day())
    assert message.text.endswith("There is no visit for you on this day.")
    assert message.keyboard == ()


@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("name", NAMES)
def test_my_day_is_sound_whatever_people_are_called(name: str, speaker: Speaker) -> None:
    team = replace(a_team(), name=name)
    stops = [placed(named(planned(n), name), None, name) for n in range(30)]
    check(my_day_card(day(*stops, team=team), speaker, named=True))


RECORD: Final = Record(
    visits=12,
    on_time=Share(good=11, total=12),
    acknowledged_in_time=Share(good=12, total=12),
    first_time_right=Share(good=2, total=3),
    back_outs=1,
    offers_accepted=2,
    offers_expired=1,
)


def test_a_record_is_told_in_plain_words() -> None:
    spans = [(say("This month"), Record()), (say("The last 90 days"), RECORD)]
    message = record_card(a_team(), spans, Speaker())
    check(message)
    assert message.text == (
        "Record of Sunrise Crew\n\nThis month\nThere is nothing to count yet.\n\nThe last 90 days\n"
        "Visits: 12\nAcknowledged in time: 12 of 12 (100 %)\nAt the site on time: 11 of 12 (92 %)\n"
        "Report in time: –\nRight the first time: 2 of 3 (67 %)\nCould not make it: 1\n"
        "Never came, or was not heard of: 0\nAsked as backup: accepted 2, declined 0, no answer 1\n\n"
        "When teams are ranked for a visit, the last 90 days count."
    )


def test_all_records_in_short() -> None:
    teams = [a_team(id="new", name=HOSTILE), a_team()]
    message = records_card(teams, {"new": Record(), "sunrise": RECORD}, Speaker())
    check(message)
    first, second = message.text.splitlines()[1:3]
    assert first == "• Sunrise Crew: visits 12, on time 92 %, could not make it 1, never came 0"
    assert "on time –" in second
    check(records_card([], {}, Speaker()))
