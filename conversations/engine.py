"""Runs every dialogue: begins it, asks, reads, goes back, waits, and ends it in its one command.

Only the `Draft` remembers anything, and it is saved in the same commit as all else, so a restart is not noticed.
"""

from dataclasses import replace
from typing import Final

from cards.actions import Action
from cards.answer import Answer
from cards.message import Message
from conversations import pictures, prompt
from conversations.catalogue import dialogue_of
from conversations.dialogue import DISCARDED, SUBMITTED, SUMMARY, Dialogue, Known, Question, Script
from conversations.given import Given, Kind
from conversations.pens import REPORT, rest
from conversations.readers import Pictures
from conversations.turn import Turn
from domain.draft import Draft
from domain.errors import DomainError, Invalid, NotFound
from domain.people.person import Person
from domain.words import Words, say

# Beside its answers a draft remembers what was understood and is to be confirmed: `<question>/<answer>`.
UNSURE: Final = "#unsure"


async def begin(turn: Turn, dialogue: Dialogue, subject: str, known: Known | None = None) -> Answer:
    """Ask the first question, or take up what this person left; another draft of his here waits meanwhile.

    With answers that are `known` from elsewhere it is always a draft of its own.
    """
    same = (dialogue.name, subject)
    left = [draft for draft in await unfinished(turn) if (draft.dialogue, draft.subject) == same]
    if left and known is None:
        return await take_up(turn, left[-1])
    await dialogue.check(turn.uow, subject, turn.actor)
    start = known or await dialogue.start(turn.uow, subject)
    draft = Draft(
        id=turn.uow.ids.new()[:12],
        dialogue=dialogue.name,
        subject=subject,
        person=turn.person.id,
        chat=turn.here.chat,
        thread=turn.here.thread,
        question=SUMMARY,
        answers=start.answers,
        pictures=start.pictures,
        touched_at=turn.uow.now,
    )
    script = await script_of(turn, draft)
    draft = replace(draft, question=script.open_after(draft, ""))
    waiting = await put_aside(turn)
    await turn.uow.add(draft)
    return Answer(messages=(*waiting, *_now_asked(turn, script, draft, start.note)))


async def take_up(turn: Turn, draft: Draft) -> Answer:
    """Go on where the person left off, here and now; where that is refused by now, he may throw it away."""
    script = await script_of(turn, draft)
    try:
        await script.dialogue.check(turn.uow, draft.subject, turn.actor)
    except DomainError as refusal:
        away = prompt.button(turn, say("Throw away"), Action.DISCARD, draft, "yes")
        return Answer(messages=(prompt.plain(turn, refusal.words, ((away,),)),))
    waiting = await put_aside(turn, but=draft.id)
    here = replace(draft, paused=False, chat=turn.here.chat, thread=turn.here.thread)
    if here != draft:
        here = await turn.keep(here)
    return Answer(messages=(*waiting, *(await _asked_again(turn, script, here))))


async def _asked_again(turn: Turn, script: Script, draft: Draft) -> tuple[Message, ...]:
    """What is to be confirmed, or what is asked."""
    question = script.at(draft)
    key, _, answer = draft.answers.get(UNSURE, "").partition("/")
    if question is not None and question.verify is not None and key == question.key:
        unsure = await question.verify(turn.uow, draft.subject, answer, None)
        if unsure is not None:
            return (prompt.to_confirm(turn, draft, question, unsure),)
    return _now_asked(turn, script, draft)


async def heard(turn: Turn, draft: Draft, given: Given) -> Answer | None:
    """What the person wrote or sent while his dialogue is open here."""
    script = await script_of(turn, draft)
    question = _meant(script, draft, given)
    owner, _, album = draft.answers.get(pictures.ALBUM, "").partition("/")
    if given.album is not None and given.album == album:
        return await _more_of_album(turn, draft, script.named(draft, owner), given)
    if question is None:
        words = say("Nothing counts yet: tap Submit, or change an answer.")
        return Answer(messages=(prompt.summary(turn, script, draft, words),))
    if pictures.unasked(draft, question, given):
        return await pictures.not_kept(turn, draft, question, given)
    try:
        return await _read(turn, script, draft, question, given)
    except Invalid as wrong:
        if given.album is not None:
            await turn.keep(pictures.in_album(draft, question, given.album))
        return _complaint(turn, wrong)


async def chosen(turn: Turn, draft: Draft, argument: str) -> Answer:
    """A tap on an answer. An empty argument, or a question that is not asked now, is answered with what is."""
    script = await script_of(turn, draft)
    key, _, option = argument.partition(".")
    if key == prompt.CHANGE:
        return await _change(turn, script, draft, option)
    question = script.at(draft)
    if question is None or question.key != key:
        return Answer(messages=_now_asked(turn, script, draft))
    if option == prompt.CLEAR:
        return await _clear(turn, script, draft, question)
    if option in {prompt.RIGHT, prompt.AGAIN}:
        return await _confirmed(turn, script, draft, question, right=option == prompt.RIGHT)
    if option not in {known.key for known in question.reader.options}:
        return Answer(messages=_now_asked(turn, script, draft))
    return await _answered(turn, script, pictures.without(draft, question), question, option)


async def back(turn: Turn, draft: Draft) -> Answer:
    script = await script_of(turn, draft)
    before = script.before(draft)
    if before is None:
        return Answer(toast=say("This is the first question."))
    return await _go(turn, script, draft, before)


async def skip(turn: Turn, draft: Draft) -> Answer:
    """Leave an optional question out; where answers may come in any order, go round to the next open one."""
    script = await script_of(turn, draft)
    question = script.at(draft)
    if question is None:
        return Answer(messages=_now_asked(turn, script, draft))
    if script.dialogue.any_order:
        following = script.open_after(draft, question.key)
        if following == question.key:
            return Answer(toast=say("This is the only thing that is missing."))
        return await _go(turn, script, draft, following)
    if not question.optional:
        return Answer(toast=say("This question cannot be skipped."))
    return await _answered(turn, script, pictures.without(draft, question), question, "")


async def done(turn: Turn, draft: Draft) -> Answer:
    """All pictures are there."""
    script = await script_of(turn, draft)
    question = script.at(draft)
    if question is None or not isinstance(question.reader, Pictures):
        return Answer(messages=_now_asked(turn, script, draft))
    count = len(draft.pictures.get(question.key, ()))
    if count < question.reader.least:
        return Answer(toast=say("At least {least} first, please.", least=question.reader.least), alert=True)
    return await _answered(turn, script, draft, question, str(count))


async def later(turn: Turn, draft: Draft) -> Answer:
    if draft.paused:
        return Answer(toast=say("It waits for you."))
    script = await script_of(turn, draft)
    paused = await turn.keep(replace(draft, paused=True))
    return Answer(toast=say("Kept for later."), messages=_kept(turn, script, paused))


async def discard(turn: Turn, draft: Draft, *, sure: bool) -> Answer:
    """Throw the draft away; once something has been answered, only after asking again."""
    script = await script_of(turn, draft)
    if not sure and not script.dialogue.any_order and script.filled(draft) != _empty(script, draft):
        words = say("Throw away what you have answered so far?")
        yes = prompt.button(turn, say("Throw away"), Action.DISCARD, draft, "yes")
        return Answer(messages=(prompt.plain(turn, words, ((yes, prompt.continue_button(turn, draft)),)),))
    words = say("{title}: cancelled. Nothing was changed.", title=prompt.title(turn.speaker, script))
    if script.dialogue.any_order:
        words = say("What you have shared is kept. You can go on at any time.")
    return await _close(turn, script, draft, DISCARDED, words)


async def submit(turn: Turn, draft: Draft) -> Answer:
    """The one command. A draft that changed since its summary was shown is asked on instead."""
    script = await script_of(turn, draft)
    if draft.question != SUMMARY or script.open_after(draft, "") != SUMMARY:
        return Answer(messages=_now_asked(turn, script, draft))
    words = await script.dialogue.finish(turn.uow, script.filled(draft), turn.actor)
    return await _close(turn, script, draft, SUBMITTED, words)


def ended(draft: Draft) -> Answer:
    """A button of a draft that is over."""
    if draft.question == SUBMITTED:
        return Answer(toast=say("This is done already."))
    return Answer(toast=say("This form was cancelled. Begin again if you need it."))


def of_another(owner: Person | None) -> Answer:
    return Answer(toast=say("This form belongs to {name}.", name=owner.name if owner else "?"))


async def unfinished(turn: Turn) -> list[Draft]:
    """This person's open drafts in this chat; those of dialogues that no longer exist are as good as gone."""
    return [draft for draft in await turn.mine() if dialogue_of(draft.dialogue) is not None]


async def script_of(turn: Turn, draft: Draft) -> Script:
    dialogue = dialogue_of(draft.dialogue)
    if dialogue is None:
        raise NotFound(say("This form no longer exists. Begin again."))
    questions = await dialogue.questions(turn.uow, draft.subject)
    return Script(dialogue, questions, await dialogue.called(turn.uow, draft.subject))


def _empty(script: Script, draft: Draft) -> object:
    return script.filled(replace(draft, answers={}, pictures={}))


def _meant(script: Script, draft: Draft, given: Given) -> Question | None:
    """The question that this answers: the one now asked or, in any order, one that takes such a thing."""
    asked = script.at(draft)
    if not script.dialogue.any_order or given.kind is Kind.TEXT or _takes(asked, given):
        return asked
    return next((other for other in script.asked(draft) if _takes(other, given)), asked)


def _takes(question: Question | None, given: Given) -> bool:
    return question is not None and given.kind in question.reader.takes


async def _read(turn: Turn, script: Script, draft: Draft, question: Question, given: Given) -> Answer:
    if not _takes(question, given):
        raise Invalid(_cannot(question, given))
    reader = question.reader
    if not isinstance(reader, Pictures) or given.kind is Kind.TEXT:
        return await _understood(turn, script, pictures.without(draft, question), question, given)
    if reader.several:
        return await _more(turn, draft, question, reader, given)
    reader.check(given)
    one = pictures.with_picture(draft, question, given, alone=True)
    answer = await _answered(turn, script, one, question, "1")
    if given.album is None:
        return answer
    first = prompt.plain(turn, say("One picture is enough: I took the first of your album."))
    return replace(answer, messages=(first, *answer.messages))


async def _understood(turn: Turn, script: Script, draft: Draft, question: Question, given: Given) -> Answer:
    """What was read counts, or is to be confirmed first."""
    read = question.reader.read(given, turn.speaker)
    unsure = await question.verify(turn.uow, draft.subject, read, given) if question.verify else None
    if unsure is None:
        return await _answered(turn, script, draft, question, read)
    answers = {**draft.answers, UNSURE: f"{question.key}/{read}"}
    waits = await turn.keep(replace(draft, question=question.key, answers=answers))
    return Answer(messages=(prompt.to_confirm(turn, waits, question, unsure),))


def _cannot(question: Question, given: Given) -> Words:
    """What would work, and what came instead where that has a name."""
    wants = question.reader.wants
    if not given.what:
        return wants
    return say("I cannot use {what} here. {wants}", what=say(given.what), wants=wants)


async def _confirmed(turn: Turn, script: Script, draft: Draft, question: Question, *, right: bool) -> Answer:
    """The person has looked at what was understood."""
    key, _, answer = draft.answers.get(UNSURE, "").partition("/")
    if key != question.key:
        return Answer(messages=_now_asked(turn, script, draft))
    without = {name: kept for name, kept in draft.answers.items() if name != UNSURE}
    draft = replace(draft, answers=without)
    if right:
        return await _answered(turn, script, draft, question, answer)
    return Answer(messages=_now_asked(turn, script, await turn.keep(draft)))


async def _more(turn: Turn, draft: Draft, question: Question, reader: Pictures, given: Given) -> Answer:
    pictures.expect_fit(draft, question, reader, given)
    draft = await turn.keep(pictures.with_picture(draft, question, given))
    return Answer(messages=(prompt.so_far(turn, draft, question, album=given.album is not None),))


async def _more_of_album(turn: Turn, draft: Draft, owner: Question | None, given: Given) -> Answer | None:
    """The album was answered with its first picture: the rest is kept in silence, or was not asked for."""
    reader = owner.reader if owner is not None else None
    if owner is None or not isinstance(reader, Pictures) or not reader.several:
        return None
    try:
        pictures.expect_fit(draft, owner, reader, given)
    except Invalid as wrong:
        return _complaint(turn, wrong)
    more = pictures.with_picture(draft, owner, given)
    count = len(more.pictures[owner.key])
    if owner.key in more.answers:
        more = replace(more, answers={**more.answers, owner.key: str(count)})
    kept = await turn.keep(more)
    first = owner.key not in draft.pictures
    return Answer(messages=(prompt.so_far(turn, kept, owner, album=True),)) if first else None


def _complaint(turn: Turn, wrong: Invalid) -> Answer:
    return Answer(messages=(prompt.complaint(turn, wrong.words),))


async def _clear(turn: Turn, script: Script, draft: Draft, question: Question) -> Answer:
    answers = {key: kept for key, kept in draft.answers.items() if key not in {question.key, pictures.ALBUM}}
    cleared = await turn.keep(replace(pictures.without(draft, question), answers=answers))
    return Answer(messages=_now_asked(turn, script, cleared))


async def _change(turn: Turn, script: Script, draft: Draft, key: str) -> Answer:
    if not key:
        return Answer(messages=(prompt.to_change(turn, script, draft),))
    if script.named(draft, key) is None:
        return Answer(messages=_now_asked(turn, script, draft))
    return await _go(turn, script, draft, key)


async def _go(turn: Turn, script: Script, draft: Draft, key: str) -> Answer:
    off = _key_off(turn, script.at(draft))
    moved = await turn.keep(replace(draft, question=key))
    return Answer(messages=(*off, *_now_asked(turn, script, moved)))


async def _answered(turn: Turn, script: Script, draft: Draft, question: Question, answer: str) -> Answer:
    """Keep the answer and ask on; what counts at once is committed at once."""
    off = _key_off(turn, script.at(draft))
    answers = {**draft.answers, question.key: answer}
    draft = replace(draft, answers=await script.dialogue.recall(turn.uow, draft.answers, answers))
    if script.dialogue.commit is not None:
        await script.dialogue.commit(turn.uow, script.filled(draft), question.key, turn.actor)
    following = draft.question if _still_open(script, draft) else script.open_after(draft, question.key)
    if script.dialogue.any_order and following == SUMMARY:
        words = await script.dialogue.finish(turn.uow, script.filled(draft), turn.actor)
        return await _close(turn, script, draft, SUBMITTED, words)
    draft = await turn.keep(replace(draft, question=following))
    return Answer(messages=(*off, *_now_asked(turn, script, draft)))


def _still_open(script: Script, draft: Draft) -> bool:
    """Something else was answered than was asked: the question asked still is."""
    return script.at(draft) is not None and draft.question not in draft.answers


def _now_asked(turn: Turn, script: Script, draft: Draft, note: Words | None = None) -> tuple[Message, ...]:
    question = script.at(draft)
    if question is not None:
        said = () if note is None else (prompt.plain(turn, note),)
        return (*said, *prompt.question(turn, script, draft, question))
    if script.dialogue.any_order:
        return (prompt.to_change(turn, script, draft),)
    return (prompt.summary(turn, script, draft, note),)


def _key_off(turn: Turn, left: Question | None) -> tuple[Message, ...]:
    """A reply keyboard stays until a message takes it away."""
    if not prompt.wants_location_key(turn, left):
        return ()
    return (prompt.plain(turn, say("Noted."), off=True),)


def _kept(turn: Turn, script: Script, draft: Draft) -> tuple[Message, ...]:
    words = say(
        "{title} is kept. Take it up again whenever you like.",
        title=prompt.title(turn.speaker, script),
    )
    rows = ((prompt.continue_button(turn, draft),),)
    return (*_key_off(turn, script.at(draft)), prompt.plain(turn, words, rows))


async def put_aside(turn: Turn, but: str = "") -> tuple[Message, ...]:
    """One dialogue at a time in a chat: the others of this person wait, and he is told."""
    for pen in await turn.mine():
        if pen.dialogue == REPORT and pen.id != but and not pen.paused:
            await rest(turn, pen)
    said: list[Message] = []
    for draft in await unfinished(turn):
        if draft.id != but and not draft.paused:
            paused = await turn.keep(replace(draft, paused=True))
            said.extend(_kept(turn, await script_of(turn, paused), paused))
    return tuple(said)


async def _close(turn: Turn, script: Script, draft: Draft, end: str, words: Words) -> Answer:
    off = prompt.wants_location_key(turn, script.at(draft))
    await turn.keep(replace(draft, open=False, question=end))
    return Answer(messages=(prompt.plain(turn, words, off=off),))
