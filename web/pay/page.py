"""The page of one payment: the way into the UPI app or what to copy into the bank's, as long as it is to be paid."""

from typing import Final

import segno

from domain.money.methods import METHODS
from domain.money.pay_page import PayPage
from domain.money.payment import STATE_TITLES, Payment, PaymentState
from domain.money.upi import to_type, upi_link
from domain.words import N_, Speak, say
from web.by_link.looks import frame
from web.by_link.pieces import line, section
from web.portal.markup import Html, Part, tag

QUIET_ZONE: Final = 4
"""In modules; scanners ask for four of white around the code."""


def page_html(page: PayPage, speak: Speak) -> str:
    payment = page.payment
    title = f"{payment.id} · {payment.amount}"
    state = say("State: {state}", state=say(STATE_TITLES[payment.state]))
    main = tag(
        "main",
        tag("h1", title),
        line(page.person.name, "small soft"),
        line(speak(N_("TEST MODE: no money moves.")), "trouble") if payment.test else None,
        line(speak(state)),
        _body(payment, speak),
        line(speak(N_("This page is yours alone: please do not pass its address on.")), "small soft"),
    )
    return frame(main, title, page.person.language)


def _body(payment: Payment, speak: Speak) -> Part:
    if payment.state is PaymentState.PAYING:
        return [_by_app(payment, speak), _by_hand(payment, speak), _after(speak)]
    if payment.state is PaymentState.UNKNOWN:
        return line(speak(N_("Do not pay it again: nobody knows yet what became of it.")), "trouble")
    if payment.state is PaymentState.PAID:
        by = METHODS[payment.method] if payment.method else ""
        paid = say("It is paid already: {by} {reference}.", by=by, reference=payment.reference or "")
        return tag("p", speak(paid), class_="note", role="status")
    return line(speak(N_("It is not to be paid now. Its card in the chat says why.")), "trouble")


def _by_app(payment: Payment, speak: Speak) -> Html | None:
    link = upi_link(payment)
    if link is None:
        return None
    return section(
        "app",
        speak(N_("By a UPI app")),
        tag("a", speak(N_("Open the UPI app on this phone")), href=link, class_="button"),
        line(speak(N_("Or scan this code with the phone that has the app.")), "small"),
        tag("div", code(link), class_="code", role="img", aria_label=speak(N_("UPI code of the payment"))),
        line(speak(N_("The app must show this payee and this amount before you enter the PIN.")), "small"),
    )


def code(link: str) -> Html:
    """As part of the page, so that it lies nowhere as a file."""
    drawn = segno.make_qr(link, error="m")
    return Html(drawn.svg_inline(scale=6, border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True))


def _by_hand(payment: Payment, speak: Speak) -> Html:
    rows = [
        [tag("dt", speak(label)), tag("dd", tag("code", value, class_="copy"))]
        for label, value in to_type(payment)
    ]
    return section(
        "hand",
        speak(N_("What to type")),
        line(payment.payee_name),
        tag("dl", rows),
    )


def _after(speak: Speak) -> Html:
    return line(speak(N_("Then enter the bank's reference in the chat, with a picture of the confirmation.")))
