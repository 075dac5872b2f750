"""The photos of reports are looked at once for each visit, and found again in other leads, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from domain.evidence import Code, Looks, Shown
from domain.unit_of_work import Traces
from storage.album import searches, to_look_at
from storage.database import Database
from storage.erasing import ErasingMedia
from storage.ledger import media
from storage.wanted_media import WantedMedia
from tests.build import NOW, a_picture
from tests.databases import opened
from tests.storage.kept import InDatabase, Kept

METER = Looks(
    sha256="a" * 64,
    width=4000,
    height=3000,
    dhash=0xFEDC_BA98_7654_3210,
    brightness=120,
    sharpness=90,
    codes=(Code(text="AC74-2026-000123", sort="Code128"),),
    taken_at=datetime(2026, 11, 24, 5, 1, 5, tzinfo=UTC),
    place=(18.559, 73.7868),
    thumbnail="b" * 64,
)
VISIT = ("S-1042-1", "L-1042")
OTHER = ("S-7-1", "L-7")


class Noon:
    def now(self) -> datetime:
        return NOW


async def shows(kept: Kept, looks: Looks, visit: tuple[str, str], unique_id: str) -> None:
    async with kept.begin() as uow:
        await uow.album.expect([a_picture(unique_id=unique_id)], *visit)
        await uow.album.note(unique_id, looks)


async def test_what_a_photo_looks_like_is_kept_as_it_was_seen(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.album.expect([a_picture(), a_picture(unique_id="u2")], *VISIT)
        assert await uow.album.of("S-1042-1") == {}
        assert await uow.album.note("u1", METER) == [Shown(unique_id="u1", visit="S-1042-1", lead="L-1042")]
        assert await uow.album.of("S-1042-1") == {"u1": METER}
        assert await uow.album.of("S-7-1") == {}


async def test_it_is_noted_once_for_each_visit_that_shows_it(kept: Kept) -> None:
    async with kept.begin() as uow:
        for visit in (VISIT, OTHER, VISIT):
            await uow.album.expect([a_picture()], *visit)
        assert [shown.visit for shown in await uow.album.note("u1", METER)] == ["S-1042-1", "S-7-1"]
    async with kept.begin() as uow:
        await uow.album.expect([a_picture()], *VISIT)
        assert await uow.album.note("u1", replace(METER, brightness=3)) == []
        assert (await uow.album.of("S-1042-1"))["u1"].brightness == 120


async def test_what_is_no_picture_has_no_looks_and_waits_no_more(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.album.expect([a_picture()], *VISIT)
        assert [shown.visit for shown in await uow.album.note("u1", None)] == ["S-1042-1"]
        assert await uow.album.of("S-1042-1") == {}
        assert await uow.album.note("u1", METER) == []


@pytest.mark.parametrize("changed", [0, 1, 1 << 63, 3, 1 << 22 | 1, 1 << 43 | 1 << 44, 1 << 63 | 1])
async def test_other_leads_that_have_shown_nearly_the_same_are_found(kept: Kept, changed: int) -> None:
    await shows(kept, METER, VISIT, "u1")
    assert METER.dhash is not None
    again = replace(METER, sha256="c" * 64, dhash=METER.dhash ^ changed)
    async with kept.begin() as uow:
        assert await uow.album.leads_like(again, but="L-7") == ["L-1042"]
        assert await uow.album.leads_like(again, but="L-1042") == []


@pytest.mark.parametrize("changed", [7, 1 << 63 | 1 << 30 | 1, (1 << 64) - 1])
async def test_what_differs_more_is_another_picture(kept: Kept, changed: int) -> None:
    await shows(kept, METER, VISIT, "u1")
    assert METER.dhash is not None
    other = replace(METER, sha256="c" * 64, dhash=METER.dhash ^ changed)
    async with kept.begin() as uow:
        assert await uow.album.leads_like(other, but="L-7") == []


async def test_without_a_hash_only_the_same_bytes_are_the_same(kept: Kept) -> None:
    flat = replace(METER, dhash=None)
    await shows(kept, flat, VISIT, "u1")
    async with kept.begin() as uow:
        assert await uow.album.leads_like(flat, but="L-7") == ["L-1042"]
        assert await uow.album.leads_like(replace(flat, sha256="c" * 64), but="L-7") == []


async def test_each_search_looks_into_an_index(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path / 'album.db'}") as database:
        await database.create_all()
        async with database.read() as connection:
            for search, index in zip(
                searches(METER, "L-7"), ("sha256", "low", "middle", "high"), strict=True
            ):
                asked = str(search.compile(compile_kwargs={"literal_binds": True}))
                plan = (await connection.execute(text("EXPLAIN QUERY PLAN " + asked))).all()
                assert f"USING INDEX ix_album_{index} " in plan[0].detail


@pytest.fixture
def stored(database: Database) -> InDatabase:
    return InDatabase(database)


async def waiting(stored: InDatabase, limit: int = 9) -> list[tuple[str, str]]:
    async with stored.database.read() as connection:
        return await to_look_at(connection, limit)


async def test_a_photo_is_looked_at_when_its_bytes_have_come_or_never_will(stored: InDatabase) -> None:
    pictures = [a_picture(unique_id=name) for name in ("coming", "there", "lost")]
    for number, picture in enumerate(pictures):
        async with stored.begin(NOW + timedelta(seconds=number)) as uow:
            await uow.ledger.want_media([picture], "L-1042", uow.now)
            await uow.album.expect([picture], *VISIT)
            await uow.album.expect([picture], *OTHER)
    assert await waiting(stored) == []
    wanted = WantedMedia(stored.database, Noon())
    await wanted.archived("there", "a" * 64, 5)
    await wanted.failed("lost", "file is too big", None)
    assert await waiting(stored) == [("there", "a" * 64), ("lost", "")]
    assert await waiting(stored, 1) == [("there", "a" * 64)]
    async with stored.begin() as uow:
        await uow.album.note("there", METER)
    assert await waiting(stored) == [("lost", "")]


async def erasing(stored: InDatabase) -> set[str]:
    return set(await ErasingMedia(stored.database).due(9))


async def test_the_thumbnail_goes_with_its_lead_unless_another_has_the_same(stored: InDatabase) -> None:
    await shows(stored, METER, VISIT, "u1")
    await shows(stored, METER, OTHER, "u2")
    async with stored.begin() as uow:
        await uow.ledger.forget(Traces(leads=("L-1042",), person=None, chat=None, needles=()))
    assert await erasing(stored) == {"b" * 64}
    assert await ErasingMedia(stored.database).is_used("b" * 64)
    async with stored.begin() as uow:
        assert await uow.album.of("S-1042-1") == {}
        assert await uow.album.leads_like(METER, but="L-9") == ["L-7"]
        await uow.ledger.forget(Traces(leads=("L-7",), person=None, chat=None, needles=()))
    assert not await ErasingMedia(stored.database).is_used("b" * 64)


async def test_the_thumbnail_of_a_photo_whose_lead_was_erased_meanwhile_goes_at_once(
    stored: InDatabase,
) -> None:
    async with stored.begin() as uow:
        await uow.album.expect([a_picture()], *VISIT)
        await uow.ledger.forget(Traces(leads=("L-1042",), person=None, chat=None, needles=()))
        assert await uow.album.note("u1", METER) == []
    assert await erasing(stored) == {"b" * 64}


async def test_whoever_comes_second_takes_no_thumbnail_from_the_first(stored: InDatabase) -> None:
    await shows(stored, METER, VISIT, "u1")
    async with stored.begin() as uow:
        assert await uow.album.note("u1", METER) == []
    assert await ErasingMedia(stored.database).is_used("b" * 64)
    async with stored.database.read() as connection:
        kept = select(media.c.status).where(media.c.unique_id == "thumbnail:S-1042-1:u1")
        assert (await connection.execute(kept)).scalar_one() == "archived"
