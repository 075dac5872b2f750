"""Why a lead is cancelled, who may say so, and from where on a customer's word is a request that the desk decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.contact import line
from domain.errors import Invalid
from domain.people.roles import Role
from domain.words import N_, Words, say


class Ground(StrEnum):
    """Why, as reports count it; what somebody writes himself stands beside it."""

    NOT_NOW = "not_wanted_now"
    NO_CHARGER = "charger_not_wanted"
    NO_CAR = "car_is_gone"
    MOVED = "moves_house"
    COST = "cost"
    NO_PERMISSION = "no_permission"
    ELSEWHERE = "elsewhere"
    ORDER_CANCELLED = "order_cancelled"
    MISTAKE = "mistake"
    SITE_UNFIT = "site_unfit"
    NOT_REACHED = "not_reached"
    ERASED = "erased"
    OTHER = "other_ground"


TITLES: Final[Mapping[Ground, str]] = MappingProxyType(
    {
        Ground.NOT_NOW: N_("The customer does not want it now"),
        Ground.NO_CHARGER: N_("The customer no longer wants the charger"),
        Ground.NO_CAR: N_("The customer no longer has the car"),
        Ground.MOVED: N_("The customer moves house"),
        Ground.COST: N_("It costs the customer too much"),
        Ground.NO_PERMISSION: N_("The society or the landlord does not allow it"),
        Ground.ELSEWHERE: N_("Somebody else installs it"),
        Ground.ORDER_CANCELLED: N_("The car is not delivered"),
        Ground.MISTAKE: N_("The request was a mistake"),
        Ground.SITE_UNFIT: N_("It cannot be installed at this site"),
        Ground.NOT_REACHED: N_("The customer cannot be reached"),
        Ground.ERASED: N_("the customer had his data erased"),
        Ground.OTHER: N_("Another reason"),
    }
)
OFFERED: Final[Mapping[Role, tuple[Ground, ...]]] = MappingProxyType(
    {
        Role.CUSTOMER: (
            Ground.NOT_NOW,
            Ground.NO_CHARGER,
            Ground.NO_CAR,
            Ground.MOVED,
            Ground.COST,
            Ground.NO_PERMISSION,
        ),
        Role.OEM: (
            Ground.ORDER_CANCELLED,
            Ground.NO_CAR,
            Ground.NO_CHARGER,
            Ground.ELSEWHERE,
            Ground.MISTAKE,
        ),
        Role.OPS: (
            Ground.NO_CHARGER,
            Ground.NO_CAR,
            Ground.COST,
            Ground.NO_PERMISSION,
            Ground.SITE_UNFIT,
            Ground.NOT_REACHED,
        ),
    }
)
"""What each is asked to choose from; anything else he says in words."""


@dataclass(frozen=True, slots=True)
class Why:
    ground: Ground
    words: str = ""

    @property
    def text(self) -> str:
        """As a lead keeps it: what was written, else what was chosen."""
        return self.words or self.ground.value


def why(reason: str, words: str = "") -> Why:
    """`reason` is a ground's key, or what somebody wrote himself; `Invalid` where neither says why."""
    if reason in set(Ground):
        ground = Ground(reason)
        if ground is Ground.OTHER and not words.strip():
            raise Invalid(say("Please say why. Example: the society builds its own charger."))
        return Why(ground, line(words) if words.strip() else "")
    return Why(Ground.OTHER, line(reason))


def said(ground: str, words: str) -> Words | str:
    """For people: what was written; else what was chosen."""
    return words or (Words(TITLES[Ground(ground)]) if ground in set(Ground) else ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A customer's word that he wants to end it; as long as it is not `settled_at` the desk owes an answer."""

    ground: Ground
    words: str = ""
    at: datetime
    settled_at: datetime | None = None

    @property
    def why(self) -> Why:
        return Why(self.ground, self.words)


class Bond(StrEnum):
    """What has begun for a customer, so that his word alone does not end it."""

    TEAM = "team"  # a team is on its way to him, or at his door
    GOODS = "goods"  # materials are reserved, bought or handed out for him
    MONEY = "money"  # something is paid for him, or he has promised to pay
    WORK = "work"  # the charger is on the wall


@dataclass(frozen=True, slots=True)
class Bonds:
    """Those that make his cancelling a request."""

    of: frozenset[Bond] = frozenset(Bond)

    @classmethod
    def read(cls, text: str) -> Self:
        """`team,goods,money,work`, or `none`; `Invalid` for anything else."""
        names = [] if text == "none" else [part.strip() for part in text.split(",")]
        for name in names:
            if name not in set(Bond):
                known = ", ".join(Bond)
                raise Invalid(
                    say("“{name}” is none of {known}. Example: team, goods.", name=name, known=known)
                )
        return cls(frozenset(map(Bond, names)))
