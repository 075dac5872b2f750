"""Pictures in a dialogue: albums, many in a row, and those that nobody has asked for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cards.answer import Answer
from conversations import prompt
from conversations.dialogue import Question
from conversations.given import Given
from conversations.readers import Pictures
from conversations.turn import Turn
from domain.draft import Draft
from domain.errors import Invalid
from domain.leads.lead import Lead
from domain.words import say

# Beside its answers a draft remembers whose album is still coming in: `<question>/<album>`, and when something was
# last said about pictures that nobody asked for.
ALBUM: Final = "#album"
SAID: Final = "#said"
QUIET: Final = timedelta(minutes=1)


def unasked(draft: Draft, question: Question, given: Given) -> bool:
    """A picture for what has been answered, while something else is asked: the first one stays."""
    return (
        given.picture is not None
        and isinstance(question.reader, Pictures)
        and not question.reader.several
        and draft.question != question.key
        and bool(draft.answers.get(question.key))
    )


async def not_kept(turn: Turn, draft: Draft, question: Question, given: Given) -> Answer | None:
    """Said once for an album, and once for many pictures in a row."""
    last = draft.answers.get(SAID)
    quiet = last is not None and turn.uow.now - datetime.fromisoformat(last) < QUIET
    marked = in_album(draft, question, given.album) if given.album is not None else draft
    said = turn.uow.now.isoformat()
    await turn.keep(replace(marked, answers={**marked.answers, SAID: said}))
    return None if quiet else Answer(messages=(prompt.not_kept(turn, draft, question),))


async def unneeded(turn: Turn, lead: Lead, given: Given) -> Answer | None:
    """Something for documents that are complete; said once for an album, and once for many in a row."""
    over = await turn.uow.all(Draft, person=turn.person.id, chat=turn.here.chat, open=0)
    mine = sorted((draft for draft in over if draft.subject == lead.id), key=lambda draft: draft.touched_at)
    last = mine[-1] if mine else None
    if last is not None:
        album = last.answers.get(ALBUM, "").partition("/")[2]
        if given.album is not None and given.album == album:
            return None
        said = last.answers.get(SAID)
        marked = {**last.answers, SAID: turn.uow.now.isoformat()}
        await turn.keep(replace(last, answers=marked))
        if said is not None and turn.uow.now - datetime.fromisoformat(said) < QUIET:
            return None
    return Answer(messages=(prompt.unneeded(turn, lead.id),))


def with_picture(draft: Draft, question: Question, given: Given, *, alone: bool = False) -> Draft:
    """The same picture sent twice counts once."""
    had = () if alone else draft.pictures.get(question.key, ())
    new = given.picture
    fresh = new is not None and new.unique_id not in {kept.unique_id for kept in had}
    pictures = {**draft.pictures, question.key: (*had, new) if new is not None and fresh else had}
    return in_album(replace(draft, pictures=pictures), question, given.album)


def without(draft: Draft, question: Question) -> Draft:
    """The question's pictures no longer count."""
    return replace(draft, pictures={key: kept for key, kept in draft.pictures.items() if key != question.key})


def in_album(draft: Draft, question: Question, album: str | None) -> Draft:
    answers = {key: answer for key, answer in draft.answers.items() if key != ALBUM}
    more = {ALBUM: f"{question.key}/{album}"} if album is not None else {}
    return replace(draft, answers={**answers, **more})


def expect_fit(draft: Draft, question: Question, reader: Pictures, given: Given) -> None:
    """`Invalid` if it cannot be used, or if enough of them have come."""
    reader.check(given)
    if len(draft.pictures.get(question.key, ())) >= reader.most:
        raise Invalid(say("At most {most} are kept. Tap Done, or send them again.", most=reader.most))
