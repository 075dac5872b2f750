"""`chargeops admin`: what an admin does in chat, and what only the terminal can do."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.administering_checklists import add_checklist_command, give_checklist_deed
from bot.administering_holidays import add_holiday_command, give_holiday_deed
from bot.administering_keys import TERMINAL, add_key_command, give_key_deed
from bot.administering_rates import add_rates_command, give_rates_deed
from bot.administering_stores import (
    add_store_commands,
    give_receive_deed,
    give_store_deed,
    give_stores_deed,
)
from bot.administering_teams import (
    add_team_commands,
    give_certificate_deed,
    give_leave_deed,
    give_team_change_deed,
    give_team_deed,
    give_teams_deed,
)
from bot.administering_webhooks import add_webhook_command, give_webhook_deed
from bot.clocks import SystemClock
from bot.inputs import Links
from bot.keeping import keep
from bot.settings import Settings
from bot.team_options import team_id
from domain.errors import Invalid, Refused
from domain.overriding import set_policy
from domain.people.access import bind_group, invite_person, make_claim, revoke_person
from domain.people.person import Chat, Grant, Oem, Person
from domain.people.roles import Role
from domain.people.sessions import GIVEN_LINK_LIVES, open_portal
from domain.reporting.period_wishes import Channel, read_wishes
from domain.reporting.periods import wish_reports
from domain.reporting.wishes import set_wishes
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.words import say
from storage.migrating import migrate

_ROLES: Final = [role.value for role in Role if role not in {Role.SYSTEM, Role.CUSTOMER}]
Deed = Callable[[UnitOfWork, argparse.Namespace], Awaitable[str]]


def add_admin_commands(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("claim", help="a code with which the first admin claims the bot")
    deeds.add_parser("people", help="who has which role")
    invite = deeds.add_parser("invite", help="a single-use link to a role")
    invite.add_argument("role", choices=_ROLES)
    invite.add_argument("of", nargs="?", help="the team or OEM, for these roles")
    bind = deeds.add_parser("bind", help="give a group its desk")
    bind.add_argument("chat", type=int)
    bind.add_argument("role", choices=_ROLES)
    bind.add_argument("of", nargs="?", help="the team or OEM, for these roles")
    bind.add_argument("--forum", action="store_true", help="the group has topics")
    revoke = deeds.add_parser("revoke", help="take all roles from a person")
    revoke.add_argument("person")
    _add_oem_commands(deeds)
    add_key_command(deeds)
    add_webhook_command(deeds)
    add_team_commands(deeds)
    add_holiday_command(deeds)
    add_checklist_command(deeds)
    add_store_commands(deeds)
    add_rates_command(deeds)


def _add_oem_commands(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    oem = deeds.add_parser("oem", help="add an OEM")
    oem.add_argument("id", type=team_id)
    oem.add_argument("name")
    policy = deeds.add_parser(
        "policy", help="an OEM's own clocks, for example reminder=48h; reminder= takes the default"
    )
    policy.add_argument("oem")
    policy.add_argument("rows", nargs="*", type=_row, metavar="clock=value")
    pack = deeds.add_parser(
        "pack",
        help='an OEM\'s own closure pack, for example title="Home charging file" '
        'name="{reference}_{lead}_{edition}" colour=#0b5cad parts=installation,photos '
        'standards="VHC-7; VHC-8"; title= takes the default',
    )
    pack.add_argument("oem")
    pack.add_argument("rows", nargs="*", type=_row, metavar="field=value")
    reports = deeds.add_parser("reports", help="which reports an OEM gets by themselves, and by which ways")
    reports.add_argument("oem")
    reports.add_argument("--rhythms", default="weekly,monthly", help="none of them: --rhythms=")
    reports.add_argument("--channels", help="chat,portal,webhook,email; all unless some are named")
    reports.add_argument(
        "--addresses", default="", help="for e-mail: reports@voltera.example,asha@voltera.example"
    )
    portal = deeds.add_parser("portal", help="a link that signs somebody of an OEM in to the portal, once")
    portal.add_argument("oem")
    portal.add_argument("name", nargs="*", help="who it is for, where the OEM has more than one person")


def _row(text: str) -> tuple[str, str]:
    name, is_there, value = text.partition("=")
    if not is_there:
        raise argparse.ArgumentTypeError("a clock and its value, for example reminder=48h")
    return name.strip(), value.strip()


async def administer(settings: Settings, options: argparse.Namespace) -> int:
    settings.folder()
    options.address = settings.address
    keeping = keep(settings.database)
    try:
        await migrate(keeping.database)
        async with keeping.database.begin() as connection:
            uow = keeping.work.on(connection, SystemClock().now())
            told = await DEEDS[options.deed](uow, options)
            await settle(uow)
    finally:
        await keeping.database.close()
    sys.stdout.write(f"{told}\n")
    return 0


async def _claim(uow: UnitOfWork, _: argparse.Namespace) -> str:
    return f"/start {(await make_claim(uow)).id}"


async def _people(uow: UnitOfWork, _: argparse.Namespace) -> str:
    lines = []
    for person in await uow.all(Person, staff=1):
        roles = ", ".join(" ".join(filter(None, (g.role.value, g.team, g.oem))) for g in person.grants)
        lines.append(f"{person.id}  {person.name}  {roles or '-'}")
    return "\n".join(lines) or "nobody yet"


def _grant(options: argparse.Namespace) -> Grant:
    role = Role(options.role)
    if role in {Role.FIELD, Role.OEM} and not options.of:
        raise Invalid(say("Name the team or OEM too. Example: admin invite field sunrise"))
    return Grant(
        role=role,
        team=options.of if role is Role.FIELD else None,
        oem=options.of if role is Role.OEM else None,
    )


async def _invite(uow: UnitOfWork, options: argparse.Namespace) -> str:
    return f"/start {(await invite_person(uow, _grant(options), TERMINAL)).id}"


async def _bind(uow: UnitOfWork, options: argparse.Namespace) -> str:
    grant = _grant(options)
    chat = Chat(
        id=options.chat,
        title=str(options.chat),
        role=grant.role,
        team=grant.team,
        oem=grant.oem,
        is_forum=options.forum,
    )
    await bind_group(uow, chat, TERMINAL)
    return f"{chat.id} is {options.role} now"


async def _revoke(uow: UnitOfWork, options: argparse.Namespace) -> str:
    return f"{(await revoke_person(uow, options.person, TERMINAL)).name} has no role any more"


async def _fresh(uow: UnitOfWork, kind: type[Oem], key: str) -> None:
    if await uow.find(kind, key) is not None:
        raise Refused(say("There is a {key} already.", key=key))


async def _oem(uow: UnitOfWork, options: argparse.Namespace) -> str:
    await _fresh(uow, Oem, options.id)
    await uow.add(Oem(id=options.id, name=options.name))
    return f"{options.name} is there; make a key with: admin key make {options.id}"


async def _policy(uow: UnitOfWork, options: argparse.Namespace) -> str:
    oem = await set_policy(uow, options.oem, dict(options.rows), TERMINAL)
    own = "\n".join(f"{name}={text}" for name, text in sorted(oem.policy.items()))
    return own or f"{oem.name} has the default clocks"


async def _pack(uow: UnitOfWork, options: argparse.Namespace) -> str:
    oem = await set_wishes(uow, options.oem, dict(options.rows), TERMINAL)
    own = "\n".join(f"{name}={text}" for name, text in sorted(oem.pack.items()))
    return own or f"{oem.name} has the default closure pack"


async def _reports(uow: UnitOfWork, options: argparse.Namespace) -> str:
    channels = None if options.channels is None else _listed(options.channels)
    wishes = read_wishes(_listed(options.rhythms), channels, _listed(options.addresses))
    oem = await wish_reports(uow, options.oem, wishes, TERMINAL)
    said = ", ".join(sorted(oem.reports.rhythms)) or "none by itself"
    ways = [*sorted(oem.reports.channels - {Channel.EMAIL}), *oem.reports.addresses]
    return f"{oem.name}: {said}; by {', '.join(ways) or 'the API alone'}"


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


async def _portal(uow: UnitOfWork, options: argparse.Namespace) -> str:
    _, person, secret = await open_portal(uow, TERMINAL, oem=options.oem, name=" ".join(options.name))
    hours = int(GIVEN_LINK_LIVES.total_seconds()) // 3600
    return f"for {person.name}, once, within {hours} hours: {Links('', options.address).portal(secret)}"


DEEDS: Final[Mapping[str, Deed]] = {
    "claim": _claim,
    "people": _people,
    "invite": _invite,
    "bind": _bind,
    "revoke": _revoke,
    "oem": _oem,
    "policy": _policy,
    "pack": _pack,
    "reports": _reports,
    "key": give_key_deed,
    "webhook": give_webhook_deed,
    "portal": _portal,
    "team": give_team_deed,
    "team-change": give_team_change_deed,
    "teams": give_teams_deed,
    "rates": give_rates_deed,
    "certificate": give_certificate_deed,
    "leave": give_leave_deed,
    "holiday": give_holiday_deed,
    "checklist": give_checklist_deed,
    "store": give_store_deed,
    "stores": give_stores_deed,
    "receive": give_receive_deed,
}
