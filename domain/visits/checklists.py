"""What a survey and an installation report ask, and which readings are good (`domain-facts.md` section 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from domain.visits.states import VisitKind
from domain.words import N_


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a secret
    WARN = "warn"
    FAIL = "fail"


VERDICTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {Verdict.PASS: N_("good"), Verdict.WARN: N_("to watch"), Verdict.FAIL: N_("out of limits")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to answer. `label`, `example`, `limit` and the values of `choices` (by answer) are catalogue messages.

    `minimum` and `maximum` bound what is accepted at all: a number, the characters of a text, the count of photos.
    `limit` says in words what is good, where `judge` has an opinion.
    """

    key: str
    label: str
    kind: Literal["text", "number", "choice", "photos"]
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    limit: str = ""


_YES_NO: Final = MappingProxyType({"yes": N_("Yes"), "no": N_("No")})
_NEUTRAL_EARTH: Final = Item(
    key="neutral_earth_v",
    label=N_("Voltage between neutral and earth"),
    kind="number",
    unit="V",
    minimum=0,
    maximum=260,
    example="1.2",
    limit=N_("good up to 2 V, out of limits above 5 V"),
)
_EARTH: Final = Item(
    key="earth_ohm",
    label=N_("Earth resistance"),
    kind="number",
    unit="Ω",
    minimum=0,
    maximum=2000,
    example="3.5",
    limit=N_("good up to 5 Ω, out of limits above 10 Ω"),
)
_PHOTOS: Final = Item(
    key="photos",
    label=N_("Photos"),
    kind="photos",
    minimum=1,
    maximum=30,
    example=N_("the meter, the board, the earth point, the parking bay"),
)

SURVEY: Final[tuple[Item, ...]] = (
    Item(
        key="supply_phase",
        label=N_("Supply"),
        kind="choice",
        choices=MappingProxyType({"1": N_("Single phase"), "3": N_("Three phase")}),
    ),
    Item(
        key="sanctioned_load_kw",
        label=N_("Sanctioned load"),
        kind="number",
        unit="kW",
        minimum=0.5,
        maximum=150,
        example="10",
        limit=N_("at least the charger's own load, 7.4 kW"),
    ),
    Item(
        key="cable_metres",
        label=N_("Cable from the meter to the charger"),
        kind="number",
        unit="m",
        minimum=1,
        maximum=300,
        example="18",
        limit=N_("6 mm² up to 30 m, thicker up to 80 m, engineer's review above"),
    ),
    _NEUTRAL_EARTH,
    _EARTH,
    _PHOTOS,
)
INSTALLATION: Final[tuple[Item, ...]] = (
    Item(
        key="charger_serial",
        label=N_("Serial number of the charger"),
        kind="text",
        minimum=4,
        maximum=40,
        example="AC74-2026-000123",
    ),
    Item(
        key="cable_metres_used",
        label=N_("Cable used"),
        kind="number",
        unit="m",
        minimum=0,
        maximum=300,
        example="17.5",
    ),
    _NEUTRAL_EARTH,
    _EARTH,
    Item(
        key="insulation_mohm",
        label=N_("Insulation resistance"),
        kind="number",
        unit="MΩ",
        minimum=0,
        maximum=10_000,
        example="200",
        limit=N_("at least 1 MΩ"),
    ),
    Item(
        key="rcd_trips",
        label=N_("The RCD trips at its test button"),
        kind="choice",
        choices=_YES_NO,
        limit=N_("must trip"),
    ),
    Item(
        key="demo_done",
        label=N_("The customer has been shown how to use it"),
        kind="choice",
        choices=_YES_NO,
        limit=N_("must be done"),
    ),
    _PHOTOS,
)
CHECKLISTS: Final[Mapping[VisitKind, tuple[Item, ...]]] = MappingProxyType(
    {VisitKind.SURVEY: SURVEY, VisitKind.INSTALLATION: INSTALLATION}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Inclusive bounds; a reading beyond `good` is to watch, beyond `bearable` it fails. None: no such bound."""

    good_from: float | None = None
    good_to: float | None = None
    bearable_from: float | None = None
    bearable_to: float | None = None

    def judge(self, reading: float) -> Verdict:
        if not _within(reading, self.bearable_from, self.bearable_to):
            return Verdict.FAIL
        return Verdict.PASS if _within(reading, self.good_from, self.good_to) else Verdict.WARN


def _within(reading: float, low: float | None, high: float | None) -> bool:
    return (low is None or reading >= low) and (high is None or reading <= high)


LIMITS: Final[Mapping[str, Limits]] = MappingProxyType(
    {
        # The bill's maximum demand is not asked for yet, so only the charger's own load is compared.
        "sanctioned_load_kw": Limits(good_from=7.4, bearable_from=7.4),
        "cable_metres": Limits(good_to=30, bearable_to=80),
        "neutral_earth_v": Limits(good_to=2, bearable_to=5),
        "earth_ohm": Limits(good_to=5, bearable_to=10),
        "insulation_mohm": Limits(good_from=1, bearable_from=1),
    }
)
_MUST_BE_YES: Final = frozenset({"rcd_trips", "demo_done"})


def judge(key: str, answer: str) -> Verdict:
    """What a reading means for the site; an answer without limits passes, one that cannot be read fails."""
    if key in _MUST_BE_YES:
        return Verdict.PASS if answer == "yes" else Verdict.FAIL
    limits = LIMITS.get(key)
    if limits is None:
        return Verdict.PASS
    try:
        return limits.judge(float(answer))
    except ValueError:
        return Verdict.FAIL


def item_of(kind: VisitKind, key: str) -> Item | None:
    return next((item for item in CHECKLISTS[kind] if item.key == key), None)
