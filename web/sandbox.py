"""Real leads for ordinary keys, trial leads for sandbox keys: the one place that tells them apart."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response

from domain.errors import NotFound
from domain.events import Event
from domain.leads.intake import NewLead, receive_lead
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter, Listed, Place
from domain.leads.trial import TrialLead
from domain.leads.trials import receive_trial_lead, walk_trial_lead
from domain.owed import NextAction, next_action
from domain.people.roles import Permission
from domain.settle import situation_of
from domain.situation import Situation
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.bodies import LeadOut, lead_out
from web.callers import Caller, FromPorts, LeadsWriter
from web.lead_form import StepIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import LeadId
from web.ports import Reading, Screens, Writing
from web.problems import ApiProblem, Kind, refusals
from web.strict_json import StrictRoute


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["sandbox"], route_class=StrictRoute)
    routes.add_api_route(
        "/{lead_id}/sandbox/steps",
        take_step,
        methods=["POST"],
        operation_id="takeSandboxStep",
        response_model=LeadOut,
        summary="Move a trial lead on, as if people had acted (sandbox keys only)",
        responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
    )
    return routes


async def take_step(
    lead_id: LeadId,
    body: StepIn,
    caller: LeadsWriter,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    if not caller.sandbox:
        detail = (
            "Only a sandbox key moves leads by itself: real ones are moved by the people who work on them."
        )
        raise ApiProblem(Kind.NOT_ALLOWED, detail)

    async def step(work: Writing) -> Answer:
        lead = await own_lead(work.uow, lead_id, caller)
        trial = await walk_trial_lead(work.uow, lead.id, body.step, caller.actor)
        shown = lead_out(trial.as_lead, _trial_action(trial.as_lead), work.uow.now, sandbox=True)
        return Answer(status=HTTPStatus.OK, body=shown.model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/sandbox/steps", idempotency_key, body)
    return await carry_out(ports, request, step)


async def receive(work: Writing, new: NewLead, caller: Caller) -> tuple[LeadOut, bool]:
    """The lead as its OEM sees it, and whether it is new."""
    if caller.sandbox:
        trial, is_new = await receive_trial_lead(work.uow, new, caller.actor)
        lead, action = trial.as_lead, _trial_action(trial.as_lead)
    else:
        lead, is_new = await receive_lead(work.uow, new, caller.actor)
        action = next_action(await situation_of(work.uow, lead.id))
    changed = work.uow.now if is_new else await _changed_at(work.screens, lead)
    return lead_out(lead, action, changed, sandbox=caller.sandbox), is_new


async def own_lead(uow: UnitOfWork, lead_id: str, caller: Caller) -> Lead:
    """`NotFound` for another OEM's lead as for none: nobody learns which numbers there are."""
    lead: Lead | None = None
    if lead_id.isprintable() and caller.sandbox:
        trial = await uow.find(TrialLead, lead_id)
        lead = trial.as_lead if trial else None
    elif lead_id.isprintable():
        lead = await uow.find(Lead, lead_id)
    if lead is None or not caller.actor.may(Permission.SEE_LEAD, lead.scope):
        raise NotFound(say("You have no lead of this number."))
    return lead


async def shown(looking: Reading, lead: Lead, caller: Caller) -> LeadOut:
    action = _trial_action(lead) if caller.sandbox else next_action(await situation_of(looking.uow, lead.id))
    return lead_out(lead, action, await _changed_at(looking.screens, lead), sandbox=caller.sandbox)


async def listed(
    looking: Reading, caller: Caller, wanted: LeadFilter, after: Place | None, limit: int
) -> tuple[Sequence[Listed], list[LeadOut]]:
    if caller.sandbox:
        found = await looking.screens.trial_leads(caller.oem, wanted, after=after, limit=limit)
        actions = {one.lead.id: _trial_action(one.lead) for one in found}
    else:
        found = await looking.screens.leads(caller.oem, wanted, after=after, limit=limit)
        actions = {**await looking.screens.owed([one.lead.id for one in found])}
    return found, [
        lead_out(one.lead, actions.get(one.lead.id), one.place.changed_at, sandbox=caller.sandbox)
        for one in found
    ]


async def told(looking: Reading, lead: Lead, caller: Caller) -> Sequence[Event]:
    if caller.sandbox:
        return (await looking.uow.get(TrialLead, lead.id)).told
    return await looking.screens.timeline(lead.id, *lead.merged)


def _trial_action(lead: Lead) -> NextAction | None:
    """What a real lead would wait for; nobody is asked for it."""
    return next_action(Situation(lead=lead))


async def _changed_at(screens: Screens, lead: Lead) -> datetime:
    return await screens.changed_at(lead.id) or lead.stage_since
