"""A visit's report is filled in chat: one question at a time or in any order, by everybody of the team who wants to.

The answers stand in the form, which all share; a person's `Draft` (his pen) only knows where he is. What he sees is one
card that is edited: it comes down as a new message only after he has written or sent something himself.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cards.answer import Answer
from cards.blocks import said
from cards.form import CLEAR, DROP, GO, KEPT, PUT, USE, asks_for_words, on_web_button, question_line
from cards.message import Message
from cards.text import Text
from conversations import engine, prompt
from conversations.dialogue import DISCARDED, SUBMITTED
from conversations.given import Given, Kind
from conversations.pens import REPORT, rest, show
from conversations.turn import Turn
from domain.checklists.answers import wants
from domain.checklists.model import Item, ItemKind
from domain.draft import Draft
from domain.errors import Invalid
from domain.media import LARGEST_FILE, Picture
from domain.visits.filling import (
    Entered,
    add_shot,
    answer_item,
    begin_form,
    clear_item,
    explain_item,
    keep_shots,
    lay_aside,
    submit_form,
    take_pen,
)
from domain.visits.form import Filling
from domain.visits.pages import END, KEEP, LOOSE, WORD, Page, is_list, page_at, place
from domain.words import Words, say

# Beside its place a pen remembers whose album is still coming in, and which message answered what.
ALBUM: Final = "#album"
BY_MESSAGE: Final = "#m"
_REMEMBERED: Final = 30
_TYPED: Final = frozenset({ItemKind.TEXT, ItemKind.NUMBER, ItemKind.SERIAL})


class TooLarge(Invalid):
    """A bot cannot fetch it; on the web it can be sent."""


async def begin(turn: Turn, visit_id: str) -> Answer:
    """Fill the visit's report here, or go on where this person left off; other dialogues of his wait meanwhile."""
    left = [draft for draft in await turn.mine() if (draft.dialogue, draft.subject) == (REPORT, visit_id)]
    if left:
        return await take_up(turn, left[-1])
    await begin_form(turn.uow, visit_id, turn.actor)
    pen = turn.uow.ids.new()[:12]
    now = await take_pen(turn.uow, visit_id, pen, turn.actor)
    waiting = await engine.put_aside(turn)
    draft = Draft(
        id=pen,
        dialogue=REPORT,
        subject=visit_id,
        person=turn.person.id,
        chat=turn.here.chat,
        thread=turn.here.thread,
        question=now.open_after("") or END,
        touched_at=turn.uow.now,
    )
    await turn.uow.add(draft)
    return await _asked(turn, await page_at(turn.uow, draft, now), before=waiting)


async def take_up(turn: Turn, draft: Draft) -> Answer:
    """Here and now: the card comes down to the end of the chat."""
    now = await begin_form(turn.uow, draft.subject, turn.actor)
    waiting = await engine.put_aside(turn, but=draft.id)
    here = replace(draft, paused=False, chat=turn.here.chat, thread=turn.here.thread)
    if here.question != END and not is_list(here.question) and now.item(place(here.question)) is None:
        here = replace(here, question=now.open_after("") or END)
    kept = await turn.keep(here)
    return await _asked(turn, await page_at(turn.uow, kept, now), before=waiting, anew=True)


async def heard(turn: Turn, draft: Draft, given: Given) -> Answer | None:
    page = await page_at(turn.uow, draft)
    if not page.is_open:
        await show(turn, await turn.keep(replace(draft, open=False, question=DISCARDED)))
        return Answer(
            messages=(
                prompt.plain(turn, say("{visit} is no longer to be reported here.", visit=draft.subject)),
            )
        )
    try:
        if given.kind is Kind.TEXT:
            return await _written(turn, page, given.text)
        return await _sent(turn, page, given)
    except TooLarge as wrong:
        return Answer(messages=(prompt.pointed(turn, wrong.words, on_web_button(page.visit, turn.speaker)),))
    except Invalid as wrong:
        return Answer(messages=(prompt.complaint(turn, wrong.words),))


async def edited(turn: Turn, draft: Draft, text: str) -> Answer | None:
    """A message that answered something says something else now: the answer follows it."""
    key = draft.answers.get(f"{BY_MESSAGE}{turn.said}")
    if key is None:
        return None
    try:
        now = await _answer(turn, draft, key, text)
    except Invalid as wrong:
        return Answer(messages=(prompt.complaint(turn, wrong.words),))
    item = now.item(key)
    if item is not None and now.wants_word(item):
        draft = await turn.keep(replace(draft, question=f"{key}{WORD}"))
        return await _asked(turn, await page_at(turn.uow, draft, now), anew=True)
    return None


async def chosen(turn: Turn, draft: Draft, argument: str) -> Answer:
    if argument == END or is_list(argument):
        return await _go(turn, draft, argument)
    if argument == DROP:
        return await _shown(turn, replace(draft, pictures={}))
    page = await page_at(turn.uow, draft)
    key, _, what = argument.partition(".")
    item = page.filling.item(key)
    return await (_asked(turn, page) if item is None else _chosen(turn, page, item, what))


async def _chosen(turn: Turn, page: Page, item: Item, what: str) -> Answer:
    if what == GO:
        return await _go(turn, page.draft, item.key)
    if what == CLEAR:
        await clear_item(turn.uow, page.draft.subject, item.key, turn.actor)
        return await _go(turn, page.draft, item.key)
    if what == PUT:
        return await _put(turn, page, item)
    if what == KEPT:
        return await _go(turn, page.draft, f"{item.key}{KEEP}")
    return await _tapped(turn, page, item, what)


async def back(turn: Turn, draft: Draft) -> Answer:
    page = await page_at(turn.uow, draft)
    walk = page.filling.walk
    keys = [item.key for item in page.filling.items if item in walk or item is page.item]
    here = place(draft.question)
    if here not in keys:
        return await _asked(turn, page)
    if page.asks_word or page.asks_why_kept:
        return await _go(turn, draft, here)
    at = keys.index(here)
    return await _go(turn, draft, keys[at - 1]) if at else Answer(toast=say("This is the first question."))


async def skip(turn: Turn, draft: Draft) -> Answer:
    page = await page_at(turn.uow, draft)
    here = place(draft.question)
    following = page.filling.open_after(here) or END
    return await _go(turn, draft, END if following == here else following)


async def done(turn: Turn, draft: Draft) -> Answer:
    """All files are there, or all that was to be chosen."""
    page = await page_at(turn.uow, draft)
    item = page.item
    if item is None:
        return await _asked(turn, page)
    least = int(item.minimum or 1)
    if item.on_film and len(page.filling.form.shots.get(item.key, ())) < least:
        return Answer(toast=say("At least {least} first, please.", least=least), alert=True)
    return await _go(turn, draft, page.filling.open_after(item.key) or END)


async def later(turn: Turn, draft: Draft) -> Answer:
    if not draft.paused:
        await rest(turn, draft)
    return Answer(toast=say("Kept for later."))


async def discard(turn: Turn, draft: Draft) -> Answer:
    """Who leaves takes nothing away: the answers belong to the report."""
    await show(turn, await turn.keep(replace(draft, open=False, question=DISCARDED)))
    words = say("Left. What was answered is kept with the report.")
    return Answer(messages=(prompt.plain(turn, words),))


async def submit(turn: Turn, draft: Draft) -> Answer:
    page = await page_at(turn.uow, draft)
    if page.filling.blocked() is not None:
        return await _go(turn, draft, END)
    visit = await submit_form(turn.uow, draft.subject, turn.actor)
    await show(turn, await turn.keep(replace(draft, open=False, question=SUBMITTED)))
    words = say("The report of {visit} is in. Ops will look at it.", visit=visit.id)
    return Answer(messages=(prompt.plain(turn, words),))


async def _written(turn: Turn, page: Page, text: str) -> Answer:
    item, draft = page.item, page.draft
    if item is None or page.loose:
        raise Invalid(_wanted(page))
    if page.asks_word:
        now = await explain_item(turn.uow, draft.subject, item.key, text, turn.actor)
    elif page.asks_why_kept:
        now = await keep_shots(turn.uow, draft.subject, item.key, text, turn.actor)
    else:
        now = await _answer(turn, draft, item.key, text)
        draft = _remembered(turn, draft, item.key)
    return await _on(turn, draft, now, item, anew=True)


async def _answer(turn: Turn, draft: Draft, key: str, text: str) -> Filling:
    page = await page_at(turn.uow, draft)
    item = page.filling.item(key)
    labels = _labels(turn, page, item) if item is not None else {}
    return await answer_item(turn.uow, draft.subject, Entered(key=key, text=text, labels=labels), turn.actor)


def _labels(turn: Turn, page: Page, item: Item) -> Mapping[str, str]:
    checklist = page.filling.checklist
    return {answer: said(checklist, label, turn.speaker) for answer, label in item.choices.items()}


def _remembered(turn: Turn, draft: Draft, key: str) -> Draft:
    """Which message gave this answer, so that an edit of it is understood; the last ones only."""
    if turn.said is None:
        return draft
    marks = [(name, kept) for name, kept in draft.answers.items() if name.startswith(BY_MESSAGE)]
    others = {name: kept for name, kept in draft.answers.items() if not name.startswith(BY_MESSAGE)}
    last = dict(marks[-_REMEMBERED:])
    return replace(draft, answers={**others, **last, f"{BY_MESSAGE}{turn.said}": key})


async def _tapped(turn: Turn, page: Page, item: Item, what: str) -> Answer:
    answer: str | None = what
    if what == USE:
        answer = page.filling.findings.suggested(item)
    elif item.kind is ItemKind.SEVERAL:
        answer = _toggled(page, item, what)
    if answer is None:
        return await _asked(turn, page)
    if not answer:
        await clear_item(turn.uow, page.draft.subject, item.key, turn.actor)
        return await _go(turn, page.draft, item.key)
    now = await answer_item(turn.uow, page.draft.subject, Entered(key=item.key, text=answer), turn.actor)
    if item.kind is ItemKind.SEVERAL:
        return await _go(turn, page.draft, item.key)
    return await _on(turn, page.draft, now, item)


def _toggled(page: Page, item: Item, answer: str) -> str:
    had = set(page.filling.form.answers.get(item.key, "").split(",")) - {""}
    return ",".join(sorted(had ^ {answer}))


async def _sent(turn: Turn, page: Page, given: Given) -> Answer | None:
    draft, album, picture = page.draft, given.album, given.picture
    if picture is None:
        raise Invalid(_cannot(page, given))
    owner, _, coming = draft.answers.get(ALBUM, "").partition("/")
    more = album is not None and album == coming
    if given.kind is Kind.OTHER:
        await lay_aside(turn.uow, draft.subject, picture, turn.actor)
        words = say("Kept beside the report, but it answers nothing. {wants}", wants=_wanted(page))
        return Answer(messages=(prompt.complaint(turn, words),))
    item = page.filling.item(owner) if more and owner else page.item
    if item is not None and not album and given.kind is Kind.PICTURE and not page.asks_word:
        slot = page.filling.instrument(item)
        if slot is not None:
            return await _read_off(turn, page, slot, given)
    marked = replace(draft, answers={**draft.answers, ALBUM: f"{item.key if item else ''}/{album or ''}"})
    if item is None or page.asks_word or not _takes(item, given, picture):
        return await _laid_loose(
            turn,
            replace(marked, answers={**marked.answers, ALBUM: f"/{album or ''}"}),
            page,
            picture,
            more=more,
        )
    now = await add_shot(turn.uow, draft.subject, item.key, picture, turn.actor)
    if more:
        await show(turn, await turn.keep(marked))
        return None
    if item.on_film and item.maximum == 1 and now.is_done(item):
        return await _on(turn, marked, now, item, anew=True)
    await show(turn, await turn.keep(marked), anew=True)
    return Answer()


async def _read_off(turn: Turn, page: Page, slot: Item, given: Given) -> Answer:
    """A photo of the instrument goes to the others of its kind; what is written under it answers the item."""
    if given.picture is not None:
        _expect_fetchable(given.picture)
        await add_shot(turn.uow, page.draft.subject, slot.key, given.picture, turn.actor)
    now = await page_at(turn.uow, page.draft)
    return await (_written(turn, now, given.text) if given.text else _asked(turn, now, anew=True))


async def _laid_loose(turn: Turn, draft: Draft, page: Page, picture: Picture, *, more: bool) -> Answer | None:
    """A file while something else is asked: the person says what it is of."""
    had = draft.pictures.get(LOOSE, ())
    if not any(item.on_film for item in page.filling.items):
        raise Invalid(_wanted(page))
    _expect_fetchable(picture)
    fresh = picture.unique_id not in {one.unique_id for one in had}
    kept = await turn.keep(replace(draft, pictures={LOOSE: (*had, picture) if fresh else had}))
    await show(turn, kept, anew=not more)
    return None


async def _put(turn: Turn, page: Page, item: Item) -> Answer:
    """The files that lay loose belong to this item."""
    for picture in page.loose:
        await add_shot(turn.uow, page.draft.subject, item.key, picture, turn.actor)
    return await _shown(turn, replace(page.draft, pictures={}))


def _takes(item: Item, given: Given, picture: Picture) -> bool:
    """Whether this file can answer the item; `Invalid` where it nearly can, with what would."""
    if item.kind in {ItemKind.PHOTOS, ItemKind.SERIAL} and given.kind is Kind.PICTURE:
        _expect_fetchable(picture)
        return True
    if item.kind is ItemKind.VIDEO and (picture.kind == "video" or picture.mime_type.startswith("video/")):
        _expect_fetchable(picture)
        return True
    if item.on_film:
        raise Invalid(wants(item))
    return False


def _expect_fetchable(picture: Picture) -> None:
    if picture.size > LARGEST_FILE:
        size = -(-picture.size // (1024 * 1024))
        raise TooLarge(
            say(
                "This file has {size} MB, and at most 20 MB can be taken here. Send it on the web: tap below. All you have answered stays.",
                size=size,
            )
        )


def _cannot(page: Page, given: Given) -> Words:
    """What would work, and what came instead where that has a name."""
    if not given.what:
        return _wanted(page)
    return say("I cannot use {what} here. {wants}", what=say(given.what), wants=_wanted(page))


def _wanted(page: Page) -> Words:
    if page.loose:
        return say("Please tap what the picture is of.")
    if page.asks_word or page.asks_why_kept:
        return say("Please answer with a few words.")
    return (
        wants(page.item)
        if page.item is not None
        else say("Nothing counts yet: tap Submit, or change an answer.")
    )


async def _on(turn: Turn, draft: Draft, now: Filling, item: Item, *, anew: bool = False) -> Answer:
    """To the word that the answer wants, or to what is open next."""
    following = f"{item.key}{WORD}" if now.wants_word(item) else (now.open_after(item.key) or END)
    moved = await turn.keep(replace(draft, question=following))
    return await _asked(turn, await page_at(turn.uow, moved, now), anew=anew)


async def _go(turn: Turn, draft: Draft, question: str) -> Answer:
    return await _shown(turn, replace(draft, question=question))


async def _shown(turn: Turn, draft: Draft) -> Answer:
    return await _asked(turn, await page_at(turn.uow, await turn.keep(draft)))


async def _asked(turn: Turn, page: Page, *, before: tuple[Message, ...] = (), anew: bool = False) -> Answer:
    """The card is brought up to date; in a group what is to be written or sent is asked so that a reply reaches the bot."""
    asks = _prompt(turn, page)
    await show(turn, page.draft, anew=anew and not asks)
    return Answer(messages=(*before, *asks))


def _prompt(turn: Turn, page: Page) -> tuple[Message, ...]:
    item = page.item
    if turn.here.private or item is None or page.loose:
        return ()
    if not page.asks_word and not item.on_film and item.kind not in _TYPED:
        return ()
    line = question_line(page, item, turn.speaker)
    text = Text().link(turn.person.name, f"tg://user?id={turn.here.telegram_id}").plain(f", {line}")
    if (words := asks_for_words(page, item, turn.speaker)) is not None:
        text.line(words)
    elif item.example:
        example = said(page.filling.checklist, item.example, turn.speaker)
        text.line(turn.speaker.say(say("Example: {example}", example=example)))
    return (prompt.forced(turn, text),)
