"""Finance's office over a database: payments on their way, the bank on the other side of the wire, a clock that is moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from bot.checking import breaches
from bot.rails import NameDesk, RailDesk
from domain.money.amount import Money
from domain.money.payment import Payment, PaymentState
from domain.money.rails import Rail
from domain.settle import settle
from integrations.razorpayx import RazorpayX
from jobs.bank_names import BankNames
from jobs.rails import Rails
from storage.database import Database
from storage.ledger import timeline, undelivered
from tests.build import a_payout
from tests.razorpayx.bank import CREDENTIALS, Bank
from tests.storage.kept import InDatabase
from tests.web.office import HeldClock


def on_its_way(number: int = 7, **but: object) -> Payment:
    """A payout that Finance has just let go."""
    payment = a_payout(
        id=f"P-{number}",
        lead=None,
        earnings=(),
        team=None,
        intent=f"{number:032x}",
        state=PaymentState.PAYING,
        approvers=("p-fin",),
        payer="p-fin",
        rail=Rail.RAZORPAYX,
        amount=Money(500_00 + number),
    )
    return replace(payment, **but)  # type: ignore[arg-type]  # fields of Payment


@dataclass(slots=True)
class Office:
    database: Database
    bank: Bank
    clock: HeldClock = field(default_factory=HeldClock)
    kept: InDatabase = field(init=False)
    api: RazorpayX = field(init=False)

    def __post_init__(self) -> None:
        self.kept = InDatabase(self.database)
        self.api = RazorpayX(CREDENTIALS, transport=self.bank.transport)

    @property
    def rails(self) -> Rails:
        """As after each start: nothing is remembered but what is in the database."""
        desk = RailDesk(database=self.database, work=self.kept.work, clock=self.clock, committed=lambda: None)
        return Rails(desk, self.api, self.clock)

    def names(self) -> BankNames:
        desk = NameDesk(database=self.database, work=self.kept.work, clock=self.clock, committed=lambda: None)
        return BankNames(desk, self.api, self.clock)

    async def let_go(self, *payments: Payment) -> None:
        async with self.kept.begin(self.clock.now()) as uow:
            for payment in payments:
                await uow.add(payment)
            await settle(uow)

    async def pass_(self, span: timedelta) -> None:
        self.clock.pass_(span)
        await self.rails.work()

    async def payment(self, number: int = 7) -> Payment:
        async with self.kept.begin(self.clock.now()) as uow:
            return await uow.get(Payment, f"P-{number}")

    async def payments(self) -> Sequence[Payment]:
        async with self.kept.begin(self.clock.now()) as uow:
            return await uow.all(Payment)

    async def state(self, number: int = 7) -> str:
        return (await self.payment(number)).state.value

    async def happened(self) -> list[str]:
        async with self.database.read() as connection:
            return list(await connection.scalars(select(timeline.c.kind).order_by(timeline.c.seq)))

    async def unheard(self) -> list[str]:
        async with self.database.read() as connection:
            of_rail = select(undelivered.c.reason).where(undelivered.c.what == "razorpayx")
            return list(await connection.scalars(of_rail))

    async def breaches(self) -> Sequence[str]:
        return [breach async for breach in breaches(self.database, self.kept.work, self.clock.now())]
