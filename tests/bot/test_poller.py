import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.intake import Intake
from bot.poller import ALLOWED_UPDATES, CannotPoll, Poller
from domain.errors import Unavailable
from jobs.answers import ApiAnswer, Conflict, NotSent, Ok, RetryAfter, Unauthorized, Unknown

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


class World:
    """Telegram, the inbox, the clock and the bed: everything in the order in which it happened is in `story`."""

    def __init__(self, *polls: ApiAnswer) -> None:
        self.polls = list(polls)
        self.story: list[tuple[str, Any]] = []
        self.me: list[ApiAnswer] = []
        self.webhook = ""
        self.away = 0

    def now(self) -> datetime:
        return NOW

    async def call(self, method: str, params: Mapping[str, Any]) -> ApiAnswer:
        if self.me:
            return self.me.pop(0)
        return Ok({"id": 7}) if method == "getMe" else Ok({"url": self.webhook, **params})

    async def poll(self, params: Mapping[str, Any], seconds: float) -> ApiAnswer:
        self.story.append(("poll", params.get("offset")))
        assert params["allowed_updates"] == ALLOWED_UPDATES
        assert seconds > 0
        if not self.polls:
            await asyncio.Event().wait()
        return self.polls.pop(0)

    async def store(self, bot_id: int, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
        assert (bot_id, now) == (7, NOW)
        if self.away:
            self.away -= 1
            raise Unavailable("locked")
        self.story.append(("stored", [told["update_id"] for told in updates]))

    def since_start(self) -> float:
        """Each answered poll took half a minute."""
        return 30.0 * sum(what == "poll" for what, _ in self.story)

    async def sleep(self, seconds: float) -> None:
        self.story.append(("slept", seconds))

    async def poll_to_the_end(self) -> None:
        intake = Intake(store=self, clock=self, stored=lambda: self.story.append(("woken", None)))
        poller = Poller(self, intake, jitter=lambda: 1.0, sleep=self.sleep, seconds=self.since_start)
        work = asyncio.create_task(poller.run())
        for _ in range(200):
            await asyncio.sleep(0)
        if work.done():
            await work
        work.cancel()


def updates(*numbers: int) -> Ok:
    return Ok([{"update_id": number} for number in numbers])


async def test_an_update_is_acknowledged_only_after_it_is_stored() -> None:
    world = World(updates(5, 6), updates(), updates(7))
    await world.poll_to_the_end()
    assert world.story == [
        ("poll", None),
        ("stored", [5, 6]),
        ("woken", None),
        ("poll", 7),
        ("poll", 7),
        ("stored", [7]),
        ("woken", None),
        ("poll", 8),
    ]


async def test_lower_ids_after_a_restart_of_the_server_are_kept_too() -> None:
    world = World(updates(900), updates(3))
    await world.poll_to_the_end()
    assert ("stored", [3]) in world.story
    assert world.story[-1] == ("poll", 4)


async def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_lost() -> None:
    world = World(updates(5))
    world.away = 3
    await world.poll_to_the_end()
    assert [what for what, _ in world.story] == ["poll", "slept", "slept", "slept", "stored", "woken", "poll"]


@pytest.mark.parametrize("fault", [NotSent("refused"), Unknown("502")])
async def test_a_server_in_trouble_is_asked_again_less_and_less_often(fault: ApiAnswer) -> None:
    world = World(*[fault] * 10, updates(5))
    await world.poll_to_the_end()
    naps = [seconds for what, seconds in world.story if what == "slept"]
    assert naps == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert ("stored", [5]) in world.story


async def test_a_pause_asked_for_is_kept() -> None:
    world = World(RetryAfter(35))
    await world.poll_to_the_end()
    assert world.story == [("poll", None), ("slept", 35), ("poll", None)]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Unauthorized("Unauthorized"), "set TELEGRAM_TOKEN"),
        (Conflict("Conflict: terminated by other getUpdates request"), "Another program polls"),
        (Conflict("Conflict: can't use getUpdates method while webhook is active"), "webhook is set"),
    ],
)
async def test_what_somebody_must_mend_ends_the_poll_with_one_sentence(
    fault: ApiAnswer, sentence: str
) -> None:
    with pytest.raises(CannotPoll, match=sentence):
        await World(fault).poll_to_the_end()


async def test_a_wrong_token_is_said_at_the_start() -> None:
    world = World()
    world.me = [Unauthorized("Unauthorized")]
    with pytest.raises(CannotPoll, match="TELEGRAM_TOKEN"):
        await world.poll_to_the_end()


async def test_a_webhook_that_is_set_is_said_without_its_secret_path() -> None:
    world = World()
    world.webhook = "https://old.example/hook/secret-path"
    with pytest.raises(CannotPoll, match=r"old\.example\)") as told:
        await world.poll_to_the_end()
    assert "secret-path" not in str(told.value)


async def test_the_start_waits_for_a_server_that_is_away() -> None:
    world = World(updates(5))
    world.me = [NotSent("refused"), Unknown("502")]
    await world.poll_to_the_end()
    assert ("stored", [5]) in world.story


async def test_of_two_programs_the_one_that_has_polled_for_long_stays() -> None:
    taken = Conflict("Conflict: terminated by other getUpdates request")
    world = World(updates(), updates(), updates(), updates(5), taken, updates(6))
    await world.poll_to_the_end()
    assert ("stored", [6]) in world.story


async def test_of_two_programs_the_newcomer_gives_up() -> None:
    world = World(updates(), Conflict("Conflict: terminated by other getUpdates request"), updates(6))
    with pytest.raises(CannotPoll, match="Another program polls"):
        await world.poll_to_the_end()
