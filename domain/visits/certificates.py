"""A team's certificates: warned of before they expire, renewed, and what happens when one has expired."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.rules import Rule, Timer
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, booked_on, open_all, packed
from domain.visits.crews import today_of
from domain.visits.team import MOST_AHEAD, Certificate, Team
from domain.words import N_, say

NAME_MOST: Final = 40
"""It is a part of what tells its timers apart."""
EXPIRED: Final = N_("the team's certificate has expired")
_DAY: Final = timedelta(days=1)


def team_timers(team: Team) -> frozenset[Timer]:
    """What a team wants to be reminded of: nothing, once it no longer works for us."""
    if not team.active:
        return frozenset()
    return frozenset(timer for one in team.certificates for timer in _timers(team, one))


def _timers(team: Team, certificate: Certificate) -> Sequence[Timer]:
    """The warnings, the earliest first, and the first moment at which it is no longer good."""
    calendar, expires = DEFAULT.calendar, certificate.expires_on
    mark = f"{expires.isoformat()}/{certificate.name}"
    warnings = [
        Timer(
            subject=team.subject,
            rule=Rule.CERTIFICATE_ENDS,
            occurrence=f"{span.days}d/{mark}",
            due_at=calendar.at(expires - span, DEFAULT.morning),
        )
        for span in sorted(DEFAULT.certificate_warnings, reverse=True)
    ]
    over = Timer(
        subject=team.subject,
        rule=Rule.CERTIFICATE_EXPIRED,
        occurrence=mark,
        due_at=calendar.midnight(expires + _DAY),
    )
    return (*warnings, over)


async def certificate_is_due(uow: UnitOfWork, timer: Timer, team_id: str) -> None:
    """A warning, or the end; a warning that comes so late that the next one is due as well is not given."""
    team = await uow.find(Team, team_id)
    if team is None or timer not in team_timers(team):
        return
    certificate = next(one for one in team.certificates if timer in _timers(team, one))
    due = [other for other in _timers(team, certificate) if other.due_at <= uow.now]
    if timer.rule is Rule.CERTIFICATE_ENDS and due[-1] != timer:
        return
    by = SYSTEM.must(Permission.KEEP_CERTIFICATES)
    beyond = await _booked_beyond(uow, team, certificate)
    late = {"late_minutes": str(int((uow.now - timer.due_at).total_seconds() // 60))}
    if timer.rule is Rule.CERTIFICATE_ENDS:
        uow.record(_tells(uow, Happening.CERTIFICATE_ENDS_SOON, team, certificate, by, beyond, late))
        return
    uow.record(_tells(uow, Happening.CERTIFICATE_HAS_EXPIRED, team, certificate, by, beyond, late))
    await open_all(uow, beyond, EXPIRED, by)


async def certify(
    uow: UnitOfWork, team_id: str, certificate: Certificate, actor: Actor
) -> tuple[Affected, ...]:
    """Add it, or renew the one of that name; what is booked beyond its new end."""
    by = actor.must(Permission.KEEP_CERTIFICATES)
    team = await uow.get(Team, team_id)
    fresh = replace(certificate, name=line(certificate.name, longest=NAME_MOST))
    if fresh.expires_on < today_of(uow):
        raise Invalid(say("{day} is over. Example of an expiry: 31.03.2028.", day=fresh.expires_on))
    kept = tuple(one for one in team.certificates if one.name.casefold() != fresh.name.casefold())
    beyond = await _booked_beyond(uow, team, fresh)
    event = _tells(uow, Happening.CERTIFICATE_RENEWED, team, fresh, by, beyond, {})
    await uow.save(replace(team, certificates=(*kept, fresh)), event)
    return beyond


async def remove_certificate(uow: UnitOfWork, team_id: str, name: str, actor: Actor) -> Team:
    """It is no longer asked of the team."""
    by = actor.must(Permission.KEEP_CERTIFICATES)
    team = await uow.get(Team, team_id)
    gone = next((one for one in team.certificates if one.name.casefold() == name.strip().casefold()), None)
    if gone is None:
        known = ", ".join(one.name for one in team.certificates) or "–"
        raise Refused(say("{team} has no such certificate. It has: {known}.", team=team.name, known=known))
    kept = tuple(one for one in team.certificates if one is not gone)
    event = _tells(uow, Happening.CERTIFICATE_REMOVED, team, gone, by, (), {})
    return await uow.save(replace(team, certificates=kept), event)


async def _booked_beyond(uow: UnitOfWork, team: Team, certificate: Certificate) -> tuple[Affected, ...]:
    first = max(certificate.expires_on + _DAY, today_of(uow))
    return await booked_on(uow, [team.id], first, first + MOST_AHEAD, DEFAULT.calendar)


def _tells(  # noqa: PLR0913, PLR0917  what happened to which certificate of whom
    uow: UnitOfWork,
    kind: Happening,
    team: Team,
    certificate: Certificate,
    by: By,
    beyond: Sequence[Affected],
    more: dict[str, str],
) -> Event:
    facts = {
        "team": team.id,
        "certificate": f"{certificate.name} {certificate.number}".strip(),
        "expires": f"{certificate.expires_on:%d.%m.%Y}",
        "visits": packed(beyond),
        **more,
    }
    return Event(kind=kind, lead=None, subject=team.subject, by=by, at=uow.now, facts=facts)
