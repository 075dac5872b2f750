"""What the desk needs to make the introductory or the confirmation call: whom, which number, what to say, and what came of earlier tries."""

from collections.abc import Iterable
from typing import Final

from cards.buttons import call_buttons
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import CALLS, KINDS
from cards.values import NAME_MOST
from domain.leads.call import Call
from domain.leads.stages import Stage
from domain.view import View
from domain.words import N_, Value, say

SCRIPT: Final = (
    N_("“Good day, I am calling for {oem} about the charger for your {vehicle}. Is this a good moment?”"),
    N_("Check the name and the place: {place}. Is it the own house, a flat, or rented?"),
    N_("“I send you a link. It opens a chat in which you agree to our privacy notice first.”"),
    N_("“There you share the latest electricity bill, the place for the charger and your electrician.”"),
    N_("“Then we propose times for the survey. It takes about an hour, and somebody has to be there.”"),
)
CLOSING: Final = (
    N_("“Good day, I am calling for {oem}: your charger at {place} was installed. Is this a good moment?”"),
    N_("“Does it charge your {vehicle}, and did anything trip or get hot?”"),
    N_("“Were you shown how it is switched off, and how the RCD is tested?”"),
    N_("“Did the team leave the place clean, and did it ask for money that was not agreed?”"),
    N_("“How satisfied are you with all of it, from 1 to 5?”"),
    N_("If something is wrong: note it in his own words, and say that a team comes back."),
)
CONFIRMATION: Final = (
    N_("“Good morning, {team} here. We come for the {kind}: {slot}. Will somebody be there?”"),
    N_("“Please keep the parking bay and the meter free to reach.”"),
    N_("If it does not suit, ask which day and hour would."),
)


def call_card(view: View, speaker: Speaker) -> Message:
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    name = harmless(lead.customer.name, NAME_MOST)
    text.bold_line(speaker.say(say("Call {name}: {phone}", name=name, phone=lead.customer.phone)))
    closing = lead.stage is Stage.CONFIRMATION_CALL
    call_at = lead.confirmation.call_at if closing else lead.call_at
    if call_at is not None:
        text.line(speaker.say(say("Set for {moment}", moment=call_at)))
    script(text.gap(), view, speaker)
    tries(text.gap(), lead.confirmation.calls if closing else lead.calls, speaker)
    return text.message(call_buttons(view, speaker))


def script(text: Text, view: View, speaker: Speaker) -> None:
    lead = view.lead
    if lead is None:
        return
    known = {
        "oem": harmless(view.oem.name if view.oem else lead.oem, NAME_MOST),
        "vehicle": harmless(lead.vehicle, NAME_MOST) or speaker.say(say("new car")),
        "place": harmless(lead.area, NAME_MOST),
    }
    for line in CLOSING if lead.stage is Stage.CONFIRMATION_CALL else SCRIPT:
        named = {key: value for key, value in known.items() if f"{{{key}}}" in line}
        text.line(f"• {speaker.say(say(line, **named))}")


def confirmation_script(text: Text, view: View, speaker: Speaker) -> None:
    """What the team says on the morning of the visit."""
    visit = view.visit
    if visit is None or visit.slot is None:
        return
    known: dict[str, Value] = {
        "team": harmless(view.team_name(visit.team), NAME_MOST),
        "kind": say(KINDS[visit.kind]),
        "slot": visit.slot,
    }
    for line in CONFIRMATION:
        named = {key: value for key, value in known.items() if f"{{{key}}}" in line}
        text.line(f"• {speaker.say(say(line, **named))}")


def tries(text: Text, calls: Iterable[Call], speaker: Speaker) -> None:
    for call in calls:
        outcome, note = speaker.say(CALLS[call.outcome]), harmless(call.note)
        said = f": {note}" if note else ""
        text.line(f"☎ {speaker.time(call.at)} {outcome} – {harmless(call.by, NAME_MOST)}{said}")
