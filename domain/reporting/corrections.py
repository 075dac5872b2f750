"""What has become known of a period after its report went out: listed in the next one, never written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Final

from domain.calendar import Calendar
from domain.reporting.figures import Figures, Share, Spread
from domain.reporting.tracker import Line

MOST: Final = 500
_CALENDAR: Final = Calendar()
_NOT_COMPARED: Final = frozenset({"oem", "span", "until", "facts_at", "days", "states", "dealers"})
_OWN: Final = frozenset({"took", "kept", "part", "why_cancelled"})
"""Of a line: what stands in no column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A figure, or with `lead` a column of its line: as it was reported, and as it is known now."""

    what: str
    lead: str = ""
    was: str
    now: str


def corrections_of(
    was: tuple[Figures, Sequence[Line]], now: tuple[Figures, Sequence[Line]]
) -> tuple[Correction, ...]:
    """Figures first, then leads in their order; at most so many, because what is wrong throughout needs no list."""
    found = [*_of_figures(was[0], now[0]), *_of_lines(was[1], now[1])]
    return tuple(found[:MOST])


def _of_figures(was: Figures, now: Figures) -> Iterator[Correction]:
    before, after = dict(_flat("", was)), dict(_flat("", now))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name, "0") != after.get(name, "0"):
            yield Correction(what=name, was=before.get(name, "0"), now=after.get(name, "0"))


def _of_lines(was: Sequence[Line], now: Sequence[Line]) -> Iterator[Correction]:
    before, after = {line.lead: line for line in was}, {line.lead: line for line in now}
    for lead in dict.fromkeys((*before, *after)):
        old, new = _columns(before.get(lead)), _columns(after.get(lead))
        for name in dict.fromkeys((*old, *new)):
            if old.get(name, "") != new.get(name, ""):
                yield Correction(what=name, lead=lead, was=old.get(name, ""), now=new.get(name, ""))


def _columns(line: Line | None) -> dict[str, str]:
    if line is None:
        return {}
    names = (field.name for field in fields(line) if field.name not in _OWN)
    return {name: _written(getattr(line, name)) for name in names}


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  any figure
    if isinstance(value, Share | Spread) or not (is_dataclass(value) or isinstance(value, Mapping)):
        yield name, _figure(value)
        return
    parts = (
        value.items()
        if isinstance(value, Mapping)
        else ((field.name, getattr(value, field.name)) for field in fields(value))
    )
    for part, inner in parts:
        if part not in _NOT_COMPARED:
            yield from _flat(f"{name}.{part}" if name else str(part), inner)


def _figure(value: object) -> str:
    if isinstance(value, Share):
        return f"{value.good} of {value.total}"
    if isinstance(value, Spread):
        return f"{value.count} in {value.mean} h on average"
    return f"{value}"


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return f"{_CALENDAR.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        return ", ".join(f"{part}" for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value}"
