"""What lies in the stores. Each change is a movement of the ledger, checked against what there is under a lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.errors import Refused, VersionConflict
from domain.materials.movement import GONE, Held, Level, Movement, MovementKind, Piece, Place, Where
from domain.materials.pieces import carry
from domain.materials.stock_book import StockBook
from domain.money.amount import Money
from domain.people.actor import By
from domain.serials import plain_serial
from domain.words import Words, say


class Stock:
    """Refuses, in words, what cannot be; on-hand ≥ reserved ≥ 0 is a constraint of the database besides."""

    def __init__(self, book: StockBook) -> None:
        self.book = book
        self.before: dict[tuple[str, str], int] = {}
        """What was available, by store and item, before this input changed it."""

    async def level(self, store: str, item: str) -> Level:
        """As it is now, to look at."""
        return (await self.book.levels(item)).get((store, item), Level())

    async def available(self, item: str) -> Mapping[str, int]:
        return {store: level.available for (store, _), level in (await self.book.levels(item)).items()}

    async def on_hand(self, item: str) -> Mapping[str, int]:
        return {store: level.on_hand for (store, _), level in (await self.book.levels(item)).items()}

    async def reserved(self, item: str) -> Mapping[str, int]:
        return {store: level.reserved for (store, _), level in (await self.book.levels(item)).items()}

    async def out(self, lead: str) -> Mapping[str, int]:
        """What is with the lead's team, by item: issued, not yet used or returned."""
        found: dict[str, int] = {}
        for (_, item), held in (await self.book.held(lead)).items():
            found[item] = found.get(item, 0) + held.out
        return {item: count for item, count in found.items() if count}

    async def pieces_out(self, lead: str) -> Sequence[Piece]:
        return await self.book.pieces(Place(Where.OUT, lead))

    async def numbers_in(self, store: str, item: str) -> frozenset[str]:
        """Of all its pieces that lie there, as `plain_serial` has them; empty where any is not known by its number."""
        known = await self.book.pieces(Place(Where.STORE, store), item)
        whole = (await self.on_hand(item)).get(store, 0) <= len(known)
        return frozenset(plain_serial(piece.serial) for piece in known) if whole else frozenset()

    async def piece(self, serial: str) -> Piece | None:
        return await self.book.piece(plain_serial(serial))

    async def receive(  # noqa: PLR0913  what stands on a delivery note
        self,
        store: str,
        item: str,
        quantity: int,
        *,
        at: datetime,
        by: By | None = None,
        reason: str = "",
        serials: Iterable[str] = (),
        unit_cost: Money | None = None,
        document: str = "",
    ) -> None:
        move = Movement(
            kind=MovementKind.RECEIPT,
            store=store,
            item=item,
            quantity=quantity,
            at=at,
            by=by,
            reason=reason,
            serials=tuple(serials),
            unit_cost=unit_cost,
            document=document,
        )
        await self.book.level(store, item)
        await carry(self.book, move, GONE, Place(Where.STORE, store))
        await self._write(move)

    async def reserve(  # noqa: PLR0913  what, where, for whom
        self, store: str, item: str, quantity: int, *, lead: str, at: datetime, by: By | None = None
    ) -> None:
        move = _for_lead(MovementKind.RESERVE, store, item, quantity, lead, at, by)
        level = await self.book.level(store, item)
        if level.available < quantity:
            raise Refused(_not_enough(move))
        await self._write(move)

    async def release(  # noqa: PLR0913  what, where, for whom
        self, store: str, item: str, quantity: int, *, lead: str, at: datetime, by: By | None = None
    ) -> None:
        """`VersionConflict` where less is reserved for the lead: somebody was faster."""
        move = _for_lead(MovementKind.RELEASE, store, item, quantity, lead, at, by)
        if await self._reserved_for(move) < quantity:
            raise VersionConflict(f"{store} has not reserved {quantity} of {item} for {lead}")
        await self._write(move)

    async def issue(  # noqa: PLR0913  what, where, for whom
        self,
        store: str,
        item: str,
        quantity: int,
        *,
        lead: str,
        at: datetime,
        by: By | None = None,
        serials: Iterable[str] = (),
    ) -> None:
        """What is reserved for the lead goes out with its team."""
        move = _for_lead(MovementKind.ISSUE, store, item, quantity, lead, at, by, serials)
        reserved = await self._reserved_for(move)
        if reserved < quantity:
            raise Refused(
                say(
                    "{store} has reserved {reserved} of {item} for {lead}, not {quantity}.",
                    store=store,
                    reserved=reserved,
                    item=item,
                    lead=lead,
                    quantity=quantity,
                )
            )
        there = (await self.book.level(store, item)).on_hand
        await carry(self.book, move, Place(Where.STORE, store), Place(Where.OUT, lead), there=there)
        await self._write(move)

    async def give_back(  # noqa: PLR0913  what, where, for whom
        self,
        store: str,
        item: str,
        quantity: int,
        *,
        lead: str,
        at: datetime,
        by: By | None = None,
        serials: Iterable[str] = (),
    ) -> None:
        """From the lead's team into any store."""
        move = _for_lead(MovementKind.RETURN, store, item, quantity, lead, at, by, serials)
        await self.book.level(store, item)
        await self._from_team(move, Place(Where.STORE, store))

    async def use(  # noqa: PLR0913  what, where, for whom
        self,
        store: str,
        item: str,
        quantity: int,
        *,
        lead: str,
        at: datetime,
        by: By | None = None,
        serials: Iterable[str] = (),
    ) -> None:
        """Installed at the site, out of what was issued from the store."""
        move = _for_lead(MovementKind.USE, store, item, quantity, lead, at, by, serials)
        await self.book.level(store, item)
        await self._from_team(move, Place(Where.INSTALLED, lead))

    async def transfer(  # noqa: PLR0913  what, from where, to where
        self,
        source: str,
        target: str,
        item: str,
        quantity: int,
        *,
        at: datetime,
        by: By | None = None,
        reason: str = "",
        serials: Iterable[str] = (),
    ) -> None:
        if source == target:
            raise Refused(say("{item} lies in {store} already.", item=item, store=target))
        leaving = Movement(
            kind=MovementKind.TRANSFER,
            store=source,
            item=item,
            quantity=-quantity,
            at=at,
            by=by,
            reason=reason,
            serials=tuple(serials),
            other=target,
        )
        levels = {store: await self.book.level(store, item) for store in sorted({source, target})}
        if levels[source].available < quantity:
            raise Refused(_not_enough(leaving))
        here = Place(Where.STORE, source)
        await carry(self.book, leaving, here, Place(Where.STORE, target), there=levels[source].on_hand)
        await self._write(leaving)
        await self._write(replace(leaving, store=target, quantity=quantity, other=source))

    async def adjust(  # noqa: PLR0913  what stands on a count
        self,
        store: str,
        item: str,
        difference: int,
        *,
        at: datetime,
        reason: str,
        by: By | None = None,
        serials: Iterable[str] = (),
    ) -> None:
        """`serials`: those that were found, or that are missing."""
        move = Movement(
            kind=MovementKind.ADJUST,
            store=store,
            item=item,
            quantity=difference,
            at=at,
            by=by,
            reason=reason,
            serials=tuple(serials),
        )
        level = await self.book.level(store, item)
        if level.available + difference < 0:
            raise Refused(
                say(
                    "{reserved} of {item} are reserved in {store}, so at least as many must lie there. Release them first.",
                    reserved=level.reserved,
                    item=item,
                    store=store,
                )
            )
        here = Place(Where.STORE, store)
        source, to = (GONE, here) if difference > 0 else (here, GONE)
        await carry(self.book, move, source, to, there=level.on_hand)
        await self._write(move)

    async def _write(self, move: Movement) -> None:
        key = (move.store, move.item)
        if key not in self.before:
            self.before[key] = (await self.level(*key)).available
        await self.book.write(move)

    async def _reserved_for(self, move: Movement) -> int:
        """Read under the lock of the level, so that it holds until the end."""
        await self.book.level(move.store, move.item)
        held = await self.book.held(move.lead or "")
        return held.get((move.store, move.item), Held()).reserved

    async def _from_team(self, move: Movement, to: Place) -> None:
        lead = move.lead or ""
        out = (await self.out(lead)).get(move.item, 0)
        if out < move.quantity:
            raise Refused(
                say("{out} of {item} are out for {lead}, not {quantity}.", out=out, item=move.item, lead=lead, quantity=move.quantity)
            )  # fmt: skip
        await carry(self.book, move, Place(Where.OUT, lead), to, there=out)
        await self._write(move)


def _for_lead(  # noqa: PLR0913, PLR0917  the columns of the ledger
    kind: MovementKind,
    store: str,
    item: str,
    quantity: int,
    lead: str,
    at: datetime,
    by: By | None,
    serials: Iterable[str] = (),
) -> Movement:
    return Movement(
        kind=kind, store=store, item=item, quantity=quantity, lead=lead, at=at, by=by, serials=tuple(serials)
    )


def _not_enough(move: Movement) -> Words:
    return say("{store} has not enough of {item} left.", store=move.store, item=move.item)
