"""Too much at once: Telegram keeps a bot with too many open requests waiting, then asks it to stay away for a minute.

The figures are of its public server, which adds the updates of the last minute; they are not added here.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from simulator.errors import too_many_requests

MOST_OPEN = 1000
MOST_UPLOADS = 100
MOST_FOR_A_CHAT = 310
KEPT_WAITING_S = 3.0
AWAY_S = 60


@dataclass(slots=True)
class Crowd:
    """Counts the open calls of each bot; `limited` says whether too many are refused."""

    limited: bool
    waiting_s: float = KEPT_WAITING_S
    _open: Counter[object] = field(default_factory=Counter)

    @asynccontextmanager
    async def admitted(self, bot: int, chat: object, *, uploads: bool) -> AsyncIterator[None]:
        """Raises `Refused` (429, a minute) after the waiting when there is no room."""
        if not self.limited:
            yield
            return
        limits: dict[object, int] = {bot: MOST_OPEN}
        if chat is not None:
            limits[bot, chat] = MOST_FOR_A_CHAT
        if uploads:
            limits[bot, "uploads"] = MOST_UPLOADS
        if any(self._open[key] >= most for key, most in limits.items()):
            await asyncio.sleep(self.waiting_s)
            raise too_many_requests(AWAY_S)
        self._open.update(limits.keys())
        try:
            yield
        finally:
            self._open.subtract(limits.keys())
