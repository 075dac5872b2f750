"""An OEM cancels its lead over HTTP: once, with a reason, and only its own."""

import pytest

from domain.events import Happening
from tests.web.office import Office

GONE = {"ground": "order_cancelled", "reason": "delivery in 2027"}


async def test_a_lead_is_cancelled_once_however_often_it_is_asked(sqlite_office: Office) -> None:
    office = sqlite_office
    lead = (await office.send()).json()["id"]
    first = await office.post(f"/{lead}/cancel", GONE, key="k-1")
    assert (first.status_code, first.json()["stage"], first.json()["next_action"]) == (200, "cancelled", None)
    again = await office.post(f"/{lead}/cancel", GONE, key="k-1")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert (await office.post(f"/{lead}/cancel", GONE)).status_code == 200, "without a key as well"
    told = (await office.get(f"/{lead}/timeline")).json()["entries"]
    [entry] = [one for one in told if one["what"] == Happening.LEAD_CANCELLED]
    assert (entry["by"], entry["facts"]) == (
        "oem",
        {"reason": "order_cancelled", "words": "delivery in 2027"},
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"ground": "other_ground"}, 422), ({"ground": "bored"}, 422), ({"cause": "x"}, 422)],
)
async def test_it_says_why_and_nothing_else(sqlite_office: Office, body: object, status: int) -> None:
    lead = (await sqlite_office.send()).json()["id"]
    answer = await sqlite_office.post(f"/{lead}/cancel", body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (await sqlite_office.get(f"/{lead}")).json()["stage"] == "new"


async def test_another_oems_lead_is_none_and_a_trial_lead_is_walked(sqlite_office: Office) -> None:
    office = sqlite_office
    lead = (await office.send()).json()["id"]
    assert (await office.post(f"/{lead}/cancel", GONE, oem="aura")).status_code == 404
    trial = (await office.send(oem="voltera trying")).json()["id"]
    answer = await office.post(f"/{trial}/cancel", GONE, oem="voltera trying")
    assert (answer.status_code, answer.json()["stage"]) == (200, "cancelled")
