"""What the ports forbid to break: two visits of one team at a time, and more of them a day than it has places."""

import asyncio
from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import DomainError, VersionConflict
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from tests.build import TOMORROW
from tests.storage.kept import Kept

HOUR: Final = timedelta(hours=1)
DAY: Final = date(2026, 11, 24)


async def take(uow: UnitOfWork, team: str, slot: Slot, visit: str, *, most: int = 9) -> None:
    await uow.capacity.take(team, slot, visit, day=DAY, most=most)


async def taken(uow: UnitOfWork, slot: Slot) -> list[tuple[str, Slot]]:
    found = await uow.capacity.taken(["sunrise", "dawn"], slot.start, slot.end)
    return [(one.team, one.slot) for one in found]


async def test_a_team_is_taken_and_free_again(kept: Kept) -> None:
    async with kept.begin() as uow:
        await take(uow, "sunrise", TOMORROW, "S-1042-1")
    with pytest.raises(DomainError, match="another visit"):
        async with kept.begin() as uow:
            await take(uow, "sunrise", TOMORROW, "S-7-1")
    async with kept.begin() as uow:
        await uow.capacity.free("S-1042-1")
        await take(uow, "sunrise", TOMORROW, "S-7-1")
        assert await taken(uow, TOMORROW) == [("sunrise", TOMORROW)]


def shifted(hours: float, length: float = 2) -> Slot:
    start = TOMORROW.start + hours * HOUR
    return Slot(start=start, end=start + length * HOUR)


@pytest.mark.parametrize(
    ("slot", "clashes"),
    [
        (shifted(0), True),
        (shifted(-1.5), True),
        (shifted(1.5), True),
        (shifted(0.5, 1), True),
        (shifted(-1, 4), True),
        (shifted(-2), False),
        (shifted(2), False),
        (shifted(24), False),
    ],
)
async def test_overlapping_visits_of_one_team_clash(kept: Kept, slot: Slot, clashes: bool) -> None:  # noqa: FBT001  a column of the table
    async with kept.begin() as uow:
        await take(uow, "sunrise", TOMORROW, "S-1042-1")
        await take(uow, "dawn", slot, "S-8-1")
    async with kept.begin() as uow:
        seen = await taken(uow, slot)
        assert ("sunrise" in {team for team, _ in seen}) is clashes
        if not clashes:
            await take(uow, "sunrise", slot, "S-7-1")
            return
        with pytest.raises(DomainError):
            await take(uow, "sunrise", slot, "S-7-1")


async def test_a_team_has_so_many_places_a_day_and_no_more(kept: Kept) -> None:
    async with kept.begin() as uow:
        await take(uow, "sunrise", shifted(0), "S-1-1", most=2)
        await take(uow, "sunrise", shifted(2), "S-2-1", most=2)
        assert await uow.capacity.places(["sunrise"], DAY, DAY) == {("sunrise", DAY): 2}
    with pytest.raises(DomainError, match="no free place left"):
        async with kept.begin() as uow:
            await take(uow, "sunrise", shifted(4), "S-3-1", most=2)
    async with kept.begin() as uow:
        await uow.capacity.free("S-1-1")
        await take(uow, "sunrise", shifted(4), "S-3-1", most=2)


async def test_a_visit_that_was_made_has_used_its_place_and_frees_its_time(kept: Kept) -> None:
    async with kept.begin() as uow:
        await take(uow, "sunrise", shifted(0), "S-1-1", most=2)
        await uow.capacity.finish("S-1-1")
        assert await taken(uow, shifted(0)) == []
        assert await uow.capacity.places(["sunrise"], DAY, DAY) == {("sunrise", DAY): 1}
        await take(uow, "sunrise", shifted(0), "S-2-1", most=2)
    with pytest.raises(DomainError, match="no free place left"):
        async with kept.begin() as uow:
            await take(uow, "sunrise", shifted(4), "S-3-1", most=2)


async def test_a_look_at_a_part_of_the_window_sees_the_team_as_taken(kept: Kept) -> None:
    async with kept.begin() as uow:
        await take(uow, "sunrise", TOMORROW, "S-1042-1")
        seen = await taken(uow, shifted(1 / 4, 1 / 12))
    assert [team for team, _ in seen] == ["sunrise"]


async def test_two_hundred_customers_at_once_book_the_team_exactly_once(kept: Kept) -> None:
    async def book(number: int) -> bool:
        try:
            async with kept.begin() as uow:
                await take(uow, "sunrise", TOMORROW, f"S-{number}-1")
        except (DomainError, VersionConflict):
            return False
        return True

    booked = await asyncio.gather(*(book(number) for number in range(200)))
    assert sum(booked) == 1
    async with kept.begin() as uow:
        assert await taken(uow, TOMORROW) == [("sunrise", TOMORROW)]
