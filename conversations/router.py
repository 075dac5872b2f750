"""Which updates belong to dialogues. Everything else falls through to `handlers/`.

The bot puts `uow`, `actor`, `speaker` and `here` beside each update; what is answered here goes out with the commit.
"""

from typing import Any, Final

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.team import choose_team
from cards.text import Speaker
from conversations import engine, filling, pictures
from conversations.catalogue import begun_by, is_known
from conversations.dialogue import Dialogue, Known
from conversations.given import Kind, given
from conversations.intake import DOCUMENTS
from conversations.leaving import LEAVE
from conversations.new_lead import LOG_LEAD, known_from
from conversations.pens import REPORT
from conversations.turn import Turn
from domain.draft import Draft
from domain.leads.intake import MAY_SHARE
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.person import Chat, Person
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import teams_meant
from domain.words import say

INSIDE: Final = frozenset(
    {Action.CHOICE, Action.BACK, Action.SKIP, Action.DONE, Action.LATER, Action.DISCARD, Action.SUBMIT}
)
# What a person can send. The rest are service messages (somebody joined, a title changed): nobody's answer.
CONTENT: Final = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.DOCUMENT,
        ContentType.VIDEO,
        ContentType.LOCATION,
        ContentType.VENUE,
        ContentType.CONTACT,
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.STICKER,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
        ContentType.DICE,
        ContentType.POLL,
        ContentType.STORY,
        ContentType.LIVE_PHOTO,
    }
)
STRAY: Final = frozenset({Kind.PICTURE, Kind.FILE, Kind.PLACE, Kind.CONTACT})
Found = dict[str, Any] | bool


def router() -> Router:
    dialogues = Router(name="conversations")
    dialogues.callback_query.register(on_begin, begins)
    dialogues.callback_query.register(on_report, begins_report)
    dialogues.callback_query.register(on_tap, is_inside)
    dialogues.message.register(on_new_lead, is_new_lead)
    dialogues.message.register(on_leave, is_leave)
    dialogues.message.register(on_cancel, is_cancel, has_open_draft)
    dialogues.message.register(on_answer, may_be_answer, has_open_draft)
    dialogues.message.register(on_stray, is_stray)
    dialogues.message.register(on_forwarded, tells_of_a_lead)
    dialogues.edited_message.register(on_moved, is_place, has_open_draft)
    dialogues.edited_message.register(on_edited, is_text, has_open_draft)
    return dialogues


async def begins(query: CallbackQuery) -> Found:
    tap = Tap.read(query.data or "")
    begun = begun_by(tap) if tap is not None else None
    return {"dialogue": begun[0], "subject": begun[1]} if begun is not None else False


async def begins_report(query: CallbackQuery) -> Found:
    tap = Tap.read(query.data or "")
    return {"visit": tap.subject} if tap is not None and tap.action is Action.REPORT else False


async def is_inside(query: CallbackQuery) -> Found:
    tap = Tap.read(query.data or "")
    return {"tap": tap} if tap is not None and tap.action in INSIDE else False


async def is_new_lead(message: Message) -> bool:
    return _command(message) == "/new"


async def is_leave(message: Message) -> bool:
    return _command(message) == "/leave"


async def is_cancel(message: Message) -> bool:
    return _command(message) == "/cancel"


async def may_be_answer(message: Message) -> bool:
    """Commands are not answers, nor is what somebody writes to another person."""
    return _command(message) is None and message.content_type in CONTENT and not _for_another(message)


async def is_place(message: Message) -> bool:
    return message.location is not None


async def has_open_draft(_: Message, uow: UnitOfWork, here: Here) -> Found:
    if here.person is None:
        return False
    drafts = await uow.all(Draft, person=here.person.id, chat=here.chat, open=1)
    waiting = [draft for draft in drafts if not draft.paused and is_known(draft.dialogue)]
    mine = [draft for draft in waiting if here.private or draft.thread == here.thread]
    return {"draft": mine[-1]} if mine else False


async def on_begin(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    _: CallbackQuery,
    dialogue: Dialogue,
    subject: str,
    uow: UnitOfWork,
    actor: Actor,
    speaker: Speaker,
    here: Here,
) -> Answer:
    return await engine.begin(Turn(uow=uow, actor=actor, speaker=speaker, here=here), dialogue, subject)


async def on_report(
    _: CallbackQuery, visit: str, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    return await filling.begin(Turn(uow=uow, actor=actor, speaker=speaker, here=here), visit)


async def on_tap(
    _: CallbackQuery, tap: Tap, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    draft = await uow.find(Draft, tap.subject)
    if draft is None:
        return Answer(toast=say("This form no longer exists. Begin again."))
    if here.person is None or draft.person != here.person.id:
        return engine.of_another(await uow.find(Person, draft.person))
    if not draft.open:
        return engine.ended(draft)
    return await _tapped(Turn(uow=uow, actor=actor, speaker=speaker, here=here), draft, tap)


async def _tapped(turn: Turn, draft: Draft, tap: Tap) -> Answer:
    if draft.dialogue == REPORT:
        return await _tapped_in_report(turn, draft, tap)
    if tap.action is Action.DISCARD:
        return await engine.discard(turn, draft, sure=tap.argument == "yes")
    if tap.action is Action.LATER:
        return await engine.later(turn, draft)
    if draft.paused or draft.chat != turn.here.chat or (not tap.argument and tap.action is Action.CHOICE):
        return await engine.take_up(turn, draft)
    if tap.action is Action.CHOICE:
        return await engine.chosen(turn, draft, tap.argument)
    steps = {
        Action.BACK: engine.back,
        Action.SKIP: engine.skip,
        Action.DONE: engine.done,
        Action.SUBMIT: engine.submit,
    }
    return await steps[tap.action](turn, draft)


async def _tapped_in_report(turn: Turn, pen: Draft, tap: Tap) -> Answer:
    if tap.action is Action.LATER:
        return await filling.later(turn, pen)
    if pen.paused or pen.chat != turn.here.chat or (not tap.argument and tap.action is Action.CHOICE):
        return await filling.take_up(turn, pen)
    if tap.action is Action.CHOICE:
        return await filling.chosen(turn, pen, tap.argument)
    steps = {
        Action.BACK: filling.back,
        Action.SKIP: filling.skip,
        Action.DONE: filling.done,
        Action.SUBMIT: filling.submit,
        Action.DISCARD: filling.discard,
    }
    return await steps[tap.action](turn, pen)


async def on_new_lead(
    message: Message, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    return await engine.begin(turn, LOG_LEAD, "")


async def on_leave(message: Message, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here) -> Answer:
    """Of the team that is meant; where several may be, they are to be chosen from."""
    actor.must(Permission.TAKE_LEAVE)
    named = (message.text or "").partition(" ")[2]
    teams = await teams_meant(uow, actor, here.chat, named)
    if len(teams) != 1:
        return Answer(messages=(choose_team(teams, Action.LEAVE, say("Whose leave?"), speaker),))
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    return await engine.begin(turn, LEAVE, teams[0].id)


async def tells_of_a_lead(message: Message, uow: UnitOfWork, actor: Actor, here: Here) -> Found:
    """Somebody of Ops forwards what was written to him, in private or to the desk."""
    if Role.OPS not in actor.roles or not (here.private or await _is_desk(uow, here.chat)):
        return False
    known = await known_from(uow, message)
    return {"known": known} if known is not None else False


async def _is_desk(uow: UnitOfWork, chat_id: int) -> bool:
    chat = await uow.find(Chat, chat_id)
    return chat is not None and chat.role is Role.OPS


async def on_forwarded(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    message: Message, known: Known, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    return await engine.begin(turn, LOG_LEAD, "", known)


async def on_cancel(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    message: Message, draft: Draft, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    if draft.dialogue == REPORT:
        return await filling.discard(turn, draft)
    return await engine.discard(turn, draft, sure=True)


async def on_answer(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    message: Message, draft: Draft, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer | None:
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    if draft.dialogue == REPORT:
        return await filling.heard(turn, draft, given(message))
    return await engine.heard(turn, draft, given(message))


async def is_stray(message: Message, uow: UnitOfWork, actor: Actor, here: Here) -> Found:
    """A picture, file, place or contact that a customer sends out of the blue: it belongs to his documents."""
    if not here.private or Role.CUSTOMER not in actor.roles or given(message).kind not in STRAY:
        return False
    leads = [await uow.get(Lead, lead) for lead in sorted(actor.leads)]
    open_ones = [lead for lead in leads if lead.consent_at is not None and lead.stage in MAY_SHARE]
    return {"lead": open_ones[-1]} if open_ones else False


async def on_stray(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    message: Message, lead: Lead, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer | None:
    """Taken as if his form had been open; what is complete is replaced on purpose only."""
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    if not lead.documents.missing:
        return await pictures.unneeded(turn, lead, given(message))
    begun = await engine.begin(turn, DOCUMENTS, lead.id)
    [draft] = [draft for draft in await turn.mine() if draft.dialogue == DOCUMENTS.name and not draft.paused]
    return await engine.heard(turn, draft, given(message)) or begun


async def is_text(message: Message) -> bool:
    return message.text is not None


async def on_edited(  # noqa: PLR0913, PLR0917  aiogram hands each value over by its name
    message: Message, draft: Draft, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer | None:
    """In a report an answer follows the message that gave it; elsewhere it is given again by a tap."""
    turn = Turn(uow=uow, actor=actor, speaker=speaker, here=here, said=message.message_id)
    return await filling.edited(turn, draft, message.text or "") if draft.dialogue == REPORT else None


async def on_moved(_: Message) -> None:
    """A live location that moves on: where it began has been read."""


def _command(message: Message) -> str | None:
    """The command of a message, without the bot's name and arguments; None if it is none."""
    text = message.text or ""
    return text.split(maxsplit=1)[0].partition("@")[0].casefold() if text.startswith("/") else None


def _for_another(message: Message) -> bool:
    other = message.reply_to_message
    # In a forum every message replies to the one that opened its topic.
    if other is None or other.forum_topic_created is not None:
        return False
    return other.from_user is not None and not other.from_user.is_bot and other.from_user != message.from_user
