"""What a person asks for in a group that is not his desk's is answered in his private chat."""

from cards.answer import Answer, Here
from cards.message import Message
from domain.people.person import Chat
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def shown_to(
    role: Role, uow: UnitOfWork, here: Here, message: Message, *, team: str | None = None
) -> Answer:
    """The message here if this is a private chat or the role's own group, else in private."""
    if await is_home(role, uow, here, team=team):
        return Answer(messages=(message,))
    return Answer(toast=say("I have answered in your private chat."), private=(message,))


async def is_home(role: Role, uow: UnitOfWork, here: Here, *, team: str | None = None) -> bool:
    """Whether this is a private chat or the role's own group; for a field team, that team's alone."""
    if here.private:
        return True
    chat = await uow.find(Chat, here.chat)
    if chat is None or chat.role is not role:
        return False
    return role is not Role.FIELD or team is None or chat.team == team
