"""Anybody taps anything, fresh or long stale, in any order, and time passes: the promises hold after each step.

The buttons are those of the cards as people see them, so whatever a card offers is tried here, too.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checking import breaches
from bot.company import found_company
from bot.inputs import Links
from bot.keeping import Keeping, keep
from cards.actions import Action, Tap
from cards.answer import Here
from cards.card import render_card
from cards.text import Speaker
from domain.calendar import Calendar
from domain.errors import DomainError
from domain.events import Happening
from domain.leads.cancelling import cancel_lead
from domain.leads.keeping import hold_lead, reopen_lead, resume_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.owed import next_action
from domain.people.access import actor_of
from domain.people.actor import Actor
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.reactions import Audience, CardName
from domain.rules import Rule
from domain.rules import Timer as DomainTimer
from domain.settle import settle, situation_of
from domain.timekeeping import fire
from domain.unit_of_work import UnitOfWork
from domain.view import view_of
from domain.visits.declaring import declare_emergency
from domain.visits.kept_places import is_kept
from domain.visits.leave import Days, take_leave, withdraw_leave
from domain.visits.scheduling import reschedule
from domain.visits.team import Team
from domain.visits.visit import Visit
from handlers import assigning, customer, emergencies, field, ops, picking, planning
from handlers.acts import Act, Step
from storage.screens import SqlScreens
from storage.timers import Timer
from tests.build import a_customer, at_stage, documents
from tests.filled import fill_and_submit

START: Final = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
LEADS: Final = {
    "L-1": Stage.SURVEY_SCHEDULING,
    "L-2": Stage.SURVEY_SCHEDULING,
    "L-3": Stage.INSTALLATION_SCHEDULING,
}
STEPS: Final[dict[Any, Step]] = {
    **ops.STEPS,
    **assigning.STEPS,
    **picking.STEPS,
    **planning.STEPS,
    **emergencies.STEPS,
    **customer.STEPS,
    **field.STEPS,
}
SPANS: Final = (
    timedelta(minutes=4),
    timedelta(minutes=11),
    timedelta(minutes=16),
    timedelta(minutes=50),
    timedelta(hours=2),
    timedelta(hours=9),
    timedelta(hours=25),
)
TEAMS: Final = ("sunrise", "deccan", "konkan")
EVERYBODY: Final = (*LEADS, "ops", *TEAMS)
IDLE: Final = frozenset({Action.INVITE, Action.TIMELINE, Action.PRIVACY, Action.CALL_CARD})
"""What only shows something."""
Aside = Callable[[UnitOfWork, str, str, Actor], Awaitable[object]]


async def _goes_on(uow: UnitOfWork, lead: str, _: str, actor: Actor) -> object:
    return await resume_lead(uow, lead, actor)


ASIDE: Final[tuple[Aside, ...]] = (hold_lead, cancel_lead, reopen_lead, _goes_on, _goes_on)
_COMPANY: Final = "company.db"


def people() -> dict[str, tuple[Person, Audience]]:
    """Who taps: the desk, three customers, and the crews of two teams of the zone and one of another."""
    crews = {team: Grant(role=Role.FIELD, team=team) for team in TEAMS}
    found = {
        "ops": (Person(id="p-ops", telegram_id=1, name="Om", grants=(Grant(role=Role.OPS),)), Audience.OPS)
    }
    for number, lead in enumerate(LEADS):
        grants = (Grant(role=Role.CUSTOMER, lead=lead),)
        person = Person(id=f"p-{lead}", telegram_id=10 + number, name="Asha", grants=grants)
        found[lead] = (person, Audience.CUSTOMER)
    for number, (team, grant) in enumerate(crews.items()):
        person = Person(id=f"p-{team}", telegram_id=20 + number, name=team, grants=(grant,))
        found[team] = (person, Audience.TEAM)
    return found


async def make_company(path: Path) -> None:
    keeping = keep(f"sqlite:///{path}")
    try:
        await keeping.database.create_all()
        async with keeping.database.begin() as connection:
            uow = keeping.work.on(connection, START)
            await found_company(uow, {"voltera": "v", "kaveri": "k"})
            for person, _ in people().values():
                await uow.add(person)
            for id_, stage in LEADS.items():
                lead = at_stage(
                    stage,
                    id=id_,
                    oem="voltera",
                    oem_reference=id_,
                    stage_since=START,
                    created_at=START,
                    customer=a_customer(),
                    documents=documents(),
                    customer_person=f"p-{id_}",
                )
                await uow.add(lead)
            await settle(uow)
    finally:
        await keeping.database.close()


class Interleavings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.now = START
        self.seen: list[Tap] = []
        self.fired: set[tuple[str, str, str]] = set()
        self.people = people()

    @initialize()
    def begin(self) -> None:
        made = Path(tempfile.gettempdir()) / f"interleavings-{os.getpid()}-{_COMPANY}"
        if not made.exists():
            self.runner.run(make_company(made))
        path = Path(self.folder.name) / _COMPANY
        shutil.copy(made, path)
        self.keeping: Keeping = keep(f"sqlite:///{path}")

    def teardown(self) -> None:
        if hasattr(self, "keeping"):
            self.runner.run(self.keeping.database.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(lead=st.sampled_from([*LEADS]), steps=st.integers(1, 5), pick=st.integers(0, 1))
    def things_take_their_course(self, lead: str, steps: int, pick: int) -> None:
        """Whoever owes the next action takes one of the first steps that his card offers."""
        for _ in range(steps):
            self._goes_on(lead, pick)

    @rule(who=st.sampled_from(EVERYBODY), data=st.data())
    def taps(self, who: str, data: st.DataObject) -> None:
        """One of the buttons that this person sees now."""
        offered = self.runner.run(self._buttons(who, [who] if who in LEADS else [*LEADS]))
        if offered:
            self._tap(who, data.draw(st.sampled_from(offered)))

    @precondition(lambda self: self.seen)
    @rule(who=st.sampled_from(EVERYBODY), data=st.data())
    def taps_an_old_button(self, who: str, data: st.DataObject) -> None:
        self._tap(who, data.draw(st.sampled_from(self.seen)))

    @rule(lead=st.sampled_from([*LEADS]), other=st.none() | st.sampled_from(TEAMS))
    def cannot_make_it(self, lead: str, other: str | None) -> None:
        self._to_visit(other, lead, lambda uow, visit, actor: declare_emergency(uow, visit, "vehicle", actor))

    @rule(lead=st.sampled_from([*LEADS]))
    def wants_another_time(self, lead: str) -> None:
        self._to_visit(lead, lead, lambda uow, visit, actor: reschedule(uow, visit, "travels", actor))

    @rule(lead=st.sampled_from([*LEADS]), other=st.none() | st.sampled_from(TEAMS))
    def reports(self, lead: str, other: str | None) -> None:
        self._to_visit(other, lead, fill_and_submit)

    @rule(team=st.sampled_from(TEAMS), ahead=st.integers(0, 4), mood=st.integers(0, 3))
    def takes_leave(self, team: str, ahead: int, mood: int) -> None:
        """Or comes back from it, or thinks better of it."""
        first = Calendar().local(self.now).date() + timedelta(days=ahead)
        leave = Days(first=first, last=first)
        if mood in {0, 1}:
            self._do(team, lambda act: withdraw_leave(act.uow, team, first, act.actor))
        elif mood == 2:
            self._do(team, lambda act: take_leave(act.uow, team, leave, "a wedding", act.actor))

    @rule(lead=st.sampled_from([*LEADS]))
    def the_team_that_keeps_a_chosen_time_goes_away(self, lead: str) -> None:
        """What is owed is done until a time is chosen, if that comes soon."""
        visit = self.runner.run(self._latest(lead))
        for _ in range(3):
            if visit is not None and is_kept(visit):
                break
            self._goes_on(lead, 0)
            visit = self.runner.run(self._latest(lead))
        if visit is not None and is_kept(visit):
            day, team = Calendar().local(visit.window.start).date(), visit.taken_team or ""
            days = Days(first=day, last=day)
            self._do(team, lambda act: take_leave(act.uow, team, days, "a wedding", act.actor))

    @rule(lead=st.sampled_from([*LEADS]), step=st.sampled_from(ASIDE), is_meant=st.integers(0, 3))
    def puts_aside(self, lead: str, step: Aside, is_meant: int) -> None:
        if is_meant == 3:
            self._do("ops", lambda act: step(act.uow, lead, "asked for", act.actor))

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        """As in life: each timer at its time, or all of them late after a while away."""
        self.now += span
        while self.runner.run(self.keeping.timers.fire_due(self.now, self._fire)):
            pass

    @invariant()
    def the_promises_hold(self) -> None:
        if hasattr(self, "keeping"):
            self.runner.run(self._check())

    async def _check(self) -> None:
        found = [breach async for breach in breaches(self.keeping.database, self.keeping.work, self.now)]
        assert found == []
        async with self.keeping.database.read() as connection:
            uow = self.keeping.work.on(connection, self.now, reading=True)
            holding = [visit for visit in await uow.all(Visit) if visit.holds_capacity]
            teams = {team.id: team for team in await uow.all(Team)}
        for visit in holding:
            day = Calendar().local(visit.taken_slot.start).date()
            away = is_kept(visit) and teams[visit.taken_team or ""].on_leave(day)
            assert not away, f"the time of {visit.id} is kept by a team on leave"
            for other in holding:
                clash = visit.id < other.id and visit.taken_team == other.taken_team
                assert not (clash and visit.taken_slot.overlaps(other.taken_slot)), (visit.id, other.id)

    async def _owner(self, lead: str) -> str | None:
        async with self.keeping.database.read() as connection:
            uow = self.keeping.work.on(connection, self.now, reading=True)
            action = next_action(await situation_of(uow, lead))
        if action is None:
            return None
        return {Role.CUSTOMER: lead, Role.FIELD: action.team or "sunrise"}.get(action.role, "ops")

    async def _buttons(self, who: str, leads: list[str]) -> list[Tap]:
        _, audience = self.people[who]
        team = who if audience is Audience.TEAM else None
        card = CardName.VISIT if audience is Audience.TEAM else CardName.LEAD
        speaker = Speaker("en", Calendar().zone)
        taps: list[Tap] = []
        async with self.keeping.database.read() as connection:
            uow = self.keeping.work.on(connection, self.now, reading=True)
            for lead in leads:
                visits = [visit.id for visit in await uow.all(Visit, lead=lead)][-1:]
                for subject in visits if audience is Audience.TEAM else [lead]:
                    view = await view_of(uow, subject)
                    drawn = render_card(card, view, audience, speaker, team=team)
                    found = [Tap.read(button.data or "") for row in drawn.keyboard for button in row]
                    taps += [tap for tap in found if tap is not None and tap.action in STEPS.keys() - IDLE]
        return taps

    def _goes_on(self, lead: str, pick: int) -> None:
        who = self.runner.run(self._owner(lead))
        offered = self.runner.run(self._buttons(who, [lead])) if who else []
        offered = [tap for tap in offered if tap.action not in picking.STEPS]
        if who and offered:
            self._tap(who, offered[min(pick, len(offered) - 1)])

    def _tap(self, who: str, tap: Tap) -> None:
        self.seen.append(tap)
        self._do(who, STEPS[tap.action], tap)

    def _to_visit(
        self, who: str | None, lead: str, command: Callable[[UnitOfWork, str, Actor], Awaitable[object]]
    ) -> None:
        """To the latest visit of the lead, by this person or by the team that has it."""
        visit = self.runner.run(self._latest(lead))
        if visit is not None:
            self._do(who or visit.team or TEAMS[0], lambda act: command(act.uow, visit.id, act.actor))

    async def _latest(self, lead: str) -> Visit | None:
        async with self.keeping.database.read() as connection:
            uow = self.keeping.work.on(connection, self.now, reading=True)
            return next(iter(reversed(await uow.all(Visit, lead=lead))), None)

    def _do(self, who: str, step: Callable[[Act], Awaitable[object]], tap: Tap | None = None) -> None:
        self.runner.run(self._input(who, step, tap))

    async def _input(self, who: str, step: Callable[[Act], Awaitable[object]], tap: Tap | None) -> None:
        """As `bot/inputs.py` does it: a refusal undoes what was written."""
        person, _ = self.people[who]
        try:
            async with self.keeping.database.begin() as connection:
                uow = self.keeping.work.on(connection, self.now)
                await step(self._act(uow, connection, person, tap))
                await settle(uow)
        except DomainError:
            return

    def _act(self, uow: UnitOfWork, connection: AsyncConnection, person: Person, tap: Tap | None) -> Act:
        chat = person.telegram_id or 0
        return Act(
            tap=tap or Tap.read("open:L-1") or _never(),
            uow=uow,
            actor=actor_of(person),
            here=Here(
                chat=chat, thread=None, private=True, person=person, telegram_id=chat, name=person.name
            ),
            speaker=Speaker("en", Calendar().zone),
            screens=SqlScreens(connection),
            links=Links("chargeops_bot"),
        )

    async def _fire(self, connection: AsyncConnection, timer: Timer) -> None:
        uow = self.keeping.work.on(connection, self.now)
        due = DomainTimer(
            subject=timer.subject,
            rule=Rule(timer.rule),
            occurrence=timer.occurrence,
            due_at=timer.due_at,
        )
        key = (timer.subject, timer.rule, timer.occurrence)
        assert key not in self.fired, f"{key} fires twice"
        self.fired.add(key)
        await fire(uow, due, timer.lead)
        for event in uow.events:
            if event.kind is Happening.REMINDED and event.subject[:2] in {"S-", "I-"}:
                visit = await uow.get(Visit, event.subject)
                assert visit.is_open, f"{timer.rule} of {visit.id}, which is over"
                lead = await uow.get(Lead, visit.lead)
                assert lead.is_open, f"{timer.rule} of {visit.id}, whose lead is over"
        await settle(uow)


def _never() -> Tap:
    raise AssertionError("that is a button")


TestInterleavings = pytest.mark.timeout(600)(Interleavings.TestCase)
TestInterleavings.settings = settings(
    max_examples=int(os.environ.get("INTERLEAVINGS", "20")),
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
