"""A team that cannot make it: the alarm, the search, its end; the same for surveys and installations."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from domain.errors import DomainError, Invalid, Refused
from domain.events import Happening
from domain.leads.calling import ask_call, customer_called
from domain.leads.cancelling import cancel_lead
from domain.leads.keeping import hold_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.owed import Owed
from domain.people.actor import SYSTEM, Actor
from domain.people.duty import set_on_call
from domain.people.person import Grant, Person
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.reactions import Audience, Lane
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.timekeeping import fire
from domain.unit_of_work import UnitOfWork
from domain.visits.alerting import next_level, take_emergency
from domain.visits.calling_off import call_off
from domain.visits.declaring import declare_emergency, withdraw_emergency
from domain.visits.emergency import LADDER, DelayAnswer, Emergency, OfferState, Withdrawal
from domain.visits.ending import answer_delay, stop_search
from domain.visits.searching import (
    accept_backup,
    ask_backup,
    assign_backup,
    decline_backup,
    extend_search,
)
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_chat, a_customer, a_person, a_team, a_visit, an_oem, at_stage
from tests.fakes import House

V: Final = VisitState
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
NEAR: Final = TOMORROW.start - 2 * HOUR
DESK: Final = Actor(person="p-desk", name="Om Desk", roles=frozenset({Role.OPS}))
ASHA: Final = Actor(
    person="p-asha", name="Asha", roles=frozenset({Role.CUSTOMER}), leads=frozenset({"L-1042"})
)
SCHEDULED: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
SCHEDULING: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
}
both_kinds = pytest.mark.parametrize("kind", list(VisitKind))


def crew(team: str) -> Actor:
    return Actor(person=f"p-{team}", name=team, roles=frozenset({Role.FIELD}), teams=frozenset({team}))


@dataclass(slots=True)
class Search:
    """A house with a visit tomorrow, and what is done to it one input after the other."""

    house: House = field(default_factory=House)
    now: datetime = NEAR
    kind: VisitKind = VisitKind.SURVEY

    @property
    def visit_id(self) -> str:
        return f"{self.kind.letter}-1042-1"

    async def do(self, command: Any, *given: Any, **more: Any) -> Any:  # noqa: ANN401  any command
        """One input: the command, and what follows from it; a refusal leaves no trace."""
        before = self.house.remembered()
        uow = self.house.uow(self.now)
        try:
            answer = await command(uow, *given, **more)
            await settle(uow)
        except DomainError:
            self.house.undo(before)
            raise
        return answer

    async def opens(self, cause: str = "vehicle", by: Actor | None = None) -> Visit:
        opened: Visit = await self.do(declare_emergency, self.visit_id, cause, by or crew("sunrise"))
        return opened

    async def visit(self, visit_id: str | None = None) -> Visit:
        return await self.house.uow(self.now).get(Visit, visit_id or self.visit_id)

    async def lead(self) -> Lead:
        return await self.house.uow(self.now).get(Lead, "L-1042")

    async def emergency(self, visit_id: str | None = None) -> Emergency:
        return (await self.visit(visit_id)).alarmed

    async def offers(self, visit_id: str | None = None) -> dict[str, OfferState]:
        found = (await self.visit(visit_id)).emergency
        return {offer.team: offer.state for offer in found.offers} if found else {}

    def pending(self, rule: Rule, lead: str = "L-1042") -> list[Timer]:
        wanted = self.house.ledger.timers.get(lead, frozenset())
        return sorted((t for t in wanted if t.rule is rule), key=lambda timer: timer.due_at)

    async def fires(self, rule: Rule, *, late: timedelta = timedelta(0)) -> datetime:
        """The nearest timer of this rule comes, after an outage perhaps; when it was due."""
        timer = self.pending(rule)[0]
        self.now = max(self.now, timer.due_at + late)
        await self.do(fire, timer, "L-1042")
        return timer.due_at

    def told(self, name: str, audience: Audience) -> int:
        return len([n for n in self.house.ledger.notices if n.name == name and n.args["to"] == audience])

    def happened(self, kind: Happening) -> list[str]:
        return [event.facts.get("team", "") for event in self.house.ledger.events if event.kind is kind]

    def alarms(self) -> list[str]:
        """Whom the alarm reached privately or anew, step by step."""
        rule = Rule.EMERGENCY_CLIMBS
        return [e.facts["to"] for e in self.house.ledger.events if e.facts.get("rule") == rule]


async def a_search(kind: VisitKind = VisitKind.SURVEY, *, now: datetime = NEAR, **visit: Any) -> Search:  # noqa: ANN401  fields of Visit
    """Sunrise has the visit; Dawn works in the zone, Moon next to it, Star in another one, Sun in another region."""
    search = Search(now=now, kind=kind)
    uow = search.house.uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(SCHEDULED[kind], visits_made=1))
    for team, zones in (
        ("sunrise", ("411",)),
        ("dawn", ("411",)),
        ("moon", ("412",)),
        ("star", ("400",)),
        ("sun", ("110",)),
    ):
        await uow.add(a_team(id=team, name=team.title(), zones=zones))
        await uow.add(a_chat(id=-2000 - sum(team.encode()), role=Role.FIELD, team=team))
    await uow.add(a_chat())
    await uow.add(a_person())
    await uow.add(a_person(id="p-head", telegram_id=801, grants=(Grant(role=Role.OPS, lead_of_desk=True),)))
    await uow.add(a_person(id="p-admin", telegram_id=802, grants=(Grant(role=Role.ADMIN),)))
    await uow.add(a_person(id="p-desk", telegram_id=803, name="Om Desk", grants=(Grant(role=Role.OPS),)))
    booked = a_visit(**{"id": search.visit_id, "kind": kind, "state": V.ACKNOWLEDGED, **visit})
    await uow.add(booked)
    await _take(uow, booked)
    await settle(uow)
    return search


async def _take(uow: UnitOfWork, visit: Visit) -> None:
    day = DEFAULT.calendar.local(visit.window.start).date()
    await uow.capacity.take(visit.team or "", visit.window, visit.id, day=day, most=3)


async def another_visit(search: Search, team: str, state: VisitState = V.ACKNOWLEDGED) -> str:
    """Of another lead, at the same time."""
    uow = search.house.uow(NOW)
    await uow.add(
        at_stage(
            Stage.SURVEY_SCHEDULED,
            id="L-7",
            oem_reference="VM-7",
            visits_made=1,
            customer=a_customer(phone="+919876500007"),
            customer_person=None,
        )
    )
    other = a_visit(id="S-7-1", lead="L-7", state=state, team=team)
    await uow.add(other)
    await _take(uow, other)
    await settle(uow)
    return other.id


# The alarm


@both_kinds
async def test_the_desk_and_the_customer_hear_of_it_at_once_and_first_of_all(kind: VisitKind) -> None:
    search = await a_search(kind)
    await search.opens()
    assert search.told(Happening.EMERGENCY_OPENED, Audience.OPS) == 1
    assert search.told(Happening.DELAY_TOLD, Audience.CUSTOMER) == 1
    urgent = {n.name for n in search.house.ledger.notices if n.lane is Lane.ALERT}
    assert urgent == {"emergency_opened", "delay_told", "reminded"}
    assert search.house.ledger.owed["L-1042"].what is Owed.FIND_BACKUP
    assert search.house.ledger.owed["L-1042"].urgent


async def test_a_level_that_nobody_can_receive_is_skipped_at_once_and_stands_on_the_list() -> None:
    search = await a_search()
    await search.opens()
    assert search.alarms() == ["ops_lead"]
    skipped = ("emergency_climbs", "S-1042-1", "nobody is there to be told: on_call")
    assert skipped in search.house.ledger.failures


async def test_the_alarm_climbs_level_by_level_and_begins_anew_until_somebody_takes_it() -> None:
    search = await a_search(now=TOMORROW.start - HOUR)
    await search.do(set_on_call, "p-desk", DESK, on_call=True)
    await search.opens()
    opened = search.now
    dues = [await search.fires(Rule.EMERGENCY_CLIMBS) for _ in range(4)]
    assert search.alarms() == ["on_call", "ops_lead", "admin", "ops,on_call", "ops_lead"]
    assert dues == [opened + n * DEFAULT.climb for n in (1, 2, 3, 4)]
    await search.do(take_emergency, search.visit_id, DESK)
    assert search.pending(Rule.EMERGENCY_CLIMBS) == []
    with pytest.raises(Refused, match="Om Desk has it in hand already"):
        await search.do(take_emergency, search.visit_id, DESK)


async def test_after_an_outage_each_level_is_told_once_and_late_and_none_is_hurried_after() -> None:
    search = await a_search()
    await search.opens()
    await search.fires(Rule.EMERGENCY_CLIMBS, late=47 * MINUTE)
    assert search.alarms() == ["ops_lead", "admin"]
    late = [e.facts["late_minutes"] for e in search.house.ledger.events if "late_minutes" in e.facts]
    assert late == ["0", "47"]
    assert search.pending(Rule.EMERGENCY_CLIMBS)[0].due_at == search.now + DEFAULT.climb


async def test_once_the_search_is_over_nobody_is_called_for_it_any_more() -> None:
    search = await a_search()
    await search.opens()
    late = TOMORROW.start - search.now
    await search.fires(Rule.EMERGENCY_CLIMBS, late=late)
    assert search.alarms() == ["ops_lead"]


async def test_whoever_took_it_and_does_nothing_loses_it_shortly_before_the_end() -> None:
    search = await a_search()
    await search.opens()
    await search.do(take_emergency, search.visit_id, DESK)
    due = await search.fires(Rule.EMERGENCY_NEGLECTED)
    assert due == TOMORROW.start - DEFAULT.neglect
    assert search.told(Happening.EMERGENCY_NEGLECTED, Audience.OPS) == 1
    assert search.alarms() == ["ops_lead", "ops_lead"]
    assert (await search.emergency()).taken_by is None
    await search.fires(Rule.EMERGENCY_CLIMBS)
    assert search.alarms()[-1] == "admin"


async def test_whoever_took_it_and_does_something_is_left_alone() -> None:
    search = await a_search()
    await search.opens()
    await search.do(take_emergency, search.visit_id, DESK)
    await search.do(extend_search, search.visit_id, DESK)
    assert search.pending(Rule.EMERGENCY_NEGLECTED) == []


@pytest.mark.parametrize("there", [frozenset(LADDER), frozenset({Audience.ADMIN}), frozenset[Audience]()])
def test_the_ladder_tells_somebody_at_each_step_and_the_group_at_each_new_round(
    there: frozenset[Audience],
) -> None:
    climbed, rounds = 0, list[Audience]()
    for _ in range(3 * len(LADDER)):
        climbed, told, skipped = next_level(climbed, there)
        assert set(told) - {Audience.OPS} <= there
        assert not set(skipped) & there
        rounds += told
    assert rounds.count(Audience.OPS) >= 2
    for level in there:
        assert rounds.count(level) >= 3


async def test_only_people_of_the_desk_can_be_on_call() -> None:
    search = await a_search()
    with pytest.raises(Invalid, match="does not work for Central Ops"):
        await search.do(set_on_call, "p-admin", DESK, on_call=True)
    await search.do(set_on_call, "p-desk", DESK, on_call=True)
    await search.do(set_on_call, "p-desk", DESK, on_call=True)
    assert search.happened(Happening.ON_CALL_SET) == [""]
    assert (await search.house.uow().get(Person, "p-desk")).on_call


# The search


@both_kinds
async def test_near_the_start_all_are_asked_at_once_until_the_end_of_the_search(kind: VisitKind) -> None:
    search = await a_search(kind)
    await search.opens()
    assert await search.offers() == dict.fromkeys(("dawn", "moon", "star"), OfferState.ASKED)
    assert {offer.expires_at for offer in (await search.emergency()).offers} == {TOMORROW.start}
    assert search.pending(Rule.OFFER_EXPIRES) == []


@both_kinds
async def test_far_from_it_one_after_the_other_the_nearest_first(kind: VisitKind) -> None:
    search = await a_search(kind, now=NOW)
    await search.opens()
    assert list(await search.offers()) == ["dawn"]
    await search.fires(Rule.OFFER_EXPIRES)
    assert search.now == NOW + DEFAULT.offer
    assert search.happened(Happening.BACKUP_OFFER_EXPIRED) == ["dawn"]
    await search.do(decline_backup, search.visit_id, "moon", crew("moon"))
    assert search.happened(Happening.BACKUP_DECLINED) == ["moon"]
    assert search.happened(Happening.BACKUP_ASKED) == ["dawn", "moon", "star"]
    assert (await search.offers())["star"] is OfferState.ASKED


async def test_at_night_a_team_has_until_the_morning_but_not_longer_than_makes_sense() -> None:
    night = NOW + 12 * HOUR
    search = await a_search(now=night)
    await search.opens()
    assert (await search.emergency()).offers[0].expires_at == TOMORROW.start - DEFAULT.near_start
    later = replace(TOMORROW, start=TOMORROW.start + 5 * HOUR, end=TOMORROW.end + 5 * HOUR)
    search = await a_search(now=night, slot=later)
    await search.opens()
    local = DEFAULT.calendar.local((await search.emergency()).offers[0].expires_at)
    assert (local.hour, local.minute) == (8, 10)


@pytest.mark.parametrize(("now", "left"), [(NEAR, 30 * MINUTE), (NOW, 2 * HOUR)])
async def test_when_nobody_is_left_ops_hears_it_and_has_a_little_time(now: datetime, left: timedelta) -> None:
    search = await a_search(now=now)
    await search.opens()
    for team in ("dawn", "moon", "star"):
        assert search.told(Happening.NO_BACKUP_LEFT, Audience.OPS) == 0
        await search.do(decline_backup, search.visit_id, team, crew(team))
    assert search.told(Happening.NO_BACKUP_LEFT, Audience.OPS) == 1
    assert (await search.emergency()).deadline == now + left
    assert search.pending(Rule.SEARCH_ENDS)[0].due_at == now + left


@both_kinds
async def test_the_first_to_accept_has_it_and_nobody_else(kind: VisitKind) -> None:
    search = await a_search(kind)
    await search.opens()
    await search.do(accept_backup, search.visit_id, "moon", crew("moon"))
    with pytest.raises(Refused, match="Another team has taken"):
        await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))
    visit = await search.visit()
    assert (visit.state, visit.team) == (V.ACKNOWLEDGED, "moon")
    assert search.house.capacity.bookings == {search.visit_id: ("moon", TOMORROW)}
    assert await search.offers() == {
        "dawn": OfferState.OUTRUN,
        "moon": OfferState.ACCEPTED,
        "star": OfferState.OUTRUN,
    }
    assert search.told(Happening.BACKUP_FOUND, Audience.FORMER_TEAM) == 1
    assert search.pending(Rule.SEARCH_ENDS) == search.pending(Rule.EMERGENCY_CLIMBS) == []


@pytest.mark.parametrize(
    ("was", "before", "state"),
    [
        (V.ACKNOWLEDGED, HOUR, V.ACKNOWLEDGED),
        (V.CONFIRMED, HOUR, V.CONFIRMED),
        (V.ON_THE_WAY, HOUR, V.CONFIRMED),
        (V.CONFIRMED, 3 * HOUR, V.ACKNOWLEDGED),
    ],
)
async def test_shortly_before_the_visit_a_customer_who_was_called_is_not_called_again(
    was: VisitState, before: timedelta, state: VisitState
) -> None:
    search = await a_search(now=TOMORROW.start - before, state=was)
    await search.opens()
    await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))
    assert (await search.visit()).state is state


async def test_ops_asks_one_more_by_hand_also_one_that_has_declined() -> None:
    search = await a_search()
    await search.opens()
    await search.do(decline_backup, search.visit_id, "dawn", crew("dawn"))
    await search.do(ask_backup, search.visit_id, "dawn", DESK)
    await search.do(ask_backup, search.visit_id, "sun", DESK)
    assert (await search.offers())["dawn"] is (await search.offers())["sun"] is OfferState.ASKED
    with pytest.raises(Refused, match="has been asked already"):
        await search.do(ask_backup, search.visit_id, "moon", DESK)


async def test_ops_assigns_any_free_team_by_hand() -> None:
    search = await a_search()
    await search.opens()
    await another_visit(search, "moon")
    with pytest.raises(Refused, match="another visit at that time"):
        await search.do(assign_backup, search.visit_id, "moon", DESK)
    with pytest.raises(Refused, match="They can make it after all"):
        await search.do(assign_backup, search.visit_id, "sunrise", DESK)
    await search.do(assign_backup, search.visit_id, "sun", DESK)
    visit = await search.visit()
    assert (visit.state, visit.team) == (V.BOOKED, "sun")
    assert OfferState.ASKED not in (await search.offers()).values()


async def test_more_time_is_given_until_the_visit_s_time_is_over() -> None:
    search = await a_search()
    await search.opens()
    for minutes in (30, 60, 90, 120):
        await search.do(extend_search, search.visit_id, DESK)
        assert (await search.emergency()).deadline == TOMORROW.start + minutes * MINUTE
    assert {offer.expires_at for offer in (await search.emergency()).offers} == {TOMORROW.end}
    with pytest.raises(Refused, match="cannot go on"):
        await search.do(extend_search, search.visit_id, DESK)


# Two at once, and again


async def test_accepting_one_visit_withdraws_what_else_a_team_was_asked_and_that_search_goes_on() -> None:
    search = await a_search(now=NOW)
    other = await another_visit(search, "star")
    await search.opens()
    await search.do(declare_emergency, other, "ill", crew("star"))
    assert await search.offers() == await search.offers(other) == {"dawn": OfferState.ASKED}
    await search.do(accept_backup, other, "dawn", crew("dawn"))
    mine = await search.emergency()
    assert mine.offers[0].withdrawn is Withdrawal.BUSY
    assert await search.offers() == {"dawn": OfferState.WITHDRAWN, "moon": OfferState.ASKED}
    assert search.happened(Happening.BACKUP_OFFER_EXPIRED) == []
    with pytest.raises(Refused, match="over"):
        await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))


async def test_a_backup_that_drops_out_begins_a_second_round_without_those_who_could_not() -> None:
    search = await a_search()
    await search.opens()
    await search.do(decline_backup, search.visit_id, "star", crew("star"))
    await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))
    await search.opens("ill", crew("dawn"))
    visit = await search.visit()
    assert [found.lost_team for found in visit.all_rounds] == ["sunrise", "dawn"]
    assert visit.given_up == {"sunrise", "dawn", "star"}
    assert await search.offers() == {"moon": OfferState.ASKED}


async def test_the_team_can_make_it_after_all() -> None:
    search = await a_search(state=V.CONFIRMED)
    await search.opens()
    with pytest.raises(DomainError):
        await search.do(withdraw_emergency, search.visit_id, crew("dawn"))
    await search.do(withdraw_emergency, search.visit_id, crew("sunrise"))
    visit = await search.visit()
    assert (visit.state, visit.team) == (V.CONFIRMED, "sunrise")
    assert search.house.capacity.bookings == {search.visit_id: ("sunrise", TOMORROW)}
    assert set((await search.offers()).values()) == {OfferState.WITHDRAWN}
    assert search.told(Happening.EMERGENCY_WITHDRAWN, Audience.CUSTOMER) == 1
    with pytest.raises(Refused):
        await search.do(withdraw_emergency, search.visit_id, crew("sunrise"))


async def test_once_a_backup_has_it_the_first_team_does_not_get_it_back() -> None:
    search = await a_search()
    await search.opens()
    await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))
    with pytest.raises(Refused):
        await search.do(withdraw_emergency, search.visit_id, crew("sunrise"))
    assert (await search.visit()).team == "dawn"


async def test_a_team_that_has_another_visit_by_now_does_not_get_it_back() -> None:
    search = await a_search()
    await search.opens()
    await another_visit(search, "sunrise")
    with pytest.raises(Refused, match="another visit at that time"):
        await search.do(withdraw_emergency, search.visit_id, crew("sunrise"))
    assert (await search.visit()).state is V.EMERGENCY


# Its ends


@both_kinds
async def test_without_a_backup_the_customer_gets_new_times_at_once_and_goes_first(kind: VisitKind) -> None:
    search = await a_search(kind)
    await search.opens()
    await search.fires(Rule.SEARCH_ENDS)
    assert (await search.visit()).state is V.RESCHEDULED
    assert sorted(search.happened(Happening.BACKUP_OFFER_EXPIRED)) == ["dawn", "moon", "star"]
    lead = await search.lead()
    assert (lead.stage, lead.priority) == (SCHEDULING[kind], True)
    assert search.told(Happening.SLOTS_PROPOSED, Audience.CUSTOMER) == 1
    owed = search.house.ledger.owed["L-1042"]
    assert (owed.what, owed.urgent) == (Owed.CHOOSE_SLOT, True)


async def test_the_first_pick_is_not_the_time_that_its_team_has_just_given_up() -> None:
    search = await a_search(now=TOMORROW.start - 30 * HOUR)
    uow = search.house.uow(NOW)
    await uow.save(replace(await uow.get(Team, "dawn"), daily_capacity=0))
    await search.opens()
    await search.do(stop_search, search.visit_id, DESK)
    offered = (await search.visit("S-1042-2")).offered
    assert offered
    assert not any(slot.overlaps(TOMORROW) for slot in offered)


async def test_where_no_time_is_free_ops_owes_it_first_of_all_and_soon() -> None:
    search = await a_search()
    uow = search.house.uow(NOW)
    for team in ("sunrise", "dawn"):
        known = await uow.get(type(a_team()), team)
        await uow.save(replace(known, daily_capacity=0))
    await search.opens()
    await search.do(stop_search, search.visit_id, DESK)
    owed = search.house.ledger.owed["L-1042"]
    assert (owed.what, owed.role, owed.urgent) == (Owed.PROPOSE_SLOTS, Role.OPS, True)
    assert owed.due == search.now + DEFAULT.priority


async def test_a_team_that_could_not_be_heard_is_asked_once_more_and_has_not_been_silent() -> None:
    search = await a_search(now=TOMORROW.start - 16 * HOUR)
    await search.opens()
    await search.fires(Rule.OFFER_EXPIRES, late=20 * MINUTE)
    assert await search.offers() == {"dawn": OfferState.ASKED}
    assert search.happened(Happening.BACKUP_ASKED) == ["dawn", "dawn"]
    assert search.happened(Happening.BACKUP_OFFER_EXPIRED) == []
    assert await search.fires(Rule.OFFER_EXPIRES) == search.now
    assert (await search.offers())["dawn"] is OfferState.EXPIRED


async def test_a_search_that_ended_while_the_program_was_away_counts_against_nobody() -> None:
    search = await a_search()
    await search.opens()
    await search.fires(Rule.SEARCH_ENDS, late=20 * MINUTE)
    assert (await search.visit()).state is V.RESCHEDULED
    assert set((await search.offers()).values()) == {OfferState.WITHDRAWN}
    assert search.happened(Happening.BACKUP_OFFER_EXPIRED) == []


async def test_stopped_by_ops_nobody_has_been_silent() -> None:
    search = await a_search()
    await search.opens()
    await search.do(stop_search, search.visit_id, DESK)
    assert set((await search.offers()).values()) == {OfferState.WITHDRAWN}
    assert search.happened(Happening.BACKUP_OFFER_EXPIRED) == []


@pytest.mark.parametrize("ends", [hold_lead, cancel_lead])
async def test_a_lead_that_is_held_or_cancelled_ends_the_search(ends: Any) -> None:  # noqa: ANN401  a command
    search = await a_search()
    await search.opens()
    await search.do(ends, "L-1042", "sold the car", DESK)
    assert set((await search.offers()).values()) == {OfferState.WITHDRAWN}
    rules = {timer.rule for timer in search.house.ledger.timers["L-1042"]}
    assert not rules & {Rule.SEARCH_ENDS, Rule.EMERGENCY_CLIMBS, Rule.OFFER_EXPIRES}
    with pytest.raises(Refused):
        await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))


async def test_a_customer_who_calls_it_off_ends_the_search_too() -> None:
    search = await a_search()
    await search.opens()
    await search.do(call_off, search.visit_id, "no car any more", ASHA)
    assert set((await search.offers()).values()) == {OfferState.WITHDRAWN}
    assert search.pending(Rule.SEARCH_ENDS) == search.pending(Rule.EMERGENCY_CLIMBS) == []


@both_kinds
@pytest.mark.parametrize("state", [V.BOOKED, V.CONFIRMED, V.ON_THE_WAY, V.ON_SITE])
async def test_an_emergency_can_open_at_any_time_before_the_report(
    kind: VisitKind, state: VisitState
) -> None:
    search = await a_search(kind, now=TOMORROW.start + 20 * MINUTE, state=state)
    opened = await search.opens("accident")
    assert opened.alarmed.was is state
    assert opened.alarmed.deadline == search.now + DEFAULT.search
    assert list(await search.offers()) == ["dawn", "moon", "star"]


async def test_once_the_time_of_the_visit_is_over_nobody_is_asked_and_the_customer_hears_of_new_times() -> (
    None
):
    search = await a_search(now=TOMORROW.end + MINUTE, state=V.ON_SITE)
    ended = await search.opens("accident")
    assert ended.state is V.RESCHEDULED
    assert await search.offers() == {}
    assert search.told(Happening.DELAY_TOLD, Audience.CUSTOMER) == 0
    assert search.told(Happening.PRIORITY_RESCHEDULED, Audience.CUSTOMER) == 1
    assert search.told(Happening.EMERGENCY_OPENED, Audience.OPS) == 1


async def test_a_visit_that_was_made_cannot_be_given_up_for_its_report() -> None:
    search = await a_search(state=V.ON_SITE, redo="the photo of the meter")
    with pytest.raises(Refused, match="only its report"):
        await search.opens()


async def test_silence_opens_nothing_where_ops_has_confirmed_for_the_team() -> None:
    search = await a_search(now=TOMORROW.start - 2 * HOUR)
    [silence] = search.pending(Rule.EMERGENCY_BY_SILENCE)
    uow = search.house.uow(search.now)
    visit = await uow.get(Visit, search.visit_id)
    confirmed, event = visit.confirm(
        by=DESK.must(Permission.CONFIRM_VISIT), now=uow.now, within=DEFAULT.confirm_from
    )
    await uow.save(confirmed, event)
    await settle(uow)
    search.now = silence.due_at
    await search.do(fire, silence, "L-1042")
    assert (await search.visit()).state is V.CONFIRMED


# The customer's word


async def test_a_call_that_the_customer_asks_for_is_owed_until_it_is_made() -> None:
    search = await a_search()
    await search.opens()
    await search.do(answer_delay, search.visit_id, DelayAnswer.CALL_ME, ASHA)
    owed = search.house.ledger.owed["L-1042"]
    assert (owed.what, owed.due, owed.urgent) == (Owed.CALL_BACK, search.now + DEFAULT.call_back, True)
    assert search.pending(Rule.OVERDUE)[0].due_at == owed.due
    await search.do(accept_backup, search.visit_id, "dawn", crew("dawn"))
    assert (await search.lead()).call_asked_at is not None
    await search.do(customer_called, "L-1042", DESK)
    assert (await search.lead()).call_asked_at is None
    with pytest.raises(Refused, match="open any more"):
        await search.do(customer_called, "L-1042", DESK)


async def test_a_call_that_he_asked_for_before_is_not_taken_back_by_waiting() -> None:
    search = await a_search()
    await search.do(ask_call, "L-1042", ASHA)
    await search.opens()
    await search.do(answer_delay, search.visit_id, DelayAnswer.WAIT, ASHA)
    assert (await search.lead()).call_asked_at is not None


async def test_the_customer_may_change_his_mind_and_is_heard_once_for_each_word() -> None:
    search = await a_search()
    await search.opens()
    for wants in (DelayAnswer.CALL_ME, DelayAnswer.CALL_ME, DelayAnswer.WAIT):
        await search.do(answer_delay, search.visit_id, wants, ASHA)
    assert search.told(Happening.DELAY_ANSWERED, Audience.OPS) == 2
    assert search.house.ledger.owed["L-1042"].what is Owed.FIND_BACKUP
    await search.do(answer_delay, search.visit_id, DelayAnswer.FIRST_SLOT, ASHA)
    assert (await search.visit()).state is V.RESCHEDULED
    with pytest.raises(Refused):
        await search.do(answer_delay, search.visit_id, DelayAnswer.WAIT, ASHA)


async def test_the_program_alone_declares_by_silence() -> None:
    search = await a_search()
    await search.do(declare_emergency, search.visit_id, "no word from the team", SYSTEM)
    assert (await search.emergency()).cause == "no word from the team"
