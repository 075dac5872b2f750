"""A team's day as a road, to be looked at: its stops in order, how far apart they are, and the way on a map."""

from typing import Final

from cards.buttons import open_button
from cards.maps import directions_url, place_url
from cards.message import Message
from cards.ranking import kilometres
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.visits.route import Leg, TeamRoute
from domain.words import say

STOPS_MOST: Final = 12
BUTTONS_MOST: Final = 8


def route_card(day: TeamRoute, speaker: Speaker) -> Message:
    text = Text().bold(
        speaker.say(say("Route of {team}, {day}", team=harmless(day.team.name, NAME_MOST), day=day.day))
    )
    for number, leg in enumerate(day.route.legs[:STOPS_MOST], start=1):
        _stop(text.gap(), number, leg, day, speaker)
    if not day.route.stops:
        text.line(speaker.say(say("There is no visit on this day.")))
    known = [stop.point for stop in day.route.stops if stop.point is not None]
    if any(leg.km is not None for leg in day.route.legs):
        total = speaker.say(kilometres(day.route.km))
        text.gap().line(speaker.say(say("In all: {km}, in a straight line.", km=total)))
    if known:
        text.link_line(speaker.say(say("The way on the map")), directions_url(known, day.route.base))
    stops = day.route.stops[:BUTTONS_MOST]
    buttons = [open_button(stop.visit, say("Open {visit}", visit=stop.visit), speaker) for stop in stops]
    return text.message(tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)))


def _stop(text: Text, number: int, leg: Leg, day: TeamRoute, speaker: Speaker) -> None:
    stop, lead = leg.stop, day.leads.get(leg.stop.visit)
    start, end = (moment.astimezone(speaker.zone) for moment in (stop.slot.start, stop.slot.end))
    parts = [
        f"{number}. {start:%H:%M}–{end:%H:%M}",
        stop.visit,
        harmless(lead.area, NAME_MOST) if lead else "",
        speaker.say(kilometres(leg.km)) if leg.km is not None else "",
    ]
    text.line(" · ".join(part for part in parts if part))
    if stop.point is not None:
        text.link_line(speaker.say(say("Show on the map")), place_url(stop.point))
    else:
        text.line(speaker.say(say("Nobody knows yet where on the map this is.")))
