"""Durable promises to look at something at a time, derived from the situation like the next action.

What should be pending can be recomputed from the leads and compared (`chargeops check`).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.leads.blocker import Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase
from domain.money.earning import Earning
from domain.money.payment import Payment, PaymentState
from domain.owed import (
    NextAction,
    Owed,
    cancelling_action,
    earning_action,
    next_action,
    own_action,
    own_purchase_action,
    report_action,
)
from domain.people.roles import Role
from domain.policy import DEFAULT, Policy
from domain.reporting.period_report import PeriodReport
from domain.rules import Rule, Timer
from domain.situation import Situation
from domain.visits.day_steps import day_timers
from domain.visits.emergency import LADDER
from domain.visits.states import VisitState
from domain.visits.visit import Visit


def timers(situation: Situation) -> frozenset[Timer]:
    """All that this situation wants, past ones included: those that are due already are the caller's to judge."""
    policy = situation.policy
    return frozenset(
        [
            *_stage_timers(situation, policy),
            *_hold(situation),
            *_visit_timers(situation, policy),
            *_overdue(situation, policy),
            *_cancelling(situation, policy),
        ]
    )


def payment_timers(payment: Payment, lead: Lead | None) -> frozenset[Timer]:
    """When a new or changed payee may be paid; and where no lead's stage looks after it, that Finance is late.

    A statement has a time of its own: nobody is late with it.
    """
    if payment.state is PaymentState.PROPOSED:
        return frozenset(_statement(payment))
    action = own_action(payment, lead)
    late = two_levels(action, DEFAULT) if action else ()
    return frozenset([*late, *_cooling(payment)])


def _statement(payment: Payment) -> Iterator[Timer]:
    stated = payment.expect_proposed()
    mark = f"/{stated.version}"
    nudge = DEFAULT.calendar.awake(stated.until - DEFAULT.payout_nudge, before=stated.until)
    if nudge > stated.made_at:
        yield _timer(payment.id, Rule.STATEMENT_NUDGE, stated.made_at, nudge, mark)
    yield _timer(payment.id, Rule.STATEMENT_ENDS, stated.made_at, stated.until, mark)


def earning_timers(earning: Earning) -> frozenset[Timer]:
    action = earning_action(earning)
    if action is None:
        return frozenset()
    mark = f"/{action.what}/{earning.id}"
    first = _timer(action.subject, Rule.OVERDUE, action.due, action.due, mark)
    second = _timer(action.subject, Rule.OVERDUE_TWICE, action.due, action.due + DEFAULT.second_level, mark)
    return frozenset({first, second})


def _cooling(payment: Payment) -> Iterator[Timer]:
    flag = payment.flag
    if payment.state is PaymentState.APPROVED and flag is not None and payment.lifted is None:
        yield _timer(payment.id, Rule.PAYEE_COOLED, flag.until, flag.until)


def purchase_timers(purchase: Purchase, lead: Lead, policy: Policy) -> frozenset[Timer]:
    """A purchase outlives the stage at which its lead waits for it."""
    action = own_purchase_action(purchase, lead, policy)
    return frozenset(two_levels(action, policy)) if action else frozenset()


def report_timers(report: PeriodReport) -> frozenset[Timer]:
    """Of a period, which is no lead's either."""
    action = report_action(report, DEFAULT.desk)
    return frozenset(two_levels(action, DEFAULT)) if action else frozenset()


def _timer(subject: str, rule: Rule, since: datetime, due: datetime, mark: str = "") -> Timer:
    return Timer(subject=subject, rule=rule, occurrence=f"{since.isoformat()}{mark}", due_at=due)


def _overdue(situation: Situation, policy: Policy) -> Iterator[Timer]:
    action = next_action(situation)
    if action is None or action.what in _ENDS_BY_ITSELF or _customer_is_nudged(action, situation):
        return
    first, second = two_levels(action, policy)
    if not _is_stepped(action, situation, policy):
        yield first
    yield second


def _cancelling(situation: Situation, policy: Policy) -> Iterator[Timer]:
    action = cancelling_action(situation)
    yield from two_levels(action, policy) if action is not None else ()


_ENDS_BY_ITSELF: Final = frozenset({Owed.CONFIRM_SLOT, Owed.CONFIRM_INSTALLATION})
"""When their time is over, something else is owed."""
_FIRST: Final[Mapping[Owed, Rule]] = {Owed.ACKNOWLEDGE_VISIT: Rule.NOT_ACKNOWLEDGED}
"""Where more is said in the first level than that something is overdue."""


def two_levels(action: NextAction, policy: Policy) -> tuple[Timer, Timer]:
    """First the one who owes is told, then the head of Ops."""
    mark, second = f"/{action.what}", action.due + policy.second_level
    return (
        _timer(action.subject, _FIRST.get(action.what, Rule.OVERDUE), action.due, action.due, mark),
        _timer(action.subject, Rule.OVERDUE_TWICE, action.due, second, mark),
    )


def _customer_is_nudged(action: NextAction, situation: Situation) -> bool:
    """Documents and site work have nudges of their own, up to the hold (`product.md` section 4)."""
    return action.role is Role.CUSTOMER and situation.lead.stage in {Stage.DOCUMENTS, Stage.SITE_WORK}


def _is_stepped(action: NextAction, situation: Situation, policy: Policy) -> bool:
    """The day of a visit has steps of its own in place of the first level (`product.md` section 6).

    A visit booked so late that they lie in the past falls back to the ordinary two levels.
    """
    visit = situation.open_visit
    if visit is None or visit.state not in _ON_THE_DAY or action.subject != visit.id:
        return False
    own = (timer for timer in _visit_timers(situation, policy) if timer.rule is not Rule.VISIT_REMINDER)
    return any(timer.due_at >= action.due for timer in own)


def _stage_timers(situation: Situation, policy: Policy) -> Iterator[Timer]:
    lead = situation.lead
    if lead.stage is Stage.NEW and lead.call_at is not None and not lead.undecided:
        yield _timer(lead.id, Rule.CALL_AGAIN, lead.call_at, lead.call_at)
    if lead.erasure_asked_at is not None:
        for span in policy.privacy.reminders:
            due = lead.erasure_asked_at + span
            yield _timer(lead.id, Rule.ERASURE_WAITS, lead.erasure_asked_at, due, f"+{span}")
    if lead.stage is Stage.DOCUMENTS and lead.consent_lost is None:
        for span in policy.documents_nudges:
            due = policy.calendar.after_quiet_hours(lead.asked_since + span)
            yield _timer(lead.id, Rule.DOCUMENTS_NUDGE, lead.asked_since, due, f"+{span}")
        due = lead.asked_since + policy.documents_to_ops
        yield _timer(lead.id, Rule.DOCUMENTS_TO_OPS, lead.asked_since, due)
    if lead.stage is Stage.CONFIRMATION_CALL:
        yield from _confirmation(lead, policy)
    if lead.stage is Stage.SITE_WORK:
        yield from _site_work(lead, policy)
    if lead.stage in {Stage.DOCUMENTS, Stage.SITE_WORK}:
        due = policy.calendar.after_quiet_hours(lead.stage_since + policy.hold_after)
        yield _timer(lead.id, Rule.HOLD_LEAD, lead.stage_since, due)


def _site_work(lead: Lead, policy: Policy) -> Iterator[Timer]:
    """The customer is reminded of what he can tell us about, Ops of what others have not done by their day."""
    if any(blocker.is_told_by_customer for blocker in lead.blockers):
        for span in policy.site_work_nudges:
            due = policy.calendar.after_quiet_hours(lead.stage_since + span)
            yield _timer(lead.id, Rule.SITE_WORK_NUDGE, lead.stage_since, due, f"+{span}")
    for blocker in lead.blockers:
        if blocker.waits and blocker.owner is not Owner.CUSTOMER:
            yield _timer(lead.id, Rule.SITE_WORK_LATE, blocker.target, blocker.target, f"/{blocker.kind}")


def _confirmation(lead: Lead, policy: Policy) -> Iterator[Timer]:
    """When to call again; and when the customer, told in writing, has been silent for long enough."""
    known = lead.confirmation
    if known.call_at is not None:
        yield _timer(lead.id, Rule.CALL_AGAIN, known.call_at, known.call_at)
    counts_at = known.counts_at(policy.silence_accepts)
    if known.told_at is not None and counts_at is not None and known.waits_for_word:
        yield _timer(lead.id, Rule.SILENCE_COUNTS, known.told_at, counts_at)


def _hold(situation: Situation) -> Iterator[Timer]:
    visit = situation.open_visit
    if visit is not None and visit.held_until is not None and situation.lead.stage in _CHOOSING:
        yield _timer(visit.id, Rule.HOLD_ENDS, visit.held_until, visit.held_until)


def _visit_timers(situation: Situation, policy: Policy) -> Iterator[Timer]:
    visit = situation.open_visit
    if visit is None or situation.lead.stage not in _VISIT_STAGES | _CHOOSING:
        return
    yield from day_timers(visit, policy)
    if visit.state is VisitState.EMERGENCY:
        yield from _search(visit, policy)


def _search(visit: Visit, policy: Policy) -> Iterator[Timer]:
    emergency, opened = visit.alarmed, visit.alarmed.opened_at
    yield _timer(visit.id, Rule.SEARCH_ENDS, opened, emergency.deadline)
    if emergency.taken_by is None:
        since = emergency.climbed_at or opened
        yield _timer(visit.id, Rule.EMERGENCY_CLIMBS, since, since + _climbs_after(visit, since, policy))
    elif emergency.taken_at is not None and not emergency.handled:
        due = max(emergency.deadline - policy.neglect, emergency.taken_at + policy.climb)
        yield _timer(visit.id, Rule.EMERGENCY_NEGLECTED, emergency.taken_at, due)
    for offer in emergency.waiting:
        if offer.expires_at < emergency.deadline:
            yield _timer(visit.id, Rule.OFFER_EXPIRES, offer.asked_at, offer.expires_at, f"/{offer.team}")


def _climbs_after(visit: Visit, since: datetime, policy: Policy) -> timedelta:
    """All levels soon; then, as long as the visit is far off, the rounds are slower, lest nobody listens any more."""
    near = visit.window.start - since <= policy.near_start
    return policy.climb if near or visit.alarmed.climbed <= len(LADDER) else policy.climb_far


_ON_THE_DAY = frozenset(
    {
        VisitState.ACKNOWLEDGED,
        VisitState.CONFIRMED,
        VisitState.ON_THE_WAY,
        VisitState.ON_SITE,
        VisitState.EMERGENCY,
    }
)
_VISIT_STAGES = frozenset({Stage.SURVEY_SCHEDULED, Stage.INSTALLATION_SCHEDULED})
_CHOOSING = frozenset({Stage.SURVEY_SCHEDULING, Stage.INSTALLATION_SCHEDULING})
