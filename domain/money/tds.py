"""Tax deducted at source from what field teams are paid (`domain-facts.md` 4.5). Pure: rates are data, valid from a day.

The year is India's (April to March) and is the one of the day on which a payout is computed. What is not yet taxed of the year is taxed
as soon as a threshold is passed, so a payout whose tax was held back, or that was reversed, is made up for by the next one.
Tax is rounded to whole rupees, half a rupee upwards. At least one rupee of a payout stays to be paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Invalid
from domain.money.amount import NOTHING, Money
from domain.money.tax_numbers import pan as pan_number
from domain.words import N_, say

_WHOLE: Final = 10_000
"""Basis points of the whole: 100 of them are one per cent."""
_SINGLE: Final = Money(30_000_00)
_YEAR: Final = Money(1_00_000_00)
LEAST_NET: Final = Money(1_00)


class PayeeKind(StrEnum):
    INDIVIDUAL = "individual"
    HUF = "huf"
    FIRM = "firm"
    COMPANY = "company"
    OTHER = "other"


KINDS: Final[Mapping[PayeeKind, str]] = MappingProxyType(
    {
        PayeeKind.INDIVIDUAL: N_("individual"),
        PayeeKind.HUF: N_("Hindu undivided family"),
        PayeeKind.FIRM: N_("firm or LLP"),
        PayeeKind.COMPANY: N_("company"),
        PayeeKind.OTHER: N_("association, trust or other body"),
    }
)
_BY_LETTER: Final = {
    "P": PayeeKind.INDIVIDUAL,
    "H": PayeeKind.HUF,
    "F": PayeeKind.FIRM,
    "C": PayeeKind.COMPANY,
}
_NATURAL: Final = frozenset({PayeeKind.INDIVIDUAL, PayeeKind.HUF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds from a day on; rates in basis points. `code_…` are what the return names the payment by."""

    valid_from: date
    section: str
    natural_bp: int = 100
    others_bp: int = 200
    without_pan_bp: int = 2000
    single: Money = _SINGLE
    year: Money = _YEAR
    code_natural: str
    code_others: str

    def rate_bp(self, kind: PayeeKind) -> int:
        return self.natural_bp if kind in _NATURAL else self.others_bp

    def code(self, kind: PayeeKind) -> str:
        return self.code_natural if kind in _NATURAL else self.code_others


RULES: Final = (
    Rules(valid_from=date(2016, 6, 1), section="194C", code_natural="94C", code_others="94C"),
    Rules(
        valid_from=date(2026, 4, 1),
        section="393(1) Table Sl. 6(i)",
        code_natural="1023",
        code_others="1024",
    ),
)
"""The payment codes of the Act of 2025 are printed differently by different sources: the chartered accountant has to confirm them."""


def rules_on(day: date) -> Rules:
    return next(rules for rules in reversed(RULES) if rules.valid_from <= day)


def financial_year(day: date) -> int:
    """The year in which it began: 2026 for 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def kind_of(pan: str) -> PayeeKind:
    return _BY_LETTER.get(pan[3], PayeeKind.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerDeduction:
    """A certificate of the tax office: a lower rate from day to day (both included), up to an amount."""

    number: str
    rate_bp: int
    first: date
    last: date
    most: Money

    def __post_init__(self) -> None:
        if self.last < self.first or not 0 <= self.rate_bp <= _WHOLE:
            raise Invalid(
                say(
                    "A certificate has a rate in per cent and ends after it begins. Example: AB12/2026 0.5 1.4.2026-31.3.2027 200000"
                )
            )

    def holds_on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxpayer:
    """`kind` is asked only where there is no PAN, whose fourth letter tells it."""

    pan: str = ""
    kind: PayeeKind | None = None
    lower: LowerDeduction | None = None

    def __post_init__(self) -> None:
        if self.has_pan and self.kind not in {None, kind_of(self.pan)}:
            raise Invalid(
                say(
                    "The PAN {pan} belongs to: {kind}. Please give the one of the payee.",
                    pan=masked_pan(self.pan),
                    kind=say(KINDS[kind_of(self.pan)]),
                )
            )

    @property
    def has_pan(self) -> bool:
        """A PAN that cannot be one counts as none."""
        try:
            return pan_number(self.pan) == self.pan
        except Invalid:
            return False

    @property
    def is_a(self) -> PayeeKind:
        return kind_of(self.pan) if self.has_pan else self.kind or PayeeKind.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSoFar:
    """What was paid or is on its way to the same taxpayer in the financial year; `taxed` is that of which tax was taken."""

    gross: Money = NOTHING
    taxed: Money = NOTHING
    tds: Money = NOTHING
    certified: Money = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """`taxed` of the year is what this `tds` is on, `certified` the part of it at the certificate's rate; `before` is the year's gross until then."""

    gross: Money
    taxed: Money
    tds: Money
    rate_bp: int
    year: int
    before: Money
    pan: str
    kind: PayeeKind
    section: str
    code: str
    certificate: str = ""
    certified: Money = NOTHING

    @property
    def net(self) -> Money:
        return Money(self.gross.paise - self.tds.paise)

    @property
    def year_gross(self) -> Money:
        return self.before + self.gross

    @property
    def rate(self) -> str:
        return f"{self.rate_bp / 100:g} %"


def masked_pan(pan: str) -> str:
    """`AAPPVXXXXK`."""
    return f"{pan[:5]}XXXX{pan[9:]}" if len(pan) == 10 else ""


def withhold(gross: Money, payee: Taxpayer, before: YearSoFar, day: date) -> Withheld:
    """What of this payout is kept for the tax office."""
    rules, kind = rules_on(day), payee.is_a
    rate = rules.rate_bp(kind) if payee.has_pan else rules.without_pan_bp
    base = _taxable(gross, before, rules)
    lower = payee.lower if payee.has_pan and payee.lower and payee.lower.holds_on(day) else None
    certified = min(base, max(0, lower.most.paise - before.certified.paise)) if lower else 0
    due = _tax(certified * (lower.rate_bp if lower else 0) + (base - certified) * rate)
    most = max(0, (gross.paise - LEAST_NET.paise) // 100 * 100)
    taken = min(due, most)
    share = base * taken // due if due else base
    return Withheld(
        gross=gross,
        taxed=Money(share),
        tds=Money(taken),
        rate_bp=lower.rate_bp if lower and certified == base else rate,
        year=financial_year(day),
        before=before.gross,
        pan=payee.pan if payee.has_pan else "",
        kind=kind,
        section=rules.section,
        code=rules.code(kind),
        certificate=lower.number if lower and certified else "",
        certified=Money(min(share, certified)),
    )


def _taxable(gross: Money, before: YearSoFar, rules: Rules) -> int:
    """All of the year that is not taxed yet once the year's threshold is passed; else this payout, if it is large by itself."""
    year = before.gross.paise + gross.paise
    if year > rules.year.paise:
        return max(0, year - before.taxed.paise)
    return gross.paise if gross > rules.single else 0


def _tax(paise_times_bp: int) -> int:
    return (paise_times_bp + 50 * _WHOLE) // (100 * _WHOLE) * 100
