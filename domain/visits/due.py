"""By when the next step of a visit is due."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from domain.policy import Policy
from domain.visits.states import VisitState
from domain.visits.visit import Visit


def step_due(visit: Visit, policy: Policy) -> datetime:
    """Of what the visit waits for in its state."""
    if visit.at_the_door:
        since = visit.absence.since if visit.absence else visit.state_since
        return since + policy.absent_wait
    return _DUE[visit.state](visit, policy)


def team_due(visit: Visit, policy: Policy) -> datetime:
    """The desk's clock, but well before the visit begins, so that the team can prepare and the customer know it."""
    return _soon(visit, policy, min(visit.state_since + policy.desk, visit.window.start - policy.team_known))


def _expected(visit: Visit, policy: Policy) -> datetime:
    """On time, or when the customer was told that the team comes."""
    late = visit.window.start + policy.late
    return max(late, visit.journey.told) if visit.journey is not None else late


def _soon(visit: Visit, policy: Policy, moment: datetime) -> datetime:
    """A visit booked late still leaves a little time for each step."""
    return max(moment, visit.state_since + policy.short_notice)


_DUE: Final[Mapping[VisitState, Callable[[Visit, Policy], datetime]]] = {
    VisitState.BOOKED: lambda v, p: _soon(
        v, p, min(v.state_since + p.acknowledge, v.window.start - p.silence)
    ),
    VisitState.UNASSIGNED: team_due,
    VisitState.ACKNOWLEDGED: lambda v, p: _soon(v, p, v.window.start - p.silence),
    VisitState.CONFIRMED: lambda v, p: _soon(v, p, v.window.start),
    VisitState.ON_THE_WAY: lambda v, p: _soon(v, p, _expected(v, p)),
    VisitState.ON_SITE: lambda v, p: max(v.window.end, v.state_since) + p.report_due,
    VisitState.EMERGENCY: lambda v, _: v.alarmed.deadline,
    VisitState.CUSTOMER_ABSENT: lambda v, p: v.state_since + p.desk,
    VisitState.REPORTED: lambda v, p: v.state_since + p.desk,
    VisitState.PROPOSED: lambda v, p: v.state_since + p.customer_choice,
}
