"""The page on which a payment is made by hand: one person's link to it, kept as its SHA-256 alone.

What it opens is asked anew at every look: who the person is by then, and what has become of the payment.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.errors import NotAllowed, NotFound
from domain.money.payment import Payment
from domain.people.access import actor_of
from domain.people.actor import Actor
from domain.people.keys import digest
from domain.people.person import Person
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.form import WebLink
from domain.words import say

LINK_LIVES: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPage:
    payment: Payment
    person: Person


async def open_pay_page(uow: UnitOfWork, payment_id: str, actor: Actor) -> tuple[str, datetime]:
    """The link's token, said this once, and when it ends; the one that this person had before ends now."""
    payment = await uow.get(Payment, payment_id)
    payment.expect_payer(actor.must(Permission.RECORD_PAYMENT))
    token = uow.ids.token()
    link = WebLink(sha256=digest(token), expires_at=uow.now + LINK_LIVES)
    await uow.save(replace(payment, links={**payment.links, actor.person or "": link}))
    return token, link.expires_at


async def pay_page(uow: UnitOfWork, payment_id: str, token: str) -> PayPage:
    """`NotFound` for a link that opens nothing, whatever the reason; `NotAllowed` for who is not with Finance any more."""
    payment = await uow.find(Payment, payment_id)
    holder = _holder(payment, digest(token), uow.now) if payment is not None else None
    person = await uow.find(Person, holder) if holder is not None else None
    if payment is None or person is None:
        raise NotFound(
            say(
                "This link does not open a payment, or no longer. Please tap “How to pay it” in the chat: that makes a new one."
            )
        )
    if not actor_of(person).may(Permission.RECORD_PAYMENT):
        raise NotAllowed(say("{payment} is no longer to be paid here.", payment=payment.id))
    return PayPage(payment=payment, person=person)


def _holder(payment: Payment, sha256: str, now: datetime) -> str | None:
    good = (who for who, link in payment.links.items() if link.sha256 == sha256 and now < link.expires_at)
    return next(good, None)
