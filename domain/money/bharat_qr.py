"""A Bharat QR: EMVCo's tags, each with its length, and a checksum at the end (`domain-facts.md` 4.1)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_BEGINS: Final = "000201"
_TAG: Final = re.compile(r"([0-9]{2})([0-9]{2})", re.ASCII)
_NPCI: Final = "A000000524"
_CHECKSUM: Final = re.compile(r"6304([0-9A-Fa-f]{4})\s*$")
IFSC_LENGTH: Final = 11
DYNAMIC: Final = "12"
RUPEES: Final = "356"


class Damaged(ValueError):
    """A tag is cut off or says a length that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BharatQr:
    """`tags` by number; `checks` is whether the checksum fits what stands there."""

    tags: Mapping[str, str]
    checks: bool

    def tag(self, number: str) -> str:
        return self.tags.get(number, "").strip()

    @property
    def vpa(self) -> str:
        return self._npci("26", "01")

    @property
    def reference(self) -> str:
        """Of a dynamic code; else the label or the bill's number beside it."""
        return self._npci("27", "01") or self._within("62", "05") or self._within("62", "01")

    @property
    def account(self) -> tuple[str, str]:
        """IFSC and number; both empty where there is none."""
        told = self.tag("08")
        return (told[:IFSC_LENGTH], told[IFSC_LENGTH:]) if len(told) > IFSC_LENGTH else ("", "")

    def _npci(self, template: str, number: str) -> str:
        is_theirs = self._within(template, "00").upper() == _NPCI
        return self._within(template, number) if is_theirs else ""

    def _within(self, template: str, number: str) -> str:
        try:
            return dict(_split(self.tags.get(template, ""))).get(number, "").strip()
        except Damaged:
            return ""


def read_bharat_qr(text: str) -> BharatQr | None:
    """None for a code of another kind; `Damaged` where it cannot be taken apart."""
    code = text.strip()
    if not code.startswith(_BEGINS):
        return None
    return BharatQr(tags=dict(_split(code)), checks=_checks(code))


def _split(code: str) -> Iterator[tuple[str, str]]:
    while code:
        head = _TAG.match(code)
        if head is None or len(code) < 4 + int(head[2]):
            raise Damaged(code[:4])
        yield head[1], code[4 : 4 + int(head[2])]
        code = code[4 + int(head[2]) :]


def _checks(code: str) -> bool:
    printed = _CHECKSUM.search(code)
    return printed is not None and int(printed[1], 16) == crc(code[: printed.start(1)].encode())


def crc(content: bytes) -> int:
    """CRC-16/CCITT-FALSE: `crc(b"123456789") == 0x29B1`."""
    rest = 0xFFFF
    for byte in content:
        rest ^= byte << 8
        for _ in range(8):
            rest = (rest << 1 ^ 0x1021 if rest & 0x8000 else rest << 1) & 0xFFFF
    return rest
