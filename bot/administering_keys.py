"""`chargeops admin key`: an OEM's API keys are made, listed, rotated and revoked at the terminal."""

import argparse
from datetime import datetime, timedelta
from typing import Any, Final

from domain.errors import Invalid
from domain.people.actor import Actor
from domain.people.key import ApiKey
from domain.people.keys import NewKey, make_key, revoke_key, rotate_key, scopes_of
from domain.people.person import Oem
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.words import say

TERMINAL: Final = Actor(person=None, name="terminal", roles=frozenset({Role.ADMIN, Role.OPS}))
_EXAMPLES: Final = """for example:
  admin key make voltera --name "lead form" --scopes leads:write,leads:read --days 365
  admin key make voltera --sandbox        a key whose leads nobody acts on
  admin key list voltera
  admin key rotate 7f3a9c2e10 --hours 48  a new key; the old one goes on for 48 hours
  admin key revoke 7f3a9c2e10             from the next request on it opens nothing"""


def add_key_command(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    key = deeds.add_parser(
        "key",
        help="an OEM's API keys: make, list, rotate, revoke; a new one is shown once",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    key.add_argument("what", metavar="make|list|rotate|revoke", help="an OEM alone means make")
    key.add_argument("of", nargs="?", metavar="OEM|KEY", help="the OEM, or the key's id")
    key.add_argument("--name", default="", help="what the key is for")
    key.add_argument("--scopes", default="", help="for example leads:write,leads:read; all by default")
    key.add_argument("--sandbox", action="store_true", help="its leads are trial leads")
    key.add_argument("--days", type=int, help="how long it is good; until revoked by default")
    key.add_argument("--hours", type=int, default=24, help="rotate: how long the old key goes on")


async def give_key_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list":
        return await _listed(uow, options.of)
    if options.of is None:
        options.what, options.of = "make", options.what
    if options.what == "make":
        return (await make_key(uow, _asked(options), TERMINAL))[1]
    if options.what == "rotate":
        overlap = timedelta(hours=options.hours)
        return (await rotate_key(uow, options.of, TERMINAL, overlap=overlap))[1]
    if options.what == "revoke":
        return f"{(await revoke_key(uow, options.of, TERMINAL)).id} opens nothing any more"
    raise Invalid(say("A key can be made, listed, rotated or revoked. Example: admin key make voltera"))


def _asked(options: argparse.Namespace) -> NewKey:
    new = NewKey(
        oem=options.of,
        name=options.name,
        sandbox=options.sandbox,
        lives=None if options.days is None else timedelta(days=options.days),
    )
    if not options.scopes:
        return new
    return NewKey(
        oem=new.oem, name=new.name, sandbox=new.sandbox, lives=new.lives, scopes=scopes_of(options.scopes)
    )


async def _listed(uow: UnitOfWork, oem: str | None) -> str:
    keys = await uow.all(ApiKey, oem=(await uow.get(Oem, oem)).id) if oem else await uow.all(ApiKey)
    used = await uow.ledger.last_used([key.id for key in keys])
    return (
        "\n".join(_line(key, used.get(key.id), uow.now) for key in keys)
        or "no keys yet; make one with: admin key make OEM"
    )


def _line(key: ApiKey, used: datetime | None, now: datetime) -> str:
    parts = [
        key.id,
        key.oem,
        key.name,
        "sandbox" if key.sandbox else "live",
        _standing(key, now),
        ",".join(sorted(key.scopes)),
        f"made {key.created_at:%Y-%m-%d}",
        f"last used {used:%Y-%m-%d %H:%M} UTC" if used else "never used",
    ]
    return "  ".join(parts)


def _standing(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "good"
    return f"{'good until' if key.is_good(now) else 'expired'} {key.expires_at:%Y-%m-%d %H:%M} UTC"
