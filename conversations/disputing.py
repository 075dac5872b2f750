"""What a team does not agree with on its statement, and what Ops says to it."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Question
from conversations.readers import Amount, Choice, Line, Option
from domain.money.amount import Signed
from domain.money.disputing import answer_dispute, dispute_earning, may_dispute
from domain.money.earning import Earning
from domain.money.payment import Payment
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

STANDS: Final = "stands"
MORE: Final = "more"
LESS: Final = "less"
_SIGNS: Final = {MORE: 1, LESS: -1}


async def _may_dispute(uow: UnitOfWork, payout_id: str, actor: Actor) -> None:
    may_dispute(await uow.get(Payment, payout_id), actor)


async def _which(uow: UnitOfWork, payout_id: str) -> tuple[Question, ...]:
    """Which line is asked only where there are several; also after the time for it, which is said in the end."""
    statement = (await uow.get(Payment, payout_id)).statement
    lines = statement.lines if statement is not None else ()
    options = tuple(Option(line.earning, f"{line.lead} {line.visit}: {line.amount}") for line in lines)
    which = Question(
        key="line", label=N_("Line"), ask=N_("Which line is wrong?"), reader=Choice(options=options)
    )
    why = Question(
        key="reason",
        label=N_("What is wrong with it?"),
        reader=Line(),
        example=N_("12 m of extra cable are missing"),
    )
    return (which, why) if len(options) > 1 else (why,)


async def _dispute(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    payout = await uow.get(Payment, filled.subject)
    may_dispute(payout, actor)
    line = filled.answers.get("line") or payout.expect_proposed().lines[0].earning
    after = await dispute_earning(uow, payout.id, line, filled.answers["reason"], actor)
    if not after.is_open:
        return say(
            "It is taken out, and nothing is left of {payment}. Our desk answers you.", payment=after.id
        )
    return say(
        "It is taken out: {payment} is {amount} now. Our desk answers you, and it comes with a later payout.",
        payment=after.id,
        amount=after.amount,
    )


DISPUTE: Final = Dialogue(
    name=Action.DISPUTE.value,
    title=N_("Something is wrong"),
    action=Action.DISPUTE,
    check=_may_dispute,
    questions=_which,
    finish=_dispute,
)


async def _may_answer(uow: UnitOfWork, earning_id: str, actor: Actor) -> None:
    earning = await uow.get(Earning, earning_id)
    earning.answer("", None, by=actor.must(Permission.ANSWER_DISPUTE), now=uow.now)


async def _how(uow: UnitOfWork, earning_id: str) -> tuple[Question, ...]:
    earning = await uow.get(Earning, earning_id)
    dispute = earning.disputes[-1] if earning.disputes else None
    options = (
        Option(STANDS, N_("It stands as it is")),
        Option(MORE, N_("The team gets more")),
        Option(LESS, N_("The team gets less")),
    )
    ask = say(
        "{visit}, {amount}. {name} says: {reason}",
        visit=earning.visit,
        amount=str(earning.amount),
        name=dispute.name if dispute else "–",
        reason=dispute.reason if dispute else "–",
    )
    return (
        Question(key="how", label=N_("Answer"), ask=ask, reader=Choice(options=options)),
        Question(
            key="by",
            label=N_("By how much?"),
            reader=Amount(),
            example="960",
            when=lambda answers: answers.get("how") in _SIGNS,
        ),
        Question(
            key="reason",
            label=N_("Why?"),
            ask=N_("What do you answer the team?"),
            reader=Line(),
            example=N_("12 m × ₹80 were measured, they are added"),
        ),
    )


async def _answer(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    sign, paise = _SIGNS.get(filled.answers["how"], 0), int(filled.answers.get("by", "0"))
    correction = Signed(sign * paise) if sign else None
    earning = await answer_dispute(uow, filled.subject, filled.answers["reason"], correction, actor)
    return say(
        "The team is told. {visit} is {amount} and comes with the next payout.",
        visit=earning.visit,
        amount=str(earning.amount),
    )


ANSWER_DISPUTE: Final = Dialogue(
    name=Action.ANSWER_DISPUTE.value,
    title=N_("Answer the team"),
    action=Action.ANSWER_DISPUTE,
    check=_may_answer,
    questions=_how,
    finish=_answer,
)
