"""Whom money goes to: a UPI address, or an account with its IFSC (`domain-facts.md` sections 4.1 and 4.3)."""

import re
from dataclasses import dataclass
from typing import Final, Self

from domain.contact import line, vpa
from domain.errors import Invalid
from domain.words import Words, say

_IFSC: Final = re.compile(r"^[A-Z]{4}0[A-Z0-9]{6}$")
_ACCOUNT: Final = re.compile(r"^[A-Z0-9]{5,20}$")
_USUAL_ACCOUNT: Final = re.compile(r"^[0-9]{9,18}$")
_BETWEEN: Final = re.compile(r"[\s-]")
_HIDDEN: Final = "••••"
SHORTEST_HOLDER: Final = 3
LONGEST_HOLDER: Final = 120


def ifsc(text: str) -> str:
    """A branch's code in capitals; `Invalid` otherwise. The branch part may have letters."""
    code = _BETWEEN.sub("", text).upper()
    if not _IFSC.match(code):
        raise Invalid(say("An IFSC has 11 signs: four letters, a zero, and six more. Example: HDFC0001234."))
    return code


def account_number(text: str) -> str:
    """As it is kept: text, so that leading zeros stay; `Invalid` where no bank has such a number."""
    number = _BETWEEN.sub("", text).upper()
    if not _ACCOUNT.match(number):
        raise Invalid(say("An account number has 5 to 20 digits, as on the cheque. Example: 00501000123456."))
    if len(set(number)) == 1:
        raise Invalid(
            say("That is the same sign again and again. Please copy the account number from the cheque.")
        )
    return number


def account_holder(text: str) -> str:
    """As the bank has it; `Invalid` outside 3 to 120 signs."""
    name = line(text, longest=LONGEST_HOLDER)
    if len(name) < SHORTEST_HOLDER:
        raise Invalid(say("Please write the account holder's whole name. Example: Shree Electricals."))
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """`name` is the one in the UPI code or the account's holder; empty where nobody said it.

    An account without an IFSC was written down in the early days, when that was one line of text.
    """

    name: str = ""
    vpa: str = ""
    account: str = ""
    ifsc: str = ""

    def __post_init__(self) -> None:
        if self.vpa and self.account:
            raise ValueError("money goes to an address or to an account, not to both")

    @classmethod
    def at_vpa(cls, address: str, *, name: str = "") -> Self:
        """`Invalid` if it is no UPI address."""
        return cls(name=name, vpa=vpa(address))

    @classmethod
    def at_account(cls, *, holder: str, account: str, branch: str) -> Self:
        """`Invalid` if number, IFSC or name cannot be; what is only unusual is in `doubts`."""
        return cls(name=account_holder(holder), account=account_number(account), ifsc=ifsc(branch))

    @classmethod
    def written(cls, text: str, *, name: str = "") -> Self:
        """Of one line that was noted for a payee: a UPI address, `IFSC account`, or an account alone."""
        if "@" in text:
            return cls(name=name, vpa=text.strip().lower())
        branch, _, account = text.strip().rpartition(" ")
        if _IFSC.match(branch):
            return cls(name=name, ifsc=branch, account=account)
        return cls(name=name, account=text.strip())

    @property
    def text(self) -> str:
        """The same for the same payee, however it was written: for comparison, fingerprints and Finance. Without the name."""
        return self.vpa.lower() if self.vpa else f"{self.ifsc} {self.account}".strip()

    @property
    def masked(self) -> str:
        """`sh••••@okbank`, or `HDFC0001234 ••••6789`: enough to know it again."""
        if self.vpa:
            local, _, bank = self.vpa.partition("@")
            return f"{local[: 2 if len(local) > 3 else 1]}{_HIDDEN}@{bank}"
        return f"{self.ifsc} {_HIDDEN}{self.account[-4:]}".strip() if self.account else ""

    @property
    def doubts(self) -> tuple[Words, ...]:
        """What is unusual, to be looked at by a person; nothing is refused for it."""
        if self.account and not _USUAL_ACCOUNT.match(self.account):
            return (
                say(
                    "Most account numbers have 9 to 18 digits; this one has {count} signs.",
                    count=len(self.account),
                ),
            )
        return ()
