"""A count of stock whose difference is worth a second look: what was counted, what is booked, what it is worth."""

from cards.actions import Action, Tap
from cards.blocks import named
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.materials.catalogue import title_of
from domain.materials.count import COUNT_TITLES, Count
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, Words, say


def count_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:  # noqa: ARG001  the shape of every card
    count, text = view.count, Text()
    if count is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    store = harmless(view.stores.get(count.store, count.store), NAME_MOST)
    heading = say("{count}: {item} in {store}", count=count.id, item=say(title_of(count.item)), store=store)
    text.bold_line(speaker.say(heading))
    text.line(
        speaker.say(say("{counted} counted, {booked} booked.", counted=count.counted, booked=count.booked))
    )
    named(text, speaker, N_("Difference"), _difference(count))
    named(text, speaker, N_("Serial numbers"), ", ".join(count.serials))
    named(text, speaker, N_("Reason"), harmless(count.reason))
    named(text, speaker, N_("Counted by"), harmless(count.counted_by.name, NAME_MOST))
    text.gap().line(speaker.say(COUNT_TITLES[count.state]))
    if count.decided_by is not None:
        named(text, speaker, N_("Decided by"), harmless(count.decided_by.name, NAME_MOST))
        named(text, speaker, N_("Why"), harmless(count.why))
    return text.message(_buttons(count, speaker))


def _difference(count: Count) -> Words:
    return say(
        "{difference} ({value})",
        difference=f"{count.difference:+d}".replace("-", "−"),
        value=str(count.value),
    )


def _buttons(count: Count, speaker: Speaker) -> tuple[tuple[Button, ...], ...]:
    if not count.is_open:
        return ()
    right = Tap(action=Action.COUNT_RIGHT, subject=count.id).pack()
    wrong = Tap(action=Action.COUNT_WRONG, subject=count.id).pack()
    return (
        (
            Button(label=speaker.say(say("Book the difference")), data=right),
            Button(label=speaker.say(say("Count again")), data=wrong),
        ),
    )
