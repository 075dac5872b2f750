"""What is owed about a lead's materials beside its next action: by whom, until when, and what follows in time.

Derived like the next action; each aspect is an item of its own on the list of what is owed, so that none hides another.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from domain.leads.stages import Stage
from domain.materials.custody import Custody
from domain.materials.request import LineState, MaterialRequest
from domain.owed import NextAction, Owed
from domain.people.roles import Role
from domain.policy import Policy
from domain.rules import Rule, Timer
from domain.situation import Situation
from domain.timers import two_levels
from domain.visits.states import HOLDS_CAPACITY, VisitKind
from domain.visits.visit import Visit

GOODS: Final = ""
DIFFERENCES: Final = "/differences"
TRANSFER: Final = "/transfer"
BOUGHT: Final = "/bought"
ASPECTS: Final = (GOODS, DIFFERENCES, TRANSFER, BOUGHT)
"""What is added to the request's id: where its goods are, what does not add up, what another store sends, what was bought for nothing."""
FROM_MATERIALS: Final = frozenset(
    {
        Stage.MATERIALS,
        Stage.INSTALLATION_SCHEDULING,
        Stage.INSTALLATION_SCHEDULED,
        Stage.INSTALLATION_REVIEW,
        Stage.CONFIRMATION_CALL,
        Stage.CLOSURE,
        Stage.CLOSED,
        Stage.ON_HOLD,
        Stage.CANCELLED,
    }
)
"""A lead at any of these may have materials."""


def duties(request: MaterialRequest, situation: Situation) -> Mapping[str, NextAction]:
    """By aspect, as far as anything is open."""
    policy, visit = situation.policy, _installation(situation)
    found = {
        GOODS: _goods(request, situation, visit),
        DIFFERENCES: _differences(request, policy),
        TRANSFER: _transfer(request),
        BOUGHT: _bought(request, policy),
    }
    return {aspect: action for aspect, action in found.items() if action is not None}


def _installation(situation: Situation) -> Visit | None:
    visit = situation.visit
    return visit if visit is not None and visit.kind is VisitKind.INSTALLATION else None


def _goods(request: MaterialRequest, situation: Situation, visit: Visit | None) -> NextAction | None:
    custody, policy = request.custody, situation.policy
    if custody is None:
        return _before_issue(request, situation, visit)
    if request.released_at is not None:
        return _to_return(request, custody, request.released_at, policy)
    if visit is not None and visit.is_installed:
        return _after_installation(request, custody, visit, policy)
    if custody.to is not None:
        return _of_team(request, custody, Owed.HAND_OVER_MATERIALS, _hand_over_by(custody, visit, policy))
    if custody.received_at is None:
        return _of_team(request, custody, Owed.CONFIRM_MATERIALS, custody.since + policy.receipt)
    return None


def _of_team(request: MaterialRequest, custody: Custody, what: Owed, due: datetime) -> NextAction:
    return NextAction(role=Role.FIELD, what=what, due=due, subject=request.id, team=custody.team)


def _to_return(request: MaterialRequest, custody: Custody, since: datetime, policy: Policy) -> NextAction:
    """The team brings it, and the store says that it has come."""
    if custody.brought_at is None:
        return _of_team(request, custody, Owed.RETURN_MATERIALS, since + policy.bring_back)
    due = custody.brought_at + policy.desk
    return NextAction(role=Role.PROCUREMENT, what=Owed.TAKE_BACK_MATERIALS, due=due, subject=request.id)


def _hand_over_by(custody: Custody, visit: Visit | None, policy: Policy) -> datetime:
    asked = custody.asked_at or custody.since
    if visit is None or visit.slot is None:
        return asked + policy.desk
    return max(asked + policy.short_notice, visit.slot.start - policy.hand_over)


def _before_issue(request: MaterialRequest, situation: Situation, visit: Visit | None) -> NextAction | None:
    """Once a team is to install it: what is not there any more is allocated anew, then all is handed out."""
    if request.released or situation.lead.stage is not Stage.INSTALLATION_SCHEDULED:
        return None
    if visit is None or visit.team is None or visit.state not in HOLDS_CAPACITY:
        return None
    since = visit.asked_at or visit.state_since
    policy = situation.policy
    due = max(since + policy.short_notice, visit.window.start - policy.hand_out)
    if request.in_state(LineState.OPEN):
        what = Owed.ALLOCATE_MATERIALS
    elif request.covered and request.in_state(LineState.ALLOCATED) + request.in_state(LineState.RECEIVED):
        what = Owed.HAND_OUT_MATERIALS
    else:
        return None
    return NextAction(role=Role.PROCUREMENT, what=what, due=due, subject=request.id)


def _after_installation(
    request: MaterialRequest, custody: Custody, visit: Visit, policy: Policy
) -> NextAction:
    if request.accounted_at is not None:
        return _to_return(request, custody, request.accounted_at, policy)
    asked = visit.rework.opened_at if visit.rework is not None else visit.state_since
    reported = visit.report.submitted_at if visit.report is not None else asked
    return _of_team(request, custody, Owed.ACCOUNT_FOR_MATERIALS, reported + policy.desk)


def _differences(request: MaterialRequest, policy: Policy) -> NextAction | None:
    if not request.unsettled:
        return None
    due = min(one.at for one in request.unsettled) + policy.desk
    return NextAction(role=Role.PROCUREMENT, what=Owed.SETTLE_DIFFERENCE, due=due, subject=request.id)


def _transfer(request: MaterialRequest) -> NextAction | None:
    expected = [line.arrives for line in request.on_the_way if line.arrives is not None]
    if not expected or request.released:
        return None
    return NextAction(
        role=Role.PROCUREMENT, what=Owed.RECEIVE_TRANSFER, due=min(expected), subject=request.id
    )


def _bought(request: MaterialRequest, policy: Policy) -> NextAction | None:
    since = request.came_at or request.released_at
    if not request.left_bought or since is None:
        return None
    due = since + policy.bring_back
    return NextAction(role=Role.PROCUREMENT, what=Owed.STORE_BOUGHT, due=due, subject=request.id)


_WAITING: Final = frozenset({Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED, Stage.ON_HOLD})


def reserved_until(request: MaterialRequest, situation: Situation) -> datetime | None:
    """When what is reserved is given free; None while nothing is, or while Procurement itself is waited for."""
    lead, policy = situation.lead, situation.policy
    if request.released or lead.stage not in _WAITING or not request.in_state(LineState.ALLOCATED):
        return None
    visit = _installation(situation)
    if visit is not None and visit.is_open and visit.slot is not None:
        return visit.slot.end + policy.reserved_after
    since = max(lead.stage_since, request.reserved_at or lead.stage_since)
    return since + policy.reserved


def material_timers(request: MaterialRequest, situation: Situation) -> frozenset[Timer]:
    """The two levels of each duty, and the end of the reservation."""
    return frozenset(_timers(request, situation))


def _timers(request: MaterialRequest, situation: Situation) -> Iterator[Timer]:
    until = reserved_until(request, situation)
    if until is not None:
        yield Timer(
            subject=request.id, rule=Rule.RESERVATION_ENDS, occurrence=until.isoformat(), due_at=until
        )
    for action in duties(request, situation).values():
        yield from two_levels(action, situation.policy)
