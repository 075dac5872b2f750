"""What Finance looks at, read from each storage: the same everywhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.materials.purchase import PurchaseState
from domain.money.amount import Money
from domain.money.bookkeeping import month_of
from domain.money.earning import EarningState
from domain.money.money_pages import money_month, money_waiting
from domain.money.overview import Outcome
from domain.money.payment import Payment, PaymentState
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from tests.build import NOW, a_lead, a_payment, a_payout, a_person, a_purchase, a_team, an_earning, an_oem
from tests.storage.kept import Kept

FINANCE: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
LATER: Final = NOW + timedelta(days=2)


async def filled(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.add(an_oem())
        await uow.add(a_lead())
        await uow.add(a_team())
        await uow.add(a_person(id="p-fin", name="Farah", telegram_id=901))
        await uow.add(an_earning())
        await uow.add(an_earning(id="E-S-1042-2", visit="S-1042-2", state=EarningState.PAID))
        await uow.add(a_purchase(id="B-1042-9", amount=Money(700_00), state=PurchaseState.APPROVAL_WANTED))
        await uow.add(a_payment())
        await uow.add(a_payout(lead=None, intent="1" * 32, state=PaymentState.APPROVED))
        await settle(uow)
    async with kept.begin(NOW + timedelta(hours=1)) as uow:
        for key in ("V-1042-1", "P-7"):
            payment = await uow.get(Payment, key)
            started = replace(payment, state=PaymentState.PAYING, payer="p-fin", state_since=uow.now)
            paid = await uow.save(started)
            if key == "P-7":
                await uow.save(replace(paid, state=PaymentState.PAID))
        await settle(uow)


async def test_what_waits_and_what_was_paid_is_read(kept: Kept) -> None:
    await filled(kept)
    async with kept.begin(LATER) as uow:
        waiting = await money_waiting(uow, FINANCE)
        assert [(item.id, item.is_late(LATER)) for item in waiting.items] == [
            ("B-1042-9", True),
            ("V-1042-1", True),
            ("E-S-1042-1", False),
        ]
        assert waiting.names == {"p-fin": "Farah"}
        month = await money_month(uow, FINANCE, *month_of("2026-11"))
        assert [(move.payment.id, move.outcome, move.paise) for move in month.moves] == [
            ("P-7", Outcome.PAID, 500_00)
        ]
        assert (await money_month(uow, FINANCE, *month_of("2026-12"))).moves == ()
