"""A file of leads, dropped into the Ops group: looked at first, imported when somebody of Ops says so."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiogram import Router
from aiogram.types import Document
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.message import Message, Picture
from cards.text import Speaker
from domain.errors import NotAllowed
from domain.leads.columns import plain
from domain.leads.importing import NewImport, cancel_import, choose_oem, confirm_import, start_import
from domain.leads.imports import Import
from domain.media import Picture as Sent
from domain.people.actor import Actor
from domain.people.person import Chat, Oem
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import say
from handlers.acts import Act, Step, done, tap_router

SHEETS: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""What may hold leads; those among them that cannot be read are refused in words."""
LONGEST_NAME: Final = 80
Found = dict[str, Any] | bool


async def is_sheet(said: Said, uow: UnitOfWork, here: Here, actor: Actor) -> Found:
    """A sheet in the Ops group; in private one of Ops, who is told where it belongs."""
    file = said.document
    if file is None or not (file.file_name or "").casefold().endswith(SHEETS):
        return False
    chat = await uow.find(Chat, here.chat)
    ours = Role.OPS in actor.roles if here.private else chat is not None and chat.role is Role.OPS
    return {"file": file} if ours else False


async def on_sheet(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, file: Document, uow: UnitOfWork, here: Here, actor: Actor, speaker: Speaker
) -> Answer:
    if here.private:
        words = say("Drop this file into the Ops group: there everybody sees what comes of it.")
        return Answer(messages=(Message(text=speaker.say(words)),))
    if Role.OPS not in actor.roles:
        raise NotAllowed(say("Files of leads are imported by Ops. An OEM uploads its own in the portal."))
    picture = sheet_in(file, said)
    new = NewImport(
        file_name=picture.file_name,
        size=picture.size,
        way="chat",
        oem=named_in(f"{picture.file_name} {said.caption or ''}", await uow.all(Oem)),
        picture=picture,
        language=speaker.language,
    )
    upload = await start_import(uow, new, actor)
    if here.thread is None:
        return Answer()
    words = say("{file}: its card is in the general topic.", file=upload.id)
    return Answer(messages=(Message(text=speaker.say(words)),))


def sheet_in(file: Document, said: Said) -> Sent:
    return Sent(
        kind="document",
        unique_id=file.file_unique_id,
        file_id=file.file_id,
        file_name=(file.file_name or "")[-LONGEST_NAME:],
        mime_type=file.mime_type or "",
        size=file.file_size or 0,
        taken_at=said.date,
        message=said.message_id,
    )


def named_in(text: str, oems: Iterable[Oem]) -> str:
    """The one OEM there is, or the one whose name or id is in the text; empty where that is not clear."""
    known = list(oems)
    words = plain(text)
    named = [oem.id for oem in known if plain(oem.name) in words or plain(oem.id) in words]
    found = named if len(known) > 1 else [oem.id for oem in known]
    return found[0] if len(found) == 1 else ""


async def on_oem(act: Act) -> Answer:
    upload = await choose_oem(act.uow, act.subject, act.argument, act.actor)
    return done("{file} is being read.", file=upload.file_name)


async def on_import(act: Act) -> Answer:
    upload = await confirm_import(act.uow, act.subject, act.actor)
    return done("{file} is being imported.", file=upload.file_name)


async def on_error_file(act: Act) -> Answer:
    upload = await act.uow.get(Import, act.subject)
    act.actor.must(Permission.SEND_LEAD, upload.scope)
    if not upload.error_file:
        return done("There are no errors in this file.")
    name = f"{upload.file_name.rpartition('.')[0] or upload.file_name} errors.xlsx"
    words = say(
        "The rows of {file} that need mending, each with its reason. Mend them and drop the file here.",
        file=upload.id,
    )
    paper = Picture(kind="document", sha256=upload.error_file, file_name=name)
    return Answer(messages=(Message(text=act.speaker.say(words), pictures=(paper,)),))


async def on_drop(act: Act) -> Answer:
    await cancel_import(act.uow, act.subject, act.actor)
    return done("Cancelled. Nothing was imported.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.IMPORT_OEM: on_oem,
    Action.IMPORT: on_import,
    Action.ERROR_FILE: on_error_file,
    Action.DROP_IMPORT: on_drop,
}


def router() -> Router:
    routes = Router(name="files of leads")
    routes.message.register(on_sheet, is_sheet)
    routes.include_router(tap_router("imports", STEPS))
    return routes
