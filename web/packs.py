"""The closure pack over HTTP: read, acknowledged or returned by its OEM."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from documents.facts import facts_of
from documents.packs import compile_pack
from domain.errors import NotFound
from domain.reporting.closure import acknowledge_pack, return_pack
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.bodies import PackOut, pack_out
from web.callers import Caller, FromPorts, PacksReader, PacksWriter
from web.lead_form import ReturnIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import LeadId
from web.ports import Writing
from web.problems import refusals
from web.sandbox import own_lead
from web.strict_json import StrictRoute

# Before it is sent, a pack is a draft of OEM Reporting.
_DELIVERED: Final = frozenset({PackState.SENT, PackState.ACKNOWLEDGED, PackState.RETURNED})


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/leads/{lead_id}/pack", tags=["closure packs"], route_class=StrictRoute)
    routes.add_api_route(
        "",
        download_pack,
        methods=["GET"],
        operation_id="downloadPack",
        summary="The closure pack as PDF",
        response_class=Response,
        responses={
            200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
            **refusals(401, 403, 404, 422, 429),
        },
    )
    _add_answering(routes)
    return routes


def _add_answering(routes: APIRouter) -> None:
    routes.add_api_route(
        "/acknowledge",
        acknowledge,
        methods=["POST"],
        operation_id="acknowledgePack",
        response_model=PackOut,
        summary="Accept the closure pack; the lead is closed",
        responses=refusals(401, 403, 404, 409, 413, 422, 429),
    )
    routes.add_api_route(
        "/return",
        give_back,
        methods=["POST"],
        operation_id="returnPack",
        response_model=PackOut,
        summary="Return the closure pack with a reason",
        responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
    )


async def _own_pack(uow: UnitOfWork, lead_id: str, caller: Caller) -> Pack:
    lead = await own_lead(uow, lead_id, caller)
    packs = await uow.all(Pack, lead=lead.id)
    if not packs or packs[-1].state not in _DELIVERED:
        raise NotFound(say("{lead} has no closure pack yet.", lead=lead.id))
    return packs[-1]


async def download_pack(lead_id: LeadId, caller: PacksReader, ports: FromPorts) -> Response:
    async with ports.reading() as looking:
        pack = await _own_pack(looking.uow, lead_id, caller)
        facts = await facts_of(looking.uow, pack.id, await looking.screens.timeline(pack.lead))
        archived = await looking.screens.archived([photo.unique_id for photo in facts.photos])
    paper = await compile_pack(facts, archived, ports.media, ports.speak)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"', "ETag": f'"{paper.sha256}"'}
    return Response(paper.content, headers=headers, media_type="application/pdf")


async def acknowledge(
    lead_id: LeadId, caller: PacksWriter, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def accept(work: Writing) -> Answer:
        pack = await _own_pack(work.uow, lead_id, caller)
        pack = await acknowledge_pack(work.uow, pack.id, caller.actor)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/pack/acknowledge", idempotency_key, None)
    return await carry_out(ports, request, accept)


async def give_back(
    lead_id: LeadId,
    body: ReturnIn,
    caller: PacksWriter,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def refuse(work: Writing) -> Answer:
        pack = await _own_pack(work.uow, lead_id, caller)
        pack = await return_pack(work.uow, pack.id, body.reason, caller.actor)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/pack/return", idempotency_key, body)
    return await carry_out(ports, request, refuse)
