"""What follows when a lead is cancelled, line by line."""

from collections.abc import Mapping
from typing import Final

from cards.text import Speaker, Text, harmless
from domain.leads import parting
from domain.leads.aftermath import Consequence, in_words
from domain.leads.lead import Lead
from domain.words import say

LINES_MOST: Final = 12


def consequence_lines(
    text: Text, found: tuple[Consequence, ...], teams: Mapping[str, str], speaker: Speaker
) -> None:
    for one in found[:LINES_MOST]:
        text.line(f"• {harmless(speaker.say(in_words(one, teams)))}")
    if len(found) > LINES_MOST:
        text.line(speaker.say(say("and {count} more", count=len(found) - LINES_MOST)))


def wants_to_end_lines(
    text: Text, lead: Lead, found: tuple[Consequence, ...], teams: Mapping[str, str], speaker: Speaker
) -> None:
    """What the desk decides on; of a cancelled lead, what is left of it."""
    asked = lead.wants_to_end
    if asked is not None:
        because = parting.said(asked.ground, asked.words)
        wants = say("⚠ The customer asked on {when} to cancel: {reason}", when=asked.at, reason=because)
        text.bold_line(harmless(speaker.say(wants)))
        text.line(speaker.say(say("If it is cancelled:")))
    consequence_lines(text, found, teams, speaker)
