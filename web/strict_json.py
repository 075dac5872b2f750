"""Bodies are JSON in the strict sense: UTF-8, each name once, no numbers that no other reader could keep."""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from web.problems import ApiProblem, Kind

_DEEPEST: Final = 32
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRoute(APIRoute):
    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            if takes_body and (body := await strict.body()):
                _expect_json(strict)
                strict.found = read_json(body)
            return await handle(strict)

        return strictly


class _StrictRequest(Request):
    """Read before FastAPI asks for it, which has one sentence for all that cannot be read."""

    found: Any = None

    async def json(self) -> Any:  # noqa: ANN401  any JSON
        return self.found


def _expect_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiProblem(Kind.NOT_JSON, "Send the body as `Content-Type: application/json`.")


def read_json(body: bytes) -> Any:  # noqa: ANN401  any JSON
    """Raises ApiProblem, which says where the body cannot be read."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(f"it is not UTF-8 at byte {error.start + 1}") from None
    try:
        found = json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise _unreadable(f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _unreadable(f"it is nested deeper than {_DEEPEST} levels") from None
    _expect_shallow(found)
    return found


def _unreadable(why: str) -> ApiProblem:
    return ApiProblem(Kind.BAD_JSON, f"The body is not JSON: {why}.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise _unreadable(f"the name “{double[:60]}” stands in one object more than once")
    return found


def _no_number(name: str) -> NoReturn:
    raise _unreadable(f"{name} is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _unreadable(f"the number {digits[:20]} is too large")
    return number


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise _unreadable(f"the number {digits[:20]}… is too large")
    return int(digits)


def _expect_shallow(found: Any) -> None:  # noqa: ANN401  any JSON
    level = [found]
    for _ in range(_DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise _unreadable(f"it is nested deeper than {_DEEPEST} levels")


def _inside(one: Any) -> list[Any]:  # noqa: ANN401  any JSON
    if isinstance(one, dict):
        return list(one.values())
    return one if isinstance(one, list) else []
