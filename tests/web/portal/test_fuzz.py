"""Anything at all sent to the portal's forms and addresses: always a page, never a fault of ours."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.leads.fields import FIELDS
from storage.database import Database
from storage.media import FolderStore
from tests.web.office import an_office
from tests.web.portal.visiting import GIVEN, Guest, a_guest

SHEET: Final = b"Ref,Customer,Mobile,PIN,Other\nV-1,Asha,9820010001,411045,x\nV-2,B,1,2,3\n"
NAMES: Final = (*FIELDS, "seen", "text", "reason", "column0", "column1", "column4", "everywhere", "link")
ACTIONS: Final = (
    "/new",
    "/leads/L-1042/phone",
    "/leads/L-1042/pack/acknowledge",
    "/leads/L-1042/pack/return",
    "/files/U-1/columns",
    "/files/U-1/cancel",
    "/files/U-1/confirm",
)
words: Final = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [*FIELDS, *GIVEN.values(), "\x00", "9" * 400, "1e999", "-0", "﷽", "\u202e<b>", "411045\n"]
    ),
)
SETTINGS: Final = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[asyncio.Runner, Guest]]:
    """One browser for all requests: each meets what the ones before it have left."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = Database(f"sqlite:///{Path(folder) / 'test.db'}")
        runner.run(database.create_all())
        office = runner.run(an_office(database, FolderStore(Path(folder) / "media")))
        guest = a_guest(office)
        runner.run(_settled(guest))
        yield runner, guest
        runner.run(guest.client.aclose())
        runner.run(office.close())
        runner.run(database.close())


async def _settled(guest: Guest) -> None:
    await guest.sign_in()
    await guest.add_lead()
    await guest.office.at_closure("L-1042")
    await guest.upload(SHEET)


async def asked(guest: Guest, action: str, sent: dict[str, str], raw: bytes | None) -> httpx.Response:
    page = await guest.client.get("/portal/new")
    csrf = page.text.partition('name="csrf" value="')[2][:64]
    if raw is not None:
        kind = {"content-type": "multipart/form-data; boundary=x"}
        return await guest.client.post(f"/portal{action}", content=raw, headers=kind)
    return await guest.client.post(f"/portal{action}", data={**sent, "csrf": csrf})


def test_every_form_answers_with_a_page(running: tuple[asyncio.Runner, Guest]) -> None:
    runner, guest = running

    @SETTINGS
    @given(
        action=st.sampled_from(ACTIONS),
        sent=st.dictionaries(st.sampled_from(NAMES), words, max_size=16),
        raw=st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=80)),
    )
    def check(action: str, sent: dict[str, str], raw: bytes | None) -> None:
        answer = runner.run(asked(guest, action, sent, raw))
        assert answer.status_code in {200, 303, 403, 404, 409, 422}, (action, answer.text)
        assert answer.status_code == 303 or answer.text.startswith("<!doctype html>")
        assert "<b>" not in answer.text

    check()


def test_every_address_answers_with_a_page(running: tuple[asyncio.Runner, Guest]) -> None:
    runner, guest = running
    odd = st.one_of(words, st.sampled_from(["L-1042", "U-1", "U-1/errors.xlsx", "n3", "c9999999999999999-1"]))

    @SETTINGS
    @given(
        path=st.sampled_from(["", "/leads/", "/files/", "/in/", "/"]),
        end=odd,
        asked=st.dictionaries(
            st.sampled_from(["text", "stage", "from", "to", "since", "after", "added"]), odd, max_size=5
        ),
    )
    def check(path: str, end: str, asked: dict[str, str]) -> None:
        url = f"/portal{path}{quote(end) if path else ''}?{urlencode(asked)}"
        answer = runner.run(guest.client.get(url))
        assert answer.status_code in {200, 303, 401, 404, 405, 410, 429}, (url, answer.text)

    check()


def test_any_file_is_looked_at(running: tuple[asyncio.Runner, Guest]) -> None:
    runner, guest = running

    @settings(SETTINGS, max_examples=25)
    @given(content=st.binary(min_size=1, max_size=200), name=st.text(min_size=1, max_size=30))
    def check(content: bytes, name: str) -> None:
        async def sent() -> int:
            await guest.go("/portal/files")
            await guest.send("/portal/files", file=(name, content))
            return guest.status

        assert runner.run(sent()) in {200, 422}

    check()
