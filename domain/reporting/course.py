"""What happened to one lead, as far as a report looks: the stages it went through, and its milestones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import OPEN, Stage
from domain.visits.states import VisitKind

_H = Happening
LOOKED_AT: Final = frozenset(
    {
        *(_H.CALL_LOGGED, _H.INTRO_CALL_REACHED, _H.CUSTOMER_JOINED, _H.OEM_ASKED, _H.PHONE_CORRECTED),
        *(_H.DOCUMENTS_COMPLETED, _H.SLOTS_PROPOSED, _H.OTHER_SLOTS_ASKED, _H.SLOT_CHOSEN),
        *(_H.TEAM_ARRIVED, _H.REPORT_SUBMITTED, _H.REPORT_RETURNED),
        *(_H.SITE_READY, _H.SITE_NOT_READY, _H.SITE_WORK_ACCEPTED, _H.MATERIALS_ALLOCATED),
        *(_H.CUSTOMER_SATISFIED, _H.SILENCE_ACCEPTED, _H.CUSTOMER_RATED, _H.REWORK_OPENED),
        *(_H.PACK_COMPILED, _H.PACK_SENT, _H.PACK_RETURNED, _H.PACK_WITHDRAWN),
        *(_H.LEAD_HELD, _H.LEAD_CANCELLED, _H.LEAD_MERGED),
    }
)
"""Of all else on a timeline no report says anything."""
PAUSED: Final = frozenset({Stage.ON_HOLD, Stage.SITE_WORK, Stage.CLOSED, Stage.CANCELLED})
"""While a lead is there the clocks of net times stand: others have to act, or nobody."""


@dataclass(frozen=True, slots=True)
class Happened:
    kind: Happening
    at: datetime
    subject: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit as it was last fixed."""

    visit: str
    start: datetime | None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`stages` and `happened` are oldest first; the lead is as it is known now, all else is what was so at its time.

    `moves` are its stages from its arrival on, when it was new.
    """

    lead: Lead
    stages: tuple[tuple[datetime, Stage], ...]
    happened: tuple[Happened, ...] = ()
    visits: tuple[Planned, ...] = ()
    moves: tuple[tuple[datetime, Stage], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        born = (self.lead.created_at, Stage.NEW)
        moves = (born, *(move for move in self.stages if move != born))
        object.__setattr__(self, "moves", moves)  # the way of a frozen class

    def stage_at(self, moment: datetime) -> tuple[datetime, Stage] | None:
        """Where it stood just before that moment, and since when; None before it came."""
        return next((move for move in reversed(self.moves) if move[0] < moment), None)

    def is_open_at(self, moment: datetime) -> bool:
        stood = self.stage_at(moment)
        return stood is not None and stood[1] in OPEN

    def paused(self, start: datetime, end: datetime) -> timedelta:
        """How long it stood with others, or nowhere, between the two."""
        moves = self.moves
        ends = [*(at for at, _ in moves[1:]), max(end, moves[-1][0])]
        return sum(
            (
                max(min(until, end) - max(since, start), timedelta())
                for (since, stage), until in zip(moves, ends, strict=True)
                if stage in PAUSED
            ),
            timedelta(),
        )

    def before(self, until: datetime) -> "Course":
        """As it stood just before that moment."""
        return Course(
            lead=self.lead,
            stages=tuple(move for move in self.stages if move[0] < until),
            happened=tuple(one for one in self.happened if one.at < until),
            visits=self.visits,
        )

    def first(self, *kinds: Happening, of: VisitKind | None = None) -> datetime | None:
        return next((one.at for one in self.all(*kinds, of=of)), None)

    def last(self, *kinds: Happening, of: VisitKind | None = None) -> Happened | None:
        found = self.all(*kinds, of=of)
        return found[-1] if found else None

    def all(self, *kinds: Happening, of: VisitKind | None = None) -> list[Happened]:
        """Of a kind of visit by the letter of its id."""
        letter = f"{of.letter}-" if of else ""
        return [one for one in self.happened if one.kind in kinds and one.subject.startswith(letter)]

    def planned(self, kind: VisitKind) -> Planned | None:
        return next(
            (one for one in reversed(self.visits) if one.visit.startswith(f"{kind.letter}-") and one.start),
            None,
        )
