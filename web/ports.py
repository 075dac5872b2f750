"""What the web needs of the rooms below it."""

from collections.abc import AsyncIterator, Mapping, MutableSet, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events import Event
from domain.instant import Clock
from domain.leads.listing import LeadFilter, Listed, Place
from domain.leads.stages import Stage
from domain.owed import NextAction
from domain.people.addresses import Reach
from domain.people.endpoint import PostState, Standing
from domain.unit_of_work import UnitOfWork
from domain.words import Speak
from web.rates import Quota, Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that names itself: the same OEM, route and key mean the same request for 72 hours."""

    oem: str
    route: str
    key: str
    body_sha256: str


class Remembered(Protocol):
    """What a request was answered with, and the body it was asked with."""

    @property
    def body_sha256(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...


class IdempotentRequests(Protocol):
    async def begin(self, asked: Asked, now: datetime) -> Remembered | None:
        """The answer given before, if any; `Refused` while the same request is being handled elsewhere."""

    async def finish(self, asked: Asked, status: int, body: str, now: datetime) -> None:
        """Commits with what the request has changed."""


class Screens(Protocol):
    """Plain queries, made for what is shown."""

    async def leads(
        self, oem: str | None, wanted: LeadFilter, *, after: Place | None, limit: int
    ) -> Sequence[Listed]:
        """Of one OEM, or of all; `after` is the place of the last one seen. The order: see `LeadFilter`."""

    async def trial_leads(
        self, oem: str, wanted: LeadFilter, *, after: Place | None, limit: int
    ) -> Sequence[Listed]:
        """As `leads`, of those that sandbox keys have made."""

    async def changed_at(self, lead: str) -> datetime | None: ...
    async def owed(self, leads: Sequence[str]) -> Mapping[str, NextAction]: ...
    async def timeline(self, *of: str) -> Sequence[Event]:
        """Oldest first."""

    async def latest_lead(self) -> str | None:
        """The lead of which there is news: what somebody has done counts, what a timer said does not."""

    async def stages(self) -> Mapping[Stage, int]: ...
    async def overdue(self, now: datetime, limit: int) -> Sequence[tuple[str, NextAction]]:
        """Longest overdue first, each with the lead, or the payment that belongs to none."""

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest input not yet handled came in."""

    async def archived(self, unique_ids: Sequence[str]) -> Mapping[str, str]:
        """Picture → SHA-256, for those whose bytes are in the media store."""

    async def posts(
        self, endpoint: str, state: PostState | None, *, before: int | None, limit: int
    ) -> Sequence[Standing]:
        """The webhooks of one endpoint, newest first; `before` is the place of the last one seen."""

    async def has_post(self, endpoint: str, post: str) -> bool: ...
    async def failing_since(self, endpoints: Sequence[str]) -> Mapping[str, datetime]:
        """Of those endpoints whose last message did not arrive: since when nothing has."""


class Arrival(Protocol):
    """A file on its way in."""

    @property
    def size(self) -> int:
        """Of what has come."""

    async def write(self, piece: bytes) -> None: ...
    async def content(self) -> bytes:
        """All of it: for what is known to be small."""

    async def keep(self) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal."""


class Pieces(Protocol):
    """Enough to give a kept file out."""

    async def size(self, sha256: str) -> int:
        """Raises KeyError."""

    def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `end`, without the last, a piece at a time. Raises KeyError."""


class Media(Pieces, Protocol):
    async def put(self, content: bytes) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal."""

    async def get(self, sha256: str) -> bytes: ...
    def arriving(self) -> AbstractAsyncContextManager[Arrival]:
        """A file that comes piece by piece: what is not kept when the block ends is gone."""


class Sessions(Protocol):
    async def sweep(self, now: datetime) -> None:
        """Sign-in links and sessions that have long been over go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One request's transaction: settled and committed when its block ends well, undone when it raises."""

    uow: UnitOfWork
    screens: Screens
    requests: IdempotentRequests
    sessions: Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    uow: UnitOfWork
    screens: Screens


class Uses(Protocol):
    """When each key was last used."""

    def note(self, key: str, now: datetime) -> None:
        """Returns at once; what is written is written later, and seldom."""


class Ports(Protocol):
    """Raises Unavailable where the database or the media store cannot be reached."""

    @property
    def clock(self) -> Clock: ...
    @property
    def media(self) -> Media: ...
    @property
    def address(self) -> str:
        """How people reach us, for example `https://ops.example.org`."""

    @property
    def speak(self) -> Speak:
        """The language of who reads over HTTP."""

    def speak_in(self, language: str) -> Speak:
        """The language of who has chosen one."""

    @property
    def in_flight(self) -> MutableSet[tuple[str, str, str]]:
        """OEM, route and key of the requests that name themselves and are being handled in this process."""

    @property
    def reach(self) -> Reach:
        """Which addresses an endpoint may have."""

    @property
    def quota(self) -> Quota: ...
    @property
    def rates(self) -> Rates: ...
    @property
    def uses(self) -> Uses: ...
    def transaction(self) -> AbstractAsyncContextManager[Writing]: ...
    def reading(self) -> AbstractAsyncContextManager[Reading]: ...
