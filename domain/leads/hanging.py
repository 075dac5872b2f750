"""All that hangs on a lead, read together: its visits, its materials, and money that is asked for, paid or earned."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.leads.lead import Lead
from domain.leads.parting import Bond
from domain.leads.stages import Stage
from domain.materials.giving_up import falls, stands_on_wall
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import Quote, QuoteState
from domain.materials.readiness import quote_of
from domain.materials.request import LineState, MaterialRequest
from domain.money.earning import Earning
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.visit import Visit

UNDER_WAY: Final = frozenset({VisitState.ON_THE_WAY, VisitState.ON_SITE})
WAITS: Final = frozenset({QuoteState.OFFERED, QuoteState.ASKED, QuoteState.DECLINED})
_GONE: Final = frozenset({PaymentState.FAILED, PaymentState.REVERSED, PaymentState.REJECTED})
_BOUND_GOODS: Final = (LineState.ALLOCATED, LineState.BEING_BOUGHT, LineState.RECEIVED, LineState.ISSUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """`visits` in the order in which they were made; `payments` are those to vendors; `quote` the one that counts."""

    lead: Lead
    visits: tuple[Visit, ...] = ()
    requests: tuple[MaterialRequest, ...] = ()
    quote: Quote | None = None
    purchases: tuple[Purchase, ...] = ()
    payments: tuple[Payment, ...] = ()
    earnings: tuple[Earning, ...] = ()

    @property
    def open_visit(self) -> Visit | None:
        """None as well for one whose report is in: that is not to be made any more."""
        last = self.visits[-1] if self.visits else None
        return last if last is not None and last.is_open and last.state is not VisitState.REPORTED else None

    @property
    def team_under_way(self) -> Visit | None:
        visit = self.open_visit
        return visit if visit is not None and visit.state in UNDER_WAY else None

    @property
    def built_in(self) -> bool:
        return stands_on_wall(self.lead, self.visits)

    @property
    def held(self) -> tuple[MaterialRequest, ...]:
        """Of which something is reserved or with a team."""
        return tuple(one for one in self.requests if not one.released)

    def paid_by(self, purchase: Purchase) -> Payment | None:
        """Its payment that may still go or went; an earlier one that failed does not count."""
        found = [one for one in self.payments if one.purchase == purchase.id and one.state not in _GONE]
        return found[-1] if found else None

    def falls(self, purchase: Purchase) -> bool:
        return falls(purchase, self.paid_by(purchase), built_in=self.built_in)

    @property
    def bonds(self) -> frozenset[Bond]:
        """What has begun for the customer."""
        return frozenset(self._bonds())

    def _bonds(self) -> Iterator[Bond]:
        if self.team_under_way is not None:
            yield Bond.TEAM
        if self.built_in:
            yield Bond.WORK
        if any(request.in_state(state) for request in self.held for state in _BOUND_GOODS):
            yield Bond.GOODS
        promised = self.quote is not None and self.quote.state is QuoteState.ACCEPTED
        spent = any(one.state not in _GONE for one in self.payments)
        if promised or spent or any(self._is_open(one) for one in self.purchases):
            yield Bond.MONEY

    def _is_open(self, purchase: Purchase) -> bool:
        return purchase.is_open and purchase.state is not PurchaseState.DETAILS_WANTED


_WITH_GOODS: Final = frozenset(Stage) - {
    Stage.NEW,
    Stage.DOCUMENTS,
    Stage.SURVEY_SCHEDULING,
    Stage.SURVEY_SCHEDULED,
}


async def hanging_of(uow: UnitOfWork, lead: Lead) -> Hanging:
    """What its stage cannot have is not looked for."""
    visits = await uow.all(Visit, lead=lead.id) if lead.visits_made else []
    earnings = await uow.all(Earning, lead=lead.id) if visits else []
    if lead.stage not in _WITH_GOODS:
        return Hanging(lead=lead, visits=tuple(visits), earnings=tuple(earnings))
    payments = await uow.all(Payment, lead=lead.id)
    return Hanging(
        lead=lead,
        visits=tuple(visits),
        requests=tuple(await uow.all(MaterialRequest, lead=lead.id)),
        quote=await quote_of(uow, lead.id),
        purchases=tuple(await uow.all(Purchase, lead=lead.id)),
        payments=tuple(one for one in payments if one.kind is PaymentKind.VENDOR),
        earnings=tuple(earnings),
    )
