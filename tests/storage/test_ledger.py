"""What an input leaves behind: numbers, timeline, what is owed, timers, notices, cards, media."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import VersionConflict
from domain.events import Event, Happening
from domain.leads.call import CallOutcome
from domain.leads.calling import log_call
from domain.leads.intake import NewLead, receive_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.owed import NextAction, Owed, next_action
from domain.people.actor import Actor, By
from domain.people.roles import Role
from domain.rules import Rule, Timer
from domain.settle import settle, situation_of
from domain.timekeeping import fire
from domain.timers import timers
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import assign_team
from domain.visits.day import acknowledge_visit
from domain.visits.day_steps import LAPSING
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from storage.erasing import ErasingMedia
from tests.build import NOW, OPS, a_chat, a_person, a_picture, a_team, a_visit, an_oem, at_stage
from tests.storage.kept import InDatabase, Kept, a_card, a_notice

HOUR: Final = timedelta(hours=1)
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
OEM: Final = Actor(person=None, name="Volt", roles=frozenset({Role.OEM}), oem="volt")
ASHA: Final = NewLead(oem="volt", reference="VM-1", name="Asha Rao", phone="98765 43210", pin_code="411045")


def an_event(kind: Happening = Happening.LEAD_HELD, lead: str = "L-1042", **facts: str) -> Event:
    by = By(person="p-ops", name="Om <b>Desk</b>", role=Role.OPS, on_behalf_of=Role.CUSTOMER)
    return Event(
        kind=kind, lead=lead, subject=lead, by=by, at=NOW, before="new", after="on_hold", facts=facts
    )


def an_action(what: Owed = Owed.CALL_CUSTOMER) -> NextAction:
    return NextAction(role=Role.OPS, what=what, due=NOW + HOUR, subject="L-1042")


def a_timer(rule: Rule = Rule.OVERDUE, hours: float = 1, mark: str = "1") -> Timer:
    return Timer(subject="L-1042", rule=rule, occurrence=mark, due_at=NOW + hours * HOUR)


def key(timer: Timer) -> tuple[str, str, str, object]:
    return timer.subject, timer.rule.value, timer.occurrence, timer.due_at


async def test_numbers_count_up_for_each_kind(kept: Kept) -> None:
    async with kept.begin() as uow:
        leads = [await uow.ledger.next_number("lead") for _ in range(3)]
        payouts = [await uow.ledger.next_number("payout") for _ in range(2)]
    assert (leads, payouts) == ([1042, 1043, 1044], [1, 2])


async def test_fifty_at_once_get_fifty_numbers(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.ledger.next_number("lead")

    async def number() -> int:
        async with kept.begin() as uow:
            return await uow.ledger.next_number("lead")

    numbers = await asyncio.gather(*(number() for _ in range(50)))
    assert sorted(numbers) == list(range(1043, 1093))


async def test_the_timeline_keeps_what_happened_in_order_and_to_the_word(kept: Kept) -> None:
    first = an_event(reason="आशा \x00 <b>")
    second = an_event(Happening.LEAD_RESUMED)
    async with kept.begin() as uow:
        numbers = await uow.ledger.append([first, second])
        await uow.ledger.append([an_event(lead="L-7")])
    assert numbers == sorted(set(numbers))
    assert await kept.timeline("L-1042") == [first, second]


async def test_what_is_owed_is_replaced_and_goes_when_nothing_is(kept: Kept) -> None:
    later = replace(an_action(Owed.SHARE_DOCUMENTS), role=Role.FIELD, team="sunrise", oem="volt")
    for action in (an_action(), later):
        async with kept.begin() as uow:
            await uow.ledger.owe("L-1042", "L-1042", action)
        assert await kept.owed("L-1042", "L-7") == {"L-1042": action}
    async with kept.begin() as uow:
        await uow.ledger.owe("L-1042", "L-1042", None)
    assert await kept.owed("L-1042") == {}


async def test_what_is_urgent_is_found_soonest_due_first(kept: Kept) -> None:
    soon = replace(an_action(Owed.FIND_BACKUP), urgent=True)
    later = replace(soon, due=soon.due + HOUR)
    async with kept.begin() as uow:
        for item, action in (("L-1", later), ("L-2", soon), ("L-3", an_action())):
            await uow.ledger.owe(item, item, action)
        assert await uow.ledger.urgent() == [("L-2", soon), ("L-1", later)]
    async with kept.begin() as uow:
        await uow.ledger.owe("L-2", "L-2", replace(soon, urgent=False))
        assert [item for item, _ in await uow.ledger.urgent()] == ["L-1"]


async def keep(kept: Kept, wanted: Iterable[Timer], hours: float = 0) -> None:
    async with kept.begin(NOW + hours * HOUR) as uow:
        await uow.ledger.keep_timers("L-1042", frozenset(wanted), uow.now)


async def test_the_pending_timers_are_those_that_are_wanted(kept: Kept) -> None:
    stays, goes, comes = a_timer(mark="stays"), a_timer(mark="goes"), a_timer(mark="comes", hours=5)
    await keep(kept, [stays, goes])
    await keep(kept, [stays, comes])
    assert await kept.pending("L-1042") == {key(stays), key(comes)}
    await keep(kept, [])
    assert await kept.pending("L-1042") == set()


async def test_a_timer_whose_time_moved_is_moved(kept: Kept) -> None:
    await keep(kept, [a_timer(hours=1)])
    await keep(kept, [a_timer(hours=3)])
    assert await kept.pending("L-1042") == {key(a_timer(hours=3))}


async def test_a_step_towards_a_visit_that_lies_behind_is_never_set(kept: Kept) -> None:
    lapsed, late = a_timer(Rule.VISIT_REMINDER, hours=-1), a_timer(Rule.OVERDUE, hours=-1)
    await keep(kept, [lapsed, late])
    assert await kept.pending("L-1042") == {key(late)}


async def test_a_step_that_was_set_in_time_stays_when_it_is_due(kept: Kept) -> None:
    reminder = a_timer(Rule.VISIT_REMINDER, hours=1)
    await keep(kept, [reminder])
    await keep(kept, [reminder], hours=2)
    assert await kept.pending("L-1042") == {key(reminder)}


async def test_a_notice_is_told_once(kept: Kept) -> None:
    for _ in range(2):
        async with kept.begin() as uow:
            await uow.ledger.tell([a_notice(), a_notice("1:ops:-2", chat=-2)])
    assert await kept.told() == [("1:ops:-1", -1, "site_ready"), ("1:ops:-2", -2, "site_ready")]


async def test_a_card_is_one_however_often_it_is_shown(kept: Kept) -> None:
    for _ in range(2):
        async with kept.begin() as uow:
            await uow.ledger.show([a_card(), a_card(-2), a_card(-1, "L-7")])
    assert sorted(await kept.shown()) == [(-2, "lead", "L-1042"), (-1, "lead", "L-1042"), (-1, "lead", "L-7")]


async def test_the_cards_of_a_thing_are_known(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.ledger.show([a_card(), a_card(-2), a_card(-1, "L-7")])
        of_both = await uow.ledger.cards_of(["L-1042", "S-1042-1"])
        assert await uow.ledger.cards_of([]) == []
    assert {(card.chat, card.subject) for card in of_both} == {(-1, "L-1042"), (-2, "L-1042")}


async def test_a_picture_is_wanted_once(kept: Kept) -> None:
    for lead in ("L-1042", "L-7"):
        async with kept.begin() as uow:
            await uow.ledger.want_media([a_picture(), a_picture(unique_id="u2")], lead, NOW)
    assert await kept.wanted_media() == {"u1", "u2"}


async def test_what_nobody_heard_is_listed(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.ledger.undelivered("site_ready", "L-1042", "no chat is bound for ops", NOW)
    assert await kept.unheard() == [("site_ready", "L-1042", "no chat is bound for ops")]


async def test_an_input_that_fails_leaves_nothing_behind(kept: Kept) -> None:
    async def whole() -> None:
        async with kept.begin() as uow:
            await uow.ledger.append([an_event()])
            await uow.ledger.owe("L-1042", "L-1042", an_action())
            await uow.ledger.keep_timers("L-1042", frozenset({a_timer()}), NOW)
            await uow.ledger.tell([a_notice()])
            await uow.ledger.show([a_card()])
            raise VersionConflict("somebody was faster")

    with pytest.raises(VersionConflict):
        await whole()
    assert await kept.timeline("L-1042") == []
    assert (await kept.owed("L-1042"), await kept.pending("L-1042")) == ({}, set())
    assert (await kept.told(), await kept.shown()) == ([], [])


async def company(kept: Kept) -> None:
    async with kept.begin() as uow:
        for thing in (
            an_oem(),
            a_team(),
            a_person(),
            a_chat(),
            a_chat(id=-5, role=Role.FIELD, team="sunrise"),
        ):
            await uow.add(thing)


async def promised(kept: Kept, uow: UnitOfWork, lead: str) -> None:
    """What lies in the ledger is what follows from the lead."""
    situation = await situation_of(uow, lead)
    owed = next_action(situation)
    assert await kept.owed(lead) == ({lead: owed} if owed else {})
    wanted = [t for t in timers(situation) if t.rule not in LAPSING or t.due_at > uow.now]
    assert await kept.pending(lead) == {key(timer) for timer in wanted}


async def test_one_input_leaves_all_that_follows_from_it(kept: Kept) -> None:
    await company(kept)
    async with kept.begin() as uow:
        lead, fresh = await receive_lead(uow, ASHA, OEM)
        await settle(uow)
    assert (fresh, lead.id) == (True, "L-1042")
    async with kept.begin() as uow:
        await promised(kept, uow, lead.id)
    assert [event.kind for event in await kept.timeline(lead.id)] == [Happening.LEAD_RECEIVED]
    assert (await kept.shown(), await kept.told()) == ([(-1001, "lead", "L-1042")], [])


async def test_the_same_reference_leaves_nothing_new(kept: Kept) -> None:
    await company(kept)
    for _ in range(2):
        async with kept.begin() as uow:
            lead, fresh = await receive_lead(uow, ASHA, OEM)
            await settle(uow)
    assert (fresh, lead.id) == (False, "L-1042")
    assert len(await kept.timeline(lead.id)) == 1


async def test_a_step_replaces_what_was_owed_and_timed(kept: Kept) -> None:
    await company(kept)
    async with kept.begin() as uow:
        await receive_lead(uow, ASHA, OEM)
        await settle(uow)
    async with kept.begin(NOW + HOUR) as uow:
        await log_call(uow, "L-1042", CallOutcome.REACHED, DESK)
        await settle(uow)
    async with kept.begin(NOW + HOUR) as uow:
        assert (await uow.get(Lead, "L-1042")).stage is Stage.DOCUMENTS
        await promised(kept, uow, "L-1042")
    assert [event.by.name for event in await kept.timeline("L-1042")] == ["Volt", "Om Desk"]


async def booked(kept: Kept) -> None:
    await company(kept)
    async with kept.begin() as uow:
        await uow.add(at_stage(Stage.SURVEY_SCHEDULING, visits_made=1))
        await uow.add(a_visit(state=VisitState.PROPOSED, team=None))
        await settle(uow)
    async with kept.begin() as uow:
        await assign_team(uow, "S-1042-1", "sunrise", DESK)
        await settle(uow)


async def test_a_booking_tells_and_shows_everybody_it_concerns(kept: Kept) -> None:
    await booked(kept)
    told = {(chat, name) for _, chat, name in await kept.told()}
    assert told == {(700, "visit_booked"), (-1001, "visit_booked")}
    assert (-5, "visit", "S-1042-1") in await kept.shown()
    async with kept.begin() as uow:
        await promised(kept, uow, "L-1042")


async def test_a_timer_that_is_due_acts_in_the_programs_own_name(kept: Kept) -> None:
    await booked(kept)
    async with kept.begin() as uow:
        await acknowledge_visit(uow, "S-1042-1", CREW)
        await settle(uow)
        wanted = timers(await situation_of(uow, "L-1042"))
    (silence,) = (timer for timer in wanted if timer.rule is Rule.EMERGENCY_BY_SILENCE)
    async with kept.begin(silence.due_at) as uow:
        await fire(uow, silence, "L-1042")
        await settle(uow)
    async with kept.begin(silence.due_at) as uow:
        assert (await uow.get(Visit, "S-1042-1")).state is VisitState.EMERGENCY
        assert (await kept.owed("L-1042"))["L-1042"].what is Owed.FIND_BACKUP
    assert Role.SYSTEM in {event.by.role for event in await kept.timeline("L-1042")}


async def test_a_timer_that_no_longer_fits_does_nothing(kept: Kept) -> None:
    await booked(kept)
    before = await kept.timeline("L-1042")
    async with kept.begin(NOW + 30 * HOUR) as uow:
        await fire(uow, a_timer(Rule.EMERGENCY_BY_SILENCE), "L-1042")
        await settle(uow)
    assert await kept.timeline("L-1042") == before
    assert OPS.person == before[-1].by.person


async def test_discarded_files_are_to_be_deleted_once(kept: Kept) -> None:
    async with kept.begin() as uow:
        await uow.ledger.want_media([a_picture()], None, NOW)
        await uow.ledger.discard({"ab" * 32, "cd" * 32}, a_picture(), NOW)
        await uow.ledger.discard({"ab" * 32}, None, NOW)
    if not isinstance(kept, InDatabase):
        return
    erasing = ErasingMedia(kept.database)
    assert sorted(await erasing.due(10)) == ["ab" * 32, "cd" * 32]
    await erasing.gone("ab" * 32)
    assert await erasing.due(10) == ["cd" * 32]
