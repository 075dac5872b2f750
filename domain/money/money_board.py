"""The cards of `/money`: one for each section and page, which stand where they were asked for and stay up to date."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from domain.errors import NotFound
from domain.materials.purchase import Purchase
from domain.money.earning import Earning
from domain.money.payment import Payment
from domain.people.roles import Permission
from domain.reactions import BoardName, Lane
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.words import say

PAGES_MOST: Final = 5
"""Of these pages the cards are kept up to date; later ones when they are asked for."""
_PREFIX: Final = "money"


class Section(StrEnum):
    WAITING = "waiting"
    LATE = "late"
    PAID = "paid"
    TEAMS = "teams"
    VENDORS = "vendors"
    BEFORE = "before"

    @property
    def permission(self) -> Permission:
        """What waits is seen by whoever has a part in it, what was paid and to whom by Finance."""
        return Permission.SEE_MONEY if self in {Section.WAITING, Section.LATE} else Permission.SEE_BOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBoard:
    """`id` is that of its card: `money/late/2`."""

    section: Section = Section.WAITING
    page: int = 1

    @property
    def id(self) -> str:
        return f"{_PREFIX}/{self.section}/{self.page}"

    @classmethod
    def read(cls, text: str) -> Self:
        """`NotFound` for anything that is no id of such a card."""
        prefix, _, rest = text.partition("/")
        section, _, page = rest.partition("/")
        known = section in set(Section) and page.isdecimal() and len(page) < 6 and int(page) > 0
        if prefix != _PREFIX or not known:
            raise NotFound(say("There is no {key}.", key=text))
        return cls(section=Section(section), page=int(page))


async def open_money_board(uow: UnitOfWork, chat: int, board: MoneyBoard) -> None:
    """As the chat's newest message; the one of the same section that stands there goes."""
    await uow.ledger.show([replace(_card(chat, board), instead=True)])


async def read_again(uow: UnitOfWork, chat: int, board: MoneyBoard) -> None:
    """Where it stands, as things are now."""
    await uow.ledger.show([_card(chat, board)])


def _card(chat: int, board: MoneyBoard) -> CardRefresh:
    return CardRefresh(chat=chat, card=BoardName.MONEY, subject=board.id, lane=Lane.ANSWER)


async def refresh_money_boards(uow: UnitOfWork) -> None:
    """Called by `settle`: behind all that has to be said."""
    if not any(isinstance(thing, Payment | Purchase | Earning) for thing in uow.touched.values()):
        return
    cards = await uow.ledger.cards_of(board.id for board in _boards())
    await uow.ledger.show([replace(card, lane=Lane.DIGEST) for card in cards])


def _boards() -> Iterator[MoneyBoard]:
    for section in Section:
        for page in range(1, PAGES_MOST + 1):
            yield MoneyBoard(section=section, page=page)
