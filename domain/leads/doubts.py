"""What is odd about a lead without being wrong: said to whoever sent it and to Ops, in the way of nobody.

Limits and rules: `domain-facts.md` sections 5 and 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.contact import vin_checks
from domain.leads.lead import Lead
from domain.words import Words, say
from domain.zones import CITIES, STATES, may_lie_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """`field` is the one of the lead's form to look at again; `code` stays the same in every language."""

    field: str
    code: str
    words: Words


# The largest charger for homes; above it the site needs more than a home connection.
_HOME_KW: Final = 22.0


def doubts_of(lead: Lead) -> tuple[Doubt, ...]:
    return tuple(_doubts(lead))


def _doubts(lead: Lead) -> Iterator[Doubt]:
    customer = lead.customer
    if not may_lie_in(customer.pin_code, customer.state, STATES):
        words = say(
            "The PIN code {pin} does not lie in {state}.", pin=customer.pin_code, state=customer.state
        )
        yield Doubt(field="pin_code", code="pin_code_not_in_state", words=words)
    if not may_lie_in(customer.pin_code, customer.city, CITIES):
        words = say("The PIN code {pin} does not lie in {city}.", pin=customer.pin_code, city=customer.city)
        yield Doubt(field="pin_code", code="pin_code_not_in_city", words=words)
    if lead.vin and not vin_checks(lead.vin):
        words = say("The check digit of the VIN {vin} is wrong: please look at it again.", vin=lead.vin)
        yield Doubt(field="vin", code="vin_check_digit", words=words)
    if lead.charger_kw > _HOME_KW:
        words = say("{kw} kW is more than a home charger has.", kw=lead.charger_kw)
        yield Doubt(field="charger_kw", code="charger_kw_unusual", words=words)
