"""Who is on call: a list of the desk, each with a button that changes it."""

from collections.abc import Sequence

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.people.person import Person
from domain.words import say

SHOWN_MOST = 8


def render_on_call(people: Sequence[Person], speaker: Speaker) -> Message:
    text = Text().bold(speaker.say(say("Who is on call")))
    text.line(speaker.say(say("They are told privately of every emergency, at once.")))
    on_call = [harmless(person.name, NAME_MOST) for person in people if person.on_call]
    for name in on_call:
        text.line(f"☎ {name}")
    if not on_call:
        text.line(speaker.say(say("Nobody: an emergency goes to the Ops group and the head of Ops at once.")))
    rows = tuple((_button(person, speaker),) for person in people[:SHOWN_MOST])
    return text.message(rows)


def _button(person: Person, speaker: Speaker) -> Button:
    name = harmless(person.name, 40)
    label = say("Take {name} off call", name=name) if person.on_call else say("Put {name} on call", name=name)
    tap = Tap(action=Action.ON_CALL, subject=person.id, argument="no" if person.on_call else "yes")
    return Button(label=speaker.say(label), data=tap.pack())
