"""A local purchase's card: what to buy, from whom, and how far it is."""

from typing import Final

from cards.blocks import heading, named
from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import PURCHASES
from cards.values import NAME_MOST, item_names
from domain.materials.purchase import PurchaseState
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, say

_NEXT: Final = {
    PurchaseState.DETAILS_WANTED: N_(
        "Please ask a vendor for a quote and send his QR code or UPI address with the amount."
    ),
    PurchaseState.PAYMENT_PENDING: N_("Procurement checks it, then Finance pays. Nothing to do for you now."),
    PurchaseState.PAID: N_("Please fetch the goods and photograph the vendor's bill."),
    PurchaseState.RECEIVED: N_("Done, thank you."),
    PurchaseState.CANCELLED: N_("Nothing is to be bought any more."),
}


def purchase_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    purchase, text = view.purchase, Text()
    if purchase is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Local purchase {purchase}", purchase=purchase.id)))
    text.line(heading(view, speaker))
    named(text.gap(), speaker, N_("To buy"), _quantities(view, speaker))
    named(text, speaker, N_("State"), speaker.say(PURCHASES[purchase.state]))
    if purchase.vendor:
        named(text, speaker, N_("Vendor"), harmless(purchase.vendor, NAME_MOST))
        named(
            text,
            speaker,
            N_("UPI address"),
            harmless(purchase.payee.masked if purchase.payee else "", NAME_MOST),
        )
        named(text, speaker, N_("Amount"), purchase.amount)
    text.gap().line(speaker.say(_NEXT[purchase.state]))
    return text.message(buttons_for(audience, view, speaker, team=team))


def _quantities(view: View, speaker: Speaker) -> str:
    purchase, request = view.purchase, view.request
    if purchase is None:
        return ""
    wanted = {line.item: line.quantity for line in request.lines} if request is not None else {}
    return ", ".join(
        f"{item_names(frozenset({item}), speaker)}{f' × {wanted[item]}' if item in wanted else ''}"
        for item in sorted(purchase.items)
    )
