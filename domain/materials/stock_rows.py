"""The rows of a file of stock, each looked at by itself: what came, or what is wrong in which cell. Pure."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.contact import ascii_digits, line
from domain.errors import Invalid
from domain.leads.columns import plain
from domain.leads.imports import Fault, Problem
from domain.leads.judging import Row, Table, letters
from domain.materials.catalogue import CATALOGUE, Item
from domain.materials.delivery import Delivery
from domain.materials.store import Store
from domain.money.amount import Money
from domain.serials import EXAMPLE, plain_serial, read_serials
from domain.words import N_, Words, say

MOST: Final = 100_000
GIVEN_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Column:
    """`names` are headings that are taken for it, beside its own."""

    title: str
    example: str
    names: tuple[str, ...]
    required: bool = False


COLUMNS: Final[Mapping[str, Column]] = MappingProxyType(
    {
        "store": Column(
            N_("Store"), "Pune", ("store name", "warehouse", "godown", "location", "गोदाम"), required=True
        ),
        "item": Column(
            N_("Item"),
            "RCBO 40 A 2P 30 mA",
            ("item name", "material", "product", "description", "सामान"),
            required=True,
        ),
        "quantity": Column(
            N_("Quantity"), "12", ("qty", "count", "pieces", "nos", "metres", "मात्रा"), required=True
        ),
        "serials": Column(
            N_("Serial numbers"), EXAMPLE, ("serial", "serial no", "serial number", "sr no", "sl no")
        ),
        "cost": Column(N_("Cost of one"), "2,450.00", ("unit cost", "rate", "price", "unit price", "दर")),
        "document": Column(
            N_("Bill or delivery note"), "INV-2031", ("bill", "bill no", "invoice", "invoice no", "challan")
        ),
    }
)
HEADINGS: Final = ", ".join(COLUMNS)
_KNOWN: Final = MappingProxyType(
    {plain(name): key for key, column in COLUMNS.items() for name in (key, column.title, *column.names)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`missing` are columns that no heading is taken for; then there are neither rows nor faults."""

    rows: tuple[Delivery, ...] = ()
    faults: tuple[Fault, ...] = ()
    faulty: int = 0
    missing: tuple[str, ...] = ()


def columns_of(headings: Sequence[str]) -> tuple[str, ...]:
    """For each heading the column it is taken for, or nothing; the first of two wins."""
    found: list[str] = []
    for heading in headings:
        name = _KNOWN.get(plain(heading), "")
        found.append(name if name not in found else "")
    return tuple(found)


def recognised(headings: Sequence[str]) -> int:
    return sum(bool(name) for name in columns_of(headings))


def judge_rows(table: Table, stores: Sequence[Store]) -> Judged:
    """All rows that are sound, and every fault."""
    where = {name: place for place, name in enumerate(columns_of(table.headings)) if name}
    missing = tuple(name for name, column in COLUMNS.items() if column.required and name not in where)
    if missing:
        return Judged(missing=missing)
    reading = _Reading(where, stores)
    faults = [list(reading.faults_of(row)) for row in table.rows]
    return Judged(
        rows=tuple(reading.rows),
        faults=tuple(fault for found in faults for fault in found),
        faulty=sum(bool(found) for found in faults),
    )


class _Reading:
    """Remembers what stood in the rows before: a serial number, or an item of the same bill, stands there once."""

    def __init__(self, where: Mapping[str, int], stores: Sequence[Store]) -> None:
        self.rows: list[Delivery] = []
        self._where = where
        self._stores = stores
        self._seen: dict[tuple[str, ...], int] = {}

    def faults_of(self, row: Row) -> Iterator[Fault]:
        values: dict[str, object] = {}
        for name in self._where:
            try:
                values[name] = self._value(row, name)
            except Invalid as refusal:
                yield self._fault(row, name, refusal.words)
        if len(values) < len(self._where):
            return
        delivery = _delivery(values)
        wrong = next(self._together(row, delivery), None)
        if wrong is None:
            self.rows.append(delivery)
        else:
            yield wrong

    def _value(self, row: Row, name: str) -> object:
        place, column = self._where[name], COLUMNS[name]
        if place in row.spoiled:
            raise Invalid(row.spoiled[place])
        text = row.cells[place].strip() if place < len(row.cells) else ""
        if not text and column.required:
            raise Invalid(say("This is missing. Example: {example}.", example=column.example))
        if name == "store":
            return _store(text, self._stores)
        return _READ[name](text)

    def _together(self, row: Row, delivery: Delivery) -> Iterator[Fault]:
        """What can be judged only of the whole row."""
        item, count = CATALOGUE[delivery.item], len(delivery.serials)
        if count and not item.serials:
            words = say("{item} has no serial numbers. Leave them out.", item=say(item.title))
            yield self._fault(row, "serials", words)
        if count not in {0, delivery.quantity}:
            yield self._fault(row, "serials", _miscounted(count, delivery.quantity))
        for name, key in _once(delivery):
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                yield self._fault(row, name, say("The same stands in row {row} already.", row=first))

    def _fault(self, row: Row, name: str, words: Words) -> Fault:
        place = self._where[name]
        given = row.cells[place][:GIVEN_MOST] if place < len(row.cells) else ""
        return Fault(cell=f"{letters(place)}{row.number}", field=name, problem=Problem.of(words), given=given)


def _once(delivery: Delivery) -> Iterator[tuple[str, tuple[str, ...]]]:
    for serial in delivery.serials:
        yield "serials", ("serial", plain_serial(serial))
    if delivery.document:
        yield "document", ("document", delivery.document, delivery.store, delivery.item)


def _miscounted(count: int, quantity: int) -> Words:
    return say(
        "These are {count} serial numbers for {quantity} pieces. Each piece has one. Example: {example}.",
        count=count,
        quantity=quantity,
        example=EXAMPLE,
    )


def _delivery(values: Mapping[str, object]) -> Delivery:
    return Delivery(**{_FIELDS.get(name, name): value for name, value in values.items()})  # type: ignore[arg-type]  # each as its reader made it


_FIELDS: Final = {"cost": "unit_cost"}


def _store(text: str, stores: Sequence[Store]) -> str:
    for store in stores:
        if text.casefold() in {store.id.casefold(), store.title.casefold()}:
            return store.id
    names = ", ".join(store.title for store in stores)
    raise Invalid(say("There is no store “{text}”. There are: {names}.", text=text[:40], names=names))


def _item(text: str) -> str:
    wanted = _letters_of(text)
    for item in CATALOGUE.values():
        if wanted in {_letters_of(item.key), _letters_of(item.title)}:
            return item.key
    like = [item for item in CATALOGUE.values() if wanted and wanted in _letters_of(item.title)]
    example: Item = min(like, key=lambda item: len(item.title)) if like else CATALOGUE["rcbo"]
    raise Invalid(
        say(
            "There is no item “{text}”. Example: {example}, or its key {key}.",
            text=text[:40],
            example=say(example.title),
            key=example.key,
        )
    )


def _letters_of(text: str) -> str:
    """Without case, blanks and signs, so that “3x6 mm2” is “3×6 mm²”."""
    known = unicodedata.normalize("NFKC", text.replace("×", "x")).casefold()
    return "".join(sign for sign in known if sign.isalnum())


def _quantity(text: str) -> int:
    digits = ascii_digits(text).replace(",", "").removesuffix(".0").removesuffix(".00").strip()
    if not digits.isdecimal() or len(digits) > 9 or not 1 <= int(digits) <= MOST:
        raise Invalid(say("How many? A whole number from 1 to {most}. Example: 12.", most=MOST))
    return int(digits)


def _cost(text: str) -> Money | None:
    try:
        return Money.rupees(ascii_digits(text)) if text else None
    except ValueError:
        raise Invalid(say("Please type an amount in rupees. Example: 2,450.00.")) from None


def _document(text: str) -> str:
    return line(text, longest=60) if text else ""


_READ: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {
        "item": _item,
        "quantity": _quantity,
        "serials": read_serials,
        "cost": _cost,
        "document": _document,
    }
)
