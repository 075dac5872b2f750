"""Requests made from the API's own description by schemathesis: no fault of ours, and every answer as described."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response

from storage.database import Database
from storage.media import FolderStore
from tests.web.office import LEAD, Office, an_office, bearer
from web.app import create_app

SCHEMA: Final = schemathesis.openapi.from_dict(create_app(None).openapi())  # type: ignore[arg-type]  # a description needs no ports
OPERATIONS: Final = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def runner() -> Iterator[tuple[asyncio.Runner, Office]]:
    """One office for all requests: each meets what the ones before it have left."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as running:
        database = Database(f"sqlite:///{Path(folder) / 'test.db'}")
        running.run(database.create_all())
        office = running.run(an_office(database, FolderStore(Path(folder) / "media")))
        running.run(office.send())
        running.run(office.send(oem="voltera trying"))
        yield running, office
        running.run(office.close())
        running.run(database.close())


async def answered(office: Office, case: Any, oem: str) -> httpx.Response:  # noqa: ANN401  schemathesis' own
    asked = case.as_transport_kwargs(base_url="http://office")
    asked["headers"] = {**dict(asked["headers"]), **bearer(oem)}
    asked = {
        name: value
        for name, value in asked.items()
        if name in {"method", "url", "headers", "params", "json", "data"}
    }
    if isinstance(asked.get("data"), bytes | str):
        asked["content"] = asked.pop("data")
    return await office.client.request(**asked)


@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
        for operation in OPERATIONS
        for mode in schemathesis.GenerationMode
        if mode.is_positive or operation.label != "GET /healthz"  # it takes nothing that could be wrong
    ],
)
def test_every_answer_is_as_described(
    runner: tuple[asyncio.Runner, Office],
    operation: Any,  # noqa: ANN401  schemathesis' own
    mode: schemathesis.GenerationMode,
) -> None:
    running, office = runner

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode), oem=st.sampled_from(["voltera", "voltera trying"])
    )
    def check(case: Any, oem: str) -> None:  # noqa: ANN401  schemathesis' own
        answer = running.run(answered(office, case, oem))
        assert answer.status_code < 500, answer.text
        case.operation.validate_response(Response.from_any(answer), case=case)

    check()


def test_the_leads_are_there_for_the_requests() -> None:
    assert {one.label for one in OPERATIONS} >= {"POST /api/v1/leads", "GET /api/v1/leads/{lead_id}"}
    assert LEAD["reference"]
