"""One line of the tracker: a lead as it stood at the end of the period, and what the period has seen of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from domain.events import Happening
from domain.leads.blocker import USUALLY, BlockerKind, Owner
from domain.leads.parting import TITLES, Ground
from domain.leads.stages import OPEN, Stage
from domain.policy import Policy
from domain.reporting import clocks
from domain.reporting.clocks import PROMISED, Clock, Took, is_over, took
from domain.reporting.course import Course
from domain.reporting.span import Span
from domain.visits.states import VisitKind
from domain.words import N_

_H = Happening


class With(StrEnum):
    """With whom a lead is pending."""

    US = "us"
    CUSTOMER = "customer"
    DISCOM = "discom"
    SOCIETY = "society"
    OEM = "oem"


WITH: Final[Mapping[With, str]] = MappingProxyType(
    {
        With.US: N_("us"),
        With.CUSTOMER: N_("the customer"),
        With.DISCOM: N_("the electricity company"),
        With.SOCIETY: N_("the housing society"),
        With.OEM: N_("the OEM"),
    }
)


class Found(StrEnum):
    """What the last survey came to."""

    READY = "ready"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a lead adds to the period's balance: open at its beginning, come, opened again, ended, open at its end."""

    opening: int = 0
    new: int = 0
    reopened: int = 0
    closed: int = 0
    cancelled: int = 0
    closing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Moments are UTC; `waits_days`, `gross_days` and `net_days` are counted to the end of the period or of the lead.

    `took` and `kept` are of what ended, or was decided, within the period; `broken` of all its life. What has a default
    need not have come to a lead yet.
    """

    lead: str
    reference: str
    vin: str
    vehicle: str
    charger_kw: float
    dealer: str
    city: str
    state: str
    zone: str
    received_at: datetime
    contacted_at: datetime | None = None
    attempts: int = 0
    documents_at: datetime | None = None
    survey_planned: datetime | None = None
    surveyed_at: datetime | None = None
    found: Found | None = None
    blockers: tuple[str, ...] = ()
    ready_at: datetime | None = None
    allocated_at: datetime | None = None
    installation_planned: datetime | None = None
    installed_at: datetime | None = None
    serial: str = ""
    extra_metres: float | None = None
    shown: bool | None = None
    called_at: datetime | None = None
    rating: int | None = None
    pack_at: datetime | None = None
    ended_at: datetime | None = None
    stage: Stage
    pending: With | None = None
    waits_days: int = 0
    gross_days: float
    net_days: float
    broken: tuple[Clock, ...] = ()
    right_first_time: bool | None = None
    came_again: bool | None = None
    remarks: str = ""
    score: int | None = None
    took: Mapping[Clock, Took] = field(default_factory=dict)
    kept: Mapping[Clock, bool] = field(default_factory=dict)
    part: Part = field(default_factory=Part)
    why_cancelled: str = ""


def line_of(course: Course, span: Span, policy: Policy, *, until: datetime) -> Line:
    """`until` is the end of the period, or now where it is not over yet.

    Whether an installation was right is judged by what is known now: a rework may come after the period.
    """
    then = course.before(until)
    line = _with_preparation(_standing(then, until), then)
    if line.stage in OPEN:
        line = _waiting(line, then, until)
    if clocks.installed(then) is not None:
        line = _with_installation(line, then, until)
        line = _with_judgement(line, course, policy)
    return replace(
        _with_close(line, then),
        broken=tuple(clock for clock in PROMISED if is_over(clock, then, policy, until)),
        took=_took(then, span),
        kept=_kept(then, span, policy, until),
        part=_part(then, span, until),
    )


def _standing(then: Course, until: datetime) -> Line:
    """Whose lead it is, and how far it has come."""
    lead, customer = then.lead, then.lead.customer
    since, stage = _stage_at(then, until)
    end = until if stage in OPEN else since
    return Line(
        lead=lead.id,
        reference=lead.oem_reference,
        vin=lead.vin,
        vehicle=lead.vehicle,
        charger_kw=lead.charger_kw,
        dealer=lead.source.dealer or "",
        city=customer.city,
        state=customer.state,
        zone=customer.pin_code[:1],
        received_at=lead.created_at,
        ended_at=None if stage in OPEN else since,
        stage=stage,
        gross_days=_days(end - lead.created_at),
        net_days=_days(end - lead.created_at - then.paused(lead.created_at, end)),
        remarks=_remarks(then, stage),
        why_cancelled=_why(then),
    )


def _stage_at(then: Course, until: datetime) -> tuple[datetime, Stage]:
    return then.stage_at(until) or (then.lead.created_at, Stage.NEW)


def _waiting(line: Line, then: Course, until: datetime) -> Line:
    since, stage = _stage_at(then, until)
    return replace(line, pending=_pending(then, stage, since), waits_days=(until - since).days)


def _with_preparation(line: Line, then: Course) -> Line:
    """From the first call to the day that was found for the installation."""
    survey, installation = then.planned(VisitKind.SURVEY), then.planned(VisitKind.INSTALLATION)
    return replace(
        line,
        contacted_at=clocks.contacted(then),
        attempts=len(then.all(_H.CALL_LOGGED, _H.INTRO_CALL_REACHED)),
        documents_at=clocks.documented(then),
        survey_planned=survey.start if survey else None,
        surveyed_at=clocks.surveyed(then),
        found=_found(then),
        blockers=_blockers(then),
        ready_at=clocks.ready(then),
        allocated_at=then.first(_H.MATERIALS_ALLOCATED),
        installation_planned=installation.start if installation else None,
    )


def _with_installation(line: Line, then: Course, until: datetime) -> Line:
    lead, installation = then.lead, then.planned(VisitKind.INSTALLATION)
    return replace(
        line,
        installed_at=clocks.installed(then),
        serial=(installation.serial or "") if installation else "",
        extra_metres=max(lead.extra_metres.extra, 0.0) if lead.extra_metres else None,
        shown=any(signed.at < until for signed in lead.sign_offs),
    )


def _with_judgement(line: Line, course: Course, policy: Policy) -> Line:
    """By all that is known of the installation, also of what came after the period."""
    return replace(
        line,
        right_first_time=_right_first_time(course, policy),
        came_again=_reworked(course, policy),
    )


def _with_close(line: Line, then: Course) -> Line:
    """What the customer said at the end, and when the OEM got its pack."""
    return replace(
        line,
        called_at=clocks.called(then),
        rating=_rating(then),
        score=_score(then),
        pack_at=clocks.pack_sent(then),
    )


def _found(then: Course) -> Found | None:
    last = then.last(_H.SITE_READY, _H.SITE_NOT_READY, _H.SITE_WORK_ACCEPTED)
    if last is None:
        return None
    return Found.NOT_READY if last.kind is _H.SITE_NOT_READY else Found.READY


def _blockers(then: Course) -> tuple[str, ...]:
    """For what the last survey that found the site not ready gave as reasons."""
    last = then.last(_H.SITE_NOT_READY)
    return tuple(kind for kind in last.facts.get("blockers", "").split(",") if kind) if last else ()


def _rating(then: Course) -> int | None:
    last = then.last(_H.CUSTOMER_RATED)
    return int(last.facts["rating"]) if last else None


def _score(then: Course) -> int | None:
    """From 1 to 5, what the customer said when he was asked whether all is well."""
    last = then.last(_H.CUSTOMER_SATISFIED)
    return int(last.facts["score"]) if last and "score" in last.facts else None


_ASKS_CUSTOMER: Final = (_H.SLOTS_PROPOSED, _H.SLOT_CHOSEN, _H.OTHER_SLOTS_ASKED)
_PACKS: Final = (_H.PACK_COMPILED, _H.PACK_SENT, _H.PACK_RETURNED, _H.PACK_WITHDRAWN)
_SCHEDULING: Final = frozenset({Stage.SURVEY_SCHEDULING, Stage.INSTALLATION_SCHEDULING})


def _pending(then: Course, stage: Stage, since: datetime) -> With:
    if stage is Stage.NEW:
        return _if_last(then, _H.OEM_ASKED, (_H.PHONE_CORRECTED,), With.OEM)
    if stage is Stage.CLOSURE:
        return _if_last(then, _H.PACK_SENT, _PACKS, With.OEM)
    if stage in _SCHEDULING:
        return _if_last(then, _H.SLOTS_PROPOSED, _ASKS_CUSTOMER, With.CUSTOMER)
    if stage is Stage.SITE_WORK:
        return _owner(then, since)
    return With.CUSTOMER if stage in {Stage.DOCUMENTS, Stage.ON_HOLD} else With.US


def _if_last(then: Course, asked: Happening, others: tuple[Happening, ...], whom: With) -> With:
    last = then.last(asked, *others)
    return whom if last is not None and last.kind is asked else With.US


def _owner(then: Course, since: datetime) -> With:
    """Of the first blocker that is open; of one that was cleared since, or is long past, its usual owner."""
    if then.lead.stage is Stage.SITE_WORK and then.lead.stage_since == since:
        owners = [blocker.owner for blocker in then.lead.open_blockers]
    else:
        owners = [USUALLY[BlockerKind(kind)] for kind in _blockers(then)]
    return With((owners or [Owner.CUSTOMER])[0].value)


def _reworked(course: Course, policy: Policy) -> bool:
    installed, again = clocks.installed(course), course.first(_H.REWORK_OPENED)
    return installed is not None and again is not None and again - installed <= policy.rework_within


def _right_first_time(course: Course, policy: Policy) -> bool:
    """Installed on the first visit, the report accepted as it came, and no rework in 30 days."""
    installed = clocks.installed(course)
    arrived = {
        one.subject
        for one in course.all(_H.TEAM_ARRIVED, of=VisitKind.INSTALLATION)
        if installed is not None and one.at <= installed
    }
    returned = course.all(_H.REPORT_RETURNED, of=VisitKind.INSTALLATION)
    return len(arrived) <= 1 and not returned and not _reworked(course, policy)


def _remarks(then: Course, stage: Stage) -> str:
    if stage is Stage.ON_HOLD and (held := then.last(_H.LEAD_HELD)):
        return held.facts.get("reason", "")
    return _why(then) if stage is Stage.CANCELLED else ""


def _why(then: Course) -> str:
    last = then.last(_H.LEAD_CANCELLED, _H.LEAD_MERGED)
    if last is None:
        return ""
    if last.kind is _H.LEAD_MERGED:
        return "duplicate lead"
    ground = last.facts.get("reason", "")
    return TITLES[Ground(ground)] if ground in set(Ground) else ground


def _took(then: Course, span: Span) -> dict[Clock, Took]:
    ended = {clock: took(clock, then) for clock in Clock}
    return {clock: found[1] for clock, found in ended.items() if found and span.holds(found[0])}


def _kept(then: Course, span: Span, policy: Policy, until: datetime) -> dict[Clock, bool]:
    """Each promise counts once: when it was kept, or when its time ran out."""
    decided: dict[Clock, bool] = {}
    for clock in PROMISED:
        if is_over(clock, then, policy, span.start):
            continue
        ended = took(clock, then)
        if is_over(clock, then, policy, until):
            decided[clock] = False
        elif ended is not None and span.holds(ended[0]):
            decided[clock] = True
    return decided


def _part(then: Course, span: Span, until: datetime) -> Part:
    moves = then.moves
    steps = [(was, to) for (_, was), (at, to) in pairwise(moves) if span.holds(at)]
    return Part(
        opening=then.is_open_at(span.start),
        new=span.holds(then.lead.created_at),
        reopened=sum(was not in OPEN and to in OPEN for was, to in steps),
        closed=sum(was in OPEN and to is Stage.CLOSED for was, to in steps),
        cancelled=sum(was in OPEN and to is Stage.CANCELLED for was, to in steps),
        closing=then.is_open_at(until),
    )


def _days(span: timedelta) -> float:
    return round(span / timedelta(days=1), 1)
