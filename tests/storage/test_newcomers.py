"""Many leads at once leave behind what each by itself would: in memory and on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import VersionConflict
from domain.leads.importing import AT_ONCE, import_part
from domain.leads.imports import Import, ImportState
from domain.leads.intake import NewLead, lead_of, receive_lead
from domain.leads.judging import Judged, Row
from domain.leads.lead import Lead
from domain.leads.likeness import keys_of
from domain.leads.newcomers import Newcomer
from domain.owed import Owed
from domain.people.actor import Actor
from domain.people.roles import Permission, Role
from domain.settle import settle
from tests.build import NOW, an_oem
from tests.domain.import_deeds import an_import
from tests.storage.kept import Kept

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))


def given(number: int, **but: Any) -> NewLead:  # noqa: ANN401  fields of NewLead
    new = NewLead(
        oem="volt",
        reference=f"VM-{number}",
        name="Asha Rao",
        phone=f"+9198200{number:05}",
        pin_code="411045",
        channel="import",
        file="U-1",
    )
    return replace(new, **but)


def alone(number: int) -> Newcomer:
    lead = lead_of(given(number), f"L-{2000 + number}", NOW)
    return Newcomer(lead=lead, keys=keys_of(lead), events=(), action=None, timers=frozenset())


def rows(*new: NewLead | None) -> tuple[Judged, ...]:
    return tuple(Judged(row=Row(number=n, cells=()), new=one) for n, one in enumerate(new, start=2))


async def confirmed(kept: Kept) -> None:
    by = DESK.must(Permission.SEND_LEAD)
    async with kept.begin() as uow:
        await uow.add(an_oem())
        await uow.add(an_import(state=ImportState.IMPORTING, confirmed_by=by))
        await settle(uow)


async def imported(kept: Kept, judged: Sequence[Judged], most: int = AT_ONCE) -> Import:
    async with kept.begin() as uow:
        after = await import_part(uow, "U-1", judged, most=most)
        await settle(uow)
    return after


async def test_a_lead_of_a_file_is_as_one_that_came_alone(kept: Kept) -> None:
    await confirmed(kept)
    await imported(kept, rows(given(1)))
    async with kept.begin() as uow:
        alone, _ = await receive_lead(uow, given(2), DESK)
        await settle(uow)
    owed = await kept.owed("L-1042", alone.id)
    assert replace(owed["L-1042"], subject=alone.id) == owed[alone.id]
    of_file, of_one = await kept.pending("L-1042"), await kept.pending(alone.id)
    assert of_file
    assert {timer[1:] for timer in of_file} == {timer[1:] for timer in of_one}
    assert [event.kind for event in await kept.timeline("L-1042")] == ["lead_received"]
    async with kept.begin() as uow:
        first, second = await uow.all(Lead)
    assert replace(first, id=second.id, oem_reference="VM-2", customer=second.customer) == second


async def test_known_references_are_left_out_and_twins_are_to_be_decided(kept: Kept) -> None:
    await confirmed(kept)
    async with kept.begin() as uow:
        await receive_lead(uow, given(1), DESK)
        await settle(uow)
    same_phone = given(3, phone="+919820000002")
    done = await imported(kept, rows(given(1), None, given(2), same_phone))
    assert (done.state, done.added, done.known, done.alike) == (ImportState.DONE, 2, 1, 1)
    owed = await kept.owed("L-1043", "L-1044")
    assert [owed[lead].what for lead in sorted(owed)] == [Owed.CALL_CUSTOMER, Owed.DECIDE_DUPLICATE]
    assert await kept.shown() == []


async def killed_at(kept: Kept, judged: Sequence[Judged]) -> None:
    async with kept.begin() as uow:
        await import_part(uow, "U-1", judged, most=2)
        raise RuntimeError("before the commit")


async def test_it_goes_on_where_the_last_commit_left_it(kept: Kept) -> None:
    """The process dies after its first part, and in the middle of its second."""
    await confirmed(kept)
    file = rows(*(given(number) for number in range(1, 6)))
    assert (await imported(kept, file, 2)).passed == 2
    with pytest.raises(RuntimeError):
        await killed_at(kept, file)
    for _ in range(4):
        after = await imported(kept, file, 2)
    assert (after.state, after.added, after.passed) == (ImportState.DONE, 5, 5)
    async with kept.begin() as uow:
        assert [lead.oem_reference for lead in await uow.all(Lead)] == [f"VM-{n}" for n in range(1, 6)]


async def test_none_is_added_where_one_has_come_meanwhile(kept: Kept) -> None:
    await confirmed(kept)
    async with kept.begin() as uow:
        await receive_lead(uow, given(2), DESK)
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.newcomers.add([alone(1), alone(2)])
    async with kept.begin() as uow:
        assert [lead.oem_reference for lead in await uow.all(Lead)] == ["VM-2"]
