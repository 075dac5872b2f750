"""`chargeops admin holiday`: which public holidays of a state are days off."""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import holidays

from bot.administering_keys import TERMINAL
from cards.text import Speaker
from conversations.days import read_day
from domain.errors import Invalid
from domain.indian_states import state_named
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import today_of
from domain.visits.day_off import BANKS, NATIONAL, DaysOff, is_national, whose
from domain.visits.days_off import add_days_off, remove_day_off
from domain.words import say

_EXAMPLES: Final = """26 January, 15 August and 2 October are days off everywhere; all others as you add them:
  admin holiday suggest MH 2027              what is known of that state and year
  admin holiday add MH 2027 --suggested      takes all of it over
  admin holiday add MH 24.11.2026 "Guru Nanak Jayanti"
  admin holiday list MH
  admin holiday add bank 02.11.2026 "Diwali"  banks are closed: payouts run on the next day they are open
  admin holiday remove MH 24.11.2026"""
NAMED_IN: Final = "en_IN"
"""As India writes them in English; without a word the library would go by the machine's language."""
_EXAMPLE: Final = 'admin holiday add MH 24.11.2026 "Guru Nanak Jayanti"'


def add_holiday_command(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    holiday = deeds.add_parser(
        "holiday",
        help="a state's public holidays: list, suggest, add, remove",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    holiday.add_argument("what", metavar="list|suggest|add|remove")
    holiday.add_argument("state", nargs="?", help="two letters or the name, for example MH")
    holiday.add_argument("when", nargs="?", metavar="DATE|YEAR")
    holiday.add_argument("name", nargs="*")
    holiday.add_argument("--suggested", action="store_true", help="add: all that is known of that year")


async def give_holiday_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list" and not options.state:
        return "\n".join([_listed(one) for one in await uow.all(DaysOff)]) or _NONE
    if options.what not in {"list", "suggest", "add", "remove"} or not options.state:
        raise Invalid(say("Days off can be listed, suggested, added or removed. Example: {it}", it=_EXAMPLE))
    state = BANKS if options.state.lower() == "bank" else state_named(options.state)
    if options.what == "list":
        known = await uow.find(DaysOff, state)
        return _listed(known) if known is not None else _NONE
    if options.what == "suggest":
        year = _year(options.when or str(today_of(uow).year))
        return _lines(suggested(state, year)) or f"nothing is known of {whose(state)} in {year}"
    if options.what == "remove":
        name = await remove_day_off(uow, state, _day(uow, options.when), TERMINAL)
        return f"{name} is no day off in {whose(state)} any more"
    return await _added(uow, state, options)


_NONE: Final = f"no days off but the national ones: {', '.join(NATIONAL.values())}"


async def _added(uow: UnitOfWork, state: str, options: argparse.Namespace) -> str:
    if options.suggested:
        days = suggested(state, _year(options.when or ""))
    else:
        days = {_day(uow, options.when): " ".join(options.name)}
    booked = await add_days_off(uow, state, days, TERMINAL)
    speaker = Speaker()
    touched = [f"  {one.visit}  {speaker.slot(one.slot)}  {one.area}" for one in booked]
    heading = ["booked on them already; Ops has been told:"] if touched else []
    return "\n".join([_listed(await uow.get(DaysOff, state)), *heading, *touched])


def suggested(state: str, year: int) -> Mapping[date, str]:
    """What the library knows of that state and year, without the national holidays."""
    if state == BANKS:
        return {}
    known = holidays.country_holidays("IN", subdiv=state, years=year, language=NAMED_IN)
    return {day: name for day, name in sorted(known.items()) if not is_national(day)}


def _year(text: str) -> int:
    if not text.isdecimal() or not 2000 <= int(text) <= 2100:
        raise Invalid(say("Which year? Example: admin holiday suggest MH 2027"))
    return int(text)


def _day(uow: UnitOfWork, text: str | None) -> date:
    day = read_day(text or "", today_of(uow))
    if day is None:
        raise Invalid(say("Which day? Example: {example}", example=_EXAMPLE))
    return day


def _listed(known: DaysOff) -> str:
    return f"{whose(known.id)}\n{_lines(known.days) or '  none but the national ones'}"


def _lines(days: Mapping[date, str]) -> str:
    return "\n".join(f"  {day:%a %d.%m.%Y}  {name}" for day, name in days.items())
