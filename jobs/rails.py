"""Money by a payout provider: one try at a time for each payment, each under the payment's own key.

What is to be done follows from the payments that stand in the database. A try is claimed for a while, and everything that
could be sent is noted before it is sent, so that whoever comes after a crash looks first, and sends at most the same again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import DomainError, Rejected, Unavailable, VersionConflict
from domain.instant import Clock
from domain.money.by_rail import rail_doubts, rail_failed, rail_reversed, rail_settled, rail_took
from domain.money.payment import ON_ITS_WAY, Payment
from domain.money.told import NoAnswer, NotSent, Standing, Told, Try, after_silence, next_look
from domain.people.actor import SYSTEM
from domain.unit_of_work import UnitOfWork

AT_ONCE: Final = 5
"""RazorpayX takes 5 to 10 requests a second."""
LEASE: Final = timedelta(minutes=2)
"""Longer than the three requests of a try can take."""
DOUBTED_AFTER: Final = 2
STUCK_AFTER: Final = 5
"""So many tries without an answer, or without being let in, and Finance is told that nobody knows."""
_log = logging.getLogger(__name__)


class Tries(Protocol):
    """Of one transaction. What is noted under a try that somebody else has taken over changes nothing, and says False."""

    async def claim(self, now: datetime, room: int, lease: timedelta) -> Sequence[Try]: ...
    async def will_send(self, one: Try, fund_account: str) -> bool: ...
    async def told(self, one: Try, again_at: datetime | None, *, looks: int) -> bool: ...
    async def silent(self, one: Try, again_at: datetime) -> bool: ...
    async def hurry(self, intents: Collection[str], now: datetime) -> int: ...
    async def is_new(self, call: str, now: datetime) -> bool: ...
    async def prune(self, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Noting:
    uow: UnitOfWork
    tries: Tries


class Desk(Protocol):
    """Raises Unavailable while the database is out of reach."""

    def transaction(self) -> AbstractAsyncContextManager[Noting]:
        """Settled and committed when its block ends well."""


class Api(Protocol):
    """See `integrations/razorpayx.py`."""

    async def payee(self, payment: Payment) -> str: ...
    async def send(self, payment: Payment, fund_account: str) -> Told: ...
    async def look(self, payment: Payment) -> Told | None: ...
    async def close(self) -> None: ...


class Rails:
    def __init__(self, desk: Desk, api: Api | None, clock: Clock) -> None:
        self._desk = desk
        self._api = api
        self._clock = clock

    async def close(self) -> None:
        if self._api is not None:
            await self._api.close()

    async def prune(self) -> None:
        async with self._desk.transaction() as noting:
            await noting.tries.prune(self._clock.now())

    async def hurry(self, call: str, intent: str) -> None:
        """The provider has called about this payment: it is looked at now. A call that comes again changes nothing."""
        now = self._clock.now()
        async with self._desk.transaction() as noting:
            if await noting.tries.is_new(call, now):
                await noting.tries.hurry([intent], now)

    async def work(self) -> None:
        """Until nothing is due."""
        while self._api is not None and await self._some(self._api):
            pass

    async def _some(self, api: Api) -> bool:
        async with self._desk.transaction() as noting:
            claimed = await noting.tries.claim(self._clock.now(), AT_ONCE, LEASE)
        await asyncio.gather(*(self._carry(api, one) for one in claimed))
        return bool(claimed)

    async def _carry(self, api: Api, one: Try) -> None:
        """One try. What cannot be noted now is found out by the next one, when the claim has run out."""
        try:
            await self._try(api, one)
        except (Unavailable, VersionConflict) as error:
            _log.warning("what became of %s is found out again: %s", one.payment.id, error)
        except Exception:  # noqa: BLE001  a bug of ours must not stop the payments beside it
            _log.exception("%s could not be carried on", one.payment.id)

    async def _try(self, api: Api, one: Try) -> None:
        try:
            told = await self._asked(api, one)
        except (NotSent, NoAnswer) as error:
            await self._silent(one, error)
        except Rejected as error:
            await self._refused(api, one, str(error))
        else:
            if told is not None:
                await self._note(one, told)

    async def _asked(self, api: Api, one: Try) -> Told | None:
        """What the provider says. Where something may have been sent before, it is looked for before it is sent again.

        None where there is nothing to send.
        """
        if one.fund_account is not None or one.payment.rail_reference is not None:
            told = await api.look(one.payment)
            if told is not None:
                return told
        fund_account = one.fund_account or await api.payee(one.payment)
        if not await self._may_send(one, fund_account):
            return None
        return await api.send(one.payment, fund_account)

    async def _may_send(self, one: Try, fund_account: str) -> bool:
        """Not where somebody else has taken this try over, nor what has come to its end by hand in the meantime."""
        async with self._desk.transaction() as noting:
            payment = await noting.uow.get(Payment, one.payment.id)
            if payment.state not in ON_ITS_WAY:
                await noting.tries.told(one, None, looks=one.looks)
                return False
            return await noting.tries.will_send(one, fund_account)

    async def _refused(self, api: Api, one: Try, said: str) -> None:
        """Refused for good; but a key that was used with other words has a payout behind it, so it is looked for.

        Where something may have been sent before, it may only not be found yet: one refusal does not prove that nothing went.
        """
        try:
            told = await api.look(one.payment)
        except NotSent as error:
            await self._silent(one, error)
            return
        if told is not None:
            await self._note(one, told)
            return
        if one.fund_account is not None and one.silent < STUCK_AFTER:
            await self._silent(one, NoAnswer(said))
            return
        await self._noted(one, None, lambda uow: rail_failed(uow, one.payment.id, said, SYSTEM))

    async def _note(self, one: Try, told: Told) -> None:
        payment = one.payment
        if (told.intent, told.amount) != (payment.intent, payment.amount):
            await self._contradicted(one, f"{told.name} is {told.amount} for {told.intent}")
            return
        wait = next_look(_settled(told), one.looks)
        try:
            await self._noted(one, wait, lambda uow: _tell(uow, payment.id, told))
        except DomainError as refused:
            await self._contradicted(one, f"{told.name} is {told.standing}: {refused}")

    async def _noted(
        self, one: Try, wait: timedelta | None, tell: Callable[[UnitOfWork], Awaitable[object]]
    ) -> None:
        now = self._clock.now()
        again_at = None if wait is None else now + wait
        async with self._desk.transaction() as noting:
            if await noting.tries.told(one, again_at, looks=one.looks + 1):
                await tell(noting.uow)

    async def _silent(self, one: Try, error: NotSent | NoAnswer) -> None:
        asked = error.asked if isinstance(error, NotSent) else None
        most = STUCK_AFTER if isinstance(error, NotSent) and one.fund_account is None else DOUBTED_AFTER
        again_at = self._clock.now() + after_silence(one.silent, asked)
        async with self._desk.transaction() as noting:
            if await noting.tries.silent(one, again_at) and one.silent + 1 >= most:
                await rail_doubts(noting.uow, one.payment.id, f"RazorpayX: {error}", SYSTEM)

    async def _contradicted(self, one: Try, said: str) -> None:
        """The provider and the books do not agree: nothing is changed, somebody looks, and it is asked again."""
        _log.error("%s and RazorpayX do not agree: %s", one.payment.id, said)
        now = self._clock.now()
        async with self._desk.transaction() as noting:
            if await noting.tries.silent(one, now + after_silence(one.silent)) and not one.silent:
                await noting.uow.ledger.undelivered("razorpayx", one.payment.id, said, now)
                await rail_doubts(noting.uow, one.payment.id, f"RazorpayX: {said}", SYSTEM)


def _settled(told: Told) -> Standing:
    """What was paid is on its way until the bank's reference is known: it proves the payment."""
    return Standing.ON_ITS_WAY if told.standing is Standing.PAID and not told.reference else told.standing


async def _tell(uow: UnitOfWork, payment: str, told: Told) -> None:
    standing = _settled(told)
    if standing is Standing.FAILED:
        await rail_failed(uow, payment, told.reason, SYSTEM)
        return
    await _took(uow, payment, told)
    if standing is Standing.PAID:
        await rail_settled(uow, payment, told.method, told.reference, SYSTEM)
    elif standing is Standing.REVERSED:
        await rail_reversed(uow, payment, told.reason, SYSTEM)


async def _took(uow: UnitOfWork, payment: str, told: Told) -> None:
    """Whatever is over was taken long ago."""
    if (await uow.get(Payment, payment)).rail_reference != told.name:
        await rail_took(uow, payment, told.name, SYSTEM)
