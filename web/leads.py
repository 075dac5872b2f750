"""The OEM's leads over HTTP."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from domain.errors import NotFound
from domain.leads.intake import receive_lead
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter, Place
from domain.leads.stages import Stage
from domain.owed import next_action
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.settle import situation_of
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.bodies import LeadIn, LeadOut, LeadsOut, lead_out
from web.callers import FromCaller, FromPorts
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.problems import refusals
from web.timeline import TimelineOut, entry

LeadId = Annotated[str, Path(max_length=64, examples=["L-1042"])]


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads", tags=["leads"], responses=refusals(401, 422))
    routes.add_api_route(
        "",
        create_lead,
        methods=["POST"],
        response_model=LeadOut,
        status_code=HTTPStatus.CREATED,
        summary="Send a lead",
        responses={
            200: {"model": LeadOut, "description": "You have sent this reference before: the same lead"},
            **refusals(400, 409, 413),
        },
    )
    routes.add_api_route("", list_leads, methods=["GET"], summary="Your leads, newest first")
    routes.add_api_route(
        "/{lead_id}", show_lead, methods=["GET"], summary="One lead", responses=refusals(404)
    )
    routes.add_api_route(
        "/{lead_id}/timeline",
        show_timeline,
        methods=["GET"],
        summary="What has happened",
        responses=refusals(404),
    )
    return routes


async def own_lead(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """`NotFound` for another OEM's lead as for none: nobody learns which numbers there are."""
    lead = await uow.find(Lead, lead_id) if lead_id.isprintable() else None
    if lead is None or not actor.may(Permission.SEE_LEAD, lead.scope):
        raise NotFound(say("You have no lead of this number."))
    return lead


async def _shown(uow: UnitOfWork, lead: Lead) -> LeadOut:
    return lead_out(lead, next_action(await situation_of(uow, lead.id)))


async def create_lead(
    body: LeadIn, actor: FromCaller, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def receive(uow: UnitOfWork) -> Answer:
        lead, is_new = await receive_lead(uow, body.for_oem(actor.oem or ""), actor)
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return Answer(status=status, body=(await _shown(uow, lead)).model_dump_json())

    return await carry_out(ports, asked(actor.oem, "POST /leads", idempotency_key, body), receive)


async def list_leads(
    actor: FromCaller,
    ports: FromPorts,
    stage: Stage | None = None,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,15}$", description="`next` of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> LeadsOut:
    after = Place(seq=int(cursor), changed_at=ports.clock.now()) if cursor else None
    async with ports.reading() as looking:
        found = await looking.screens.leads(
            actor.oem or "", LeadFilter(stage=stage), after=after, limit=limit + 1
        )
        actions = await looking.screens.owed([listed.lead.id for listed in found])
    page = found[:limit]
    return LeadsOut(
        leads=[lead_out(listed.lead, actions.get(listed.lead.id)) for listed in page],
        next=str(page[-1].place.seq) if len(found) > limit else None,
    )


async def show_lead(lead_id: LeadId, actor: FromCaller, ports: FromPorts) -> LeadOut:
    async with ports.reading() as looking:
        return await _shown(looking.uow, await own_lead(looking.uow, lead_id, actor))


async def show_timeline(lead_id: LeadId, actor: FromCaller, ports: FromPorts) -> TimelineOut:
    async with ports.reading() as looking:
        lead = await own_lead(looking.uow, lead_id, actor)
        told = await looking.screens.timeline(lead.id, *lead.merged)
    return TimelineOut(
        lead=lead.id, entries=[shown for event in told if (shown := entry(event, ports.speak))]
    )
