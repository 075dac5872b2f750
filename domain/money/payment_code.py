"""What a vendor's code says, field by field, for a person to check before anything is paid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.contact import line, vpa
from domain.errors import Invalid
from domain.evidence import Code
from domain.money.amount import Money
from domain.money.bharat_qr import DYNAMIC, RUPEES, BharatQr, Damaged, read_bharat_qr
from domain.money.name_match import names_agree
from domain.money.payee import LONGEST_HOLDER, Payee, account_number, ifsc
from domain.money.upi_code import UpiCode, read_upi
from domain.words import Words, say

NO_MERCHANT: Final = "0000"
LONGEST_TEXT: Final = 60
_CURRENCIES: Final = {"840": "USD", "978": "EUR", "826": "GBP", "784": "AED", "524": "NPR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCode:
    """`payee` is None where the code names nobody who can be paid; then `faults` say why and what to do.

    `amount` is None where the payer chooses it. `merchant` is a category of four digits. `doubts` are for a person to weigh.
    """

    payee: Payee | None = None
    amount: Money | None = None
    currency: str = ""
    reference: str = ""
    merchant: str = ""
    is_signed: bool = False
    is_dynamic: bool = False
    expires_at: datetime | None = None
    faults: tuple[Words, ...] = ()
    doubts: tuple[Words, ...] = ()


def read_payment_code(text: str) -> PaymentCode | None:
    """None for a code by which nobody is paid."""
    upi = read_upi(text)
    if upi is not None:
        return _of_upi(upi)
    try:
        bharat = read_bharat_qr(text)
    except Damaged:
        return PaymentCode(faults=(_DAMAGED,))
    return _of_bharat(bharat) if bharat is not None else None


_DAMAGED: Final = say(
    "This code is cut off or damaged. Please photograph it again, or type the vendor's UPI address."
)
_NOBODY: Final = say(
    "This code has no UPI address in it. Please ask the vendor for his payment code, or type his UPI address."
)


def _of_upi(code: UpiCode) -> PaymentCode:
    read = PaymentCode(
        currency=code.field("cu").upper(),
        reference=code.field("tr"),
        merchant=_merchant(code.field("mc")),
        is_signed=code.is_signed,
        is_dynamic=bool(code.field("tr")) and bool(code.field("am")),
        expires_at=_moment(code.field("qrexpire")),
    )
    if "pa" in code.twice:
        twice = say(
            "This code names two different UPI addresses, so somebody has changed it. Please ask the vendor for a new one."
        )
        return replace(read, faults=(twice,))
    read = _paying_to(read, code.field("pa"), code.field("pn").replace("+", " "))
    return _with_amount(read, code.field("am"))


def _of_bharat(code: BharatQr) -> PaymentCode:
    currency = code.tag("53")
    read = PaymentCode(
        currency="INR" if currency in {RUPEES, ""} else _CURRENCIES.get(currency, currency),
        reference=code.reference,
        merchant=_merchant(code.tag("52")),
        is_dynamic=code.tag("01") == DYNAMIC,
    )
    if code.vpa or not code.account[1]:
        read = _paying_to(read, code.vpa, code.tag("59"))
    else:
        read = _into_account(read, *code.account, holder=code.tag("59"))
    if not code.checks:
        changed = say(
            "The checksum of this code does not fit: it was misread or somebody has changed it. Compare every line with the vendor."
        )
        read = replace(read, doubts=(*read.doubts, changed))
    return _with_amount(read, code.tag("54"))


def _paying_to(read: PaymentCode, address: str, name: str) -> PaymentCode:
    if not address:
        return replace(read, faults=(_NOBODY,))
    try:
        return replace(read, payee=Payee(vpa=vpa(address), name=_name(name)))
    except Invalid:
        shown = say(
            "“{text}” in this code is no UPI address. Please ask the vendor for another code, or type his UPI address.",
            text=_name(address)[:LONGEST_TEXT],
        )
        return replace(read, faults=(shown,))


def _into_account(read: PaymentCode, branch: str, account: str, *, holder: str) -> PaymentCode:
    try:
        payee = Payee(name=_name(holder), account=account_number(account), ifsc=ifsc(branch))
    except Invalid:
        return replace(read, faults=(_DAMAGED,))
    return replace(read, payee=payee, doubts=(*read.doubts, *payee.doubts))


def _name(text: str) -> str:
    try:
        return line(text[:LONGEST_HOLDER], longest=LONGEST_HOLDER)
    except Invalid:
        return ""


def _merchant(category: str) -> str:
    return "" if category == NO_MERCHANT else category[:4]


def _with_amount(read: PaymentCode, amount: str) -> PaymentCode:
    if not amount:
        return read
    try:
        asked = Money.rupees(amount)
    except ValueError:
        odd = say("The amount in this code cannot be read: “{text}”.", text=_name(amount)[:LONGEST_TEXT])
        return replace(read, doubts=(*read.doubts, odd))
    return replace(read, amount=asked if asked.paise else None)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def weighed(code: PaymentCode, *, vendor: str, quote: Money | None, now: datetime) -> tuple[Words, ...]:
    """All that whoever checks should look at: the code's own doubts, and where it does not fit vendor, quote and day."""
    said = [*code.doubts]
    name = code.payee.name if code.payee is not None else ""
    if code.payee is not None and not name:
        said.append(say("The code does not say whose it is. Ask the vendor for the name on his account."))
    elif vendor and name and not names_agree(vendor, name):
        said.append(
            say(
                "The code belongs to “{name}”, the vendor is “{vendor}”. Is it his?", name=name, vendor=vendor
            )
        )
    if code.amount is not None and quote is not None and code.amount != quote:
        said.append(say("The code asks for {amount}, the quote is {quote}.", amount=code.amount, quote=quote))
    if code.currency not in {"INR", ""}:
        said.append(
            say(
                "The code asks for {currency}; we pay in rupees only.",
                currency=_name(code.currency)[:LONGEST_TEXT],
            )
        )
    if code.expires_at is not None and code.expires_at <= now:
        said.append(say("The code has expired on {moment}. Ask for a new one.", moment=code.expires_at))
    return tuple(said)


def codes_that_pay(codes: Iterable[Code]) -> tuple[str, ...]:
    """The texts of those codes by which somebody is paid, one for each payee; what cannot be paid only where nothing can."""
    read = {code.text: read_payment_code(code.text) for code in codes}
    pays = {
        paid.payee.text: text
        for text, paid in reversed(read.items())
        if paid is not None and paid.payee is not None
    }
    spoilt = [text for text, paid in read.items() if paid is not None]
    return tuple(reversed(pays.values())) or tuple(spoilt[:1])


def why_unread(other: str) -> Words:
    """What is wrong with a photo on which no code pays; `other` is what another code on it says."""
    if other:
        return say(
            "The code on your photo is no payment code, it says “{text}”. Please photograph the vendor's UPI code, or type his UPI address.",
            text=_name(other)[:LONGEST_TEXT],
        )
    return say(
        "No code could be read on your photo. Please go closer, straight on and without glare, or type the vendor's UPI address."
    )
