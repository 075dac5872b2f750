"""A day as people write it: `today`, `tomorrow`, `Tue`, `24 Nov`, `24/11`, `24.11.2026`, `2026-11-24`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_FROM_TODAY: Final[Mapping[str, int]] = MappingProxyType(
    {"today": 0, "aaj": 0, "आज": 0, "tomorrow": 1, "tmrw": 1, "kal": 1, "कल": 1, "yesterday": -1}
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DAY: Final = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th)?(?:[\s./-]+(?=\d)|[\s./-]*(?=[a-z]))(\d{1,2}|[a-z]{3,9})\.?(?:[\s./-]+(\d{4}))?$"
)


def day_in(words: str, today: date) -> date | None:
    """The day that the words name, the coming one where they name no year; None for anything else."""
    typed = " ".join(words.casefold().replace(",", " ").split())
    if typed in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[typed])
    if typed.isalpha() and typed[:3] in _WEEKDAYS and _is_short_for(typed, _FULL_WEEKDAYS):
        return today + timedelta(days=(_WEEKDAYS.index(typed[:3]) - today.weekday()) % 7)
    if found := _ISO.match(typed):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY.match(_without_weekday(typed))
    month = _month(found[2]) if found else None
    if found is None or month is None:
        return None
    return _date(int(found[3]), month, int(found[1])) if found[3] else _next(today, int(found[1]), month)


_FULL_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FULL_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)


def _is_short_for(word: str, names: tuple[str, ...]) -> bool:
    return any(name.startswith(word) for name in names)


def _without_weekday(typed: str) -> str:
    first, _, rest = typed.partition(" ")
    return rest if rest and len(first) >= 3 and _is_short_for(first, _FULL_WEEKDAYS) else typed


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    known = text[:3] in _MONTHS and (_is_short_for(text, _FULL_MONTHS) or text == "sept")
    return _MONTHS.index(text[:3]) + 1 if known else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(today: date, day: int, month: int) -> date | None:
    found = (_date(year, month, day) for year in range(today.year, today.year + 5))
    return next((one for one in found if one is not None and one >= today), None)
