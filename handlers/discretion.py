"""What a person asks for in a group that is not his desk's is answered in his private chat."""

from cards.answer import Answer, Here
from cards.message import Message
from domain.people.person import Chat
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def shown_to(role: Role, uow: UnitOfWork, here: Here, message: Message) -> Answer:
    """The message here if this is a private chat or the role's own group, else in private."""
    if here.private:
        return Answer(messages=(message,))
    chat = await uow.find(Chat, here.chat)
    if chat is not None and chat.role is role:
        return Answer(messages=(message,))
    return Answer(toast=say("I have answered in your private chat."), private=(message,))
