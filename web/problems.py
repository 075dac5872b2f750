"""Every refusal as `application/problem+json` (RFC 9457), with one entry for each field that cannot be used."""

import logging
from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Refused, Unavailable, VersionConflict
from web.field_errors import FieldError, field_errors

PROBLEM: Final = "application/problem+json"
MOST_ERRORS: Final = 100
_log = logging.getLogger(__name__)


class Kind(Enum):
    """What can be wrong: name in `type`, status, title, an example of its detail."""

    BAD_JSON = ("bad-json", 400, "The body cannot be read", "The body is not JSON: line 1, column 9.")
    NO_KEY = ("no-key", 401, "No key that is good", "Send your key: `Authorization: Bearer <key>`.")
    MISSING_SCOPE = (
        "missing-scope",
        403,
        "The key may not do this",
        "Your key has not the scope `leads:write`. It has: leads:read.",
    )
    NOT_ALLOWED = ("not-allowed", 403, "This is not yours to do", "This is not yours to do.")
    NOT_FOUND = ("not-found", 404, "There is no such thing", "You have no lead of this number.")
    NO_METHOD = ("no-such-method", 405, "The address does not take this method", "Method Not Allowed")
    NOT_NOW = (
        "not-now",
        409,
        "This cannot be done now",
        "L-1042 is at “Closed” since 2026-11-24, so this can no longer be done.",
    )
    IN_FLIGHT = (
        "in-flight",
        409,
        "The same request is being handled",
        "The first request with this Idempotency-Key is being handled now. Ask again in a moment.",
    )
    TOO_LARGE = ("too-large", 413, "The body is too large", "A body has at most 64 KiB here.")
    NOT_JSON = (
        "not-json",
        415,
        "The body is of another type",
        "Send the body as `Content-Type: application/json`.",
    )
    UNUSABLE = ("unusable-fields", 422, "Something given cannot be used", "1 field cannot be used.")
    KEY_REUSED = (
        "idempotency-key-reused",
        422,
        "The Idempotency-Key belongs to another request",
        "This Idempotency-Key was used for another request. Use a new key.",
    )
    TOO_OFTEN = ("too-often", 429, "Too many requests", "At most 150 requests a second. Ask again in 1 s.")
    FAULT = ("fault", 500, "A fault of ours", "Something is broken here. We have been told.")
    LATER = (
        "later",
        503,
        "The service cannot answer now",
        "The service cannot answer now. Please send the same request again.",
    )

    def __init__(self, code: str, status: int, title: str, example: str) -> None:
        self.code = code
        self.status = status
        self.title = title
        self.example = example

    @property
    def uri(self) -> str:
        return f"urn:chargeops:problem:{self.code}"


class Problem(BaseModel):
    """`type` says which problem it is and never changes; `detail` is for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": Kind.UNUSABLE.uri,
                    "title": Kind.UNUSABLE.title,
                    "status": 422,
                    "detail": "1 field cannot be used.",
                    "errors": [
                        {
                            "field": "phone",
                            "pointer": "#/phone",
                            "message": "That is not an Indian mobile number. Example: 98765 43210.",
                            "example": "+919876543210",
                        }
                    ],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class ApiProblem(Exception):
    def __init__(self, kind: Kind, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers


def problem(
    kind: Kind,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        type=kind.uri,
        title=kind.title,
        status=kind.status,
        detail=detail.encode("utf-8", "replace").decode(),
        errors=list(errors[:MOST_ERRORS]),
    )
    return JSONResponse(body.model_dump(), kind.status, headers=dict(headers or {}), media_type=PROBLEM)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route: the refusals it may answer with, each kind of a status as an example."""
    return {status: _refusal(status) for status in (*statuses, 503)}


def _refusal(status: int) -> dict[str, Any]:
    examples = {
        kind.code: {
            "summary": kind.title,
            "value": {
                "type": kind.uri,
                "title": kind.title,
                "status": status,
                "detail": kind.example,
                "errors": [],
            },
        }
        for kind in Kind
        if kind.status == status
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    refusal: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": content}
    headers = _HEADERS.get(status)
    return {**refusal, "headers": headers} if headers else refusal


_SECONDS: Final[dict[str, Any]] = {
    "description": "Seconds to wait.",
    "schema": {"type": "integer", "minimum": 1},
}
_HEADERS: Final[dict[int, dict[str, Any]]] = {
    401: {"WWW-Authenticate": {"description": "`Bearer`", "schema": {"type": "string"}}},
    429: {"Retry-After": _SECONDS},
    503: {"Retry-After": _SECONDS},
}


def explain_problems(app: FastAPI) -> None:
    app.add_exception_handler(ApiProblem, _told)
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _later)
    app.add_exception_handler(VersionConflict, _later)
    app.add_exception_handler(Exception, _fault)


_KINDS: Final[Mapping[type[DomainError], Kind]] = {
    NotAllowed: Kind.NOT_ALLOWED,
    NotFound: Kind.NOT_FOUND,
    Refused: Kind.NOT_NOW,
    Invalid: Kind.UNUSABLE,
}
_BY_STATUS: Final[Mapping[int, Kind]] = {
    400: Kind.BAD_JSON,
    401: Kind.NO_KEY,
    403: Kind.NOT_ALLOWED,
    404: Kind.NOT_FOUND,
    405: Kind.NO_METHOD,
}


def _told(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiProblem)  # noqa: S101  registered for it
    return problem(error.kind, error.detail, headers=error.headers)


def _refused(_: Request, error: Exception) -> JSONResponse:
    kind = next((found for one, found in _KINDS.items() if isinstance(error, one)), Kind.NOT_NOW)
    said = str(error)
    errors = [FieldError(field="", pointer="#", message=said)] if isinstance(error, Invalid) else []
    return problem(kind, said, errors)


def _unusable(_: Request, error: Exception) -> JSONResponse:
    errors = field_errors(error.errors() if isinstance(error, RequestValidationError) else [])
    plural = "1 field" if len(errors) == 1 else f"{len(errors)} fields"
    return problem(Kind.UNUSABLE, f"{plural} cannot be used.", errors)


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        phrase = HTTPStatus(error.status_code).phrase
        body = Problem(type="about:blank", title=phrase, status=error.status_code, detail=str(error.detail))
        return JSONResponse(body.model_dump(), error.status_code, error.headers, media_type=PROBLEM)
    return problem(kind, str(error.detail), headers=error.headers)


def _later(_: Request, error: Exception) -> JSONResponse:
    _log.warning("a request is to come again: %s", error)
    return problem(Kind.LATER, Kind.LATER.example, headers={"Retry-After": "5"})


def _fault(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(Kind.FAULT, Kind.FAULT.example)
