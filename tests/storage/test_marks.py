"""The port of marks: one of each sort for a visit and team, counted over a window."""

import asyncio
from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.visits.marks import Mark, Sort
from domain.words import say
from tests.build import NOW, a_mark
from tests.storage.kept import Kept

DAY = timedelta(days=1)
TEAMS = ("sunrise", "dawn")


async def noted(kept: Kept, *marks: Mark) -> None:
    async with kept.begin() as uow:
        await uow.marks.note(marks)


async def counted(kept: Kept, days: int = 90) -> dict[str, dict[tuple[Sort, bool], int]]:
    async with kept.begin() as uow:
        found = await uow.marks.counted(TEAMS, NOW - days * DAY)
    return {team: dict(of_team) for team, of_team in found.items()}


async def test_the_same_mark_counts_once(kept: Kept) -> None:
    await noted(kept, a_mark(), a_mark())
    await noted(kept, a_mark(at=NOW + DAY))
    assert await counted(kept) == {"sunrise": {(Sort.ON_TIME, True): 1}}


async def test_each_visit_team_and_sort_counts_for_itself(kept: Kept) -> None:
    await noted(
        kept,
        a_mark(),
        a_mark(visit="S-7-1"),
        a_mark(team="dawn", good=False),
        a_mark(team="elsewhere"),
        a_mark(sort=Sort.BACK_OUT, good=False),
    )
    assert await counted(kept) == {
        "sunrise": {(Sort.ON_TIME, True): 2, (Sort.BACK_OUT, False): 1},
        "dawn": {(Sort.ON_TIME, False): 1},
    }


async def test_what_lies_before_the_window_does_not_count(kept: Kept) -> None:
    await noted(kept, a_mark(at=NOW - 90 * DAY), a_mark(visit="S-7-1", at=NOW - 91 * DAY))
    assert await counted(kept) == {"sunrise": {(Sort.ON_TIME, True): 1}}
    assert await counted(kept, days=30) == {}


@pytest.mark.parametrize(
    ("sort", "left"), [(Sort.FIRST_TIME_RIGHT, False), (Sort.ON_TIME, True), (Sort.ACKNOWLEDGED, True)]
)
async def test_only_first_time_right_is_turned_over_by_a_bad_one(
    kept: Kept,
    sort: Sort,
    left: bool,  # noqa: FBT001  a column of the table
) -> None:
    await noted(kept, a_mark(sort=sort))
    await noted(kept, a_mark(sort=sort, good=False, at=NOW + DAY))
    assert await counted(kept) == {"sunrise": {(sort, left): 1}}
    await noted(kept, a_mark(sort=sort, good=True, at=NOW + DAY))
    assert await counted(kept) == {"sunrise": {(sort, left): 1}}


async def test_what_is_rolled_back_was_never_set(kept: Kept) -> None:
    async def fail() -> None:
        async with kept.begin() as uow:
            await uow.marks.note([a_mark()])
            raise Refused(say("No."))

    with pytest.raises(Refused):
        await fail()
    assert await counted(kept) == {}


async def test_two_at_once_count_once(kept: Kept) -> None:
    await asyncio.gather(*(noted(kept, a_mark()) for _ in range(8)))
    assert await counted(kept) == {"sunrise": {(Sort.ON_TIME, True): 1}}
