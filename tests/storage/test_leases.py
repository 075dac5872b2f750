import asyncio
from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.leases import Heartbeat, Leases

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


async def test_a_lease_has_one_holder(database: Database) -> None:
    leases = Leases(database)
    assert await leases.take("poller", "a", NOW)
    assert await leases.take("poller", "b", NOW + timedelta(seconds=29)) is None


async def test_an_expired_lease_goes_to_the_next_with_a_higher_fence(database: Database) -> None:
    leases = Leases(database)
    first = await leases.take("poller", "a", NOW)
    second = await leases.take("poller", "b", NOW + timedelta(seconds=30))
    assert first
    assert second
    assert second.fence > first.fence
    assert not await leases.renew(first, NOW + timedelta(seconds=31))
    async with database.begin() as connection:
        assert [await leases.held(connection, lease) for lease in (first, second)] == [False, True]


async def test_a_renewed_lease_is_kept(database: Database) -> None:
    leases = Leases(database)
    lease = await leases.take("poller", "a", NOW)
    assert lease
    assert await leases.renew(lease, NOW + timedelta(seconds=20))
    assert await leases.take("poller", "b", NOW + timedelta(seconds=45)) is None


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    leases = Leases(database)
    lease = await leases.take("poller", "a", NOW)
    assert lease
    await leases.release(lease)
    assert await leases.take("poller", "b", NOW)


async def test_of_many_who_want_it_at_once_one_gets_it(database: Database) -> None:
    taken = await asyncio.gather(*(Leases(database).take("poller", f"worker {n}", NOW) for n in range(8)))
    assert sum(lease is not None for lease in taken) == 1


async def test_an_outage_longer_than_a_tap_lives_is_told_afterwards(database: Database) -> None:
    heartbeat = Heartbeat(database)
    assert await heartbeat.outage_since(NOW) is None
    await heartbeat.beat(NOW - timedelta(hours=1))
    await heartbeat.beat(NOW)
    assert await heartbeat.outage_since(NOW + timedelta(seconds=150)) is None
    assert await heartbeat.outage_since(NOW + timedelta(seconds=151)) == NOW
