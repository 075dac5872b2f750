"""A small company behind the web's ports: two OEMs with a key each, and ways to let a lead advance."""

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.imports import ImportDesk
from bot.webports import WebPorts
from domain.events import Event
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.media import Picture
from domain.people.key import ApiKey
from domain.people.keys import digest
from domain.people.person import Oem
from domain.reporting.pack import Pack, PackState
from domain.settle import settle
from domain.visits.visit import Visit
from jobs.packs import Packs
from storage.api_keys import KeyUses
from storage.database import Database
from storage.inbox import Inbox, Received
from storage.media import MediaStore
from storage.outbox import Outbox
from storage.outgoing import Claimed
from storage.timers import Timers
from storage.wanted_media import WantedMedia
from storage.work import SeededIds, Work
from web.app import create_app
from web.rates import OwnRates, Quota

NOON = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
KEYS = {"voltera": "voltera-secret", "aura": "aura-secret"}
"""Each OEM has a second key, for its sandbox: `trying` names it."""
LEAD = {
    "reference": "VOL-1",
    "name": "Asha Rao",
    "phone": "98200 10001",
    "pin_code": "411045",
    "city": "Pune",
}


@dataclass(slots=True)
class HeldClock:
    """Stands still until it is moved."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def pass_(self, span: timedelta) -> None:
        self.moment += span


async def _nothing_is_sent(_: AsyncConnection, row: Claimed, reason: str) -> None:
    raise AssertionError(f"{row.key}: {reason}")


@dataclass(slots=True)
class Office:
    ports: WebPorts
    clock: HeldClock
    client: httpx.AsyncClient
    commits: list[int] = field(default_factory=list)

    async def close(self) -> None:
        await self.ports.uses.settle()
        await self.client.aclose()

    async def key(self, secret: str, **but: object) -> dict[str, str]:
        """The headers of one more key of Voltera."""
        key: dict[str, object] = {
            "id": secret,
            "oem": "voltera",
            "name": secret,
            "created_at": self.clock.now(),
        }
        async with self.ports.transaction() as work:
            await work.uow.add(ApiKey(**{**key, "sha256": digest(secret), **but}))  # type: ignore[arg-type]  # fields of ApiKey
        return {"Authorization": f"Bearer {secret}"}

    async def send(self, *, oem: str = "voltera", key: str | None = None, **but: object) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.client.post("/api/v1/leads", json={**LEAD, **but}, headers=headers | bearer(oem))

    async def get(self, path: str, *, oem: str = "voltera") -> httpx.Response:
        return await self.client.get(f"/api/v1/leads{path}", headers=bearer(oem))

    async def post(
        self, path: str, body: object = None, *, oem: str = "voltera", key: str | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.client.post(f"/api/v1/leads{path}", json=body, headers=headers | bearer(oem))

    async def record(self, *events: Event) -> None:
        async with self.ports.transaction() as work:
            work.uow.record(*events)

    async def archive(self, picture: Picture, content: bytes) -> None:
        """The picture's bytes are in the media store, as if they had been fetched."""
        sha256 = await self.ports.media.put(content)
        async with self.ports.transaction() as work:
            await work.uow.ledger.want_media([picture], None, NOON)
        await WantedMedia(self.ports.database, self.clock).archived(picture.unique_id, sha256, len(content))

    async def telegram_says(self, update: dict[str, object]) -> None:
        """An update that nobody has handled yet."""

        async def broken(_: AsyncConnection, row: Received, error: Exception) -> None:
            raise AssertionError(f"{row.id}: {error}")

        await Inbox(self.ports.database, broken).store(1, [update], now=self.clock.now())

    async def at_closure(
        self, lead_id: str, *visits: Visit, state: PackState = PackState.SENT, compiled: bool = True
    ) -> None:
        """Put the lead where its pack has gone to the OEM."""
        async with self.ports.transaction() as work:
            lead = await work.uow.get(Lead, lead_id)
            made = len(visits)
            await work.uow.save(replace(lead, stage=Stage.CLOSURE, stage_since=NOON, visits_made=made))
            for visit in visits:
                await work.uow.add(visit)
            await work.uow.add(
                Pack(
                    id=f"C-{lead.number}",
                    lead=lead.id,
                    oem=lead.oem,
                    state=state,
                    state_since=NOON,
                    facts_at=NOON,
                )
            )
        if compiled:
            await self.packs_are_compiled()

    async def packs_are_compiled(self) -> None:
        """Those that have all their photos."""
        ports = self.ports
        desk = ImportDesk(
            database=ports.database, work=ports.work, clock=self.clock, committed=ports.committed
        )
        packs = Packs(
            desk=desk, media=ports.media, clock=self.clock, speak=ports.speak, address=ports.address
        )
        await packs.work()


def bearer(oem: str) -> dict[str, str]:
    """Of the OEM's ordinary key; `voltera trying` is that of its sandbox."""
    name, _, trying = oem.partition(" ")
    return {"Authorization": f"Bearer {KEYS[name]}{'-for-trials' * bool(trying)}"}


async def an_office(database: Database, media: MediaStore, quota: Quota | None = None) -> Office:
    clock = HeldClock()
    work = Work(database, Outbox(database, _nothing_is_sent), Timers(database), SeededIds(7))
    commits: list[int] = []
    ports = WebPorts(
        database=database,
        work=work,
        clock=clock,
        media=media,
        address="http://office",
        committed=lambda: commits.append(1),
        zone=ZoneInfo("Asia/Kolkata"),
        quota=quota or Quota(per_second=1e6, burst=10**9),
        rates=OwnRates(time.monotonic),
        uses=KeyUses(database),
    )
    async with database.begin() as connection:
        uow = work.on(connection, clock.now())
        for oem, secret in KEYS.items():
            await uow.add(Oem(id=oem, name=oem.title()))
            for sandbox, own in ((False, secret), (True, f"{secret}-for-trials")):
                key = ApiKey(
                    id=f"{oem}{'-trial' * sandbox}",
                    oem=oem,
                    sha256=digest(own),
                    name=oem,
                    sandbox=sandbox,
                    created_at=clock.now(),
                )
                await uow.add(key)
        await settle(uow)
    transport = httpx.ASGITransport(create_app(ports))
    client = httpx.AsyncClient(transport=transport, base_url="http://office")
    return Office(ports=ports, clock=clock, client=client, commits=commits)
