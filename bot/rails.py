"""The payout provider's job and its calls, over the storage of this process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.keeping import Keeping
from bot.settings import Settings
from domain.instant import Clock
from domain.money.rails import BY_HAND, Line, Rail
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from integrations.razorpayx import Credentials, RazorpayX
from jobs.bank_names import BankNames
from jobs.rails import Noting, Rails
from storage.database import Database
from storage.rail_tries import RailTries
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RailDesk:
    """`committed` is called after each transaction: it may want to be said."""

    database: Database
    work: Work
    clock: Clock
    committed: Callable[[], None]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            yield Noting(uow=uow, tries=RailTries(connection))
            await settle(uow)
        self.committed()


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDesk:
    """As the one above, without tries."""

    database: Database
    work: Work
    clock: Clock
    committed: Callable[[], None]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            yield uow
            await settle(uow)
        self.committed()


def credentials_of(settings: Settings) -> Credentials | None:
    """Also where payments go by hand now: what was sent before is still looked after."""
    secret = settings.razorpayx_key_secret
    if settings.razorpayx_key_id is None or secret is None or settings.razorpayx_account is None:
        return None
    return Credentials(
        key_id=settings.razorpayx_key_id,
        key_secret=secret.get_secret_value(),
        account=settings.razorpayx_account,
        url=settings.razorpayx_url,
    )


def line_of(settings: Settings) -> Line:
    found = credentials_of(settings)
    if settings.payment_rail is Rail.MANUAL or found is None:
        return BY_HAND
    return Line(rail=Rail.RAZORPAYX, test=found.test)


def rails(
    keeping: Keeping, clock: Clock, committed: Callable[[], None], settings: Settings
) -> tuple[Rails, BankNames]:
    """What sends, and what asks for names, over one connection to the provider."""
    found = credentials_of(settings)
    api = RazorpayX(found) if found else None
    desk = RailDesk(database=keeping.database, work=keeping.work, clock=clock, committed=committed)
    names = NameDesk(database=keeping.database, work=keeping.work, clock=clock, committed=committed)
    return Rails(desk, api, clock), BankNames(names, None if line_of(settings).is_manual else api, clock)
