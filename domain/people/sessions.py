"""Signing in to the portal: the link that does it once, and the session that it begins.

Of both only the SHA-256 of the secret is kept. Whether a session still opens anything is asked at every request: the
person must have the role now, whatever he had when it began.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.people.actor import Actor, By, Scope
from domain.people.keys import digest
from domain.people.person import Grant, Oem, Person
from domain.people.roles import Permission, Role
from domain.people.session import DESKS, LONGEST, Session, SignIn, Visitor
from domain.unit_of_work import UnitOfWork
from domain.words import say

OWN_LINK_LIVES: Final = timedelta(minutes=15)
GIVEN_LINK_LIVES: Final = timedelta(hours=24)
"""One that has to be handed on by Ops, by mail for example."""
NOTED_EVERY: Final = timedelta(minutes=5)
"""How exactly the last use of a session is kept."""


async def open_portal(
    uow: UnitOfWork, actor: Actor, *, oem: str = "", name: str = ""
) -> tuple[SignIn, Person, str]:
    """The link, whom it signs in, and its secret, which is never to be had again.

    An OEM's person makes it for himself, Ops or an admin for somebody of an OEM. Links made for him before are void.
    """
    by = actor.must(Permission.OPEN_PORTAL, Scope(oem=oem or actor.oem))
    firm = await uow.find(Oem, oem or actor.oem or "")
    if firm is None:
        known = ", ".join(one.id for one in await uow.all(Oem))
        raise Invalid(
            say(
                "For which OEM? One of: {oems}. Example: /portal {example}",
                oems=known,
                example=known.partition(",")[0],
            )
        )
    own = by.role is Role.OEM and actor.person is not None
    person = await uow.get(Person, str(actor.person)) if own else await _named(uow, firm, name)
    link, secret = await _a_link(uow, person, firm.id, by, OWN_LINK_LIVES if own else GIVEN_LINK_LIVES)
    return link, person, secret


async def open_desk(uow: UnitOfWork, actor: Actor) -> tuple[SignIn, str]:
    """For somebody of Central Ops or of Finance himself: the link to his desk's pages, and its secret."""
    by = actor.must(Permission.OPEN_DESK)
    person = await uow.get(Person, actor.person or "")
    return await _a_link(uow, person, "", by, OWN_LINK_LIVES)


async def _a_link(uow: UnitOfWork, person: Person, oem: str, by: By, lives: timedelta) -> tuple[SignIn, str]:
    """Links made for him before are void."""
    for earlier in await uow.all(SignIn, person=person.id):
        if earlier.is_good(uow.now):
            await uow.save(replace(earlier, used_at=uow.now))
    secret = uow.ids.token()
    link = SignIn(
        id=digest(secret),
        person=person.id,
        oem=oem,
        made_by=by.name,
        made_at=uow.now,
        expires_at=uow.now + lives,
    )
    await uow.add(link)
    return link, secret


async def _named(uow: UnitOfWork, oem: Oem, name: str) -> Person:
    """The OEM's person of this name, made if there is none; without a name the one person it has."""
    of_oem = [person for person in await uow.all(Person, staff=1) if acts_for(person, oem.id)]
    if not name and len(of_oem) == 1:
        return of_oem[0]
    if not name and of_oem:
        names = ", ".join(sorted(person.name for person in of_oem))
        raise Invalid(
            say("For whom? Known are: {names}. Example: /portal {oem} Meera Nair", names=names, oem=oem.id)
        )
    wanted = line(name or oem.name, longest=120)
    known = [person for person in of_oem if person.name.casefold() == wanted.casefold()]
    if known:
        return known[0]
    person = Person(
        id=uow.ids.new(), telegram_id=None, name=wanted, grants=(Grant(role=Role.OEM, oem=oem.id),)
    )
    await uow.add(person)
    return person


def acts_for(person: Person, oem: str) -> bool:
    """Without an OEM: for the desk."""
    if not oem:
        return person.active and any(grant.role in DESKS for grant in person.grants)
    return person.active and any(grant.role is Role.OEM and grant.oem == oem for grant in person.grants)


async def good_link(uow: UnitOfWork, secret: str) -> SignIn:
    """`Refused` if it opens nothing, and why makes no difference to who has it."""
    link = await uow.find(SignIn, digest(secret))
    person = await uow.find(Person, link.person) if link is not None else None
    if link is None or person is None or not link.is_good(uow.now) or not acts_for(person, link.oem):
        raise Refused(
            say(
                "This link has been used, has expired or is not one of ours. Send /portal to the bot, or ask us for a new one."
            )
        )
    return link


async def begin_session(uow: UnitOfWork, secret: str) -> tuple[Session, str]:
    """The link is used up; the session's secret goes into the cookie and is kept nowhere else."""
    link = await good_link(uow, secret)
    await uow.save(replace(link, used_at=uow.now))
    cookie = uow.ids.token() + uow.ids.token()
    session = Session(
        id=digest(cookie),
        person=link.person,
        oem=link.oem,
        made_at=uow.now,
        seen_at=uow.now,
        ends_at=uow.now + LONGEST,
    )
    await uow.add(session)
    return session, cookie


async def visitor_of(uow: UnitOfWork, cookie: str) -> Visitor | None:
    """None for a session that is over, and for a person who has the role no more."""
    session = await uow.find(Session, digest(cookie))
    if session is None or not session.is_good(uow.now):
        return None
    person = await uow.find(Person, session.person)
    oem = await uow.find(Oem, session.oem) if session.oem else None
    if person is None or (session.oem and oem is None) or not acts_for(person, session.oem):
        return None
    return Visitor(session=session, person=person, oem=oem)


async def note_visit(uow: UnitOfWork, session_id: str) -> None:
    """He is there: the time of being idle begins anew."""
    session = await uow.find(Session, session_id)
    if session is not None and session.is_good(uow.now):
        await uow.save(replace(session, seen_at=uow.now))


async def end_session(uow: UnitOfWork, session_id: str) -> None:
    """Signed out; a second time nothing changes."""
    session = await uow.find(Session, session_id)
    if session is not None and session.ended_at is None:
        await uow.save(replace(session, ended_at=uow.now))


async def end_sessions(uow: UnitOfWork, person_id: str) -> None:
    """Signed out everywhere: every session of this person and every link that he has not used yet."""
    for session in await uow.all(Session, person=person_id):
        await end_session(uow, session.id)
    for link in await uow.all(SignIn, person=person_id):
        if link.used_at is None:
            await uow.save(replace(link, used_at=uow.now))
