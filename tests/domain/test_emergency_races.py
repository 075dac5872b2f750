"""Whatever teams, the desk, the customer and the clock do to two emergencies in whatever order: the promises hold."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.leads.cancelling import cancel_lead
from domain.leads.lead import Lead
from domain.rules import Rule
from domain.timekeeping import fire
from domain.visits.alerting import take_emergency
from domain.visits.day import acknowledge_visit
from domain.visits.declaring import declare_emergency, withdraw_emergency
from domain.visits.emergency import DelayAnswer, OfferState
from domain.visits.ending import answer_delay, stop_search
from domain.visits.searching import (
    accept_backup,
    ask_backup,
    assign_backup,
    decline_backup,
    extend_search,
)
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import NOW
from tests.domain.test_emergencies import ASHA, DESK, NEAR, Search, a_search, another_visit, crew

CREWS: Final = ("sunrise", "dawn", "moon", "star", "sun")
VISITS: Final = ("S-1042-1", "S-7-1")
_team = st.sampled_from(CREWS)
_visit = st.sampled_from(VISITS)
ACTS: Final = st.one_of(
    st.tuples(st.just("declare"), _visit),
    st.tuples(st.just("withdraw"), _visit),
    st.tuples(st.just("accept"), _visit, _team),
    st.tuples(st.just("accept"), _visit, st.sampled_from(("dawn", "moon"))),
    st.tuples(st.just("accept"), _visit, st.sampled_from(("dawn", "moon"))),
    st.tuples(st.just("decline"), _visit, _team),
    st.tuples(st.just("ask"), _visit, _team),
    st.tuples(st.just("assign"), _visit, _team),
    st.tuples(st.just("acknowledge"), _visit),
    st.tuples(st.just("take"), _visit),
    st.tuples(st.just("extend"), _visit),
    st.tuples(st.just("stop"), _visit),
    st.tuples(st.just("wants"), st.sampled_from(DelayAnswer)),
    st.tuples(st.just("cancel"), st.sampled_from(("L-1042", "L-7"))),
    st.tuples(st.just("waits"), st.integers(min_value=1, max_value=90)),
)


async def _act(search: Search, act: tuple[Any, ...]) -> None:
    name, *given_ = act
    visit = given_[0]
    if name == "waits":
        await _wait(search, timedelta(minutes=visit))
        return
    teams = {one.id: one.team or "" for one in search.house.shelves.all_of(Visit)}
    one_visit: dict[str, tuple[Any, ...]] = {
        "declare": (declare_emergency, visit, "ill", DESK),
        "withdraw": (withdraw_emergency, visit, DESK),
        "acknowledge": (acknowledge_visit, visit, crew(teams.get(visit, ""))),
        "take": (take_emergency, visit, DESK),
        "extend": (extend_search, visit, DESK),
        "stop": (stop_search, visit, DESK),
        "cancel": (cancel_lead, visit, "sold the car", DESK),
        "wants": (answer_delay, VISITS[0], visit, ASHA),
    }
    with_team = {"ask": ask_backup, "assign": assign_backup}
    answers = {"accept": accept_backup, "decline": decline_backup}
    with contextlib.suppress(DomainError):
        if name in one_visit:
            command, *more = one_visit[name]
            await search.do(command, *more)
        elif name in with_team:
            await search.do(with_team[name], visit, given_[1], DESK)
        else:
            stood = await _stands(search, visit, given_[1])
            await search.do(answers[name], visit, given_[1], crew(given_[1]))
            assert stood, f"{given_[1]} could {name} what nobody asked it any more"


async def _stands(search: Search, visit_id: str, team: str) -> bool:
    """Whether this team is being asked, and its time to answer has not run out."""
    visit = await search.visit(visit_id)
    offer = visit.emergency.asked(team) if visit.emergency else None
    return offer is not None and offer.waits and (visit.state is VisitState.EMERGENCY)


async def _wait(search: Search, span: timedelta) -> None:
    """The clock jumps, and whatever is due by then comes late, in the order in which it was due."""
    search.now += span
    fired: set[Any] = set()
    while True:
        due = [
            (timer, lead)
            for lead, timers in search.house.ledger.timers.items()
            for timer in timers
            if timer.due_at <= search.now and timer not in fired
        ]
        if not due:
            return
        timer, lead = min(due, key=lambda pair: (pair[0].due_at, pair[0].rule, pair[0].subject))
        fired.add(timer)
        await search.do(fire, timer, lead)


def _check(search: Search) -> None:
    visits = search.house.shelves.all_of(Visit)
    holding = {one.id: (one.team, one.slot) for one in visits if one.holds_capacity and one.team}
    booked = {visit: (team, slot) for visit, (team, slot) in search.house.capacity.bookings.items()}
    assert booked == holding
    for asked in (one for one in visits if one.state is VisitState.EMERGENCY):
        busy = {team for team, slot in holding.values() if slot and slot.overlaps(asked.window)}
        assert not busy & {offer.team for offer in asked.alarmed.waiting}
    slots = list(booked.values())
    assert len(set(slots)) == len(slots)
    for one in visits:
        for found in one.all_rounds:
            accepted = [offer for offer in found.offers if offer.state is OfferState.ACCEPTED]
            assert len(accepted) <= 1
            assert not found.waiting or one.state is VisitState.EMERGENCY
        if one.state is VisitState.EMERGENCY:
            ends = [t for t in search.house.ledger.timers[one.lead] if t.rule is Rule.SEARCH_ENDS]
            assert [t.due_at for t in ends] == [one.alarmed.deadline]
            assert one.alarmed.deadline <= max(one.window.end, NEAR)
    for lead in search.house.shelves.all_of(Lead):
        assert (lead.id in search.house.ledger.owed) is lead.is_open


async def _play(acts: list[tuple[Any, ...]], *, far: bool) -> None:
    search = await a_search(VisitKind.SURVEY, now=NOW if far else NEAR)
    await another_visit(search, "star")
    _check(search)
    for act in acts:
        await _act(search, act)
        _check(search)


@given(st.lists(ACTS, min_size=5, max_size=25), st.booleans())
@settings(max_examples=40, deadline=None)
def test_there_is_one_winner_and_an_end_and_nobody_is_booked_twice(
    acts: list[tuple[Any, ...]],
    far: bool,  # noqa: FBT001  drawn
) -> None:
    asyncio.run(_play([*(("declare", visit) for visit in VISITS), *acts], far=far))
