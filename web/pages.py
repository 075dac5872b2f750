"""What the pages without scripts share: their frame, their headers, and how a moment, a span and an owner are written."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Final

from domain.calendar import Calendar
from domain.owed import NextAction
from domain.people.roles import Role
from domain.words import N_, Words, say

_CALENDAR: Final = Calendar()
# Shorter than the titles that cards use: a column of a table has little room.
ROLES: Final[Mapping[Role, str]] = {
    Role.OEM: N_("oem"),
    Role.CUSTOMER: N_("customer"),
    Role.OPS: N_("ops"),
    Role.FIELD: N_("field"),
    Role.PROCUREMENT: N_("procurement"),
    Role.FINANCE: N_("finance"),
    Role.REPORTING: N_("reporting"),
    Role.ADMIN: N_("admin"),
    Role.SYSTEM: N_("system"),
}


def headers(style: str) -> dict[str, str]:
    """Nothing is loaded and nothing runs; only a page on the reader's own machine may frame it."""
    known = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors http://127.0.0.1:* http://localhost:*"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def page(body: str, title: str, style: str, *, refresh_s: int) -> str:
    """`body` is HTML already, `title` is not."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="refresh" content="{refresh_s}"><style>{style}</style></head><body>{body}</body></html>'
    )


def moment_of(moment: datetime) -> str:
    return f"{day_of(moment)}, {time_of(moment)}"


def day_of(moment: datetime) -> str:
    local = _CALENDAR.local(moment)
    return f"{local:%a} {local.day} {local:%b %Y}"


def time_of(moment: datetime) -> str:
    return f"{_CALENDAR.local(moment):%H:%M}"


def who(action: NextAction) -> Words:
    narrowed = action.team or action.oem
    role = say(ROLES[action.role])
    return say("{role} ({whose})", role=role, whose=narrowed) if narrowed else role


def span_of(span: timedelta) -> Words:
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return say("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return say("{minutes} min", minutes=minutes)
