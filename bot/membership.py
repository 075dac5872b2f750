"""What Telegram tells about chats themselves: the bot was let in or unblocked, a group got a new id."""

from typing import Final

from aiogram.enums import ChatMemberStatus
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.access import move_chat
from domain.unit_of_work import UnitOfWork
from storage.outbox import Outbox

_INSIDE: Final = frozenset(
    {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR}
)


async def follow(connection: AsyncConnection, uow: UnitOfWork, outbox: Outbox, update: Update) -> None:
    """In the transaction of the update; being let out needs nothing, the next message to the chat will tell."""
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in _INSIDE:
        await outbox.revive(connection, change.chat.id)
    message = update.message
    if message is not None and message.migrate_to_chat_id is not None:
        await outbox.migrate_in(connection, message.chat.id, message.migrate_to_chat_id)
        await move_chat(uow, message.chat.id, message.migrate_to_chat_id)
