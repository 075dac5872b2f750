"""A local purchase's card: what to buy, from whom, and how far it is."""

from typing import Final

from cards.blocks import attached, heading, named
from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import PURCHASES
from cards.values import NAME_MOST, item_names
from cards.vendor_code import code_lines
from domain.materials.purchase import Purchase, PurchaseState
from domain.media import Picture
from domain.money.payee import Payee
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, say

_NEXT: Final = {
    PurchaseState.DETAILS_WANTED: N_(
        "Please ask a vendor for a quote and send his QR code, his UPI address or his account, with the amount."
    ),
    PurchaseState.APPROVAL_WANTED: N_("More is asked for than whoever buys may spend by himself."),
    PurchaseState.BILL_DIFFERS: N_("Please find out why the bill says another amount than was paid."),
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
        vendor_lines(text, purchase, speaker)
        named(text, speaker, N_("Pays to"), _payee(purchase.payee) if purchase.payee else "")
    _amounts(text, purchase, speaker)
    if purchase.code is not None and purchase.state is PurchaseState.DETAILS_WANTED:
        code_lines(text.gap(), purchase, purchase.code, view, speaker)
    else:
        text.gap().line(speaker.say(_NEXT[purchase.state]))
    pictures = attached(_proof(purchase)) if audience is not Audience.TEAM else ()
    return text.message(buttons_for(audience, view, speaker, team=team), pictures=pictures)


def vendor_lines(text: Text, purchase: Purchase, speaker: Speaker) -> None:
    """How the vendor is reached, and his tax number."""
    named(text, speaker, N_("Vendor's phone"), purchase.phone)
    named(text, speaker, N_("GSTIN"), purchase.gstin)


def _proof(purchase: Purchase) -> Picture | None:
    """By what a desk decides: the bill that says another amount, else the quote."""
    differs = purchase.state is PurchaseState.BILL_DIFFERS or bool(purchase.bill_reason)
    return purchase.bill if differs else purchase.quote


def _amounts(text: Text, purchase: Purchase, speaker: Speaker) -> None:
    """What was allowed, what is asked for, and what the bill says."""
    if purchase.estimate is not None:
        named(text, speaker, N_("Allowed"), purchase.estimate)
    if purchase.amount.paise:
        named(text, speaker, N_("Amount"), purchase.amount)
    if purchase.billed is not None:
        named(text, speaker, N_("Amount on the bill"), purchase.billed)
    named(text, speaker, N_("Not allowed"), harmless(purchase.declined))
    named(text, speaker, N_("Why the bill is right"), harmless(purchase.bill_reason))


def _payee(payee: Payee) -> str:
    return harmless(", ".join(part for part in (payee.name, payee.masked) if part), NAME_MOST)


def _quantities(view: View, speaker: Speaker) -> str:
    purchase, request = view.purchase, view.request
    if purchase is None:
        return ""
    wanted = {line.item: line.quantity for line in request.lines} if request is not None else {}
    wanted = dict(purchase.quantities) or wanted
    return ", ".join(
        f"{item_names(frozenset({item}), speaker)}{f' × {wanted[item]}' if item in wanted else ''}"
        for item in sorted(purchase.items)
    )
