"""The clocks of one OEM: rows of its own in the one table."""

from datetime import time, timedelta

import pytest

from domain.errors import Invalid, NotAllowed
from domain.leads.stages import Stage
from domain.overriding import policy_of, set_policy
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT, with_overrides
from domain.settle import settle
from tests.build import an_oem, at_stage
from tests.fakes import House

ADMIN = Actor(person="p-admin", name="Ada", roles=frozenset({Role.ADMIN}))


def test_without_rows_of_its_own_the_default_holds() -> None:
    assert with_overrides({}) is DEFAULT


def test_a_row_is_a_span_several_an_hour_or_a_count() -> None:
    own = with_overrides(
        {"reminder": "2d", "site_work_nudges": "24h, 5d", "confirmation_hour": "07:30", "call_attempts": "5"}
    )
    assert own.reminder == timedelta(days=2)
    assert own.site_work_nudges == (timedelta(hours=24), timedelta(days=5))
    assert own.confirmation_hour == time(7, 30)
    assert own.call_attempts == 5
    assert own.silence == DEFAULT.silence


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("remainder", "24h", "There are: .*reminder"),
        ("calendar", "x", "There is no clock"),
        ("record_span", "30d", "There is no clock"),
        ("certificate_warnings", "1d", "There is no clock"),
        ("reminder", "a day", "Examples: 90m"),
        ("reminder", "0h", "Examples: 90m"),
        ("reminder", "-2h", "Examples: 90m"),
        ("site_work_nudges", "5d,24h", "upwards"),
        ("site_work_nudges", "24h,24h", "upwards"),
        ("call_attempts", "0", "Example: 3"),
        ("call_attempts", "three", "Example: 3"),
        ("confirmation_hour", "25:00", "Example: 08:00"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_an_example(name: str, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        with_overrides({name: text})


async def test_rows_are_set_one_by_one_and_taken_back() -> None:
    house = House()
    uow = house.uow()
    await uow.add(an_oem())
    await set_policy(uow, "volt", {"reminder": "48h", "silence": "30m"}, ADMIN)
    await set_policy(uow, "volt", {"reminder": ""}, ADMIN)
    policy = await policy_of(uow, "volt")
    assert (policy.reminder, policy.silence) == (DEFAULT.reminder, timedelta(minutes=30))
    assert await policy_of(uow, "unknown") is DEFAULT


async def test_what_open_leads_owe_is_derived_anew() -> None:
    house = House()
    uow = house.uow()
    for thing in (
        an_oem(),
        at_stage(Stage.SURVEY_SCHEDULING),
        at_stage(Stage.CLOSED, id="L-7", oem_reference="VM-7"),
    ):
        await uow.add(thing)
    await settle(uow)
    before = house.ledger.owed["L-1042"].due
    again = house.uow()
    await set_policy(again, "volt", {"desk": "6h"}, ADMIN)
    await settle(again)
    assert house.ledger.owed["L-1042"].due == before - timedelta(hours=18)
    assert house.ledger.owed.keys() == {"L-1042"}


async def test_a_bad_row_changes_nothing() -> None:
    uow = House().uow()
    await uow.add(an_oem())
    with pytest.raises(Invalid):
        await set_policy(uow, "volt", {"reminder": "soon"}, ADMIN)
    assert await policy_of(uow, "volt") is DEFAULT


async def test_only_an_admin_sets_it() -> None:
    uow = House().uow()
    await uow.add(an_oem())
    with pytest.raises(NotAllowed):
        await set_policy(
            uow, "volt", {"reminder": "48h"}, Actor(person="p", name="Om", roles=frozenset({Role.OPS}))
        )
