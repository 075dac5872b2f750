"""The closure pack over HTTP: read, acknowledged or returned by its OEM."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from domain.errors import NotFound
from domain.reporting.closure import acknowledge_pack, edition_for, return_pack
from domain.reporting.edition import Edition, Filed
from domain.reporting.pack import Pack
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.bodies import PackOut, pack_out
from web.callers import Caller, FromPorts, PacksReader, PacksWriter
from web.lead_form import ReturnIn
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.params import LeadId
from web.ports import Ports, Writing
from web.problems import refusals
from web.sandbox import own_lead
from web.strict_json import StrictRoute

Seen = Annotated[
    int | None,
    Query(
        ge=1,
        examples=[2],
        description="The edition you have looked at: refused where another one has come since.",
    ),
]


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
    routes.add_api_route(
        "/files.zip",
        download_folder,
        methods=["GET"],
        operation_id="downloadPackFiles",
        summary="The closure pack as ZIP: PDF, photos, facts, manifest",
        response_class=Response,
        responses={
            200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
            **refusals(401, 403, 404, 422, 429),
        },
    )
    routes.add_api_route(
        "/edition",
        show_edition,
        methods=["GET"],
        operation_id="getPack",
        response_model=PackOut,
        summary="Where the closure pack stands, its files and what is new in it",
        responses=refusals(401, 403, 404, 422, 429),
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
    if not packs or not packs[-1].was_sent:  # before, it is a draft of OEM Reporting
        raise NotFound(say("{lead} has no closure pack yet.", lead=lead.id))
    return packs[-1]


async def show_edition(lead_id: LeadId, caller: PacksReader, ports: FromPorts) -> PackOut:
    async with ports.reading() as looking:
        return pack_out(await _own_pack(looking.uow, lead_id, caller))


async def download_pack(lead_id: LeadId, caller: PacksReader, ports: FromPorts) -> Response:
    return await _file(lead_id, caller, ports, lambda edition: edition.paper, "application/pdf")


async def download_folder(lead_id: LeadId, caller: PacksReader, ports: FromPorts) -> Response:
    return await _file(lead_id, caller, ports, lambda edition: edition.folder, "application/zip")


async def _file(
    lead_id: str, caller: Caller, ports: Ports, choose: Callable[[Edition], Filed], kind: str
) -> Response:
    """Always the same bytes, which the `ETag` names by their SHA-256."""
    async with ports.reading() as looking:
        pack = await _own_pack(looking.uow, lead_id, caller)
        file = choose(await edition_for(looking.uow, pack.id, caller.actor))
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(file.size),
        "ETag": f'"{file.sha256}"',
    }
    return StreamingResponse(ports.media.pieces(file.sha256, 0, file.size), headers=headers, media_type=kind)


async def acknowledge(
    lead_id: LeadId,
    caller: PacksWriter,
    ports: FromPorts,
    edition: Seen = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def accept(work: Writing) -> Answer:
        pack = await _own_pack(work.uow, lead_id, caller)
        pack = await acknowledge_pack(work.uow, pack.id, caller.actor, edition=edition)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/pack/acknowledge{_of(edition)}", idempotency_key, None)
    return await carry_out(ports, request, accept)


async def give_back(  # noqa: PLR0913, PLR0917  FastAPI hands each by its name
    lead_id: LeadId,
    body: ReturnIn,
    caller: PacksWriter,
    ports: FromPorts,
    edition: Seen = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def refuse(work: Writing) -> Answer:
        pack = await _own_pack(work.uow, lead_id, caller)
        pack = await return_pack(work.uow, pack.id, body.reason, caller.actor, edition=edition)
        return Answer(status=HTTPStatus.OK, body=pack_out(pack).model_dump_json())

    request = asked(caller, f"POST /leads/{lead_id}/pack/return{_of(edition)}", idempotency_key, body)
    return await carry_out(ports, request, refuse)


def _of(edition: int | None) -> str:
    """A request about another edition is another request."""
    return "" if edition is None else f"?edition={edition}"
