"""The ledger of stock: what is there is there once, whoever asks for it at the same time."""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest

from domain.errors import DomainError, Refused, VersionConflict
from domain.materials.movement import Held, Level, MovementKind, Place, Where
from domain.materials.store import Store
from domain.money.amount import Money
from tests.build import NOW, PROCUREMENT
from tests.storage.kept import Kept


async def receive(kept: Kept, quantity: int, store: str = "pune", item: str = "cable") -> None:
    async with kept.begin() as uow:
        await uow.stock.receive(store, item, quantity, reason="delivery", at=NOW)


async def reserve(kept: Kept, quantity: int, lead: str = "L-1042") -> bool:
    try:
        async with kept.begin() as uow:
            await uow.stock.reserve("pune", "cable", quantity, lead=lead, at=NOW)
    except (DomainError, VersionConflict):
        return False
    return True


async def available(kept: Kept, item: str = "cable") -> dict[str, int]:
    async with kept.begin() as uow:
        return dict(await uow.stock.available(item))


async def test_what_was_received_is_available_by_store(kept: Kept) -> None:
    await receive(kept, 20)
    await receive(kept, 5)
    await receive(kept, 7, store="mumbai")
    await receive(kept, 1, item="rcbo")
    assert await available(kept) == {"pune": 25, "mumbai": 7}
    assert await available(kept, "charger") == {}


async def test_what_is_reserved_is_no_longer_available_until_it_is_released(kept: Kept) -> None:
    await receive(kept, 20)
    assert await reserve(kept, 18)
    assert await available(kept) == {"pune": 2}
    async with kept.begin() as uow:
        await uow.stock.release("pune", "cable", 18, lead="L-1042", at=NOW)
    assert await available(kept) == {"pune": 20}


async def test_stock_is_reserved_to_the_last_piece_and_not_beyond(kept: Kept) -> None:
    await receive(kept, 20)
    assert await reserve(kept, 20)
    assert not await reserve(kept, 1)
    assert await available(kept) == {"pune": 0}


async def test_nothing_is_reserved_where_nothing_lies(kept: Kept) -> None:
    with pytest.raises(Refused, match="not enough"):
        async with kept.begin() as uow:
            await uow.stock.reserve("pune", "cable", 1, lead="L-1042", at=NOW)


@pytest.mark.parametrize("reserved", [0, 17])
async def test_no_more_is_released_than_is_reserved(kept: Kept, reserved: int) -> None:
    await receive(kept, 20)
    if reserved:
        assert await reserve(kept, reserved)
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.stock.release("pune", "cable", 18, lead="L-1042", at=NOW)
    assert await available(kept) == {"pune": 20 - reserved}


async def test_two_hundred_leads_at_once_reserve_what_there_is_and_no_more(kept: Kept) -> None:
    await receive(kept, 150)
    done = await asyncio.gather(*(reserve(kept, 2, f"L-{number}") for number in range(200)))
    assert sum(done) == 75
    assert await available(kept) == {"pune": 0}


LEAD: Final = "L-1042"
A, B, C = "AC74-2026-000001", "AC74-2026-000002", "AC74-2026-000003"


async def deliver(kept: Kept, quantity: int = 2, serials: Sequence[str] = (A, B)) -> None:
    async with kept.begin() as uow:
        await uow.stock.receive("pune", "charger", quantity, at=NOW, by=PROCUREMENT, serials=serials)


async def send_out(kept: Kept, *serials: str, quantity: int = 1, lead: str = LEAD) -> None:
    async with kept.begin() as uow:
        await uow.stock.reserve("pune", "charger", quantity, lead=lead, at=NOW)
    async with kept.begin() as uow:
        await uow.stock.issue("pune", "charger", quantity, lead=lead, at=NOW, serials=serials)


async def place_of(kept: Kept, serial: str) -> Place | None:
    async with kept.begin() as uow:
        piece = await uow.stock.piece(serial)
        return piece.place if piece else None


async def level(kept: Kept, store: str = "pune", item: str = "charger") -> Level:
    async with kept.begin() as uow:
        return (await uow.stock.book.levels(item)).get((store, item), Level())


async def test_a_unit_goes_out_comes_back_and_is_installed_for_another(kept: Kept) -> None:
    await deliver(kept)
    await send_out(kept, A)
    assert await level(kept) == Level(1, 0)
    assert await place_of(kept, A) == Place(Where.OUT, LEAD)
    async with kept.begin() as uow:
        assert await uow.stock.out(LEAD) == {"charger": 1}
        await uow.stock.give_back("mumbai", "charger", 1, lead=LEAD, at=NOW, serials=[A])
    assert await place_of(kept, "ac742026000001") == Place(Where.STORE, "mumbai")
    await send_out(kept, B, lead="L-7")
    async with kept.begin() as uow:
        await uow.stock.use("pune", "charger", 1, lead="L-7", at=NOW, serials=[B])
        assert await uow.stock.out("L-7") == {}
    assert await place_of(kept, B) == Place(Where.INSTALLED, "L-7")
    assert (await level(kept), await level(kept, "mumbai")) == (Level(0, 0), Level(1, 0))


async def test_only_what_is_reserved_for_a_lead_is_issued_to_it_or_released(kept: Kept) -> None:
    await deliver(kept)
    async with kept.begin() as uow:
        await uow.stock.reserve("pune", "charger", 1, lead="L-7", at=NOW)
    with pytest.raises(Refused, match="has reserved 0 of charger for L-1042, not 1"):
        async with kept.begin() as uow:
            await uow.stock.issue("pune", "charger", 1, lead=LEAD, at=NOW, serials=[A])
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.stock.release("pune", "charger", 1, lead=LEAD, at=NOW)
    async with kept.begin() as uow:
        held = await uow.stock.book.held("L-7")
    assert held == {("pune", "charger"): Held(reserved=1, out=0)}


async def test_no_more_comes_back_than_went_out(kept: Kept) -> None:
    await deliver(kept, 3, ())
    await send_out(kept, quantity=2)
    with pytest.raises(Refused, match="2 of charger are out for L-1042, not 3"):
        async with kept.begin() as uow:
            await uow.stock.give_back("pune", "charger", 3, lead=LEAD, at=NOW)
    assert await level(kept) == Level(1, 0)


@pytest.mark.parametrize(
    ("serials", "words"),
    [
        ((C,), f"{C} is not in pune"),
        ((), f"Each charger in pune has its number: say which. Example: {A}"),
    ],
)
async def test_a_numbered_unit_goes_out_by_its_number(
    kept: Kept, serials: tuple[str, ...], words: str
) -> None:
    await deliver(kept)
    with pytest.raises(Refused, match=words):
        await send_out(kept, *serials)
    assert await level(kept) == Level(2, 1)


async def test_a_unit_without_a_number_gets_it_when_it_goes_out(kept: Kept) -> None:
    await deliver(kept, 2, [A])
    await send_out(kept, C)
    assert await place_of(kept, C) == Place(Where.OUT, LEAD)


async def test_a_unit_is_in_one_place_at_a_time(kept: Kept) -> None:
    await deliver(kept, 4)
    with pytest.raises(Refused, match=f"{A} lies in pune"):
        await deliver(kept, 1, [A])
    with pytest.raises(Refused, match=r"AC74.2026.000003 stands twice"):
        await deliver(kept, 2, [C, "AC74.2026.000003"])
    await send_out(kept, A)
    for lead in (LEAD, "L-7"):
        with pytest.raises(Refused, match="is out for L-1042"):
            await send_out(kept, A, lead=lead)
    with pytest.raises(Refused, match=f"{B} lies in pune"):
        async with kept.begin() as uow:
            await uow.stock.give_back("pune", "charger", 1, lead=LEAD, at=NOW, serials=[B])


async def test_what_is_free_moves_to_another_store_and_leaves_two_rows(kept: Kept) -> None:
    await deliver(kept)
    async with kept.begin() as uow:
        await uow.stock.transfer("pune", "mumbai", "charger", 1, at=NOW, by=PROCUREMENT, serials=[B])
    assert (await level(kept), await level(kept, "mumbai")) == (Level(1, 0), Level(1, 0))
    assert await place_of(kept, B) == Place(Where.STORE, "mumbai")
    async with kept.begin() as uow:
        moved = await uow.stock.book.movements(item="charger", limit=2)
    assert [(one.kind, one.store, one.other, one.quantity) for one in moved] == [
        (MovementKind.TRANSFER, "mumbai", "pune", 1),
        (MovementKind.TRANSFER, "pune", "mumbai", -1),
    ]
    assert (moved[0].by, moved[0].serials) == (PROCUREMENT, (B,))


async def test_what_is_promised_stays_where_it_lies(kept: Kept) -> None:
    await receive(kept, 20)
    assert await reserve(kept, 15)
    with pytest.raises(Refused, match="pune has not enough of cable"):
        async with kept.begin() as uow:
            await uow.stock.transfer("pune", "mumbai", "cable", 6, at=NOW)
    with pytest.raises(Refused, match="15 of cable are reserved in pune"):
        async with kept.begin() as uow:
            await uow.stock.adjust("pune", "cable", -6, at=NOW, reason="counted")
    with pytest.raises(Refused, match="lies in pune already"):
        async with kept.begin() as uow:
            await uow.stock.transfer("pune", "pune", "cable", 1, at=NOW)
    assert await level(kept, item="cable") == Level(20, 15)


async def test_a_count_is_put_right_with_its_reason_both_ways(kept: Kept) -> None:
    await deliver(kept)
    async with kept.begin() as uow:
        await uow.stock.adjust("pune", "charger", -1, at=NOW, reason="broken", by=PROCUREMENT, serials=[A])
    assert await place_of(kept, A) == Place(Where.GONE)
    async with kept.begin() as uow:
        await uow.stock.adjust("pune", "charger", 2, at=NOW, reason="found", serials=[A, C])
        moved = await uow.stock.book.movements(store="pune", limit=2)
    assert [(one.quantity, one.reason) for one in moved] == [(2, "found"), (-1, "broken")]
    assert await level(kept) == Level(3, 0)


async def test_a_receipt_keeps_its_cost_and_the_paper_it_came_by(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.stock.receive(
            "pune", "cable", 90, at=NOW, by=PROCUREMENT, unit_cost=Money(185_00), document="INV-77"
        )
    async with kept.begin() as uow:
        (row,) = await uow.stock.book.movements(item="cable")
        assert await uow.stock.book.movements(document="INV-78") == []
        assert await uow.stock.book.movements(document="INV-77") == [row]
        assert await uow.stock.book.last_cost("cable") == Money(185_00)
        assert await uow.stock.book.last_cost("rcbo") is None
    assert (row.unit_cost, row.document, row.by, row.at) == (Money(185_00), "INV-77", PROCUREMENT, NOW)


async def test_a_unit_that_many_send_out_at_once_goes_out_once(kept: Kept) -> None:
    await deliver(kept, 8, [A, *(f"AC74-2026-1{number:05}" for number in range(7))])
    for number in range(8):
        async with kept.begin() as uow:
            await uow.stock.reserve("pune", "charger", 1, lead=f"L-{number}", at=NOW)

    async def take(number: int) -> bool:
        try:
            async with kept.begin() as uow:
                await uow.stock.issue("pune", "charger", 1, lead=f"L-{number}", at=NOW, serials=[A])
        except (DomainError, VersionConflict):
            return False
        return True

    assert sum(await asyncio.gather(*(take(number) for number in range(8)))) == 1
    assert (await level(kept)).on_hand == 7


async def test_stores_are_kept_with_their_zones(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.add(Store(id="pune", title="Pune", zones=("411", "412")))
    async with kept.begin() as uow:
        assert await uow.all(Store) == [Store(id="pune", title="Pune", zones=("411", "412"))]
