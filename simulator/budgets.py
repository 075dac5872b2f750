"""Rate budgets of a bot: overall, per chat with small bursts, per group and minute (edits count too).

Telegram publishes the three figures; the sizes of the bursts are this simulator's, and so is the second that every
call adds which comes before the time it was told to wait for.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.errors import Refused, too_many_requests
from simulator.model import Chat

OVERALL_PER_S = 30
CHAT_BURST = 5
GROUP_PER_MINUTE = 20
MINUTE_S = 60.0
IMPATIENCE_S = 1.0


@dataclass(slots=True)
class Budgets:
    clock: Clock
    _overall: dict[int, deque[float]] = field(default_factory=dict)
    _chats: dict[tuple[int, int], float] = field(default_factory=dict)
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=dict)
    _away: dict[tuple[int, int], float] = field(default_factory=dict)

    def spend(self, bot: int, chat: Chat) -> None:
        key, now = (bot, chat.id), self.clock.steady()
        if now < self._away.get(key, now):
            self._away[key] += IMPATIENCE_S
            raise too_many_requests(math.ceil(self._away[key] - now))
        try:
            self._spend(key, chat, now)
        except Refused as refusal:
            self._away[key] = now + refusal.parameters["retry_after"]
            raise

    def _spend(self, key: tuple[int, int], chat: Chat, now: float) -> None:
        bot = key[0]
        overall = self._overall.setdefault(bot, deque())
        _check_window(overall, now, 1.0, OVERALL_PER_S)
        free_at = max(self._chats.get(key, now), now)
        if free_at - now > CHAT_BURST - 1:
            raise too_many_requests(math.ceil(free_at - now - CHAT_BURST + 1))
        if not chat.is_private:
            group = self._groups.setdefault(key, deque())
            _check_window(group, now, MINUTE_S, GROUP_PER_MINUTE)
            group.append(now)
        overall.append(now)
        self._chats[key] = free_at + 1.0


def _check_window(spent: deque[float], now: float, length_s: float, limit: int) -> None:
    while spent and spent[0] <= now - length_s:
        spent.popleft()
    if len(spent) >= limit:
        raise too_many_requests(max(1, math.ceil(spent[0] + length_s - now)))
