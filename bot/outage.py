"""After an outage longer than a tap lives: Telegram has forgotten taps, so people are asked to tap again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inputs import SHOWN
from bot.program import Parts
from cards.message import Message
from cards.text import Speaker
from domain.people.person import Chat
from domain.people.roles import Role
from domain.words import say
from storage.outgoing import Lane, Outgoing


async def tell_of_outage(parts: Parts) -> None:
    """Told once to each desk and team; quick restarts and the first start say nothing."""
    now = parts.clock.now()
    since = await parts.heartbeat.outage_since(now)
    if since is None:
        return
    async with parts.database.begin() as connection:
        await _tell(parts, connection, since, now)


async def _tell(parts: Parts, connection: AsyncConnection, since: datetime, now: datetime) -> None:
    words = say(
        "The bot was away from {since} to {now}. If you tapped a button then, please tap it again.",
        since=since,
        now=now,
    )
    desks = [chat for chat in await parts.work.on(connection, now).all(Chat) if chat.role is not Role.SYSTEM]
    rows = [
        Outgoing(
            key=f"outage:{since.isoformat()}:{chat.id}",
            chat_id=chat.id,
            kind="message",
            name="outage",
            subject="",
            lane=Lane.ALERT,
            payload=SHOWN.dump_python(
                Message(text=Speaker(chat.language, parts.settings.time_zone).say(words)),
                mode="json",
                exclude_defaults=True,
            ),
        )
        for chat in desks
    ]
    await parts.outbox.put_many(connection, rows, now=now)
