"""Which thing a public id names, and the lead that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.errors import NotFound
from domain.leads.bill import Bill
from domain.leads.imports import Import
from domain.materials.count import Count
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.materials.stock_file import StockFile
from domain.money.earning import Earning, is_earning
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The thing that a public id names, and the lead that it belongs to."""

    lead: str | None
    visit: Visit | None = None
    request: MaterialRequest | None = None
    payment: Payment | None = None
    purchase: Purchase | None = None
    pack: Pack | None = None
    report: PeriodReport | None = None
    upload: Import | None = None
    bill: Bill | None = None
    quote: Quote | None = None
    count: Count | None = None
    stock_file: StockFile | None = None
    earning: Earning | None = None
    run: PayoutRun | None = None


_NAMED: Final[Mapping[str, tuple[str, type[Any]]]] = {
    "S": ("visit", Visit),
    "I": ("visit", Visit),
    "M": ("request", MaterialRequest),
    "V": ("payment", Payment),
    "P": ("payment", Payment),
    "B": ("purchase", Purchase),
    "C": ("pack", Pack),
    "R": ("report", PeriodReport),
    "U": ("upload", Import),
    "E": ("bill", Bill),
    "Q": ("quote", Quote),
    "K": ("count", Count),
    "F": ("stock_file", StockFile),
    "D": ("run", PayoutRun),
}


async def named_by(uow: UnitOfWork, subject: str) -> Named:
    """`NotFound` for an id of no kind, or of nothing."""
    letter = subject.partition("-")[0]
    if letter == "L":
        return Named(lead=subject)
    if letter == "W":
        return Named(lead=None)
    if letter not in _NAMED:
        raise NotFound(say("There is no {key}.", key=subject))
    name, kind = ("earning", Earning) if is_earning(subject) else _NAMED[letter]
    thing = await uow.get(kind, subject)
    named = replace(Named(lead=getattr(thing, "lead", None)), **{name: thing})
    bought = named.payment.purchase if named.payment else None
    return replace(named, purchase=await uow.get(Purchase, bought)) if bought else named
