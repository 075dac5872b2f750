"""An OEM's endpoints for webhooks: registered, changed, tried out and removed by the OEM itself or an admin."""

from base64 import b64encode, urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from domain.announcing import post
from domain.contact import line
from domain.errors import NotFound, Refused
from domain.events import Event, Happening
from domain.people.actor import SYSTEM, Actor, Scope
from domain.people.addresses import Reach, callable_url
from domain.people.endpoint import FAILS_FOR, Endpoint, Off, Post, SigningSecret, Topic
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say

MOST_ENDPOINTS: Final = 10
OVERLAP: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    oem: str
    url: str
    description: str = ""
    topics: frozenset[Topic] = frozenset()
    sandbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChange:
    """None leaves it as it is."""

    url: str | None = None
    description: str | None = None
    topics: frozenset[Topic] | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A try that failed. `dead`: it was the last; `is_news`: the first dead one since something last arrived.

    `subject` is the lead, or the endpoint where the message is about none.
    """

    subject: str
    said: str
    dead: bool
    is_news: bool
    gone: bool
    failing_since: datetime


async def register_endpoint(
    uow: UnitOfWork, new: NewEndpoint, actor: Actor, *, reach: Reach
) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which is not shown again."""
    by = actor.must(Permission.MANAGE_WEBHOOKS, Scope(oem=new.oem))
    oem = await uow.get(Oem, new.oem)
    url = callable_url(new.url, reach)
    kept = [one for one in await endpoints_kept(uow, oem.id) if one.sandbox is new.sandbox]
    if len(kept) >= MOST_ENDPOINTS:
        raise Refused(say("There are {most} endpoints already: remove one first.", most=MOST_ENDPOINTS))
    secret = _secret(uow)
    endpoint = Endpoint(
        id=f"W-{uow.ids.new()[:10]}",
        oem=oem.id,
        url=url,
        description=_described(new.description),
        sandbox=new.sandbox,
        topics=new.topics,
        secrets=(SigningSecret(value=secret),),
        made_by=by.name,
        created_at=uow.now,
    )
    await uow.add(endpoint)
    return endpoint, secret


async def endpoints_kept(uow: UnitOfWork, oem: str) -> list[Endpoint]:
    """All that have not been removed."""
    return [one for one in await uow.all(Endpoint, oem=oem) if one.off is not Off.REMOVED]


async def change_endpoint(
    uow: UnitOfWork, endpoint_id: str, change: EndpointChange, actor: Actor, *, reach: Reach
) -> Endpoint:
    """What waits for an endpoint that is switched on again goes out then; nothing is written for one that is off."""
    endpoint = await _own(uow, endpoint_id, actor)
    changed = replace(
        endpoint,
        url=endpoint.url if change.url is None else callable_url(change.url, reach),
        description=endpoint.description if change.description is None else _described(change.description),
        topics=endpoint.topics if change.topics is None else change.topics,
    )
    if change.enabled is True and not endpoint.is_on:
        changed = replace(changed, off=None, off_since=None)
        await uow.ledger.endpoint_trusted(endpoint.id)
    if change.enabled is False and endpoint.is_on:
        changed = changed.switched_off(Off.ASKED, uow.now)
    return await uow.save(changed)


async def rotate_secret(
    uow: UnitOfWork, endpoint_id: str, actor: Actor, *, overlap: timedelta = OVERLAP
) -> tuple[Endpoint, str]:
    """A new secret; the old one signs too for the overlap, so that the receiver can change in peace."""
    endpoint = await _own(uow, endpoint_id, actor)
    secret = _secret(uow)
    ends = uow.now + overlap
    old = [
        replace(one, until=min(one.until or ends, ends))
        for one in endpoint.secrets
        if one.until is None or one.until > uow.now
    ]
    changed = replace(endpoint, secrets=(SigningSecret(value=secret), *old))
    return await uow.save(changed), secret


async def remove_endpoint(uow: UnitOfWork, endpoint_id: str, actor: Actor) -> Endpoint:
    """What waited for it is forgotten, and so are its secrets."""
    endpoint = await _own(uow, endpoint_id, actor)
    await uow.ledger.forget_posts(endpoint.id)
    return await uow.save(replace(endpoint.switched_off(Off.REMOVED, uow.now), secrets=()))


async def try_endpoint(uow: UnitOfWork, endpoint_id: str, actor: Actor) -> Post:
    """Sends a message that says nothing, to see whether it arrives."""
    endpoint = await _own(uow, endpoint_id, actor)
    _expect_on(endpoint)
    await uow.save(replace(endpoint, asked_at=uow.now))
    return await post(uow, endpoint, Topic.TEST, {"endpoint": endpoint.id})


async def replay_posts(uow: UnitOfWork, endpoint_id: str, actor: Actor, *, post_id: str | None = None) -> int:
    """One message, or all dead ones, once more from the first try on, with their own ids; how many there were."""
    endpoint = await _own(uow, endpoint_id, actor)
    _expect_on(endpoint)
    again = await uow.ledger.post_again(endpoint.id, post_id, uow.now)
    if post_id is not None and not again:
        raise Refused(say("This message is on its way already."))
    await uow.save(replace(endpoint, asked_at=uow.now))
    return again


async def note_failure(uow: UnitOfWork, endpoint_id: str, failure: Failure) -> None:
    """What is dead is listed; Ops is told once; whoever does not answer for days, or says that he is gone, is switched off."""
    endpoint = await uow.get(Endpoint, endpoint_id)
    oem = await uow.get(Oem, endpoint.oem)
    # The rest of an address is often a secret of its own.
    to = f"{oem.name}: {endpoint.id} at {urlsplit(endpoint.url).netloc}"[:160]
    if failure.dead:
        await uow.ledger.undelivered("webhook", failure.subject, f"{to}: {failure.said}"[:400], uow.now)
    if not endpoint.is_on:
        return
    if failure.gone or uow.now - failure.failing_since >= FAILS_FOR:
        off = endpoint.switched_off(Off.GONE if failure.gone else Off.FAILING, uow.now)
        await uow.save(off, _told(Happening.ENDPOINT_SWITCHED_OFF, off, to, failure.said, uow.now))
    elif failure.is_news:
        uow.record(_told(Happening.ENDPOINT_FAILING, endpoint, to, failure.said, uow.now))


def _told(kind: Happening, endpoint: Endpoint, to: str, said: str, now: datetime) -> Event:
    return Event(
        kind=kind,
        lead=None,
        subject=endpoint.id,
        by=SYSTEM.must(Permission.SEE_LEAD),
        at=now,
        facts={"what": to, "reason": said[:300]},
    )


async def _own(uow: UnitOfWork, endpoint_id: str, actor: Actor) -> Endpoint:
    """`NotFound` for a removed one as for none."""
    endpoint = await uow.get(Endpoint, endpoint_id)
    actor.must(Permission.MANAGE_WEBHOOKS, endpoint.scope)
    if endpoint.off is Off.REMOVED:
        raise NotFound(say("There is no {key}.", key=endpoint_id))
    return endpoint


def _expect_on(endpoint: Endpoint) -> None:
    if not endpoint.is_on:
        raise Refused(say("The endpoint is switched off: switch it on first."))


def _described(text: str) -> str:
    return line(text, longest=120) if text.strip() else ""


def _secret(uow: UnitOfWork) -> str:
    """256 bits, as Standard Webhooks writes them."""
    parts = [urlsafe_b64decode(f"{uow.ids.token()}==") for _ in range(2)]
    return f"whsec_{b64encode(b''.join(parts)).decode()}"
