"""How reliable a team has been: shares and counts over the last days, for the ranking and for the team itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.marks import Sort

_ASSUMED: Final = (4, 5)
"""Good ones and all that every team is given beforehand: few visits say little, and none at all stands in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many good ones of so many."""

    good: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded; None without anything to count."""
        return round(100 * self.good / self.total) if self.total else None

    @property
    def level(self) -> float:
        """From 0 to 1; 0.8 where nothing is known, and the nearer to the true share the more is known."""
        return (self.good + _ASSUMED[0]) / (self.total + _ASSUMED[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Of one team over some time; the empty one is that of a team without history. `visits` were made or lost."""

    visits: int = 0
    on_time: Share = field(default_factory=Share)
    acknowledged_in_time: Share = field(default_factory=Share)
    reported_in_time: Share = field(default_factory=Share)
    first_time_right: Share = field(default_factory=Share)
    back_outs: int = 0
    no_shows: int = 0
    offers_accepted: int = 0
    offers_declined: int = 0
    offers_expired: int = 0

    @property
    def kept(self) -> Share:
        """Visits from which the team did not back out."""
        return Share(good=max(self.visits - self.back_outs, 0), total=self.visits)

    @property
    def standing(self) -> float:
        """One figure for the ranking, from 0 to 1: 0.8 for a team without history, more for a better one."""
        shares = (self.kept, self.on_time, self.acknowledged_in_time, self.first_time_right)
        return sum(share.level for share in shares) / len(shares)


async def records_of(
    uow: UnitOfWork, teams: Collection[str], since: datetime | None = None
) -> Mapping[str, Record]:
    """The record of each of these teams since then, or over the days that count (`Policy.record_span`)."""
    counted = await uow.marks.counted(teams, since or uow.now - DEFAULT.record_span)
    return {team: _record(counted.get(team, {})) for team in teams}


def _record(counted: Mapping[tuple[Sort, bool], int]) -> Record:
    def count(sort: Sort) -> int:
        return counted.get((sort, True), 0) + counted.get((sort, False), 0)

    def share(sort: Sort) -> Share:
        return Share(good=counted.get((sort, True), 0), total=count(sort))

    return Record(
        visits=count(Sort.VISIT),
        on_time=share(Sort.ON_TIME),
        acknowledged_in_time=share(Sort.ACKNOWLEDGED),
        reported_in_time=share(Sort.REPORTED),
        first_time_right=share(Sort.FIRST_TIME_RIGHT),
        back_outs=count(Sort.BACK_OUT),
        no_shows=count(Sort.NO_SHOW),
        offers_accepted=count(Sort.OFFER_ACCEPTED),
        offers_declined=count(Sort.OFFER_DECLINED),
        offers_expired=count(Sort.OFFER_EXPIRED),
    )
