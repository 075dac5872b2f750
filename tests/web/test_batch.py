from typing import Any, Final

from tests.web.office import LEAD, Office
from web.lead_form import MOST_LEADS


def rows(*references: str, **but: object) -> dict[str, Any]:
    return {"leads": [{**LEAD, "reference": reference, **but} for reference in references]}


BAD: Final = {**LEAD, "reference": "VOL-9", "phone": "12", "hue": "red"}


async def test_each_row_has_an_answer_of_its_own(office: Office) -> None:
    await office.send(reference="VOL-1")
    body = rows("VOL-1", "VOL-2", "VOL-2")
    body["leads"][1:1] = [BAD, "no lead", None]
    sent = await office.post("/batch", body)
    found = sent.json()
    assert (sent.status_code, found["created"], found["existing"], found["refused"]) == (200, 1, 2, 3)
    assert [row["status"] for row in found["rows"]] == [
        "existing",
        "refused",
        "refused",
        "refused",
        "created",
        "existing",
    ]
    assert [row["index"] for row in found["rows"]] == list(range(6))
    assert found["rows"][4]["lead"] == found["rows"][5]["lead"]


async def test_a_row_that_is_refused_names_its_fields(office: Office) -> None:
    (row,) = (await office.post("/batch", {"leads": [BAD]})).json()["rows"]
    assert {error["pointer"] for error in row["errors"]} == {"#/leads/0/phone", "#/leads/0/hue"}
    assert {error["field"] for error in row["errors"]} == {"leads.0.phone", "leads.0.hue"}


async def test_a_batch_that_names_itself_is_carried_out_once(office: Office) -> None:
    first = await office.post("/batch", rows("VOL-1"), key="one")
    again = await office.post("/batch", rows("VOL-1"), key="one")
    other = await office.post("/batch", rows("VOL-2"), key="one")
    assert (again.text, again.headers["Idempotency-Replayed"]) == (first.text, "true")
    assert (other.status_code, other.json()["type"]) == (422, "urn:chargeops:problem:idempotency-key-reused")


async def test_a_batch_holds_five_hundred_leads_and_no_more(office: Office) -> None:
    most = await office.post("/batch", rows(*[f"VOL-{number}" for number in range(MOST_LEADS)]))
    assert most.json()["created"] == MOST_LEADS
    more = await office.post("/batch", {"leads": [LEAD] * (MOST_LEADS + 1)})
    none = await office.post("/batch", {"leads": []})
    assert [(one.status_code, one.json()["errors"][0]["field"]) for one in (more, none)] == [
        (422, "leads"),
        (422, "leads"),
    ]


async def test_half_a_character_in_a_row_is_its_own_trouble(office: Office) -> None:
    body = b'{"leads": [{"reference": "\\ud800", "\\ud800": 1}]}'
    headers = {
        "Authorization": "Bearer voltera-secret",
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
    }
    sent = await office.client.post("/api/v1/leads/batch", content=body, headers=headers)
    assert (sent.status_code, sent.json()["refused"]) == (200, 1)
