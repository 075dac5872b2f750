"""Sends reports by e-mail: each letter is claimed, tried, and what came of it noted in the report itself.

There is no queue beside the reports that could differ from them. A process that dies over a letter leaves it due again,
and then it goes out under the same Message-ID.
"""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from documents.period_letter import period_letter
from documents.periods import TYPES
from domain.errors import Rejected, Unavailable, VersionConflict
from domain.instant import Clock
from domain.people.actor import SYSTEM
from domain.reporting.letter import Attached, Letter, next_try
from domain.reporting.period_report import Delivery, PeriodReport
from domain.reporting.periods import claim_letters, delivery_was_seen
from domain.unit_of_work import UnitOfWork
from domain.words import Speak
from jobs.ports import Sleep

AT_ONCE: Final = 4
_NOTE_AGAIN: Final = 6
_log = logging.getLogger(__name__)


class Send(Protocol):
    async def __call__(self, letter: Letter, /) -> str:
        """What the server said when it took it over. Raises Unavailable and Rejected."""


class Store(Protocol):
    async def get(self, sha256: str) -> bytes: ...


class Looking(Protocol):
    @property
    def uow(self) -> UnitOfWork: ...


class Desk(Protocol):
    """Raises Unavailable where the database cannot be reached."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Settled and committed when its block ends well; what it causes goes out."""

    def reading(self) -> AbstractAsyncContextManager[Looking]: ...


@dataclass(slots=True, kw_only=True)
class Letters:
    """`send` is None where no mail server is set up."""

    desk: Desk
    media: Store
    clock: Clock
    speak: Speak
    send: Send | None
    sleep: Sleep = asyncio.sleep
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _noting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def work(self) -> None:
        """Everything that is due, a few letters at a time."""
        async with self._turn:
            for report in await self._due():
                while claimed := await self._claimed(report):
                    async with asyncio.TaskGroup() as tasks:
                        for one in claimed:
                            tasks.create_task(self._carry(report, one))

    async def _due(self) -> list[str]:
        async with self.desk.reading() as looking:
            found = await looking.uow.all(PeriodReport, on_its_way=True)
        return [report.id for report in found if report.letters(self.clock.now())]

    async def _claimed(self, report: str) -> tuple[Delivery, ...]:
        try:
            async with self.desk.transaction() as uow:
                return await claim_letters(uow, report, AT_ONCE, SYSTEM)
        except (VersionConflict, Unavailable) as error:
            _log.info("the letters of %s wait for their next turn: %s", report, error)
            return ()

    async def _carry(self, report: str, claimed: Delivery) -> None:
        seen = await self._tried(report, claimed)
        async with self._noting:
            await self._note(report, seen)

    async def _tried(self, report: str, claimed: Delivery) -> Delivery:
        if self.send is None:
            return claimed.failed(self.clock.now(), "no mail server is set up")
        try:
            said = await self.send(await self._letter(report, claimed))
        except Rejected as error:
            return claimed.failed(self.clock.now(), str(error))
        except Unavailable as error:
            return self._not_yet(claimed, str(error))
        except Exception as error:  # noqa: BLE001  a bug of ours must not hold the letter back without a trace
            _log.exception("a letter of %s could not be sent", report)
            return claimed.failed(self.clock.now(), f"a fault of ours: {type(error).__name__}")
        return claimed.arrived(self.clock.now(), said)

    def _not_yet(self, claimed: Delivery, why: str) -> Delivery:
        now = self.clock.now()
        again_at = next_try(claimed.tries, now)
        if again_at is None:
            return claimed.failed(now, f"given up after {claimed.tries} tries: {why}")
        return claimed.later(again_at, why)

    async def _letter(self, report_id: str, claimed: Delivery) -> Letter:
        async with self.desk.reading() as looking:
            report = await looking.uow.get(PeriodReport, report_id)
            content = await looking.uow.frozen.content(report.id, report.edition)
        attached = [
            Attached(name=paper.name, kind=TYPES[kind], content=await self.media.get(paper.sha256))
            for kind in TYPES
            for paper in (report.paper(kind),)
        ]
        return period_letter(report, claimed, content, tuple(attached), self.speak)

    async def _note(self, report: str, seen: Delivery) -> None:
        for left in reversed(range(_NOTE_AGAIN)):
            try:
                async with self.desk.transaction() as uow:
                    await delivery_was_seen(uow, report, seen, SYSTEM)
                    break
            except (Unavailable, VersionConflict) as error:
                _log.warning("what became of a letter of %s is noted again: %s", report, error)
                if left:
                    await self.sleep(1)
