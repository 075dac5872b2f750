"""What a team has found at the meter, beside what stands on the customer's electricity bill."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.checklists.model import Item, ItemKind
from domain.leads.bill import BillReading
from domain.leads.discoms import DISCOMS
from domain.visits.reviewing import Review

DISCOM: Final = "discom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`on_bill` is empty where it could not be read there; a choice is named by its answer."""

    item: Item
    found: str
    on_bill: str

    @property
    def differs(self) -> bool:
        """A part of the electricity company's name names it, too."""
        if not self.on_bill:
            return False
        found, on_bill = _bare(self.found), _bare(self.on_bill)
        if self.item.kind is ItemKind.NUMBER:
            found, on_bill = _plain(self.found), _plain(self.on_bill)
        return found not in on_bill if self.item.key == DISCOM else found != on_bill


def _plain(number: str) -> str:
    """`7.50` and `7.5` are the same; what is no number stays as it is."""
    try:
        return f"{float(number):g}"
    except ValueError:
        return number


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def _load(reading: BillReading) -> str:
    return f"{reading.load_kw:g}" if reading.load_kw is not None else ""


_ON_BILL: Final[Mapping[str, Callable[[BillReading], str]]] = MappingProxyType(
    {
        DISCOM: lambda reading: DISCOMS[reading.discom].name if reading.discom in DISCOMS else "",
        "consumer_number": lambda reading: reading.consumer.value if reading.consumer else "",
        "supply_phase": lambda reading: reading.phase.value if reading.phase else "",
        "sanctioned_load_kw": _load,
        "meter_number": lambda _: "",
    }
)
"""By the item that asks for it."""


def beside_bill(review: Review, reading: BillReading | None) -> Iterator[Compared]:
    """In the checklist's order; only what the report says something about."""
    for answered in review.answers:
        on_bill = _ON_BILL.get(answered.item.key)
        if on_bill is not None:
            yield Compared(
                item=answered.item, found=answered.answer, on_bill=on_bill(reading) if reading else ""
            )
