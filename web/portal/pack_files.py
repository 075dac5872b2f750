"""The files of a closure pack for its OEM: the paper, the folder, and what cannot stand on paper."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from documents.films import without_notes
from domain.errors import NotFound
from domain.evidence import is_photo
from domain.leads.lead import Lead
from domain.media import Picture
from domain.reporting.closure import edition_for
from domain.reporting.dossier import dossier_of
from domain.reporting.edition import Edition, Filed
from domain.reporting.pack import Pack
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.portal.acting import own_lead
from web.portal.frame import HEADERS
from web.portal.kept_files import file_answer
from web.portal.session import ForOem, Here

LeadNumber = Annotated[str, Path(max_length=64)]
Mark = Annotated[str, Path(max_length=64)]


def add_routes(routes: APIRouter) -> None:
    at = "/leads/{lead_id}"
    routes.add_api_route(f"{at}/pack", give_paper, methods=["GET"])
    routes.add_api_route(f"{at}/pack.zip", give_folder, methods=["GET"])
    routes.add_api_route(f"{at}/files/{{mark}}", give_file, methods=["GET"])


async def pack_of(uow: UnitOfWork, lead: Lead) -> Pack | None:
    """Before it was sent, a pack is a draft of OEM Reporting."""
    packs = await uow.all(Pack, lead=lead.id)
    return packs[-1] if packs and packs[-1].was_sent else None


async def own_pack(uow: UnitOfWork, lead_id: str, here: Here) -> Pack:
    pack = await pack_of(uow, await own_lead(uow, lead_id, here))
    if pack is None:
        raise NotFound(say("{lead} has no closure pack yet.", lead=lead_id))
    return pack


async def give_paper(lead_id: LeadNumber, here: ForOem) -> Response:
    return await _kept(lead_id, here, lambda edition: edition.paper, "application/pdf")


async def give_folder(lead_id: LeadNumber, here: ForOem) -> Response:
    return await _kept(lead_id, here, lambda edition: edition.folder, "application/zip")


async def _kept(lead_id: str, here: Here, choose: Callable[[Edition], Filed], kind: str) -> Response:
    async with here.ports.reading() as looking:
        pack = await own_pack(looking.uow, lead_id, here)
        file = choose(await edition_for(looking.uow, pack.id, here.visitor.actor))
    named = {"Content-Disposition": f'attachment; filename="{file.name}"', "Content-Length": str(file.size)}
    pieces = here.ports.media.pieces(file.sha256, 0, file.size)
    return StreamingResponse(pieces, headers={**HEADERS, **named}, media_type=kind)


async def give_file(lead_id: LeadNumber, mark: Mark, here: ForOem) -> Response:
    """A film or paper that the pack names, without what the camera wrote down, as its photos stand in the pack itself."""
    async with here.ports.reading() as looking:
        pack = await own_pack(looking.uow, lead_id, here)
        await edition_for(looking.uow, pack.id, here.visitor.actor)
        name, file = await _named(looking.uow, pack.id, mark)
        sha256 = file.sha256 or (await looking.screens.archived([file.unique_id])).get(file.unique_id)
    media = here.ports.media
    try:
        quiet = await without_notes(media, sha256 or "")
    except (KeyError, ValueError):
        raise NotFound(say("This file is not there yet. Please try again in a minute.")) from None
    return await file_answer(quiet, sha256, name, here.request.headers.get("range"))


async def _named(uow: UnitOfWork, pack: str, mark: str) -> tuple[str, Picture]:
    for review in (await dossier_of(uow, pack, ())).reviews:
        for slot in review.slots:
            for exhibit in slot.exhibits:
                if exhibit.mark == mark and not is_photo(exhibit.picture):
                    name = exhibit.picture.file_name or f"{review.visit.id}-{slot.key}-{exhibit.number}"
                    return name, exhibit.picture
    raise NotFound(say("There is no such file in this pack."))
