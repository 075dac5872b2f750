"""Every refusal as `application/problem+json`, with one entry for each field that cannot be used."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Refused, Unavailable, VersionConflict
from web.bodies import EXAMPLES

PROBLEM: Final = "application/problem+json"
_STATUS: Final[Mapping[type[DomainError], HTTPStatus]] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Refused: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """`field` is the path inside the request (`phone`, `query.limit`); empty where no single field is to blame."""

    field: str
    message: str
    example: str | None = None


class Problem(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Unprocessable Entity",
                "status": 422,
                "detail": "1 field cannot be used.",
                "errors": [
                    {
                        "field": "phone",
                        "message": "That is not an Indian mobile number. Example: 98765 43210.",
                        "example": "+919876543210",
                    }
                ],
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def problem(
    status: int,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(), status, headers=dict(headers or {}), media_type=PROBLEM)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's OpenAPI: the refusals it may answer with."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content, "model": Problem}
        for status in statuses
    }


def explain_problems(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _later)
    app.add_exception_handler(VersionConflict, _later)
    app.add_exception_handler(Exception, _fault)


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = next((found for kind, found in _STATUS.items() if isinstance(error, kind)), HTTPStatus.CONFLICT)
    said = str(error)
    errors = [FieldError(field="", message=said)] if isinstance(error, Invalid) else []
    return problem(status, said, errors)


def _unusable(_: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["type"] == "json_invalid" for one in found):
        return problem(HTTPStatus.BAD_REQUEST, "The body is not JSON.")
    errors = [_field_error(one) for one in found]
    plural = "1 field" if len(errors) == 1 else f"{len(errors)} fields"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{plural} cannot be used.", errors)


def _field_error(one: Mapping[str, Any]) -> FieldError:
    place = [str(part) for part in one["loc"]]
    if place[:1] == ["body"]:
        place = place[1:]
    example = EXAMPLES.get(place[-1]) if place else None
    return FieldError(
        field=".".join(place), message=str(one["msg"]), example=None if example is None else str(example)
    )


def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, str(error.detail), headers=error.headers)


def _later(_: Request, error: Exception) -> JSONResponse:
    _log.warning("a request is to come again: %s", error)
    detail = "The service cannot answer now. Please send the same request again."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})


def _fault(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something is broken here. We have been told.")
