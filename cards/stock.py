"""The stock as a desk looks at it: by store, by item with what has moved, and what has to be ordered."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, clipped, harmless
from cards.values import NAME_MOST
from domain.materials.catalogue import CATALOGUE, Item, Unit, title_of
from domain.materials.movement import Level, Movement, MovementKind, Piece, Where
from domain.materials.stock_pages import ItemPage, ReorderPage, StockPage
from domain.materials.store import Store
from domain.money.amount import total
from domain.words import N_, Words, say

ALL: Final = "all"
LOW: Final = "low"
PIECES_SHOWN: Final = 12
ROWS_SHOWN: Final = 40
LABEL_MOST: Final = 40
_K = MovementKind
_MOVED: Final[Mapping[MovementKind, str]] = MappingProxyType(
    {
        _K.RECEIPT: N_("received {quantity} in {store}"),
        _K.RESERVE: N_("reserved {quantity} in {store} for {lead}"),
        _K.RELEASE: N_("released {quantity} in {store} from {lead}"),
        _K.ISSUE: N_("issued {quantity} from {store} for {lead}"),
        _K.RETURN: N_("returned {quantity} to {store} from {lead}"),
        _K.USE: N_("installed {quantity} for {lead}"),
        _K.TRANSFER: N_("moved {quantity} from {store} to {other}"),
        _K.ADJUST: N_("{store} corrected by {quantity}"),
    }
)
Rows = tuple[tuple[Button, ...], ...]


def stock_card(page: StockPage, speaker: Speaker, *, keeps: bool) -> Message:
    """All stores, or one. `keeps`: the reader may also receive, transfer and count."""
    text = Text()
    for store in page.stores:
        text.gap().bold_line(harmless(store.title, NAME_MOST))
        levels = page.levels[store.id]
        for item, level in levels.items():
            mark = "⚠" if (store.id, item) in page.low else "•"
            text.line(f"{mark} {speaker.say(_level(item, level))}")
        if not levels:
            text.line(speaker.say(say("Nothing has been received here yet.")))
    if not page.stores:
        text.line(
            speaker.say(
                say(
                    "There is no store yet. An admin founds one at the terminal, for example: admin store pune Pune --zones 411,412"
                )
            )
        )
    if page.low:
        text.gap().line(speaker.say(say("⚠ below the reorder level: {count}", count=len(page.low))))
    return text.message((*_doors(page, speaker), *(_deeds(ALL, speaker) if keeps else ())))


def _level(item: str, level: Level) -> Words:
    title = say(title_of(item))
    if level.reserved:
        return say(
            "{item}: {on_hand}, of which {reserved} reserved",
            item=title,
            on_hand=level.on_hand,
            reserved=level.reserved,
        )
    return say("{item}: {on_hand}", item=title, on_hand=level.on_hand)


def _doors(page: StockPage, speaker: Speaker) -> Rows:
    """Into the stores; from one store into its items."""
    if len(page.stores) == 1 and page.others:
        items = [_item_button(key, speaker) for key in page.levels[page.stores[0].id] if key in CATALOGUE]
        back = _button(speaker, say("All stores"), Action.STOCK, ALL)
        return (*_in_pairs(items[:ROWS_SHOWN]), (back, _low_button(speaker)))
    stores = [_button(speaker, say("{name}", name=one.title), Action.STOCK, one.id) for one in page.stores]
    return (*_in_pairs(stores), (_low_button(speaker),))


def item_card(page: ItemPage, speaker: Speaker, *, keeps: bool) -> Message:
    item, text = page.item, Text()
    text.bold_line(speaker.say(item.title))
    titles = {store.id: harmless(store.title, NAME_MOST) for store in page.stores}
    for store, level in page.levels.items():
        text.line(
            speaker.say(
                say(
                    "{mark} {store}: {on_hand} on hand, {reserved} reserved, {available} free",
                    mark="⚠" if store in page.low else "•",
                    store=titles.get(store, store),
                    on_hand=level.on_hand,
                    reserved=level.reserved,
                    available=level.available,
                )
            )
        )
        _numbers(text, page.pieces.get(store, ()), speaker)
    if not page.levels:
        text.line(speaker.say(say("No store has had it so far.")))
    text.line(
        speaker.say(say("Reorder level of a store: {level}", level=_quantity(item, item.reorder_level)))
    )
    text.gap()
    for move in page.movements:
        text.line(speaker.say(_movement(move, titles)))
    back = _button(speaker, say("All stores"), Action.STOCK, ALL)
    return text.message((*(_deeds(item.key, speaker) if keeps else ()), (back,)))


def _numbers(text: Text, pieces: Sequence[Piece], speaker: Speaker) -> None:
    shown = ", ".join(piece.serial for piece in pieces[:PIECES_SHOWN])
    if len(pieces) > PIECES_SHOWN:
        words = say("{serials} and {count} more", serials=shown, count=len(pieces) - PIECES_SHOWN)
        shown = speaker.say(words)
    if shown:
        text.line(f"   {shown}")


def _movement(move: Movement, titles: Mapping[str, str]) -> Words:
    """`Tue 24 Nov, 10:00 · issued 18 from Pune for L-1042 · Farida Sheikh`."""
    source, target = (move.store, move.other) if move.quantity < 0 else (move.other, move.store)
    ends = (source, target) if move.kind is _K.TRANSFER else (move.store, move.other)
    quantity = move.quantity if move.kind is _K.ADJUST else abs(move.quantity)
    told = say(
        _MOVED[move.kind],
        quantity=f"{quantity:+d}" if move.kind is _K.ADJUST else quantity,
        store=titles.get(ends[0] or "", ends[0] or ""),
        other=titles.get(ends[1] or "", ends[1] or ""),
        lead=move.lead or "",
    )
    why = " · ".join(part for part in (move.document, move.reason, move.by.name if move.by else "") if part)
    if why:
        return say("{time} · {told} · {why}", time=move.at, told=told, why=harmless(why))
    return say("{time} · {told}", time=move.at, told=told)


def reorder_card(page: ReorderPage, speaker: Speaker, *, keeps: bool) -> Message:
    text = Text().bold(speaker.say(say("To be ordered")))
    store = ""
    for row in page.rows[:ROWS_SHOWN]:
        if row.store != store:
            store = row.store
            text.gap().bold_line(harmless(page.stores.get(store, store), NAME_MOST))
        text.line(
            speaker.say(
                say(
                    "• {item}: {available} free, order {wanted} (about {cost})",
                    item=say(row.item.title),
                    available=row.level.available,
                    wanted=_quantity(row.item, row.wanted),
                    cost=str(row.cost),
                )
            )
        )
    if page.rows:
        cost = total([row.cost for row in page.rows])
        text.gap().line(speaker.say(say("All together about {cost}.", cost=str(cost))))
    else:
        text.line(speaker.say(say("Nothing: every store has what it should have.")))
    back = _button(speaker, say("All stores"), Action.STOCK, ALL)
    return text.message((*(_deeds(ALL, speaker) if keeps else ()), (back,)))


def piece_card(piece: Piece, stores: Iterable[Store], speaker: Speaker) -> Message:
    """Where the very unit is."""
    titles = {store.id: store.title for store in stores}
    places = {
        Where.STORE: say("lies in {store}", store=titles.get(piece.place.holder, piece.place.holder)),
        Where.OUT: say("is out for {lead}", lead=piece.place.holder),
        Where.INSTALLED: say("was installed for {lead}", lead=piece.place.holder),
        Where.GONE: say("is no longer in stock"),
    }
    words = say(
        "{item} {serial} {place}.",
        item=say(title_of(piece.item)),
        serial=piece.serial,
        place=places[piece.place.where],
    )
    rows = ((_item_button(piece.item, speaker),),) if piece.item in CATALOGUE else ()
    return Text().line(speaker.say(words)).message(rows)


def _quantity(item: Item, quantity: int) -> Words:
    return say("{count} m", count=quantity) if item.unit is Unit.METRE else say("{count}", count=quantity)


def _deeds(item: str, speaker: Speaker) -> Rows:
    return (
        (
            _button(speaker, say("Receive"), Action.STOCK_IN, item),
            _button(speaker, say("Transfer"), Action.STOCK_MOVE, item),
            _button(speaker, say("Count"), Action.STOCK_COUNT, item),
        ),
    )


def _item_button(key: str, speaker: Speaker) -> Button:
    return _button(speaker, say(title_of(key)), Action.STOCK_ITEM, key)


def _low_button(speaker: Speaker) -> Button:
    return _button(speaker, say("Reorder list"), Action.STOCK, ALL, LOW)


def _button(speaker: Speaker, label: Words, action: Action, subject: str, argument: str = "") -> Button:
    data = Tap(action=action, subject=subject, argument=argument).pack()
    return Button(label=clipped(speaker.say(label), LABEL_MOST), data=data)


def _in_pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
