"""Files of leads: uploaded, looked at, mapped, confirmed, followed. The work itself is done in the background."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from documents.lead_sheets import template
from domain.errors import Invalid, NotFound, Refused
from domain.leads.importing import (
    NewImport,
    cancel_import,
    choose_columns,
    confirm_import,
    start_import,
)
from domain.leads.imports import Import, ImportState
from domain.words import Words, say
from web.portal.acting import carried_out, go_to, own_import
from web.portal.file_pages import COLUMN, file_page, files_page
from web.portal.forms import WITH_FILE, sent_by
from web.portal.frame import FILES, HEADERS, answer
from web.portal.session import ForOem, Here
from web.ports import Writing

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ImportNumber = Annotated[str, Path(max_length=64)]


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/files", show_files, methods=["GET"])
    routes.add_api_route("/files", take_file, methods=["POST"])
    routes.add_api_route("/files/template.xlsx", give_template, methods=["GET"])
    routes.add_api_route("/files/{import_id}", show_file, methods=["GET"])
    routes.add_api_route("/files/{import_id}/columns", take_columns, methods=["POST"])
    routes.add_api_route("/files/{import_id}/confirm", confirm, methods=["POST"])
    routes.add_api_route("/files/{import_id}/cancel", cancel, methods=["POST"])
    routes.add_api_route("/files/{import_id}/errors.xlsx", give_error_file, methods=["GET"])


async def show_files(here: ForOem) -> Response:
    return await _files(here)


async def _files(here: Here, wrong: Words | None = None) -> Response:
    async with here.ports.reading() as looking:
        uploads = await looking.uow.all(Import, oem=here.oem)
    page = files_page(uploads, here.csrf, here.ports.speak, wrong=wrong)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return answer(page, here.visitor, here.ports.speak, status)


async def take_file(here: ForOem) -> Response:
    sent = await sent_by(here, most=WITH_FILE)
    if sent.content is None or not sent.file_name:
        return await _files(here, say("Choose a file first. Example: november.xlsx"))
    if not sent.content:
        return await _files(here, say("The file is empty."))
    new = NewImport(
        file_name=sent.file_name,
        size=len(sent.content),
        way="portal",
        oem=here.oem,
        sha256=await here.ports.media.put(sent.content),
    )

    async def start(work: Writing) -> Import:
        waiting = [
            one
            for one in await work.uow.all(Import, oem=here.oem)
            if one.sha256 == new.sha256 and one.way == "portal" and one.state is ImportState.READING
        ]
        # Tapped twice: the file is being read already.
        return waiting[0] if waiting else await start_import(work.uow, new, here.visitor.actor)

    try:
        upload = await carried_out(here.ports, start)
    except Invalid as invalid:
        return await _files(here, invalid.words)
    return go_to(f"{FILES}/{upload.id}")


async def give_template(here: ForOem) -> Response:  # noqa: ARG001  for those who are signed in
    return _workbook(template(), "leads.xlsx")


async def show_file(import_id: ImportNumber, here: ForOem) -> Response:
    return await _file(import_id, here)


async def _file(
    import_id: str, here: Here, wrong: Words | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    async with here.ports.reading() as looking:
        upload = await own_import(looking.uow, import_id, here)
    page = file_page(upload, here.csrf, here.ports.speak, wrong=wrong)
    return answer(page, here.visitor, here.ports.speak, status)


async def take_columns(import_id: ImportNumber, here: ForOem) -> Response:
    sent = await sent_by(here)

    async def choose(work: Writing) -> None:
        upload = await own_import(work.uow, import_id, here)
        columns = [sent[f"{COLUMN}{place}"] for place in range(len(upload.headings))]
        await choose_columns(work.uow, upload.id, columns, here.visitor.actor)

    return await _done(import_id, here, lambda: carried_out(here.ports, choose))


async def confirm(import_id: ImportNumber, here: ForOem) -> Response:
    await sent_by(here)

    async def begin(work: Writing) -> None:
        upload = await own_import(work.uow, import_id, here)
        if upload.state not in {ImportState.IMPORTING, ImportState.DONE}:  # a second tap finds it done
            await confirm_import(work.uow, upload.id, here.visitor.actor)

    return await _done(import_id, here, lambda: carried_out(here.ports, begin))


async def cancel(import_id: ImportNumber, here: ForOem) -> Response:
    await sent_by(here)

    async def drop(work: Writing) -> None:
        upload = await own_import(work.uow, import_id, here)
        if upload.state is not ImportState.CANCELLED:
            await cancel_import(work.uow, upload.id, here.visitor.actor)

    return await _done(import_id, here, lambda: carried_out(here.ports, drop))


async def _done(import_id: str, here: Here, command: Callable[[], Awaitable[None]]) -> Response:
    """The file's page again, with the refusal on it if there is one."""
    try:
        await command()
    except NotFound:
        raise
    except (Refused, Invalid) as refused:
        return await _file(import_id, here, refused.words, HTTPStatus.CONFLICT)
    return go_to(f"{FILES}/{import_id}")


async def give_error_file(import_id: ImportNumber, here: ForOem) -> Response:
    async with here.ports.reading() as looking:
        upload = await own_import(looking.uow, import_id, here)
    if not upload.error_file:
        raise NotFound(say("There are no errors in this file."))
    return _workbook(await here.ports.media.get(upload.error_file), f"{upload.id} errors.xlsx")


def _workbook(content: bytes, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers={**HEADERS, **named}, media_type=_WORKBOOK)
