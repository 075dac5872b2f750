"""Money that waits and money that was paid, and somebody of Finance who has come to look at it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.materials.purchase import PurchaseState
from domain.money.amount import Money
from domain.money.earning import EarningState
from domain.money.methods import Method
from domain.money.payment import Payment, PaymentState
from domain.people.access import actor_of
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.people.sessions import open_desk
from domain.visits.team import PaymentSchedule
from tests.build import a_lead, a_payment, a_payout, a_person, a_purchase, a_team, an_earning
from tests.web.office import NOON, Office

SHREE: Final = "Shree Electricals"
HOUR: Final = timedelta(hours=1)
PAID: Final = (
    a_payment(
        id="V-1", intent="1" * 32, state=PaymentState.PAID, method=Method.UPI, reference="632823155924"
    ),
    a_payment(id="V-2", intent="2" * 32, amount=Money(99_00), state=PaymentState.REVERSED),
    a_payout(lead=None, intent="7" * 32, state=PaymentState.PAID),
)


def farah(role: Role = Role.FINANCE) -> Person:
    return a_person(id="p-fin", name="Farah Ali", telegram_id=9301, grants=(Grant(role=role),))


async def money_has_moved(office: Office) -> None:
    """One payment is late, one of a wicked name waits; a vendor and a team were paid, and one payment came back."""
    async with office.ports.transaction() as work:
        uow = work.uow
        await uow.add(a_lead(oem="voltera"))
        await uow.add(a_team(schedule=PaymentSchedule.FORTNIGHTLY))
        await uow.add(an_earning())
        await uow.add(an_earning(id="E-S-1042-2", visit="S-1042-2", state=EarningState.PAYABLE))
        await uow.add(
            a_purchase(
                id="B-1042-8",
                vendor="Baner Steel",
                amount=Money(700_00),
                state=PurchaseState.APPROVAL_WANTED,
                state_since=NOON - HOUR,
            )
        )
        await uow.add(a_payment(id="V-9", intent="9" * 32, state_since=NOON - 30 * HOUR))
        wicked = a_payment(id="V-8", intent="8" * 32, payee_name="=<b>Patil</b>", amount=Money(1_20_000_00))
        await uow.add(replace(wicked, state=PaymentState.CHECKED, approvers=("p-2",), state_since=NOON))
        for payment in PAID:
            await uow.add(replace(payment, state=PaymentState.PAYING))
    for state in (PaymentState.PAID, None):
        async with office.ports.transaction() as work:
            for payment in PAID:
                known = await work.uow.get(Payment, payment.id)
                wanted = state or payment.state
                if known.state is not wanted:
                    await work.uow.save(replace(payment, state=wanted, version=known.version))


async def way_in(office: Office, role: Role = Role.FINANCE) -> str:
    """The secret of a link for somebody of this desk."""
    person = farah(role)
    async with office.ports.transaction() as work:
        if await work.uow.find(Person, person.id) is None:
            await work.uow.add(person)
        return (await open_desk(work.uow, actor_of(person)))[1]
