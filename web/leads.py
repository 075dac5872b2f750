"""The OEM's leads over HTTP, one by one: sent, listed, looked at."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import APIRouter, Response

from web.bodies import LeadOut, LeadsOut
from web.callers import FromPorts, LeadsReader, LeadsWriter
from web.lead_form import LeadIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import FromQuery, LeadId
from web.ports import Writing
from web.problems import refusals
from web.sandbox import listed, own_lead, receive, shown, told
from web.strict_json import StrictRoute
from web.timeline import TimelineOut, entry

# A change is stamped when its transaction begins: those that are still open are looked for again.
OVERLAP: Final = timedelta(minutes=1)
_LOCATION: Final[dict[str, Any]] = {
    "Location": {"description": "Where the lead is to be had.", "schema": {"type": "string"}}
}


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["leads"], route_class=StrictRoute)
    routes.add_api_route(
        "",
        create_lead,
        methods=["POST"],
        operation_id="sendLead",
        response_model=LeadOut,
        status_code=HTTPStatus.CREATED,
        summary="Send a lead",
        responses={
            201: {"description": "The lead is made", "headers": _LOCATION},
            200: {"model": LeadOut, "description": "You have sent this reference before: the same lead"},
            **refusals(400, 401, 403, 409, 413, 415, 422, 429),
        },
    )
    _add_reading(routes)
    return routes


def _add_reading(routes: APIRouter) -> None:
    routes.add_api_route(
        "",
        list_leads,
        methods=["GET"],
        operation_id="listLeads",
        summary="Your leads, newest first, or in the order of their last change",
        responses=refusals(401, 403, 422, 429),
    )
    routes.add_api_route(
        "/{lead_id}",
        show_lead,
        methods=["GET"],
        operation_id="showLead",
        summary="One lead",
        responses=refusals(401, 403, 404, 422, 429),
    )
    routes.add_api_route(
        "/{lead_id}/timeline",
        show_timeline,
        methods=["GET"],
        operation_id="showTimeline",
        summary="What has happened",
        responses=refusals(401, 403, 404, 422, 429),
    )


async def create_lead(
    body: LeadIn, caller: LeadsWriter, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def take(work: Writing) -> Answer:
        lead, is_new = await receive(work, body.for_oem(caller.oem), caller)
        return Answer(status=HTTPStatus.CREATED if is_new else HTTPStatus.OK, body=lead.model_dump_json())

    answer = await carry_out(ports, asked(caller, "POST /leads", idempotency_key, body), take)
    if answer.status_code == HTTPStatus.CREATED:
        answer.headers["Location"] = f"/api/v1/leads/{orjson.loads(bytes(answer.body))['id']}"
    return answer


async def list_leads(query: FromQuery, caller: LeadsReader, ports: FromPorts) -> LeadsOut:
    as_of = ports.clock.now() - OVERLAP
    async with ports.reading() as looking:
        found, leads = await listed(looking, caller, query.wanted, query.after, query.limit + 1)
    more = len(found) > query.limit
    return LeadsOut(
        leads=leads[: query.limit],
        next=query.cursor_at(found[query.limit - 1].place) if more else None,
        as_of=as_of,
    )


async def show_lead(lead_id: LeadId, caller: LeadsReader, ports: FromPorts) -> LeadOut:
    async with ports.reading() as looking:
        return await shown(looking, await own_lead(looking.uow, lead_id, caller), caller)


async def show_timeline(lead_id: LeadId, caller: LeadsReader, ports: FromPorts) -> TimelineOut:
    async with ports.reading() as looking:
        lead = await own_lead(looking.uow, lead_id, caller)
        events = await told(looking, lead, caller)
    return TimelineOut(
        lead=lead.id, entries=[shown for event in events if (shown := entry(event, ports.speak))]
    )
