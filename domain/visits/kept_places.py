"""Times that customers have chosen, each with a place of some team, before Ops has assigned one."""

from dataclasses import replace

from domain.events import Happening
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import reserve
from domain.visits.ranking import candidates_for
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Hold, Visit


def is_kept(visit: Visit) -> bool:
    """The customer has settled on its time, and a place is kept for it until a team is assigned."""
    return visit.state is VisitState.PROPOSED and visit.slot is not None and visit.hold is not None


async def move_place(uow: UnitOfWork, visit: Visit, reason: str, by: By) -> Visit:
    """Its team can no longer come: the best free team of the zone keeps the time; where there is none, Ops is told.

    The time stays the customer's in either case. `reason` is why the team cannot come.
    """
    former, team = visit.taken_team or "", await _best_of_zone(uow, visit)
    if team is None:
        await uow.capacity.free(visit.id)
        kept, kind = replace(visit, hold=None), Happening.PLACE_LOST
    else:
        await reserve(uow, team, visit)
        kept, kind = replace(visit, hold=Hold(slot=visit.window, team=team.id)), Happening.PLACE_MOVED
    return await uow.save(kept, kept.tells(kind, by, uow.now, former_team=former, reason=reason))


async def _best_of_zone(uow: UnitOfWork, visit: Visit) -> Team | None:
    pin_code = (await uow.get(Lead, visit.lead)).customer.pin_code
    able = (one.team for one in await candidates_for(uow, visit, but=visit.taken_team))
    return next((team for team in able if team.serves(pin_code)), None)
