"""A shop that the company has bought from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.money.name_match import name_key
from domain.money.payee import Payee


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """`payee` is the last to whom money was asked for, `zone` the first digits of the PIN code for which was bought last.

    `phone` is E.164; empty, as `gstin`, where nobody said it.
    """

    id: str
    version: int = 0
    name: str
    phone: str = ""
    gstin: str = ""
    payee: Payee
    zone: str = ""
    used_at: datetime

    @property
    def known_as(self) -> str:
        """By what no other vendor is known."""
        return self.gstin or name_key(self.name)

    def used(self, *, name: str, phone: str, gstin: str, payee: Payee, zone: str, at: datetime) -> Self:  # noqa: PLR0913  all that a purchase says
        """As it is known after one more purchase; what was not said this time stays."""
        return replace(
            self,
            name=name,
            phone=phone or self.phone,
            gstin=gstin or self.gstin,
            payee=payee,
            zone=zone or self.zone,
            used_at=at,
        )


def same_vendor(known: Iterable[Vendor], gstin: str) -> Vendor | None:
    """Of those of one name, none of which has this GSTIN: two GSTINs are two vendors; without one it is whoever was used last."""
    possible = [one for one in known if not (gstin and one.gstin)]
    return max(possible, key=lambda one: one.used_at, default=None)


def nearest_first(vendors: Iterable[Vendor], zone: str) -> tuple[Vendor, ...]:
    """Those of the zone before the others, whoever was used last before the rest."""
    return tuple(sorted(vendors, key=lambda one: (one.zone == zone, one.used_at), reverse=True))
