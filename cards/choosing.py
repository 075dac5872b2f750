"""What the customer reads while he chooses a time."""

from cards.actions import Action
from cards.buttons import buttons_for, keyboard
from cards.message import Message
from cards.steps.choice import Choice, pairs
from cards.text import Speaker, Text
from domain.leads import told
from domain.leads.wish import Wish
from domain.reactions import Audience
from domain.view import View
from domain.visits.visit import Hold, Visit
from domain.words import Words, say


def render_held(view: View, hold: Hold, speaker: Speaker) -> Message:
    """The time that he tapped, until when it is his, and what he can do with it."""
    text = Text()
    if hold.until is not None:
        text.bold_line(speaker.say(told.held(hold.slot, hold.until)))
    text.line(speaker.say(say("Please confirm it, or take another time.")))
    return text.message(buttons_for(Audience.CUSTOMER, view, speaker))


def render_wishes(visit: Visit, action: Action, speaker: Speaker) -> Message:
    """Which times suit him; `action` is what follows: others are proposed, or his booked visit is moved."""
    text = Text()
    if visit.slot is not None and action is Action.RESCHEDULE:
        text.line(speaker.say(say("Until you answer, your visit stays as it is: {slot}", slot=visit.slot)))
    text.line(speaker.say(say("Which times suit you better?")))
    wishes = [Choice(Words(title), action, visit.id, code.value) for code, title in told.WISHES.items()]
    words = Choice(say("In my own words"), Action.WISH, visit.id)
    return text.message(keyboard(pairs([*wishes, words]), speaker))


def render_wish_noted(wish: Wish, speaker: Speaker) -> Message:
    text = Text().bold_line(speaker.say(say("Noted: {wish}", wish=told.wish(wish))))
    return text.line(speaker.say(say("Our desk will propose other times."))).message()


def render_call_off(visit: Visit, speaker: Speaker) -> Message:
    text = Text().line(speaker.say(say("Until you answer, nothing changes.")))
    text.line(speaker.say(say("Why do you call it off?")))
    reasons = [
        Choice(Words(title), Action.CALL_OFF, visit.id, code) for code, title in told.CALLED_OFF.items()
    ]
    words = Choice(say("Another reason"), Action.CALL_OFF_WHY, visit.id)
    return text.message(keyboard(((choice,) for choice in [*reasons, words]), speaker))
