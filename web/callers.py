"""Whose request it is: an OEM by its secret key, of which only the SHA-256 is kept."""

import hashlib
import hmac
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from web.ports import Ports

_bearer = HTTPBearer(auto_error=False, description="The secret key of your company.")


def digest(secret: str) -> str:
    """How a key is kept in `Oem.keys`: SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def oem_of(uow: UnitOfWork, secret: str) -> Oem | None:
    """Every key of every OEM is compared, so that the time taken tells nothing."""
    asked = digest(secret)
    found = None
    for oem in await uow.all(Oem):
        for kept in oem.keys:
            if hmac.compare_digest(kept.encode(), asked.encode()):
                found = oem
    return found


def ports_of(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


async def caller(
    ports: Annotated[Ports, Depends(ports_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Actor:
    async with ports.reading() as looking:
        oem = await oem_of(looking.uow, credentials.credentials) if credentials else None
    if oem is None:
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "Send your key: `Authorization: Bearer <key>`.",
            {"WWW-Authenticate": "Bearer"},
        )
    return Actor(person=None, name=oem.name, roles=frozenset({Role.OEM}), oem=oem.id)


FromPorts = Annotated[Ports, Depends(ports_of)]
FromCaller = Annotated[Actor, Depends(caller)]
