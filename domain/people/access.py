"""How a person gets a role and a group its desk: by a link, a claim code or an admin, never by himself."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Happening
from domain.leads.consent import language_of
from domain.leads.intake import customer_joined, let_go
from domain.leads.lead import Lead
from domain.people.actor import SYSTEM, Actor
from domain.people.person import Chat, Grant, Invite, InviteKind, Person
from domain.people.roles import Permission, Role
from domain.people.sessions import end_sessions
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say

PERSON_INVITE_LIVES: Final = timedelta(days=7)
CLAIM_LIVES: Final = timedelta(days=30)
MOST_TURNED_AWAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who Telegram says is there: a numeric id is the identity, the rest is for display."""

    telegram_id: int
    name: str
    language: str = "en"


async def person_of(uow: UnitOfWork, telegram_id: int) -> Person | None:
    known = await uow.all(Person, telegram_id=telegram_id)
    return known[0] if known and known[0].active else None


def actor_of(person: Person | None) -> Actor:
    """What the database lets this person do now; a stranger may do nothing."""
    if person is None or not person.active:
        return Actor(person=None, name="", roles=frozenset())
    return Actor(
        person=person.id,
        name=person.name,
        roles=frozenset(grant.role for grant in person.grants),
        oem=next((grant.oem for grant in person.grants if grant.oem), None),
        teams=frozenset(grant.team for grant in person.grants if grant.team),
        leads=frozenset(grant.lead for grant in person.grants if grant.lead),
    )


async def make_claim(uow: UnitOfWork) -> Invite:
    """The code with which the first admin claims the bot; `Refused` once somebody has."""
    if any(grant.role is Role.ADMIN for person in await uow.all(Person, staff=1) for grant in person.grants):
        raise Refused(say("This bot has an admin already."))
    invite = Invite(
        id=uow.ids.token(),
        kind=InviteKind.CLAIM,
        grant=Grant(role=Role.ADMIN),
        made_by=None,
        expires_at=uow.now + CLAIM_LIVES,
    )
    await uow.add(invite)
    return invite


async def invite_person(uow: UnitOfWork, grant: Grant, actor: Actor) -> Invite:
    """A single-use link to a role. Ops invites crews and OEM people; only an admin makes admins or desk people."""
    by = actor.must(Permission.INVITE_PERSON)
    if by.role is Role.OPS and grant.role not in {Role.FIELD, Role.OEM}:
        raise NotAllowed(say("Only an admin invites people to this role."))
    if grant.role in {Role.SYSTEM, Role.CUSTOMER}:
        raise Invalid(say("Nobody can be invited to this role."))
    invite = Invite(
        id=uow.ids.token(),
        kind=InviteKind.PERSON,
        grant=grant,
        made_by=actor.person,
        expires_at=uow.now + PERSON_INVITE_LIVES,
    )
    await uow.add(invite)
    return invite


async def use_invite(uow: UnitOfWork, token: str, caller: Caller) -> Person:
    """Redeem a link. The person who used it may open it again without harm; anybody else is refused."""
    invite = await uow.find(Invite, token)
    known = await uow.all(Person, telegram_id=caller.telegram_id)
    person = known[0] if known else None
    if invite is None or not hmac.compare_digest(invite.id, token) or invite.kind is InviteKind.PAGE:
        raise Refused(say("This link is not valid. Ask for a new one."))
    if person is not None and person.active and invite.used_by == person.id:
        return person
    if invite.used_by is not None or invite.revoked or uow.now >= invite.expires_at:
        raise Refused(say("This link has been used or has expired. Ask for a new one."))
    _not_for_the_desk(invite, person)
    if invite.grant.lead is not None:
        # Before he agrees to the notice nothing is kept of him but what the OEM sent.
        lead = await uow.get(Lead, invite.grant.lead)
        caller = replace(caller, name=lead.customer.name)
    joined = await _with_grant(uow, person, caller, invite.grant)
    await uow.save(replace(invite, used_by=joined.id))
    if invite.grant.lead is not None:
        await customer_joined(uow, invite.grant.lead, joined)
    return joined


async def turned_away(uow: UnitOfWork, token: str, caller: Caller) -> Words | None:
    """What to tell somebody who opens a customer's link that another person has used; Ops hears of each of them once."""
    invite = await uow.find(Invite, token)
    if invite is None or invite.grant.lead is None or invite.used_by is None or invite.revoked:
        return None
    known = await person_of(uow, caller.telegram_id)
    if known is not None and known.id == invite.used_by:
        return None
    who = hashlib.sha256(f"{invite.id}:{caller.telegram_id}".encode()).hexdigest()[:16]
    if who not in invite.turned_away and len(invite.turned_away) < MOST_TURNED_AWAY:
        lead = await uow.get(Lead, invite.grant.lead)
        event = lead.tells(Happening.LINK_REFUSED, SYSTEM.must(Permission.SEE_LEAD), uow.now)
        await uow.save(replace(invite, turned_away=(*invite.turned_away, who)), event)
    return say(
        "This link has been used by another person already, and it works for one only. Our desk knows; please call us if it was meant for you."
    )


async def revoke_link(uow: UnitOfWork, lead_id: str, actor: Actor) -> bool:
    """The customer's link opens nothing any more; whoever used it is let go. False if there was nothing to revoke."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.INVITE_CUSTOMER, lead.scope)
    good = [invite for invite in await uow.all(Invite, lead=lead.id) if not invite.revoked]
    for invite in good:
        await uow.save(replace(invite, revoked=True))
    if lead.customer_person is not None:
        await let_go(uow, lead.customer_person, lead.id)
    elif not good:
        return False
    freed = replace(lead, customer_person=None)
    await uow.save(freed, freed.tells(Happening.LINK_REVOKED, by, uow.now))
    return True


async def choose_language(uow: UnitOfWork, person_id: str, language: str) -> Person:
    """Each person's own; what is said to him from now on is said in it."""
    person = await uow.get(Person, person_id)
    return await uow.save(replace(person, language=language_of(language)))


def _not_for_the_desk(invite: Invite, person: Person | None) -> None:
    """Ops makes a customer's link and sees it first: opened there by mistake, it must not be used up."""
    is_ops = person is not None and any(grant.role is Role.OPS for grant in person.grants)
    if invite.kind is InviteKind.CUSTOMER and is_ops:
        raise Refused(say("This link is for the customer: forward it to him. It is still good."))


async def _with_grant(uow: UnitOfWork, person: Person | None, caller: Caller, grant: Grant) -> Person:
    if person is None:
        fresh = Person(
            id=uow.ids.new(),
            telegram_id=caller.telegram_id,
            name=caller.name[:120] or "?",
            language=language_of(caller.language),
            grants=(grant,),
        )
        await uow.add(fresh)
        return fresh
    if grant in person.grants:
        return person
    return await uow.save(replace(person, active=True, grants=(*person.grants, grant)))


async def bind_group(uow: UnitOfWork, chat: Chat, actor: Actor) -> Chat:
    """An admin gives a group its desk; bound again, it changes."""
    actor.must(Permission.BIND_GROUP)
    if chat.role in {Role.SYSTEM, Role.CUSTOMER}:
        raise Invalid(say("A group cannot be bound to this role."))
    known = await uow.find(Chat, chat.id)
    if known is None:
        await uow.add(chat)
        return chat
    return await uow.save(replace(chat, version=known.version))


async def revoke_person(uow: UnitOfWork, person_id: str, actor: Actor) -> Person:
    """From the next tap on this person may do nothing; in the portal he is signed out everywhere."""
    actor.must(Permission.SET_UP)
    person = await uow.get(Person, person_id)
    await end_sessions(uow, person.id)
    return await uow.save(replace(person, active=False, grants=(), on_call=False))


async def move_chat(uow: UnitOfWork, old: int, new: int) -> None:
    """Telegram gave a bound group a new id."""
    chat = await uow.find(Chat, old)
    if chat is not None and await uow.find(Chat, new) is None:
        await uow.add(replace(chat, id=new, version=0))
        await uow.save(replace(chat, title=f"{chat.title} (moved)", role=Role.SYSTEM, team=None, oem=None))
