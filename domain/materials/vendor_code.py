"""The photo of a vendor's code, and what stands in it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.evidence import Looks
from domain.media import Picture
from domain.money.payment_code import PaymentCode, codes_that_pay, read_payment_code, why_unread
from domain.people.actor import By
from domain.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorCode:
    """`texts` are the codes on the photo by which somebody is paid; where there is none `found` is what another code says.

    `read_at` is None as long as the photo is not looked at.
    """

    picture: Picture
    by: By
    read_at: datetime | None = None
    texts: tuple[str, ...] = ()
    found: str = ""

    def was_read(self, looks: Looks | None, now: datetime) -> Self:
        codes = looks.codes if looks is not None else ()
        found = next((code.text for code in codes), "")
        return replace(self, read_at=now, texts=codes_that_pay(codes), found=found)

    def only(self, text: str) -> Self:
        return replace(self, texts=(text,))

    @property
    def codes(self) -> dict[str, PaymentCode]:
        """By their text, which is never changed."""
        read = {text: read_payment_code(text) for text in self.texts}
        return {text: code for text, code in read.items() if code is not None}

    @property
    def faults(self) -> tuple[Words, ...]:
        """Why nobody can be paid by it; empty while it waits, and where somebody can."""
        if self.read_at is None:
            return ()
        if not self.texts:
            return (why_unread(self.found),)
        return tuple(fault for code in self.codes.values() for fault in code.faults)


def mark_of(text: str, vendor: str, paise: int) -> str:
    """Eight hex digits over what a person sees before he says that it is right."""
    return hashlib.sha256(f"{text}|{vendor}|{paise}".encode()).hexdigest()[:8]
