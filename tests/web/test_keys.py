"""Who may ask, for what, and how often."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from domain.people.actor import Actor
from domain.people.key import ApiKey, KeyScope
from domain.people.keys import NewKey, make_key, revoke_key, rotate_key
from domain.people.roles import Role
from storage.database import Database
from storage.media import FolderStore
from tests.web.office import LEAD, Office, an_office, bearer
from web.rates import OwnRates, Quota

ADMIN: Final = Actor(person="p", name="Ana", roles=frozenset({Role.ADMIN}))
ROUTES: Final = [
    ("POST", "", "leads:write"),
    ("POST", "/batch", "leads:write"),
    ("POST", "/T-1/sandbox/steps", "leads:write"),
    ("GET", "", "leads:read"),
    ("GET", "/L-1042", "leads:read"),
    ("GET", "/L-1042/timeline", "leads:read"),
    ("GET", "/L-1042/pack", "packs:read"),
    ("POST", "/L-1042/pack/acknowledge", "packs:write"),
    ("POST", "/L-1042/pack/return", "packs:write"),
]
BODIES: Final = {
    "": LEAD,
    "/batch": {"leads": [LEAD]},
    "/T-1/sandbox/steps": {"step": "next"},
    "/L-1042/pack/return": {"reason": "x"},
}


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
async def test_a_key_without_the_scope_is_told_which_one_is_missing(
    office: Office, method: str, path: str, scope: str
) -> None:
    others = frozenset(KeyScope) - {KeyScope(scope)}
    headers = await office.key("narrow", scopes=others)
    asked = await office.client.request(
        method, f"/api/v1/leads{path}", headers=headers, json=BODIES.get(path)
    )
    assert (asked.status_code, asked.json()["type"]) == (403, "urn:chargeops:problem:missing-scope")
    assert f"`{scope}`" in asked.json()["detail"]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
async def test_a_key_with_the_scope_alone_is_let_in(
    office: Office, method: str, path: str, scope: str
) -> None:
    headers = await office.key("narrow", scopes=frozenset({KeyScope(scope)}))
    asked = await office.client.request(
        method, f"/api/v1/leads{path}", headers=headers, json=BODIES.get(path)
    )
    assert asked.json().get("type") != "urn:chargeops:problem:missing-scope"
    assert asked.status_code != 401


async def test_several_keys_of_one_oem_see_the_same_leads(office: Office) -> None:
    await office.send()
    other = await office.key("a second one")
    assert (await office.client.get("/api/v1/leads/L-1042", headers=other)).status_code == 200


async def test_a_key_that_was_revoked_or_has_expired_opens_nothing(office: Office) -> None:
    headers = {
        "revoked": await office.key("k1", revoked_at=office.clock.now()),
        "expired": await office.key("k2", expires_at=office.clock.now() + timedelta(hours=1)),
    }
    office.clock.pass_(timedelta(hours=1))
    for why, key in headers.items():
        asked = await office.client.get("/api/v1/leads", headers=key)
        assert (asked.status_code, asked.headers["www-authenticate"]) == (401, "Bearer")
        assert why in asked.json()["detail"]


async def test_the_old_key_goes_on_for_a_while_after_it_was_rotated(office: Office) -> None:
    async with office.ports.transaction() as work:
        key, old = await make_key(work.uow, NewKey(oem="voltera"), ADMIN)
        _, new = await rotate_key(work.uow, key.id, ADMIN, overlap=timedelta(hours=2))

    async def let_in() -> list[int]:
        headers = [{"Authorization": f"Bearer {secret}"} for secret in (old, new)]
        return [(await office.client.get("/api/v1/leads", headers=one)).status_code for one in headers]

    assert await let_in() == [200, 200]
    office.clock.pass_(timedelta(hours=2))
    assert await let_in() == [401, 200]
    async with office.ports.transaction() as work:
        for one in await work.uow.all(ApiKey, oem="voltera"):
            await revoke_key(work.uow, one.id, ADMIN)
    assert await let_in() == [401, 401]


async def test_the_use_of_a_key_is_noted_once_a_minute(office: Office) -> None:
    first = office.clock.now()

    async def noted() -> object:
        await office.get("")
        await office.ports.uses.settle()
        async with office.ports.reading() as looking:
            return (await looking.uow.ledger.last_used(["voltera", "aura"])).get("voltera")

    assert await noted() == first
    office.clock.pass_(timedelta(seconds=59))
    assert await noted() == first
    office.clock.pass_(timedelta(seconds=1))
    assert await noted() == first + timedelta(minutes=1)


async def test_no_secret_is_in_the_database(office: Office) -> None:
    async with office.ports.transaction() as work:
        key, secret = await make_key(work.uow, NewKey(oem="voltera"), ADMIN)
    assert secret.rpartition("-")[2] not in str(key)


async def test_who_asks_too_often_is_told_when_to_come_again(database: Database, tmp_path: Path) -> None:
    office = await an_office(database, FolderStore(tmp_path), Quota(per_second=0.5, burst=2))
    answers = [await office.get("") for _ in range(3)]
    other = await office.get("", oem="aura")
    await office.close()
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].json()["type"] == "urn:chargeops:problem:too-often"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 2
    assert answers[0].headers["RateLimit-Limit"] == "2"
    assert other.status_code == 200


async def test_a_bucket_fills_steadily_and_never_beyond_its_rim() -> None:
    now = 0.0
    rates, quota = OwnRates(lambda: now), Quota(per_second=3, burst=3)

    async def allowed() -> int:
        return sum([(await rates.take("k", quota.interval, quota.most))[0] for _ in range(9)])

    assert await allowed() == 3
    now = 0.34
    assert await allowed() == 1
    now = 60.0
    assert await allowed() == 3


async def test_an_answer_without_a_key_tells_nothing_of_rates(office: Office) -> None:
    assert "RateLimit-Limit" not in (await office.client.get("/api/v1/leads")).headers
    assert "RateLimit-Limit" in (await office.client.get("/api/v1/leads", headers=bearer("aura"))).headers
