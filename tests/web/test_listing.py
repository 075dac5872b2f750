"""Lists: narrowed, in a stable order, and in the order of change for those that follow along."""

from datetime import timedelta
from typing import Any, Final

import pytest

from domain.events import Happening
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.people.roles import Role
from tests.web.office import NOON, Office

OPS: Final = By(person="p", name="Meera", role=Role.OPS)
SINCE: Final = NOON.strftime("%Y-%m-%dT%H:%M:%SZ")


async def change(office: Office, *leads: str) -> None:
    async with office.ports.transaction() as work:
        for lead_id in leads:
            lead = await work.uow.get(Lead, lead_id)
            work.uow.record(lead.tells(Happening.CALL_LOGGED, OPS, work.uow.now, outcome="busy"))


async def some(office: Office, count: int = 5) -> None:
    for number in range(count):
        await office.send(
            reference=f"VOL-{number}", phone=f"982001000{number}", dealer=f"Dealer {number % 2}"
        )
        office.clock.pass_(timedelta(minutes=1))


def references(answer: dict[str, Any]) -> list[str]:
    return [lead["reference"] for lead in answer["leads"]]


FILTERS: Final = [
    ("?reference=VOL-3", ["VOL-3"]),
    ("?phone=98200%2010002", ["VOL-2"]),
    ("?dealer=Dealer%201", ["VOL-3", "VOL-1"]),
    ("?channel=api&dealer=Dealer%200", ["VOL-4", "VOL-2", "VOL-0"]),
    ("?channel=portal", []),
    ("?campaign=none", []),
    ("?created_from=2026-11-24T06:32:00Z&created_to=2026-11-24T06:34:00Z", ["VOL-3", "VOL-2"]),
    ("?created_from=2026-11-24T12:02:00%2B05:30&stage=new", ["VOL-4", "VOL-3", "VOL-2"]),
    ("?updated_since=2026-11-24T06:32:00Z", ["VOL-2", "VOL-3", "VOL-4"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
async def test_filters_narrow_the_list(office: Office, query: str, expected: list[str]) -> None:
    await some(office)
    assert references((await office.get(query)).json()) == expected


async def test_a_lead_that_changes_comes_again_to_who_follows_along(office: Office) -> None:
    await some(office)
    await change(office, "L-1043")
    first = (await office.get(f"?updated_since={SINCE}&limit=2")).json()
    office.clock.pass_(timedelta(minutes=1))
    await change(office, "L-1042", "L-1044")
    rest = (await office.get(f"?updated_since={SINCE}&limit=9&cursor={first['next']}")).json()
    assert references(first) == ["VOL-0", "VOL-2"]
    assert references(rest) == ["VOL-3", "VOL-4", "VOL-1", "VOL-0", "VOL-2"]
    assert rest["next"] is None


async def test_the_next_round_begins_where_this_one_was_asked(office: Office) -> None:
    await some(office)
    as_of = (await office.get("")).json()["as_of"]
    assert references((await office.get(f"?updated_since={as_of}")).json()) == ["VOL-4"]
    await change(office, "L-1042")
    assert references((await office.get(f"?updated_since={as_of}")).json()) == ["VOL-4", "VOL-0"]


async def test_a_lead_says_when_it_last_changed(office: Office) -> None:
    sent = (await office.send()).json()
    office.clock.pass_(timedelta(hours=1))
    await change(office, "L-1042")
    found = (await office.get("/L-1042")).json()
    assert (sent["updated_at"], found["updated_at"]) == ("2026-11-24T06:30:00Z", "2026-11-24T07:30:00Z")
    assert (await office.get("")).json()["leads"] == [found]
    assert (await office.send()).json() == found


async def test_pages_are_not_disturbed_by_what_comes_in_meanwhile(office: Office) -> None:
    await some(office)
    first = (await office.get("?limit=2")).json()
    await office.send(reference="VOL-new")
    await change(office, "L-1042", "L-1046")
    rest = (await office.get(f"?limit=9&cursor={first['next']}")).json()
    assert references(first) + references(rest) == ["VOL-4", "VOL-3", "VOL-2", "VOL-1", "VOL-0"]


UNUSABLE: Final = [
    ("?phone=12", "query.phone"),
    ("?created_from=yesterday", "query.created_from"),
    ("?created_to=2026-11-24", "query.created_to"),
    ("?created_to=2026-11-24T10:00:00", "query.created_to"),
    ("?updated_since=0001-01-01T00:00:00%2B05:30", "query.updated_since"),
    ("?updated_since=9999-12-31T23:59:59-05:30", "query.updated_since"),
    ("?updatedSince=2026-11-24T10:00:00Z", "query.updatedSince"),
    ("?reference=", "query.reference"),
    (f"?dealer={'x' * 129}", "query.dealer"),
    ("?cursor=c1-1", "query.cursor"),
    ("?cursor=n99999999999999999999", "query.cursor"),
    (f"?updated_since={SINCE}&cursor=n1", "query.cursor"),
]


@pytest.mark.parametrize(("query", "field"), UNUSABLE)
async def test_an_unusable_filter_is_named_with_an_example(office: Office, query: str, field: str) -> None:
    asked = await office.get(query)
    (error,) = asked.json()["errors"]
    assert (asked.status_code, error["field"], error["pointer"]) == (422, field, None)
    assert error["message"]


@pytest.mark.parametrize("query", ["?reference=%00", "?dealer=%00x", "?dealer=%ED%A0%80", "?campaign=%27--"])
async def test_a_hostile_filter_finds_nothing(office: Office, query: str) -> None:
    await some(office, 1)
    asked = await office.get(query)
    assert asked.status_code in {200, 422}
    assert asked.json().get("leads", []) == []
