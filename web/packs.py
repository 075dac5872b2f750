"""The closure pack over HTTP: read, acknowledged or returned by its OEM."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from documents.facts import facts_of
from documents.packs import compile_pack
from domain.errors import NotFound
from domain.people.actor import Actor
from domain.reporting.closure import acknowledge_pack, return_pack
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.bodies import PackOut, ReturnIn, pack_out
from web.callers import FromCaller, FromPorts
from web.leads import LeadId, own_lead
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.problems import refusals

# Before it is sent, a pack is a draft of OEM Reporting.
_DELIVERED: Final = frozenset({PackState.SENT, PackState.ACKNOWLEDGED, PackState.RETURNED})


def router() -> APIRouter:
    routes = APIRouter(
        prefix="/api/v1/leads/{lead_id}/pack", tags=["closure packs"], responses=refusals(401, 404, 422)
    )
    routes.add_api_route(
        "",
        download_pack,
        methods=["GET"],
        summary="The closure pack as PDF",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    routes.add_api_route(
        "/acknowledge",
        acknowledge,
        methods=["POST"],
        response_model=PackOut,
        summary="Accept the closure pack; the lead is closed",
        responses=refusals(409),
    )
    routes.add_api_route(
        "/return",
        give_back,
        methods=["POST"],
        response_model=PackOut,
        summary="Return the closure pack with a reason",
        responses=refusals(400, 409, 413),
    )
    return routes


async def _own_pack(uow: UnitOfWork, lead_id: str, actor: Actor) -> Pack:
    lead = await own_lead(uow, lead_id, actor)
    packs = await uow.all(Pack, lead=lead.id)
    if not packs or packs[-1].state not in _DELIVERED:
        raise NotFound(say("{lead} has no closure pack yet.", lead=lead.id))
    return packs[-1]


async def download_pack(lead_id: LeadId, actor: FromCaller, ports: FromPorts) -> Response:
    async with ports.reading() as looking:
        pack = await _own_pack(looking.uow, lead_id, actor)
        facts = await facts_of(looking.uow, pack.id, await looking.screens.timeline(pack.lead))
        archived = await looking.screens.archived([photo.unique_id for photo in facts.photos])
    paper = await compile_pack(facts, archived, ports.media, ports.speak)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"', "ETag": f'"{paper.sha256}"'}
    return Response(paper.content, headers=headers, media_type="application/pdf")


async def acknowledge(
    lead_id: LeadId, actor: FromCaller, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def accept(uow: UnitOfWork) -> Answer:
        pack = await acknowledge_pack(uow, (await _own_pack(uow, lead_id, actor)).id, actor)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(actor.oem, f"POST /leads/{lead_id}/pack/acknowledge", idempotency_key, None)
    return await carry_out(ports, request, accept)


async def give_back(
    lead_id: LeadId,
    body: ReturnIn,
    actor: FromCaller,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def refuse(uow: UnitOfWork) -> Answer:
        pack = await return_pack(uow, (await _own_pack(uow, lead_id, actor)).id, body.reason, actor)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(actor.oem, f"POST /leads/{lead_id}/pack/return", idempotency_key, body)
    return await carry_out(ports, request, refuse)
