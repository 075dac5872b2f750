"""What a visit's report asks, as data: one definition for the chat, the web form, the card, the paper and the judgement.

A checklist never changes once a report was begun with it: what is to change becomes its next version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.visits.states import VisitKind
from domain.words import N_


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a secret
    WARN = "warn"
    FAIL = "fail"


VERDICTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {Verdict.PASS: N_("good"), Verdict.WARN: N_("to watch"), Verdict.FAIL: N_("out of limits")}
)


class ItemKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    SEVERAL = "several"  # any number of the choices, kept as `one,other`
    SERIAL = "serial"  # read from a photo's barcode or QR code, or typed
    PHOTOS = "photos"
    VIDEO = "video"


ON_FILM: Final = frozenset({ItemKind.PHOTOS, ItemKind.VIDEO})
"""Answered by files; the answer is how many there are."""


class Rule(StrEnum):
    """Judged by what else is known of the site (`domain/checklists/rules.py`)."""

    LOAD = "load"
    PHASE = "phase"
    DISCOM = "discom"
    CONSUMER = "consumer"
    EARTHED = "earthed"
    CABLE = "cable"
    BREAKER = "breaker"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Inclusive bounds of a number; beyond `good` it is to watch, beyond `bearable` it fails. None: no such bound."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Asked only if that item was answered with one of these."""

    item: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to answer. `label`, `example`, `limit` and the values of `choices` (by answer) are messages of the catalogue.

    `minimum` and `maximum` bound what is accepted at all: a number, the characters of a text, the count of files.
    `limit` says in words what is good, where there is an opinion: by `limits`, by the choices that warn or fail, or by a `rule`.
    `every`: of the kind “several”, all the choices have to be chosen. `shown_on` is the item for photos of
    the instrument that it is read from. `blocker` is what has to be done at the site where this fails (a value of `BlockerKind`).
    """

    key: str
    label: str
    kind: ItemKind
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    mandatory: bool = True
    when: When | None = None
    limit: str = ""
    limits: Limits | None = None
    warns: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    every: bool = False
    rule: Rule | None = None
    blocker: str = ""
    shown_on: str = ""

    @property
    def on_film(self) -> bool:
        return self.kind in ON_FILM

    @property
    def is_judged(self) -> bool:
        """Whether there is an opinion about its answer."""
        return bool(self.limits or self.warns or self.fails or self.every or self.rule)

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        return self.when is None or answers.get(self.when.item) in self.when.answers

    def judge(self, answer: str) -> Verdict:
        """By the item's own limits; an answer without any passes, a number that cannot be read fails."""
        given = set(answer.split(",")) if self.kind is ItemKind.SEVERAL else {answer}
        if given & set(self.fails) or (self.every and given < set(self.choices)):
            return Verdict.FAIL
        if given & set(self.warns):
            return Verdict.WARN
        if self.limits is None:
            return Verdict.PASS
        try:
            return self.limits.judge(float(answer))
        except ValueError:
            return Verdict.FAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What chargers up to so many kW need: phases, breaker (A), and cable by distance: up to so many metres, so many mm²."""

    upto_kw: float
    phases: int
    breaker_a: int
    cables: tuple[tuple[float, float], ...]

    def cable(self, metres: float) -> float | None:
        """mm² of copper; None where an engineer has to look at it."""
        return next((size for most, size in self.cables if metres <= most), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """`id` is `name@version`. Without an `oem` it is for all, without chargers (kW, inclusive) for every charger.

    `single_phase` says for some states (two letters) the most kW that their companies connect to one phase.
    `words` translates what is not in the program's catalogues: by language, then by message.
    """

    id: str
    version: int = 0
    name: str
    edition: int
    kind: VisitKind
    oem: str = ""
    chargers: tuple[float, float] | None = None
    sections: tuple[Section, ...]
    circuits: tuple[Circuit, ...] = ()
    single_phase: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def items(self) -> Iterator[Item]:
        return (item for section in self.sections for item in section.items)

    def named(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)

    def asked(self, answers: Mapping[str, str]) -> tuple[Item, ...]:
        """What is to be answered, in order, by what has been answered so far."""
        return tuple(item for item in self.items if item.is_asked(answers))

    def circuit(self, charger_kw: float) -> Circuit | None:
        return next((one for one in self.circuits if charger_kw <= one.upto_kw), None)

    def fits(self, oem: str, charger_kw: float) -> bool:
        mine = self.oem in {"", oem}
        return mine and (self.chargers is None or self.chargers[0] <= charger_kw <= self.chargers[1])

    def said(self, message: str, language: str) -> str:
        """In the reader's language where the checklist brings its own words; else the message as it is."""
        return self.words.get(language, {}).get(message, message)
