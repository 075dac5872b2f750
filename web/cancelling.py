"""An OEM cancels a lead of its own, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from domain.leads.cancelling import cancel_lead
from domain.leads.stages import Stage
from domain.leads.trials import TrialStep, walk_trial_lead
from domain.owed import next_action
from domain.settle import situation_of
from web.bodies import LeadOut, lead_out
from web.callers import Caller, FromPorts, LeadsWriter
from web.lead_form import CancelIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import LeadId
from web.ports import Writing
from web.problems import refusals
from web.sandbox import own_lead
from web.strict_json import StrictRoute


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["leads"], route_class=StrictRoute)
    routes.add_api_route(
        "/{lead_id}/cancel",
        cancel,
        methods=["POST"],
        operation_id="cancelLead",
        response_model=LeadOut,
        summary="Cancel a lead, with the reason; one that is cancelled already stays as it is",
        responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
    )
    return routes


async def cancel(
    lead_id: LeadId,
    body: CancelIn,
    caller: LeadsWriter,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def end(work: Writing) -> Answer:
        return Answer(
            status=HTTPStatus.OK, body=(await _ended(work, lead_id, body, caller)).model_dump_json()
        )

    request = asked(caller, f"POST /leads/{lead_id}/cancel", idempotency_key, body)
    return await carry_out(ports, request, end)


async def _ended(work: Writing, lead_id: str, body: CancelIn, caller: Caller) -> LeadOut:
    lead = await own_lead(work.uow, lead_id, caller)
    if lead.stage is not Stage.CANCELLED:
        if caller.sandbox:
            lead = (await walk_trial_lead(work.uow, lead.id, TrialStep.CANCEL, caller.actor)).as_lead
        else:
            lead = await cancel_lead(work.uow, lead.id, body.ground, caller.actor, words=body.reason)
    action = None if caller.sandbox else next_action(await situation_of(work.uow, lead.id))
    return lead_out(lead, action, work.uow.now, sandbox=caller.sandbox)
