"""`chargeops admin team…`: teams, their certificates and leave, at the terminal."""

import argparse
from collections.abc import Sequence
from typing import Any, Final

from bot import team_options
from bot.administering_keys import TERMINAL
from cards.text import Speaker
from conversations.days import read_day, read_days
from domain.errors import Invalid
from domain.money.amount import Money
from domain.money.rate_card import Rates, VisitRate
from domain.money.rates import set_rates
from domain.money.tds import PayeeKind, masked_pan
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected
from domain.visits.certificates import certify, remove_certificate
from domain.visits.crews import Crew, crew_of, today_of
from domain.visits.leave import take_leave, withdraw_leave
from domain.visits.states import VisitKind
from domain.visits.team import Certificate, PaymentSchedule, Team
from domain.visits.teams import TeamChange, add_team, change_team
from domain.words import say

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CERTIFICATES: Final = """for example:
  admin certificate add sunrise "Electrical licence" --expires 31.03.2028 --number MH-2231
  admin certificate add sunrise "Electrical licence" --expires 31.03.2030    renews it
  admin certificate list
  admin certificate remove sunrise "Electrical licence\""""
_LEAVE: Final = """for example:
  admin leave list
  admin leave add sunrise "24-26 Nov" "a wedding in the family"
  admin leave withdraw sunrise "24 Nov"                                      named by its first day"""


def add_team_commands(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    team = deeds.add_parser("team", help="add a field team that does surveys and installations")
    team.add_argument("id", type=team_options.team_id)
    team.add_argument("name")
    team.add_argument("--schedule", choices=[s.value for s in PaymentSchedule], default="fortnightly")
    team.add_argument("--survey", type=Money.rupees, required=True, help="rate, for example 600")
    team.add_argument("--installation", type=Money.rupees, required=True, help="rate, for example 3500")
    team.add_argument("--payee", required=True, help="UPI address, for example crew@okbank")
    _about_work(team, zones_required=True)
    change = deeds.add_parser("team-change", help="change a team's hours, days, places, skills, areas, base")
    change.add_argument("id")
    change.add_argument("--name")
    change.add_argument("--schedule", choices=[s.value for s in PaymentSchedule])
    change.add_argument("--payee", help="UPI address, or IFSC and account: crew@okbank")
    change.add_argument("--active", choices=["yes", "no"], help="no: it no longer works for us")
    _about_work(change, zones_required=False)
    deeds.add_parser("teams", help="all teams: people, hours, places, leave, certificates")
    _with_examples(
        deeds, "certificate", "what a team may not work without: add or renew, list, remove", _CERTIFICATES
    )
    _with_examples(deeds, "leave", "days on which a team is away: add, list, withdraw", _LEAVE)


def _about_work(parser: argparse.ArgumentParser, *, zones_required: bool) -> None:
    parser.add_argument(
        "--zones", type=team_options.zones, required=zones_required, help="PIN-code prefixes, 411,412"
    )
    parser.add_argument("--skills", type=team_options.skills, help="for example survey,installation")
    parser.add_argument("--hours", type=team_options.hours, help="for example 09:00-18:00")
    parser.add_argument("--days", type=team_options.weekdays, help="for example mon-sat")
    parser.add_argument("--capacity", type=team_options.capacity, help="visits a day, for example 3")
    parser.add_argument("--base", type=team_options.base, help="where its day begins: 18.5204,73.8567")
    parser.add_argument("--state", type=team_options.state, help="whose public holidays it has: MH")
    parser.add_argument("--pan", type=team_options.pan, help="of whoever is paid: AAPFU0939F")
    parser.add_argument("--payee-kind", choices=[k.value for k in PayeeKind], help="only without a PAN")
    parser.add_argument(
        "--lower-tds",
        type=team_options.lower_tds,
        help='the tax office\'s certificate: "AB12/2026 0.5 2026-04-01 2027-03-31 200000"',
    )
    parser.add_argument("--phone", help="the number that customers and Ops are given")


def _with_examples(deeds: Any, name: str, about: str, examples: str) -> None:  # noqa: ANN401  argparse's
    parser = deeds.add_parser(
        name, help=about, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what")
    parser.add_argument("team", nargs="?")
    parser.add_argument("subject", nargs="?", help="a certificate's name, or days")
    parser.add_argument("reason", nargs="*")
    parser.add_argument("--expires", default="", help="the last day on which it is good: 31.03.2028")
    parser.add_argument("--number", default="")


async def give_team_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    skills = options.skills or frozenset(VisitKind)
    team = Team(
        id=options.id,
        name=options.name,
        skills=skills,
        zones=options.zones,
        schedule=PaymentSchedule(options.schedule),
        payee=options.payee,
        **_work(options),
    )
    await add_team(uow, team, TERMINAL)
    await set_rates(uow, team.id, _first_rates(options), today_of(uow), TERMINAL)
    return f"{team.name} is there; nobody can be told of a visit yet. Next: {_HOW}".replace("TEAM", team.id)


_HOW: Final = "/bind field TEAM in its group, and admin invite field TEAM"


def _first_rates(options: argparse.Namespace) -> Rates:
    given = {VisitKind.SURVEY: options.survey, VisitKind.INSTALLATION: options.installation}
    return Rates(visits=tuple(VisitRate(kind=kind, amount=amount) for kind, amount in given.items()))


def _work(options: argparse.Namespace) -> dict[str, Any]:
    """What was given of a team's hours, days, places, base, state and phone."""
    given = {
        "workdays": options.days,
        "daily_capacity": options.capacity,
        "base": options.base,
        "state": options.state,
        "phone": options.phone,
        "pan": options.pan,
        "payee_kind": PayeeKind(options.payee_kind) if options.payee_kind else None,
        "lower_tds": options.lower_tds,
    }
    if options.hours is not None:
        given |= {"opens": options.hours[0], "closes": options.hours[1]}
    return {name: value for name, value in given.items() if value is not None}


async def give_team_change_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    change = TeamChange(
        name=options.name,
        zones=options.zones,
        skills=options.skills,
        schedule=None if options.schedule is None else PaymentSchedule(options.schedule),
        payee=options.payee,
        active=None if options.active is None else options.active == "yes",
        **_work(options),
    )
    team, misfits = await change_team(uow, options.id, change, TERMINAL)
    told = _crew_lines(await crew_of(uow, team.id))
    return _with_visits(told, "these booked visits no longer fit; Ops decides:", misfits)


async def give_teams_deed(uow: UnitOfWork, _: argparse.Namespace) -> str:
    crews = [await crew_of(uow, team.id) for team in await uow.all(Team)]
    return "\n\n".join(_crew_lines(crew) for crew in crews) or "no teams yet; add one with: admin team"


def _crew_lines(crew: Crew) -> str:
    team = crew.team
    days = ",".join(_WEEKDAYS[day] for day in sorted(team.workdays))
    lines = [
        f"{team.id}  {team.name}{'' if team.active else '  (no longer works for us)'}",
        f"  members: {', '.join(person.name for person in crew.members) or '-'}",
        f"  does {', '.join(sorted(team.skills))} in {', '.join(team.zones)}",
        f"  works {days} {team.opens:%H:%M}-{team.closes:%H:%M}, {team.daily_capacity} visits a day",
        f"  state {team.state or '-'}, base {team.base or '-'}, booked {len(crew.visits)}",
        f"  paid {team.schedule.value.replace('_', ' ')}, PAN {masked_pan(team.pan) or 'none: tax is 20 % where any is due'}",
        *(f"  leave {one.first:%d.%m.%Y}-{one.last:%d.%m.%Y}: {one.reason}" for one in team.leave),
        *(f"  {_certificate_line(one)}" for one in team.certificates),
    ]
    if team.active and not crew.is_reachable:
        lines.append(f"  WARNING: nobody can acknowledge a visit: {_HOW}".replace("TEAM", team.id))
    return "\n".join(lines)


def _certificate_line(one: Certificate) -> str:
    return f"{one.name} {one.number}".strip() + f" until {one.expires_on:%d.%m.%Y}"


async def give_certificate_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list":
        teams = [await uow.get(Team, options.team)] if options.team else await uow.all(Team)
        lines = [f"{team.id}  {_certificate_line(one)}" for team in teams for one in team.certificates]
        return "\n".join(lines) or "no certificates yet"
    if options.what not in {"add", "remove"} or not options.team or not options.subject:
        raise Invalid(
            say("A certificate can be added, listed or removed. Example: {example}", example=_EXAMPLE)
        )
    if options.what == "remove":
        team = await remove_certificate(uow, options.team, options.subject, TERMINAL)
        return f"{team.name} needs it no longer"
    expires = read_day(options.expires, today_of(uow))
    if expires is None:
        raise Invalid(say("Until when is it good? Example: --expires 31.03.2028"))
    certificate = Certificate(name=options.subject, number=options.number, expires_on=expires)
    beyond = await certify(uow, options.team, certificate, TERMINAL)
    return _with_visits(_certificate_line(certificate), "booked beyond it:", beyond)


_EXAMPLE: Final = 'admin certificate add sunrise "Electrical licence" --expires 31.03.2028'


async def give_leave_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list":
        teams = [await uow.get(Team, options.team)] if options.team else await uow.all(Team)
        lines = [
            f"{team.id}  {one.first:%d.%m.%Y}-{one.last:%d.%m.%Y}  {one.reason} (by {one.by or '-'})"
            for team in teams
            for one in team.leave
        ]
        return "\n".join(lines) or "no leave"
    days = read_days(options.subject or "", today_of(uow))
    if options.what not in {"add", "withdraw"} or not options.team or days is None:
        raise Invalid(
            say("Leave can be added, listed or withdrawn. Example: {example}", example=_LEAVE_EXAMPLE)
        )
    if options.what == "withdraw":
        team = await withdraw_leave(uow, options.team, days.first, TERMINAL)
        return f"{team.name} works again"
    affected = await take_leave(uow, options.team, days, " ".join(options.reason), TERMINAL)
    return _with_visits("noted", "open for another team now:", affected)


_LEAVE_EXAMPLE: Final = 'admin leave add sunrise "24-26 Nov" "a wedding in the family"'


def _with_visits(told: str, heading: str, affected: Sequence[Affected]) -> str:
    if not affected:
        return told
    speaker = Speaker()
    lines = (f"  {one.visit}  {speaker.slot(one.slot)}  {one.area}" for one in affected)
    return "\n".join((told, heading, *lines))
