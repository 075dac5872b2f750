"""One request, one transaction; a request that names itself by `Idempotency-Key` is carried out once."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Header, Response
from pydantic import BaseModel

from domain.errors import Invalid, VersionConflict
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.ports import Asked, Ports, Writing

_ATTEMPTS: Final = 4

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of yours that names this request. For 72 hours the same key and body get the same answer.",
        examples=["6f1f0f1e-9a3b-4a6e-8a0f-0d3b8f5f6a11"],
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: str
    replayed: bool = False

    def response(self) -> Response:
        headers = {"Idempotency-Replayed": "true"} if self.replayed else None
        return Response(self.body, self.status, headers, media_type="application/json")


Command = Callable[[UnitOfWork], Awaitable[Answer]]


def asked(oem: str | None, route: str, key: str | None, body: BaseModel | None) -> Asked | None:
    """None for a request without a key. Bodies are compared by their meaning, not by their bytes."""
    if key is None or oem is None:
        return None
    meaning = body.model_dump_json() if body else ""
    return Asked(oem=oem, route=route, key=key, body_sha256=hashlib.sha256(meaning.encode()).hexdigest())


async def carry_out(ports: Ports, request: Asked | None, command: Command) -> Response:
    """Run again from the start where somebody else changed the same thing meanwhile."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with ports.transaction() as work:
                answer = await _once(work, request, command)
        except VersionConflict:
            if not left:
                raise
        else:
            return answer.response()
    raise AssertionError("the last attempt answers or raises")


async def _once(work: Writing, request: Asked | None, command: Command) -> Answer:
    if request is None:
        return await command(work.uow)
    earlier = await work.requests.begin(request, work.uow.now)
    if earlier is None:
        answer = await command(work.uow)
        await work.requests.finish(request, answer.status, answer.body, work.uow.now)
        return answer
    if earlier.body_sha256 != request.body_sha256:
        raise Invalid(say("This Idempotency-Key was used for another request. Use a new key."))
    return Answer(status=earlier.status, body=earlier.body, replayed=True)
