"""A quote: the customer asks or declines, the desk answers, notes what he says on the phone, or waives it."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Check
from conversations.readers import Line
from conversations.reason import for_reason
from domain.materials.quote import Quote, QuoteState
from domain.materials.quoting import (
    LONGEST,
    accept_quote,
    answer_about_quote,
    ask_about_quote,
    decline_quote,
    expect_to_answer,
    waive_quote,
)
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


def _may(permission: Permission, state: QuoteState) -> Check:
    """As the command itself will refuse it."""

    async def check(uow: UnitOfWork, quote_id: str, actor: Actor) -> None:
        quote = await uow.get(Quote, quote_id)
        by = actor.must(permission, quote.scope)
        await expect_to_answer(uow, quote)
        quote.to(state, by, uow.now)

    return check


async def _ask(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Words:
    await ask_about_quote(uow, quote_id, words, actor)
    return say("Thank you. Our desk calls you about the quote.")


ASK_QUOTE: Final = for_reason(
    Action.ASK_QUOTE,
    title=N_("A question about the quote"),
    ask=N_("What would you like to know about the quote?"),
    example=N_("can the charger be nearer to the meter?"),
    check=_may(Permission.ANSWER_QUOTE, QuoteState.ASKED),
    command=_ask,
    reader=Line(longest=LONGEST),
)


async def _decline(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Words:
    await decline_quote(uow, quote_id, words, actor)
    return say("Noted. Nothing is installed before this is settled.")


DECLINE_QUOTE: Final = for_reason(
    Action.DECLINE_QUOTE,
    title=N_("The quote is not accepted"),
    ask=N_("Why is the quote not accepted?"),
    example=N_("it is too much; the charger can hang nearer to the meter"),
    check=_may(Permission.ANSWER_QUOTE, QuoteState.DECLINED),
    command=_decline,
    reader=Line(longest=LONGEST),
)


async def _accept(uow: UnitOfWork, quote_id: str, note: str, actor: Actor) -> Words:
    quote = await accept_quote(uow, quote_id, actor, note=note)
    return say("{quote} is accepted.", quote=quote.id)


PHONE_QUOTE: Final = for_reason(
    Action.PHONE_QUOTE,
    title=N_("The customer accepts the quote"),
    ask=N_("How do you know that the customer accepts the quote?"),
    example=N_("he said so on the phone at 10:40"),
    check=_may(Permission.SETTLE_QUOTE, QuoteState.ACCEPTED),
    command=_accept,
    reader=Line(longest=LONGEST),
)


async def _answer(uow: UnitOfWork, quote_id: str, words: str, actor: Actor) -> Words:
    quote = await answer_about_quote(uow, quote_id, words, actor)
    return say("{quote}: the customer is told, and asked again.", quote=quote.id)


ANSWER_QUOTE: Final = for_reason(
    Action.ANSWER_QUOTE,
    title=N_("An answer about the quote"),
    ask=N_("What do you answer the customer about the quote? He reads it."),
    example=N_("the wall beside the meter is too damp for the charger"),
    check=_may(Permission.SETTLE_QUOTE, QuoteState.OFFERED),
    command=_answer,
    reader=Line(longest=LONGEST),
)


async def _waive(uow: UnitOfWork, quote_id: str, reason: str, actor: Actor) -> Words:
    quote = await waive_quote(uow, quote_id, reason, actor)
    return say("{quote} is waived, and the customer is told.", quote=quote.id)


WAIVE_QUOTE: Final = for_reason(
    Action.WAIVE_QUOTE,
    title=N_("The quote is waived"),
    ask=N_("Why need the customer not pay the quote?"),
    example=N_("the car maker pays for it, by mail of today"),
    check=_may(Permission.SETTLE_QUOTE, QuoteState.WAIVED),
    command=_waive,
    reader=Line(longest=LONGEST),
)
