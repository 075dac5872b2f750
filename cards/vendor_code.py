"""What stands in a vendor's code, field by field, for whoever checks it before a payment is asked for."""

from collections.abc import Iterator

from cards.blocks import named
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.materials.purchase import Purchase
from domain.materials.vendor_code import VendorCode
from domain.money.payment_code import PaymentCode, weighed
from domain.view import View
from domain.words import N_, Value, say


def code_lines(text: Text, purchase: Purchase, code: VendorCode, view: View, speaker: Speaker) -> None:
    """What came of the photo: that it waits, why nobody can be paid by it, or what is to be checked."""
    if code.read_at is None:
        text.line(speaker.say(say("The photo of the vendor's code is being read.")))
    for fault in code.faults:
        text.line(f"✗ {speaker.say(fault)}")
    paying = [read for read in code.codes.values() if read.payee is not None]
    if len(paying) > 1:
        text.line(speaker.say(say("There are several codes on the photo. Which one is the vendor's?")))
    for read in paying:
        text.bold_line(speaker.say(say("The vendor's code says:")))
        for label, value in _fields(read):
            named(text, speaker, label, value)
        for doubt in weighed(read, vendor=purchase.vendor, quote=purchase.amount, now=view.now):
            text.line(f"⚠ {speaker.say(doubt)}")
    if len(paying) == 1:
        text.gap().line(speaker.say(say("Is that the vendor? Nothing is asked for before you confirm it.")))


def _fields(read: PaymentCode) -> Iterator[tuple[str, Value]]:
    if read.payee is None:
        return
    yield N_("Name"), harmless(read.payee.name, NAME_MOST) or say("not in the code")
    yield N_("Pays to"), harmless(read.payee.masked, NAME_MOST)
    yield N_("Amount in the code"), read.amount or say("open, we pay the quote")
    yield N_("Reference in the code"), harmless(read.reference, NAME_MOST)
    yield N_("Merchant category"), harmless(read.merchant, NAME_MOST)
    yield N_("Signed"), say("yes, by the vendor's bank") if read.is_signed else say("no")
