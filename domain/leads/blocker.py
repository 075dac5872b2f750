"""A blocker: a reason why a site is not ready, with its owner, what the customer reads about it, and a target."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.media import Picture
from domain.money.amount import Money


class BlockerKind(StrEnum):
    LOAD_UPGRADE = "load_upgrade"
    PHASE_CONVERSION = "phase_conversion"
    EARTHING = "earthing"
    WIRING = "wiring"
    CIVIL = "civil"
    NOC = "noc"
    PARKING = "parking"
    NETWORK = "network"
    DISTANCE = "distance"
    UNSAFE = "unsafe"
    CUSTOMER = "customer"
    OTHER = "other"


class Owner(StrEnum):
    """Who has to clear it. `us`: this company."""

    CUSTOMER = "customer"
    DISCOM = "discom"
    SOCIETY = "society"
    US = "us"
    OEM = "oem"


class Area(StrEnum):
    """Where the connection is, as the Electricity (Rights of Consumers) Rules tell places apart."""

    METRO = "metro"
    MUNICIPAL = "municipal"
    RURAL = "rural"
    HILLS = "hills"


OF_DISCOM: Final = frozenset({BlockerKind.LOAD_UPGRADE, BlockerKind.PHASE_CONVERSION})
"""What is cleared by an application to the electricity company."""
USUALLY: Final[Mapping[BlockerKind, Owner]] = MappingProxyType(
    {kind: Owner.SOCIETY if kind is BlockerKind.NOC else Owner.CUSTOMER for kind in BlockerKind}
)
OUR_WORD: Final = frozenset({Owner.US, Owner.OEM})
"""Of these Ops says itself that it is done; of all others the customer hears first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """To the electricity company. `mains`: it has to lay mains or build a substation first."""

    number: str
    applied_on: date
    area: Area
    mains: bool = False
    demand: Money | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The customer's word that it is done; `refused` is why Ops asked again."""

    at: datetime
    proofs: tuple[Picture, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """`words` are Ops's own for the customer, by language; without them the usual ones of the kind are said."""

    kind: BlockerKind
    owner: Owner
    target: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    application: Application | None = None
    expected_on: date | None = None
    accepted_at: datetime | None = None

    @property
    def claim(self) -> Claim | None:
        """What waits for Ops."""
        return self.claims[-1] if self.claims and not self.claims[-1].refused else None

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None

    @property
    def waits(self) -> bool:
        """Nobody has said yet that it is done."""
        return self.is_open and self.claim is None

    @property
    def is_spoken_of(self) -> bool:
        """Something of it has gone to somebody, or came from him."""
        return bool(self.words or self.claims) or self.application is not None or not self.is_open

    @property
    def is_told_by_customer(self) -> bool:
        return self.waits and self.owner not in OUR_WORD

    @property
    def refused(self) -> str:
        """Why it was sent back last."""
        return self.claims[-1].refused if self.claims else ""

    @property
    def proofs(self) -> tuple[Picture, ...]:
        """All that were ever sent, oldest first."""
        return tuple(proof for claim in self.claims for proof in claim.proofs)

    def claimed(self, proofs: tuple[Picture, ...], now: datetime) -> Self:
        return replace(self, claims=(*self.claims, Claim(at=now, proofs=proofs)))

    def sent_back(self, reason: str) -> Self:
        return replace(self, claims=(*self.claims[:-1], replace(self.claims[-1], refused=reason)))

    def again(self, reason: str, due: datetime, now: datetime) -> Self:
        """Seen on the site and not done: sent back if somebody said it is, and due anew if its time is over."""
        found = self.sent_back(reason) if self.claim is not None else self
        return replace(found, target=self.target if self.target > now else due)

    def applied(self, application: Application, expected_on: date, target: datetime) -> Self:
        """From now on it is the electricity company's."""
        return replace(
            self, owner=Owner.DISCOM, application=application, expected_on=expected_on, target=target
        )

    def without_traces(self) -> Self:
        """Nothing by which a person could be known stays."""
        claims = tuple(replace(claim, proofs=()) for claim in self.claims)
        return replace(self, words={}, claims=claims, application=None)
