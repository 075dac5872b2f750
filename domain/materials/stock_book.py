"""The port below the stock: the rows that a database keeps of it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.materials.movement import Held, Level, Movement, Piece, Place
from domain.money.amount import Money


class StockBook(Protocol):
    """The rows: levels by store and item, the movements that made them, and where each numbered piece is."""

    async def levels(self, item: str | None = None) -> Mapping[tuple[str, str], Level]:
        """By store and item."""

    async def level(self, store: str, item: str) -> Level:
        """To be changed: nobody else changes it until this transaction ends."""

    async def held(self, lead: str) -> Mapping[tuple[str, str], Held]:
        """By store and item; what was issued from one store and returned to another counts below zero there."""

    async def write(self, movement: Movement) -> None:
        """The movement and what it does to the level; `VersionConflict` where the level would break."""

    async def movements(
        self,
        *,
        item: str | None = None,
        store: str | None = None,
        lead: str | None = None,
        document: str | None = None,
        limit: int = 50,
    ) -> Sequence[Movement]:
        """Newest first."""

    async def last_cost(self, item: str) -> Money | None:
        """What a unit cost when it last came with its cost."""

    async def piece(self, serial: str) -> Piece | None: ...
    async def pieces(self, place: Place, item: str | None = None) -> Sequence[Piece]: ...
    async def put(self, piece: Piece) -> None: ...
