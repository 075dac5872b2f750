"""The program's time: the machine's, or that of a simulator on whose clock it runs."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp

_log = logging.getLogger(__name__)
PATIENCE: Final = aiohttp.ClientTimeout(total=40, connect=5)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  the one place that asks the machine


class RemoteClock:
    """Follows a clock served over HTTP (`GET ?after=&timeout=` → `{now, frozen, revision}`).

    Between two answers it runs on by the machine's own time, or stands still where the served one is frozen.
    """

    def __init__(self, url: str, moved: Callable[[], None]) -> None:
        self._url = url
        self._moved = moved
        self._machine = SystemClock()
        self._offset = timedelta(0)
        self._frozen_at: datetime | None = None
        self._revision = -1
        self._session: aiohttp.ClientSession | None = None

    def now(self) -> datetime:
        return self._frozen_at or self._machine.now() + self._offset

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=PATIENCE)
        self._take(await self._ask({}))

    async def follow(self) -> None:
        """Runs until cancelled; `moved` is called whenever somebody has moved the clock."""
        while True:
            try:
                told = await self._ask({"after": str(self._revision), "timeout": "25"})
            except (aiohttp.ClientError, TimeoutError) as error:
                _log.warning("the clock cannot be read: %s", error)
                await asyncio.sleep(1)
                continue
            if told["revision"] != self._revision:
                self._take(told)
                self._moved()

    async def wake_at(self, moment: datetime | None) -> None:
        """Tell the clock when this program wants to look again, so that somebody may jump there."""
        if self._session is None:
            return
        body = {"wake": {"who": "chargeops", "at": moment.isoformat() if moment else None}}
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(self._url, json=body):
                pass

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _ask(self, params: dict[str, str]) -> Any:  # noqa: ANN401  JSON
        assert self._session is not None  # noqa: S101  start() has been called
        async with self._session.get(self._url, params=params) as answer:
            return await answer.json()

    def _take(self, told: dict[str, Any]) -> None:
        served = datetime.fromisoformat(told["now"])
        self._offset = served - self._machine.now()
        self._frozen_at = served if told["frozen"] else None
        self._revision = told["revision"]
