"""A file of stock dropped into Procurement's group: looked at in the background, booked whole by one tap, once.

`start_stock_file` → (read, `jobs/stock_files.py`) → `book_stock_file` or `drop_stock_file`.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.imports import FAULTS_KEPT, MOST_BYTES, Fault, Problem
from domain.materials.catalogue import title_of
from domain.materials.delivery import Delivery
from domain.materials.movement import Where
from domain.materials.stock_file import MOST_ROWS, StockFile, StockFileState
from domain.materials.stock_rows import Judged
from domain.materials.storekeeping import receive_stock
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say

NAME_MOST: Final = 80


async def start_stock_file(uow: UnitOfWork, picture: Picture, actor: Actor) -> StockFile:
    by = actor.must(Permission.KEEP_STOCK)
    if picture.size > MOST_BYTES:
        raise Invalid(
            say(
                "The file has {size} MB; at most {most} MB can be read. Split it into several files.",
                size=-(-picture.size // 2**20),
                most=MOST_BYTES // 2**20,
            )
        )
    await uow.ledger.want_media([picture], None, uow.now)
    file = StockFile(
        id=f"F-{await uow.ledger.next_number('stock_file')}",
        file_name=picture.file_name[-NAME_MOST:],
        picture=picture,
        state_since=uow.now,
        made_by=by,
    )
    await uow.add(file, file.tells(Happening.STOCK_FILE_CAME, by, uow.now))
    return file


async def note_stock_rows(uow: UnitOfWork, file_id: str, judged: Judged) -> StockFile:
    """What was read of it; beside its own faults, what the stock has already."""
    file = await uow.get(StockFile, file_id)
    if file.state is not StockFileState.READING:
        return file
    content = content_of(judged.rows)
    booked = await uow.all(StockFile, booked_content=content)
    known = [] if judged.faulty or booked else [fault async for fault in _known(uow, judged.rows)]
    checked = replace(
        file.moved(StockFileState.CHECKED, uow.now),
        rows=judged.rows if not judged.faulty and not known else (),
        faults=(*judged.faults, *known)[:FAULTS_KEPT],
        faulty=judged.faulty + len(known),
        missing=judged.missing,
        content=content,
        before=booked[0].id if booked else "",
    )
    return await uow.save(checked)


async def note_unreadable(uow: UnitOfWork, file_id: str, words: Words) -> StockFile:
    file = await uow.get(StockFile, file_id)
    if file.state is not StockFileState.READING:
        return file
    unreadable = replace(file.moved(StockFileState.UNREADABLE, uow.now), problem=Problem.of(words))
    return await uow.save(unreadable)


async def book_stock_file(uow: UnitOfWork, file_id: str, actor: Actor) -> StockFile:
    """All of its rows or, where one is refused, none."""
    by = actor.must(Permission.KEEP_STOCK)
    file = await uow.get(StockFile, file_id)
    booked = replace(file.moved(StockFileState.BOOKED, uow.now), decided_by=by)
    before = await uow.all(StockFile, booked_content=file.content)
    if before:
        raise Refused(
            say(
                "These rows were booked with {file} already. Nothing was booked again.",
                file=before[0].file_name,
            )
        )
    if not file.can_be_booked:
        raise Refused(say("{file} has nothing that could be booked.", file=file.file_name))
    for row in file.rows:
        await receive_stock(uow, replace(row, reason=file.id), actor)
    return await uow.save(booked, booked.tells(Happening.STOCK_FILE_BOOKED, by, uow.now))


async def drop_stock_file(uow: UnitOfWork, file_id: str, actor: Actor) -> StockFile:
    by = actor.must(Permission.KEEP_STOCK)
    file = await uow.get(StockFile, file_id)
    dropped = replace(file.moved(StockFileState.CANCELLED, uow.now), decided_by=by)
    return await uow.save(dropped, dropped.tells(Happening.STOCK_FILE_CANCELLED, by, uow.now))


def content_of(rows: Sequence[Delivery]) -> str:
    """The same for the same rows, whatever the file is called and however it was saved."""
    return hashlib.sha256("\n".join(sorted(repr(row) for row in rows)).encode()).hexdigest()


async def _known(uow: UnitOfWork, rows: Sequence[Delivery]) -> AsyncIterator[Fault]:
    """What was received before by the same bill, and units that are somewhere already."""
    if len(rows) > MOST_ROWS:
        words = say(
            "The file has more than {most} rows. Split it and send one after the other.", most=MOST_ROWS
        )
        yield _fault("", "quantity", words)
        return
    for row in rows:
        for serial in row.serials:
            piece = await uow.stock.piece(serial)
            if piece is not None and piece.place.where is not Where.GONE:
                words = say("This unit is in the books already: {where}.", where=piece.place.holder)
                yield _fault(serial, "serials", words)
        if row.document and await uow.stock.book.movements(
            store=row.store, item=row.item, document=row.document, limit=1
        ):
            words = say(
                "{item} of this bill was received in {store} already.",
                item=say(title_of(row.item)),
                store=row.store,
            )
            yield _fault(row.document, "document", words)


def _fault(given: str, field: str, words: Words) -> Fault:
    return Fault(cell="", field=field, problem=Problem.of(words), given=given)
