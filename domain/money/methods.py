"""By which method a bank moved the money, and what its reference looks like (`domain-facts.md` sections 4.3 and 8)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.contact import ascii_digits
from domain.errors import Invalid
from domain.money.amount import Money
from domain.words import N_, Words, say


class Method(StrEnum):
    UPI = "upi"
    IMPS = "imps"
    NEFT = "neft"
    RTGS = "rtgs"


METHODS: Final[Mapping[Method, str]] = MappingProxyType(
    {Method.UPI: "UPI", Method.IMPS: "IMPS", Method.NEFT: "NEFT", Method.RTGS: "RTGS"}
)
EXAMPLES: Final[Mapping[Method, str]] = MappingProxyType(
    {
        Method.UPI: "523223155921",
        Method.IMPS: "523223155921",
        Method.NEFT: "N351200478962883",
        Method.RTGS: "HDFCR52026112300012345",
    }
)
UPI_MOST: Final = Money(1_00_000_00)
_MOST: Final[Mapping[Method, Money]] = MappingProxyType(
    {Method.UPI: UPI_MOST, Method.IMPS: Money(5_00_000_00)}
)
_LEAST: Final[Mapping[Method, Money]] = MappingProxyType({Method.RTGS: Money(2_00_000_00)})
_BETWEEN: Final = re.compile(r"[\s\-/]")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a reference must match, what it usually matches, and how that is said."""

    must: re.Pattern[str]
    usual: re.Pattern[str]
    words: str


_TWELVE: Final = re.compile(r"^[0-9]{12}$")
_SIXTEEN: Final = re.compile(r"^[A-Z0-9]{16}$")
_RTGS: Final = re.compile(r"^[A-Z]{4}R[A-Z0-9][0-9]{16}$")
_UTR: Final = re.compile(r"^(?:[A-Z0-9]{16}|[A-Z0-9]{22})$")
_SHAPES: Final[Mapping[Method, _Shape]] = MappingProxyType(
    {
        Method.UPI: _Shape(_TWELVE, _TWELVE, N_("A UPI reference has 12 digits. Example: 523223155921.")),
        Method.IMPS: _Shape(_TWELVE, _TWELVE, N_("An IMPS reference has 12 digits. Example: 523223155921.")),
        Method.NEFT: _Shape(
            _UTR, _SIXTEEN, N_("A NEFT reference (UTR) has 16 letters and digits. Example: N351200478962883.")
        ),
        Method.RTGS: _Shape(
            re.compile(r"^[A-Z0-9]{22}$"),
            _RTGS,
            N_("An RTGS reference (UTR) has 22 letters and digits. Example: HDFCR52026112300012345."),
        ),
    }
)


def methods_for(amount: Money) -> tuple[Method, ...]:
    """Those that can carry so much."""
    return tuple(method for method in Method if _carries(method, amount))


def _carries(method: Method, amount: Money) -> bool:
    most, least = _MOST.get(method), _LEAST.get(method)
    return (most is None or amount <= most) and (least is None or amount >= least)


def expect_method(method: Method, amount: Money) -> None:
    """`Invalid` where the method cannot have carried the amount."""
    if _carries(method, amount):
        return
    most, least = _MOST.get(method), _LEAST.get(method)
    if most is not None and amount > most:
        raise Invalid(
            say(
                "{method} carries at most {most}; this payment is {amount}.",
                method=METHODS[method],
                most=most,
                amount=amount,
            )
        )
    raise Invalid(
        say(
            "{method} carries {least} or more; this payment is {amount}.",
            method=METHODS[method],
            least=least or amount,
            amount=amount,
        )
    )


def bank_reference(method: Method, text: str) -> str:
    """As it is kept: digits and capitals without blanks; `Invalid` where this method has no such references."""
    reference = _BETWEEN.sub("", ascii_digits(text)).upper()
    shape = _SHAPES[method]
    if not shape.must.match(reference):
        raise Invalid(say(shape.words))
    return reference


def doubts(method: Method, reference: str, today: date) -> tuple[Words, ...]:
    """What is unusual in a reference that could be one: a person looks at it again, nothing is refused for it."""
    if not _SHAPES[method].usual.match(reference):
        return (say(_SHAPES[method].words),)
    if method in {Method.UPI, Method.IMPS} and not _is_of(reference, today):
        return (
            say(
                "Such a reference usually begins with the year's last digit and the day of the year, today {start}; this one begins with {given}.",
                start=_start(today),
                given=reference[:4],
            ),
        )
    return ()


def _start(day: date) -> str:
    return f"{day.year % 10}{day.timetuple().tm_yday:03d}"


def _is_of(reference: str, today: date) -> bool:
    """Of today or one of the days before: a payment is not always entered on its own day."""
    last = (date.fromordinal(today.toordinal() - back) for back in range(4))
    return reference[:4] in {_start(day) for day in last}
