"""What the payee's bank says whose account or address it is, before anybody approves (`domain-facts.md` 4.6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

ALIKE: Final = 70
"""Per cent: below it the names are taken for different ones, and a person looks twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankName:
    """`works` is whether money can go there at all; `alike` how much of the name fits, in per cent, where the bank says so."""

    name: str
    works: bool
    alike: int | None = None
    at: datetime

    def fits(self, payee: str) -> bool:
        if self.alike is not None:
            return self.alike >= ALIKE
        return _plain(self.name) == _plain(payee)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
