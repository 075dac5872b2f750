"""Pieces with a serial number are carried from one place to another; each is in one place at a time."""

from domain.errors import Refused
from domain.materials.movement import GONE, Movement, Piece, Place, Where
from domain.materials.stock_book import StockBook
from domain.serials import plain_serial
from domain.words import Words, say


async def carry(book: StockBook, move: Movement, source: Place, to: Place, *, there: int = 0) -> None:
    """The movement's numbered pieces; the rest of its quantity are pieces whose numbers nobody has written down.

    `there` is how many pieces lie at the source, with a number or without. What comes from nowhere may be any number.
    """
    known = {serial: await book.piece(plain_serial(serial)) for serial in move.serials}
    _expect_once(move.serials)
    for serial, piece in known.items():
        _expect_at(serial, piece, move.item, source)
    strange = [serial for serial, piece in known.items() if piece is None]
    if source != GONE:
        numbered = await book.pieces(source, move.item)
        if abs(move.quantity) - len(known) + len(strange) > there - len(numbered):
            raise Refused(_which(move.item, source, strange, numbered[0].serial if numbered else ""))
    for serial in move.serials:
        await book.put(Piece(serial=serial, item=move.item, place=to))


def _expect_once(serials: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for serial in serials:
        if plain_serial(serial) in seen:
            raise Refused(say("{serial} stands twice. Each piece has a number of its own.", serial=serial))
        seen.add(plain_serial(serial))


def _expect_at(serial: str, piece: Piece | None, item: str, source: Place) -> None:
    if piece is None:
        return
    if piece.place != source:
        raise Refused(_elsewhere(serial, piece.place))
    if piece.item != item and source != GONE:
        raise Refused(say("{serial} is another item: {item}.", serial=serial, item=piece.item))


def _elsewhere(serial: str, place: Place) -> Words:
    if place.where is Where.STORE:
        return say("{serial} lies in {store}.", serial=serial, store=place.holder)
    if place.where is Where.OUT:
        return say("{serial} is out for {lead}.", serial=serial, lead=place.holder)
    if place.where is Where.INSTALLED:
        return say("{serial} was installed for {lead}.", serial=serial, lead=place.holder)
    return say("{serial} is no longer in stock.", serial=serial)


def _which(item: str, source: Place, strange: list[str], example: str) -> Words:
    if strange:
        return say("{serial} is not in {place}.", serial=strange[0], place=source.holder)
    return say(
        "Each {item} in {place} has its number: say which. Example: {serial}.",
        item=item,
        place=source.holder,
        serial=example,
    )
