"""The report as one person has it before him: where he is in it, beside what everybody has answered."""

from dataclasses import dataclass
from typing import Final

from domain.checklists.model import Item
from domain.draft import Draft
from domain.media import Picture
from domain.people.access import actor_of
from domain.people.person import Person
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.filling import filling_of
from domain.visits.form import Filling
from domain.visits.states import VisitState
from domain.visits.visit import Visit

# Where a pen stands, beside an item's key: at the end, at the list of all items, at the word to an item's answer, or at why
# its files are kept although they were found wanting.
END: Final = "#summary"
ALL: Final = "#all"
WORD: Final = "#word"
KEEP: Final = "#keep"
LOOSE: Final = "#loose"
"""The draft's files that nobody has said the item of."""


def is_list(question: str) -> bool:
    """At all items, or at those of one section: `#all.supply`."""
    return question.partition(".")[0] == ALL


def place(question: str) -> str:
    """The item at which a pen stands, if it is at one."""
    return question.removesuffix(WORD).removesuffix(KEEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`is_his`: the visit still belongs to this person's team; what others answer after that is not for him to see."""

    filling: Filling
    visit: Visit
    draft: Draft
    person: str
    is_his: bool

    @property
    def item(self) -> Item | None:
        """What is asked here now, also where a word to its answer is."""
        return self.filling.item(place(self.draft.question))

    @property
    def shows_list(self) -> bool:
        return is_list(self.draft.question)

    @property
    def section(self) -> str:
        """Whose items are listed, where only those of one section are."""
        key = self.draft.question.partition(".")[2] if self.shows_list else ""
        return key if key in {section.key for section in self.filling.checklist.sections} else ""

    @property
    def asks_word(self) -> bool:
        return self.draft.question.endswith(WORD)

    @property
    def asks_why_kept(self) -> bool:
        return self.draft.question.endswith(KEEP)

    @property
    def is_open(self) -> bool:
        """Whether it can be filled: the visit goes on, is still his to report, and he has not left."""
        return self.draft.open and self.is_his and self.visit.state is VisitState.ON_SITE

    @property
    def loose(self) -> tuple[Picture, ...]:
        return self.draft.pictures.get(LOOSE, ())


async def page_of(uow: UnitOfWork, pen: str) -> Page:
    return await page_at(uow, await uow.get(Draft, pen))


async def page_at(uow: UnitOfWork, draft: Draft, now: Filling | None = None) -> Page:
    """`now` is the form where it has just been changed."""
    person, visit = await uow.get(Person, draft.person), await uow.get(Visit, draft.subject)
    return Page(
        filling=now or await filling_of(uow, draft.subject),
        visit=visit,
        draft=draft,
        person=person.name,
        is_his=actor_of(person).may(Permission.SUBMIT_REPORT, visit.scope),
    )
