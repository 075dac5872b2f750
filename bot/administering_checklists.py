"""`chargeops admin checklist`: what reports ask, as files."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.administering_keys import TERMINAL
from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist, Item
from domain.checklists.reading import read_checklist
from domain.checklists.which import checklist, load_checklist
from domain.errors import Invalid
from domain.unit_of_work import UnitOfWork
from domain.words import say

_EXAMPLES: Final = """A checklist is a TOML file; those of the program lie in domain/checklists/files.
  admin checklist list
  admin checklist show survey@1
  admin checklist check voltera-survey.toml      says what is wrong with it, keeps nothing
  admin checklist load voltera-survey.toml       reports are begun with it from now on"""
_EXAMPLE: Final = "admin checklist load voltera-survey.toml"


def add_checklist_command(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    command = deeds.add_parser(
        "checklist",
        help="what the reports ask: list, show, check, load",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("what", metavar="list|show|check|load")
    command.add_argument("which", nargs="?", metavar="FILE|NAME@VERSION")


async def give_checklist_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    match options.what, options.which:
        case "list", None:
            every = [*BUILT_IN.values(), *await uow.all(Checklist)]
            return "\n".join(_line(one) for one in sorted(every, key=lambda one: one.id))
        case "show", str(name):
            return "\n".join(_lines(await checklist(uow, name)))
        case "check", str(file):
            return f"{_line(read_checklist(_text(file)))}: nothing is wrong with it"
        case "load", str(file):
            loaded = await load_checklist(uow, read_checklist(_text(file)), TERMINAL)
            return f"{_line(loaded)}: reports are begun with it from now on"
        case _:
            raise Invalid(
                say("A checklist can be listed, shown, checked or loaded. Example: {it}", it=_EXAMPLE)
            )


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            say("There is no readable file {file}. Example: {it}", file=file, it=_EXAMPLE)
        ) from error


def _line(one: Checklist) -> str:
    chargers = f"{one.chargers[0]:g}–{one.chargers[1]:g} kW" if one.chargers else "every charger"
    return f"{one.id}  {one.kind.value}, {one.oem or 'every OEM'}, {chargers}, {len(list(one.items))} items"


def _lines(one: Checklist) -> Iterator[str]:
    yield _line(one)
    for section in one.sections:
        yield section.title
        yield from (f"  {_item(item)}" for item in section.items)


def _item(item: Item) -> str:
    unit = f" ({item.unit})" if item.unit else ""
    notes = [
        item.kind.value,
        *([] if item.mandatory else ["optional"]),
        *([item.limit] if item.limit else []),
    ]
    return f"{item.key}: {item.label}{unit} – {', '.join(notes)}"
