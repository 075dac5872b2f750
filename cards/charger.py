"""The unit that an installation is given, on the cards of all who handle it."""

from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.materials.charger import Sticker
from domain.view import View
from domain.words import Words, say


def charger_line(text: Text, view: View, speaker: Speaker) -> None:
    """Its number alone, for those who carry it."""
    if view.charger is not None:
        text.bold_line(speaker.say(say("Charger: serial {serial}", serial=view.charger.serial)))


def charger_lines(text: Text, view: View, speaker: Speaker) -> None:
    """Who handed it out, why in place of another, and what is odd about it."""
    charger_line(text, view, speaker)
    if (charger := view.charger) is not None:
        by = harmless(charger.by.name, NAME_MOST)
        text.line(speaker.say(say("Handed out by {name}, {at}", name=by, at=charger.at)))
        if charger.reason:
            text.line(speaker.say(say("In place of another: {reason}", reason=harmless(charger.reason))))
    elsewhere_line(text, view, speaker)


def elsewhere_line(text: Text, view: View, speaker: Speaker) -> None:
    if view.elsewhere:
        leads = ", ".join(view.elsewhere)
        text.line(f"⚠ {speaker.say(say('The same serial number is known from {leads}.', leads=leads))}")


def sticker_line(text: Text, view: View, speaker: Speaker) -> None:
    """What has come of a photo, as long as it has not given a number."""
    sticker = view.request.sticker if view.request is not None else None
    if sticker is not None:
        text.line(speaker.say(_told(sticker, view)))


def _told(sticker: Sticker, view: View) -> Words:
    if sticker.looked_at is None:
        return say("The photo of the sticker is being read.")
    if sticker.taken and view.lead is not None and sticker.taken == view.lead.id:
        return say("✗ The photo shows the charger that is handed out already.")
    if sticker.taken:
        return say("✗ The photo shows the charger of {lead}.", lead=sticker.taken)
    if sticker.unlisted:
        return say(
            "✗ {serial} is not on the store's list. If it is the right one, type it and say why.",
            serial=sticker.unlisted,
        )
    return say("✗ No serial number could be read from the photo. Take it closer, or type the number.")
