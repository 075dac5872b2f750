"""`chargeops admin rates…`: what teams earn, set in versions, loaded from a CSV, and listed."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.administering_keys import TERMINAL
from cards.text import Speaker
from conversations.days import read_day
from domain.errors import Invalid
from domain.money.amount import Money
from domain.money.rate_card import RateCard, Rates, RatesVersion, VisitRate, card_of
from domain.money.rates import set_rates
from domain.money.rates_file import read_rates
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import today_of
from domain.visits.states import VisitKind
from domain.visits.team import Team
from domain.words import say

_EXAMPLES: Final = """for example:
  admin rates list sunrise
  admin rates set sunrise --from 01.12.2026 --installation 3600 --metre 80 --free-metres 15
  admin rates set --absent 250 --emergency 500                                the company's, for all teams
  admin rates load rates.csv --from 01.12.2026

a CSV has the columns team,what,zone,charger,amount and holds whole cards; without a team a row is the company's:
  ,absent,,,250
  sunrise,installation,411,7.4,"3,500\""""


def add_rates_command(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    rates = deeds.add_parser(
        "rates",
        help="what teams earn: list, set, load",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    rates.add_argument("what", choices=["list", "set", "load"])
    rates.add_argument("of", nargs="?", default="", help="the team (empty: the company), or the CSV")
    rates.add_argument(
        "--from", dest="since", default="", help="the first day on which it counts: 01.12.2026"
    )
    rates.add_argument("--reason", default="", help="why, where that day has passed")
    for name in ("survey", "installation", "metre", "emergency", "absent"):
        rates.add_argument(f"--{name}", type=_rupees)
    for name in ("free-metres", "rework-share", "rework-deduction"):
        rates.add_argument(f"--{name}", type=int)


def _rupees(text: str) -> Money:
    try:
        return Money.rupees(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no amount, for example 3500") from None


async def give_rates_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list":
        return await _list(uow, options.of)
    since = read_day(options.since, today_of(uow)) if options.since else today_of(uow)
    if since is None:
        raise Invalid(say("From which day on? Example: --from 01.12.2026"))
    if options.what == "load":
        return await _load(uow, options, since)
    card = await uow.find(RateCard, card_of(options.of))
    before = card.on(since) if card is not None else None
    rates = _changed(before.rates if before is not None else Rates(), options)
    return "\n".join(
        _card_lines(await set_rates(uow, options.of, rates, since, TERMINAL, reason=options.reason))
    )


def _changed(rates: Rates, options: argparse.Namespace) -> Rates:
    """Those of before, with what was named; a rate for a place or a charger stays as it is."""
    given = {name: getattr(options, name) for name in _NAMES if getattr(options, name) is not None}
    kinds = [kind for kind in VisitKind if getattr(options, kind.value) is not None]
    if not given and not kinds:
        raise Invalid(say("No rate is named. Example: --survey 600 --installation 3500."))
    for kind in kinds:
        rates = rates.with_rate(VisitRate(kind=kind, amount=getattr(options, kind.value)))
    return replace(rates, **given)


_NAMES: Final = ("metre", "free_metres", "emergency", "absent", "rework_share", "rework_deduction")


async def _load(uow: UnitOfWork, options: argparse.Namespace, since: date) -> str:
    """All of the file or nothing."""
    file = read_rates(_text(options.of), {team.id for team in await uow.all(Team)})
    if file.faults:
        speaker = Speaker()
        lines = (f"row {one.row}, {one.column}: {speaker.say(one.words)}" for one in file.faults)
        raise Invalid(say("Nothing was taken over:\n{faults}", faults="\n".join(lines)))
    cards = [
        await set_rates(uow, team, rates, since, TERMINAL, reason=options.reason)
        for team, rates in file.cards.items()
    ]
    return "\n".join(line for card in cards for line in _card_lines(card))


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(say("The file “{name}” cannot be read: {why}", name=name, why=str(error))) from None


async def _list(uow: UnitOfWork, team: str) -> str:
    cards = [await uow.find(RateCard, card_of(team))] if team else await uow.all(RateCard)
    lines = [line for card in cards if card is not None for line in _card_lines(card)]
    return "\n".join(lines) or "no rates of its own; set some with: admin rates set"


def _card_lines(card: RateCard) -> Iterator[str]:
    yield card.team or "the company (what a team's own card leaves open)"
    for version in card.versions:
        yield f"  {version.number}. from {version.valid_from:%d.%m.%Y}, set by {version.by} {version.reason}".rstrip()
        yield from (f"     {line}" for line in _rate_lines(version))


def _rate_lines(version: RatesVersion) -> Iterator[str]:
    rates = version.rates
    for rate in rates.visits:
        where = " ".join(filter(None, (rate.zone, f"{rate.charger} kW" if rate.charger else "")))
        yield f"{rate.kind} {where}".strip() + f": {rate.amount}"
    for name in _NAMES:
        if (value := getattr(rates, name)) is not None:
            yield f"{name.replace('_', ' ')}: {value}{'%' if name.startswith('rework') else ''}"
