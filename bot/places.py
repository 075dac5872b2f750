"""What looking places up needs of the database of this process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.instant import Clock
from domain.leads.finding import note_found
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter
from domain.people.actor import SYSTEM
from domain.places import Point
from domain.settle import settle
from integrations.geocoding import Geocoder
from jobs.places import Places
from storage.database import Database
from storage.screens import SqlScreens
from storage.work import Work

PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDesk:
    """`committed` is called after each transaction: it may want to be said."""

    database: Database
    work: Work
    clock: Clock
    committed: Callable[[], None]

    def places(self, geocoder: Geocoder | None) -> Places:
        return Places(geocoder, self.changed, self.note, self.clock)

    async def changed(self, since: datetime) -> tuple[Sequence[Lead], datetime]:
        """A page at a time; what changed at the very moment of the last one is seen again."""
        wanted = LeadFilter(updated_since=since)
        async with self.database.read() as connection:
            listed = await SqlScreens(connection).leads(None, wanted, limit=PAGE)
        last = max((one.place.changed_at for one in listed), default=since)
        return [one.lead for one in listed], last

    async def note(self, lead_id: str, address: str, point: Point | None) -> None:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            await note_found(uow, lead_id, address, point, SYSTEM)
            await settle(uow)
        self.committed()
