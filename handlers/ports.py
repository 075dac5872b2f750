"""What the chat's steps ask beside the unit of work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.events import Event
from domain.owed import NextAction
from domain.people.actor import Actor


class OwedItem(Protocol):
    @property
    def item(self) -> str: ...
    @property
    def action(self) -> NextAction: ...


class Desk(Protocol):
    async def owed_by(self, actor: Actor, limit: int = 50) -> Sequence[OwedItem]: ...
    async def count_owed_by(self, actor: Actor) -> int: ...
    async def stages(self) -> dict[str, int]: ...
    async def overdue(self, now: datetime) -> Sequence[OwedItem]: ...
    async def timeline(self, lead: str, limit: int = 60) -> Sequence[Event]: ...
    async def find(self, text: str, limit: int = 8) -> list[str]: ...


class Links(Protocol):
    def start(self, token: str) -> str:
        """The deep link that hands this token to the bot in a private chat."""
