"""What a visit earns by the rates of its day, in lines. Pure."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.money.amount import Money, Signed
from domain.money.earning import Earning, EarningLine, LineKind
from domain.money.rate_card import WHOLE, Terms
from domain.visits.installed import installed_by
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit


def day_of(visit: Visit, calendar: Calendar) -> date:
    """In India: the day on which the team arrived, else the one on which it was to come."""
    moment = visit.check_in.at if visit.check_in is not None else visit.window.start
    return calendar.local(moment).date()


def work_lines(visit: Visit, lead: Lead, terms: Terms, *, own_fault: bool = False) -> tuple[EarningLine, ...]:
    """For work that was done. `own_fault`: the team puts its own work right."""
    rate = terms.visit(visit.kind, lead.customer.pin_code, lead.charger_kw)
    lines = [_line(LineKind.VISIT, rate.paise), _extra_cable(visit, terms)]
    if stepped_in(visit):
        lines.append(_line(LineKind.EMERGENCY, terms.emergency.paise))
    if own_fault and visit.rework is not None:
        taken = rate.paise - part(rate.paise, terms.rework_share)
        lines.append(_line(LineKind.REWORK, -taken, visit.rework.of))
    return tuple(line for line in lines if line.amount.paise)


def fee_lines(visit: Visit, terms: Terms) -> tuple[EarningLine, ...]:
    """For a way in vain, as far as the team was on it when the visit ended."""
    if visit.state is VisitState.CUSTOMER_ABSENT and visit.fee_due:
        return _fee(LineKind.ABSENT, terms.absent)
    if visit.state in {VisitState.ON_THE_WAY, VisitState.ON_SITE}:
        return _fee(LineKind.ON_THE_WAY, terms.absent)
    return ()


def deduction_lines(visit: Visit, faulty: Earning, terms: Terms) -> tuple[EarningLine, ...]:
    """From the team whose work another one had to put right; never more than that work earned."""
    earned = sum(line.amount.paise for line in faulty.lines if line.kind is LineKind.VISIT)
    taken = min(part(earned, terms.rework_deduction), faulty.amount.paise)
    return (_line(LineKind.REWORK, -taken, visit.id),) if taken > 0 else ()


def stepped_in(visit: Visit) -> bool:
    """Its last emergency found another team than the one that could not make it."""
    rounds = visit.all_rounds
    return bool(rounds) and rounds[-1].lost_team != visit.team


def part(paise: int, percent: int) -> int:
    """Half a paisa is rounded up."""
    return int((Decimal(paise) * percent / WHOLE).to_integral_value(ROUND_HALF_UP))


def _extra_cable(visit: Visit, terms: Terms) -> EarningLine:
    """None is paid for a rework: what hangs there was paid with the first installation."""
    used = installed_by(visit).metres or 0.0
    first = visit.kind is VisitKind.INSTALLATION and visit.rework is None
    extra = max(Decimal(0), Decimal(str(used)) - terms.free_metres) if first else Decimal(0)
    paise = int((extra * terms.metre.paise).to_integral_value(ROUND_HALF_UP))
    return _line(LineKind.EXTRA_CABLE, paise, f"{extra.normalize():f} m × {terms.metre}")


def _fee(kind: LineKind, amount: Money) -> tuple[EarningLine, ...]:
    return (_line(kind, amount.paise),) if amount.paise else ()


def _line(kind: LineKind, paise: int, note: str = "") -> EarningLine:
    return EarningLine(kind=kind, amount=Signed(paise), note=note)
