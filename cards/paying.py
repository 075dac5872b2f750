"""How a payment is made by hand: for one person of Finance, in private, with the whole of the payee's details."""

from datetime import datetime

from cards.blocks import named
from cards.buttons import buttons_for
from cards.message import Message, Picture
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.money.payment import Payment, PaymentState
from domain.money.upi import to_type, upi_link
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, say


def pay_screen(view: View, payment: Payment, speaker: Speaker, page: tuple[str, datetime] | None) -> Message:
    """The code to scan or the account to copy; `page` is where it is paid on this phone, and until when that works."""
    text, link = Text(), upi_link(payment)
    text.bold_line(speaker.say(say("Pay {payment}: {amount}", payment=payment.id, amount=payment.amount)))
    test_mode(text, view, payment, speaker)
    if payment.state is PaymentState.UNKNOWN:
        text.line(speaker.say(N_("Do not pay it again: nobody knows yet what became of it.")))
    named(text, speaker, N_("Payee"), harmless(payment.payee_name, NAME_MOST))
    for label, value in to_type(payment):
        text.line(f"{speaker.say(label)}: ").code(harmless(value, NAME_MOST))
    if link is not None:
        text.gap().line(speaker.say(N_("Scan the code with the UPI app of the company's account.")))
    else:
        text.gap().line(speaker.say(N_("Pay it in the bank's app or on its website; tap a line to copy it.")))
    if page is not None:
        address, ends = page
        text.line(speaker.say(N_("To pay on this phone, open this page:"))).line(address)
        text.line(speaker.say(say("The page is yours alone and works until {moment}.", moment=ends)))
    text.line(speaker.say(N_("Then enter the bank's reference here.")))
    pictures = () if link is None else (Picture(kind="photo", qr=link),)
    return text.message(buttons_for(Audience.FINANCE, view, speaker), pictures=pictures)


def test_mode(text: Text, view: View, payment: Payment, speaker: Speaker) -> None:
    """Before it is let go, too: by then it goes by what is set up now, unless somebody pays by hand."""
    if payment.test:
        text.bold_line(speaker.say(N_("TEST MODE: no money moves.")))
    elif payment.started_at is None and payment.is_open and view.line.test:
        text.bold_line(speaker.say(N_("TEST MODE: by RazorpayX no money moves.")))
