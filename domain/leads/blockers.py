"""What the desk notes of a site that is not ready: which blockers, who clears each, by when, and in which words.

During the review they are only noted; once the customer has been told of them, a change is told to him as well.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads import told
from domain.leads.blocker import Blocker, BlockerKind, Owner
from domain.leads.consent import LANGUAGES
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say

WORDS_MOST: Final = 300
_AHEAD: Final = timedelta(days=365)


async def _at_desk(uow: UnitOfWork, lead_id: str, actor: Actor, *stages: Stage) -> tuple[Lead, By]:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.REVIEW_REPORT, lead.scope)
    lead.expect(*(stages or (Stage.SURVEY_REVIEW, Stage.SITE_WORK)))
    return lead, by


def named(lead: Lead, kind: BlockerKind) -> Blocker:
    """The open blocker of that kind; `Refused` with what became of it."""
    found = lead.open_blocker(kind)
    if found is not None:
        return found
    what = say(told.BLOCKERS[kind])
    settled = [one.accepted_at for one in lead.blockers if one.kind is kind and one.accepted_at is not None]
    if settled:
        raise Refused(say("{what}: settled since {since}.", what=what, since=settled[-1]))
    raise Refused(say("{what} is not among what is missing at the site of {lead}.", what=what, lead=lead.id))


async def open_site_card(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """The card of the site comes up, with the whole list."""
    lead, by = await _at_desk(uow, lead_id, actor)
    opened = replace(lead, opened_blocker=None)
    return await uow.save(opened, opened.tells(Happening.SITE_CARD_OPENED, by, uow.now))


async def look_at_blocker(uow: UnitOfWork, lead_id: str, kind: BlockerKind | None, actor: Actor) -> Lead:
    """One of them on the card, or the whole list again."""
    lead, _ = await _at_desk(uow, lead_id, actor)
    if kind is not None:
        named(lead, kind)
    return await uow.save(replace(lead, opened_blocker=kind))


async def name_blocker(uow: UnitOfWork, lead_id: str, kind: BlockerKind, actor: Actor) -> Lead:
    """With the usual owner, words and date; naming it twice changes nothing."""
    lead, _ = await _at_desk(uow, lead_id, actor, Stage.SURVEY_REVIEW)
    if lead.open_blocker(kind) is not None:
        return lead
    target = uow.now + (await policy_of(uow, lead.oem)).site_work_target
    return await uow.save(lead.lacking({kind}, target))


async def drop_blocker(uow: UnitOfWork, lead_id: str, kind: BlockerKind, actor: Actor) -> Lead:
    """It is not missing after all."""
    lead, _ = await _at_desk(uow, lead_id, actor, Stage.SURVEY_REVIEW)
    gone = named(lead, kind)
    rest = tuple(one for one in lead.blockers if one is not gone)
    return await uow.save(replace(lead, blockers=rest, opened_blocker=None))


async def set_owner(uow: UnitOfWork, lead_id: str, kind: BlockerKind, owner: Owner, actor: Actor) -> Lead:
    lead, by = await _at_desk(uow, lead_id, actor)
    return await _change(uow, lead, replace(named(lead, kind), owner=owner), by)


async def set_target(uow: UnitOfWork, lead_id: str, kind: BlockerKind, day: date, actor: Actor) -> Lead:
    """Until the desk closes on that day."""
    lead, by = await _at_desk(uow, lead_id, actor)
    calendar = (await policy_of(uow, lead.oem)).calendar
    today = calendar.local(uow.now).date()
    if day < today:
        raise Invalid(say("{day} is over. Example of what works: {example}.", day=day, example=today + _WEEK))
    if day > today + _AHEAD:
        raise Invalid(say("{day} is more than a year away.", day=day))
    due = calendar.at(day, calendar.closes)
    return await _change(uow, lead, replace(named(lead, kind), target=due), by)


_WEEK: Final = timedelta(days=7)


async def set_words(
    uow: UnitOfWork, lead_id: str, kind: BlockerKind, words: Mapping[str, str], actor: Actor
) -> Lead:
    """What the customer reads, by language; nothing in any of them: the usual words."""
    lead, by = await _at_desk(uow, lead_id, actor)
    own = {
        language: line(text, longest=WORDS_MOST)
        for language, text in words.items()
        if text and language in LANGUAGES
    }
    return await _change(uow, lead, replace(named(lead, kind), words=own), by)


async def _change(uow: UnitOfWork, lead: Lead, blocker: Blocker, by: By) -> Lead:
    if lead.open_blocker(blocker.kind) == blocker:
        return lead
    changed = lead.with_blocker(blocker)
    if lead.stage is Stage.SURVEY_REVIEW:
        return await uow.save(changed)
    event = changed.tells(Happening.BLOCKER_CHANGED, by, uow.now, blocker=blocker.kind)
    return await uow.save(changed, event)
