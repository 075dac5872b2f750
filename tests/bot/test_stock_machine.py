"""Anybody moves stock in any order, several at once and some twice: what lies there is what moved, and never too little."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.checking_stock import of_stock
from bot.keeping import Keeping, keep
from domain.errors import DomainError, VersionConflict
from domain.materials.movement import Movement, MovementKind, Place, Where
from domain.materials.stock import Stock
from tests.build import NOW

STORES: Final = ("pune", "mumbai")
ITEMS: Final = ("charger", "cable")
LEADS: Final = ("L-1", "L-2", "L-3")
SERIALS: Final = ("A-0001", "A-0002", "A-0003")
Op = Callable[[Stock], Awaitable[None]]
_K = MovementKind


@st.composite
def an_op(draw: st.DrawFn) -> tuple[str, Op]:
    """One input of somebody; its text says which, where it fails."""
    store, other = draw(st.permutations(STORES))
    item, lead = draw(st.sampled_from(ITEMS)), draw(st.sampled_from(LEADS))
    quantity = draw(st.integers(1, 4))
    most = min(quantity, len(SERIALS)) if item == "charger" else 0
    serials = tuple(draw(st.lists(st.sampled_from(SERIALS), max_size=most, unique=True)))
    named: dict[str, Any] = {"at": NOW, "serials": serials}
    difference = quantity * draw(st.sampled_from((1, -1)))
    ops: dict[str, Op] = {
        "receive": lambda stock: stock.receive(store, item, quantity, **named),
        "reserve": lambda stock: stock.reserve(store, item, quantity, lead=lead, at=NOW),
        "release": lambda stock: stock.release(store, item, quantity, lead=lead, at=NOW),
        "issue": lambda stock: stock.issue(store, item, quantity, lead=lead, **named),
        "give back": lambda stock: stock.give_back(store, item, quantity, lead=lead, **named),
        "use": lambda stock: stock.use(store, item, quantity, lead=lead, **named),
        "transfer": lambda stock: stock.transfer(store, other, item, quantity, **named),
        "adjust": lambda stock: stock.adjust(store, item, difference, reason="counted", **named),
    }
    name = draw(st.sampled_from(list(ops)))
    return f"{name} {store} {item} {difference} {lead} {serials}", ops[name]


class StockMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.rows = 0

    @initialize()
    def begin(self) -> None:
        self.keeping: Keeping = keep(f"sqlite:///{Path(self.folder.name) / 'stock.db'}")
        self.runner.run(self.keeping.database.create_all())

    def teardown(self) -> None:
        if hasattr(self, "keeping"):
            self.runner.run(self.keeping.database.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(op=an_op(), times=st.integers(1, 2))
    def somebody_moves(self, op: tuple[str, Op], times: int) -> None:
        """Or does so twice, because he has tapped twice."""
        self.runner.run(self._all([op] * times))

    @rule(ops=st.lists(an_op(), min_size=2, max_size=5))
    def many_move_at_once(self, ops: list[tuple[str, Op]]) -> None:
        self.runner.run(self._all(ops))

    async def _all(self, ops: Sequence[tuple[str, Op]]) -> None:
        self.rows += sum(await asyncio.gather(*(self._one(op) for _, op in ops)))

    async def _one(self, op: Op) -> int:
        """How many rows it has left in the ledger; a refusal leaves none."""
        try:
            async with self.keeping.database.begin() as connection:
                stock = self.keeping.work.on(connection, NOW).stock
                before = len(await stock.book.movements(limit=10_000))
                await op(stock)
                return len(await stock.book.movements(limit=10_000)) - before
        except (DomainError, VersionConflict):
            return 0

    @invariant()
    def the_ledger_adds_up(self) -> None:
        if hasattr(self, "keeping"):
            self.runner.run(self._check())

    async def _check(self) -> None:
        async with self.keeping.database.report() as connection:
            assert [breach async for breach in of_stock(connection)] == []
            book = self.keeping.work.on(connection, NOW, reading=True).stock.book
            moved = list(await book.movements(limit=10_000))[::-1]
            levels = await book.levels()
            assert len(moved) == self.rows
            on_hand, reserved = _added_up(moved)
            for key, level in levels.items():
                assert 0 <= level.reserved <= level.on_hand
                assert (level.on_hand, level.reserved) == (on_hand[key], reserved[key])
            places = _where_they_went(moved)
            for serial in SERIALS:
                piece = await book.piece(serial.replace("-", ""))
                assert (piece.place if piece else None) == places.get(serial)


def _added_up(moved: Sequence[Movement]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Told a second time, without the program's table."""
    on_hand, reserved = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for move in moved:
        key = (move.store, move.item)
        if move.kind in {_K.RECEIPT, _K.RETURN, _K.TRANSFER, _K.ADJUST}:
            on_hand[key] += move.quantity
        if move.kind is _K.ISSUE:
            on_hand[key] -= move.quantity
        if move.kind is _K.RESERVE:
            reserved[key] += move.quantity
        if move.kind in {_K.RELEASE, _K.ISSUE}:
            reserved[key] -= move.quantity
    return on_hand, reserved


def _where_they_went(moved: Sequence[Movement]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for move in moved:
        here = Place(Where.STORE, move.store)
        to = {
            _K.ISSUE: Place(Where.OUT, move.lead or ""),
            _K.USE: Place(Where.INSTALLED, move.lead or ""),
            _K.ADJUST: here if move.quantity > 0 else Place(Where.GONE),
        }.get(move.kind, here)
        places |= dict.fromkeys(move.serials, to)
    return places


TestStockMachine = pytest.mark.timeout(300)(StockMachine.TestCase)
TestStockMachine.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
