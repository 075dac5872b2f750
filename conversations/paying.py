"""What is to be written about a payment: a question and its answer, a rejection, the bank's reference, a failure."""

from collections.abc import Callable, Mapping
from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question, Unsure
from conversations.given import Given
from conversations.readers import Choice, Option, Pictures, reference
from conversations.reason import for_reason
from domain.money.asking import answer_about_payment, ask_about_payment, lift_cooling
from domain.money.methods import EXAMPLES, METHODS, Method, doubts
from domain.money.paying import (
    deciding,
    payment_doubted,
    payment_failed,
    payment_reversed,
    record_reference,
    reject_payment,
)
from domain.money.payment import Payment
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_reject(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.reject("", by=actor.must(deciding(payment)), now=uow.now)


async def _reject(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await reject_payment(uow, payment_id, reason, actor)
    return say("{payment} is rejected.", payment=payment.id)


REJECT: Final[Dialogue] = for_reason(
    Action.REJECT,
    title=N_("Reject the payment"),
    ask=N_("Why is the payment rejected?"),
    example=N_("the bill shows another amount"),
    check=_may_reject,
    command=_reject,
)


async def _being_paid(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    payment.settle(Method.UPI, "", by=by, now=uow.now)


def _chosen(method: Method) -> Callable[[Mapping[str, str]], bool]:
    return lambda answers: answers.get("method", method) == method


async def _unusual(uow: UnitOfWork, payment_id: str, method: Method, reference: str) -> Unsure | None:
    """What could be a slip is confirmed before it counts: another shape or day, or a reference known from elsewhere."""
    day = DEFAULT.calendar.local(uow.now).date()
    for other in await uow.all(Payment, reference=reference):
        if other.id != payment_id:
            words = say(
                "{payment} of {amount} has the same reference. Is it right?",
                payment=other.id,
                amount=other.amount,
            )
            return Unsure(words=words)
    return next((Unsure(words=words) for words in doubts(method, reference, day)), None)


def _reference(method: Method) -> Question:
    async def verify(uow: UnitOfWork, payment_id: str, reference: str, _: Given | None) -> Unsure | None:
        return await _unusual(uow, payment_id, method, reference)

    return Question(
        key=method.value,
        label=N_("Bank's reference"),
        ask=N_("What is the bank's reference (UTR)?"),
        reader=reference(method),
        example=EXAMPLES[method],
        when=_chosen(method),
        verify=verify,
    )


async def _outcome(uow: UnitOfWork, payment_id: str) -> tuple[Question, ...]:
    """The method is asked for only where more than one can have carried it."""
    payment = await uow.get(Payment, payment_id)
    methods = payment.methods
    options = tuple(Option(method.value, METHODS[method]) for method in methods)
    which = Question(key="method", label=N_("By which method was it paid?"), reader=Choice(options=options))
    proof = Question(
        key="proof",
        label=N_("Proof"),
        ask=N_("Please send a picture of the bank's confirmation, with amount and reference."),
        reader=Pictures(pdf=True),
    )
    return (*((which,) if len(methods) > 1 else ()), *map(_reference, methods), proof)


async def _record(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    payment = await uow.get(Payment, filled.subject)
    method = Method(filled.answers.get("method", payment.methods[0]))
    paid = await record_reference(
        uow,
        filled.subject,
        actor,
        method=method,
        reference=filled.answers[method.value],
        proof=filled.picture("proof"),
    )
    return say(
        "{payment} is paid: {amount}, reference {reference}.",
        payment=paid.id,
        amount=paid.amount,
        reference=paid.reference or "",
    )


REFERENCE: Final = Dialogue(
    name=Action.REFERENCE.value,
    title=N_("Paid"),
    action=Action.REFERENCE,
    check=_being_paid,
    questions=_outcome,
    finish=_record,
)


async def _may_fail(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.fail("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _fail(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await payment_failed(uow, payment_id, reason, actor)
    return say("{payment} has failed. What it was for is owed again.", payment=payment.id)


PAYMENT_FAILED: Final[Dialogue] = for_reason(
    Action.FAILED,
    title=N_("Payment failed"),
    ask=N_("What does the bank say?"),
    example=N_("account number does not exist"),
    check=_may_fail,
    command=_fail,
)


async def _may_reverse(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.reverse("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _reverse(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await payment_reversed(uow, payment_id, reason, actor)
    return say("{payment} came back. What it was for is owed again.", payment=payment.id)


PAYMENT_REVERSED: Final[Dialogue] = for_reason(
    Action.REVERSED,
    title=N_("Payment came back"),
    ask=N_("Why did the bank give it back?"),
    example=N_("account closed"),
    check=_may_reverse,
    command=_reverse,
)


async def _may_doubt(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.doubt("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _doubt(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await payment_doubted(uow, payment_id, reason, actor)
    return say(
        "Noted. Please do not pay {payment} again: first find out in the bank's app or statement what became of it.",
        payment=payment.id,
    )


PAYMENT_UNKNOWN: Final[Dialogue] = for_reason(
    Action.UNKNOWN,
    title=N_("Outcome not known"),
    ask=N_("What does the bank's app show?"),
    example=N_("pending, the app hung after the PIN"),
    check=_may_doubt,
    command=_doubt,
)


async def _may_ask(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.ask("", by=actor.must(Permission.APPROVE_PAYMENT), now=uow.now)


async def _ask(uow: UnitOfWork, payment_id: str, question: str, actor: Actor) -> Words:
    payment = await ask_about_payment(uow, payment_id, question, actor)
    return say("Asked about {payment}. The answer comes here and stays on the card.", payment=payment.id)


ASK_PAYMENT: Final[Dialogue] = for_reason(
    Action.ASK,
    title=N_("Ask about the payment"),
    ask=N_("What do you want to know?"),
    example=N_("why two earthing kits?"),
    check=_may_ask,
    command=_ask,
)


async def _may_answer(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.ANSWER_FINANCE, Scope(lead=payment.lead, team=payment.team))
    payment.answer("", by=by, now=uow.now)


async def _answer(uow: UnitOfWork, payment_id: str, words: str, actor: Actor) -> Words:
    payment = await answer_about_payment(uow, payment_id, words, actor)
    return say("Finance has your answer about {payment}.", payment=payment.id)


ANSWER_FINANCE: Final[Dialogue] = for_reason(
    Action.ANSWER_FINANCE,
    title=N_("Answer Finance"),
    ask=N_("What do you answer Finance?"),
    example=N_("the first pit was too dry, the inspector wants a second one"),
    check=_may_answer,
    command=_answer,
)


async def _may_lift(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.lift("", by=actor.must(Permission.APPROVE_PAYMENT), now=uow.now)


async def _lift(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await lift_cooling(uow, payment_id, reason, actor)
    return say("{payment} need not wait any more. Another person approves it.", payment=payment.id)


LIFT: Final[Dialogue] = for_reason(
    Action.LIFT,
    title=N_("Pay before its time"),
    ask=N_("How do you know that the payee is right?"),
    example=N_("called the shop, Mr Patil confirmed the UPI address"),
    check=_may_lift,
    command=_lift,
)
