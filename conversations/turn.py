"""One input of one person to a dialogue, and what every step of it needs."""

from dataclasses import dataclass, replace

from cards.answer import Here
from cards.text import Speaker
from domain.draft import Draft
from domain.errors import NotAllowed
from domain.people.actor import Actor
from domain.people.person import Person
from domain.unit_of_work import UnitOfWork
from domain.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`said` is the person's own message, if it was a message: prompts in a group reply to it."""

    uow: UnitOfWork
    actor: Actor
    speaker: Speaker
    here: Here
    said: int | None = None

    @property
    def person(self) -> Person:
        if self.here.person is None:
            raise NotAllowed(say("I do not know you yet. Open the link that you were sent."))
        return self.here.person

    async def keep(self, draft: Draft) -> Draft:
        """The draft as it is saved now, with its new version."""
        touched = replace(draft, touched_at=self.uow.now)
        saved = await self.uow.shelves.of(Draft).save(touched)
        self.uow.touched[saved.id] = saved
        return saved

    async def mine(self) -> list[Draft]:
        """This person's unfinished drafts in this chat, oldest first."""
        return await self.uow.all(Draft, person=self.person.id, chat=self.here.chat, open=1)
