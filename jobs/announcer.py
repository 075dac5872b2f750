"""What a row's way out means for it: said, said again later, moved to another chat, or given up."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Unavailable
from domain.reactions import Lane
from jobs.answers import BadRequest, Migrated, RetryAfter, Unauthorized, Unknown, Unreachable
from jobs.budgets import Pauses
from jobs.outcomes import Outcome
from jobs.ports import Row
from jobs.saying import Halted, Means, Saying, ending

LONGEST_BACKOFF: Final = 60
AFTER_UNAUTHORIZED: Final = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class Announcer:
    def __init__(self, means: Means, pauses: Pauses) -> None:
        self._means = means
        self._pauses = pauses
        self._failures: dict[int, int] = {}

    async def say(self, row: Row, reserved_at: datetime) -> Outcome | None:
        """The row's outcome, or None where the row was moved to another chat. Raises nothing."""
        try:
            return await self._say(row, reserved_at)
        except Unavailable as error:
            return self._again(row, error, row.attempts, row.parts_sent)
        except Exception as error:  # noqa: BLE001  a row that cannot be made stops no other
            _log.exception("message %s (%s %s) cannot be made", row.id, row.name, row.subject)
            return ending(row, "dead", error=f"it could not be made: {error!r}")

    async def _say(self, row: Row, reserved_at: datetime) -> Outcome | None:
        try:
            outcome = await Saying(self._means, row, reserved_at).run()
        except Halted as halted:
            return await self._halted(row, halted)
        self._failures.pop(row.chat_id, None)
        return outcome

    async def _halted(self, row: Row, halted: Halted) -> Outcome | None:
        match halted.answer:
            case datetime() as until:
                self._wait(row, until)
                outcome: Outcome | None = self._later(row, halted)
            case RetryAfter(seconds):
                outcome = self._after_flood(row, halted, seconds)
            case Migrated(chat_id):
                await self._means.outbox.migrate(row.chat_id, chat_id)
                outcome = None
            case Unreachable(reason):
                await self._means.outbox.bury(row.chat_id, reason)
                outcome = ending(row, "dead", error=reason)
            case Unknown(reason):
                outcome = self._nobody_knows(row, reason, halted.parts_sent)
            case BadRequest(reason):
                _log.error("Telegram refuses message %s (%s %s): %s", row.id, row.name, row.subject, reason)
                outcome = ending(row, "dead", error=reason)
            case other:
                if isinstance(other, Unauthorized):
                    self._pauses.pause_all(self._means.clock.now() + AFTER_UNAUTHORIZED)
                outcome = self._again(row, other, row.attempts, halted.parts_sent)
        return outcome

    def _wait(self, row: Row, until: datetime) -> None:
        if row.lane == Lane.ALERT:
            self._pauses.pause(row.chat_id, self._means.clock.now(), until)
        else:
            self._pauses.wait(row.chat_id, until)

    def _later(self, row: Row, halted: Halted) -> Outcome:
        return ending(row, "pending", attempts=row.attempts, parts_sent=halted.parts_sent)

    def _after_flood(self, row: Row, halted: Halted, seconds: float) -> Outcome:
        now = self._means.clock.now()
        until = now + timedelta(seconds=seconds)
        self._pauses.pause(row.chat_id, now, until, flood=True)
        _log.warning("chat %s asks for a pause of %s s", row.chat_id, seconds)
        return replace(self._later(row, halted), pause_until=until)

    def _nobody_knows(self, row: Row, reason: str, parts_sent: int) -> Outcome:
        # An edit may be repeated for ever; a message once, lest a person read it many times.
        if row.kind == "card" or row.attempts == 0:
            return self._again(row, reason, row.attempts + 1, parts_sent)
        return ending(row, "dead", error=f"sent twice without an answer: {reason}")

    def _again(self, row: Row, reason: object, attempts: int, parts_sent: int) -> Outcome:
        now = self._means.clock.now()
        failures = self._failures[row.chat_id] = self._failures.get(row.chat_id, 0) + 1
        backoff = timedelta(seconds=min(LONGEST_BACKOFF, 2 ** min(failures, 6)))
        self._pauses.pause(row.chat_id, now, now + backoff)
        _log.warning("message %s to chat %s is tried again: %s", row.id, row.chat_id, reason)
        return ending(row, "pending", attempts=attempts, parts_sent=parts_sent, error=str(reason))
