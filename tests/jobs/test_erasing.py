"""Bytes of erased leads go, those that somebody else still has stay, and a store out of reach is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.errors import Unavailable
from jobs.erasing import Eraser


@dataclass
class Erasing:
    waiting: list[str]
    used: frozenset[str] = frozenset()

    async def due(self, limit: int) -> Sequence[str]:
        return self.waiting[:limit]

    async def is_used(self, sha256: str) -> bool:
        return sha256 in self.used

    async def gone(self, sha256: str) -> None:
        self.waiting.remove(sha256)


@dataclass
class Store:
    kept: set[str]
    away: set[str] = field(default_factory=set)

    async def delete(self, sha256: str) -> None:
        if sha256 in self.away:
            raise Unavailable(sha256)
        self.kept.discard(sha256)


async def test_the_bytes_go_and_are_not_waited_for_again() -> None:
    erasing, store = Erasing(["a", "b"]), Store({"a", "b", "c"})
    await Eraser(erasing, store).erase_due()
    assert (store.kept, erasing.waiting) == ({"c"}, [])


async def test_a_file_that_another_lead_has_too_stays() -> None:
    erasing, store = Erasing(["a"], frozenset({"a"})), Store({"a"})
    await Eraser(erasing, store).erase_due()
    assert (store.kept, erasing.waiting) == ({"a"}, [])


async def test_what_cannot_be_reached_now_is_tried_again_and_stops_nothing_else() -> None:
    erasing, store = Erasing(["a", "b"]), Store({"a", "b"}, {"a"})
    eraser = Eraser(erasing, store)
    await eraser.erase_due()
    assert (store.kept, erasing.waiting) == ({"a"}, ["a"])
    store.away.clear()
    await eraser.erase_due()
    assert (store.kept, erasing.waiting) == (set(), [])
