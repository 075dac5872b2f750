"""One way to give a command, and who may: the rows are in `site_deeds.py` and `desk_deeds.py`.

A house holds the Volt lead L-1042, the Sunrise and Dawn crews, and whatever else the row names.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.store import Store
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import Kept, UnitOfWork
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    a_report,
    a_team,
    a_visit,
    an_emergency,
    an_oem,
    at_stage,
)
from tests.fakes import House

LEAD: Final = "L-1042"
VISIT: Final = "S-1042-1"
V: Final = VisitState
Give = Callable[[UnitOfWork, Actor], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`by` are the roles that may do it; `of` the command itself."""

    of: Callable[..., Any]
    by: str
    lead: Lead
    given: tuple[Kept, ...] = ()
    give: Give

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.by.split())

    async def house(self) -> House:
        house = House()
        house.ledger.numbers["lead"] = 2000
        uow = house.uow(NOW)
        own = {thing.id for thing in self.given}
        for thing in (an_oem(), a_team(), a_team(id="dawn", name="Dawn Crew"), self.lead):
            if thing.id not in own:
                await uow.add(thing)
        for given in self.given:
            await uow.add(given)
        await uow.add(Store(id="pune", title="Pune", zones=("411",)))
        await uow.add(Store(id="mumbai", title="Mumbai", zones=("400",)))
        await house.stock.receive("pune", "charger", 5, reason="", at=NOW)
        return house


def deed(of: Callable[..., Any], by: str, lead: Lead | Stage, give: Give, *given: Kept) -> Deed:
    found = at_stage(lead, visits_made=1) if isinstance(lead, Stage) else lead
    return Deed(of=of, by=by, lead=found, given=given, give=give)


def visit_in(state: VisitState, **but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    return a_visit(state=state, **but)


def reported(**but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    return visit_in(V.REPORTED, report=a_report(), **but)


def alarmed() -> Visit:
    """The Dawn Crew cannot make it; Sunrise has been asked."""
    return visit_in(V.EMERGENCY, team="sunrise", emergency=an_emergency("sunrise", lost_team="dawn"))
