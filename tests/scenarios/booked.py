"""A visit of either kind that is booked and taken by its crew: where scenarios about the day of a visit begin."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.leads.lead import Customer, Documents, Lead, Location, Source
from domain.leads.stages import Stage
from domain.overriding import set_policy
from domain.people.actor import SYSTEM, Actor
from domain.people.person import Grant, Person
from domain.people.roles import Permission, Role
from domain.settle import settle
from domain.slot import Slot
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.scenarios.days import DECCAN, KONKAN, LEAD, OPS, SITE, SUNRISE_CREW, Crew
from tests.scenarios.town import PEOPLE, Town

STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
ADMIN: Final = Actor(person="p1010", name="Meera Joshi", roles=frozenset({Role.ADMIN}))


@dataclass(frozen=True, slots=True)
class Booked:
    """The visit's number, its kind, and how its slot reads."""

    visit: str
    kind: VisitKind
    slot: str
    crew: Crew = SUNRISE_CREW


async def is_booked(
    town: Town,
    kind: VisitKind,
    start: str = "2026-11-24T10:00:00+05:30",
    *,
    taken: bool = True,
    sited: bool = True,
    **clocks: str,
) -> Booked:
    """Seeded; `clocks` are the OEM's own rows, without `sited` nobody knows where the site is."""
    await town.say("asha", "/start")
    begins = datetime.fromisoformat(start)
    slot = Slot(start=begins, end=begins + timedelta(hours=2))
    visit = Visit(
        id=f"{kind.letter}-1042-1",
        lead=LEAD,
        oem="voltera",
        kind=kind,
        state=VisitState.PROPOSED,
        state_since=town.parts.clock.now(),
        slot=slot,
    )
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await uow.add(
            Person(
                id="p-asha",
                telegram_id=PEOPLE["asha"],
                name="Asha Rao",
                grants=(Grant(role=Role.CUSTOMER, lead=LEAD),),
            )
        )
        await uow.add(_lead(kind, town.parts.clock.now(), sited=sited))
        if clocks:
            await set_policy(uow, "voltera", clocks, ADMIN)
        await uow.capacity.take("sunrise", slot, visit.id, day=begins.date(), most=3)
        await uow.add(visit)
        booked, event = visit.book("sunrise", by=SYSTEM.must(Permission.SEE_LEAD), now=uow.now)
        await uow.save(booked, event)
        await settle(uow)
    town.worker.changed()
    await town.quiet()
    if taken:
        assert await town.tap("lakhan", "Acknowledge", SUNRISE_CREW.group) == f"{visit.id} is yours."
    await town.skip()
    zone = begins.strftime("%a %-d %b, %H:%M")
    return Booked(visit.id, kind, f"{zone}–{slot.end:%H:%M}")


async def emergency_opens(town: Town, booked: Booked) -> None:
    """What everybody is told when nobody has heard of the team."""
    [words] = await town.told(OPS, f"Emergency: Sunrise Crew cannot make {booked.visit}")
    assert "no word from the team" in words["text"]
    await town.told(SUNRISE_CREW.group, f"We heard nothing from you about {booked.visit}")
    await town.told(PEOPLE["meera"], f"Nobody has taken the emergency of {booked.visit}")
    await town.told(PEOPLE["asha"], "What would you like us to do?")
    for chat in (DECCAN, KONKAN):
        await town.told(chat, f"Can you take over {booked.visit}?")


def _lead(kind: VisitKind, now: datetime, *, sited: bool) -> Lead:
    place = Location(latitude=SITE["latitude"], longitude=SITE["longitude"]) if sited else None
    return Lead(
        id=LEAD,
        oem="voltera",
        oem_reference="VM-77",
        source=Source(channel="api"),
        customer=Customer(name="Asha Rao", phone="+919820010001", city="Pune", pin_code="411045"),
        created_at=now,
        stage=STAGES[kind],
        stage_since=now,
        customer_person="p-asha",
        consent_at=now,
        documents=Documents(location=place),
        visits_made=1,
    )
