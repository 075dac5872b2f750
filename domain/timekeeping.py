"""What happens when a timer is due: each rule is a small command in the program's own name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.errors import DomainError
from domain.events import Event, Happening
from domain.leads.blocker import Owner
from domain.leads.confirming import silence_is_over
from domain.leads.keeping import hold_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.allocating import end_reservation
from domain.materials.duties import duties, material_timers
from domain.materials.purchase import Purchase
from domain.materials.request import MaterialRequest
from domain.money.earning import Earning
from domain.money.payment import Payment
from domain.money.payout_clock import earnings_overdue, of_statement, payouts_are_due
from domain.overriding import policy_of
from domain.owed import (
    NextAction,
    cancelling_action,
    earning_action,
    marked_of,
    next_action,
    own_action,
    own_purchase_action,
    report_action,
)
from domain.people.actor import SYSTEM, By
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.reporting.period_report import PeriodReport
from domain.reporting.periods import want_due_reports
from domain.rules import Rule, Timer
from domain.settle import situation_of
from domain.timers import earning_timers, payment_timers, purchase_timers, report_timers, timers
from domain.unit_of_work import UnitOfWork
from domain.visits.alerting import climb, neglected
from domain.visits.boards import turn_boards
from domain.visits.certificates import certificate_is_due
from domain.visits.day_steps import LATE, STEPS, readers
from domain.visits.declaring import declare_emergency
from domain.visits.ending import search_ended
from domain.visits.scheduling import end_hold
from domain.visits.searching import offer_expired
from domain.visits.team import owed_team, team_of
from domain.visits.visit import Visit

REPORTS: Final = "reports"
Fire = Callable[[UnitOfWork, Timer, str], Awaitable[None]]


async def fire(uow: UnitOfWork, timer: Timer, lead_id: str | None) -> None:
    """Act on a due timer if the present situation still wants it; a refusal means that it no longer does."""
    if timer.rule in _OF_COMPANY:
        await _OF_COMPANY[timer.rule](uow, timer)
    elif lead_id is not None:
        await _of_thing(uow, timer, lead_id)


async def _of_thing(uow: UnitOfWork, timer: Timer, lead_id: str) -> None:
    if (earning := marked_of(lead_id)) is not None:
        await _of_earning(uow, timer, earning)
    elif owed_team(lead_id) is not None:
        await earnings_overdue(uow, timer, lead_id)
    elif (beside := _BESIDE_LEADS.get(lead_id.partition("-")[0])) is not None:
        await beside(uow, timer, lead_id)
    elif (team := team_of(lead_id)) is not None:
        await certificate_is_due(uow, timer, team)
    else:
        await _of_lead(uow, timer, lead_id)


async def _reports_are_due(uow: UnitOfWork, timer: Timer) -> None:
    await want_due_reports(uow, timer.due_at)


async def _day_turns(uow: UnitOfWork, _: Timer) -> None:
    await turn_boards(uow)


_OF_COMPANY: Final[Mapping[Rule, Callable[[UnitOfWork, Timer], Awaitable[None]]]] = {
    Rule.OPEN_PAYOUTS: payouts_are_due,
    Rule.PERIOD_REPORTS: _reports_are_due,
    Rule.DAY_TURNS: _day_turns,
}
"""What belongs to no lead and to no other thing."""


async def _of_lead(uow: UnitOfWork, timer: Timer, lead_id: str) -> None:
    situation = await situation_of(uow, lead_id)
    if timer not in timers(situation):
        return
    try:
        await _RULES[timer.rule](uow, timer, lead_id)
    except DomainError:
        return


def _by() -> By:
    return SYSTEM.must(Permission.SEE_LEAD)


def _event(kind: Happening, timer: Timer, lead: str | None, at: datetime, to: str, **facts: str) -> Event:
    late = int((at - timer.due_at).total_seconds() // 60)
    return Event(
        kind=kind,
        lead=lead,
        subject=timer.subject,
        by=_by(),
        at=at,
        facts={"to": to, "rule": timer.rule, "late_minutes": str(late), **facts},
    )


_AUDIENCES: Final[Mapping[Role, Audience]] = {
    Role.OPS: Audience.OPS,
    Role.CUSTOMER: Audience.CUSTOMER,
    Role.FIELD: Audience.TEAM,
    Role.PROCUREMENT: Audience.PROCUREMENT,
    Role.FINANCE: Audience.FINANCE,
    Role.REPORTING: Audience.REPORTING,
    Role.OEM: Audience.OEM,
}


async def _owed(uow: UnitOfWork, timer: Timer, lead: str) -> NextAction | None:
    """The next action, or what is owed beside it, as the timer names it."""
    situation = await situation_of(uow, lead)
    beside = cancelling_action(situation)
    named = timer.occurrence.rpartition("/")[2]
    return beside if beside is not None and beside.what == named else next_action(situation)


async def _overdue(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    """The one who owes is told first; four hours later the head of Ops."""
    action = await _owed(uow, timer, lead)
    if action is None:
        return
    file = await _untouched_of(uow, lead)
    _late(uow, timer, lead, action, **({"file": file} if file else {}))


def _late(uow: UnitOfWork, timer: Timer, lead: str, action: NextAction, **more: str) -> None:
    twice = timer.rule is Rule.OVERDUE_TWICE
    owner = _AUDIENCES.get(action.role, Audience.OPS)
    to = f"{Audience.OPS},{Audience.OPS_LEAD}" if twice else owner
    facts = {"what": action.what, "team": action.team or "", **more}
    uow.record(_event(Happening.OVERDUE, timer, lead, uow.now, to, **facts))


async def _untouched_of(uow: UnitOfWork, lead_id: str) -> str | None:
    """The import with which the lead came, if nobody has done anything with it since: all of them are late together."""
    lead = await uow.get(Lead, lead_id)
    return lead.source.file if lead.stage is Stage.NEW and not lead.calls else None


async def _of_payment(uow: UnitOfWork, timer: Timer, payment_id: str) -> None:
    """A new or changed payee may be paid from now on; or whoever owes something about the payment is late."""
    payment = await uow.get(Payment, payment_id)
    lead = await uow.find(Lead, payment.lead) if payment.lead is not None else None
    action = own_action(payment, lead)
    if timer not in payment_timers(payment, lead):
        return
    team = {"team": payment.team or ""}
    if timer.rule in {Rule.STATEMENT_ENDS, Rule.STATEMENT_NUDGE}:
        await of_statement(uow, timer, payment)
    elif timer.rule is Rule.PAYEE_COOLED:
        uow.record(_event(Happening.REMINDED, timer, payment.lead, uow.now, Audience.FINANCE, **team))
    elif action is not None:
        owner = _AUDIENCES.get(action.role, Audience.FINANCE)
        to = f"{owner},{Audience.OPS_LEAD}" if timer.rule is Rule.OVERDUE_TWICE else owner
        uow.record(_event(Happening.OVERDUE, timer, payment.lead, uow.now, to, what=action.what, **team))


async def _of_earning(uow: UnitOfWork, timer: Timer, earning_id: str) -> None:
    earning = await uow.get(Earning, earning_id)
    action = earning_action(earning)
    if action is not None and timer in earning_timers(earning):
        _late(uow, timer, earning.lead, action)


async def _of_materials(uow: UnitOfWork, timer: Timer, request_id: str) -> None:
    """What is late about materials beside the lead's next action, and a reservation that ends."""
    request = await uow.get(MaterialRequest, request_id)
    situation = await situation_of(uow, request.lead)
    if timer not in material_timers(request, situation):
        return
    if timer.rule is Rule.RESERVATION_ENDS:
        await end_reservation(uow, request)
        return
    what = timer.occurrence.rpartition("/")[2]
    for action in duties(request, situation).values():
        if action.what == what:
            _late(uow, timer, request.lead, action)


async def _purchase_overdue(uow: UnitOfWork, timer: Timer, purchase_id: str) -> None:
    purchase = await uow.get(Purchase, purchase_id)
    lead = await uow.get(Lead, purchase.lead)
    policy = await policy_of(uow, lead.oem)
    action = own_purchase_action(purchase, lead, policy)
    if action is None or timer not in purchase_timers(purchase, lead, policy):
        return
    to = (
        f"{Audience.OPS},{Audience.OPS_LEAD}" if timer.rule is Rule.OVERDUE_TWICE else _AUDIENCES[action.role]
    )
    facts = {"what": action.what, "team": action.team or ""}
    uow.record(_event(Happening.OVERDUE, timer, lead.id, uow.now, to, **facts))


async def _report_overdue(uow: UnitOfWork, timer: Timer, report_id: str) -> None:
    report = await uow.get(PeriodReport, report_id)
    action = report_action(report, DEFAULT.desk)
    if action is None or timer not in report_timers(report):
        return
    both = f"{Audience.REPORTING},{Audience.OPS_LEAD}"
    to = both if timer.rule is Rule.OVERDUE_TWICE else Audience.REPORTING
    facts = {"what": action.what, "oem": report.oem, "period": report.period}
    uow.record(_event(Happening.OVERDUE, timer, None, uow.now, to, **facts))


def _remind(*audiences: Audience) -> Fire:
    async def remind(uow: UnitOfWork, timer: Timer, lead: str) -> None:
        visit = await uow.find(Visit, timer.subject)
        team = visit.team if visit is not None and visit.team else ""
        uow.record(_event(Happening.REMINDED, timer, lead, uow.now, ",".join(audiences), team=team))

    return remind


async def _day_step(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    """Told to those to whom it still makes sense; a team that is asked late is given its time anew."""
    visit, step = await uow.get(Visit, timer.subject), STEPS[timer.rule]
    told = readers(step, visit, await policy_of(uow, visit.oem), uow.now)
    if not told:
        return
    event = _event(Happening.REMINDED, timer, lead, uow.now, ",".join(told), team=visit.team or "")
    if step.asks and uow.now - timer.due_at > LATE:
        await uow.save(replace(visit, asked_at=uow.now), event)
    else:
        uow.record(event)


async def _hold(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    """What others have promised for a later day is looked at when that day has come."""
    found = await uow.get(Lead, lead)
    review = uow.now + (await policy_of(uow, found.oem)).hold_review
    promised = [one.target for one in found.open_blockers if one.owner is not Owner.CUSTOMER]
    later = [target for target in promised if target > review]
    await hold_lead(uow, lead, "no progress for 30 days", SYSTEM, review_at=min(later, default=None))
    _ = timer


async def _silence_counts(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    await silence_is_over(uow, lead)
    _ = timer


async def _site_work_late(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    kind = timer.occurrence.rsplit("/", 1)[1]
    uow.record(_event(Happening.REMINDED, timer, lead, uow.now, Audience.OPS, blocker=kind))


async def _silence(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    """The team is silent; where the program was away itself, it asks once more instead of judging."""
    visit = await uow.get(Visit, timer.subject)
    if not readers(STEPS[timer.rule], visit, await policy_of(uow, visit.oem), uow.now):
        return
    if uow.now - timer.due_at > LATE:
        await _day_step(uow, replace(timer, rule=Rule.VISIT_NUDGE), lead)
        return
    uow.record(_event(Happening.REMINDED, timer, lead, uow.now, Audience.TEAM, team=visit.team or ""))
    await declare_emergency(uow, timer.subject, "no word from the team", SYSTEM)


async def _no_team(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    """Nobody has been sent: the customer is told, and any team that is free may take it."""
    visit = await uow.get(Visit, timer.subject)
    cause = "no other team was found in time" if visit.last_team else "no team was assigned in time"
    if readers(STEPS[timer.rule], visit, await policy_of(uow, visit.oem), uow.now):
        await declare_emergency(uow, visit.id, cause, SYSTEM)
    _ = lead


async def _offer(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    visit, team = await uow.get(Visit, timer.subject), timer.occurrence.rsplit("/", 1)[1]
    await offer_expired(uow, visit, team, unheard=uow.now - timer.due_at > LATE)
    _ = lead


async def _hold_ends(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    await end_hold(uow, await uow.get(Visit, timer.subject))
    _ = lead


async def _climb(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    late = int((uow.now - timer.due_at).total_seconds() // 60)
    await climb(uow, await uow.get(Visit, timer.subject), late_minutes=late)
    _ = lead


async def _neglected(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    await neglected(uow, await uow.get(Visit, timer.subject))
    _ = lead


async def _search_ends(uow: UnitOfWork, timer: Timer, lead: str) -> None:
    unheard = uow.now - timer.due_at > LATE
    await search_ended(uow, await uow.get(Visit, timer.subject), unheard=unheard)
    _ = lead


_RULES: Final[Mapping[Rule, Fire]] = {
    Rule.OVERDUE: _overdue,
    Rule.OVERDUE_TWICE: _overdue,
    Rule.CALL_AGAIN: _remind(Audience.OPS),
    Rule.DOCUMENTS_NUDGE: _remind(Audience.CUSTOMER),
    Rule.DOCUMENTS_TO_OPS: _remind(Audience.OPS),
    Rule.ERASURE_WAITS: _remind(Audience.OPS, Audience.OPS_LEAD),
    Rule.HOLD_LEAD: _hold,
    Rule.SITE_WORK_NUDGE: _remind(Audience.CUSTOMER),
    Rule.SITE_WORK_LATE: _site_work_late,
    Rule.HOLD_ENDS: _hold_ends,
    Rule.SILENCE_COUNTS: _silence_counts,
    Rule.NOT_ACKNOWLEDGED: _remind(Audience.OPS, Audience.TEAM),
    **dict.fromkeys(STEPS, _day_step),
    Rule.EMERGENCY_BY_SILENCE: _silence,
    Rule.TEAM_MISSING: _no_team,
    Rule.OFFER_EXPIRES: _offer,
    Rule.EMERGENCY_CLIMBS: _climb,
    Rule.EMERGENCY_NEGLECTED: _neglected,
    Rule.SEARCH_ENDS: _search_ends,
}


_BESIDE_LEADS: Final[Mapping[str, Fire]] = {
    "P": _of_payment,
    "V": _of_payment,
    "B": _purchase_overdue,
    "M": _of_materials,
    "R": _report_overdue,
    "E": earnings_overdue,
}
"""By the first letter of the thing's id."""


async def touch(uow: UnitOfWork, lead_id: str) -> None:
    """Derive this lead's next action and timers anew without changing it (repair, migration, policy change)."""
    lead = await uow.get(Lead, lead_id)
    uow.touched[lead.id] = replace(lead)
    uow.touched |= {earning.id: earning for earning in await uow.all(Earning, lead=lead.id)}
