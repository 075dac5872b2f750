"""A report at the desk: its card, its files slot by slot, on paper, and the way to it in the browser."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.message import Message
from cards.report import LARGEST_FILE, full_size, paper_message, slot_messages
from domain.errors import Refused
from domain.people.sessions import OWN_LINK_LIVES, open_desk
from domain.visits.redoing import SECTION, look_at_section, mark_redo, open_redo
from domain.visits.reviewing import open_report, review_of
from domain.words import say
from handlers.acts import Act, Step, tap_router


async def on_show_report(act: Act) -> Answer:
    await open_report(act.uow, act.subject, act.here.chat, act.actor)
    return Answer()


async def on_album(act: Act) -> Answer:
    review = await review_of(act.uow, act.subject, act.actor)
    slot = review.slot(act.argument)
    archived = await act.screens.archived([one.picture.unique_id for one in slot.exhibits])
    return Answer(messages=slot_messages(review, slot, archived, act.speaker))


async def on_full_size(act: Act) -> Answer:
    review = await review_of(act.uow, act.subject, act.actor)
    slot, exhibit = review.exhibit(act.argument)
    sent = exhibit.picture
    kept = sent.sha256 or (await act.screens.archived([sent.unique_id])).get(sent.unique_id)
    if kept is None:
        raise Refused(say("This file is still being fetched. Please try again in a minute."))
    if sent.size > LARGEST_FILE:
        raise Refused(say("This file is too large for Telegram. Tap “In the browser” to see it."))
    return Answer(messages=(full_size(review, slot, exhibit, kept, act.speaker),))


async def on_paper(act: Act) -> Answer:
    review = await review_of(act.uow, act.subject, act.actor)
    return Answer(toast=say("The PDF is being made."), messages=(paper_message(review, act.speaker),))


async def on_page(act: Act) -> Answer:
    """A key, so it is given in private."""
    review = await review_of(act.uow, act.subject, act.actor)
    _, secret = await open_desk(act.uow, act.actor)
    words = say(
        "The report of {visit} in the browser. The link works once, for {minutes} minutes:",
        visit=review.visit.id,
        minutes=int(OWN_LINK_LIVES.total_seconds()) // 60,
    )
    told = Message(text=f"{act.speaker.say(words)}\n{act.links.review(secret, review.visit.id)}")
    toast = None if act.here.private else say("I have answered in your private chat.")
    return Answer(toast=toast, private=(told,))


async def on_redo(act: Act) -> Answer:
    """The card with the report's items, or one of them marked on it."""
    if not act.argument:
        await open_redo(act.uow, act.subject, act.here.chat, act.actor)
        return Answer()
    if act.argument.startswith(SECTION):
        await look_at_section(act.uow, act.subject, act.argument.removeprefix(SECTION), act.actor)
        return Answer()
    await mark_redo(act.uow, act.subject, act.argument, act.actor)
    return Answer()


STEPS: Final[Mapping[Action, Step]] = {
    Action.SHOW_REPORT: on_show_report,
    Action.ALBUM: on_album,
    Action.FULL_SIZE: on_full_size,
    Action.REPORT_PAPER: on_paper,
    Action.REVIEW_PAGE: on_page,
    Action.REDO: on_redo,
}


def router() -> Router:
    return tap_router("review", STEPS)
