"""Reports of periods: counted beside all else, then followed on each channel until it is known that they arrived.

That one is wanted, or on its way, is in the database: a process that dies over it is followed by one that goes on.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from documents.periods import Store, kept_papers
from domain.errors import VersionConflict
from domain.overriding import policy_of
from domain.people.actor import SYSTEM
from domain.people.person import Oem
from domain.reporting.content import Compiled, Content, counted, lines_of
from domain.reporting.corrections import corrections_of
from domain.reporting.course import Course
from domain.reporting.period_report import Arrival, Delivery, PeriodReport, ReportState
from domain.reporting.period_wishes import Channel
from domain.reporting.periods import delivery_was_seen, report_to_compare, report_was_compiled
from domain.reporting.tracker import Line
from domain.unit_of_work import UnitOfWork
from domain.words import Speak

_log = logging.getLogger(__name__)


class Came(Protocol):
    """What became of one message: `failed` says why it was given up, empty where it arrived."""

    @property
    def at(self) -> datetime: ...
    @property
    def proof(self) -> str: ...
    @property
    def failed(self) -> str: ...


class Courses(Protocol):
    def of(self, oem: str, start: datetime, until: datetime) -> AsyncIterator[Sequence[Course]]:
        """Of every lead that came before `until` and had not ended before `start`, a share at a time."""


class Arrivals(Protocol):
    async def said(self, keys: Collection[str]) -> Mapping[str, Came]:
        """Of messages in chats; those that are on their way are left out."""

    async def posted(self, posts: Collection[str]) -> Mapping[str, Came]:
        """Of messages to OEMs' endpoints, likewise."""


class Counting(Protocol):
    @property
    def uow(self) -> UnitOfWork: ...
    @property
    def courses(self) -> Courses: ...
    @property
    def arrivals(self) -> Arrivals: ...


class Desk(Protocol):
    """Raises Unavailable where the database cannot be reached."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Settled and committed when its block ends well; what it causes goes out."""

    def counting(self) -> AbstractAsyncContextManager[Counting]:
        """One picture of the database, which holds up nobody however long it is looked at."""


@dataclass(slots=True)
class Reports:
    desk: Desk
    media: Store
    speak: Speak
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stopped: bool = False

    async def work(self) -> None:
        """Compiles what is wanted, one after the other, and looks after what was released."""
        async with self._turn:
            for report in await self._all(state=ReportState.WANTED):
                if not self._stopped:
                    await self._compile(report)
            for report in await self._all(on_its_way=True):
                await self._follow(report)

    def stop(self) -> None:
        """What is being counted is counted again after the next start."""
        self._stopped = True

    async def _all(self, **keys: str | int) -> list[PeriodReport]:
        async with self.desk.counting() as counting:
            return await counting.uow.all(PeriodReport, **keys)

    async def _compile(self, report: PeriodReport) -> None:
        async with self.desk.counting() as counting:
            before = await report_to_compare(counting.uow, report)
            content = await _content(counting, report, before)
        if self._stopped:
            return
        papers = await kept_papers(report, content, self.media, self.speak)
        compared = before.id if before is not None else ""
        compiled = Compiled(content=content, papers=papers, compared=compared)
        try:
            async with self.desk.transaction() as uow:
                await report_was_compiled(uow, report.id, compiled, SYSTEM)
        except VersionConflict as conflict:
            _log.info("%s was changed meanwhile, so it is counted again: %s", report.id, conflict)

    async def _follow(self, report: PeriodReport) -> None:
        waiting = [one for one in report.deliveries if one.state is Arrival.WAITING]
        async with self.desk.counting() as counting:
            came = await _came(counting.arrivals, waiting)
        for one in waiting:
            if one.ref in came:
                async with self.desk.transaction() as uow:
                    await delivery_was_seen(uow, report.id, _seen(one, came[one.ref]), SYSTEM)


async def _content(counting: Counting, report: PeriodReport, before: PeriodReport | None) -> Content:
    """The leads are read once, for this period and for the one before it, which is counted once more."""
    uow, span = counting.uow, report.span
    oem, policy = await uow.get(Oem, report.oem), await policy_of(uow, report.oem)
    start = min(span.start, before.span.start) if before is not None else span.start
    lines: list[Line] = []
    again: list[Line] = []
    async for some in counting.courses.of(report.oem, start, min(span.end, uow.now)):
        lines += await asyncio.to_thread(lines_of, some, span, policy, uow.now)
        if before is not None:
            again += await asyncio.to_thread(lines_of, some, before.span, policy, uow.now)
    figures = await asyncio.to_thread(counted, report.oem, lines, span, uow.now)
    content = Content(oem=oem.name, figures=figures, lines=tuple(lines))
    return content if before is None else await _corrected(uow, content, before, again)


async def _corrected(
    uow: UnitOfWork, content: Content, before: PeriodReport, again: Sequence[Line]
) -> Content:
    was = await uow.frozen.content(before.id, before.edition)
    now = await asyncio.to_thread(counted, before.oem, again, before.span, uow.now)
    found = await asyncio.to_thread(corrections_of, (was.figures, was.lines), (now, again))
    return Content(
        oem=content.oem,
        figures=content.figures,
        lines=content.lines,
        corrects=before.span,
        corrections=found,
    )


async def _came(arrivals: Arrivals, waiting: Sequence[Delivery]) -> dict[str, Came]:
    said = [one.ref for one in waiting if one.channel is Channel.CHAT]
    posted = [one.ref for one in waiting if one.channel is Channel.WEBHOOK]
    return {**await arrivals.said(said), **await arrivals.posted(posted)}


def _seen(one: Delivery, came: Came) -> Delivery:
    return one.failed(came.at, came.failed) if came.failed else one.arrived(came.at, came.proof)
