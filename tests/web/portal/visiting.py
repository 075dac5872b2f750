"""Somebody of an OEM before the portal: as a browser would, with cookies, and forms sent as they stand on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import httpx

from bot.imports import ImportDesk
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.people.sessions import open_portal
from jobs.importing import Imports
from tests.web.office import Office
from web.app import create_app

OPS: Final = Actor(person="p-ops", name="Ravi", roles=frozenset({Role.OPS}))
GIVEN: Final = {"reference": "VOL-7", "name": "Asha Rao", "phone": "98200 10001", "pin_code": "411045"}


@dataclass(slots=True)
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Look(HTMLParser):
    """The forms of a page, its words, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        if tag == "input" and self.forms and given.get("name") and given.get("type") != "file":
            self.forms[-1].fields[str(given["name"])] = given.get("value") or ""
        if tag == "select" and self.forms:
            self._select = str(given["name"])
            self.forms[-1].fields[self._select] = ""
        if tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style" and data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def form(self, action: str) -> Form:
        return next(form for form in self.forms if form.action == action)


@dataclass(slots=True)
class Guest:
    """One browser. `page` is what it shows now."""

    office: Office
    client: httpx.AsyncClient
    page: Look = field(default_factory=lambda: Look(""))
    status: int = 0

    async def go(self, path: str, **params: str) -> Look:
        return await self._shown(await self.client.get(path, params=params or None))

    async def send(
        self, action: str, but: Mapping[str, str] | None = None, file: tuple[str, bytes] | None = None
    ) -> Look:
        """The form of the page that has this action, filled in; redirects are followed."""
        data = {**self.page.form(action).fields, **(but or {})}
        files = {"file": (*file, "application/octet-stream")} if file else None
        return await self._shown(await self.client.post(action, data=data, files=files))

    async def _shown(self, answer: httpx.Response) -> Look:
        while answer.status_code == 303:
            answer = await self.client.get(answer.headers["location"])
        self.status, self.page = answer.status_code, Look(answer.text)
        return self.page

    async def sign_in(self, oem: str = "voltera") -> None:
        await self.go(f"/portal/in/{await link(self.office, oem)}")
        await self.send("/portal/in")
        assert self.status == 200, self.page.text

    async def add_lead(self, **but: str) -> str:
        """Its number."""
        await self.go("/portal/new")
        await self.send("/portal/new", {**GIVEN, **but})
        heading = next(word for word in self.page.words if word.startswith("L-"))
        return heading.split()[0]

    async def upload(self, content: bytes, name: str = "leads.csv") -> Look:
        await self.go("/portal/files")
        await self.send("/portal/files", file=(name, content))
        await worked_off(self.office)
        return await self.again()

    async def again(self) -> Look:
        number = next(word for word in self.page.words if word.startswith("U-")).split()[0]
        return await self.go(f"/portal/files/{number}")


def a_guest(office: Office) -> Guest:
    transport = httpx.ASGITransport(create_app(office.ports), raise_app_exceptions=False)
    return Guest(office, httpx.AsyncClient(transport=transport, base_url="http://office"))


async def link(office: Office, oem: str = "voltera", name: str = "") -> str:
    """The secret of a fresh link that Ops has made."""
    async with office.ports.transaction() as work:
        return (await open_portal(work.uow, OPS, oem=oem, name=name))[2]


async def worked_off(office: Office) -> None:
    """What the beats do within seconds, now."""
    ports = office.ports
    desk = ImportDesk(database=ports.database, work=ports.work, clock=ports.clock, committed=lambda: None)
    await Imports(desk, ports.media).work()
