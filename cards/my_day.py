"""A team's day: its stops in order, what each needs next, what to bring, and the way."""

from typing import Final

from cards.buttons import open_button
from cards.maps import directions_url, place_url
from cards.message import Message
from cards.ranking import kilometres
from cards.text import Speaker, Text, harmless
from cards.titles import KINDS
from cards.values import NAME_MOST
from domain.materials.catalogue import title_of
from domain.materials.request import MaterialRequest
from domain.owed import TITLES
from domain.people.roles import Role
from domain.places import Point
from domain.visits.board import Planned, TeamDay, today
from domain.visits.states import STATE_TITLES, VisitState
from domain.words import Words, say

BUTTONS: Final = 8
STOPS_MOST: Final = 12
ADDRESS_MOST: Final = 200
PLACE_MOST: Final = 40
_UNDER_WAY: Final = frozenset({VisitState.ON_THE_WAY, VisitState.ON_SITE})


def my_day_card(day: TeamDay, speaker: Speaker, *, named: bool) -> Message:
    """`named`: with the customers' names, where nobody but the team reads."""
    text = Text()
    if day.ahead:
        text.line(speaker.say(say("Nothing is left for today.")))
    text.bold_line(speaker.say(_title(day)))
    if not day.stops:
        text.line(speaker.say(say("There is no visit for you on this day.")))
    for stop in day.stops[:STOPS_MOST]:
        _stop(text.gap(), day, stop, speaker, named=named)
    if link := _way(day):
        text.gap().link_line(speaker.say(say("The way to all stops on the map")), link)
    buttons = [
        open_button(stop.visit.id, say("{value}", value=f"{_start(stop, speaker)} {stop.visit.id}"), speaker)
        for stop in (*day.left, *(stop for stop in day.stops if stop.is_made))
    ][:BUTTONS]
    return text.message(tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)))


def _title(day: TeamDay) -> Words:
    team = harmless(day.team.name, NAME_MOST)
    if day.day == today(day.now):
        return say("{team}, today, {day}. Stops: {count}", team=team, day=day.day, count=len(day.stops))
    return say("{team}, {day}. Stops: {count}", team=team, day=day.day, count=len(day.stops))


def _stop(text: Text, day: TeamDay, stop: Planned, speaker: Speaker, *, named: bool) -> None:
    visit = stop.visit
    who = harmless(stop.lead.customer.name, PLACE_MOST) if named else ""
    parts = [
        f"{_mark(stop)} {_start(stop, speaker)}–{visit.window.end.astimezone(speaker.zone):%H:%M} {visit.id}",
        speaker.say(KINDS[visit.kind]),
        who,
        harmless(stop.lead.area, PLACE_MOST),
    ]
    text.line(" · ".join(part for part in parts if part))
    if stop.is_made:
        text.line(speaker.say(STATE_TITLES[visit.state]))
        return
    text.line(speaker.say(_next(stop)))
    if (km := day.km.get(visit.id)) is not None:
        text.line(speaker.say(say("From the stop before: {km}", km=kilometres(km))))
    if (request := day.materials.get(stop.lead.id)) is not None:
        text.line(speaker.say(say("To bring: {items}", items=_items(request, speaker))))
    if place := _place(stop):
        text.link_line(speaker.say(say("Show on the map")), place_url(place))


def _mark(stop: Planned) -> str:
    if stop.is_made:
        return "✓"
    return "▶" if stop.visit.state in _UNDER_WAY else "•"


def _start(stop: Planned, speaker: Speaker) -> str:
    return f"{stop.visit.window.start.astimezone(speaker.zone):%H:%M}"


def _next(stop: Planned) -> Words:
    """The team's own next step, with its time; what others owe is only named as the state."""
    action = stop.action
    if action is None or action.role is not Role.FIELD:
        return say(STATE_TITLES[stop.visit.state])
    return say("Next: {what}, until {due}", what=Words(TITLES[action.what]), due=action.due)


def _items(request: MaterialRequest, speaker: Speaker) -> str:
    lines = [f"{speaker.say(title_of(line.item))} × {line.quantity}" for line in request.lines]
    return ", ".join(lines)


def _place(stop: Planned) -> Point | str:
    """Where it is; empty if nobody knows."""
    return stop.point or stop.lead.site_address[:ADDRESS_MOST].replace("|", " ")


def _way(day: TeamDay) -> str:
    """From wherever the reader is through all stops that are left; nothing where one link says as much."""
    places = [place for stop in day.left if (place := _place(stop))]
    return directions_url(places) if len(places) > 1 else ""
