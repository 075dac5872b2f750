"""Leads are found by their keys, the newest first, on both engines."""

from storage.lookalikes import MOST_OF_A_KEY
from tests.storage.kept import Kept

FAR = 2**63 - 1


async def test_leads_that_share_a_key_are_found_newest_first(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.lookalikes.note("L-999", {7, FAR})
        await uow.lookalikes.note("L-1000", {7, 8})
        await uow.lookalikes.note("L-1001", {-FAR})
        assert await uow.lookalikes.sharing({7}, but="L-1") == ["L-1000", "L-999"]
        assert await uow.lookalikes.sharing({8, FAR, -FAR}, but="L-1001") == ["L-1000", "L-999"]
        assert await uow.lookalikes.sharing({1}, but="L-1") == []
        assert await uow.lookalikes.sharing(set(), but="L-1") == []


async def test_what_is_noted_anew_replaces_what_was(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.lookalikes.note("L-1", {1, 2})
        await uow.lookalikes.note("L-1", {2, 3})
        assert await uow.lookalikes.sharing({1}, but="L-2") == []
        assert await uow.lookalikes.sharing({3}, but="L-2") == ["L-1"]
        await uow.lookalikes.note("L-1", set())
        assert await uow.lookalikes.sharing({2, 3}, but="L-2") == []


async def test_however_many_share_a_key_only_the_newest_few_are_looked_at(kept: Kept) -> None:
    async with kept.begin() as uow:
        for number in range(1, MOST_OF_A_KEY + 11):
            await uow.lookalikes.note(f"L-{number}", {1})
        found = await uow.lookalikes.sharing({1}, but="L-0")
    assert found == [f"L-{number}" for number in range(MOST_OF_A_KEY + 10, 10, -1)]
