"""The OEM's answer to a wrong number, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from domain.errors import Refused
from domain.leads.calling import correct_phone
from domain.owed import next_action
from domain.settle import situation_of
from domain.words import say
from web.bodies import LeadOut, lead_out
from web.callers import FromPorts, LeadsWriter
from web.lead_form import PhoneIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import LeadId
from web.ports import Writing
from web.problems import refusals
from web.sandbox import own_lead
from web.strict_json import StrictRoute


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["leads"], route_class=StrictRoute)
    routes.add_api_route(
        "/{lead_id}/phone",
        give_phone,
        methods=["POST"],
        operation_id="givePhone",
        response_model=LeadOut,
        summary="Give the customer's right number, where you were asked for it",
        responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
    )
    return routes


async def give_phone(
    lead_id: LeadId,
    body: PhoneIn,
    caller: LeadsWriter,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def correct(work: Writing) -> Answer:
        lead = await own_lead(work.uow, lead_id, caller)
        if caller.sandbox:
            raise Refused(say("Nobody has asked for another number of {lead}.", lead=lead.id))
        corrected = await correct_phone(work.uow, lead.id, body.phone, caller.actor)
        action = next_action(await situation_of(work.uow, corrected.id))
        return Answer(status=HTTPStatus.OK, body=lead_out(corrected, action, work.uow.now).model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/phone", idempotency_key, body)
    return await carry_out(ports, request, correct)
