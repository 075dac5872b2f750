"""Whether what has happened to a visit came in time, noted in the event itself before it is written down."""

from domain.events import Event
from domain.overriding import policy_of
from domain.unit_of_work import UnitOfWork
from domain.visits.marks import JUDGED, judged
from domain.visits.visit import Visit


async def judge(uow: UnitOfWork, event: Event) -> Event:
    """The event as it is to be written down; one that cannot be late stays as it is."""
    visit = await _visit_of(uow, event) if event.kind in JUDGED else None
    return judged(event, visit, await policy_of(uow, visit.oem)) if visit is not None else event


async def _visit_of(uow: UnitOfWork, event: Event) -> Visit | None:
    """What the event is about: for a rework, the installation that is to be put right."""
    visit = event.facts.get("rework_of", event.subject)
    touched = uow.touched.get(visit)
    return touched if isinstance(touched, Visit) else await uow.find(Visit, visit)
