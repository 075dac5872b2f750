"""A customer's browser at the page of a fresh lead, over the office's web."""

import re
from dataclasses import dataclass, field
from io import BytesIO

import httpx
from PIL import Image
from starlette.status import HTTP_303_SEE_OTHER

from domain.events import Event, Happening
from domain.leads.consent import CURRENT
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.customer_pages import invite_to_page
from domain.people.roles import Role
from tests.web.office import Office

OPS = Actor(person="p-ops", name="Ravi", roles=frozenset({Role.OPS}))
ADDRESS = "Flat 4, Rose Park, Baner, Pune 411045"


@dataclass(slots=True)
class Visitor:
    office: Office
    lead_id: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    async def look(self) -> httpx.Response:
        return await self.office.client.get(f"/c/{self.token}", headers=self.headers)

    async def send(
        self,
        step: str,
        file: tuple[str, bytes, str] | None = None,
        /,
        **fields: str,
    ) -> httpx.Response:
        files = {"file": file} if file is not None else None
        return await self.office.client.post(
            f"/c/{self.token}/{step}", data=fields, files=files, headers=self.headers
        )

    async def does(self, step: str, file: tuple[str, bytes, str] | None = None, /, **fields: str) -> str:
        """It must succeed; the page as it is afterwards."""
        answer = await self.send(step, file, **fields)
        assert answer.status_code == HTTP_303_SEE_OTHER, answer.text[-3000:]
        assert answer.headers["location"].startswith(f"/c/{self.token}?done=")
        return (await self.office.client.get(answer.headers["location"])).text

    async def agrees(self, language: str = "en") -> str:
        return await self.does("consent", answer="yes", version=CURRENT, language=language)

    async def lead(self) -> Lead:
        async with self.office.ports.reading() as looking:
            return await looking.uow.get(Lead, self.lead_id)

    async def told(self) -> list[Event]:
        async with self.office.ports.reading() as looking:
            return list(await looking.screens.timeline(self.lead_id))

    async def happened(self) -> list[Happening]:
        return [event.kind for event in await self.told()]


async def a_visitor(office: Office, **but: str) -> Visitor:
    lead_id = (await office.send(**but)).json()["id"]
    return Visitor(office=office, lead_id=lead_id, token=await another_link(office, lead_id))


async def another_link(office: Office, lead_id: str) -> str:
    async with office.ports.transaction() as work:
        return await invite_to_page(work.uow, lead_id, OPS)


def a_jpeg(shade: int = 90, size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (shade, 120, 90)).save(out, "JPEG")
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def troubles(page: str) -> list[str]:
    """What the page says is wrong."""
    return re.findall(r'<p class="(?:trouble|ask)"[^>]*>(.*?)</p>', page)
