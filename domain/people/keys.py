"""An OEM's API keys: several at once, each narrowed to scopes, made, rotated and revoked by an admin."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.people.actor import Actor
from domain.people.key import ApiKey, KeyScope
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say

OVERLAP: Final = timedelta(hours=24)
LONGEST_OVERLAP: Final = timedelta(days=30)
_ID_LENGTH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What an admin asks for; without scopes: all of them."""

    oem: str
    name: str = ""
    scopes: frozenset[KeyScope] = frozenset(KeyScope)
    sandbox: bool = False
    lives: timedelta | None = None


def digest(secret: str) -> str:
    """How a secret is kept. It has 128 random bits, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def scopes_of(text: str) -> frozenset[KeyScope]:
    """`leads:write,leads:read` → scopes; `Invalid` names those there are."""
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    known = {scope.value: scope for scope in KeyScope}
    if not wanted or any(part not in known for part in wanted):
        raise Invalid(
            say("Scopes are some of: {scopes}. Example: leads:write,leads:read", scopes=", ".join(known))
        )
    return frozenset(known[part] for part in wanted)


async def make_key(uow: UnitOfWork, new: NewKey, actor: Actor) -> tuple[ApiKey, str]:
    """The key and its secret, which is never to be had again."""
    by = actor.must(Permission.SET_UP)
    oem = await uow.get(Oem, new.oem)
    if not new.scopes:
        raise Invalid(say("A key without any scope is of no use. Example: leads:write,leads:read"))
    if new.lives is not None and new.lives <= timedelta(0):
        raise Invalid(say("A key lives for at least a day. Example: 90"))
    key_id = uow.ids.new()[:_ID_LENGTH]
    secret = f"{'trial' if new.sandbox else 'key'}-{key_id}-{uow.ids.token()}"
    key = ApiKey(
        id=key_id,
        oem=oem.id,
        sha256=digest(secret),
        name=line(new.name, longest=80) if new.name else oem.name,
        scopes=new.scopes,
        sandbox=new.sandbox,
        made_by=by.name,
        created_at=uow.now,
        expires_at=uow.now + new.lives if new.lives else None,
    )
    await uow.add(key)
    return key, secret


async def rotate_key(
    uow: UnitOfWork, key_id: str, actor: Actor, *, overlap: timedelta = OVERLAP
) -> tuple[ApiKey, str]:
    """A new key of the same kind; the old one goes on for the overlap, so that nobody is cut off meanwhile."""
    actor.must(Permission.SET_UP)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Invalid(say("The old key can go on for 0 to {most} days.", most=LONGEST_OVERLAP.days))
    old = await uow.get(ApiKey, key_id)
    if not old.is_good(uow.now):
        raise Refused(say("The key {key} is no longer good: make a new one.", key=old.id))
    lives = old.expires_at - old.created_at if old.expires_at else None
    asked = NewKey(oem=old.oem, name=old.name, scopes=old.scopes, sandbox=old.sandbox, lives=lives)
    made = await make_key(uow, asked, actor)
    ends = uow.now + overlap
    await uow.save(replace(old, expires_at=min(old.expires_at or ends, ends)))
    return made


async def revoke_key(uow: UnitOfWork, key_id: str, actor: Actor) -> ApiKey:
    """From the next request on it opens nothing; revoked again, nothing changes."""
    actor.must(Permission.SET_UP)
    key = await uow.get(ApiKey, key_id)
    if key.revoked_at is not None:
        return key
    return await uow.save(replace(key, revoked_at=uow.now))
