"""The figures of a period, counted from its lines alone: so what the summary says can be counted again in the sheet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from statistics import mean, median
from typing import Final, TypeVar

from domain.leads.stages import Stage
from domain.reporting.clocks import PROMISED, Clock
from domain.reporting.span import Span
from domain.reporting.tracker import Line, With

T = TypeVar("T")
BUCKETS: Final = (("0–2", 2), ("3–7", 7), ("8–15", 15), ("16–30", 30), ("> 30", None))
"""Days without a step, and the last day of each."""
_MOST_REASONS: Final = 12
_DAYS_SHOWN: Final = 45
_SATISFIED: Final = 4
OTHERS: Final = "others"
UNNAMED: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Opening and what came, less what ended, is closing; `reopened` came back and is counted beside the new ones."""

    opening: int = 0
    new: int = 0
    reopened: int = 0
    closed: int = 0
    cancelled: int = 0
    closing: int = 0

    def __post_init__(self) -> None:
        if self.opening + self.new + self.reopened - self.closed - self.cancelled != self.closing:
            raise ValueError(f"the balance of the period does not hold: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Hours of all that ended in the period, without the time they stood with others; `gross_mean` with it."""

    count: int
    mean: float
    median: float
    p90: float
    gross_mean: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many good ones of so many."""

    good: int = 0
    total: int = 0

    @property
    def percent(self) -> float | None:
        return round(100 * self.good / self.total, 1) if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A state or a dealer in the period."""

    name: str
    new: int
    installed: int
    closed: int
    cancelled: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`facts_at` is the instant at which they were counted, `until` up to when. Counts by name are highest first."""

    oem: str
    span: Span
    until: datetime
    facts_at: datetime
    balance: Balance
    contacted: int
    surveyed: int
    ready: int
    not_ready: int
    installed: int
    times: Mapping[Clock, Spread]
    promises: Mapping[Clock, Share]
    right_first_time: Share
    came_again: Share
    stages: Mapping[Stage, int]
    pending: Mapping[With, int]
    ageing: Mapping[str, int]
    blockers: Mapping[str, int]
    cancellations: Mapping[str, int]
    ratings: Mapping[int, int]
    extra_metres: Mapping[str, int]
    states: tuple[Place, ...]
    dealers: tuple[Place, ...]
    scores: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def rating(self) -> float | None:
        """The mean of the stars given for what was installed in the period."""
        return _mean_of(self.ratings)

    @property
    def satisfaction(self) -> float | None:
        """The mean of the scores, 1 to 5, that customers gave for it when they were asked whether all is well."""
        return _mean_of(self.scores)

    @property
    def satisfied(self) -> Share:
        """Scores of 4 and 5, of all that were given."""
        good = sum(count for score, count in self.scores.items() if score >= _SATISFIED)
        return Share(good=good, total=sum(self.scores.values()))

    @property
    def kept(self) -> Share:
        """All promises together."""
        shares = self.promises.values()
        return Share(good=sum(one.good for one in shares), total=sum(one.total for one in shares))


def _mean_of(counts: Mapping[int, int]) -> float | None:
    total = sum(counts.values())
    return round(sum(value * count for value, count in counts.items()) / total, 2) if total else None


def _highest_first(values: Iterable[int | None]) -> dict[int, int]:
    return dict(sorted(_counted(value for value in values if value).items(), reverse=True))


def bucket_of(days: int) -> str:
    return next(name for name, last in BUCKETS if last is None or days <= last)


def figures_of(
    oem: str, lines: Sequence[Line], span: Span, *, until: datetime, facts_at: datetime
) -> Figures:
    """Raises ValueError where the balance does not hold: such a report must not go out."""
    installed = [line for line in lines if span.holds(line.installed_at)]
    waiting = [line for line in lines if line.part.closing]
    return Figures(
        oem=oem,
        span=span,
        until=until,
        facts_at=facts_at,
        balance=_balance(lines),
        contacted=_within(lines, span, lambda line: line.contacted_at),
        surveyed=_within(lines, span, lambda line: line.surveyed_at),
        ready=_within(lines, span, lambda line: line.ready_at),
        not_ready=sum(line.stage is Stage.SITE_WORK for line in waiting),
        installed=len(installed),
        times=_times(lines),
        promises=_promises(lines),
        right_first_time=_share(line.right_first_time for line in installed),
        came_again=_share(line.came_again for line in installed),
        stages=_counted(line.stage for line in waiting),
        pending=_counted(line.pending for line in waiting if line.pending is not None),
        ageing=_ageing(waiting),
        blockers=_counted(
            kind for line in waiting if line.stage is Stage.SITE_WORK for kind in line.blockers
        ),
        cancellations=_cancellations(lines),
        ratings=_highest_first(line.rating for line in installed),
        scores=_highest_first(line.score for line in installed),
        extra_metres=_metres(installed),
        states=_places(lines, span, lambda line: line.state),
        dealers=_places(lines, span, lambda line: line.dealer),
        days=_through(lines, span),
    )


def _balance(lines: Iterable[Line]) -> Balance:
    parts = [line.part for line in lines]
    return Balance(
        opening=sum(part.opening for part in parts),
        new=sum(part.new for part in parts),
        reopened=sum(part.reopened for part in parts),
        closed=sum(part.closed for part in parts),
        cancelled=sum(part.cancelled for part in parts),
        closing=sum(part.closing for part in parts),
    )


def _within(lines: Iterable[Line], span: Span, moment: Callable[[Line], datetime | None]) -> int:
    return sum(span.holds(moment(line)) for line in lines)


def _times(lines: Iterable[Line]) -> dict[Clock, Spread]:
    found = defaultdict(list)
    for line in lines:
        for clock, hours in line.took.items():
            found[clock].append(hours)
    return {
        clock: Spread(
            count=len(found[clock]),
            mean=round(mean(one.net for one in found[clock]), 1),
            median=round(median(one.net for one in found[clock]), 1),
            p90=round(_p90([one.net for one in found[clock]]), 1),
            gross_mean=round(mean(one.gross for one in found[clock]), 1),
            longest=round(max(one.net for one in found[clock]), 1),
        )
        for clock in Clock
        if found[clock]
    }


def _p90(hours: list[float]) -> float:
    """By the nearest rank: nine of ten took no longer."""
    return sorted(hours)[ceil(0.9 * len(hours)) - 1]


def _promises(lines: Sequence[Line]) -> dict[Clock, Share]:
    decided = {clock: [line.kept[clock] for line in lines if clock in line.kept] for clock in PROMISED}
    return {clock: Share(good=sum(kept), total=len(kept)) for clock, kept in decided.items() if kept}


def _share(judged: Iterable[bool | None]) -> Share:
    known = [good for good in judged if good is not None]
    return Share(good=sum(known), total=len(known))


def _counted(things: Iterable[T]) -> dict[T, int]:
    return dict(sorted(Counter(things).items(), key=lambda pair: (-pair[1], str(pair[0]))))


def _ageing(waiting: Sequence[Line]) -> dict[str, int]:
    counted = Counter(bucket_of(line.waits_days) for line in waiting)
    return {name: counted[name] for name, _ in BUCKETS}


def _cancellations(lines: Iterable[Line]) -> dict[str, int]:
    """However it was written, and what is rare together."""
    reasons = _counted(
        line.why_cancelled.strip().casefold() or UNNAMED for line in lines if line.part.cancelled
    )
    return _first(reasons, _MOST_REASONS)


def _first(counts: Mapping[str, int], most: int) -> dict[str, int]:
    kept = dict(list(counts.items())[:most])
    rest = sum(counts.values()) - sum(kept.values())
    return kept | ({OTHERS: rest} if rest else {})


_METRES: Final = ("0", "1–5", "6–10", "11–20", "> 20")


def _metres(installed: Iterable[Line]) -> dict[str, int]:
    """How many installations took how much cable beyond the package."""
    counted = Counter(_METRES[_rank(line.extra_metres or 0)] for line in installed)
    return {name: counted[name] for name in _METRES if counted[name]}


def _rank(metres: float) -> int:
    return next((rank for rank, last in enumerate((0, 5, 10, 20)) if metres <= last), 4)


def _places(lines: Iterable[Line], span: Span, name_of: Callable[[Line], str]) -> tuple[Place, ...]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[name_of(line).strip() or UNNAMED].append(line)
    places = [
        Place(
            name=name,
            new=sum(line.part.new for line in there),
            installed=_within(there, span, lambda line: line.installed_at),
            closed=sum(line.part.closed for line in there),
            cancelled=sum(line.part.cancelled for line in there),
            waiting=sum(line.part.closing for line in there),
        )
        for name, there in found.items()
    ]
    return tuple(sorted(places, key=lambda place: (-place.installed, -place.new, place.name)))


def _through(lines: Sequence[Line], span: Span) -> dict[str, tuple[int, int, int]]:
    """New, installed, and closed or cancelled, by day; by week where the period is longer than a month and a half."""
    step = 1 if (span.last - span.first).days <= _DAYS_SHOWN else 7
    moments = (
        [line.received_at for line in lines],
        [line.installed_at for line in lines],
        [line.ended_at for line in lines],
    )
    counted = [
        Counter(_step(moment, span, step) for moment in some if span.holds(moment)) for some in moments
    ]
    return {
        (span.first + timedelta(days=step * at)).isoformat(): (counted[0][at], counted[1][at], counted[2][at])
        for at in range((span.last - span.first).days // step + 1)
    }


def _step(moment: datetime | None, span: Span, step: int) -> int:
    return (moment - span.start) // timedelta(days=step) if moment else 0
