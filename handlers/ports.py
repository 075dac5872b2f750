"""What the chat's steps ask beside the unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.events import Event
from domain.leads.stages import Stage
from domain.owed import NextAction, Owed
from domain.people.actor import Actor


class Screens(Protocol):
    """Plain queries, made for what is shown."""

    async def owed_by(self, actor: Actor, limit: int = 50) -> Sequence[tuple[str, NextAction]]: ...
    async def overdue_counts(self, now: datetime) -> Mapping[Owed, int]: ...
    async def stages(self) -> Mapping[Stage, int]: ...
    async def timeline(self, *of: str) -> Sequence[Event]: ...
    async def undelivered(self, limit: int = 20) -> Sequence[tuple[datetime, str, str, str]]: ...
    async def find(self, text: str, limit: int = 8) -> list[str]: ...
    async def archived(self, unique_ids: Sequence[str]) -> Mapping[str, str]:
        """Picture → SHA-256, for those whose bytes are in the media store."""


class Links(Protocol):
    def start(self, token: str) -> str:
        """The deep link that hands this token to the bot in a private chat."""

    def portal(self, secret: str) -> str:
        """The page where this secret signs in to the portal."""

    def review(self, secret: str, visit: str) -> str:
        """The same, and from there to the report of this visit."""

    @property
    def has_pages(self) -> bool:
        """Whether people can reach our pages: there is an address that is known outside."""

    def page(self, token: str) -> str:
        """The customer's page that this token opens."""

    def payment(self, payment: str, token: str) -> str:
        """The page of the payment that this token opens."""

    def report(self, visit: str, token: str) -> str:
        """The page of the visit's report that this token opens."""
