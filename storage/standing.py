"""The cards that stand in a chat: what becomes of one when it is shown the next time."""

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outgoing import cards, outbox


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
