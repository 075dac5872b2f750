"""What has happened to a lead, one line for each event."""

from collections.abc import Iterable
from typing import Final

from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import ROLES, reason
from cards.values import NAME_MOST
from domain.events import Event
from domain.happened import HAPPENED
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.people.roles import Role
from domain.words import say

SHOWN: Final = 40


def render_timeline(lead: Lead, events: Iterable[Event], speaker: Speaker) -> Message:
    """The latest events, oldest first, those of leads that were merged into this one among them."""
    known = list(events)
    text = Text()
    if not known:
        return text.line(speaker.say(say("Nothing has happened yet."))).message()
    text.bold_line(speaker.say(say("What has happened to {lead}", lead=lead.id)))
    if len(known) > SHOWN:
        text.line(speaker.say(say("{count} earlier entries are not shown.", count=len(known) - SHOWN)))
    for event in known[-SHOWN:]:
        text.line(_line(event, lead, speaker))
    return text.message()


def _line(event: Event, lead: Lead, speaker: Speaker) -> str:
    subject = f" {event.subject}" if event.subject != lead.id else ""
    why = (
        event.facts.get("words")
        or event.facts.get("reason")
        or event.facts.get("cause")
        or event.facts.get("redo")
        or ""
    )
    why = why or event.facts.get("other", "") or event.facts.get("leads", "")
    why = why or ("replaces the earlier one" if event.facts.get("replaces") else "")
    said = speaker.say(reason(why)) if why else ""
    tail = f": {harmless(said, NAME_MOST)}" if said else ""
    return f"{speaker.time(event.at)} · {speaker.say(HAPPENED[event.kind])}{subject}{tail} – {who(event.by, speaker)}"


def who(by: By, speaker: Speaker) -> str:
    if by.role is Role.SYSTEM:
        return speaker.say(ROLES[Role.SYSTEM])
    name = harmless(by.name, NAME_MOST)
    if by.on_behalf_of is None:
        return name
    return speaker.say(say("{name} for {owner}", name=name, owner=say(ROLES[by.on_behalf_of])))
