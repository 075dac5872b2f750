"""Phase 8: an approved visit makes an earning, and so does a way in vain."""

from domain.events import Happening
from domain.leads.lead import Lead
from domain.money.earning import Earning, EarningLine
from domain.money.rate_card import Terms, terms_on
from domain.money.rates import cards_for
from domain.money.reckoning import day_of, deduction_lines, fee_lines, work_lines
from domain.people.actor import By
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit


async def earn(uow: UnitOfWork, visit: Visit, by: By) -> Earning | None:
    """What the team has earned with this visit's work, by the rates of its day; what a rework takes from whose fault it was."""
    lead = await uow.get(Lead, visit.lead)
    faulty = await uow.get(Visit, visit.rework.of) if visit.rework is not None else None
    own = faulty is not None and faulty.team == visit.team
    lines = work_lines(visit, lead, await terms_of(uow, visit), own_fault=own)
    if faulty is not None and not own:
        await _deduct(uow, visit, faulty, by)
    return await _record(uow, f"E-{visit.id}", visit, visit.team or "", lines, by)


async def earn_until_now(uow: UnitOfWork, visit: Visit, by: By) -> Earning | None:
    """Of a visit that ends here without an approval: all for work that was reported, a fee for a way in vain."""
    if visit.report is not None:
        return await earn(uow, visit, by)
    if visit.team is None or visit.slot is None:
        return None
    lines = fee_lines(visit, await terms_of(uow, visit))
    return await _record(uow, f"E-{visit.id}", visit, visit.team, lines, by)


async def terms_of(uow: UnitOfWork, visit: Visit) -> Terms:
    """The rates of the visit's team on the day of the visit."""
    return terms_on(day_of(visit, DEFAULT.calendar), *await cards_for(uow, visit.team or ""))


async def _deduct(uow: UnitOfWork, visit: Visit, faulty: Visit, by: By) -> None:
    """An earning below zero, for the rework visit: what was earned before is not touched."""
    earned = await uow.find(Earning, f"E-{faulty.id}")
    if earned is None:
        return
    lines = deduction_lines(visit, earned, await terms_of(uow, faulty))
    await _record(uow, f"E-{visit.id}-{earned.team}", visit, earned.team, lines, by)


async def _record(  # noqa: PLR0913, PLR0917  what the earning is made of
    uow: UnitOfWork, earning: str, visit: Visit, team: str, lines: tuple[EarningLine, ...], by: By
) -> Earning | None:
    """None where there is nothing to say. One that comes to nothing is kept: its lines say why.

    What was reckoned when a lead was cancelled stands when it is reopened and its report approved after all.
    """
    known = await uow.find(Earning, earning) if lines else None
    if not lines or known is not None:
        return known
    earned = Earning.of(*lines, id=earning, lead=visit.lead, visit=visit.id, team=team, earned_at=uow.now)
    await uow.add(earned, earned.tells(Happening.EARNED, by, uow.now, amount=str(earned.amount)))
    return earned
