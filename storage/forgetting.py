"""A customer is taken out of whatever was written down about him; the entries themselves stay where they are.

What is sought are his leads, his person, his chat and the words by which he would still be known. Files lose their
bytes later, by `jobs/erasing.py`; their SHA-256 stays.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.roles import Role
from domain.unit_of_work import Traces
from storage.album import album
from storage.api_requests import api_requests
from storage.inbox import inbox
from storage.ledger import ERASING, media, timeline, undelivered
from storage.outgoing import cards, outbox
from storage.webhooks_out import PostingLedger, webhook_posts

ERASED: Final = "(erased)"
NOTHING: Final = "{}"
Blank = Callable[[str], str]


class ForgettingLedger(PostingLedger):
    async def forget(self, traces: Traces) -> None:
        await forget(self._connection, traces)


async def forget(connection: AsyncConnection, traces: Traces) -> None:
    blank = _blanker(traces.needles)
    own = _blanker((*traces.needles, *traces.said))
    await _timeline(connection, traces, own)
    await _messages(connection, traces, blank, own)
    await _inputs(connection, traces)
    await _files(connection, traces)
    await _posts(connection, traces, own)
    for lead in traces.leads:
        await connection.execute(
            delete(api_requests).where(api_requests.c.body.contains(f'"{lead}"', autoescape=True))
        )


def _blanker(needles: tuple[str, ...]) -> Blank:
    """Replaces the words wherever they stand by themselves, however they are written."""
    if not needles:
        return lambda text: text
    words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in needles), re.IGNORECASE)
    return lambda text: words.sub(ERASED, text)


async def _timeline(connection: AsyncConnection, traces: Traces, blank: Blank) -> None:
    of_lead = timeline.c.lead.in_(traces.leads)
    by_him = timeline.c.person == traces.person if traces.person else of_lead
    rows = (
        await connection.execute(
            select(timeline.c.seq, timeline.c.name, timeline.c.role, timeline.c.facts).where(
                or_(of_lead, by_him)
            )
        )
    ).all()
    for seq, name, role, facts in rows:
        named = ERASED if role == Role.CUSTOMER else blank(name)
        told = {key: blank(value) for key, value in facts.items()}
        if (named, told) != (name, facts):
            change = update(timeline).where(timeline.c.seq == seq).values(name=named, facts=told)
            await connection.execute(change)


async def _messages(connection: AsyncConnection, traces: Traces, blank: Blank, own: Blank) -> None:
    """Finished messages lose their words, and those that wait are not sent; notices are drawn from what is left.

    `own` is for those about his leads.
    """
    his: list[ColumnElement[bool]] = [outbox.c.topic_of.in_(traces.leads), outbox.c.subject.in_(traces.leads)]
    his += [outbox.c.payload.is_not(None)]
    if traces.chat is not None:
        his.append(outbox.c.chat_id == traces.chat)
    about_him = or_(*his[:2]).label("about_him")
    columns = (outbox.c.id, outbox.c.chat_id, outbox.c.status, outbox.c.args, outbox.c.payload, about_him)
    for number, chat, status, args, payload, is_about_him in (
        await connection.execute(select(*columns).where(or_(*his)))
    ).all():
        taken_out = own if is_about_him else blank
        change = _without(args, payload, taken_out, traces, his_chat=chat == traces.chat)
        if change and status == "pending" and "payload" in change:
            change["status"] = "superseded"
        if change:
            await connection.execute(update(outbox).where(outbox.c.id == number).values(**change))
    if traces.chat is not None:
        of_lead = cards.c.subject.in_(traces.leads)
        await connection.execute(delete(cards).where(cards.c.chat_id == traces.chat, of_lead))


def _without(
    args: dict[str, Any],
    payload: Any,  # noqa: ANN401  JSON
    blank: Blank,
    traces: Traces,
    *,
    his_chat: bool,
) -> dict[str, Any]:
    change: dict[str, Any] = {}
    if payload is not None:
        text = orjson.dumps(payload).decode()
        of_lead = any(re.search(rf"{re.escape(lead)}(?![0-9])", text) for lead in traces.leads)
        if his_chat or of_lead or blank(text) != text:
            change["payload"] = None
    told = orjson.dumps(args).decode()
    if blank(told) != told:
        change["args"] = orjson.loads(blank(told))
    return change


async def _inputs(connection: AsyncConnection, traces: Traces) -> None:
    """What he wrote and sent, and what others tapped on his lead's cards, as Telegram delivered it.

    What is being handled, the confirming tap among it, keeps its shape and loses the words.
    """
    words = {*traces.needles, *(json.dumps(word)[1:-1] for word in traces.needles)}
    his: list[ColumnElement[bool]] = [
        inbox.c.raw.contains(word, autoescape=True) for word in {*words, *traces.leads}
    ]
    if traces.chat is not None:
        his += [inbox.c.chat_id == traces.chat, inbox.c.person_id == traces.chat]
    is_new = inbox.c.status == "new"
    blank = _blanker(tuple(sorted(words, key=len, reverse=True)))
    for number, raw in (
        await connection.execute(select(inbox.c.id, inbox.c.raw).where(or_(*his), is_new))
    ).all():
        await connection.execute(update(inbox).where(inbox.c.id == number).values(raw=blank(raw)))
    await connection.execute(update(inbox).where(or_(*his), ~is_new).values(raw=NOTHING))
    if traces.chat is not None:
        listed = undelivered.c.reason.contains(f"chat {traces.chat}:")
        await connection.execute(update(undelivered).where(listed).values(reason=ERASED))


async def _posts(connection: AsyncConnection, traces: Traces, blank: Blank) -> None:
    """What is still to be sent to the OEM, or is kept to be replayed, keeps its number and loses the words."""
    of_lead = webhook_posts.c.lead.in_(traces.leads)
    wanted = select(webhook_posts.c.id, webhook_posts.c.body).where(of_lead)
    for post, body in (await connection.execute(wanted)).all():
        if blank(body) != body:
            change = update(webhook_posts).where(webhook_posts.c.id == post)
            await connection.execute(change.values(body=blank(body)))


async def _files(connection: AsyncConnection, traces: Traces) -> None:
    of_lead = media.c.lead.in_(traces.leads)
    gone = {"file_id": "", "file_name": "", "error": None}
    kept = media.c.sha256.is_not(None)
    await connection.execute(update(media).where(of_lead, kept).values(status=ERASING, **gone))
    await connection.execute(update(media).where(of_lead, ~kept).values(status="erased", **gone))
    await connection.execute(delete(album).where(album.c.lead.in_(traces.leads)))
