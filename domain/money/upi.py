"""The UPI link by which Finance pays: ours, unsigned, from address, name and amount (`domain-facts.md` 4.1).

A vendor's own code is never passed on: one that is signed must not be changed, and one loaded from a picture carries ₹2,000.
"""

import re
from typing import Final
from urllib.parse import quote

from domain.money.methods import Method
from domain.money.payment import Payment
from domain.words import N_

NOTE_MOST: Final = 50
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")


def upi_link(payment: Payment) -> str | None:
    """`upi://pay?pa=…`; None where the payee has no UPI address, or UPI does not carry so much."""
    if payment.methods != (Method.UPI,):
        return None
    fields = {
        "pa": payment.payee.vpa,
        "pn": payment.payee.name or payment.payee_name,
        "am": amount(payment),
        "cu": "INR",
        "tr": payment.intent,
        "tn": note(payment),
    }
    return "upi://pay?" + "&".join(f"{name}={quote(value, safe='@')}" for name, value in fields.items())


def note(payment: Payment) -> str:
    """What stands in the bank's statement, in letters that every bank takes: `V 1042 1 L 1042`."""
    return _OTHER.sub(" ", f"{payment.id} {payment.lead or ''}").strip()[:NOTE_MOST]


def amount(payment: Payment) -> str:
    """`2450.00`, as a bank's form takes it."""
    rupees, paise = divmod(payment.amount.paise, 100)
    return f"{rupees}.{paise:02d}"


def to_type(payment: Payment) -> tuple[tuple[str, str], ...]:
    """What is copied into the bank's app, each with the name of its field."""
    payee = payment.payee
    where = (
        (N_("UPI address"), payee.vpa),
        (N_("Account holder"), payee.name if payee.account else ""),
        (N_("Account number"), payee.account),
        ("IFSC", payee.ifsc),
        (N_("Amount"), amount(payment)),
        (N_("Note for the bank"), note(payment)),
    )
    return tuple((label, value) for label, value in where if value)
