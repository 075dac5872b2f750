import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.people.roles import Role
from tests.web.kept_inside import KEPT_INSIDE
from tests.web.office import NOON, Office, bearer
from web.timeline import PUBLIC


def fields(problem: dict[str, Any]) -> dict[str, str | None]:
    return {error["field"]: error["example"] for error in problem["errors"]}


async def test_a_lead_sent_is_there_with_its_next_action(office: Office) -> None:
    sent = await office.send(vehicle="Voltera One", dealer="Voltera Baner")
    lead = sent.json()
    assert sent.status_code == 201
    assert (lead["id"], lead["stage"], lead["customer"]["phone"]) == ("L-1042", "new", "+919820010001")
    assert (lead["next_action"]["role"], lead["next_action"]["what"]) == ("ops", "call_customer")
    assert (await office.get("/L-1042")).json() == lead


async def test_the_commit_is_told_so_that_others_can_look(office: Office) -> None:
    await office.send()
    assert office.commits == [1]


async def test_the_same_reference_answers_with_the_same_lead(office: Office) -> None:
    first = await office.send()
    again = await office.send(name="Somebody Else", reference="  VOL-1 ")
    assert (again.status_code, again.json()) == (200, first.json())


async def test_another_oem_may_use_the_same_reference(office: Office) -> None:
    first, other = await office.send(), await office.send(oem="aura")
    assert (other.status_code, other.json()["id"] != first.json()["id"]) == (201, True)


async def test_a_request_that_names_itself_is_carried_out_once(office: Office) -> None:
    first = await office.send(key="one")
    again = await office.send(key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_key_used_for_another_body_is_refused(office: Office) -> None:
    await office.send(key="one")
    other = await office.send(key="one", reference="VOL-2")
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]


async def test_a_key_belongs_to_one_oem(office: Office) -> None:
    await office.send(key="one")
    assert (await office.send(oem="aura", key="one", reference="A-1")).status_code == 201


async def test_a_key_is_free_again_after_three_days(office: Office) -> None:
    await office.send(key="one")
    office.clock.pass_(timedelta(hours=72))
    other = await office.send(key="one", reference="VOL-2")
    assert (other.status_code, other.json()["reference"]) == (201, "VOL-2")


async def test_a_refused_request_leaves_its_key_free(office: Office) -> None:
    await office.send(key="one", phone="12")
    assert (await office.send(key="one")).status_code == 201


async def test_many_at_once_with_one_key_make_one_lead(office: Office) -> None:
    answers = await asyncio.gather(*[office.send(key="one") for _ in range(8)])
    statuses = {answer.status_code for answer in answers}
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert len((await office.get("")).json()["leads"]) == 1


async def test_many_at_once_without_a_key_make_one_lead(office: Office) -> None:
    await office.send(reference="VOL-0")
    answers = await asyncio.gather(*[office.send() for _ in range(8)])
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]


async def test_every_unusable_field_is_named_with_an_example(office: Office) -> None:
    sent = await office.send(phone="12", pin_code="4110", vin="SHORT", email="nobody", charger_kw=-1)
    assert sent.status_code == 422
    assert sent.headers["content-type"] == "application/problem+json"
    assert fields(sent.json()) == {
        "phone": "+919876543210",
        "pin_code": "411045",
        "vin": "MALC381CLNM123456",
        "email": "asha@example.org",
        "charger_kw": "7.4",
    }


async def test_a_missing_and_an_unknown_field_are_named(office: Office) -> None:
    sent = await office.post("", {"reference": "X", "phone": "9820010001", "pin_code": "411045", "fon": 1})
    assert set(fields(sent.json())) == {"name", "fon"}


async def test_a_field_error_says_what_works(office: Office) -> None:
    (error,) = (await office.send(phone="12")).json()["errors"]
    assert error["message"] == "That is not an Indian mobile number. Example: 98765 43210."


@pytest.mark.parametrize("body", [b"{", b"", b"[" * 60_000, b'{"charger_kw": 1e999}', b"\xff\xfe"])
async def test_what_is_not_json_is_a_bad_request(office: Office, body: bytes) -> None:
    headers = bearer("voltera") | {"Content-Type": "application/json"}
    sent = await office.client.post("/api/v1/leads", content=body, headers=headers)
    assert sent.status_code in {400, 422}
    assert sent.headers["content-type"] == "application/problem+json"


async def test_too_large_a_body_is_refused_unread(office: Office) -> None:
    sent = await office.send(address="x" * 70_000)
    assert (sent.status_code, sent.json()["title"]) == (413, "The body is too large")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
async def test_without_a_key_of_an_oem_nothing_is_answered(office: Office, header: dict[str, str]) -> None:
    asked = await office.client.get("/api/v1/leads", headers=header)
    assert (asked.status_code, asked.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("path", ["", "/timeline", "/pack"])
async def test_another_oems_lead_is_not_there(office: Office, path: str) -> None:
    await office.send()
    foreign, missing = await office.get(f"/L-1042{path}", oem="aura"), await office.get(f"/L-9999{path}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.json()["detail"] == missing.json()["detail"]


@pytest.mark.parametrize("lead", ["L-1%00", "%00", "L-1042'--", "%F0%9F%94%8C", "x" * 65])
async def test_a_hostile_number_is_not_found(office: Office, lead: str) -> None:
    assert (await office.get(f"/{lead}")).status_code in {404, 422}


async def test_leads_come_newest_first_page_by_page(office: Office) -> None:
    for number in range(5):
        await office.send(reference=f"VOL-{number}")
    await office.send(oem="aura", reference="A-1")
    first = (await office.get("?limit=3")).json()
    rest = (await office.get(f"?limit=3&cursor={first['next']}")).json()
    assert [lead["reference"] for lead in first["leads"] + rest["leads"]] == [
        f"VOL-{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert rest["next"] is None


async def test_a_page_shows_what_each_lead_waits_for(office: Office) -> None:
    await office.send()
    (lead,) = (await office.get("")).json()["leads"]
    assert lead == (await office.get("/L-1042")).json()


async def test_leads_are_found_by_their_stage(office: Office) -> None:
    await office.send()
    assert len((await office.get("?stage=new")).json()["leads"]) == 1
    assert (await office.get("?stage=closed")).json()["leads"] == []


@pytest.mark.parametrize("query", ["?stage=nowhere", "?limit=0", "?limit=1000", "?cursor=-1", "?cursor=abc"])
async def test_an_unusable_filter_is_named(office: Office, query: str) -> None:
    asked = await office.get(query)
    assert (asked.status_code, len(asked.json()["errors"])) == (422, 1)


async def test_the_timeline_tells_roles_and_not_persons(office: Office) -> None:
    await office.send()
    (received,) = (await office.get("/L-1042/timeline")).json()["entries"]
    assert (received["what"], received["by"], received["facts"]) == (
        "lead_received",
        "oem",
        {"channel": "api"},
    )
    assert "Voltera" not in str(received)


async def test_money_never_stands_in_the_timeline(office: Office) -> None:
    await office.send()
    finance = By(person="p", name="Gita", role=Role.FINANCE)
    secret = {"amount": "₹12,500.00", "payee": "shree@okbank", "team": "sunrise"}
    kinds = (Happening.PAYMENT_STARTED, Happening.EARNED, Happening.INTRO_CALL_REACHED)
    await office.record(
        *[
            Event(kind=kind, lead="L-1042", subject="V-1042-1", by=finance, at=NOON, facts=secret)
            for kind in kinds
        ]
    )
    shown = (await office.get("/L-1042/timeline")).text
    assert "intro_call_reached" in shown
    assert not any(word in shown for word in ("12,500", "okbank", "Gita", "earned", "payment"))


def test_each_happening_is_either_public_or_kept_inside() -> None:
    assert set(PUBLIC) | KEPT_INSIDE == set(Happening)
    assert set(PUBLIC) & KEPT_INSIDE == set()


async def test_a_refused_command_leaves_nothing_behind(office: Office) -> None:
    await office.send(phone="12")
    async with office.ports.reading() as looking:
        assert await looking.uow.all(Lead) == []


async def test_the_openapi_document_shows_an_example(office: Office) -> None:
    document = (await office.client.get("/openapi.json")).json()
    (example,) = document["components"]["schemas"]["LeadIn"]["examples"]
    assert (await office.send(**example)).status_code == 201


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/leads/L-1/pack/burn"])
async def test_an_unknown_address_is_a_problem_too(office: Office, path: str) -> None:
    asked = await office.client.get(path)
    assert (asked.status_code, asked.headers["content-type"]) == (404, "application/problem+json")
