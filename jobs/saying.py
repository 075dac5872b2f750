"""One row of the outbox on its way out: rendered, turned into calls, made within the budgets."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from cards.message import Message, Picture
from domain.instant import Clock
from domain.reactions import Lane
from jobs import calls
from jobs.answers import ApiAnswer, BadRequest, CardGone, Migrated, NotModified, Ok, TopicGone
from jobs.budgets import Budgets
from jobs.outcomes import Outcome, ShownCard
from jobs.ports import Forums, Media, Outbox, Render, Row, Telegram
from jobs.qr import qr_png

TOPIC_NAME_MOST: Final = 128
_log = logging.getLogger(__name__)


class Halted(Exception):
    """Not an error: the answer, or the time until which a budget is spent, decides what it means."""

    def __init__(self, answer: ApiAnswer | datetime, parts_sent: int = 0) -> None:
        super().__init__(answer)
        self.answer = answer
        self.parts_sent = parts_sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """All that saying something takes."""

    outbox: Outbox
    render: Render
    telegram: Telegram
    media: Media
    forums: Forums
    budgets: Budgets
    clock: Clock


class Saying:
    """One row on its way out; one call was taken from its budget at `reserved_at`. `run` raises Halted, Unavailable."""

    def __init__(self, means: Means, row: Row, reserved_at: datetime) -> None:
        self._means = means
        self._row = row
        self._reserved_at: datetime | None = reserved_at

    async def run(self) -> Outcome:
        row = self._row
        if row.dead_reason is not None:
            return self._unsaid("dead", row.dead_reason)
        if row.migrated_to is not None:
            raise Halted(Migrated(row.migrated_to))
        message = await self._means.render(row)
        if message is None:
            return self._unsaid("superseded")
        return await self._show(calls.card(message)) if row.kind == "card" else await self._tell(message)

    async def _tell(self, message: Message) -> Outcome:
        row = self._row
        result: Any = None
        for number, call in enumerate(await self._in_topic(message)):
            if number >= row.parts_sent:
                result = await self._must(call, parts_sent=number)
        return ending(row, "sent", message_id=_message_id(result), sent_at=self._means.clock.now())

    async def _show(self, message: Message) -> Outcome:
        row, shown = self._row, calls.digest(message)
        if row.card_message_id is None:
            return await self._post(message, shown)
        if row.card_shown == shown:
            return self._unsaid("sent")
        if (row.card_shown or "")[:1] != shown[:1]:
            return await self._post_instead(row.card_message_id, message, shown)
        answer = await self._ask(calls.edit(message, row.chat_id, row.card_message_id))
        match answer:
            case CardGone():
                return await self._post(message, shown)
            case Ok() | NotModified():
                return self._standing(row.card_message_id, row.thread_id, shown, edited=row.card_shown)
            case _:
                raise Halted(answer)

    async def _post_instead(self, old: int, message: Message, shown: str) -> Outcome:
        # No edit turns a text into a picture. The old card may stay if it is too old to delete.
        outcome = await self._post(message, shown)
        await self._means.telegram.call("deleteMessage", {"chat_id": self._row.chat_id, "message_id": old})
        return outcome

    async def _post(self, message: Message, shown: str) -> Outcome:
        [call] = await self._in_topic(message)
        result = await self._must(call)
        return self._standing(_message_id(result), result.get("message_thread_id"), shown)

    def _standing(
        self, message_id: int | None, thread_id: int | None, shown: str, *, edited: str | None = None
    ) -> Outcome:
        row = self._row
        outcome = ending(row, "sent", message_id=message_id, sent_at=self._means.clock.now())
        if message_id is None:
            return outcome
        card = ShownCard(
            chat_id=row.chat_id,
            name=row.name,
            subject=row.subject,
            message_id=message_id,
            thread_id=thread_id,
            shown=shown,
            edited=edited,
        )
        return replace(outcome, card=card)

    def _unsaid(self, status: Any, error: str | None = None) -> Outcome:  # noqa: ANN401  one of ending's words
        if self._reserved_at:
            self._means.budgets.refund(self._row.chat_id, self._reserved_at)
        return ending(self._row, status, error=error)

    async def _in_topic(self, message: Message) -> list[calls.Call]:
        return calls.calls(message, self._row.chat_id, await self._thread())

    async def _thread(self) -> int | None:
        row = self._row
        if row.topic_of is None:
            return row.args.get("thread")
        if row.thread_id is not None:
            return row.thread_id
        return await self._new_topic(row.topic_of) if await self._means.forums.is_forum(row.chat_id) else None

    async def _new_topic(self, lead: str) -> int | None:
        name = (await self._means.forums.topic_name(lead))[:TOPIC_NAME_MOST]
        chat_id = self._row.chat_id
        answer = await self._ask(
            calls.Call(method="createForumTopic", params={"chat_id": chat_id, "name": name})
        )
        match answer:
            case Ok(result):
                thread_id: int = result["message_thread_id"]
                await self._means.outbox.remember_topic(chat_id, lead, thread_id)
                return thread_id
            case BadRequest(reason):
                _log.warning(
                    "no topic for %s in chat %s, so it goes to the general one: %s", lead, chat_id, reason
                )
                return None
            case _:
                raise Halted(answer)

    async def _must(self, call: calls.Call, parts_sent: int = 0) -> Any:  # noqa: ANN401  a Bot API result
        answer = await self._ask(call, parts_sent)
        if isinstance(answer, TopicGone) and self._row.topic_of is not None:
            answer = await self._ask(await self._moved(call, self._row.topic_of), parts_sent)
        if isinstance(answer, BadRequest) and "entit" in answer.reason:
            _log.error("Telegram cannot read the styling of message %s: %s", self._row.id, answer.reason)
            answer = await self._ask(calls.plain(call), parts_sent)
        if isinstance(answer, BadRequest) and _is_lost_file(answer) and (again := calls.from_kept(call)):
            _log.warning(
                "Telegram does not take an id of its own in message %s: %s", self._row.id, answer.reason
            )
            answer = await self._ask(again, parts_sent)
        if isinstance(answer, Ok):
            return answer.result
        raise Halted(BadRequest("topic closed") if isinstance(answer, TopicGone) else answer, parts_sent)

    async def _moved(self, call: calls.Call, lead: str) -> calls.Call:
        await self._means.outbox.forget_topic(self._row.chat_id, lead)
        thread_id = await self._new_topic(lead)
        params = {key: value for key, value in call.params.items() if key != "message_thread_id"}
        return replace(
            call, params=params if thread_id is None else {**params, "message_thread_id": thread_id}
        )

    async def _ask(self, call: calls.Call, parts_sent: int = 0) -> ApiAnswer:
        self._spend(len(call.params["media"]) if call.method == "sendMediaGroup" else 1, parts_sent)
        uploads = {
            name: (picture.file_name or name, await self._bytes(picture))
            for name, picture in call.uploads.items()
        }
        return await self._means.telegram.call(call.method, call.params, uploads)

    async def _bytes(self, picture: Picture) -> bytes:
        if picture.content is not None:
            return picture.content
        return qr_png(picture.qr) if picture.qr else await self._means.media.get(picture.sha256 or "")

    def _spend(self, wanted: int, parts_sent: int) -> None:
        """Takes the reserved call first; where the budget does not allow what is left, the row waits."""
        more = wanted - 1 if self._reserved_at else wanted
        now = self._means.clock.now()
        if more:
            urgent = self._row.lane == Lane.ALERT
            until = self._means.budgets.free_at(self._row.chat_id, now, more, urgent=urgent)
            if until > now:
                if self._reserved_at:
                    self._means.budgets.refund(self._row.chat_id, self._reserved_at)
                raise Halted(until, parts_sent)
            self._means.budgets.spend(self._row.chat_id, now, more)
        self._reserved_at = None


def _is_lost_file(answer: BadRequest) -> bool:
    """An id that is too old, is another bot's, or names a file of another sort."""
    reason = answer.reason.casefold()
    return any(
        words in reason for words in ("file identifier", "file_id", "file_reference", "use file of type")
    )


def ending(row: Row, status: Any, **more: Any) -> Outcome:  # noqa: ANN401  fields of Outcome
    return Outcome(
        id=row.id,
        chat_id=row.chat_id,
        revision=row.revision,
        seen_attempts=row.attempts,
        status=status,
        **more,
    )


def _message_id(result: Mapping[str, Any] | list[Mapping[str, Any]] | None) -> int | None:
    """The sent message's id; an album's first. 0 is Telegram's word for "unknown"."""
    first = result[0] if isinstance(result, list) else result
    return (first or {}).get("message_id") or None
