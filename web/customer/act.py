"""One form of the page with all that its step needs, and what a step is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.errors import Invalid, NotFound
from domain.leads.lead import Lead
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.customer_pages import count_file
from domain.people.person import Invite
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import Words, say
from web.customer.given import Given


class Unsure(Exception):
    """Not a refusal: the customer is asked whether he means it; `sure` is what his yes says."""

    def __init__(self, words: Words, sure: str, place: tuple[float, float] | None = None) -> None:
        super().__init__(str(words))
        self.words = words
        self.sure = sure
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One form, with all that its step needs; `file` is in the media store already."""

    uow: UnitOfWork
    page: Invite
    lead: Lead
    actor: Actor
    language: str
    given: Given
    file: Picture | None = None

    async def kept(self) -> Picture:
        if self.file is None:
            raise Invalid(say("Please choose a file first: a photo or a PDF."))
        await count_file(self.uow, self.page)
        return self.file

    async def visit(self) -> Visit:
        """`NotFound` for anybody else's."""
        visit = await self.uow.find(Visit, self.given.text("visit"))
        if visit is None or visit.lead != self.lead.id:
            raise NotFound(say("This button is not known any more."))
        return visit


Step = Callable[[Act], Awaitable[str]]
"""Answers with the name of what to say afterwards (`shown.DONE`)."""
