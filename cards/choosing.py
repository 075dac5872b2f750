"""What the customer reads while he chooses a time."""

from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text
from domain.leads import told
from domain.reactions import Audience
from domain.view import View
from domain.visits.visit import Hold
from domain.words import say


def render_held(view: View, hold: Hold, speaker: Speaker) -> Message:
    """The time that he tapped, until when it is his, and what he can do with it."""
    text = Text()
    if hold.until is not None:
        text.bold_line(speaker.say(told.held(hold.slot, hold.until)))
    text.line(speaker.say(say("Please confirm it, or take another time.")))
    return text.message(buttons_for(Audience.CUSTOMER, view, speaker))
