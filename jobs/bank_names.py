"""Asks whose account it is, while a payment waits for its approval; once for each payee, and nobody waits for the answer."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import Rejected, Unavailable, VersionConflict
from domain.instant import Clock
from domain.money.bank_name import BankName
from domain.money.by_rail import rail_named
from domain.money.payment import Payment, PaymentState
from domain.money.told import after_silence
from domain.people.actor import SYSTEM
from domain.unit_of_work import UnitOfWork

KNOWN_FOR: Final = timedelta(days=90)
"""So long what a bank has said of a payee is not asked again: it costs money each time."""
TRIES: Final = 8
WAITING: Final = (PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED)
_log = logging.getLogger(__name__)


class Desk(Protocol):
    """Raises Unavailable while the database is out of reach."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Settled and committed when its block ends well."""


class Api(Protocol):
    """See `integrations/razorpayx.py`."""

    async def bank_name(self, payment: Payment, asked: str | None, now: datetime) -> BankName | str:
        """What the bank says; or the name of the question, as long as there is no answer to it."""


@dataclass(slots=True)
class _Asked:
    again_at: datetime
    tries: int = 0
    question: str | None = None


class BankNames:
    """Where it stands is only remembered: a question that is lost is asked anew, and moves nobody's money."""

    def __init__(self, desk: Desk, api: Api | None, clock: Clock) -> None:
        self._desk = desk
        self._api = api
        self._clock = clock
        self._asked: dict[str, _Asked] = {}

    @property
    def asks(self) -> bool:
        """Not where payments leave by hand."""
        return self._api is not None

    async def work(self) -> None:
        if self._api is None:
            return
        async with self._desk.transaction() as uow:
            waiting = [one async for one in _unnamed(uow)]
        self._asked = {one.id: self._asked[one.id] for one in waiting if one.id in self._asked}
        for payment in waiting:
            asked = self._asked.setdefault(payment.id, _Asked(self._clock.now()))
            if asked.again_at <= self._clock.now() and asked.tries < TRIES:
                await self._ask(self._api, payment, asked)

    async def _ask(self, api: Api, payment: Payment, asked: _Asked) -> None:
        now = self._clock.now()
        asked.again_at, asked.tries = now + after_silence(asked.tries), asked.tries + 1
        try:
            found = await api.bank_name(payment, asked.question, now)
            if isinstance(found, str):
                asked.question = found
            else:
                await self._note(payment, found)
        except Rejected as error:
            _log.info("the bank knows nothing of the payee of %s: %s", payment.id, error)
            await self._note(payment, BankName(name="", works=False, at=now))
        except (Unavailable, VersionConflict) as error:
            _log.info("whose account %s goes to is asked again: %s", payment.id, error)

    async def _note(self, payment: Payment, found: BankName) -> None:
        async with self._desk.transaction() as uow:
            await rail_named(uow, payment.id, found, SYSTEM)


async def _unnamed(uow: UnitOfWork) -> AsyncIterator[Payment]:
    """Those that wait without it; for a payee who is known it is taken over from the payment before."""
    for state in WAITING:
        for payment in await uow.all(Payment, state=state.value):
            if payment.named is not None:
                continue
            known = _latest(await uow.all(Payment, payee=payment.payee.text[:128]), payment)
            if known is not None and known.at > uow.now - KNOWN_FOR:
                await rail_named(uow, payment.id, known, SYSTEM)
            else:
                yield payment


def _latest(same_payee: Sequence[Payment], payment: Payment) -> BankName | None:
    """Of the same account under the same name; what did not work then may work now."""
    known = [one.named for one in same_payee if one.named and one.payee_name == payment.payee_name]
    return max((one for one in known if one.works), key=lambda one: one.at, default=None)
