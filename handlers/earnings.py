"""`/payable`, `/earned` and `/rates`: what waits to be marked, what a team earned, and by which rates."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.earnings import earned_card, rates_card, waiting_card
from cards.text import Speaker
from domain.errors import Invalid
from domain.money.amount import net
from domain.money.earned import earned_by
from domain.money.marking import mark_clear, mark_earning, waiting
from domain.money.rates import cards_for
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import team_name, today_of
from domain.words import say
from handlers.acts import Act, Step, tap_router
from handlers.discretion import shown_to
from handlers.which_team import of_team


async def on_payable_command(_: Said, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here) -> Answer:
    by = actor.must(Permission.MARK_PAYABLE)
    return await shown_to(by.role, uow, here, waiting_card(await waiting(uow), speaker))


async def on_earned(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/earned`, and for a desk `/earned sunrise`."""
    actor.must(Permission.SEE_EARNINGS)
    return await of_team(_earned, Action.EARNED, command, uow, actor, speaker, here)


async def on_rates(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/rates`, `/rates sunrise`."""
    actor.must(Permission.SEE_RATES)
    return await of_team(_rates, Action.RATES, command, uow, actor, speaker, here)


async def _earned(uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here, team: str) -> Answer:
    by = actor.must(Permission.SEE_EARNINGS, Scope(team=team))
    return await shown_to(by.role, uow, here, earned_card(await earned_by(uow, team), speaker), team=team)


async def _rates(uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here, team: str) -> Answer:
    by = actor.must(Permission.SEE_RATES)
    name = await team_name(uow, team)
    card = rates_card(*await cards_for(uow, team), name, today_of(uow), speaker)
    return await shown_to(by.role, uow, here, card)


async def on_open_earned(act: Act) -> Answer:
    return await _earned(act.uow, act.actor, act.speaker, act.here, act.subject)


async def on_open_rates(act: Act) -> Answer:
    return await _rates(act.uow, act.actor, act.speaker, act.here, act.subject)


async def on_mark_earning(act: Act) -> Answer:
    marked = await mark_earning(act.uow, act.subject, act.actor)
    return Answer(toast=say("Payable now: {amount}.", amount=str(marked.amount)))


async def on_mark_clear(act: Act) -> Answer:
    """What was shown is in the button; something else is never marked by it."""
    count, _, paise = act.argument.partition(".")
    if not count.isdecimal() or not paise.removeprefix("-").isdecimal():
        raise Invalid(say("This button is not known any more."))
    marked = await mark_clear(act.uow, act.actor, count=int(count), paise=int(paise))
    amount = str(net(earning.amount for earning in marked))
    return Answer(toast=say("Payable now: {count}, {amount} together.", count=len(marked), amount=amount))


STEPS: Final[Mapping[Action, Step]] = {
    Action.EARNED: on_open_earned,
    Action.RATES: on_open_rates,
    Action.MARK_EARNING: on_mark_earning,
    Action.MARK_CLEAR: on_mark_clear,
}


def router() -> Router:
    routes = tap_router("earnings", STEPS)
    routes.message.register(on_payable_command, Command("payable"))
    routes.message.register(on_earned, Command("earned"))
    routes.message.register(on_rates, Command("rates"))
    return routes
