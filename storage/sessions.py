"""Sign-in links and sessions that are over go, some time after their end."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import sessions, sign_ins

KEPT: Final = timedelta(days=30)
"""Long enough to look up who was there."""


class SqlSessions:
    """Over the connection of whoever signs in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def sweep(self, now: datetime) -> None:
        await self._connection.execute(delete(sign_ins).where(sign_ins.c.expires_at < now - KEPT))
        await self._connection.execute(delete(sessions).where(sessions.c.ends_at < now - KEPT))
