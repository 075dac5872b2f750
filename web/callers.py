"""Whose request it is: an OEM by one of its secret keys, found by its SHA-256, within the key's scopes and rate."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from domain.people.actor import Actor
from domain.people.key import ApiKey, KeyScope
from domain.people.keys import digest
from domain.people.person import Oem
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from web.ports import Ports
from web.problems import ApiProblem, Kind
from web.rates import Standing

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A secret key of your company: `Authorization: Bearer …`.",
)
_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    actor: Actor
    key: ApiKey

    @property
    def oem(self) -> str:
        return self.key.oem

    @property
    def sandbox(self) -> bool:
        """Whether the key makes and sees trial leads only."""
        return self.key.sandbox


def ports_of(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


FromPorts = Annotated[Ports, Depends(ports_of)]
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _known(uow: UnitOfWork, secret: str) -> tuple[ApiKey, Oem] | None:
    """Found by the hash's index: the time it takes tells of the hash of a guess, and so nothing of any secret."""
    asked = digest(secret)
    for key in await uow.all(ApiKey, sha256=asked):
        if hmac.compare_digest(key.sha256, asked):
            return key, await uow.get(Oem, key.oem)
    return None


async def caller(request: Request, ports: FromPorts, credentials: _Credentials) -> Caller:
    """Raises ApiProblem for no key, an unknown one, one that is no longer good, and one that asks too often."""
    if credentials is None:
        raise ApiProblem(Kind.NO_KEY, Kind.NO_KEY.example, _CHALLENGE)
    async with ports.reading() as looking:
        known = await _known(looking.uow, credentials.credentials)
    if known is None:
        raise ApiProblem(Kind.NO_KEY, "We do not know this key. Send it as it was given to you.", _CHALLENGE)
    key, oem = known
    now = ports.clock.now()
    if not key.is_good(now):
        what = "has been revoked" if key.revoked_at else "has expired"
        raise ApiProblem(Kind.NO_KEY, f"The key {key.id} {what}. Ask for a new one.", _CHALLENGE)
    await _expect_token(request, ports, key)
    ports.uses.note(key.id, now)
    actor = Actor(person=None, name=oem.name, roles=frozenset({Role.OEM}), oem=oem.id)
    return Caller(actor=actor, key=key)


async def _expect_token(request: Request, ports: Ports, key: ApiKey) -> None:
    quota = ports.quota
    allowed, full_in = await ports.rates.take(key.id, quota.interval, quota.most)
    standing = Standing(quota=quota, allowed=allowed, full_in=full_in)
    request.state.standing = standing
    if not allowed:
        wait = standing.retry_after
        detail = f"At most {quota.per_second:g} requests a second. Ask again in {wait} s."
        raise ApiProblem(Kind.TOO_OFTEN, detail, {"Retry-After": str(wait)})


def _needing(scope: KeyScope) -> Callable[[Caller], Awaitable[Caller]]:
    async def checked(asking: Annotated[Caller, Depends(caller)]) -> Caller:
        if scope not in asking.key.scopes:
            has = ", ".join(sorted(asking.key.scopes))
            raise ApiProblem(
                Kind.MISSING_SCOPE, f"Your key has not the scope `{scope.value}`. It has: {has}."
            )
        return asking

    return checked


LeadsWriter = Annotated[Caller, Depends(_needing(KeyScope.LEADS_WRITE))]
LeadsReader = Annotated[Caller, Depends(_needing(KeyScope.LEADS_READ))]
PacksWriter = Annotated[Caller, Depends(_needing(KeyScope.PACKS_WRITE))]
PacksReader = Annotated[Caller, Depends(_needing(KeyScope.PACKS_READ))]
ReportsReader = Annotated[Caller, Depends(_needing(KeyScope.REPORTS_READ))]
WebhooksOwner = Annotated[Caller, Depends(_needing(KeyScope.WEBHOOKS))]
