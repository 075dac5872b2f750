"""A closure pack that the OEM, or Reporting for it, sends back."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue
from conversations.reason import for_reason
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.reporting.closure import expect_to_return, return_pack
from domain.reporting.pack import Pack
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_return(uow: UnitOfWork, pack_id: str, actor: Actor) -> None:
    pack = await uow.get(Pack, pack_id)
    by = actor.must(Permission.ACKNOWLEDGE_PACK, pack.scope)
    expect_to_return(pack, by)


async def _return(uow: UnitOfWork, pack_id: str, reason: str, actor: Actor) -> Words:
    pack = await return_pack(uow, pack_id, reason, actor)
    return say("{pack} went back to Ops.", pack=pack.id)


RETURN_PACK: Final[Dialogue] = for_reason(
    Action.RETURN_PACK,
    title=N_("Return the pack"),
    ask=N_("What is wrong with the pack?"),
    example=N_("the photo of the earth pit is missing"),
    check=_may_return,
    command=_return,
)
