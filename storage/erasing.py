"""Files whose lead was erased and whose bytes are still there."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from storage.database import Database
from storage.ledger import ERASED, ERASING, media


class ErasingMedia:
    """Each method is a transaction of its own. Raises Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, limit: int) -> Sequence[str]:
        """SHA-256 of what is to go."""
        wanted = select(media.c.sha256).where(media.c.status == ERASING).distinct().limit(limit)
        async with self._database.read() as connection:
            return [str(sha256) for sha256 in (await connection.execute(wanted)).scalars()]

    async def is_used(self, sha256: str) -> bool:
        """Whether a lead that is not erased has the very same file."""
        others = select(func.count()).where(media.c.sha256 == sha256, media.c.status == "archived")
        async with self._database.read() as connection:
            return int((await connection.execute(others)).scalar_one()) > 0

    async def gone(self, sha256: str) -> None:
        change = update(media).where(media.c.sha256 == sha256, media.c.status == ERASING)
        async with self._database.begin() as connection:
            await connection.execute(change.values(status=ERASED))
