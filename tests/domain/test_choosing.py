"""A time is offered, held, chosen or given free again: the same for surveys and installations."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.leads.wish import Preference, Wish
from domain.owed import Owed
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.rules import Rule
from domain.settle import settle
from domain.slot import Slot
from domain.timekeeping import fire
from domain.visits.assigning import assign_team
from domain.visits.calling_off import call_off
from domain.visits.dropping import open_visit
from domain.visits.scheduling import ask_other_slots, choose_slot, propose_for, propose_slots, reschedule
from domain.visits.searching import accept_backup
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Leave, Team
from domain.visits.visit import Visit
from tests.build import a_team, an_oem, at_stage
from tests.fakes import NOW, House

MINUTE: Final = timedelta(minutes=1)
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
}
SCHEDULED: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
OPS: Final = Actor(person="p-om", name="Om Desk", roles=frozenset({Role.OPS}))
ASHA: Final = Actor(person="p-asha", name="Asha Rao", roles=frozenset({Role.CUSTOMER}))
_CALL_THEM: Final = r"no longer be changed here. Please call the team: \+919800000001"
BOTH_KINDS: Final = pytest.mark.parametrize("kind", list(VisitKind))


def customer_of(lead: str) -> Actor:
    return replace(ASHA, leads=frozenset({lead}))


async def a_house(kind: VisitKind, *teams: Team, leads: int = 1, oem: Oem | None = None) -> House:
    """Leads L-1042, L-1043 … that are to be scheduled."""
    house = House()
    uow = house.uow()
    await uow.add(oem or an_oem())
    for team in teams or (a_team(),):
        await uow.add(team)
    for number in range(1042, 1042 + leads):
        lead = at_stage(STAGES[kind], id=f"L-{number}", oem_reference=f"VM-{number}", stage_since=NOW)
        await uow.add(lead)
    await settle(uow)
    return house


async def proposed(house: House, lead: str = "L-1042", *, again: bool = False) -> Visit:
    uow = house.uow()
    known = await open_visit(uow, lead) if again else None
    visit = await propose_slots(uow, lead, OPS, seen=known.version if known else None)
    await settle(uow)
    return visit


async def tapped(  # noqa: PLR0913  who taps on what, how and when
    house: House,
    visit: Visit,
    slot: Slot,
    who: Actor | None = None,
    *,
    sure: bool = False,
    at: datetime = NOW,
) -> Visit:
    uow = house.uow(at)
    found = await choose_slot(uow, visit.id, slot.start, who or customer_of(visit.lead), sure=sure)
    await settle(uow)
    return found


async def time_passes(house: House, visit: Visit, until: datetime) -> None:
    """The timers of the visit's lead that are due by then fire, late as after a stop."""
    for timer in sorted(house.ledger.timers[visit.lead], key=lambda timer: timer.due_at):
        if timer.due_at <= until:
            uow = house.uow(until)
            await fire(uow, timer, visit.lead)
            await settle(uow)


def taken(house: House) -> dict[str, tuple[str, Slot]]:
    return dict(house.capacity.bookings)


def happened(house: House) -> list[Happening]:
    return [event.kind for event in house.ledger.events]


@BOTH_KINDS
async def test_a_tap_holds_the_best_teams_place_for_a_quarter_of_an_hour(kind: VisitKind) -> None:
    house = await a_house(kind, a_team(), a_team(id="afar", name="Afar Crew", zones=("422",)))
    visit = await proposed(house)
    held = await tapped(house, visit, visit.offered[2])
    assert (held.slot, held.held_until) == (None, NOW + 15 * MINUTE)
    assert taken(house) == {visit.id: ("sunrise", visit.offered[2])}
    owed = house.ledger.owed[visit.lead]
    assert (owed.role, owed.what, owed.due) == (Role.CUSTOMER, Owed.CONFIRM_SLOT, NOW + 15 * MINUTE)
    assert {timer.rule for timer in house.ledger.timers[visit.lead]} == {Rule.HOLD_ENDS}


async def test_an_oem_may_hold_longer() -> None:
    house = await a_house(VisitKind.SURVEY, oem=an_oem(policy={"hold": "45m"}))
    visit = await proposed(house)
    assert (await tapped(house, visit, visit.offered[0])).held_until == NOW + 45 * MINUTE


@BOTH_KINDS
async def test_confirmed_it_stays_taken_until_ops_assigns_and_moves_with_the_team(kind: VisitKind) -> None:
    house = await a_house(kind, a_team(), a_team(id="dawn", name="Dawn Crew"))
    visit = await proposed(house)
    slot = visit.offered[0]
    held = await tapped(house, visit, slot)
    chosen = await tapped(house, visit, slot, sure=True)
    assert chosen.slot == slot
    assert chosen.taken_team == held.taken_team == "dawn"
    assert house.ledger.owed[visit.lead].what is Owed.ASSIGN_TEAM
    await time_passes(house, visit, NOW + 20 * MINUTE)
    assert taken(house) == {visit.id: ("dawn", slot)}
    uow = house.uow()
    await assign_team(uow, visit.id, "sunrise", OPS)
    await settle(uow)
    assert taken(house) == {visit.id: ("sunrise", slot)}


@BOTH_KINDS
async def test_two_customers_never_get_the_same_place(kind: VisitKind) -> None:
    house = await a_house(kind, leads=2)
    first, second = await proposed(house), await proposed(house, "L-1043")
    slot = first.offered[0]
    await tapped(house, first, slot)
    with pytest.raises(Refused, match="has just been taken"):
        await tapped(house, second, slot)
    with pytest.raises(Refused, match="has just been taken"):
        await tapped(house, second, slot, OPS)
    assert taken(house) == {first.id: ("sunrise", slot)}
    assert slot not in (await proposed(house, "L-1043", again=True)).offered


@BOTH_KINDS
async def test_a_time_that_was_held_long_enough_is_free_again_and_the_customer_is_told(
    kind: VisitKind,
) -> None:
    house = await a_house(kind)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0])
    await time_passes(house, visit, NOW + 14 * MINUTE)
    assert taken(house) != {}
    await time_passes(house, visit, NOW + 15 * MINUTE)
    assert taken(house) == {}
    assert happened(house)[-1] is Happening.HOLD_ENDED
    owed = house.ledger.owed[visit.lead]
    assert (owed.role, owed.what, owed.due) == (
        Role.CUSTOMER,
        Owed.CHOOSE_SLOT,
        NOW + DEFAULT.customer_choice,
    )


@BOTH_KINDS
async def test_another_of_the_times_moves_what_is_held(kind: VisitKind) -> None:
    house = await a_house(kind)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0])
    await tapped(house, visit, visit.offered[1], at=NOW + 10 * MINUTE)
    assert taken(house) == {visit.id: ("sunrise", visit.offered[1])}
    await time_passes(house, visit, NOW + 24 * MINUTE)
    assert taken(house) != {}


async def test_a_second_tap_on_what_is_held_or_chosen_changes_nothing() -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    held = await tapped(house, visit, visit.offered[0])
    assert await tapped(house, visit, visit.offered[0], at=NOW + 5 * MINUTE) == held
    chosen = await tapped(house, visit, visit.offered[0], sure=True)
    assert await tapped(house, visit, visit.offered[0], sure=True) == chosen
    assert happened(house).count(Happening.SLOT_HELD) == happened(house).count(Happening.SLOT_CHOSEN) == 1


async def test_the_button_of_a_time_that_is_not_held_any_more_takes_it_if_it_is_free() -> None:
    """He taps Confirm under an older message, or after the quarter of an hour: that is the time he means."""
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0])
    await tapped(house, visit, visit.offered[1])
    assert (await tapped(house, visit, visit.offered[0], sure=True)).slot == visit.offered[0]
    assert taken(house) == {visit.id: ("sunrise", visit.offered[0])}


async def test_confirmed_too_late_it_is_his_if_still_free_and_else_he_is_told() -> None:
    house = await a_house(VisitKind.SURVEY, leads=2)
    first, second = await proposed(house), await proposed(house, "L-1043")
    slot, later = first.offered[0], NOW + 20 * MINUTE
    await tapped(house, first, slot)
    await time_passes(house, first, later)
    assert (await tapped(house, first, slot, sure=True, at=later)).slot == slot
    await tapped(house, second, second.offered[1])
    await time_passes(house, second, later)
    await tapped(
        house, await proposed(house, again=True), slot, OPS
    )  # L-1042 is asked anew, and takes it on the phone
    with pytest.raises(Refused, match="has just been taken"):
        await tapped(house, second, slot, sure=True, at=later)


async def test_the_customers_yes_that_comes_before_the_late_timer_counts() -> None:
    """The bot was down when the time ran out: nobody else could have taken it."""
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0])
    later = NOW + 300 * MINUTE
    assert (await tapped(house, visit, visit.offered[0], sure=True, at=later)).slot == visit.offered[0]
    await time_passes(house, visit, later)
    assert Happening.HOLD_ENDED not in happened(house)
    assert taken(house) == {visit.id: ("sunrise", visit.offered[0])}


@pytest.mark.parametrize("sure", [False, True])
async def test_an_old_button_to_propose_takes_nothing_from_the_customer(*, sure: bool) -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    kept = await tapped(house, visit, visit.offered[1], sure=sure)
    with pytest.raises(Refused, match="The customer has"):
        await propose_slots(house.uow(), "L-1042", OPS)
    assert await house.uow().get(Visit, visit.id) == kept
    assert (await proposed(house, again=True)).hold is None


@BOTH_KINDS
async def test_a_chosen_time_to_which_nobody_was_sent_becomes_an_emergency_that_asks_its_keeper_too(
    kind: VisitKind,
) -> None:
    house = await a_house(kind, a_team(), a_team(id="dawn", name="Dawn Crew"))
    visit = await proposed(house)
    chosen = await tapped(house, visit, visit.offered[1], sure=True)
    keeper, late = chosen.taken_team or "", chosen.window.start - 60 * MINUTE
    await time_passes(house, visit, late - MINUTE)
    assert (await house.uow().get(Visit, visit.id)).state is VisitState.PROPOSED
    await time_passes(house, visit, late)
    found = await house.uow().get(Visit, visit.id)
    assert (found.state, found.alarmed.cause) == (VisitState.EMERGENCY, "no team was assigned in time")
    assert {offer.team for offer in found.alarmed.waiting} == {"sunrise", "dawn"}
    assert (taken(house), found.hold) == ({}, None)
    assert house.ledger.owed[visit.lead].what is Owed.FIND_BACKUP
    assert house.shelves.all_of(Lead)[0].stage is SCHEDULED[kind]

    crew = Actor(person="p-crew", name="Lakhan", roles=frozenset({Role.FIELD}), teams=frozenset({keeper}))
    uow = house.uow(late)
    await accept_backup(uow, visit.id, keeper, crew)
    await settle(uow)
    assert taken(house) == {visit.id: (keeper, chosen.window)}
    assert house.ledger.owed[visit.lead].what is Owed.CONFIRM_VISIT


@BOTH_KINDS
async def test_without_a_backup_the_customer_of_an_unsent_team_has_the_first_pick(kind: VisitKind) -> None:
    house = await a_house(kind)
    visit = await proposed(house)
    chosen = await tapped(house, visit, visit.offered[1], sure=True)
    await time_passes(house, visit, chosen.window.start - 60 * MINUTE)
    await time_passes(house, visit, chosen.window.start)
    [lead] = house.shelves.all_of(Lead)
    assert (lead.stage, lead.priority) == (STAGES[kind], True)
    assert (await house.uow().get(Visit, visit.id)).state is VisitState.RESCHEDULED


@BOTH_KINDS
@pytest.mark.parametrize("again", [False, True])
async def test_a_second_tap_proposes_nothing_more(kind: VisitKind, *, again: bool) -> None:
    """`again`: the tap is on “Propose other slots”, on a card that has not been drawn anew since."""
    house = await a_house(kind)
    old = await proposed(house) if again else None
    await proposed(house, again=again)
    with pytest.raises(Refused, match=r"Times are on offer since .* already"):
        await propose_slots(house.uow(), "L-1042", OPS, seen=old.version if old else None)
    assert happened(house).count(Happening.SLOTS_PROPOSED) == 1 + again


async def test_a_held_time_goes_to_another_team_when_its_own_is_on_leave_by_then() -> None:
    house = await a_house(VisitKind.SURVEY, a_team(), a_team(id="dawn", name="Dawn Crew"))
    visit = await proposed(house)
    held = await tapped(house, visit, visit.offered[0])
    assert held.hold is not None
    first = held.hold.team
    uow = house.uow()
    team = await uow.get(Team, first)
    day = DEFAULT.calendar.local(visit.offered[0].start).date()
    await uow.save(team.going_on(Leave(first=day, last=day, reason="a wedding")))
    chosen = await tapped(house, visit, visit.offered[0], sure=True)
    assert chosen.hold is not None
    assert chosen.hold.team not in {first, ""}
    assert taken(house) == {visit.id: (chosen.hold.team, visit.offered[0])}


async def test_on_the_phone_ops_chooses_at_once_and_may_choose_again() -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    assert (await tapped(house, visit, visit.offered[0], OPS)).slot == visit.offered[0]
    assert (await tapped(house, visit, visit.offered[1], OPS)).slot == visit.offered[1]
    assert taken(house) == {visit.id: ("sunrise", visit.offered[1])}
    with pytest.raises(Refused, match="You chose"):
        await tapped(house, visit, visit.offered[0])


@pytest.mark.parametrize("sure", [False, True])
async def test_asking_for_others_and_proposing_anew_give_the_place_free(*, sure: bool) -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0], sure=sure)
    again = await proposed(house, again=True)
    assert (taken(house), again.hold, again.slot) == ({}, None, None)
    assert again.offered == visit.offered
    await tapped(house, visit, visit.offered[0], sure=sure)
    uow = house.uow()
    await ask_other_slots(uow, visit.id, customer_of(visit.lead))
    await settle(uow)
    assert taken(house) == {}


async def test_what_is_offered_is_spread_over_days_and_halves_of_days() -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    local = [DEFAULT.calendar.local(slot.start) for slot in visit.offered]
    assert [f"{start:%a %H}" for start in local] == [
        "Mon 15",
        "Tue 10",
        "Tue 15",
        "Wed 10",
        "Wed 15",
        "Thu 10",
    ]


async def test_with_priority_a_customer_is_offered_earlier_times() -> None:
    house = await a_house(VisitKind.SURVEY)
    uow = house.uow(NOW - timedelta(hours=1))
    lead = await uow.save(replace(await uow.get(Lead, "L-1042"), priority=True))
    visit = await propose_for(uow, lead, OPS.must(Permission.PROPOSE_SLOTS))
    assert visit is not None
    assert f"{DEFAULT.calendar.local(visit.offered[0].start):%a %H}" == "Mon 12"


async def test_without_a_free_team_nothing_is_proposed() -> None:
    house = await a_house(VisitKind.SURVEY, a_team(zones=("400",)))
    uow = house.uow()
    assert await propose_for(uow, await uow.get(Lead, "L-1042"), OPS.must(Permission.PROPOSE_SLOTS)) is None
    with pytest.raises(Refused, match="No team is free in the next 14 days"):
        await propose_slots(uow, "L-1042", OPS)


@pytest.mark.parametrize(
    ("prefers", "first"),
    [
        (Preference.MORNINGS, ["Tue 24 10", "Wed 25 10"]),
        (Preference.AFTERNOONS, ["Mon 23 15", "Tue 24 15"]),
        (Preference.SATURDAYS, ["Sat 28 10", "Sat 28 12"]),
        (Preference.LATER, ["Mon 30 10", "Mon 30 15"]),
        (Preference.ANY, ["Mon 23 15", "Tue 24 10"]),
    ],
)
async def test_what_suits_the_customer_is_proposed_and_kept_until_he_has_chosen(
    prefers: Preference, first: list[str]
) -> None:
    house = await a_house(VisitKind.SURVEY)
    visit = await proposed(house)
    uow = house.uow()
    await ask_other_slots(uow, visit.id, customer_of(visit.lead), wish=Wish(prefers=prefers))
    await settle(uow)
    again = await proposed(house)
    local = [DEFAULT.calendar.local(slot.start) for slot in again.offered]
    assert [f"{start:%a %d %H}" for start in local[:2]] == first
    assert (await house.uow().get(Lead, "L-1042")).wish == Wish(prefers=prefers)
    await tapped(house, again, again.offered[0], sure=True)
    assert (await house.uow().get(Lead, "L-1042")).wish is None


async def test_a_wish_that_nothing_suits_does_not_leave_the_customer_without_times() -> None:
    house = await a_house(VisitKind.SURVEY, a_team(workdays=frozenset({0, 1})))
    uow = house.uow()
    lead = replace(await uow.get(Lead, "L-1042"), wish=Wish(prefers=Preference.SATURDAYS))
    await uow.save(lead)
    assert len((await proposed(house)).offered) == 6


async def booked(house: House) -> Visit:
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0], OPS)
    uow = house.uow()
    found = await assign_team(uow, visit.id, "sunrise", OPS)
    await settle(uow)
    return found


@BOTH_KINDS
async def test_a_visit_called_off_frees_its_team_and_is_ops_to_settle(kind: VisitKind) -> None:
    house = await a_house(kind)
    visit = await booked(house)
    uow = house.uow(NOW + MINUTE)
    lead = await call_off(uow, visit.id, "not_now", customer_of(visit.lead))
    await settle(uow)
    assert lead.stage is STAGES[kind]
    assert taken(house) == {}
    owed = house.ledger.owed[visit.lead]
    assert (owed.role, owed.what, owed.due) == (Role.OPS, Owed.SETTLE_CALLED_OFF, NOW + MINUTE + DEFAULT.desk)
    again = await proposed(house)
    assert house.ledger.owed[visit.lead].what is Owed.CHOOSE_SLOT
    assert again.id.endswith("-2")


@BOTH_KINDS
async def test_also_before_a_team_is_assigned_it_can_be_called_off(kind: VisitKind) -> None:
    house = await a_house(kind)
    visit = await proposed(house)
    await tapped(house, visit, visit.offered[0])
    uow = house.uow()
    await call_off(uow, visit.id, "moved", customer_of(visit.lead))
    await settle(uow)
    assert taken(house) == {}
    assert house.ledger.owed[visit.lead].what is Owed.SETTLE_CALLED_OFF


@BOTH_KINDS
@pytest.mark.parametrize("state", [VisitState.ON_THE_WAY, VisitState.ON_SITE])
async def test_once_the_team_has_set_out_the_customer_is_given_its_phone(
    kind: VisitKind, state: VisitState
) -> None:
    house = await a_house(kind)
    visit = await booked(house)
    uow = house.uow()
    await uow.save(replace(visit, state=state))
    customer = customer_of(visit.lead)
    with pytest.raises(Refused, match=_CALL_THEM):
        await call_off(uow, visit.id, "not_now", customer)
    for who in (customer, OPS):
        with pytest.raises(Refused, match=_CALL_THEM):
            await reschedule(uow, visit.id, "later", who)
