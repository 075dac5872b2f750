"""A team's leave: which days, and why. What it has booked then is shown before it counts."""

from collections import Counter
from collections.abc import Callable
from functools import reduce
from typing import Final

from cards.actions import Action
from cards.team import SHOWN, affected_words
from conversations.days import SeveralDays, days_of
from conversations.dialogue import Dialogue, Filled, Question, Unsure
from conversations.given import Given
from conversations.readers import Line
from domain.calendar import Calendar
from domain.errors import Invalid, Refused
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, Standing
from domain.visits.crews import crew_of, team_name, today_of
from domain.visits.leave import expect_leave, take_leave
from domain.visits.team import Team
from domain.words import N_, Words, say


async def _may_leave(uow: UnitOfWork, team_id: str, actor: Actor) -> None:
    await uow.get(Team, team_id)
    actor.must(Permission.TAKE_LEAVE, Scope(team=team_id))


async def _asked(uow: UnitOfWork, team_id: str) -> tuple[Question, ...]:
    crew = await crew_of(uow, team_id)
    return (
        Question(
            key="days",
            label=N_("Days"),
            ask=say("On which days is {team} away?", team=crew.team.name),
            reader=SeveralDays(today=crew.today),
            example=N_("tomorrow, or 24–26 Nov"),
            verify=_can_be,
            remark=_breaks(crew.booked, DEFAULT.calendar),
        ),
        Question(
            key="reason",
            label=N_("Reason"),
            ask=N_("Why?"),
            reader=Line(longest=200),
            example=N_("a wedding in the family"),
        ),
    )


async def _can_be(uow: UnitOfWork, team_id: str, answer: str, _: Given | None) -> Unsure | None:
    """What the command would refuse is said at once; there is nothing to confirm."""
    try:
        expect_leave(await uow.get(Team, team_id), days_of(answer), today_of(uow))
    except Refused as refusal:
        raise Invalid(refusal.words) from refusal
    return None


_HEADINGS: Final = (
    (Standing.BOOKED, say("These visits go to another team:")),
    (Standing.CHOSEN, say("These times were kept for customers with you; another team is to keep them:")),
    (Standing.UNDER_WAY, say("These stay yours, they are under way:")),
)


def _breaks(booked: tuple[Affected, ...], calendar: Calendar) -> Callable[[str], Words | str]:
    """Which visits these days would break."""

    def remark(answer: str) -> Words | str:
        days = days_of(answer)
        hit = [one for one in booked if days.first <= calendar.local(one.slot.start).date() <= days.last]
        found = [
            (heading, [one for one in hit if one.standing is standing]) for standing, heading in _HEADINGS
        ]
        said = [_listed(heading, visits) for heading, visits in found if visits]
        return reduce(_below, said) if said else ""

    return remark


def _listed(heading: Words, visits: list[Affected]) -> Words:
    listed = reduce(_below, [say("• {visit}", visit=affected_words(one)) for one in visits[:SHOWN]], heading)
    if len(visits) > SHOWN:
        return _below(listed, say("and {count} more", count=len(visits) - SHOWN))
    return listed


def _below(above: Words, below: Words) -> Words:
    return Words("{above}\n{below}", {"above": above, "below": below})


async def _take(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    days = days_of(filled.answers["days"])
    affected = await take_leave(uow, filled.subject, days, filled.answers["reason"], actor)
    count = Counter(one.standing for one in affected)
    said = [say("The leave is noted. No booked visit is touched.")]
    if going := count[Standing.BOOKED]:
        said = [say("The leave is noted. Visits that Ops gives to another team: {count}.", count=going)]
    if chosen := count[Standing.CHOSEN]:
        words = say("Chosen times that another team keeps now, or Ops finds one for: {count}.", count=chosen)
        said.append(words)
    return reduce(_below, said)


LEAVE: Final = Dialogue(
    name=Action.LEAVE.value,
    title=N_("Leave"),
    action=Action.LEAVE,
    check=_may_leave,
    questions=_asked,
    finish=_take,
    called=team_name,
)
