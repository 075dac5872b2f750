"""The calendar card: the free places of the coming days, the times of one day, and what is picked for a proposal."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from cards.actions import Action
from cards.blocks import heading
from cards.buttons import keyboard
from cards.message import Message
from cards.steps.choice import Choice, Row, propose, starting
from cards.text import Speaker, Text, harmless
from domain.leads import told
from domain.leads.lead import Lead
from domain.leads.picking import Picking
from domain.reactions import Audience
from domain.view import View
from domain.visits.slots import Place, free_places
from domain.words import say

DAYS_IN_A_ROW = 2


def calendar_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    _ = audience, team
    lead, text = view.lead, Text()
    text.bold(speaker.say(say("Free places")))
    text.line(heading(view, speaker))
    if lead is None or lead.picking is None or not view.is_to_schedule:
        text.line(
            speaker.say(say("This calendar is closed. What comes next stands on the card of the lead."))
        )
        return text.message()
    if lead.wish is not None:
        text.line(harmless(speaker.say(say("What suits the customer: {wish}", wish=told.wish(lead.wish)))))
    picking = lead.picking.without_others([place.slot for place in view.places])
    by_day = days_of(view)
    for slot in picking.slots:
        text.line(f"✓ {speaker.slot(slot)}")
    if not by_day:
        text.line(speaker.say(say("No team of the zone is free in the coming days.")))
    if picking.day is None or picking.day not in by_day:
        if by_day:
            text.line(speaker.say(say("Tap a day to see its times.")))
        return text.message(keyboard(_days(lead, by_day), speaker, _below(view, lead, picking)))
    text.line(speaker.say(say("{day}: tap a time to put it into the proposal.", day=picking.day)))
    rows = _day(lead, picking, by_day[picking.day], speaker)
    return text.message(keyboard(rows, speaker, _below(view, lead, picking)))


def days_of(view: View) -> dict[date, list[Place]]:
    """The places by the day on which they are, in order."""
    calendar = view.policy.calendar
    return {
        day: list(places)
        for day, places in groupby(view.places, lambda place: calendar.local(place.slot.start).date())
    }


def _days(lead: Lead, by_day: dict[date, list[Place]]) -> Iterator[Row]:
    choices = [
        Choice(
            say("{day}: {free} free", day=day, free=free_places(places)),
            Action.SHOW_DAY,
            lead.id,
            f"{day:%Y%m%d}",
        )
        for day, places in by_day.items()
    ]
    for start in range(0, len(choices), DAYS_IN_A_ROW):
        yield tuple(choices[start : start + DAYS_IN_A_ROW])


def _day(lead: Lead, picking: Picking, places: list[Place], speaker: Speaker) -> Iterator[Row]:
    for place in places:
        hours = speaker.slot(place.slot).rpartition(", ")[2]
        mark = "✓ " if place.slot in picking.slots else ""
        free = say("{hours} · free: {free}", hours=f"{mark}{hours}", free=len(place.teams))
        yield (
            Choice(free, Action.PICK, lead.id, starting(place.slot)),
            Choice(say("Book for the customer"), Action.BOOK_FOR, lead.id, starting(place.slot)),
        )
    yield (Choice(say("All days"), Action.SHOW_DAY, lead.id),)


def _below(view: View, lead: Lead, picking: Picking) -> Iterator[Row]:
    if picking.slots:
        send = say("Send the proposal: {count}", count=len(picking.slots))
        yield (Choice(send, Action.PROPOSE_PICKED, lead.id),)
    else:
        waiting = view.situation.open_visit if view.situation else None
        yield (propose(say("Propose what the system suggests"), lead, waiting),)
