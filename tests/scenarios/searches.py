"""A booked visit whose team cannot make it: where scenarios about the search for another one begin."""

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from domain.leads.lead import Lead
from domain.people.roles import Role
from domain.settle import settle
from domain.visits.emergency import Emergency
from domain.visits.leave import Days, take_leave
from domain.visits.states import VisitKind
from domain.visits.team import Team
from domain.visits.visit import Visit
from storage.marks import marks
from tests.domain.test_permissions import an_actor
from tests.scenarios.booked import Booked, is_booked
from tests.scenarios.days import ASHA, DECCAN, KONKAN, LEAD, OPS, SUNRISE_CREW, Crew, november
from tests.scenarios.town import PEOPLE, Town

MEERA: Final = PEOPLE["meera"]
LOST_TO_ANOTHER: Final = "This visit belongs to another team now. You need not go."
OPENED: Final = "Ops and the customer are told. A backup team is being searched."


async def cannot_make(town: Town, visit: str, crew: Crew = SUNRISE_CREW) -> None:
    """Any member, one tap and a reason."""
    await town.tap(crew.member, "We cannot make it", crew.group, within=visit)
    await town.told(crew.group, f"Why can {visit} not be made?")
    assert await town.tap(crew.member, "Somebody is ill", crew.group, within=visit) == OPENED


async def alarm_is_raised(town: Town, visit: str, team: str = "Sunrise Crew") -> None:
    """The desk, its head, and the customer, who is asked what he would like."""
    await town.told(OPS, f"Emergency: {team} cannot make {visit}")
    await town.told(MEERA, f"Nobody has taken the emergency of {visit}")
    await town.told(ASHA, "What would you like us to do?")


async def far_search(town: Town, kind: VisitKind, *, taken: bool = True) -> Booked:
    """Two days before the visit, at noon: the nearer team is asked first. `taken`: Ops has it in hand."""
    booked = await is_booked(town, kind)
    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    await town.told(DECCAN, f"Can you take over {booked.visit}?")
    if taken:
        assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    return booked


async def on_the_morning(
    town: Town, kind: VisitKind, *, time: str = "07:00", taken: bool = True, **clocks: str
) -> Booked:
    """The day has come, and the call to the customer is due; `clocks` are the OEM's own rows."""
    booked = await is_booked(town, kind, taken=taken, sited=True, **clocks)
    await town.clock_to(november(24, time))
    await town.skip()
    return booked


async def near_search(town: Town, kind: VisitKind, *, taken: bool = True, **clocks: str) -> Booked:
    """Three hours before the visit: every team within reach is asked at once."""
    booked = await on_the_morning(town, kind, taken=True, **clocks)
    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    for chat in (DECCAN, KONKAN):
        await town.told(chat, f"Can you take over {booked.visit}?")
    if taken:
        assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    return booked


async def all_teams_go_away(town: Town, days: Days) -> None:
    """They have asked for leave at the desk, and Ops entered it."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        for team in await uow.all(Team):
            await take_leave(uow, team.id, days, "the yearly outing", an_actor(Role.OPS))
        await settle(uow)
    town.worker.changed()
    await town.quiet()
    await town.skip()


async def konkan_has_another(town: Town, booked: Booked) -> str:
    """Konkan Power goes to another customer, who has no Telegram, at the same time; that visit's number."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        visit, lead = await uow.get(Visit, booked.visit), await uow.get(Lead, LEAD)
        vikram = replace(lead.customer, name="Vikram Shah", phone="+919820010002")
        other = replace(
            visit, id=f"{booked.kind.letter}-1043-1", version=0, lead="L-1043", team="konkan", rounds=()
        )
        await uow.add(
            replace(
                lead, id="L-1043", version=0, oem_reference="VM-78", customer=vikram, customer_person=None
            )
        )
        await uow.add(other)
        await uow.capacity.take("konkan", other.window, other.id, day=other.window.start.date(), most=3)
        await settle(uow)
    town.worker.changed()
    await town.quiet()
    await town.skip()
    return other.id


async def takes_over(
    town: Town, booked: Booked, crew: Crew, *, by_hand: bool = False, lost: Crew | None = SUNRISE_CREW
) -> None:
    """Everybody is told of the new team, and the new team of everything; `lost` is told by name unless it was before."""
    if not by_hand:
        assert await town.tap(crew.member, "Accept", crew.group) == f"{booked.visit} is yours. Thank you!"
    [handover] = await town.told(crew.group, f"You have {booked.visit} now: {booked.slot}")
    assert "Customer: Asha Rao, +919820010001" in handover["text"]
    [customer] = await town.told(ASHA, f"Another team comes to you: {crew.team}")
    assert "Phone of the team: +919820010099" in customer["text"]
    await town.told(OPS, f"Backup found: {crew.team} takes {booked.visit}")
    if lost is not None:
        await town.told(lost.group, f"{crew.team} takes over {booked.visit}")


async def marked(town: Town, visit: str) -> set[tuple[str, str, bool]]:
    """What this visit counts in the teams' records."""
    async with town.parts.database.read() as connection:
        rows = await connection.execute(select(marks).where(marks.c.visit == visit))
        return {(row.team, row.sort, row.good) for row in rows}


async def visit_of(town: Town, visit: str) -> Visit:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return await uow.get(Visit, visit)


async def search_of(town: Town, visit: str) -> Emergency:
    return (await visit_of(town, visit)).alarmed


async def reads(town: Town, chat: int, visit: str, words: str) -> None:
    """The team's card of this visit says so by now."""
    assert words in await town.card(chat, f"{visit} ·")


async def old_tap(town: Town, member: str, data: str, chat: int, message: int) -> str:
    """On a button that was shown before; the toast."""
    body = {"from": PEOPLE[member], "data": data}
    answer = await town.sim.post(f"/sim/chats/{chat}/messages/{message}/taps", json=body)
    assert answer.is_success, answer.text
    await town.quiet()
    return str(answer.json().get("text") or "")
