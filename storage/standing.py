"""The cards that stand in a chat: what becomes of one when it is shown the next time."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Insert, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outgoing import ShownCard, cards, outbox
from storage.prepared import Prepared
from storage.schema import INSERTS


def _posted(dialect: str) -> Insert:
    offered = INSERTS[dialect](cards)
    return offered.on_conflict_do_update(
        index_elements=[cards.c.chat_id, cards.c.name, cards.c.subject],
        set_={column: offered.excluded[column] for column in ("message_id", "thread_id", "shown")},
    )


_POSTED: Final = {dialect: Prepared(_posted(dialect)) for dialect in INSERTS}
_EDITED: Final = Prepared(
    update(cards)
    .where(
        cards.c.chat_id == bindparam("of_chat"),
        cards.c.name == bindparam("of_name"),
        cards.c.subject == bindparam("of_subject"),
        cards.c.message_id == bindparam("message"),
        cards.c.shown == bindparam("looked"),
    )
    .values(shown=bindparam("looks"))
)


async def remember(connection: AsyncConnection, shown: Sequence[ShownCard]) -> None:
    """A card that was forgotten or is to be replaced since its edit was sent out stays so."""
    posted = [_posted_row(card) for card in shown if card.edited is None]
    edited = [_edited_row(card) for card in shown if card.edited is not None]
    if posted:
        await _POSTED[connection.dialect.name].run(connection, posted)
    if edited:
        await _EDITED.run(connection, edited)


def _posted_row(card: ShownCard) -> dict[str, object]:
    return {
        "chat_id": card.chat_id,
        "name": card.name,
        "subject": card.subject,
        "message_id": card.message_id,
        "thread_id": card.thread_id,
        "shown": card.shown,
    }


def _edited_row(card: ShownCard) -> dict[str, object]:
    return {
        "of_chat": card.chat_id,
        "of_name": card.name,
        "of_subject": card.subject,
        "message": card.message_id,
        "looked": card.edited,
        "looks": card.shown,
    }


async def forget_card(connection: AsyncConnection, chat: int, name: str, subject: str) -> None:
    """The next time it is shown it is a new message."""
    await connection.execute(delete(cards).where(*_standing(chat, name, subject)))


async def replace_card(connection: AsyncConnection, chat: int, name: str, subject: str) -> None:
    """The next time it is shown it is a new message, and the one that stands there is deleted."""
    await connection.execute(update(cards).where(*_standing(chat, name, subject)).values(shown=""))


async def take_down(connection: AsyncConnection, chat: int, name: str, subject: str) -> None:
    """It is not brought up to date any more."""
    await forget_card(connection, chat, name, subject)
    its_row = (outbox.c.kind == "card", outbox.c.chat_id == chat, outbox.c.name == name)
    await connection.execute(delete(outbox).where(*its_row, outbox.c.subject == subject))


def _standing(chat: int, name: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return cards.c.chat_id == chat, cards.c.name == name, cards.c.subject == subject
