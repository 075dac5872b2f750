"""Every situation a lead can come into, for hypothesis: the parts are drawn as the commands could have left them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from domain.leads.blocker import Claim, Owner
from domain.leads.call import Call, CallOutcome
from domain.leads.confirmation import Confirmation
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import PURCHASE_MOVES
from domain.materials.quote import QuoteState
from domain.materials.request import Line, LineState
from domain.money.payment import PaymentState
from domain.reporting.pack import PackState
from domain.situation import Situation
from domain.slot import Slot
from domain.visits.emergency import Emergency, OfferState
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import Absence, Try
from domain.visits.visit import Former, Hold, Visit
from tests.build import (
    NOW,
    TOMORROW,
    a_blocker,
    a_pack,
    a_payment,
    a_picture,
    a_purchase,
    a_quote,
    a_request,
    a_visit,
    an_emergency,
    at_stage,
)

SPANS: Final = st.timedeltas(timedelta(days=-40), timedelta(days=40))
MOMENTS: Final = SPANS.map(lambda span: NOW + span)
PAST: Final = st.timedeltas(timedelta(days=-40), timedelta(0)).map(lambda span: NOW + span)
V: Final = VisitState
SCHEDULING: Final = (None, V.PROPOSED, V.RESCHEDULED, V.CANCELLED, V.APPROVED)
SCHEDULED: Final = (
    V.BOOKED,
    V.UNASSIGNED,
    V.ACKNOWLEDGED,
    V.CONFIRMED,
    V.ON_THE_WAY,
    V.ON_SITE,
    V.EMERGENCY,
    V.CUSTOMER_ABSENT,
)
VISIT_STATES: Final[Mapping[Stage, tuple[VisitState | None, ...]]] = {
    Stage.SURVEY_SCHEDULING: SCHEDULING,
    Stage.SURVEY_SCHEDULED: SCHEDULED,
    Stage.SURVEY_REVIEW: (V.REPORTED,),
    Stage.INSTALLATION_SCHEDULING: SCHEDULING,
    Stage.INSTALLATION_SCHEDULED: SCHEDULED,
    Stage.INSTALLATION_REVIEW: (V.REPORTED,),
    Stage.CONFIRMATION_CALL: (V.APPROVED,),
    Stage.CLOSURE: (V.APPROVED,),
    Stage.ON_HOLD: (None, V.CANCELLED, V.REPORTED, V.APPROVED),
}
INSTALLING: Final = {
    Stage.INSTALLATION_SCHEDULING,
    Stage.INSTALLATION_SCHEDULED,
    Stage.INSTALLATION_REVIEW,
    Stage.CONFIRMATION_CALL,
    Stage.CLOSURE,
}


@st.composite
def situations(draw: st.DrawFn, stages: list[Stage] | None = None) -> Situation:
    stage = draw(st.sampled_from(stages or list(Stage)))
    lead = draw(_leads(stage))
    situation = Situation(lead=lead, visit=draw(_visits(stage)))
    if stage is Stage.MATERIALS:
        situation = draw(_materials(situation))
    if stage is Stage.CLOSURE:
        states = [None, PackState.SUBMITTED, PackState.SENT, PackState.RETURNED]
        state = draw(st.sampled_from(states))
        pack = a_pack(state=state, state_since=draw(PAST)) if state else None
        situation = replace(situation, pack=pack)
    return situation


@st.composite
def _leads(draw: st.DrawFn, stage: Stage) -> Lead:
    lead = at_stage(stage, stage_since=draw(PAST), visits_made=1)
    if stage is Stage.NEW:
        tries = draw(st.lists(PAST, max_size=3))
        lead = replace(
            lead, calls=tuple(Call(at=at, by="Om", outcome=CallOutcome.BUSY) for at in sorted(tries))
        )
    if stage is Stage.SITE_WORK:
        done = st.none() | PAST
        blockers = draw(st.lists(st.tuples(MOMENTS, done, done, st.sampled_from(Owner)), max_size=3))
        lead = replace(
            lead,
            blockers=tuple(
                a_blocker(
                    target=target,
                    claims=(Claim(at=reported),) if reported else (),
                    accepted_at=accepted,
                    owner=owner,
                )
                for target, reported, accepted, owner in blockers
            ),
        )
    if stage is Stage.CONFIRMATION_CALL:
        told = draw(st.none() | PAST)
        known = Confirmation(
            since=draw(st.none() | PAST),
            call_at=draw(st.none() | MOMENTS) if told is None else None,
            told_at=told,
            silent_at=draw(st.none() | PAST) if told is not None else None,
            problem_at=draw(st.none() | PAST),
        )
        lead = replace(lead, confirmation=known)
    if stage is Stage.ON_HOLD:
        lead = replace(lead, review_at=draw(st.none() | MOMENTS), stage_before=Stage.DOCUMENTS)
    return lead


@st.composite
def _visits(draw: st.DrawFn, stage: Stage) -> Visit | None:
    state = draw(st.sampled_from(VISIT_STATES.get(stage, (None,))))
    if state is None:
        return None
    since = draw(PAST)
    slot = draw(_slots(since))
    if state is VisitState.PROPOSED and draw(st.booleans()):
        slot = None
    kind = VisitKind.INSTALLATION if stage in INSTALLING else VisitKind.SURVEY
    visit = a_visit(kind=kind, state=state, state_since=since, slot=slot)
    if state is VisitState.UNASSIGNED:
        visit = replace(visit, team=None, former=Former(team="sunrise", reason="on leave"))
    if state is VisitState.PROPOSED and draw(st.booleans()):
        until = None if slot else since + timedelta(minutes=15)
        visit = replace(visit, hold=Hold(slot=slot or TOMORROW, team="dawn", until=until))
    visit = draw(_days(visit))
    if state is VisitState.EMERGENCY:
        visit = replace(visit, emergency=draw(_emergencies(since)))
    return visit


@st.composite
def _days(draw: st.DrawFn, visit: Visit) -> Visit:
    """What the day has brought so far."""
    minutes = st.integers(min_value=0, max_value=90).map(lambda found: timedelta(minutes=found))
    asked = draw(st.none() | minutes)
    tried = draw(st.none() | minutes)
    waits = draw(st.none() | minutes) if visit.state is VisitState.ON_SITE else None
    since = visit.state_since
    return replace(
        visit,
        asked_at=since + asked if asked is not None else None,
        tries=(Try(at=since + tried, by="Ravi"),) if tried is not None else (),
        absence=Absence(since=since + waits, photo=a_picture()) if waits is not None else None,
    )


def _slots(since: datetime) -> st.SearchStrategy[Slot | None]:
    starts = st.integers(min_value=-48, max_value=14 * 24).map(lambda hours: since + timedelta(hours=hours))
    return starts.map(lambda start: Slot(start=start, end=start + timedelta(hours=2)))


@st.composite
def _emergencies(draw: st.DrawFn, opened: datetime) -> Emergency:
    emergency = an_emergency("dawn", "moon", opened_at=opened, deadline=opened + timedelta(minutes=30))
    states = draw(st.tuples(st.sampled_from(OfferState), st.sampled_from(OfferState)))
    for team, state in zip(("dawn", "moon"), states, strict=True):
        emergency = emergency.with_offer(team, state)
    return replace(emergency, taken_by=draw(st.none() | st.just("Om")))


@st.composite
def _materials(draw: st.DrawFn, situation: Situation) -> Situation:
    if draw(st.booleans()):
        return situation
    states = draw(st.lists(st.sampled_from(LineState), min_size=1, max_size=4))
    lines = tuple(Line(item=f"item{n}", quantity=1, state=state) for n, state in enumerate(states))
    open_ones = [state for state, after in PURCHASE_MOVES.items() if after]
    bought = draw(st.lists(st.tuples(st.sampled_from(open_ones), PAST, st.booleans()), max_size=2))
    purchases = tuple(
        a_purchase(id=f"B-1042-{n}", state=state, state_since=since, team="sunrise" if asked else None)
        for n, (state, since, asked) in enumerate(bought)
    )
    paid = draw(st.lists(st.tuples(st.sampled_from(PaymentState), PAST), max_size=len(purchases)))
    payments = tuple(
        a_payment(id=f"V-1042-{n}", purchase=f"B-1042-{n}", state=state, state_since=since)
        for n, (state, since) in enumerate(paid)
    )
    quotes = st.none() | st.sampled_from([state for state in QuoteState if state is not QuoteState.REPLACED])
    said = draw(quotes)
    return replace(
        situation,
        request=a_request(lines=lines, requested_at=draw(PAST)),
        quote=a_quote(state=said, state_since=draw(PAST)) if said else None,
        purchases=purchases,
        payments=payments,
    )
