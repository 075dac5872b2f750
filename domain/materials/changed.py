"""What was changed on a bill of materials: kept as facts of an event, told in words."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.materials.catalogue import title_of
from domain.words import N_, Words, say


class Changed(StrEnum):
    ADDED = "added"
    QUANTITY = "quantity"
    OUT = "out"
    METRES = "metres"


WORDS: Final[Mapping[Changed, str]] = MappingProxyType(
    {
        Changed.ADDED: N_("New: {item} × {after}"),
        Changed.QUANTITY: N_("{item}: {after} instead of {before}"),
        Changed.OUT: N_("Out: {item} × {before}"),
        Changed.METRES: N_("Length of the way: {after} m instead of {before} m"),
    }
)


def change(facts: Mapping[str, str]) -> Words | None:
    """None where the facts are of something else."""
    if facts.get("change") not in set(Changed):
        return None
    return say(
        WORDS[Changed(facts["change"])],
        item=Words(title_of(facts.get("item", ""))),
        before=facts.get("before", ""),
        after=facts.get("after", ""),
    )
