"""Materials follow the installation: what is to be done about them once a visit is booked, given to another team or reported."""

from domain.events import Event, Happening
from domain.materials.issuing import installation_of
from domain.materials.passing_on import follow_team
from domain.materials.request import LineState, MaterialRequest
from domain.materials.returning import ask_what_is_left
from domain.people.actor import SYSTEM
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit

_WATCHED = frozenset({Happening.VISIT_BOOKED, Happening.REPORT_SUBMITTED})


async def follow_installations(uow: UnitOfWork) -> None:
    """Once for each input, so that every way in which a team gets or loses a visit is covered in one place."""
    touched = [thing for thing in uow.touched.values() if isinstance(thing, Visit)]
    told = {event.subject: event for event in uow.events if event.kind in _WATCHED}
    for visit in touched:
        if visit != await installation_of(uow, visit.lead):
            continue  # of a survey, or of an earlier trip, nothing follows
        for request in await uow.all(MaterialRequest, lead=visit.lead):
            if not request.released:
                await _follow(uow, request, visit, told.get(visit.id))


async def _follow(uow: UnitOfWork, request: MaterialRequest, visit: Visit, event: Event | None) -> None:
    if request.custody is not None and visit.is_installed:
        if event is not None and event.kind is Happening.REPORT_SUBMITTED:
            await ask_what_is_left(uow, request, visit, event.by)
    elif request.custody is not None:
        await follow_team(uow, request, visit)
    elif event is not None and event.kind is Happening.VISIT_BOOKED and _waits(request):
        by = SYSTEM.must(Permission.KEEP_MATERIALS, request.scope)
        uow.touched[request.id] = request
        uow.record(request.tells(Happening.MATERIALS_NEEDED, by, uow.now))


def _waits(request: MaterialRequest) -> bool:
    """Something of it is not with the team yet."""
    return any(line.state is not LineState.ISSUED for line in request.lines)
