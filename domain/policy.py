"""Clocks, nudges and limits as one table; an OEM may have rows of its own (`Oem.policy`, `domain/overriding.py`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from domain.calendar import Calendar
from domain.errors import Invalid
from domain.leads.call import CallOutcome
from domain.leads.parting import Bonds
from domain.materials.package import Pieces, Prices
from domain.money.amount import Money
from domain.words import say

_H = timedelta(hours=1)
_D = timedelta(days=1)
_M = timedelta(minutes=1)
_TWO_ABOVE: Final = Money(50_000_00)
_DAILY_CAP: Final = Money(10_00_000_00)
_DAILY_CAP_PERSON: Final = Money(5_00_000_00)
_TEAM_BUYS: Final = Money(5_000_00)
_PROCUREMENT_BUYS: Final = Money(25_000_00)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyDesk:
    """Who answers about personal data, and within how many days (the law gives 90); shown in every notice."""

    contact: str = "ChargeOps privacy desk, privacy@chargeops.example, +91 20 5550 0100"
    answer_days: int = 30
    reminders: tuple[timedelta, ...] = (7 * _D, 25 * _D)


NEXT_CALL: Final[Mapping[CallOutcome, timedelta]] = MappingProxyType(
    {CallOutcome.BUSY: 30 * _M, CallOutcome.NO_ANSWER: 3 * _H, CallOutcome.MESSAGED: 24 * _H}
)
"""How long after a try the next one follows; then moved into calling hours."""

COUNT_ALONE: Final = Money(5_000_00)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Spans are calendar time unless the name says working time. Sources: `product.md` sections 4 and 6.

    `connection_…`: in which a DISCOM has to change a connection after a complete application (`domain-facts.md` 1.4).
    `count_alone`: a difference in stock up to this value needs no second person.
    `transfer` and `local_purchase` are how long goods of another store or of a vendor take. A reservation ends `reserved` after it
    was made without a visit, else `reserved_after` its end; `hand_out` and `hand_over` are how long before the visit the team has to
    have the materials from the store, or from another team.
    `new_payee`, `changed_payee`: for how long nothing is paid to them; `outcome_known`: by when Finance finds out what became of
    a payment. `payout_window…`: for how long a team can dispute a line of its statement before Finance is asked, `payout_nudge` how long
    before its end the team is reminded. `included_metres` of cable are the OEM's package; 0: it has none, and what the survey measured is included.
    A customer's word to cancel holds at once unless one of `customer_asks_to_cancel` has begun; then the desk decides within
    `cancel_decision_working`.
    `package_items` are on every bill of materials or on none, `customer_prices` (without tax) what is paid beyond the package,
    `gst_percent` the tax on the service. `silence_accepts`: how long a customer who could not be called has to say that something is wrong.
    `gst_percent` the tax on the service. `payable_within` is by when Ops marks payable what a team has earned.
    `metres_tolerance…`: so much more cable than agreed, the larger of both, needs no word.
    `promised_…` clocks only count in reports to the OEM.
    """

    calendar: Calendar = field(default_factory=Calendar)
    first_contact_working: timedelta = 4 * _H
    call_attempts: int = 3
    call_days: int = 2
    call_channels: int = 2
    calls_a_day: int = 2
    calls_from: time = time(9, 30)
    calls_until: time = time(19)
    call_window: timedelta = _H
    next_call: Mapping[CallOutcome, timedelta] = field(default_factory=lambda: NEXT_CALL)
    next_call_otherwise: timedelta = 3 * _H
    documents_nudges: tuple[timedelta, ...] = (24 * _H, 72 * _H)
    documents_due: timedelta = 24 * _H
    documents_to_ops: timedelta = 5 * _D
    hold_after: timedelta = 30 * _D
    desk: timedelta = 24 * _H
    customer_choice: timedelta = 24 * _H
    slots_offered: int = 6
    days_ahead: int = 14
    slot_lead: timedelta = 4 * _H
    priority_lead: timedelta = 2 * _H
    hold: timedelta = 15 * _M
    site_work_nudges: tuple[timedelta, ...] = (7 * _D, 15 * _D)
    site_work_target: timedelta = 15 * _D
    connection_metro: timedelta = 3 * _D
    connection_municipal: timedelta = 7 * _D
    connection_rural: timedelta = 15 * _D
    connection_hills: timedelta = 30 * _D
    connection_mains: timedelta = 90 * _D
    signing_code: timedelta = 30 * _M
    signing_code_tries: int = 3
    included_metres: int = 0
    cable_spare_percent: int = 10
    package_items: Pieces = field(default_factory=Pieces)
    customer_prices: Prices = field(default_factory=Prices)
    gst_percent: int = 18
    quote_answer: timedelta = 24 * _H
    metres_tolerance: int = 2
    metres_tolerance_percent: int = 10
    confirmation_call: timedelta = 72 * _H
    silence_accepts: timedelta = 48 * _H
    closure: timedelta = 48 * _H
    promised_survey_metro: timedelta = 48 * _H
    promised_survey: timedelta = 72 * _H
    promised_installation: timedelta = 7 * _D
    second_level: timedelta = 4 * _H
    acknowledge: timedelta = 2 * _H
    team_known: timedelta = 12 * _H
    reminder: timedelta = 24 * _H
    confirmation_hour: time = time(8)
    confirmation_lead: timedelta = 3 * _H
    confirm_from: timedelta = 24 * _H
    set_out_from: timedelta = 6 * _H
    confirmation_retry: timedelta = 20 * _M
    nudge: timedelta = 2 * _H
    alert: timedelta = 90 * _M
    silence: timedelta = 60 * _M
    short_notice: timedelta = 15 * _M
    eta: timedelta = 30 * _M
    eta_slip: timedelta = 15 * _M
    eta_speed_km_h: int = 20
    live_every: timedelta = _M
    signal_lost: timedelta = 5 * _M
    place_fresh: timedelta = 2 * _M
    late: timedelta = 15 * _M
    absent_wait: timedelta = 20 * _M
    report_due: timedelta = 4 * _H
    morning: time = time(9)
    offer: timedelta = 10 * _M
    near_start: timedelta = 3 * _H
    search: timedelta = 30 * _M
    climb: timedelta = 5 * _M
    climb_far: timedelta = 30 * _M
    neglect: timedelta = 10 * _M
    by_hand_working: timedelta = 2 * _H
    backup_digits: int = 1
    backup_ride: timedelta = 45 * _M
    confirmation_stands: timedelta = 2 * _H
    call_back: timedelta = 10 * _M
    priority: timedelta = 30 * _M
    near_site_m: int = 300
    place_exact_m: int = 100
    photo_least_px: int = 480
    photo_least_brightness: int = 20
    photo_least_sharpness: int = 12
    video_most_mb: int = 500
    transfer: timedelta = 2 * _D
    local_purchase: timedelta = _D
    reserved: timedelta = 14 * _D
    reserved_after: timedelta = 3 * _D
    hand_out: timedelta = 16 * _H
    receipt: timedelta = 4 * _H
    hand_over: timedelta = 2 * _H
    bring_back: timedelta = 3 * _D
    hold_review: timedelta = 7 * _D
    record_span: timedelta = 90 * _D
    rework_within: timedelta = 30 * _D
    payable_within: timedelta = 14 * _D
    certificate_warnings: tuple[timedelta, ...] = (_D, 7 * _D, 30 * _D)
    two_approvers_above: Money = _TWO_ABOVE
    daily_cap: Money = _DAILY_CAP
    daily_cap_person: Money = _DAILY_CAP_PERSON
    new_payee: timedelta = 2 * _H
    changed_payee: timedelta = 24 * _H
    outcome_known: timedelta = 15 * _M
    payout_hour: time = time(9)
    payout_window: timedelta = 24 * _H
    payout_window_per_job: timedelta = 2 * _H
    payout_nudge: timedelta = 14 * _H
    count_alone: Money = COUNT_ALONE
    purchase_team_most: Money = _TEAM_BUYS
    purchase_procurement_most: Money = _PROCUREMENT_BUYS
    purchase_variance_percent: int = 10
    customer_asks_to_cancel: Bonds = field(default_factory=Bonds)
    cancel_decision_working: timedelta = 4 * _H
    privacy: PrivacyDesk = field(default_factory=PrivacyDesk)


DEFAULT: Final = Policy()

OF_COMPANY: Final = frozenset({"daily_cap", "daily_cap_person", "count_alone"})
"""What leaves in a day leaves for all OEMs together, and so does what lies in the stores."""

OF_TEAMS: Final = frozenset(
    {
        "certificate_warnings",
        "record_span",
        "payable_within",
        "payout_hour",
        "payout_window",
        "payout_window_per_job",
        "payout_nudge",
    }
)
"""Teams work for all OEMs, so what concerns them alone is nobody's own."""

_SPAN: Final = re.compile(r"(\d{1,4}) ?(m|h|d)")
_UNITS: Final = {"m": _M, "h": _H, "d": _D}


def with_overrides(overrides: Mapping[str, str]) -> Policy:
    """The default table with these rows of an OEM in place of its own; `Invalid` for a row that cannot be.

    A span is written `90m`, `48h` or `2d`, several as `24h,72h`, an hour of the day as `08:00`, a count as `3`, an amount as `50,000`.
    """
    return _overridden(tuple(sorted(overrides.items())))


@cache
def _overridden(rows: tuple[tuple[str, str], ...]) -> Policy:
    changed: Any = {name: _read(name, text) for name, text in rows}
    return replace(DEFAULT, **changed) if changed else DEFAULT


def _read(name: str, text: str) -> object:
    row = getattr(DEFAULT, name, None)
    reader = _READERS.get(type(row))
    if reader is None or name in OF_TEAMS | OF_COMPANY:
        known = ", ".join(clocks())
        raise Invalid(say("There is no clock “{name}”. There are: {known}.", name=name, known=known))
    return reader(text.strip())


def clocks() -> list[str]:
    """The rows of which an OEM may have its own."""
    return [
        row
        for row in DEFAULT.__slots__
        if row not in OF_TEAMS | OF_COMPANY and type(getattr(DEFAULT, row)) in _READERS
    ]


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise Invalid(say("“{text}” is no span of time. Examples: 90m, 48h, 2d.", text=text))
    return int(found[1]) * _UNITS[found[2]]


def _spans(text: str) -> tuple[timedelta, ...]:
    spans = tuple(_span(part.strip()) for part in text.split(","))
    if list(spans) != sorted(set(spans)):
        raise Invalid(say("“{text}” should go upwards. Example: 24h,72h.", text=text))
    return spans


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise Invalid(say("“{text}” is no count. Example: 3.", text=text))
    return int(text)


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Invalid(say("“{text}” is no time of day. Example: 08:00.", text=text)) from None


def _amount(text: str) -> Money:
    try:
        return Money.rupees(text)
    except ValueError:
        raise Invalid(say("“{text}” is no amount of rupees. Example: 50,000.", text=text)) from None


_READERS: Final[Mapping[type, Any]] = {
    timedelta: _span,
    tuple: _spans,
    int: _count,
    time: _hour,
    Pieces: Pieces.read,
    Prices: Prices.read,
    Money: _amount,
    Bonds: Bonds.read,
}
