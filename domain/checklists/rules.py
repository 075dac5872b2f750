"""What the rules of the trade make of an answer beside what else is known of the site (`domain-facts.md` 1.1, 1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from domain.checklists.model import Checklist, Circuit, Item, ItemKind, Rule, Verdict
from domain.serials import plain_serial
from domain.words import N_, Words, say

METRES: Final = "cable_metres"
"""The item that measures the way from the meter to the charger."""
PHASE_NEUTRAL: Final = "phase_neutral_v"
"""The item that measures the voltage beside which that between phase and earth is judged."""
_LIKE: Final = 5.0
_UNLIKE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known without the report: the charger, and what the confirmed bill says. kW; phase `1` or `3`; "" or None: not known.

    `serial` is that of the unit that was handed out; `known` are the other leads from which a serial number is known, by the
    number as `plain_serial` has it.
    """

    charger_kw: float
    load_kw: float | None = None
    demand_kw: float | None = None
    phase: str | None = None
    discom: str = ""
    consumer: str = ""
    state: str = ""
    serial: str | None = None
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A report as far as it is filled, beside its site."""

    checklist: Checklist
    site: Site
    answers: Mapping[str, str]

    @property
    def circuit(self) -> Circuit | None:
        return self.checklist.circuit(self.site.charger_kw)

    def judge(self, item: Item, answer: str) -> Verdict:
        """The worse of what the item's own limits and its rule say."""
        own = item.judge(answer)
        if item.rule is None:
            return own
        ruled = _RULES[item.rule](self, answer)
        return max((own, ruled), key=_WORSE.index)

    def suggested(self, item: Item) -> str | None:
        """The answer that the rules or the bill give, where the item takes it; the team may answer otherwise."""
        suggests = _SUGGESTED.get(item.rule) if item.rule else None
        found = suggests(self) if suggests else None
        if found is None or (item.kind is ItemKind.CHOICE and found not in item.choices):
            return None
        return found

    def odd(self, item: Item, answer: str) -> Words | None:
        """What is wrong with an answer, where that is more than the item's own words for its limit say."""
        return _odd_serial(self, answer) if item.rule is Rule.SERIAL else None

    def why(self, item: Item) -> Words | None:
        """Where the suggestion comes from, in words."""
        return say(_WHY[item.rule]) if item.rule and self.suggested(item) is not None else None


_WORSE: Final = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _load(found: Findings, answer: str) -> Verdict:
    load, charger = _number(answer), found.site.charger_kw
    if load is None or load < charger:
        return Verdict.FAIL
    return Verdict.WARN if load < charger + (found.site.demand_kw or 0) else Verdict.PASS


def _phase(found: Findings, answer: str) -> Verdict:
    """One phase where three are needed fails; where the state's companies connect less to one it needs a word."""
    if answer != "1":
        return Verdict.PASS
    if found.circuit is not None and found.circuit.phases == 3:
        return Verdict.FAIL
    most = found.checklist.single_phase.get(found.site.state)
    return Verdict.WARN if most is not None and found.site.charger_kw > most else Verdict.PASS


def _cable(found: Findings, answer: str) -> Verdict:
    """Thinner than the rule needs a word; a thicker one is good."""
    size, given = _number(_cable_for(found)), _number(answer)
    if size is None or given is None:
        return Verdict.WARN
    return Verdict.WARN if given < size else Verdict.PASS


def _breaker(found: Findings, answer: str) -> Verdict:
    amps = _number(answer)
    if found.circuit is None or amps is None:
        return Verdict.PASS
    return Verdict.PASS if amps == found.circuit.breaker_a else Verdict.WARN


def _discom(found: Findings, answer: str) -> Verdict:
    return Verdict.PASS if _bare(answer) in _bare(found.site.discom) else _as_known(found.site.discom, answer)


def _consumer(found: Findings, answer: str) -> Verdict:
    return _as_known(found.site.consumer, answer)


def _as_known(known: str, answer: str) -> Verdict:
    """Another one than the bill names needs a word."""
    return Verdict.WARN if known and _bare(known) != _bare(answer) else Verdict.PASS


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def _earthed(found: Findings, answer: str) -> Verdict:
    """Phase to earth has to be near phase to neutral, else the earth is no earth."""
    here, beside = _number(answer), _number(found.answers.get(PHASE_NEUTRAL))
    if here is None:
        return Verdict.FAIL
    if beside is None:
        return Verdict.PASS
    apart = abs(here - beside)
    return Verdict.PASS if apart <= _LIKE else Verdict.WARN if apart <= _UNLIKE else Verdict.FAIL


def _serial(found: Findings, answer: str) -> Verdict:
    """The unit that was handed out and no other; where none was, one that is known from another lead needs a word."""
    if found.site.serial is not None:
        return Verdict.PASS if plain_serial(found.site.serial) == plain_serial(answer) else Verdict.FAIL
    return Verdict.WARN if plain_serial(answer) in found.site.known else Verdict.PASS


def _odd_serial(found: Findings, answer: str) -> Words | None:
    if _serial(found, answer) is Verdict.PASS:
        return None
    handed, leads = found.site.serial, ", ".join(found.site.known.get(plain_serial(answer), ()))
    if handed is None:
        return say("{read} is known from {leads}", read=answer, leads=leads)
    if leads:
        return say(
            "{serial} was handed out for this site, and {read} is the charger of {leads}",
            serial=handed,
            read=answer,
            leads=leads,
        )
    return say("{serial} was handed out for this site, and this is {read}", serial=handed, read=answer)


_RULES: Final[Mapping[Rule, Callable[[Findings, str], Verdict]]] = MappingProxyType(
    {
        Rule.LOAD: _load,
        Rule.PHASE: _phase,
        Rule.DISCOM: _discom,
        Rule.CONSUMER: _consumer,
        Rule.EARTHED: _earthed,
        Rule.CABLE: _cable,
        Rule.BREAKER: _breaker,
        Rule.SERIAL: _serial,
    }
)


def _cable_for(found: Findings) -> str | None:
    metres = _number(found.answers.get(METRES))
    size = found.circuit.cable(metres) if found.circuit and metres is not None else None
    return f"{size:g}" if size is not None else None


def _load_on_bill(found: Findings) -> str | None:
    return f"{found.site.load_kw:g}" if found.site.load_kw is not None else None


def _phase_on_bill(found: Findings) -> str | None:
    return found.site.phase


def _discom_on_bill(found: Findings) -> str | None:
    return found.site.discom or None


def _consumer_on_bill(found: Findings) -> str | None:
    return found.site.consumer or None


def _never(_: Findings) -> None:
    """What has to be read off the thing itself is not to be taken over from anywhere."""


def _breaker_for(found: Findings) -> str | None:
    return f"{found.circuit.breaker_a}" if found.circuit else None


_SUGGESTED: Final[Mapping[Rule, Callable[[Findings], str | None]]] = MappingProxyType(
    {
        Rule.LOAD: _load_on_bill,
        Rule.PHASE: _phase_on_bill,
        Rule.DISCOM: _discom_on_bill,
        Rule.CONSUMER: _consumer_on_bill,
        Rule.CABLE: _cable_for,
        Rule.BREAKER: _breaker_for,
        Rule.SERIAL: _never,
    }
)
_WHY: Final[Mapping[Rule, str]] = MappingProxyType(
    {
        Rule.LOAD: N_("as the bill says"),
        Rule.PHASE: N_("as the bill says"),
        Rule.DISCOM: N_("as the bill says"),
        Rule.CONSUMER: N_("as the bill says"),
        Rule.CABLE: N_("by the length of the cable"),
        Rule.BREAKER: N_("by the charger"),
    }
)
