"""Before the money goes: what Finance asks the requester, and who lets a new or changed payee be paid early."""

from domain.contact import line
from domain.money.payment import Payment
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


async def ask_about_payment(uow: UnitOfWork, payment_id: str, question: str, actor: Actor) -> Payment:
    """A question to whoever asked for the money; it waits for the answer."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.APPROVE_PAYMENT)
    asked, event = payment.ask(line(question), by=by, now=uow.now)
    return await uow.save(asked, event)


async def answer_about_payment(uow: UnitOfWork, payment_id: str, words: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.ANSWER_FINANCE, Scope(lead=payment.lead, team=payment.team))
    answered, event = payment.answer(line(words), by=by, now=uow.now)
    return await uow.save(answered, event)


async def lift_cooling(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The new or changed payee is known to be right: it need not wait."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.APPROVE_PAYMENT)
    lifted, event = payment.lift(line(reason), by=by, now=uow.now)
    return await uow.save(lifted, event)
