"""Many leads in one request: each row for itself, all answers together."""

import asyncio
import json
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Response
from pydantic import ValidationError

from domain.errors import Invalid
from web.bodies import BatchOut, RowOut
from web.callers import Caller, FromPorts, LeadsWriter
from web.field_errors import FieldError, field_errors
from web.lead_form import BatchIn, LeadIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.ports import Writing
from web.problems import refusals
from web.sandbox import receive
from web.strict_json import StrictRoute

_ABOUT: Final = """Each row for itself: a row that cannot be used is `refused` with its errors, a reference that is known \
already is `existing`, all others are `created`. The answer is 200 even where every row was refused; it is made in one \
transaction, so after a fault (5xx) none of it has happened and the same request may be sent again. An `Idempotency-Key` \
covers the whole."""


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["leads"], route_class=StrictRoute)
    routes.add_api_route(
        "/batch",
        create_leads,
        methods=["POST"],
        operation_id="sendLeads",
        response_model=BatchOut,
        summary="Send many leads",
        description=_ABOUT,
        responses=refusals(400, 401, 403, 409, 413, 415, 422, 429),
    )
    return routes


async def create_leads(
    body: BatchIn, caller: LeadsWriter, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    read = [_read(index, row) for index, row in enumerate(body.leads)]

    async def take(work: Writing) -> Answer:
        rows = []
        for index, one in enumerate(read):
            rows.append(await _row(work, index, one, caller))
            await asyncio.sleep(0)  # whoever only reads goes on meanwhile
        return Answer(status=HTTPStatus.OK, body=_together(rows).model_dump_json())

    # Rows are of any kind, half characters included, which only JSON's own escapes carry.
    meaning = json.dumps(body.leads, sort_keys=True)
    return await carry_out(ports, asked(caller, "POST /leads/batch", idempotency_key, meaning), take)


def _read(index: int, row: Any) -> LeadIn | list[FieldError]:  # noqa: ANN401  any JSON
    try:
        return LeadIn.model_validate(row)
    except ValidationError as error:
        return field_errors(error.errors(), at=("leads", index))


async def _row(work: Writing, index: int, read: LeadIn | list[FieldError], caller: Caller) -> RowOut:
    if isinstance(read, list):
        return RowOut(index=index, status="refused", lead=None, errors=read)
    try:
        lead, is_new = await receive(work, read.for_oem(caller.oem), caller)
    except Invalid as invalid:
        error = FieldError(field=f"leads.{index}", pointer=f"#/leads/{index}", message=str(invalid))
        return RowOut(index=index, status="refused", lead=None, errors=[error])
    return RowOut(index=index, status="created" if is_new else "existing", lead=lead, errors=[])


def _together(rows: list[RowOut]) -> BatchOut:
    statuses = [row.status for row in rows]
    return BatchOut(
        created=statuses.count("created"),
        existing=statuses.count("existing"),
        refused=statuses.count("refused"),
        rows=rows,
    )
