"""How much Telegram lets a bot say: 30 a second overall, 1 a second per chat, 20 a minute per group.

A part of each is kept for alerts, so that none waits behind ordinary messages. Edits count like messages, an album like as many. The figures are Telegram's FAQ's; small bursts to one chat are tolerated. Pure: every
question carries the time at which it is asked.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `calls` within any stretch of `within`."""

    calls: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What ordinary messages may use, and all of it, the rest of which is kept for alerts."""

    ordinary: tuple[Limit, ...]
    whole: tuple[Limit, ...]

    def of(self, *, urgent: bool) -> tuple[Limit, ...]:
        return self.whole if urgent else self.ordinary


SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
OVERALL: Final = Limits(
    ordinary=(Limit(calls=26, within=SECOND),),
    whole=(Limit(calls=30, within=SECOND),),
)
CHAT: Final = Limits(
    ordinary=(Limit(calls=3, within=3 * SECOND),),
    whole=(Limit(calls=4, within=3 * SECOND),),
)
GROUP: Final = Limits(
    ordinary=(*CHAT.ordinary, Limit(calls=15, within=MINUTE)),
    whole=(*CHAT.whole, Limit(calls=20, within=MINUTE)),
)


class Window:
    """Remembers when it was spent from, only as far back as its limits look."""

    __slots__ = ("_limits", "_spent")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spent: deque[datetime] = deque(maxlen=max(limit.calls for limit in limits.whole))

    def free_at(self, now: datetime, calls: int = 1, *, urgent: bool = False) -> datetime:
        """The earliest moment, from now on, at which that many calls fit (an album counts once for each picture)."""
        moment = now
        for limit in self._limits.of(urgent=urgent):
            nth = limit.calls - min(calls, limit.calls) + 1
            if len(self._spent) >= nth:
                moment = max(moment, self._spent[-nth] + limit.within)
        return moment

    def room(self, now: datetime, *, urgent: bool = False) -> int:
        """How many calls fit now."""
        room = min(
            limit.calls - sum(moment > now - limit.within for moment in self._spent)
            for limit in self._limits.of(urgent=urgent)
        )
        return max(0, room)

    def spend(self, now: datetime, calls: int = 1) -> None:
        self._spent.extend([now] * calls)

    def refund(self, spent_at: datetime) -> None:
        if spent_at in self._spent:
            self._spent.remove(spent_at)

    def is_idle(self, now: datetime) -> bool:
        return not self._spent or all(self._spent[-1] + limit.within <= now for limit in self._limits.whole)


class Budgets:
    """`enabled=False` lets everything through (a Bot API server of one's own, a benchmark).

    `urgent` is asked for an alert: it may use what ordinary messages must leave.
    """

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._overall = Window(OVERALL)
        self._chats: dict[int, Window] = {}

    def room(self, now: datetime, at_most: int, *, urgent: bool = False) -> int:
        """How many calls the bot as a whole may make now."""
        return min(at_most, self._overall.room(now, urgent=urgent)) if self._enabled else at_most

    def free_at(self, chat_id: int, now: datetime, calls: int = 1, *, urgent: bool = False) -> datetime:
        """When that many calls to this chat may be made; `now` if at once."""
        if not self._enabled:
            return now
        window = self._chats.get(chat_id)
        own = window.free_at(now, calls, urgent=urgent) if window else now
        return max(self._overall.free_at(now, calls, urgent=urgent), own)

    def overall_free_at(self, now: datetime, *, urgent: bool = False) -> datetime:
        return self._overall.free_at(now, urgent=urgent) if self._enabled else now

    def busy(self, now: datetime, *, urgent: bool = False) -> dict[int, datetime]:
        """The chats that must wait, and until when."""
        free = {chat: window.free_at(now, urgent=urgent) for chat, window in self._chats.items()}
        return {chat: until for chat, until in free.items() if until > now}

    def spend(self, chat_id: int, now: datetime, calls: int = 1) -> None:
        if not self._enabled:
            return
        self._overall.spend(now, calls)
        if chat_id not in self._chats:
            self._forget_idle(now)
            self._chats[chat_id] = Window(GROUP if chat_id < 0 else CHAT)
        self._chats[chat_id].spend(now, calls)

    def refund(self, chat_id: int, spent_at: datetime) -> None:
        """A call that was reserved turned out not to be needed."""
        self._overall.refund(spent_at)
        if window := self._chats.get(chat_id):
            window.refund(spent_at)

    def _forget_idle(self, now: datetime) -> None:
        for chat in [chat for chat, window in self._chats.items() if window.is_idle(now)]:
            del self._chats[chat]


class Pauses:
    """What Telegram's `retry_after` asked for: a pause of that chat, and of everything where many chats are told so."""

    MANY: Final = 3
    WITHIN: Final = timedelta(seconds=5)

    def __init__(self) -> None:
        self._until: dict[int, datetime] = {}
        self._told: dict[int, datetime] = {}
        self._ordinary_until: dict[int, datetime] = {}
        self._all_until: datetime | None = None

    def pause(self, chat_id: int, now: datetime, until: datetime, *, flood: bool = False) -> None:
        """`flood`: the server said so; otherwise it is the sender's own back-off."""
        self._until[chat_id] = max(until, self._until.get(chat_id, until))
        if flood:
            self._told[chat_id] = now
            self._told = {chat: at for chat, at in self._told.items() if now - at <= self.WITHIN}
            if len(self._told) >= self.MANY:
                self.pause_all(max(self._until[chat] for chat in self._told))

    def wait(self, chat_id: int, until: datetime) -> None:
        """What is ordinary waits for its budget; an alert need not."""
        self._ordinary_until[chat_id] = max(until, self._ordinary_until.get(chat_id, until))

    def pause_all(self, until: datetime) -> None:
        self._all_until = max(until, self._all_until or until)

    def of_all(self, now: datetime) -> datetime | None:
        """Until when nothing at all may be sent."""
        return self._all_until if self._all_until and self._all_until > now else None

    def running(self, now: datetime, *, urgent: bool = False) -> dict[int, datetime]:
        """The chats that must wait, and until when."""
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._ordinary_until = {chat: until for chat, until in self._ordinary_until.items() if until > now}
        return dict(self._until) if urgent else {**self._ordinary_until, **self._until}
