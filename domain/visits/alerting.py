"""The alarm of an emergency: it climbs, level by level and round by round, until somebody has it in hand."""

from collections.abc import Collection
from dataclasses import replace

from domain.errors import Refused
from domain.events import Event, Happening
from domain.people.actor import SYSTEM, Actor
from domain.people.duty import privately
from domain.people.roles import Permission
from domain.reactions import Audience
from domain.rules import Rule
from domain.unit_of_work import UnitOfWork
from domain.visits.emergency import LADDER
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say


def next_level(
    climbed: int, there: Collection[Audience]
) -> tuple[int, tuple[Audience, ...], tuple[Audience, ...]]:
    """Where the alarm stands after its next step, who is told then, and which levels were skipped: nobody is there."""
    told: list[Audience] = []
    skipped: list[Audience] = []
    for _ in LADDER:
        level = LADDER[climbed % len(LADDER)]
        if climbed and level is LADDER[0]:
            told.append(Audience.OPS)
        climbed += 1
        if level in there:
            told.append(level)
            break
        skipped.append(level)
    return climbed, tuple(told), tuple(skipped)


async def climb(uow: UnitOfWork, visit: Visit, *, late_minutes: int = 0) -> Visit:
    """The next level that somebody can receive; the skipped ones stand on the admin's list.

    Late after an outage, when the search is over anyhow, nobody is called for it any more.
    """
    emergency = visit.alarmed
    if uow.now >= emergency.deadline:
        return visit
    there = [level for level in LADDER if await _can_hear(uow, level)]
    climbed, told, skipped = next_level(emergency.climbed, there)
    for level in skipped:
        reason = f"nobody is there to be told: {level}"
        await uow.ledger.undelivered(Rule.EMERGENCY_CLIMBS, visit.id, reason, uow.now)
    higher = replace(visit, emergency=replace(emergency, climbed=climbed, climbed_at=uow.now))
    return await uow.save(higher, *_alarm(higher, told, uow, late_minutes))


async def _can_hear(uow: UnitOfWork, level: Audience) -> bool:
    """Whether anybody is on this level whose own chat is open to the bot, as far as is known."""
    chats = {person.telegram_id for person in await privately(uow, level) if person.telegram_id is not None}
    return bool(chats - await uow.ledger.out_of_reach(chats))


async def unheard(uow: UnitOfWork, visit_id: str, level: str) -> None:
    """The alarm could not be received: unless somebody else on that level has it, the next level is told at once."""
    visit = await uow.get(Visit, visit_id)
    emergency = visit.emergency
    if visit.state is not VisitState.EMERGENCY or emergency is None or emergency.taken_by is not None:
        return
    last = LADDER[(emergency.climbed - 1) % len(LADDER)]
    if emergency.climbed and last == level and not await _can_hear(uow, last):
        await climb(uow, visit)


def _alarm(visit: Visit, told: Collection[Audience], uow: UnitOfWork, late_minutes: int) -> list[Event]:
    if not told:
        return []
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    event = visit.tells(
        Happening.REMINDED,
        by,
        uow.now,
        to=",".join(told),
        rule=Rule.EMERGENCY_CLIMBS,
        late_minutes=str(late_minutes),
    )
    return [event]


async def take_emergency(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Somebody at the desk has it in hand: the alert stops climbing."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    if visit.alarmed.taken_by is not None:
        raise Refused(say("{name} has it in hand already.", name=visit.alarmed.taken_by))
    taken = replace(visit, emergency=replace(visit.alarmed, taken_by=by.name, taken_at=uow.now))
    return await uow.save(taken, taken.tells(Happening.EMERGENCY_TAKEN, by, uow.now))


async def neglected(uow: UnitOfWork, visit: Visit) -> Visit:
    """Whoever took it has done nothing, and the search ends soon: the alarm climbs again, from the beginning."""
    taker = visit.alarmed.taken_by or ""
    if uow.now >= visit.alarmed.deadline:
        return visit
    free = replace(visit, emergency=replace(visit.alarmed, taken_by=None, taken_at=None, climbed=0))
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    event = free.tells(Happening.EMERGENCY_NEGLECTED, by, uow.now, taker=taker)
    return await climb(uow, await uow.save(free, event))
