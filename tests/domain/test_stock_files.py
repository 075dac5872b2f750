"""A file of stock: what each cell may hold, all or nothing, and the same rows once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from domain.errors import Refused
from domain.leads.judging import Row, Table
from domain.materials.delivery import Delivery
from domain.materials.stock_file import STOCK_FILE_MOVES, StockFile, StockFileState
from domain.materials.stock_filing import (
    book_stock_file,
    content_of,
    drop_stock_file,
    note_stock_rows,
    start_stock_file,
)
from domain.materials.stock_rows import Judged, columns_of, judge_rows, recognised
from domain.materials.store import Store
from domain.money.amount import Money
from tests.build import a_picture, a_stock_file
from tests.domain.test_storekeeping import FARIDA, A, B, a_house
from tests.fakes import House

STORES: Final = (Store(id="pune", title="Pune"), Store(id="mumbai", title="Mumbai West"))
HEADINGS: Final = ("Godown", "Material", "Qty", "Sr. No.", "Rate", "Challan", "Colour")
ROW: Final = Delivery(store="pune", item="rcbo", quantity=12, unit_cost=Money(2_400_00), document="INV-7")


def judged(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Judged:
    table = Table(
        headings=tuple(headings),
        rows=tuple(Row(number=number, cells=tuple(cells)) for number, cells in enumerate(rows, 2)),
    )
    return judge_rows(table, STORES)


def test_headings_are_understood_in_the_words_of_a_store() -> None:
    assert columns_of(HEADINGS) == ("store", "item", "quantity", "serials", "cost", "document", "")
    assert recognised(["Stock of November", "", "Qty"]) == 1


def test_a_row_is_what_came() -> None:
    found = judged(
        ("pune", "RCBO 40 A 2P 30 mA", "12", "", "2,400", "INV-7", "white"),
        ("MUMBAI WEST", "copper cable 3x6 mm2 (m)", "1,000.0", "", "", "", ""),
        ("Pune", "charger", "2", f"{A} {B}", "", "", ""),
    )
    assert found.faults == ()
    assert found.rows == (
        ROW,
        Delivery(store="mumbai", item="cable", quantity=1000),
        Delivery(store="pune", item="charger", quantity=2, serials=(A, B)),
    )


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        (("", "rcbo", "1"), "A2", "This is missing. Example: Pune."),
        (("Nagpur", "rcbo", "1"), "A2", "There is no store “Nagpur”. There are: Pune, Mumbai West."),
        (
            ("pune", "teapot", "1"),
            "B2",
            "There is no item “teapot”. Example: RCBO 40 A 2P 30 mA, or its key rcbo.",
        ),
        (("pune", "rcbo", "1.5"), "C2", "A whole number from 1 to 100000. Example: 12."),
        (("pune", "rcbo", "0"), "C2", "A whole number"),
        (("pune", "rcbo", "1", "", "dear"), "E2", "an amount in rupees. Example: 2,450.00"),
        (("pune", "rcbo", "1", A), "D2", "has no serial numbers"),
        (("pune", "charger", "2", A), "D2", "1 serial numbers for 2 pieces"),
        (("pune", "charger", "1", "!"), "D2", "This is no serial number"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell_and_an_example(
    cells: tuple[str, ...], cell: str, words: str
) -> None:
    found = judged(cells)
    assert (found.rows, found.faulty) == ((), 1)
    assert found.faults[0].cell == cell
    assert words in str(found.faults[0].problem.words)


@pytest.mark.parametrize(
    ("first", "second", "cell"),
    [
        (("pune", "charger", "1", A), ("mumbai west", "charger", "1", A.lower()), "D3"),
        (("pune", "rcbo", "1", "", "", "INV-7"), ("pune", "rcbo", "2", "", "", "INV-7"), "F3"),
    ],
)
def test_what_stands_twice_is_a_fault_of_the_second_row(
    first: tuple[str, ...], second: tuple[str, ...], cell: str
) -> None:
    found = judged(first, second)
    assert [fault.cell for fault in found.faults] == [cell]
    assert "stands in row 2 already" in str(found.faults[0].problem.words)


def test_a_column_that_is_needed_is_named() -> None:
    assert judged(("pune", "12"), headings=("Store", "Qty")).missing == ("item",)


def test_the_content_is_the_same_in_any_order() -> None:
    other = replace(ROW, store="mumbai")
    assert content_of([ROW, other]) == content_of([other, ROW]) != content_of([ROW])


async def sent(house: House, *rows: Delivery, faulty: int = 0) -> StockFile:
    file = await start_stock_file(house.uow(), a_picture(file_name="nov.csv"), FARIDA)
    return await note_stock_rows(house.uow(), file.id, Judged(rows=rows, faulty=faulty))


async def test_a_file_is_booked_whole_and_once() -> None:
    house = await a_house()
    file = await sent(house, ROW, replace(ROW, store="mumbai"))
    assert file.can_be_booked
    again = await sent(house, replace(ROW, store="mumbai"), ROW)
    await book_stock_file(house.uow(), file.id, FARIDA)
    assert await house.stock.on_hand("rcbo") == {"mumbai": 12, "pune": 12}
    with pytest.raises(Refused, match=r"nov.csv is already “booked”"):
        await book_stock_file(house.uow(), file.id, FARIDA)
    with pytest.raises(Refused, match=r"were booked with nov.csv already"):
        await book_stock_file(house.uow(), again.id, FARIDA)
    third = await sent(house, ROW, replace(ROW, store="mumbai"))
    assert (third.before, third.can_be_booked) == (file.id, False)
    assert await house.stock.on_hand("rcbo") == {"mumbai": 12, "pune": 12}


async def test_one_faulty_row_keeps_the_whole_file_out() -> None:
    house = await a_house()
    file = await sent(house, ROW, faulty=1)
    with pytest.raises(Refused, match="nothing that could be booked"):
        await book_stock_file(house.uow(), file.id, FARIDA)
    assert await house.stock.on_hand("rcbo") == {}


async def test_what_the_stock_has_already_is_said_before_anything_is_booked() -> None:
    house = await a_house()
    unit = Delivery(store="pune", item="charger", quantity=1, serials=(A,))
    await book_stock_file(house.uow(), (await sent(house, ROW, unit)).id, FARIDA)
    file = await sent(house, replace(ROW, quantity=3), replace(unit, store="mumbai"))
    assert [(fault.field, fault.given) for fault in file.faults] == [("document", "INV-7"), ("serials", A)]
    assert not file.can_be_booked


async def test_a_cancelled_file_is_never_booked() -> None:
    house = await a_house()
    file = await sent(house, ROW)
    await drop_stock_file(house.uow(), file.id, FARIDA)
    with pytest.raises(Refused, match="cancelled"):
        await book_stock_file(house.uow(), file.id, FARIDA)
    late = await note_stock_rows(house.uow(), file.id, Judged(rows=(ROW,)))
    assert late.state is StockFileState.CANCELLED


@pytest.mark.parametrize("state", list(StockFileState))
@pytest.mark.parametrize("to", list(StockFileState))
def test_a_file_moves_by_its_table_alone(state: StockFileState, to: StockFileState) -> None:
    file = a_stock_file(state=state)
    if to in STOCK_FILE_MOVES[state]:
        assert file.moved(to, file.state_since).state is to
    else:
        with pytest.raises(Refused):
            file.moved(to, file.state_since)
