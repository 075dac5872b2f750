"""The customer is not there: evidence, a wait at the door, and what came of it."""

from dataclasses import replace

from domain.errors import Refused
from domain.events import Happening
from domain.media import Picture
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.underway import Absence, AtTheDoor
from domain.visits.visit import Visit
from domain.words import say


async def report_absent(uow: UnitOfWork, visit_id: str, photo: Picture, actor: Actor) -> Visit:
    """Nobody opens: the wait begins, the customer and Ops are told."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.REPORT_ABSENT, visit.scope)
    expect_at_door(visit)
    await uow.ledger.want_media([photo], visit.lead, uow.now)
    waiting = replace(visit, absence=Absence(since=uow.now, photo=photo))
    return await uow.save(waiting, waiting.tells(Happening.CUSTOMER_AWAITED, by, uow.now))


def expect_at_door(visit: Visit) -> None:
    """`Refused` unless the team has arrived and neither waits nor has a report behind it."""
    visit.expect(VisitState.ON_SITE)
    if visit.absence is not None:
        raise Refused(say("The wait has begun already, at {since}.", since=visit.absence.since))
    if visit.redo:
        raise Refused(
            say("{visit} has been reported already; only its report is to be completed.", visit=visit.id)
        )


async def answer_at_door(uow: UnitOfWork, visit_id: str, says: AtTheDoor, actor: Actor) -> Visit:
    """The customer has seen that somebody stands at his door."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_AT_DOOR, visit.scope)
    absence = _waiting(visit)
    if absence.says is says:
        return visit
    answered = replace(visit, absence=replace(absence, says=says))
    return await uow.save(answered, answered.tells(Happening.CUSTOMER_ANSWERED, by, uow.now, says=says))


async def customer_appeared(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """He is here after all: the visit goes on."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.RECORD_ABSENCE, visit.scope)
    _waiting(visit)
    goes_on = replace(visit, absence=None)
    return await uow.save(goes_on, goes_on.tells(Happening.CUSTOMER_APPEARED, by, uow.now))


async def record_absence(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """He did not come, or wants another time: the team may go, and its visit fee is due.

    The team waits as long as was agreed; Ops may end the wait at any time, and decides on the fee afterwards.
    """
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.RECORD_ABSENCE, visit.scope)
    await _expect_over(uow, visit, by)
    absent, event = visit.absent(by=by, now=uow.now)
    await uow.capacity.finish(visit.id)
    return await uow.save(replace(absent, fee_due=True), event)


async def _expect_over(uow: UnitOfWork, visit: Visit, by: By) -> None:
    absence = _waiting(visit)
    over = absence.since + (await policy_of(uow, visit.oem)).absent_wait
    if by.role is Role.FIELD and absence.says is not AtTheDoor.ANOTHER_TIME and uow.now < over:
        raise Refused(say("Please wait until {over}; Ops is trying to reach the customer.", over=over))


async def decide_fee(uow: UnitOfWork, visit_id: str, actor: Actor, *, due: bool) -> Visit:
    """Whether the team is paid for its way although the customer was not there."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.DECIDE_FEE, visit.scope)
    visit.expect(VisitState.CUSTOMER_ABSENT)
    if visit.fee_due is due:
        return visit
    decided = replace(visit, fee_due=due)
    fee = "due" if due else "none"
    return await uow.save(decided, decided.tells(Happening.FEE_DECIDED, by, uow.now, fee=fee))


def _waiting(visit: Visit) -> Absence:
    visit.expect(VisitState.ON_SITE)
    if visit.absence is None:
        raise Refused(say("The team of {visit} does not wait at the door any more.", visit=visit.id))
    return visit.absence
