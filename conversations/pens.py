"""The pens of a report: who fills it where, and the card that each of them has before him."""

from dataclasses import replace
from typing import Final

from conversations.turn import Turn
from domain.draft import Draft
from domain.reactions import FORM_CARD, Lane
from domain.unit_of_work import CardRefresh

REPORT: Final = "report"
"""The dialogue of a draft that is a pen."""


async def show(turn: Turn, pen: Draft, *, anew: bool = False) -> None:
    """`anew`: at the end of the chat, instead of where it stood."""
    lead = pen.subject.split("-")[1]
    refresh = CardRefresh(
        chat=pen.chat, card=FORM_CARD, subject=pen.id, topic=f"L-{lead}", instead=anew, lane=Lane.ANSWER
    )
    await turn.uow.ledger.show([refresh])


async def rest(turn: Turn, pen: Draft) -> None:
    """It waits; its card says so."""
    await show(turn, await turn.keep(replace(pen, paused=True)))
