"""What Ops should look at in a customer's bill: it is in the way of nobody (`domain-facts.md` 1.3, 1.4, 2.1, 2.2)."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from domain.leads.bill import Bill, BillReading, Phase
from domain.leads.discoms import DISCOMS, number_fits
from domain.leads.doubts import Doubt
from domain.leads.lead import Lead
from domain.words import say

ALIKE: Final = 0.8
SINGLE_PHASE_MOST_KW: Final = 7.4  # a charger above it has three phases (`domain-facts.md` 1.1)
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "shri", "sri", "sh", "smt", "km", "kum", "dr", "m", "s"}
)


def doubts_of_bill(bill: Bill, lead: Lead) -> tuple[Doubt, ...]:
    """Of what was read, or of what the customer made of it; the most serious first."""
    return tuple(_doubts(bill, bill.reading, lead)) if bill.reading and bill.is_shown else ()


def _doubts(bill: Bill, reading: BillReading, lead: Lead) -> Iterator[Doubt]:
    yield from _of_load(reading, lead)
    if reading.phase and reading.phase.value == Phase.SINGLE and lead.charger_kw > SINGLE_PHASE_MOST_KW:
        words = say("The supply has a single phase; a charger of {kw} kW needs three.", kw=lead.charger_kw)
        yield Doubt(field="phase", code="bill_single_phase", words=words)
    if reading.name is not None and not names_alike(reading.name.value, lead.customer.name):
        words = say(
            "The bill is in another name: {name}. Ask how they are related, and for the owner's consent.",
            name=reading.name.value,
        )
        yield Doubt(field="name", code="bill_other_name", words=words)
    if bill.same_as:
        words = say("{others} has a bill with the same consumer number.", others=", ".join(bill.same_as))
        yield Doubt(field="consumer", code="bill_given_before", words=words)
    if reading.consumer is not None and not number_fits(reading.discom, reading.consumer.value):
        words = say(
            "The consumer number does not look like one of {discom}.", discom=DISCOMS[reading.discom].name
        )
        yield Doubt(field="consumer", code="bill_number_unusual", words=words)


def _of_load(reading: BillReading, lead: Lead) -> Iterator[Doubt]:
    load, demand = reading.load_kw, reading.demand_kw
    if reading.load is not None and load is None:
        words = say("The bill says a load of {load} without a unit.", load=reading.load.value)
        yield Doubt(field="load", code="bill_load_without_unit", words=words)
    if load is None:
        return
    if load < lead.charger_kw:
        words = say(
            "The sanctioned load of {load} kW is less than the charger's {kw} kW: it has to be extended.",
            load=f"{load:g}",
            kw=f"{lead.charger_kw:g}",
        )
        yield Doubt(field="load", code="bill_load_short", words=words)
    elif demand is not None and load < demand + lead.charger_kw:
        words = say(
            "The sanctioned load of {load} kW carries the charger only beside less than the {demand} kW that were drawn at most.",
            load=f"{load:g}",
            demand=f"{demand:g}",
        )
        yield Doubt(field="load", code="bill_load_tight", words=words)


def names_alike(one: str, other: str) -> bool:
    """Spelt alike, in any order, with initials or a name left out. What cannot be compared is not held against anybody."""
    if _script(one) != _script(other):
        return True
    few, many = sorted((_words(one), _words(other)), key=len)
    if not few:
        return True
    if _spelt_alike("".join(few), "".join(many)):
        return True
    met = [word for word in few if any(_meets(word, known) for known in many)]
    return len(met) == len(few) and any(len(word) > 1 for word in met)


def _meets(word: str, known: str) -> bool:
    initial = min(len(word), len(known)) == 1 and word[0] == known[0]
    return initial or _spelt_alike(word, known)


def _spelt_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return [word for word in re.split(r"[^\w\u0900-\u097f]+", plain) if word and word not in _TITLES]


def _script(name: str) -> str:
    letter = next((ch for ch in name if ch.isalpha()), "A")
    return unicodedata.name(letter, "LATIN").partition(" ")[0]
