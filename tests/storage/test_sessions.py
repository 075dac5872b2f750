"""Links and sessions that have long been over go; all others stay."""

from datetime import timedelta

from domain.people.session import Session, SignIn
from storage.database import Database
from storage.sessions import KEPT, SqlSessions
from tests.build import NOW
from tests.domain.portal_deeds import a_session, a_sign_in
from tests.storage.kept import InDatabase

DAY = timedelta(days=1)


async def test_what_is_long_over_goes(database: Database) -> None:
    async with InDatabase(database).begin() as uow:
        await uow.add(a_sign_in(id="1" * 64, expires_at=NOW - KEPT - DAY))
        await uow.add(a_sign_in(id="2" * 64, expires_at=NOW - KEPT + DAY))
        await uow.add(a_session(id="3" * 64, ends_at=NOW - KEPT - DAY))
        await uow.add(a_session(id="4" * 64, ends_at=NOW - KEPT + DAY))
    async with database.begin() as connection:
        await SqlSessions(connection).sweep(NOW)
    async with InDatabase(database).begin() as uow:
        assert [link.id[0] for link in await uow.all(SignIn, person="p-oem")] == ["2"]
        assert [session.id[0] for session in await uow.all(Session, person="p-oem")] == ["4"]
