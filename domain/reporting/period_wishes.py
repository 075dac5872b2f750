"""Which reports an OEM gets by themselves, and by which ways they reach it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.contact import email
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
    EMAIL = "email"


MOST_ADDRESSES: Final = 20
_AGREE: Final = say(
    "Addresses and the channel “email” belong together. Example: --channels chat,email --addresses reports@voltera.example"
)
SCHEDULED: Final = frozenset({Rhythm.WEEKLY, Rhythm.MONTHLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWishes:
    """Whatever is released also stands in the API; `portal` is by what its arrival there is looked after.

    By e-mail it goes to each of `addresses`.
    """

    rhythms: frozenset[Rhythm] = SCHEDULED
    channels: frozenset[Channel] = frozenset(Channel)
    addresses: tuple[str, ...] = ()


def read_wishes(
    rhythms: Iterable[str], channels: Iterable[str] | None = None, addresses: Iterable[str] = ()
) -> ReportWishes:
    """All channels unless some are named. `Invalid` for a word that is none of theirs, and for no e-mail address."""
    named = None if channels is None else frozenset(Channel(_one_of(name, Channel)) for name in channels)
    wishes = ReportWishes(
        rhythms=frozenset(Rhythm(_one_of(name, SCHEDULED)) for name in rhythms),
        channels=frozenset(Channel) if named is None else named,
        addresses=_addresses(addresses),
    )
    if named is not None and (Channel.EMAIL in named) is not bool(wishes.addresses):
        raise Invalid(_AGREE)
    return wishes


def _addresses(given: Iterable[str]) -> tuple[str, ...]:
    """Each once, whatever its letters are like."""
    known: dict[str, str] = {}
    for text in given:
        try:
            address = email(text)
        except Invalid:
            raise Invalid(
                say("“{text}” is no e-mail address. Example: reports@voltera.example", text=text)
            ) from None
        known.setdefault(address.lower(), address)
    if len(known) > MOST_ADDRESSES:
        raise Invalid(
            say("At most {most} addresses. Example: one list of yours for all readers.", most=MOST_ADDRESSES)
        )
    return tuple(known.values())


def _one_of(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if name not in names:
        raise Invalid(say("There is no “{name}”. There are: {known}.", name=name, known=", ".join(names)))
    return name
