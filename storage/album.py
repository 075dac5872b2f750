"""The photos of reports: which are still to be looked at, and what those look like that were.

Two difference hashes of 64 bits that differ in at most two have one of three parts in common, and each part has its index.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Column, Index, Integer, Select, String, Table, Text, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.evidence import ALIKE_ELSEWHERE, Looks, Shown, is_like
from domain.media import Picture
from domain.unit_of_work import Wrote
from storage.ledger import discarded, media
from storage.schema import INSERTS, UtcDateTime, metadata
from storage.wanted_media import ARCHIVED, WANTED

WAITING: Final = "waiting"
SEEN: Final = "seen"
MOST: Final = 20
MOST_OF_A_PART: Final = 50
"""However many share a part, for example pictures of the sky: a search never looks at more."""
BITS: Final = 22
_CODEC: Final[TypeAdapter[Looks]] = TypeAdapter(Looks)

album: Final = Table(
    "album",
    metadata,
    Column("unique_id", String(128), primary_key=True),
    Column("visit", String(64), primary_key=True, index=True),
    Column("lead", String(64), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("expected_at", UtcDateTime, nullable=False),
    Column("sha256", String(64), index=True),
    Column("low", Integer, index=True),
    Column("middle", Integer, index=True),
    Column("high", Integer, index=True),
    Column("body", Text),
)
Index(
    "ix_album_waiting",
    album.c.expected_at,
    sqlite_where=album.c.status == WAITING,
    postgresql_where=album.c.status == WAITING,
)


class SqlAlbum:
    def __init__(self, connection: AsyncConnection, dialect: str, wrote: Wrote, now: datetime) -> None:
        self._connection = connection
        self._dialect = dialect
        self._wrote = wrote
        self._now = now

    async def expect(self, pictures: Iterable[Picture], visit: str, lead: str) -> None:
        shown = {"visit": visit, "lead": lead, "status": WAITING, "expected_at": self._now}
        rows = [{"unique_id": picture.unique_id, **shown} for picture in pictures]
        if rows:
            self._wrote.done = True
            await self._connection.execute(INSERTS[self._dialect](album).on_conflict_do_nothing(), rows)

    async def note(self, unique_id: str, looks: Looks | None) -> list[Shown]:
        self._wrote.done = True
        change = (
            update(album)
            .where(album.c.unique_id == unique_id, album.c.status == WAITING)
            .values(status=SEEN, **(_row(looks) if looks else {}))
            .returning(album.c.visit, album.c.lead)
        )
        shown = [
            Shown(unique_id=unique_id, visit=visit, lead=lead)
            for visit, lead in await self._connection.execute(change)
        ]
        if looks is not None and looks.thumbnail:
            await self._keep_thumbnail(shown, looks.thumbnail)
        return sorted(shown, key=lambda one: one.visit)

    async def _keep_thumbnail(self, shown: Iterable[Shown], sha256: str) -> None:
        """As a file of each lead, so that it goes with it; where nobody waits any more it goes at once."""
        rows = [_thumbnail(one, sha256, self._now) for one in shown] or [discarded(sha256, self._now)]
        await self._connection.execute(INSERTS[self._dialect](media).on_conflict_do_nothing(), rows)

    async def of(self, visit: str) -> dict[str, Looks]:
        wanted = select(album.c.unique_id, album.c.body).where(
            album.c.visit == visit, album.c.body.is_not(None)
        )
        return {
            unique_id: _CODEC.validate_json(body)
            for unique_id, body in await self._connection.execute(wanted)
        }

    async def leads_like(self, looks: Looks, *, but: str) -> list[str]:
        found: dict[str, None] = {}
        for search in searches(looks, but):
            rows = await self._connection.execute(search)
            found |= {
                lead: None
                for lead, body in rows
                if is_like(looks, _CODEC.validate_json(body), ALIKE_ELSEWHERE)
            }
        return list(found)[:MOST]


def searches(looks: Looks, but: str) -> list[Select[Any]]:
    """One for each index: for the same bytes, and for what has a part of the hash in common."""
    same = [album.c.sha256 == looks.sha256]
    if looks.dhash is not None:
        same += [album.c[name] == part for name, part in _parts(looks.dhash).items()]
    newest = select(album.c.lead, album.c.body).order_by(album.c.expected_at.desc()).limit(MOST_OF_A_PART)
    return [newest.where(alike, album.c.lead != but) for alike in same]


def _row(looks: Looks) -> dict[str, Any]:
    parts = {} if looks.dhash is None else _parts(looks.dhash)
    return {"sha256": looks.sha256, "body": _CODEC.dump_json(looks).decode(), **parts}


def _parts(dhash: int) -> dict[str, int]:
    mask = (1 << BITS) - 1
    return {"low": dhash & mask, "middle": dhash >> BITS & mask, "high": dhash >> 2 * BITS}


def _thumbnail(shown: Shown, sha256: str, at: datetime) -> dict[str, Any]:
    return {
        "unique_id": f"thumbnail:{shown.visit}:{shown.unique_id}"[:128],
        "file_id": "",
        "kind": "photo",
        "file_name": "",
        "mime_type": "image/jpeg",
        "lead": shown.lead,
        "wanted_at": at,
        "status": ARCHIVED,
        "attempts": 0,
        "not_before": at,
        "sha256": sha256,
        "size": None,
    }


async def to_look_at(connection: AsyncConnection, limit: int) -> list[tuple[str, str]]:
    waiting = select(album.c.unique_id, func.min(album.c.expected_at).label("since")).where(
        album.c.status == WAITING
    )
    each = waiting.group_by(album.c.unique_id).subquery()
    wanted = (
        select(each.c.unique_id, media.c.status, media.c.sha256)
        .join(media, media.c.unique_id == each.c.unique_id)
        .where(media.c.status != WANTED)
        .order_by(each.c.since, each.c.unique_id)
        .limit(limit)
    )
    rows = await connection.execute(wanted)
    return [(unique_id, sha256 if status == ARCHIVED else "") for unique_id, status, sha256 in rows]
