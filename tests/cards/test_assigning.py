"""What Ops looks at to decide who goes: reasons, obstacles, swaps, the plan of a day and a team's route."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from cards.actions import Action, Tap
from cards.assigning import other_team_card, swaps_card, why_not_card
from cards.maps import directions_url, place_url
from cards.message import Message
from cards.planning import PAGE, check_plan_card, plan_card
from cards.ranking import reasons_of
from cards.route import route_card
from cards.text import Speaker
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.visits.availability import Obstacle
from domain.visits.planning import DayPlan, Suggestion
from domain.visits.ranking import Candidate, Nearness, Outlook, Trip
from domain.visits.record import Record, Share
from domain.visits.route import Route, Stop, TeamRoute
from domain.visits.states import VisitKind, VisitState
from domain.visits.swapping import Swap
from tests.build import TOMORROW, a_candidate, a_lead, a_team, a_visit
from tests.cards.moments import surveying
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()
DAWN: Final = a_candidate(team=a_team(id="dawn", name="Dawn Crew"))
DAY: Final = DEFAULT.calendar.local(TOMORROW.start).date()
BANER, AUNDH = (18.559, 73.7868), (18.5587, 73.8073)
LATER: Final = Slot(start=TOMORROW.start + timedelta(hours=5), end=TOMORROW.end + timedelta(hours=5))


def taps(message: Message) -> list[Tap]:
    read = [Tap.read(button.data or "") for row in message.keyboard for button in row]
    return [tap for tap in read if tap is not None]


@pytest.mark.parametrize(
    ("but", "reasons"),
    [
        ({}, "in the zone, 3 km, 1 visit that day, +2 km route"),
        (
            {"nearness": Nearness.NEXT, "visits_that_day": 0},
            "next to its zone, 3 km, no other visit that day",
        ),
        ({"visits_that_day": 2, "detour_km": 0.4}, "in the zone, 3 km, 2 visits that day, on its way"),
        ({"distance_km": 0.3, "detour_km": None}, "in the zone, under 1 km, 1 visit that day"),
        (
            {"distance_km": None, "detour_km": None, "nearness": Nearness.OUTSIDE},
            "outside its zone, 1 visit that day",
        ),
        (
            {"record": Record(on_time=Share(good=24, total=25))},
            "in the zone, 3 km, 1 visit that day, +2 km route, 96 % on time",
        ),
        (
            {"team": a_team(skills=frozenset({VisitKind.INSTALLATION})), "detour_km": None},
            "in the zone, 3 km, 1 visit that day, installations only",
        ),
    ],
)
def test_a_rank_has_its_reasons_in_short_words(but: dict[str, Any], reasons: str) -> None:
    assert reasons_of(a_candidate(**but), SPEAKER) == f"Sunrise Crew – {reasons}"


def test_another_team_is_given_the_visit_as_it_was_seen() -> None:
    view = surveying(VisitState.ACKNOWLEDGED, version=7)
    assert view.visit is not None
    card = other_team_card(view, view.visit, Outlook(candidates=(DAWN,)), SPEAKER)
    check(card)
    assert "1. Dawn Crew – in the zone" in card.text
    assert taps(card)[0] == Tap(action=Action.GIVE, subject="S-1042-1", argument="dawn.7")


def test_where_no_other_team_can_go_the_card_says_so() -> None:
    view = surveying(VisitState.ACKNOWLEDGED)
    assert view.visit is not None
    card = other_team_card(view, view.visit, Outlook(), SPEAKER)
    assert "No other team can take it at that time." in card.text


def test_each_team_that_cannot_go_has_its_obstacle() -> None:
    barred = ((a_team(name="Moon Crew"), Obstacle.LEAVE), (a_team(name=HOSTILE), Obstacle.BUSY))
    card = why_not_card(a_visit(), Outlook(candidates=(DAWN,), barred=barred), SPEAKER)
    check(card)
    assert "1. Dawn Crew – " in card.text
    assert "✗ Moon Crew is on leave then" in card.text


@pytest.mark.parametrize("count", [0, 1, 12])
def test_visits_to_swap_with_have_a_button_each(count: int) -> None:
    view = surveying(VisitState.BOOKED, version=3)
    assert view.visit is not None
    other = a_visit(lead="L-7", team="dawn", slot=LATER, version=4)
    swaps = [Swap(visit=replace(other, id=f"S-7-{n}"), team=DAWN.team) for n in range(count)]
    card = swaps_card(view, view.visit, swaps, SPEAKER)
    check(card)
    assert ("No visit of that day can change teams with it." in card.text) is (count == 0)
    assert [tap.argument for tap in taps(card) if tap.action is Action.SWAP] == [
        f"S-7-{n}.3.4" for n in range(min(count, 7))
    ]


def a_plan(count: int, candidate: Candidate | None = DAWN) -> DayPlan:
    visits = [a_visit(id=f"S-{n}-1", state=VisitState.PROPOSED, team=None) for n in range(count)]
    suggestions = tuple(Suggestion(trip=Trip.of(visit, a_lead()), candidate=candidate) for visit in visits)
    return DayPlan(day=DAY, suggestions=suggestions, visits={visit.id: visit for visit in visits})


def test_a_plan_has_a_team_and_a_tap_for_each_visit() -> None:
    card = plan_card(a_plan(2), SPEAKER)
    check(card)
    assert "Plan for Tue 24 Nov\nVisits without a team: 2" in card.text
    assert "10:00–12:00 · S-0-1 · survey · 411045\n→ Dawn Crew – in the zone, 3 km" in card.text
    assert [(tap.action, tap.subject, tap.argument) for tap in taps(card)] == [
        (Action.ASSIGN, "S-0-1", "dawn"),
        (Action.ASSIGN, "S-1-1", "dawn"),
        (Action.PLAN_ALL, "2026-11-24", ""),
    ]


def test_a_visit_that_nobody_can_take_has_no_tap() -> None:
    card = plan_card(a_plan(2, None), SPEAKER)
    assert card.text.count("✗ No team can take it at that time.") == 2
    assert taps(card) == []


def test_a_long_plan_has_pages() -> None:
    plan = a_plan(PAGE + 2)
    first, second = plan_card(plan, SPEAKER), plan_card(plan, SPEAKER, 1)
    check(first)
    check(second)
    assert Tap(action=Action.PLAN, subject="2026-11-24", argument="1") in taps(first)
    assert [tap.subject for tap in taps(second) if tap.action is Action.ASSIGN] == ["S-6-1", "S-7-1"]
    assert plan_card(plan, SPEAKER, 9).text == first.text


def test_the_check_of_a_plan_is_bound_to_what_it_shows() -> None:
    plan = a_plan(2)
    card = check_plan_card(plan, SPEAKER)
    check(card)
    assert "Visits that get a team now: 2\n\nS-0-1 → Dawn Crew\nS-1-1 → Dawn Crew" in card.text
    assert taps(card)[0] == Tap(action=Action.PLAN_ALL, subject="2026-11-24", argument=plan.fingerprint)


def a_route(*stops: Stop, **but: Any) -> TeamRoute:  # noqa: ANN401  fields of Team
    team = a_team(**but)
    leads = {stop.visit: a_lead() for stop in stops}
    return TeamRoute(team=team, day=DAY, route=Route.of(stops, team.base), leads=leads)


def test_a_route_has_its_stops_with_time_area_and_kilometres() -> None:
    stops = (Stop(visit="S-2", slot=LATER, point=AUNDH), Stop(visit="S-1", slot=TOMORROW, point=BANER))
    card = route_card(a_route(*stops), SPEAKER)
    assert card.text == (
        "Route of Sunrise Crew, Tue 24 Nov\n\n"
        "1. 10:00–12:00 · S-1 · Pune 411045\nShow on the map\n\n"
        "2. 15:00–17:00 · S-2 · Pune 411045 · 2 km\nShow on the map\n\n"
        "In all: 2 km, in a straight line.\nThe way on the map"
    )
    urls = [entity.url for entity in card.entities if entity.url]
    assert urls == [place_url(BANER), place_url(AUNDH), directions_url([BANER, AUNDH])]
    assert [tap.subject for tap in taps(card)] == ["S-1", "S-2"]
    check(card)


def test_a_stop_that_nobody_can_find_on_the_map_says_so() -> None:
    card = route_card(a_route(Stop(visit="S-1", slot=TOMORROW), base=BANER), SPEAKER)
    assert "Nobody knows yet where on the map this is." in card.text
    assert "In all" not in card.text


def test_a_day_without_visits_has_an_empty_route() -> None:
    card = route_card(a_route(name=HOSTILE), SPEAKER)
    assert "There is no visit on this day." in card.text
    check(card)


def test_a_way_leads_from_its_start_through_all_stops_in_order() -> None:
    asked = parse_qs(urlsplit(directions_url([BANER, AUNDH, BANER], AUNDH)).query)
    pairs = {"baner": "18.559,73.7868", "aundh": "18.5587,73.8073"}
    assert asked == {
        "api": ["1"],
        "travelmode": ["driving"],
        "origin": [pairs["aundh"]],
        "destination": [pairs["baner"]],
        "waypoints": [f"{pairs['baner']}|{pairs['aundh']}"],
    }
    many = parse_qs(urlsplit(directions_url([BANER] * 20)).query)
    assert many["waypoints"][0].count("|") == 8
