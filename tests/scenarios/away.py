"""A program that is stopped and started again on the same database, while time goes by and people act."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import httpx

from tests.scenarios.town import Town

Start = Callable[[], AbstractAsyncContextManager[Town]]
AWAY: Final = "The bot was away from"


async def time_passes(telegram: httpx.AsyncClient, to: str) -> None:
    answer = await telegram.post("/sim/clock", json={"to": to})
    assert answer.is_success, answer.text


async def is_alive_at(town: Town, moment: str) -> None:
    """The last moment at which the program is seen: its heart beats by the machine's seconds, not by the town's."""
    await town.clock_to(moment)
    await town.parts.heartbeat.beat(town.parts.clock.now())
    await town.skip()


async def was_told_of_the_outage(town: Town, *but: int) -> None:
    """Each desk and team is asked to tap again, before anything else."""
    for chat in [chat["id"] for chat in (await town.sim.get("/sim/chats")).json()]:
        if chat < 0 and chat not in but:
            await town.told(chat, AWAY)
