"""A bill after it was read: what Ops should look at, and what the customer makes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.bill import BILL_MOVES, Bill, BillReading, BillState, Problem, Way, load_of, masked
from domain.leads.bill_doubts import doubts_of_bill, names_alike
from domain.leads.bills import (
    STALE,
    bill_not_read,
    bill_was_read,
    confirm_bill,
    correct_bill,
    disown_bill,
    forget_bill,
    take_over_bill,
    want_reading,
)
from domain.leads.intake import share_bill
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from tests.build import NOW, a_bill, a_bill_reading, a_customer, a_lead, a_picture, at_stage, documents
from tests.fakes import House

ASHA: Final = Actor(
    person="p-asha", name="Asha Rao", roles=frozenset({Role.CUSTOMER}), leads=frozenset({"L-1042"})
)
S: Final = BillState


def codes(lead: Lead, **read: str) -> tuple[str, ...]:
    return tuple(doubt.code for doubt in doubts_of_bill(a_bill(reading=a_bill_reading(**read)), lead))


@pytest.mark.parametrize(
    ("read", "charger_kw", "expected"),
    [
        ({}, 7.4, ()),
        ({"load": "5 kW"}, 7.4, ("bill_load_short",)),
        ({"load": "7.4 kVA"}, 7.4, ()),
        ({"load": "9 HP"}, 7.4, ("bill_load_short",)),
        ({"load": "10 HP"}, 7.4, ()),
        ({"load": "10 kW", "demand": "4.3 kW"}, 7.4, ("bill_load_tight",)),
        ({"load": "12 kW", "demand": "4.3 kW"}, 7.4, ()),
        ({"load": "5"}, 7.4, ("bill_load_without_unit",)),
        ({"load": ""}, 7.4, ()),
        ({"load": "12 kW"}, 11.0, ("bill_single_phase",)),
        ({"load": "12 kW", "phase": "3"}, 11.0, ()),
        ({"name": "SURESH PATIL"}, 7.4, ("bill_other_name",)),
        ({"consumer": "12345"}, 7.4, ("bill_number_unusual",)),
        ({"consumer": "12345", "discom": ""}, 7.4, ()),
    ],
)
def test_what_is_odd_about_a_bill_is_found(
    read: dict[str, str], charger_kw: float, expected: tuple[str, ...]
) -> None:
    assert codes(a_lead(charger_kw=charger_kw), **read) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ASHA RAO", "Asha Rao", True),
        ("Smt. RAO ASHA", "Asha Rao", True),
        ("A RAO", "Asha Rao", True),
        ("ASHARAO", "Asha Rao", True),
        ("ASHA VIJAY RAO", "Asha Rao", True),
        ("ASHA RA0", "Asha Rao", True),
        ("आशा राव", "Asha Rao", True),
        ("VIJAY RAO", "Asha Rao", False),
        ("SURESH PATIL", "Asha Rao", False),
        ("A R", "Asha Rao", False),
    ],
)
def test_names_are_compared_as_people_write_them(one: str, other: str, same: bool) -> None:  # noqa: FBT001  a column
    assert names_alike(one, other) is same


@pytest.mark.parametrize("state", list(S))
def test_every_state_says_where_it_can_go(state: BillState) -> None:
    for other in S:
        if other in BILL_MOVES[state]:
            assert a_bill(state=state).moved(other, NOW).state is other
        else:
            with pytest.raises(Refused):
                a_bill(state=state).moved(other, NOW)


@pytest.mark.parametrize("text", ["0 kW", "151 kW", "-5 kW", "5 watts", "kW", "5 kW 3", "", "1e3 kW"])
def test_what_is_no_load_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="5 kW"):
        load_of(text)


def test_a_number_is_masked_but_for_its_end() -> None:
    assert masked("152608268") == "•••••8268"
    assert "1" not in masked("152608268")[:-4]


async def a_house(bill: Bill | None = None, **but: Any) -> tuple[House, UnitOfWork]:  # noqa: ANN401  fields of Lead
    house = House()
    lead = at_stage(Stage.DOCUMENTS, **{"documents": documents(electrician=None), **but})
    uow = house.uow(NOW)
    await uow.add(lead)
    if bill is not None:
        await uow.add(bill)
    return house, house.uow(NOW)


def told(uow: UnitOfWork) -> list[Happening]:
    return [event.kind for event in uow.events]


WAITING: Final = replace(a_bill(), state=S.WAITING, reading=None)


async def test_a_shared_bill_waits_to_be_read() -> None:
    _, uow = await a_house()
    await share_bill(uow, "L-1042", a_picture(unique_id="u2"), ASHA)
    assert await uow.all(Bill, state=S.WAITING) == [
        Bill(id="E-1042", lead="L-1042", picture="u2", state_since=NOW)
    ]


async def test_another_bill_in_its_place_is_read_anew_and_the_same_one_is_not() -> None:
    _, uow = await a_house(a_bill(told=("bill_other_name",)))
    await want_reading(uow, "L-1042", a_picture())
    assert (await uow.get(Bill, "E-1042")).state is S.READ
    await want_reading(uow, "L-1042", a_picture(unique_id="u2"))
    bill = await uow.get(Bill, "E-1042")
    assert (bill.state, bill.picture, bill.reading, bill.told) == (S.WAITING, "u2", None, ())


async def test_ops_hears_of_a_load_that_is_too_small_once() -> None:
    _, uow = await a_house(WAITING)
    await bill_was_read(uow, "E-1042", "u1", a_bill_reading(load="5 kW"))
    assert told(uow) == [Happening.BILL_READ, Happening.BILL_DOUBTED]
    await confirm_bill(uow, "E-1042", ASHA)
    assert told(uow)[2:] == [Happening.BILL_CONFIRMED]
    facts = {key for event in uow.events for key in event.facts}
    assert facts == {"doubts"}


async def test_a_bill_that_was_replaced_while_it_was_read_says_nothing() -> None:
    _, uow = await a_house(replace(WAITING, picture="u2"))
    await bill_was_read(uow, "E-1042", "u1", a_bill_reading())
    assert told(uow) == []
    assert (await uow.get(Bill, "E-1042")).state is S.WAITING


@pytest.mark.parametrize(
    ("but", "age"),
    [
        ({"consent_at": None}, timedelta(0)),
        ({"documents": documents(bill=None)}, timedelta(0)),
        ({}, STALE * 2),
    ],
    ids=["consent withdrawn", "bill taken away", "long ago"],
)
async def test_what_may_not_or_need_not_be_known_is_dropped(but: dict[str, Any], age: timedelta) -> None:
    _, uow = await a_house(replace(WAITING, state_since=NOW - age), **but)
    await bill_was_read(uow, "E-1042", "u1", a_bill_reading())
    bill = await uow.get(Bill, "E-1042")
    assert (bill.state, bill.reading, told(uow)) == (S.DROPPED, None, [])


async def test_a_photo_that_is_no_bill_stays_and_is_said_to_be_none() -> None:
    _, uow = await a_house(WAITING)
    await bill_was_read(uow, "E-1042", "u1", BillReading(name=a_bill_reading().name))
    bill, lead = await uow.get(Bill, "E-1042"), await uow.get(Lead, "L-1042")
    assert (bill.state, bill.problem) == (S.UNREADABLE, Problem.NO_BILL)
    assert lead.documents.bill is not None
    assert told(uow) == [Happening.BILL_UNREADABLE]


async def test_what_could_not_be_read_can_be_typed() -> None:
    _, uow = await a_house(WAITING)
    await bill_not_read(uow, "E-1042", "u1", Problem.LOCKED)
    bill = await correct_bill(uow, "E-1042", {"consumer": "1526 08268", "load": "10kw"}, ASHA)
    assert bill.reading is not None
    assert bill.reading.consumer is not None
    assert (bill.consumer, bill.reading.load_kw, bill.reading.consumer.way) == ("152608268", 10, Way.TYPED)
    assert (bill.state, bill.problem) == (S.CONFIRMED, None)


async def test_only_what_was_corrected_counts_as_typed() -> None:
    _, uow = await a_house(a_bill())
    given = {"consumer": "152608268", "name": "ASHA RAO", "load": "5 kVA"}
    reading = (await correct_bill(uow, "E-1042", given, ASHA)).reading
    assert reading is not None
    assert reading.consumer is not None
    assert reading.load is not None
    assert (reading.consumer.way, reading.load.way, reading.phase) == (Way.TEXT, Way.TYPED, None)
    assert told(uow) == [Happening.BILL_CORRECTED, Happening.BILL_DOUBTED]


async def test_a_load_has_to_be_typed_with_its_unit() -> None:
    _, uow = await a_house(a_bill())
    with pytest.raises(Invalid, match="5 kW"):
        await correct_bill(uow, "E-1042", {"load": "5"}, ASHA)


async def test_nothing_of_a_stranger_s_bill_is_kept() -> None:
    _, uow = await a_house(a_bill(told=("bill_other_name",)))
    bill = await disown_bill(uow, "E-1042", ASHA)
    assert (bill.state, bill.reading, bill.consumer, bill.told) == (S.NOT_MINE, None, "", ())
    assert told(uow) == [Happening.BILL_DISOWNED]
    with pytest.raises(Refused):
        await confirm_bill(uow, "E-1042", ASHA)


async def another_lead(house: House, **but: Any) -> None:  # noqa: ANN401  fields of Lead
    other = at_stage(Stage.DOCUMENTS, id="L-1043", oem_reference="VM-78", customer=a_customer(name="Ravi"))
    await house.uow(NOW).add(replace(other, **but))
    await house.uow(NOW).add(
        a_bill(id="E-1043", lead="L-1043", reading=a_bill_reading(consumer="1526-08268", discom=""))
    )


async def test_the_same_bill_at_another_lead_is_told_to_ops() -> None:
    house, uow = await a_house(WAITING)
    await another_lead(house)
    await bill_was_read(uow, "E-1042", "u1", a_bill_reading())
    assert (await uow.get(Bill, "E-1042")).same_as == ("L-1043",)
    assert told(uow) == [Happening.BILL_READ, Happening.BILL_DOUBTED]


async def test_a_cancelled_or_erased_lead_is_no_other_owner() -> None:
    house, uow = await a_house(WAITING)
    await another_lead(house, stage=Stage.CANCELLED)
    await bill_was_read(uow, "E-1042", "u1", a_bill_reading())
    assert (await uow.get(Bill, "E-1042")).same_as == ()


async def test_an_erased_bill_leaves_only_the_words_to_be_sought() -> None:
    _, uow = await a_house(a_bill())
    assert await forget_bill(uow, "L-1042") == {"152608268", "ASHA RAO"}
    bill = await uow.get(Bill, "E-1042")
    assert (bill.state, bill.reading, bill.consumer, bill.picture) == (S.DROPPED, None, "", "")


async def test_a_merged_lead_goes_on_with_what_was_read_of_the_other_s_bill() -> None:
    _, uow = await a_house(a_bill(same_as=("L-1030",)))
    old = a_lead(id="L-1030", oem_reference="VM-30", documents=documents())
    await uow.add(old)
    await take_over_bill(uow, old, await uow.get(Lead, "L-1042"))
    taken, left = await uow.get(Bill, "E-1030"), await uow.get(Bill, "E-1042")
    assert (taken.lead, taken.state, taken.consumer, taken.same_as) == ("L-1030", S.READ, "152608268", ())
    assert (left.state, left.consumer) == (S.DROPPED, "")


async def test_a_merged_lead_that_had_a_bill_of_its_own_keeps_that() -> None:
    _, uow = await a_house(a_bill())
    own = a_lead(id="L-1030", oem_reference="VM-30", documents=documents(bill=a_picture(unique_id="u9")))
    await uow.add(own)
    await take_over_bill(uow, own, await uow.get(Lead, "L-1042"))
    assert await uow.find(Bill, "E-1030") is None
