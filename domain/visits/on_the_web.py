"""A visit's report on the web: one person's link to it, and what a page of it sends.

The link is kept as its SHA-256 alone. What it opens is asked anew at every request: whose the visit is by then, and
what this person may do by then, so that it ends by itself with either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.media import Picture
from domain.people.access import actor_of
from domain.people.actor import Actor
from domain.people.keys import digest
from domain.people.person import Person
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.filling import (
    Entered,
    add_shot,
    answer_item,
    begin_form,
    clear_item,
    explain_item,
    filling,
    keep_shots,
)
from domain.visits.form import Filling, Form, WebLink, form_of
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import Words, say

LINK_LIVES: Final = timedelta(days=2)
"""A day at the site, and the evening and the day after it; what is returned later gets another link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """The report as whoever holds the link has it before him."""

    filling: Filling
    visit: Visit
    person: Person

    @property
    def actor(self) -> Actor:
        return actor_of(self.person)


async def open_on_web(uow: UnitOfWork, visit_id: str, actor: Actor) -> tuple[str, datetime]:
    """The link's token, said this once, and when it ends; the one that this person had before ends now."""
    now = await begin_form(uow, visit_id, actor)
    token = uow.ids.token()
    link = WebLink(sha256=digest(token), expires_at=uow.now + LINK_LIVES)
    await uow.save(replace(now.form, links={**now.form.links, actor.person or "": link}))
    return token, link.expires_at


async def close_on_web(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    """His link opens nothing any more: he has filled it on somebody else's machine, for example."""
    now = await begin_form(uow, visit_id, actor)
    links = {person: link for person, link in now.form.links.items() if person != actor.person}
    await uow.save(replace(now.form, links=links))


async def page_on_web(uow: UnitOfWork, visit_id: str, token: str) -> WebPage:
    """`NotFound` for a link that opens nothing, whatever the reason; `NotAllowed` and `Refused` say what has happened."""
    form = await uow.find(Form, form_of(visit_id))
    holder = _holder(form, digest(token), uow.now) if form is not None else None
    person = await uow.find(Person, holder) if holder is not None else None
    if form is None or person is None:
        raise NotFound(
            say(
                "This link does not open a report, or no longer. Please tap “Fill it on the web” in the chat: that makes a new one."
            )
        )
    visit = await uow.get(Visit, form.visit)
    _expect_his(visit, actor_of(person))
    return WebPage(filling=await filling(uow, form), visit=visit, person=person)


def _holder(form: Form, sha256: str, now: datetime) -> str | None:
    good = (person for person, link in form.links.items() if link.sha256 == sha256 and now < link.expires_at)
    return next(good, None)


def _expect_his(visit: Visit, actor: Actor) -> None:
    if not actor.may(Permission.SUBMIT_REPORT, visit.scope):
        raise NotAllowed(say("{visit} is no longer to be reported here.", visit=visit.id))
    if visit.state in {VisitState.REPORTED, VisitState.APPROVED}:
        raise Refused(say("The report of {visit} is in. Ops will look at it.", visit=visit.id))
    visit.expect(VisitState.ON_SITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a page sends for one item: `was` is what stood there when it was drawn, `now` what stands there.

    Where both are the same nobody has touched it, and whatever was answered meanwhile stays. `because` says why files
    that were found wanting are kept; `anew` takes away those that came before, `labels` are the choices as they were shown.
    """

    key: str
    was: str = ""
    now: str = ""
    word_was: str = ""
    word: str = ""
    because: str = ""
    anew: bool = False
    files: tuple[Picture, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_touched(self) -> bool:
        return self.now.strip() != self.was.strip()


async def fill_in(
    uow: UnitOfWork, visit_id: str, entries: Iterable[Entry], actor: Actor
) -> Mapping[str, Words]:
    """Each entry by itself: what can be used counts, and of all else the answer is why not, by item."""
    wrong: dict[str, Words] = {}
    for entry in entries:
        try:
            await _filled(uow, visit_id, entry, actor)
        except (Invalid, Refused, NotFound) as refusal:
            wrong[entry.key] = refusal.words
    return wrong


async def _filled(uow: UnitOfWork, visit_id: str, entry: Entry, actor: Actor) -> None:
    """A reading that is changed keeps the word that stands beside it on the page."""
    if entry.anew:
        await clear_item(uow, visit_id, entry.key, actor)
    for file in entry.files:
        await add_shot(uow, visit_id, entry.key, file, actor)
    if entry.because.strip():
        await keep_shots(uow, visit_id, entry.key, entry.because, actor)
    if entry.is_touched and entry.now.strip():
        typed = Entered(key=entry.key, text=entry.now, labels=entry.labels)
        await answer_item(uow, visit_id, typed, actor)
    elif entry.is_touched:
        await clear_item(uow, visit_id, entry.key, actor)
    if entry.word.strip() and (entry.is_touched or entry.word.strip() != entry.word_was.strip()):
        await explain_item(uow, visit_id, entry.key, entry.word, actor)
