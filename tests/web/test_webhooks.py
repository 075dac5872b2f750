"""Webhooks over the API: an OEM looks after its own endpoints."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.webhooks import PostDesk
from domain.people.endpoint import Endpoint
from domain.people.key import KeyScope
from jobs.webhooks import Posts
from tests.web.office import Office, bearer
from web.webhook_bodies import MessageOut

URL = "https://hooks.voltera.example/in"
Json = dict[str, Any]


async def ask(
    office: Office, method: str, path: str = "", body: object = None, *, oem: str = "voltera", **headers: str
) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await office.client.request(
        method, f"/api/v1/webhooks{path}", json=body, headers=sent | bearer(oem)
    )


async def registered(office: Office, *, oem: str = "voltera", **but: object) -> Json:
    answer = await ask(office, "POST", "", {"url": URL, **but}, oem=oem)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def messages(office: Office, *, fails: bool = False) -> list[Json]:
    """What goes out now; `fails`: all of it for good."""
    ports = office.ports
    desk = PostDesk(database=ports.database, work=ports.work, clock=ports.clock, committed=lambda: None)
    async with desk.transaction() as noting:
        posts: Posts = noting.posts
        claimed = await posts.claim(office.clock.now(), 100)
        for one in claimed:
            if fails:
                await posts.failed(one, office.clock.now(), None, status=500, said="500")
            else:
                await posts.delivered(one, office.clock.now(), 204)
    return [json.loads(one.body) for one in claimed]


async def test_a_secret_is_shown_when_it_is_made_and_never_again(office: Office) -> None:
    made = await registered(office, events=["pack.sent"], description=" CRM ")
    assert made["secret"].startswith("whsec_")
    del made["secret"]
    assert (made["url"], made["events"], made["description"], made["enabled"]) == (
        URL,
        ["pack.sent"],
        "CRM",
        True,
    )
    assert (await ask(office, "GET")).json() == {"endpoints": [made]}
    assert (await ask(office, "GET", f"/{made['id']}")).json() == made


async def test_the_same_request_registers_once(office: Office) -> None:
    first, again = [await ask(office, "POST", "", {"url": URL}, Idempotency_Key="hook-1") for _ in range(2)]
    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    assert len((await ask(office, "GET")).json()["endpoints"]) == 1


async def test_what_happens_to_a_lead_is_sent_as_described(office: Office) -> None:
    await registered(office)
    await registered(office, oem="aura")
    lead = (await office.send()).json()
    [message] = await messages(office)
    MessageOut.model_validate_json(json.dumps(message))
    assert (message["type"], message["data"]["lead"]) == ("lead.received", lead)
    assert message["data"]["lead"] == (await office.get(f"/{lead['id']}")).json()


async def test_a_sandbox_is_told_of_its_trial_leads_and_a_real_one_is_not(office: Office) -> None:
    await registered(office, oem="voltera trying")
    trial = (await office.send(oem="voltera trying")).json()
    await office.post(f"/{trial['id']}/sandbox/steps", {"step": "next"}, oem="voltera trying")
    await office.send()
    found = await messages(office)
    assert [(one["type"], one["data"]["lead"]["id"]) for one in found] == [
        ("lead.received", trial["id"]),
        ("lead.stage_changed", trial["id"]),
    ]
    assert found[1]["data"]["stage"] == {"before": "new", "after": "documents"}
    assert [one["data"]["sequence"] for one in found] == [1, 2]


@pytest.mark.parametrize("oem", ["aura", "voltera trying"])
async def test_nobody_else_finds_the_endpoint(office: Office, oem: str) -> None:
    made = await registered(office)
    sent = (await ask(office, "POST", f"/{made['id']}/test")).json()["id"]
    assert (await ask(office, "GET", oem=oem)).json() == {"endpoints": []}
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"enabled": False}),
        ("DELETE", "", None),
        ("POST", "/rotate", None),
        ("POST", "/test", None),
        ("GET", "/deliveries", None),
        ("POST", "/replay", None),
        ("POST", f"/deliveries/{sent}/replay", None),
    ):
        answer = await ask(office, method, f"/{made['id']}{path}", body, oem=oem)
        assert answer.status_code == 404, (method, path)
    assert (await ask(office, "GET", f"/{made['id']}")).json()["enabled"] is True


async def test_a_key_needs_the_scope(office: Office) -> None:
    headers = await office.key("narrow", scopes=frozenset(KeyScope) - {KeyScope.WEBHOOKS})
    answer = await office.client.get("/api/v1/webhooks", headers=headers)
    assert (answer.status_code, "webhooks" in answer.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": 7}, "url"),
        ({"url": "http://hooks.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://user:pass@hooks.example.org/"}, "url"),
        ({"url": "https://hooks.example.org:22/"}, "url"),
        ({"url": "https://" + "a" * 2000}, "url"),
        ({"url": URL, "events": ["lead.deleted"]}, "events.0"),
        ({"url": URL, "events": "pack.sent"}, "events"),
        ({"url": URL, "description": "x" * 200}, "description"),
        ({"url": URL, "secret": "whsec_mine"}, "secret"),
    ],
)
async def test_what_cannot_be_used_is_named(office: Office, body: Json, field: str) -> None:
    answer = await ask(office, "POST", "", body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (await ask(office, "GET")).json() == {"endpoints": []}


async def test_an_endpoint_is_changed_switched_off_and_on(office: Office) -> None:
    made = await registered(office)
    path = f"/{made['id']}"
    off = (await ask(office, "PATCH", path, {"enabled": False, "events": ["pack.sent"]})).json()
    assert (off["enabled"], off["off_because"], off["events"], off["url"]) == (
        False,
        "asked",
        ["pack.sent"],
        URL,
    )
    refused = await ask(office, "POST", f"{path}/test")
    assert (refused.status_code, refused.json()["title"]) == (409, "This cannot be done now")
    on = (await ask(office, "PATCH", path, {"enabled": True, "url": f"{URL}/2"})).json()
    assert (on["enabled"], on["off_because"], on["url"]) == (True, None, f"{URL}/2")
    assert (await ask(office, "PATCH", path, {"url": "http://10.0.0.1/"})).status_code == 422


async def test_a_removed_endpoint_is_gone_with_all_that_waited(office: Office) -> None:
    made = await registered(office)
    await ask(office, "POST", f"/{made['id']}/test")
    gone = await ask(office, "DELETE", f"/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await ask(office, "GET", f"/{made['id']}")).status_code == 404
    assert (await ask(office, "DELETE", f"/{made['id']}")).status_code == 404
    assert await messages(office) == []
    async with office.ports.reading() as looking:
        assert (await looking.uow.get(Endpoint, made["id"])).secrets == ()


async def test_both_secrets_sign_after_a_rotation(office: Office) -> None:
    made = await registered(office)
    rotated = (await ask(office, "POST", f"/{made['id']}/rotate")).json()
    assert rotated["secret"] != made["secret"]
    assert rotated["secrets"] == 2


async def test_a_test_message_is_listed_and_what_is_dead_is_replayed(office: Office) -> None:
    made = await registered(office)
    path = f"/{made['id']}"
    queued = await ask(office, "POST", f"{path}/test")
    assert (queued.status_code, queued.json()["queued"]) == (202, 1)
    number = queued.json()["id"]
    [message] = await messages(office, fails=True)
    assert message["data"] == {"sequence": 1, "endpoint": made["id"]}
    [dead] = (await ask(office, "GET", f"{path}/deliveries?state=dead")).json()["deliveries"]
    assert (dead["id"], dead["tries"], dead["last_status"], dead["last_error"]) == (number, 1, 500, "500")
    assert (await ask(office, "GET", f"{path}/deliveries?state=pending")).json()["deliveries"] == []
    assert (await ask(office, "GET", path)).json()["failing_since"] is not None
    assert (await ask(office, "POST", f"{path}/replay")).json() == {"queued": 1, "id": None}
    assert await messages(office) == [message]
    assert (await ask(office, "GET", path)).json()["failing_since"] is None
    again = await ask(office, "POST", f"{path}/deliveries/{number}/replay")
    assert again.json() == {"queued": 1, "id": number}
    twice = await ask(office, "POST", f"{path}/deliveries/{number}/replay")
    assert (twice.status_code, "on its way" in twice.json()["detail"]) == (409, True)
    assert await messages(office) == [message]
    assert (await ask(office, "POST", f"{path}/deliveries/msg_none/replay")).status_code == 404


async def test_the_list_is_paged(office: Office) -> None:
    made = await registered(office)
    path = f"/{made['id']}/deliveries"
    for _ in range(5):
        await ask(office, "POST", f"/{made['id']}/test")
    found, cursor = [], ""
    for _ in range(3):
        page = (await ask(office, "GET", f"{path}?limit=2{cursor}")).json()
        found += [one["sequence"] for one in page["deliveries"]]
        cursor = f"&cursor={page['next']}"
    assert (found, page["next"]) == ([5, 4, 3, 2, 1], None)


async def test_this_machine_is_taken_where_the_setting_allows_it(office: Office) -> None:
    body = {"url": "http://127.0.0.1:9000/hook"}
    assert (await ask(office, "POST", "", body)).status_code == 422
    allowed = replace(office.ports.reach, loopback=True)
    object.__setattr__(office.ports, "reach", allowed)
    assert (await ask(office, "POST", "", body)).status_code == 201
