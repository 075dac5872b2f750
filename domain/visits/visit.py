"""One trip of a team to the site; surveys and installations share this life."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.blocker import BlockerKind
from domain.people.actor import By, Scope
from domain.people.roles import Role
from domain.slot import Slot
from domain.visits.emergency import DelayAnswer, Emergency, OfferState, Withdrawal
from domain.visits.report import Report
from domain.visits.rework import Rework
from domain.visits.states import (
    BEFORE_SITE,
    ENDED,
    HOLDS_CAPACITY,
    MOVES,
    STATE_TITLES,
    VisitKind,
    VisitState,
)
from domain.visits.underway import Absence, CheckIn, Journey, Try
from domain.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The team that a visit was taken from before the site, and why."""

    team: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A place of a team that is taken before the team is assigned.

    `until` is when it is given free unless the customer confirms; None once he has: it is kept until Ops assigns.
    """

    slot: Slot
    team: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`asked_at` is when its team was asked for it, or was asked late whether the customer expects it."""

    id: str
    version: int = 0
    lead: str
    oem: str
    kind: VisitKind
    state: VisitState = VisitState.PROPOSED
    state_since: datetime
    offered: tuple[Slot, ...] = ()
    slot: Slot | None = None
    hold: Hold | None = None
    team: str | None = None
    former: Former | None = None
    customer_confirmed_at: datetime | None = None
    asked_at: datetime | None = None
    tries: tuple[Try, ...] = ()
    journey: Journey | None = None
    check_in: CheckIn | None = None
    absence: Absence | None = None
    fee_due: bool = False
    emergency: Emergency | None = None
    rounds: tuple[Emergency, ...] = ()
    report: Report | None = None
    redo: str = ""
    priority: bool = False
    reason: str = ""
    called_off: bool = False
    rework: Rework | None = None

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem, team=self.team)

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def holds_capacity(self) -> bool:
        return self.state in HOLDS_CAPACITY or self.hold is not None

    @property
    def is_installed(self) -> bool:
        """The charger is on the wall: this visit has reported it, or only puts it right."""
        return self.kind is VisitKind.INSTALLATION and (self.report is not None or self.rework is not None)

    @property
    def was_booked(self) -> bool:
        """Whether the customer has been told of a team that comes."""
        return self.team is not None or self.former is not None or self.emergency is not None

    @property
    def taken_team(self) -> str | None:
        """Whose time it takes: the team that is assigned, or the one whose place is kept for it."""
        return self.hold.team if self.hold is not None else self.team

    @property
    def taken_slot(self) -> Slot:
        """Which time of that team."""
        return self.hold.slot if self.hold is not None else self.window

    @property
    def held_until(self) -> datetime | None:
        """While the customer decides: when his time is given free."""
        return self.hold.until if self.hold is not None else None

    @property
    def window(self) -> Slot:
        """The slot of a visit that has one; `Refused` while it is still being chosen."""
        if self.slot is None:
            raise Refused(say("{visit} has no time yet.", visit=self.id))
        return self.slot

    def can(self, state: VisitState) -> bool:
        return state in MOVES[self.state]

    def expect(self, *states: VisitState) -> None:
        if self.state not in states:
            raise self._too_late()

    def expect_move(self, state: VisitState) -> None:
        """`Refused` unless the visit can come into this state now."""
        if not self.can(state):
            raise self._too_late()

    def _too_late(self) -> Refused:
        return Refused(
            say(
                "{visit} is “{state}” since {since}, so this can no longer be done.",
                visit=self.id,
                state=say(STATE_TITLES[self.state]),
                since=self.state_since,
            )
        )

    def _move(self, state: VisitState, now: datetime) -> Self:
        self.expect_move(state)
        return replace(self, state=state, state_since=now)

    def tells(
        self, kind: Happening, by: By, now: datetime, *, was: VisitState | None = None, **facts: str
    ) -> Event:
        return Event(
            kind=kind,
            lead=self.lead,
            subject=self.id,
            by=by,
            at=now,
            before=was.value if was else None,
            after=self.state.value,
            facts={"team": self.team or "", **facts},
        )

    def _moved(
        self, state: VisitState, kind: Happening, by: By, now: datetime, **facts: str
    ) -> tuple[Self, Event]:
        after = self._move(state, now)
        since = self.state_since.isoformat()
        return after, after.tells(kind, by, now, was=self.state, since=since, **facts)

    def on_offer(self, start: datetime) -> Slot:
        """The offered slot that begins then; `Refused` if it is not on offer any more."""
        self.expect(VisitState.PROPOSED)
        slot = next((slot for slot in self.offered if slot.start == start), None)
        if slot is None:
            raise Refused(say("This time is no longer on offer. Please choose another one."))
        return slot

    def has(self, slot: Slot, *, sure: bool) -> bool:
        """It is chosen already and has its place; or, for a customer who is not `sure` yet, is held already."""
        return self.hold is not None and slot == self.hold.slot and (self.slot is not None or not sure)

    def expect_choice(self, by: By) -> None:
        """What a customer has chosen he changes by asking for another time; on the phone Ops chooses again."""
        if self.slot is not None and by.role is Role.CUSTOMER:
            raise Refused(say("You chose {slot} already. To change it, tap “Another time”.", slot=self.slot))

    def keep(self, hold: Hold, *, by: By, now: datetime) -> tuple[Self, Event]:
        """The time is the customer's while he decides."""
        self.expect(VisitState.PROPOSED)
        after = replace(self, hold=hold)
        return after, after.tells(Happening.SLOT_HELD, by, now, slot=str(hold.slot))

    def choose(self, slot: Slot, team: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """The time is settled; the team's place is kept until one is assigned."""
        self.expect(VisitState.PROPOSED)
        after = replace(self, slot=slot, hold=Hold(slot=slot, team=team), state_since=now)
        return after, after.tells(Happening.SLOT_CHOSEN, by, now, slot=str(slot))

    def let_go(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        """The customer did not confirm in time."""
        self.expect(VisitState.PROPOSED)
        slot = str(self.hold.slot) if self.hold else ""
        return replace(self, hold=None), self.tells(Happening.HOLD_ENDED, by, now, slot=slot)

    def offer(self, slots: tuple[Slot, ...], *, by: By, now: datetime) -> tuple[Self, Event]:
        self.expect(VisitState.PROPOSED)
        after = replace(self, offered=slots, slot=None, hold=None, state_since=now)
        return after, after.tells(Happening.SLOTS_PROPOSED, by, now, count=str(len(slots)))

    def _given_to(self, team: str, now: datetime) -> Self:
        """It begins anew for this team, whatever another one has done for it."""
        return replace(
            self,
            team=team,
            asked_at=now,
            tries=(),
            journey=None,
            check_in=None,
            absence=None,
            fee_due=False,
            hold=None,
        )

    def book(self, team: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        _ = self.window
        assigned = self._given_to(team, now)
        if self.state is VisitState.EMERGENCY:
            lost = self.alarmed.lost_team
            outrun = replace(assigned, emergency=self.alarmed.without_offers(OfferState.OUTRUN))
            return outrun._moved(VisitState.BOOKED, Happening.BACKUP_FOUND, by, now, former_team=lost)
        if self.former is not None and self.state is VisitState.UNASSIGNED:
            former = self.former.team
            kind = Happening.VISIT_GIVEN_BACK if former == team else Happening.VISIT_REASSIGNED
            return assigned._moved(VisitState.BOOKED, kind, by, now, former_team=former)
        return assigned._moved(VisitState.BOOKED, Happening.VISIT_BOOKED, by, now)

    def release(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Its team can no longer take it: the visit keeps its time, and what the customer said, and waits for another."""
        former = Former(team=self.last_team, reason=reason)
        said = self.state_since if self.state is VisitState.CONFIRMED else None
        confirmed = self.customer_confirmed_at or said
        released = replace(self, team=None, former=former, customer_confirmed_at=confirmed)
        return released._moved(
            VisitState.UNASSIGNED,
            Happening.VISIT_UNASSIGNED,
            by,
            now,
            former_team=former.team,
            reason=reason,
        )

    @property
    def last_team(self) -> str:
        """The team that has it, or the last one that had; empty if there was none."""
        return self.team or (self.former.team if self.former else "")

    def acknowledge(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        self.expect(VisitState.BOOKED)
        return self._moved(VisitState.ACKNOWLEDGED, Happening.VISIT_ACKNOWLEDGED, by, now)

    def _expect_near(self, within: timedelta, now: datetime) -> None:
        """What is said too long before the visit would silence the day of the visit itself."""
        from_then = self.window.start - within
        if now < from_then:
            raise Refused(
                say(
                    "{visit} begins {slot}: that is too early. It counts from {moment} on.",
                    visit=self.id,
                    slot=self.window,
                    moment=from_then,
                )
            )

    def confirm(self, *, by: By, now: datetime, within: timedelta) -> tuple[Self, Event]:
        """The customer expects the team; `within` is how long before the visit that can be said."""
        self.expect(VisitState.ACKNOWLEDGED)
        self._expect_near(within, now)
        return self._moved(VisitState.CONFIRMED, Happening.VISIT_CONFIRMED, by, now)

    def set_out(self, eta: datetime, *, by: By, now: datetime, within: timedelta) -> tuple[Self, Event]:
        """`within` is how long before the visit a team can be on its way to it."""
        self.expect_move(VisitState.ON_THE_WAY)
        self._expect_near(within, now)
        after, event = self._moved(VisitState.ON_THE_WAY, Happening.TEAM_SET_OUT, by, now)
        return replace(after, journey=Journey(eta=eta, told=eta)), event

    def arrive(self, check_in: CheckIn, *, by: By) -> tuple[Self, Event]:
        self.expect(VisitState.ON_THE_WAY)
        after, event = self._moved(VisitState.ON_SITE, Happening.TEAM_ARRIVED, by, check_in.at)
        return replace(after, check_in=check_in), event

    def submit(self, report: Report, *, by: By) -> tuple[Self, Event]:
        after, event = self._moved(VisitState.REPORTED, Happening.REPORT_SUBMITTED, by, report.submitted_at)
        return replace(after, report=report, redo="", absence=None), event

    def give_back(self, redo: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        self.expect(VisitState.REPORTED)
        after, event = self._moved(VisitState.ON_SITE, Happening.REPORT_RETURNED, by, now, redo=redo)
        return replace(after, redo=redo), event

    @property
    def finds_missing(self) -> tuple[BlockerKind, ...]:
        """What its report finds missing at the site."""
        return self.report.missing if self.report is not None else ()

    def approve(self, kind: Happening, *, by: By, now: datetime) -> tuple[Self, Event]:
        return self._moved(VisitState.APPROVED, kind, by, now)

    def absent(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        return self._moved(VisitState.CUSTOMER_ABSENT, Happening.CUSTOMER_WAS_ABSENT, by, now)

    def drop(
        self, state: VisitState, kind: Happening, reason: str, *, by: By, now: datetime
    ) -> tuple[Self, Event]:
        """Rescheduled or cancelled: this visit ends, its capacity is free again, nobody is asked any more."""
        after, event = self._moved(state, kind, by, now, reason=reason)
        asked = self.emergency
        over = asked.without_offers(OfferState.WITHDRAWN, Withdrawal.OVER) if asked else None
        return replace(after, reason=reason, hold=None, emergency=over), event

    def alarm(self, emergency: Emergency, *, by: By) -> tuple[Self, Event]:
        """Its team cannot make it, or it has none. An earlier emergency of the visit is remembered as a round."""
        if self.redo:
            raise Refused(say("{visit} was made: only its report is to be completed.", visit=self.id))
        after, event = self._moved(
            VisitState.EMERGENCY,
            Happening.EMERGENCY_OPENED,
            by,
            emergency.opened_at,
            cause=emergency.cause,
        )
        opened = replace(emergency, was=self.state)
        return replace(after, emergency=opened, rounds=self.all_rounds, check_in=None, hold=None), event

    @property
    def all_rounds(self) -> tuple[Emergency, ...]:
        """Every emergency of the visit, the present or last one included."""
        return (*self.rounds, self.emergency) if self.emergency else self.rounds

    @property
    def wants_call(self) -> bool:
        """Whether the customer has asked for a call during the emergency that goes on."""
        wants = self.emergency.customer_wants if self.emergency else None
        return self.state is VisitState.EMERGENCY and wants is DelayAnswer.CALL_ME

    @property
    def given_up(self) -> frozenset[str]:
        """Teams that had the visit and could not make it, or said so when they were asked."""
        lost = {emergency.lost_team for emergency in self.all_rounds}
        refused = [emergency.refused_by for emergency in self.all_rounds]
        return frozenset(lost).union(*refused, {self.former.team} if self.former else ())

    @property
    def at_the_door(self) -> bool:
        """The team has arrived, and waits for the customer."""
        return self.state is VisitState.ON_SITE and self.absence is not None

    @property
    def checked_in(self) -> CheckIn:
        """The check-in of a visit whose team has arrived; `Refused` otherwise."""
        if self.check_in is None:
            raise self._too_late()
        return self.check_in

    @property
    def alarmed(self) -> Emergency:
        """The emergency of a visit in that state; `Refused` otherwise."""
        self.expect(VisitState.EMERGENCY)
        if self.emergency is None:
            raise self._too_late()
        return self.emergency

    def take_over(self, team: str, *, by: By, now: datetime, confirmed: bool = False) -> tuple[Self, Event]:
        """A backup team has accepted: it has the visit, already acknowledged. Exactly one can.

        `confirmed`: what the customer has said to the team before it holds for this one.
        """
        offer = self.alarmed.asked(team)
        if offer is None or not offer.waits or now >= offer.expires_at:
            raise Refused(say("This offer is over."))
        emergency = self.alarmed.with_offer(team, OfferState.ACCEPTED).without_offers(OfferState.OUTRUN)
        state = VisitState.CONFIRMED if confirmed else VisitState.ACKNOWLEDGED
        taken = replace(self._given_to(team, now), emergency=emergency)
        return taken._moved(state, Happening.BACKUP_FOUND, by, now, former_team=emergency.lost_team)

    def regain(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        """The team can make it after all: the visit is its own again, as far as it had come before the site."""
        asked = self.alarmed
        known = asked.was in {VisitState.CONFIRMED, VisitState.ON_THE_WAY, VisitState.ON_SITE}
        over = asked.without_offers(OfferState.WITHDRAWN, Withdrawal.FIRST_TEAM)
        kept = replace(self._given_to(asked.lost_team, now), emergency=over)
        state = VisitState.CONFIRMED if known else VisitState.ACKNOWLEDGED
        return kept._moved(state, Happening.EMERGENCY_WITHDRAWN, by, now)

    @property
    def before_site(self) -> bool:
        return self.state in BEFORE_SITE
