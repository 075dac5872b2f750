"""The quote for what goes beyond the package: its calculation, and where it stands."""

from cards.blocks import heading
from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text, harmless
from domain.materials.catalogue import title_of
from domain.materials.quote import Quote, without_price
from domain.materials.quoted import HOW_IT_IS_PAID, calculation, to_customer, to_desk
from domain.reactions import Audience
from domain.view import View
from domain.words import Words, say


def quote_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    quote, text = view.quote, Text()
    if quote is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Quote {quote}: what goes beyond the package", quote=quote.id)))
    if audience is not Audience.CUSTOMER:
        text.line(heading(view, speaker))
    text.gap()
    for line in calculation(quote):
        text.line(speaker.say(line))
    text.gap()
    if audience is Audience.CUSTOMER:
        _for_customer(text, quote, speaker)
    else:
        quote_lines(text, quote, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _for_customer(text: Text, quote: Quote, speaker: Speaker) -> None:
    if quote.counts:
        text.line(speaker.say(HOW_IT_IS_PAID)).gap()
    for line in to_customer(quote):
        text.line(harmless(speaker.say(line)))


def quote_lines(text: Text, quote: Quote, speaker: Speaker) -> None:
    """For the desk, on any card: the sum, where it stands, and what was said."""
    text.line(harmless(speaker.say(to_desk(quote))))
    if quote.words:
        text.line(harmless(speaker.say(say("“{words}”", words=quote.words))))


def unpriced_line(text: Text, view: View, speaker: Speaker) -> None:
    """The package has no price for a cable that goes beyond it, so that nobody has quoted it."""
    request = view.request
    if request is None or request.released:
        return
    item = without_price(request.lines, request.basis, view.policy)
    if item is not None:
        words = say(
            "⚠ Not quoted: the package has no price per metre for {item}.", item=Words(title_of(item))
        )
        text.line(speaker.say(words))
