"""One request, one transaction; a request that names itself by `Idempotency-Key` is carried out once."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Header, Response
from pydantic import BaseModel

from domain.errors import Refused, VersionConflict
from web.callers import Caller
from web.examples import EXAMPLES
from web.ports import Asked, Ports, Remembered, Writing
from web.problems import ApiProblem, Kind

_ATTEMPTS: Final = 4

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description=(
            "Any text of yours that names this request. For 72 hours the same key and body get the same answer, with"
            " `Idempotency-Replayed: true`; while the first is being handled the answer is 409, and with another body"
            " 422. A request that was refused leaves its key free."
        ),
        examples=[EXAMPLES["Idempotency-Key"]],
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


Command = Callable[[Writing], Awaitable[Answer]]


def asked(caller: Caller, route: str, key: str | None, body: BaseModel | str | None) -> Asked | None:
    """None for a request without a key. Bodies are compared by their meaning, not by their bytes."""
    if key is None:
        return None
    meaning = body.model_dump_json() if isinstance(body, BaseModel) else body or ""
    return Asked(
        oem=caller.oem,
        route=f"sandbox {route}" if caller.sandbox else route,
        key=key,
        body_sha256=hashlib.sha256(meaning.encode()).hexdigest(),
    )


async def carry_out(ports: Ports, request: Asked | None, command: Command) -> Response:
    """Run again from the start where somebody else changed the same thing meanwhile."""
    with _alone(ports, request):
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


def _in_flight() -> ApiProblem:
    return ApiProblem(Kind.IN_FLIGHT, Kind.IN_FLIGHT.example, {"Retry-After": "1"})


@contextmanager
def _alone(ports: Ports, request: Asked | None) -> Iterator[None]:
    """Of the requests of this process; what another one is handling is seen by the lock of the database."""
    if request is None:
        yield
        return
    name = (request.oem, request.route, request.key)
    if name in ports.in_flight:
        raise _in_flight()
    ports.in_flight.add(name)
    try:
        yield
    finally:
        ports.in_flight.discard(name)


async def _once(work: Writing, request: Asked | None, command: Command) -> Answer:
    if request is None:
        return await command(work)
    earlier = await _earlier(work, request)
    if earlier is None:
        answer = await command(work)
        await work.requests.finish(request, answer.status, answer.body, work.uow.now)
        return answer
    if earlier.body_sha256 != request.body_sha256:
        raise ApiProblem(Kind.KEY_REUSED, Kind.KEY_REUSED.example)
    return Answer(status=earlier.status, body=earlier.body, replayed=True)


async def _earlier(work: Writing, request: Asked) -> Remembered | None:
    try:
        return await work.requests.begin(request, work.uow.now)
    except Refused:
        raise _in_flight() from None
