"""Which reports an OEM gets by themselves, and by which ways they reach it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import Invalid
from domain.words import say


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ASKED = "asked"  # for any period, when somebody wants it


class Channel(StrEnum):
    CHAT = "chat"
    PORTAL = "portal"
    WEBHOOK = "webhook"


SCHEDULED: Final = frozenset({Rhythm.WEEKLY, Rhythm.MONTHLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWishes:
    """Whatever is released also stands in the API; `portal` is by what its arrival there is looked after."""

    rhythms: frozenset[Rhythm] = SCHEDULED
    channels: frozenset[Channel] = frozenset(Channel)


def read_wishes(rhythms: Iterable[str], channels: Iterable[str]) -> ReportWishes:
    """`Invalid` for a word that is none of theirs."""
    return ReportWishes(
        rhythms=frozenset(Rhythm(_one_of(name, SCHEDULED)) for name in rhythms),
        channels=frozenset(Channel(_one_of(name, Channel)) for name in channels),
    )


def _one_of(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if name not in names:
        raise Invalid(say("There is no “{name}”. There are: {known}.", name=name, known=", ".join(names)))
    return name
