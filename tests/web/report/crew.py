"""A team at a site, and its member's browser at the report's page, over the office's web."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import httpx
from starlette.status import HTTP_303_SEE_OTHER

from domain.checklists.reading import read_checklist
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.access import actor_of
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.visits.form import Form, form_of
from domain.visits.on_the_web import open_on_web
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import a_team, a_visit
from tests.web.office import Office

VIDEO: Final = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(4000)
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
ASKED: Final = """
name = "every-{kind}"
version = 1
kind = "{kind}"
oem = "voltera"

[words.hi]
"Parking" = "पार्किंग"

[[circuits]]
upto_kw = 22
phases = 1
breaker_a = 40
cables = [[30, 6]]

[[sections]]
key = "site"
title = "Site"
items = [
  {{ key = "parking", label = "Parking", kind = "choice", choices = {{ own = "Own", shared = "Shared" }} }},
  {{ key = "noc", label = "Who signs the NOC", kind = "text", minimum = 3, example = "the secretary", when = {{ item = "parking", answers = ["shared"] }} }},
  {{ key = "gate", label = "Gate", kind = "choice", choices = {{ open = "Open", locked = "Locked" }}, mandatory = false }},
  {{ key = "works", label = "Works", kind = "several", choices = {{ wiring = "Wiring", civil = "Civil" }}, mandatory = false }},
]

[[sections]]
key = "readings"
title = "Readings"
items = [
  {{ key = "earth", label = "Earth resistance", kind = "number", unit = "Ω", minimum = 0, maximum = 2000, example = "3.5", limit = "good up to 5 Ω, out of limits above 10 Ω", limits = {{ good_to = 5, bearable_to = 10 }} }},
  {{ key = "volts", label = "Voltage", kind = "number", unit = "V", minimum = 0, maximum = 500, example = "230" }},
  {{ key = "breaker", label = "Breaker", kind = "number", unit = "A", minimum = 6, maximum = 125, example = "40", limit = "by the charger", rule = "breaker", mandatory = false }},
  {{ key = "serial", label = "Serial number", kind = "serial", minimum = 6, maximum = 30, example = "AC74-2026-000123", limit = "the charger that was handed out", rule = "serial" }},
]

[[sections]]
key = "film"
title = "Photos"
items = [
  {{ key = "meter", label = "The meter", kind = "photos", minimum = 1, maximum = 3, example = "the whole meter" }},
  {{ key = "walk", label = "Walk-through", kind = "video", minimum = 1, maximum = 1, example = "30 seconds", mandatory = false }},
]
"""
MANOJ: Final = Person(
    id="p-manoj", telegram_id=11, name="Manoj", grants=(Grant(role=Role.FIELD, team="sunrise"),)
)
LAKHAN: Final = replace(MANOJ, id="p-lakhan", telegram_id=12, name="Lakhan", language="hi")
Files = Mapping[str, Sequence[tuple[str, bytes]]]


@dataclass(slots=True)
class Member:
    office: Office
    visit_id: str
    person: Person
    token: str

    @property
    def home(self) -> str:
        return f"/f/{self.visit_id}/{self.token}"

    async def look(self, section: str = "") -> httpx.Response:
        return await self.office.client.get(f"{self.home}/at/{section}" if section else self.home)

    async def drawn(self, section: str) -> dict[str, str]:
        return fields_of((await self.look(section)).text)

    async def sends(
        self, section: str, fields: Mapping[str, str], files: Files | None = None
    ) -> httpx.Response:
        return await self.office.client.post(f"{self.home}/at/{section}", files=form_of_page(fields, files))

    async def saves(self, section: str, files: Files | None = None, /, **changed: str) -> httpx.Response:
        """The section as it is drawn now, with these fields changed."""
        return await self.sends(section, {**await self.drawn(section), **_named(changed)}, files)

    async def does(self, section: str, files: Files | None = None, /, **changed: str) -> str:
        """It must succeed; the page as it is afterwards."""
        answer = await self.saves(section, files, **changed)
        assert answer.status_code == HTTP_303_SEE_OTHER, troubles(answer.text)
        return (await self.office.client.get(answer.headers["location"])).text

    async def form(self) -> Form:
        async with self.office.ports.reading() as looking:
            return await looking.uow.get(Form, form_of(self.visit_id))

    async def visit(self) -> Visit:
        async with self.office.ports.reading() as looking:
            return await looking.uow.get(Visit, self.visit_id)

    async def answers(self) -> Mapping[str, str]:
        return (await self.form()).answers

    async def becomes(self, **but: object) -> None:
        """The visit is changed, however that may have come about."""
        async with self.office.ports.transaction() as work:
            visit = await work.uow.get(Visit, self.visit_id)
            await work.uow.save(replace(visit, **but))  # type: ignore[arg-type]  # fields of Visit


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of it, if nobody touches anything."""
    fields: dict[str, str] = {}
    for found in re.findall(r"<input ([^>]*)>", page):
        values = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', found)}
        kind = values.get("type")
        if kind == "file" or (kind in {"radio", "checkbox"} and " checked" not in found):
            continue
        name, value = values["name"], values.get("value", "")
        fields[name] = f"{fields[name]},{value}" if name in fields else value
    return fields


def form_of_page(
    fields: Mapping[str, str], files: Files | None = None
) -> list[tuple[str, tuple[str | None, bytes, str]]]:
    """As a browser sends it."""
    parts: list[tuple[str, tuple[str | None, bytes, str]]] = [
        (name, (None, value.encode(), "text/plain")) for name, value in fields.items()
    ]
    return parts + [
        (f"file-{key}", (name, content, "application/octet-stream"))
        for key, some in (files or {}).items()
        for name, content in some
    ]


def _named(changed: Mapping[str, str]) -> dict[str, str]:
    """`now_earth` → `now-earth`."""
    return {name.replace("_", "-", 1): value for name, value in changed.items()}


async def a_crew(office: Office, kind: VisitKind = VisitKind.SURVEY) -> Member:
    """Manoj of the Sunrise Crew, at the site of a fresh lead; Lakhan is in the same crew.

    Their OEM has a checklist of its own, with an item of every kind.
    """
    lead_id = (await office.send()).json()["id"]
    number = lead_id.partition("-")[2]
    visit = a_visit(
        id=f"{kind.letter}-{number}-1",
        lead=lead_id,
        oem="voltera",
        kind=kind,
        state=VisitState.ON_SITE,
        team="sunrise",
    )
    async with office.ports.transaction() as work:
        uow = work.uow
        await uow.save(replace(await uow.get(Lead, lead_id), stage=STAGES[kind], visits_made=1))
        for thing in (a_team(), MANOJ, LAKHAN, visit):
            await uow.add(thing)
        await uow.add(read_checklist(ASKED.format(kind=kind)))
    return await a_member(office, visit.id, MANOJ)


async def a_member(office: Office, visit: str, person: Person) -> Member:
    async with office.ports.transaction() as work:
        token, _ = await open_on_web(work.uow, visit, actor_of(person))
    return Member(office=office, visit_id=visit, person=person, token=token)


def troubles(page: str) -> list[str]:
    """What the page says is wrong."""
    return [html.unescape(words) for words in re.findall(r'<p class="trouble"[^>]*>(.*?)</p>', page)]
