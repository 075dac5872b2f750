"""How a person gets a role and a group its desk: by a link, a claim code or an admin, never by himself."""

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.errors import Invalid, NotAllowed, Refused
from domain.leads.intake import customer_joined
from domain.people.actor import Actor
from domain.people.person import Chat, Grant, Invite, InviteKind, Person
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import say

PERSON_INVITE_LIVES: Final = timedelta(days=7)
CLAIM_LIVES: Final = timedelta(days=30)


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
    if invite is None or not hmac.compare_digest(invite.id, token):
        raise Refused(say("This link is not valid. Ask for a new one."))
    if person is not None and person.active and invite.used_by == person.id:
        return person
    if invite.used_by is not None or invite.revoked or uow.now >= invite.expires_at:
        raise Refused(say("This link has been used or has expired. Ask for a new one."))
    _not_for_the_desk(invite, person)
    joined = await _with_grant(uow, person, caller, invite.grant)
    await uow.save(replace(invite, used_by=joined.id))
    if invite.grant.lead is not None:
        await customer_joined(uow, invite.grant.lead, joined)
    return joined


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
            language=caller.language,
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
    """From the next tap on this person may do nothing."""
    actor.must(Permission.SET_UP)
    person = await uow.get(Person, person_id)
    return await uow.save(replace(person, active=False, grants=()))


async def move_chat(uow: UnitOfWork, old: int, new: int) -> None:
    """Telegram gave a bound group a new id."""
    chat = await uow.find(Chat, old)
    if chat is not None and await uow.find(Chat, new) is None:
        await uow.add(replace(chat, id=new, version=0))
        await uow.save(replace(chat, title=f"{chat.title} (moved)", role=Role.SYSTEM, team=None, oem=None))
