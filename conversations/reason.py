"""The shape that most dialogues at a desk have: one thing to write, then one command."""

from collections.abc import Awaitable, Callable

from cards.actions import Action
from conversations.dialogue import Check, Dialogue, Filled, Question, fixed
from conversations.readers import Line, Reader
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import Words

Command = Callable[[UnitOfWork, str, str, Actor], Awaitable[Words]]


def of_lead(permission: Permission, expect: Callable[[Lead], object]) -> Check:
    """Who may do it for this lead, and when: `expect` refuses."""

    async def check(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
        lead = await uow.get(Lead, lead_id)
        actor.must(permission, lead.scope)
        expect(lead)

    return check


def for_reason(  # noqa: PLR0913  a row of a table: what it is called, asks, checks and does
    action: Action,
    *,
    title: str,
    ask: str,
    example: str,
    check: Check,
    command: Command,
    reader: Reader | None = None,
) -> Dialogue:
    """`command` gets the subject and what was written, and answers with the words to end on."""

    async def finish(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
        return await command(uow, filled.subject, filled.answers["reason"], actor)

    question = Question(key="reason", label=ask, reader=reader or Line(), example=example)
    return Dialogue(
        name=action.value, title=title, action=action, check=check, questions=fixed(question), finish=finish
    )
