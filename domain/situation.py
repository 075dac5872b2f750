"""Everything that decides what a lead needs next, read together."""

from dataclasses import dataclass

from domain.leads.lead import Lead
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.money.payment import Payment
from domain.policy import DEFAULT, Policy
from domain.reporting.pack import Pack
from domain.visits.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`visit` is the latest one; `quote` the one that counts, `purchases` and `payments` are those still open for this lead; `policy` its OEM's clocks.

    `request` is what it waits for; `requests` are all it ever made, for what may be open about them beside.
    """

    lead: Lead
    policy: Policy = DEFAULT
    visit: Visit | None = None
    request: MaterialRequest | None = None
    quote: Quote | None = None
    purchases: tuple[Purchase, ...] = ()
    payments: tuple[Payment, ...] = ()
    pack: Pack | None = None
    requests: tuple[MaterialRequest, ...] = ()

    @property
    def open_visit(self) -> Visit | None:
        return self.visit if self.visit is not None and self.visit.is_open else None
