"""What the customer says of the installation: that he has it and it works, how good it was, and what he thinks of extra metres."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from domain.errors import Invalid
from domain.media import Picture
from domain.words import say


class SignedHow(StrEnum):
    CODE = "code"  # read out by the customer, typed by the installer
    SIGNATURE = "signature"  # drawn on his page
    NAME = "name"  # typed on his page
    CHAT = "chat"  # one tap in his own chat
    CALL = "call"  # said to Ops, who noted it


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """Of one installation visit. `by` is who noted it: with a code the installer, in a call the desk, else the customer.

    `name` is what he typed as his name, `signature` what he drew.
    """

    visit: str
    how: SignedHow
    at: datetime
    by: str
    name: str = ""
    signature: Picture | None = None
    rating: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Six digits that only the customer is shown, once; what is kept cannot show them again."""

    salt: str
    sha256: str
    expires_at: datetime
    wrong: int = 0

    def fits(self, digits: str) -> bool:
        return _digest(self.salt, digits) == self.sha256

    def failed(self) -> Self:
        return replace(self, wrong=self.wrong + 1)


def read_code(text: str) -> str:
    """Six digits, however they are grouped; `Invalid` otherwise."""
    digits = "".join(text.split()).replace("-", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        raise Invalid(say("The customer’s code has six digits. Example: 482 913."))
    return digits


def new_code(chance: str, salt: str, now: datetime, lives: timedelta) -> tuple[str, Code]:
    """The digits and what is kept of them; `chance` is a fresh secret."""
    digits = f"{int(_digest(salt, chance), 16) % 1_000_000:06d}"
    return digits, Code(salt=salt, sha256=_digest(salt, digits), expires_at=now + lives)


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The customer is asked to sign for this visit; `code` is the last one that he had made."""

    visit: str
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraMetres:
    """More cable than was agreed, in metres. `accepted` None: the customer has not said anything.

    `words` say why he does not agree, `settled` what Ops then agreed on with him. `tolerance` are the metres for which the
    desk need not give a reason; None for reports from before there was one.
    """

    visit: str
    used: float
    included: float
    tolerance: float | None = None
    accepted: bool | None = None
    said_at: datetime | None = None
    words: str = ""
    settled: str = ""

    @property
    def extra(self) -> float:
        return round(self.used - self.included, 2)

    @property
    def needs_reason(self) -> bool:
        """So much more than agreed that the desk approves it only with a reason."""
        return self.tolerance is not None and self.used > self.included + self.tolerance

    @property
    def disputed_at(self) -> datetime | None:
        """Since when it waits for Ops; None where nothing does."""
        return self.said_at if self.accepted is False and not self.settled else None
