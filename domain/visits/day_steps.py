"""The day of a visit as a table (`product.md` section 6): which step is due when, in which states, who is told.

Timers are derived from it (`domain/timers.py`), `domain/timekeeping.py` acts on them, `docs/states.md` prints it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.policy import Policy
from domain.reactions import Audience
from domain.rules import Rule, Timer
from domain.visits.states import BEFORE_SITE, TEAM_EXPECTED, VisitState
from domain.visits.visit import Visit

LATE: Final = timedelta(minutes=5)
"""What fires later than this says so, and does not count as a silence: nobody could be heard meanwhile."""


class Anchor(StrEnum):
    """What a clock is counted from. `END` is the slot's end or the arrival, whichever is later."""

    START = "start"
    MORNING = "the morning of the visit"
    CALL = "the confirmation call"
    TRY = "last try to call"
    ABSENCE = "begin of the wait"
    END = "end"
    MORNING_AFTER = "the morning after the nudge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`clock` is a row of `Policy`: a span before or after the anchor, or the hour of a morning."""

    anchor: Anchor
    clock: str
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who is told; until when that still makes sense, for a step that comes late (None: at any time)."""

    audience: Audience
    until: Anchor | None = None


def _always(_: Visit) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStep:
    """`due` is the earliest of its moments. What `lapses` is never set once it lies in the past.

    `again` counts how many times `short_notice` a team has, once it was asked late, before this step is due.
    `quiet` moves it out of the customer's night. `asks` what a late one asks the team anew.
    """

    rule: Rule
    does: str
    due: tuple[Moment, ...]
    states: frozenset[VisitState]
    to: tuple[Reader, ...]
    when: Callable[[Visit], bool] = _always
    lapses: bool = False
    again: int = 0
    quiet: bool = False
    asks: bool = False

    @property
    def until_start(self) -> bool:
        """After the start of the visit it makes sense to nobody."""
        return all(reader.until in {Anchor.START, Anchor.CALL} for reader in self.to)

    @property
    def since(self) -> Anchor:
        return self.due[0].anchor


def _before(clock: str) -> tuple[Moment, ...]:
    return (Moment(anchor=Anchor.START, clock=clock, before=True),)


def _after(anchor: Anchor, clock: str) -> tuple[Moment, ...]:
    return (Moment(anchor=anchor, clock=clock),)


def _untried(visit: Visit) -> bool:
    """A team that has tried to call is not silent, though the customer is."""
    return not visit.tries


def _tried(visit: Visit) -> bool:
    return bool(visit.tries)


def _waits(visit: Visit) -> bool:
    return visit.absence is not None


def _works(visit: Visit) -> bool:
    return visit.absence is None


_S: Final = VisitState
_A: Final = Audience
_TO_CONFIRM: Final = frozenset({_S.BOOKED, _S.ACKNOWLEDGED})
_TEAM_BEFORE: Final = Reader(audience=_A.TEAM, until=Anchor.START)
_OPS_BEFORE: Final = Reader(audience=_A.OPS, until=Anchor.START)
_ON_SITE: Final = frozenset({_S.ON_SITE})
DAY: Final[tuple[DayStep, ...]] = (
    DayStep(
        rule=Rule.VISIT_REMINDER,
        does="reminder (*Yes / Change* for the customer)",
        due=_before("reminder"),
        states=BEFORE_SITE,
        to=(
            Reader(audience=_A.CUSTOMER, until=Anchor.START),
            Reader(audience=_A.TEAM, until=Anchor.CALL),
        ),
        lapses=True,
        quiet=True,
    ),
    DayStep(
        rule=Rule.CONFIRMATION_CALL,
        does="the team is asked to call the customer",
        due=(
            *_before("confirmation_lead"),
            Moment(anchor=Anchor.MORNING, clock="confirmation_hour"),
        ),
        states=_TO_CONFIRM,
        to=(_TEAM_BEFORE,),
        lapses=True,
        asks=True,
    ),
    DayStep(
        rule=Rule.TRY_AGAIN,
        does="the customer was not reached: the next try",
        due=_after(Anchor.TRY, "confirmation_retry"),
        states=_TO_CONFIRM,
        to=(_TEAM_BEFORE,),
        when=_tried,
        lapses=True,
    ),
    DayStep(
        rule=Rule.VISIT_NUDGE,
        does="still silent: nudge",
        due=_before("nudge"),
        states=_TO_CONFIRM,
        to=(_TEAM_BEFORE,),
        when=_untried,
        lapses=True,
        again=1,
        asks=True,
    ),
    DayStep(
        rule=Rule.VISIT_ALERT,
        does="still not confirmed: alert",
        due=_before("alert"),
        states=_TO_CONFIRM,
        to=(_OPS_BEFORE,),
        lapses=True,
        again=1,
    ),
    DayStep(
        rule=Rule.EMERGENCY_BY_SILENCE,
        does="still silent: an emergency opens by itself",
        due=_before("silence"),
        states=_TO_CONFIRM,
        to=(_OPS_BEFORE,),
        when=_untried,
        lapses=True,
        again=2,
        asks=True,
    ),
    DayStep(
        rule=Rule.TEAM_MISSING,
        does="still no team: an emergency opens by itself",
        due=_before("silence"),
        states=frozenset({_S.PROPOSED, _S.UNASSIGNED}),
        to=(_OPS_BEFORE,),
    ),
    DayStep(
        rule=Rule.TEAM_LATE,
        does="not arrived",
        due=_after(Anchor.START, "late"),
        states=TEAM_EXPECTED | {_S.ON_THE_WAY},
        to=(Reader(audience=_A.OPS), Reader(audience=_A.CUSTOMER, until=Anchor.END)),
        again=2,
    ),
    DayStep(
        rule=Rule.ABSENCE_OVER,
        does="the customer has not come: what is the outcome?",
        due=_after(Anchor.ABSENCE, "absent_wait"),
        states=_ON_SITE,
        to=(Reader(audience=_A.TEAM),),
        when=_waits,
    ),
    DayStep(
        rule=Rule.REPORT_NUDGE,
        does="no report: nudge",
        due=_after(Anchor.END, "report_due"),
        states=_ON_SITE,
        to=(Reader(audience=_A.TEAM),),
        when=_works,
    ),
    DayStep(
        rule=Rule.REPORT_TO_OPS,
        does="still no report: alert",
        due=_after(Anchor.MORNING_AFTER, "morning"),
        states=_ON_SITE,
        to=(Reader(audience=_A.OPS),),
        when=_works,
    ),
)
_ENDING: Final = frozenset({Rule.EMERGENCY_BY_SILENCE, Rule.TEAM_MISSING})
STEPS: Final = MappingProxyType({step.rule: step for step in DAY})
LAPSING: Final = frozenset({Rule.CERTIFICATE_ENDS, *(step.rule for step in DAY if step.lapses)})
"""Steps towards a visit, and warnings: one that lies before the booking or the certificate itself is never set.

All others fire at once when late.
"""


def day_timers(visit: Visit, policy: Policy) -> Iterator[Timer]:
    """What the day of this visit wants now; nothing for a visit without a time."""
    if visit.slot is None:
        return
    for step in DAY:
        if visit.state in step.states and step.when(visit):
            due = due_at(step, visit, policy)
            if not (step.until_start and due >= visit.slot.start):
                yield Timer(
                    subject=visit.id, rule=step.rule, occurrence=_occurrence(step, visit, policy), due_at=due
                )


def due_at(step: DayStep, visit: Visit, policy: Policy) -> datetime:
    due = _planned(step, visit, policy)
    if step.again and _asked_late(visit, policy) and visit.asked_at is not None:
        due = max(due, visit.asked_at + step.again * policy.short_notice)
    if step.quiet:
        due = policy.calendar.awake(due, before=visit.window.start)
    return due


def call_is_due(visit: Visit, policy: Policy, now: datetime) -> bool:
    """From the confirmation call on the team is to say whether the customer expects it."""
    return visit.slot is not None and now >= _planned(STEPS[Rule.CONFIRMATION_CALL], visit, policy)


def readers(step: DayStep, visit: Visit, policy: Policy, now: datetime) -> list[Audience]:
    """Those to whom it still makes sense now."""
    ends = {
        Anchor.START: visit.window.start,
        Anchor.CALL: _planned(STEPS[Rule.CONFIRMATION_CALL], visit, policy),
        Anchor.END: visit.window.end,
    }
    return [one.audience for one in step.to if one.until is None or now < ends[one.until]]


def still_stands(  # noqa: PLR0913  what was to be said to whom, and how things stand now
    rule: Rule, visit: Visit, policy: Policy, now: datetime, to: Audience, *, team: str
) -> bool:
    """Whether what a step says is still so when it is read; always for what is no such step, or ends in another state."""
    step = STEPS.get(rule)
    if step is None or rule in _ENDING or visit.slot is None:
        return True
    is_so = visit.state in step.states and step.when(visit) and team == (visit.team or "")
    return is_so and to in readers(step, visit, policy, now)


def _planned(step: DayStep, visit: Visit, policy: Policy) -> datetime:
    return min(_moment(moment, visit, policy) for moment in step.due)


def _moment(moment: Moment, visit: Visit, policy: Policy) -> datetime:
    clock = getattr(policy, moment.clock)
    if isinstance(clock, time):
        base = policy.calendar.local(_base(moment.anchor, visit, policy))
        next_day = moment.anchor is Anchor.MORNING_AFTER and base.time() >= clock
        return policy.calendar.at(base.date() + timedelta(days=next_day), clock)
    span: timedelta = clock
    base = _base(moment.anchor, visit, policy)
    return base - span if moment.before else base + span


def _base(anchor: Anchor, visit: Visit, policy: Policy) -> datetime:
    if anchor is Anchor.TRY and visit.tries:
        return visit.tries[-1].at
    if anchor is Anchor.ABSENCE and visit.absence is not None:
        return visit.absence.since
    end = max(visit.window.end, visit.state_since)
    if anchor is Anchor.MORNING_AFTER:
        return end + policy.report_due
    return end if anchor is Anchor.END else visit.window.start


def _asked_late(visit: Visit, policy: Policy) -> bool:
    """The team was asked after its call was due: booked at short notice, or the program was away."""
    call = _planned(STEPS[Rule.CONFIRMATION_CALL], visit, policy)
    return visit.asked_at is not None and visit.asked_at > call


_OF_TEAM: Final = frozenset(
    {Rule.CONFIRMATION_CALL, Rule.VISIT_NUDGE, Rule.VISIT_ALERT, Rule.EMERGENCY_BY_SILENCE}
)
"""Each team that gets the visit has these of its own."""


def _occurrence(step: DayStep, visit: Visit, policy: Policy) -> str:
    """The fact it stems from: the time of the visit, the team, and when that was asked if it was asked late."""
    since = visit.state_since
    if step.since in {Anchor.TRY, Anchor.ABSENCE}:
        since = _base(step.since, visit, policy)
    elif step.since is Anchor.START and step.rule is not Rule.TEAM_MISSING:
        since = visit.window.start
    mark = f"/{visit.team}" if step.rule in _OF_TEAM else ""
    if step.again and _asked_late(visit, policy) and visit.asked_at is not None:
        mark += f"/{int(visit.asked_at.timestamp())}"
    return f"{since.isoformat()}{mark}"
