"""Phase 8: an approved visit makes an earning; Ops marks it payable."""

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.money.amount import NOTHING, Signed
from domain.money.earning import Earning, EarningLine, EarningState, LineKind
from domain.money.payouts import open_payout
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from domain.words import say


async def earn(uow: UnitOfWork, visit: Visit, by: By) -> Earning | None:
    """What the team has earned with this approved visit, from its rate card."""
    team = await uow.get(Team, visit.team or "")
    amount = team.rates.get(visit.kind, NOTHING)
    if amount == NOTHING:
        return None
    earning = Earning.of(
        EarningLine(kind=LineKind.VISIT, amount=Signed(amount.paise)),
        id=f"E-{visit.id}",
        lead=visit.lead,
        visit=visit.id,
        team=team.id,
        earned_at=uow.now,
    )
    await uow.add(earning, earning.tells(Happening.EARNED, by, uow.now, amount=str(earning.amount)))
    return earning


async def mark_payable(uow: UnitOfWork, lead_id: str, actor: Actor) -> list[Earning]:
    """All that this lead's visits earned may be paid; teams that are paid per job get their payout at once."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.MARK_PAYABLE, lead.scope)
    waiting = await uow.all(Earning, lead=lead.id, state=EarningState.EARNED)
    if not waiting:
        raise Refused(say("Nothing of {lead} waits to be marked payable.", lead=lead.id))
    payable = [
        await uow.save(marked, marked.tells(Happening.MARKED_PAYABLE, by, uow.now, amount=str(marked.amount)))
        for marked in (earning.to(EarningState.PAYABLE) for earning in waiting)
    ]
    for team_id in sorted({earning.team for earning in payable}):
        team = await uow.get(Team, team_id)
        if team.schedule is PaymentSchedule.PER_JOB:
            await open_payout(uow, team, await _payable_of(uow, team.id), by, actor.person)
    return payable


async def _payable_of(uow: UnitOfWork, team: str) -> list[Earning]:
    return await uow.all(Earning, team=team, state=EarningState.PAYABLE)
