"""Whatever is sent, the answer is a lead or a refusal that says what works: never a fault of ours."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.media import FolderStore
from tests.web.office import LEAD, an_office, bearer
from web.examples import LEAD as EXAMPLE

_SEVERAL: Final = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
_TEXT: Final = st.text(st.characters(), max_size=60)  # lone surrogates and null characters among them
_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_BODIES: Final = _JSON | st.fixed_dictionaries(
    {field: st.just(value) | _JSON for field, value in LEAD.items()},
    optional={field: st.just(value) | _JSON for field, value in EXAMPLE.items() if field not in LEAD},
)


Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="module")
def answer() -> Iterator[Answer]:
    """One office for all examples: each meets what the ones before it have left."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = Database(f"sqlite:///{Path(folder) / 'test.db'}")
        runner.run(database.create_all())
        office = runner.run(an_office(database, FolderStore(Path(folder) / "media")))
        yield lambda request: runner.run(office.client.send(request))
        runner.run(office.close())
        runner.run(database.close())


def sendable(body: Any) -> bytes:  # noqa: ANN401  any JSON, and what Python takes for JSON
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return repr(body).encode("utf-8", "surrogatepass")


def posted(path: str, content: bytes, **headers: str) -> httpx.Request:
    kind = {"Content-Type": "application/json"}
    return httpx.Request(
        "POST",
        f"http://office/api/v1/leads{path}",
        content=content,
        headers=bearer("voltera") | kind | headers,
    )


def check(answered: httpx.Response) -> None:
    assert answered.status_code in {200, 201, 400, 404, 405, 409, 413, 415, 422}, answered.text
    if answered.status_code >= 400:
        assert answered.headers["content-type"] == "application/problem+json"
        assert answered.json()["detail"]
    if answered.status_code == 422:
        assert all(error["message"] for error in answered.json()["errors"])


@_SEVERAL
@given(body=_BODIES)
def test_any_body_is_answered(answer: Answer, body: Any) -> None:  # noqa: ANN401  any JSON
    check(answer(posted("", sendable(body))))


@_SEVERAL
@given(content=st.binary(max_size=300))
def test_any_bytes_are_answered(answer: Answer, content: bytes) -> None:
    check(answer(posted("", content)))


@_SEVERAL
@given(lead=_TEXT, reason=_JSON)
def test_any_number_and_reason_are_answered(answer: Answer, lead: str, reason: Any) -> None:  # noqa: ANN401  any JSON
    number = quote(lead.encode("utf-8", "surrogatepass"), safe="")
    check(answer(posted(f"/{number}/pack/return", sendable({"reason": reason}))))
