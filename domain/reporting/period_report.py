"""The report of a period for one OEM: compiled, released with one tap, on its way by each channel until it has arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import NotFound, Refused
from domain.events import Event, Happening
from domain.people.actor import By, Scope
from domain.reporting.edition import Filed
from domain.reporting.figures import Balance
from domain.reporting.period_wishes import Channel, Rhythm
from domain.reporting.span import Span
from domain.words import N_, Words, say


class ReportState(StrEnum):
    """`wanted` waits for the program; `empty`: of a period without any lead nothing is sent."""

    WANTED = "wanted"
    COMPILED = "compiled"
    RELEASED = "released"
    EMPTY = "empty"


REPORT_MOVES: Final[Mapping[ReportState, frozenset[ReportState]]] = MappingProxyType(
    {
        ReportState.WANTED: frozenset({ReportState.COMPILED, ReportState.EMPTY}),
        ReportState.COMPILED: frozenset({ReportState.WANTED, ReportState.RELEASED}),
        ReportState.RELEASED: frozenset(),
        ReportState.EMPTY: frozenset({ReportState.WANTED}),
    }
)
STATES: Final[Mapping[ReportState, str]] = MappingProxyType(
    {
        ReportState.WANTED: N_("being compiled"),
        ReportState.COMPILED: N_("to be released"),
        ReportState.RELEASED: N_("released"),
        ReportState.EMPTY: N_("nothing to report"),
    }
)


RHYTHMS: Final[Mapping[Rhythm, str]] = MappingProxyType(
    {
        Rhythm.WEEKLY: N_("Weekly report"),
        Rhythm.MONTHLY: N_("Monthly report"),
        Rhythm.ASKED: N_("Report"),
    }
)


class Arrival(StrEnum):
    WAITING = "waiting"
    ARRIVED = "arrived"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`target` is a chat or an endpoint, `ref` the message that went there.

    `proof` is by what it is known to have arrived, or why it has not (yet). An e-mail was tried `tries` times, and waits
    until `due_at` to be tried again.
    """

    channel: Channel
    target: str = ""
    ref: str = ""
    state: Arrival = Arrival.WAITING
    at: datetime | None = None
    proof: str = ""
    tries: int = 0
    due_at: datetime | None = None

    def arrived(self, at: datetime, proof: str) -> Self:
        return replace(self, state=Arrival.ARRIVED, at=at, proof=proof)

    def failed(self, at: datetime, why: str) -> Self:
        return replace(self, state=Arrival.FAILED, at=at, proof=why)

    def again(self, ref: str) -> Self:
        return replace(self, state=Arrival.WAITING, at=None, proof="", ref=ref, tries=0, due_at=None)

    def is_due(self, now: datetime) -> bool:
        return self.state is Arrival.WAITING and (self.due_at is None or self.due_at <= now)

    def tried(self, until: datetime) -> Self:
        """Nobody else tries it before `until`."""
        return replace(self, tries=self.tries + 1, due_at=until)

    def later(self, again_at: datetime, why: str) -> Self:
        return replace(self, due_at=again_at, proof=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReport:
    """`edition` counts what was compiled; `sha256` is that of its figures and lines, which are kept beside it.

    `papers` are its PDF and workbook, set from them once. `corrects` is the released report whose period was looked at once more, `corrected` how much of it is otherwise now.
    """

    id: str
    version: int = 0
    oem: str
    rhythm: Rhythm
    span: Span
    state: ReportState = ReportState.WANTED
    state_since: datetime
    asked_by: str = ""
    edition: int = 0
    sha256: str = ""
    papers: tuple[Filed, ...] = ()
    facts_at: datetime | None = None
    balance: Balance | None = None
    leads: int = 0
    corrects: str = ""
    corrected: int = 0
    released_by: str = ""
    deliveries: tuple[Delivery, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope(oem=self.oem)

    @property
    def occasion(self) -> str:
        """By it a report that compiles itself is there only once."""
        return self.id if self.rhythm is Rhythm.ASKED else f"{self.oem} {self.rhythm} {self.span}"

    @property
    def period(self) -> str:
        """As people read it: `01 Nov to 30 Nov 2026`, `01 Apr 2026 to 31 Mar 2027`."""
        first, last = self.span.first, self.span.last
        of_year = "" if first.year == last.year else f" {first:%Y}"
        return f"{first:%d %b}{of_year} to {last:%d %b %Y}"

    def paper_name(self, kind: str) -> str:
        return f"{self.oem}_{self.id}_{self.span.first}_{self.span.last}.{kind}"

    def paper(self, kind: str) -> Filed:
        """`kind` is pdf or xlsx. Raises NotFound before it is compiled."""
        for one in self.papers:
            if one.name.endswith(f".{kind}"):
                return one
        raise NotFound(say("{report} has not been compiled yet.", report=self.id))

    @property
    def is_on_its_way(self) -> bool:
        return any(one.state is Arrival.WAITING for one in self.deliveries)

    @property
    def failures(self) -> tuple[Delivery, ...]:
        return tuple(one for one in self.deliveries if one.state is Arrival.FAILED)

    def can(self, state: ReportState) -> bool:
        return state in REPORT_MOVES[self.state]

    def to(self, state: ReportState, now: datetime) -> Self:
        if not self.can(state):
            raise Refused(
                say("{report} is already “{state}”.", report=self.id, state=say(STATES[self.state]))
            )
        return replace(self, state=state, state_since=now)

    def tells(
        self, kind: Happening, by: By, now: datetime, *, was: ReportState | None = None, **facts: str
    ) -> Event:
        return Event(
            kind=kind,
            lead=None,
            subject=self.id,
            by=by,
            at=now,
            before=was.value if was else None,
            after=self.state.value,
            facts={"oem": self.oem, "period": self.period, **facts},
        )

    def letters(self, now: datetime) -> tuple[Delivery, ...]:
        """E-mails that are to be sent now."""
        return tuple(one for one in self.deliveries if one.channel is Channel.EMAIL and one.is_due(now))

    def waits_for(self, seen: Delivery) -> bool:
        """What has arrived or was given up does not change by what is heard of it late."""
        return any(
            (one.channel, one.target) == (seen.channel, seen.target) and one.state is Arrival.WAITING
            for one in self.deliveries
        )

    def with_delivery(self, changed: Delivery) -> Self:
        """Instead of the one to the same target."""
        return replace(
            self,
            deliveries=tuple(
                changed if (one.channel, one.target) == (changed.channel, changed.target) else one
                for one in self.deliveries
            ),
        )


def balance_words(balance: Balance) -> Words:
    return say(
        "Open at the beginning {opening}, new {new}, reopened {reopened}, closed {closed}, cancelled {cancelled}: open at the end {closing}.",
        **{name: getattr(balance, name) for name in balance.__slots__},
    )
