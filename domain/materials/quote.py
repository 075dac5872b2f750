"""What a customer pays beyond his car maker's package, computed and frozen before the work (`domain-facts.md` section 3)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.instant import aware
from domain.materials.basis import Basis
from domain.materials.catalogue import CATALOGUE
from domain.materials.request import Line
from domain.money.amount import Money, total
from domain.people.actor import By, Scope
from domain.policy import Policy
from domain.words import N_, say


class QuoteState(StrEnum):
    OFFERED = "offered"
    ASKED = "asked"  # the customer has a question
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAIVED = "waived"  # he need not pay it
    REPLACED = "replaced"  # what it was computed from has changed


_Q = QuoteState
QUOTE_MOVES: Final[Mapping[QuoteState, frozenset[QuoteState]]] = MappingProxyType(
    {
        _Q.OFFERED: frozenset({_Q.ASKED, _Q.ACCEPTED, _Q.DECLINED, _Q.WAIVED, _Q.REPLACED}),
        _Q.ASKED: frozenset({_Q.OFFERED, _Q.ACCEPTED, _Q.DECLINED, _Q.WAIVED, _Q.REPLACED}),
        _Q.ACCEPTED: frozenset({_Q.REPLACED}),
        _Q.DECLINED: frozenset({_Q.OFFERED, _Q.ASKED, _Q.ACCEPTED, _Q.WAIVED, _Q.REPLACED}),
        _Q.WAIVED: frozenset({_Q.REPLACED}),
        _Q.REPLACED: frozenset(),
    }
)
"""Asked or declined → offered: the desk has answered him."""
STATES: Final[Mapping[QuoteState, str]] = MappingProxyType(
    {
        _Q.OFFERED: N_("waits for the customer"),
        _Q.ASKED: N_("the customer has a question"),
        _Q.ACCEPTED: N_("accepted"),
        _Q.DECLINED: N_("declined"),
        _Q.WAIVED: N_("waived"),
        _Q.REPLACED: N_("no longer counts"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """`quantity` in the item's unit, of a cable only the metres beyond the package; `price` for one, without tax."""

    item: str
    quantity: int
    price: Money

    @property
    def amount(self) -> Money:
        return Money(self.quantity * self.price.paise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`metres` are what the way needs, `free_metres` what the package holds; `words` are what was said last, and by whom."""

    id: str
    version: int = 0
    lead: str
    oem: str
    request: str
    state: QuoteState = QuoteState.OFFERED
    state_since: datetime
    made_at: datetime
    metres: int
    free_metres: int
    lines: tuple[QuoteLine, ...]
    gst_percent: int
    words: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        aware(self.made_at)

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem)

    @property
    def net(self) -> Money:
        return total([line.amount for line in self.lines])

    @property
    def gst(self) -> Money:
        """Of the whole, rounded to the nearest paisa, half of one upwards."""
        return Money((self.net.paise * self.gst_percent + 50) // 100)

    @property
    def total(self) -> Money:
        return self.net + self.gst

    @property
    def extra_metres(self) -> int:
        return max(0, self.metres - self.free_metres)

    @property
    def is_settled(self) -> bool:
        """Nobody has to say anything more before the work."""
        return self.state in {QuoteState.ACCEPTED, QuoteState.WAIVED}

    @property
    def counts(self) -> bool:
        return self.state is not QuoteState.REPLACED

    def is_of(self, other: "Quote") -> bool:
        """Whether both come to the same, so that a word about one is a word about the other."""
        mine = (self.metres, self.free_metres, self.lines, self.gst_percent)
        return mine == (other.metres, other.free_metres, other.lines, other.gst_percent)

    def to(self, state: QuoteState, by: By, now: datetime, words: str = "") -> Self:
        """`Refused` with what has been said since."""
        if state not in QUOTE_MOVES[self.state]:
            raise Refused(
                say(
                    "{quote}: {state} since {since}.",
                    quote=self.id,
                    state=say(STATES[self.state]),
                    since=self.state_since,
                )
            )
        return replace(self, state=state, state_since=now, by=by.name, words=words)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(
            kind=kind, lead=self.lead, subject=self.id, by=by, at=now, after=self.state.value, facts=facts
        )

    def without_traces(self) -> Self:
        return replace(self, words="", by="")


def to_pay(lines: Iterable[Line], basis: Basis | None, policy: Policy) -> tuple[QuoteLine, ...]:
    """What of a bill of materials the customer pays; nothing where the OEM has no package, or nobody has measured the way.

    A line of which a store has only a part stands there in two.
    """
    prices, free = policy.customer_prices.of, policy.included_metres
    if basis is None or not basis.measured or not free:
        return ()
    extra = max(0, basis.metres - free)
    wanted: Counter[str] = Counter()
    for line in lines:
        wanted[line.item] += line.quantity
    paid = [
        QuoteLine(item=item, quantity=extra if _is_cable(item) else quantity, price=prices[item])
        for item, quantity in wanted.items()
        if item in prices
    ]
    return tuple(line for line in paid if line.amount.paise)


def without_price(lines: Iterable[Line], basis: Basis | None, policy: Policy) -> str | None:
    """A cable that goes beyond the package, for which the OEM has no price per metre: nobody can quote it."""
    prices, free = policy.customer_prices.of, policy.included_metres
    if basis is None or not prices or not free or basis.metres <= free:
        return None
    return next((one.item for one in lines if _is_cable(one.item) and one.item not in prices), None)


def _is_cable(item: str) -> bool:
    known = CATALOGUE.get(item)
    return known is not None and known.is_cable
