"""An OEM's own program follows its lead through the day, over HTTP, beside what people are told."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tests.integrations.receiver import Received, Receiver, a_receiver, verified
from tests.scenarios.days import LEAD, OPS, VOLTERA, documents_come, lead_arrives, pass_until
from tests.scenarios.town import KEYS, Town


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as found:
        yield found


async def hooked(town: Town, receiver: Receiver, key: str = KEYS["voltera"]) -> tuple[str, str]:
    """The endpoint's id and its secret."""
    answer = await town.api("POST", "/api/v1/webhooks", key, json={"url": receiver.url})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.json()["secret"]


async def sent(town: Town, receiver: Receiver, count: int) -> list[Received]:
    """So many have arrived, and no more are to come."""
    for _ in range(1000):
        if len(receiver.got) >= count:
            break
        await asyncio.sleep(0.01)
    await town.parts.postman.deliver()
    assert len(receiver.got) == count, [one.body for one in receiver.got]
    return receiver.got


async def test_every_change_of_stage_arrives_signed(town: Town, receiver: Receiver) -> None:
    endpoint, secret = await hooked(town, receiver)
    await pass_until(town, documents_come)
    got = await sent(town, receiver, 3)
    now = town.parts.clock.now().timestamp()
    assert all(verified(secret, one, now=now, tolerance=86400) for one in got)
    found = sorted((json.loads(one.body) for one in got), key=lambda one: one["data"]["sequence"])
    assert [(one["type"], one["data"]["stage"]) for one in found] == [
        ("lead.received", {"before": None, "after": "new"}),
        ("lead.stage_changed", {"before": "new", "after": "documents"}),
        ("lead.stage_changed", {"before": "documents", "after": "survey_scheduling"}),
    ]
    shown = (await town.api("GET", f"/api/v1/leads/{LEAD}")).json()
    assert found[-1]["data"]["lead"] | {"updated_at": shown["updated_at"]} == shown
    answer = await town.api("GET", f"/api/v1/webhooks/{endpoint}/deliveries")
    assert {one["state"] for one in answer.json()["deliveries"]} == {"delivered"}
    await town.nobody_else()


async def test_another_oem_hears_nothing(town: Town, receiver: Receiver) -> None:
    await hooked(town, receiver, KEYS["kaveri"])
    await lead_arrives(town)
    await sent(town, receiver, 0)


async def test_a_wrong_number_reaches_the_oems_program_and_its_group(town: Town, receiver: Receiver) -> None:
    await hooked(town, receiver)
    await lead_arrives(town)
    await town.tap("ravi", "Wrong number", OPS)
    await town.told(VOLTERA, "The number of Asha Rao is wrong")
    found = {
        one["type"]: one["data"] for one in (json.loads(got.body) for got in await sent(town, receiver, 2))
    }
    assert found["lead.question_asked"]["question"] == {"field": "phone", "wrong": "+919820010001"}


async def test_a_server_that_is_gone_is_switched_off_and_ops_is_told(town: Town, receiver: Receiver) -> None:
    receiver.answers(410)
    endpoint, _ = await hooked(town, receiver)
    await lead_arrives(town)
    await sent(town, receiver, 1)
    await town.quiet()
    await town.told(OPS, "An OEM's webhook was switched off\n")
    await town.tap("ravi", "Reached", OPS)
    await sent(town, receiver, 1)
    answer = await town.api("GET", f"/api/v1/webhooks/{endpoint}")
    assert (answer.json()["enabled"], answer.json()["off_because"]) == (False, "gone")
    await town.holds()
