"""What Ops looks at before it gives a visit to another team."""

from typing import Final

from cards.buttons import MOST_ROWS, open_button, other_team_buttons, swap_buttons
from cards.lead import visit_line
from cards.message import Message
from cards.ranking import candidate_lines
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.view import View
from domain.visits.availability import OBSTACLES
from domain.visits.ranking import Outlook
from domain.visits.swapping import Swap
from domain.visits.visit import Visit
from domain.words import say

SWAPS_SHOWN: Final = MOST_ROWS - 1
NAMED: Final = 30


def other_team_card(view: View, visit: Visit, outlook: Outlook, speaker: Speaker) -> Message:
    text = Text().bold(speaker.say(say("Another team for {visit}", visit=visit.id)))
    text.line(visit_line(view, visit, speaker))
    candidate_lines(text, visit, outlook.candidates, speaker)
    if not outlook.candidates:
        text.gap().line(speaker.say(say("No other team can take it at that time.")))
    return text.message(other_team_buttons(visit, outlook.candidates, speaker))


def why_not_card(visit: Visit, outlook: Outlook, speaker: Speaker) -> Message:
    """All who can take it, and of the others each with what keeps it."""
    text = Text().bold(speaker.say(say("All teams for {visit}", visit=visit.id)))
    text.line(speaker.slot(visit.window))
    candidate_lines(text, visit, outlook.candidates, speaker, most=NAMED)
    text.gap()
    for team, obstacle in outlook.barred[:NAMED]:
        name = harmless(team.name, NAME_MOST)
        text.line(f"✗ {name} {speaker.say(OBSTACLES[obstacle])}")
    back = open_button(visit.id, say("Back"), speaker)
    return text.message(((back,),))


def swaps_card(view: View, visit: Visit, swaps: list[Swap], speaker: Speaker) -> Message:
    text = Text().bold(speaker.say(say("Swap the team of {visit}", visit=visit.id)))
    text.line(visit_line(view, visit, speaker)).gap()
    for swap in swaps[:SWAPS_SHOWN]:
        text.line(f"• {visit_line(view, swap.visit, speaker)}")
    if not swaps:
        text.line(
            speaker.say(
                say("No visit of that day can change teams with it. Each team must be able to take both.")
            )
        )
    return text.message(swap_buttons(visit, swaps[:SWAPS_SHOWN], speaker))
