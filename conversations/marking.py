"""An earning is marked payable although something speaks against it."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue
from conversations.reason import for_reason
from domain.leads.lead import Lead
from domain.money.earning import Earning, EarningState
from domain.money.marking import mark_earning
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_mark(uow: UnitOfWork, earning_id: str, actor: Actor) -> None:
    earning = await uow.get(Earning, earning_id)
    actor.must(Permission.MARK_PAYABLE, (await uow.get(Lead, earning.lead)).scope)
    earning.to(EarningState.PAYABLE)


async def _mark(uow: UnitOfWork, earning_id: str, reason: str, actor: Actor) -> Words:
    marked = await mark_earning(uow, earning_id, actor, reason)
    return say("Payable now: {amount}.", amount=str(marked.amount))


MARK_ALL_THE_SAME: Final[Dialogue] = for_reason(
    Action.MARK_ALL_THE_SAME,
    title=N_("Mark payable all the same"),
    ask=N_("Why is it paid although something speaks against it?"),
    example=N_("the OEM wants other photos, the work is right"),
    check=_may_mark,
    command=_mark,
)
