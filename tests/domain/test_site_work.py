"""The work at a site: what the desk notes, what the customer says, and what Ops makes of each blocker by itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, cast

import pytest

from domain.errors import DomainError, Invalid, Refused
from domain.events import Happening
from domain.leads.blocker import Area, Blocker, BlockerKind, Owner
from domain.leads.blockers import (
    drop_blocker,
    look_at_blocker,
    name_blocker,
    set_owner,
    set_target,
    set_words,
)
from domain.leads.lead import Lead
from domain.leads.privacy import erase_data
from domain.leads.site_work import (
    accept_site_work,
    apply_for_load,
    expected_on,
    order_revisit,
    refuse_site_work,
    report_site_work,
)
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT, with_overrides
from domain.rules import Rule
from domain.settle import settle, situation_of
from domain.timekeeping import fire
from domain.timers import timers
from domain.unit_of_work import UnitOfWork
from domain.visits.review import site_is_not_ready, site_is_ready
from domain.visits.states import VisitState
from tests.build import (
    NOW,
    a_blocker,
    a_picture,
    a_report,
    a_team,
    a_visit,
    an_application,
    an_oem,
    at_stage,
    claimed,
)
from tests.fakes import FakeLedger, House

K: Final = BlockerKind
LEAD: Final = "L-1042"
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
ASHA: Final = Actor(person="p-asha", name="Asha", roles=frozenset({Role.CUSTOMER}), leads=frozenset({LEAD}))
LOAD: Final = a_blocker(kind=K.LOAD_UPGRADE)


async def a_site(*blockers: Blocker, stage: Stage = Stage.SITE_WORK, **but: Any) -> UnitOfWork:  # noqa: ANN401  fields of Lead
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(a_team())
    await uow.add(at_stage(stage, stage_since=NOW, blockers=blockers, visits_made=1, **but))
    if stage is Stage.SURVEY_REVIEW:
        await uow.add(a_visit(state=VisitState.REPORTED, report=a_report()))
    return uow


async def lead_of(uow: UnitOfWork) -> Lead:
    return await uow.get(Lead, LEAD)


def happened(uow: UnitOfWork) -> list[Happening]:
    return [event.kind for event in uow.events]


async def test_one_tap_names_a_blocker_with_all_that_is_usual() -> None:
    uow = await a_site(stage=Stage.SURVEY_REVIEW)
    await name_blocker(uow, LEAD, K.NOC, DESK)
    await name_blocker(uow, LEAD, K.EARTHING, DESK)
    lead = await name_blocker(uow, LEAD, K.NOC, DESK)
    assert [(one.kind, one.owner) for one in lead.blockers] == [
        (K.NOC, Owner.SOCIETY),
        (K.EARTHING, Owner.CUSTOMER),
    ]
    assert {one.target for one in lead.blockers} == {NOW + DEFAULT.site_work_target}
    assert happened(uow) == []


async def test_each_can_be_changed_or_taken_off_again_before_the_customer_is_told() -> None:
    uow = await a_site(a_blocker(), LOAD, stage=Stage.SURVEY_REVIEW)
    await set_owner(uow, LEAD, K.EARTHING, Owner.US, DESK)
    await set_target(uow, LEAD, K.EARTHING, date(2026, 12, 5), DESK)
    await set_words(uow, LEAD, K.EARTHING, {"en": " dig the  pit ", "hi": "", "xx": "?"}, DESK)
    await look_at_blocker(uow, LEAD, K.LOAD_UPGRADE, DESK)
    lead = await drop_blocker(uow, LEAD, K.LOAD_UPGRADE, DESK)
    [blocker] = lead.blockers
    assert (blocker.owner, blocker.words) == (Owner.US, {"en": "dig the pit"})
    assert DEFAULT.calendar.local(blocker.target).isoformat() == "2026-12-05T18:30:00+05:30"
    assert lead.opened_blocker is None
    assert happened(uow) == []


async def test_what_has_been_told_and_changes_is_told_again_once() -> None:
    uow = await a_site(a_blocker())
    await set_owner(uow, LEAD, K.EARTHING, Owner.US, DESK)
    await set_owner(uow, LEAD, K.EARTHING, Owner.US, DESK)
    assert happened(uow) == [Happening.BLOCKER_CHANGED]
    with pytest.raises(Refused, match="can no longer be done"):
        await name_blocker(uow, LEAD, K.NOC, DESK)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 11, 22), "is over. Example"), (date(2028, 1, 1), "more than a year")]
)
async def test_a_day_that_cannot_be_is_refused_with_words(day: date, words: str) -> None:
    uow = await a_site(a_blocker())
    with pytest.raises(Invalid, match=words):
        await set_target(uow, LEAD, K.EARTHING, day, DESK)


async def test_a_site_is_not_ready_only_for_something() -> None:
    uow = await a_site(stage=Stage.SURVEY_REVIEW)
    with pytest.raises(Invalid, match="at least one thing"):
        await site_is_not_ready(uow, "S-1042-1", DESK)
    await name_blocker(uow, LEAD, K.NOC, DESK)
    await site_is_not_ready(uow, "S-1042-1", DESK)
    assert uow.events[-1].facts["blockers"] == "noc"
    assert (await lead_of(uow)).stage is Stage.SITE_WORK


async def test_what_a_second_survey_finds_is_asked_for_again_or_settled() -> None:
    old = a_blocker(kind=K.NOC, accepted_at=NOW - timedelta(days=9))
    late = replace(claimed(), target=NOW - timedelta(days=1))
    uow = await a_site(old, late, stage=Stage.SURVEY_REVIEW)
    await site_is_not_ready(uow, "S-1042-1", DESK)
    kept, again = (await lead_of(uow)).blockers
    assert kept == old
    assert (again.claim, again.refused) == (None, "the second survey did not find it done")
    assert again.target == NOW + DEFAULT.site_work_target
    uow = await a_site(old, late, stage=Stage.SURVEY_REVIEW)
    await site_is_ready(uow, "S-1042-1", DESK)
    assert [one.accepted_at for one in (await lead_of(uow)).blockers] == [old.accepted_at, NOW]


async def test_each_blocker_is_reported_judged_and_accepted_by_itself() -> None:
    uow = await a_site(a_blocker(), LOAD)
    await report_site_work(uow, LEAD, K.EARTHING, (a_picture(unique_id="pit"),), ASHA)
    lead = await refuse_site_work(uow, LEAD, K.EARTHING, "fill the pit", DESK)
    assert lead.open_blocker(K.LOAD_UPGRADE) == LOAD
    await report_site_work(uow, LEAD, K.EARTHING, (a_picture(unique_id="filled"),), ASHA)
    lead = await accept_site_work(uow, LEAD, K.EARTHING, DESK)
    assert (lead.stage, lead.open_blockers) == (Stage.SITE_WORK, (LOAD,))
    assert [proof.unique_id for proof in lead.blockers[0].proofs] == ["pit", "filled"]
    await report_site_work(uow, LEAD, K.LOAD_UPGRADE, (), ASHA)
    lead = await accept_site_work(uow, LEAD, None, DESK)
    assert lead.stage is Stage.MATERIALS
    assert happened(uow) == [
        Happening.SITE_WORK_REPORTED,
        Happening.SITE_WORK_REFUSED,
        Happening.SITE_WORK_REPORTED,
        Happening.BLOCKER_ACCEPTED,
        Happening.SITE_WORK_REPORTED,
        Happening.SITE_WORK_ACCEPTED,
    ]


REFUSALS: Final[dict[str, tuple[Blocker, Any, str]]] = {
    "said twice": (
        claimed(),
        lambda u: report_site_work(u, LEAD, K.EARTHING, (), ASHA),
        "you told us on",
    ),
    "not his to say": (
        a_blocker(owner=Owner.US),
        lambda u: report_site_work(u, LEAD, K.EARTHING, (), ASHA),
        "not yours to do",
    ),
    "never named": (
        a_blocker(),
        lambda u: report_site_work(u, LEAD, K.NOC, (), ASHA),
        "is not among what is missing",
    ),
    "settled": (
        a_blocker(accepted_at=NOW),
        lambda u: accept_site_work(u, LEAD, K.EARTHING, DESK),
        "settled since",
    ),
    "nothing reported": (
        a_blocker(),
        lambda u: accept_site_work(u, LEAD, None, DESK),
        "has been reported done",
    ),
    "not reported": (
        a_blocker(),
        lambda u: refuse_site_work(u, LEAD, K.EARTHING, "no", DESK),
        "has not been reported done",
    ),
    "the photo that was sent back": (
        claimed().sent_back("too dark"),
        lambda u: report_site_work(u, LEAD, K.EARTHING, (a_picture(),), ASHA),
        "sent this photo before, and we asked again: too dark",
    ),
    "too many": (
        a_blocker(),
        lambda u: report_site_work(
            u, LEAD, K.EARTHING, tuple(a_picture(unique_id=str(n)) for n in range(6)), ASHA
        ),
        "At most 5",
    ),
    "no application": (
        a_blocker(),
        lambda u: apply_for_load(u, LEAD, K.EARTHING, an_application(), ASHA),
        "needs no application",
    ),
    "applied tomorrow": (
        LOAD,
        lambda u: apply_for_load(
            u, LEAD, K.LOAD_UPGRADE, an_application(applied_on=date(2026, 11, 24)), ASHA
        ),
        "has not come yet",
    ),
    "paid before": (
        LOAD,
        lambda u: apply_for_load(u, LEAD, K.LOAD_UPGRADE, an_application(paid_on=date(2026, 11, 1)), ASHA),
        "cannot be paid before",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_what_cannot_be_is_refused_with_what_has_happened(name: str) -> None:
    blocker, act, words = REFUSALS[name]
    uow = await a_site(blocker)
    with pytest.raises(DomainError, match=words):
        await act(uow)
    assert (await lead_of(uow)).blockers == (blocker,)
    assert uow.events == []


@pytest.mark.parametrize(
    ("area", "mains", "days"),
    [
        (Area.METRO, False, 3),
        (Area.MUNICIPAL, False, 7),
        (Area.RURAL, False, 15),
        (Area.HILLS, False, 30),
        (Area.METRO, True, 90),
    ],
)
def test_the_rule_says_by_when_a_connection_is_changed(area: Area, *, mains: bool, days: int) -> None:
    application = an_application(area=area, mains=mains)
    assert expected_on(application, DEFAULT) - application.applied_on == timedelta(days=days)


def test_an_oem_may_reckon_with_another_rule() -> None:
    application = an_application(area=Area.RURAL)
    assert expected_on(application, with_overrides({"connection_rural": "20d"})) == date(2026, 12, 13)


async def test_an_application_makes_the_electricity_company_owe_it() -> None:
    uow = await a_site(LOAD)
    lead = await apply_for_load(uow, LEAD, K.LOAD_UPGRADE, an_application(), ASHA)
    [blocker] = lead.blockers
    assert (blocker.owner, blocker.expected_on) == (Owner.DISCOM, date(2026, 11, 26))
    assert DEFAULT.calendar.local(blocker.target).isoformat() == "2026-11-26T18:30:00+05:30"
    assert uow.events[0].facts == {
        "blocker": "load_upgrade",
        "number": "LE/2411/00871",
        "expected": "2026-11-26",
    }


async def test_an_old_application_whose_day_is_over_is_followed_up_within_a_day() -> None:
    uow = await a_site(LOAD)
    old = an_application(applied_on=date(2026, 11, 1))
    lead = await apply_for_load(uow, LEAD, K.LOAD_UPGRADE, old, ASHA)
    assert (lead.blockers[0].expected_on, lead.blockers[0].target) == (date(2026, 11, 4), NOW + DEFAULT.desk)


async def test_a_customer_who_moves_takes_the_lead_off_hold() -> None:
    uow = await a_site(
        a_blocker(), stage=Stage.ON_HOLD, stage_before=Stage.SITE_WORK, reason="no progress for 30 days"
    )
    lead = await report_site_work(uow, LEAD, K.EARTHING, (), ASHA)
    assert (lead.stage, lead.reason, lead.review_at) == (Stage.SITE_WORK, "", None)
    assert happened(uow) == [Happening.LEAD_RESUMED, Happening.SITE_WORK_REPORTED]


async def test_another_hold_is_not_his_to_end() -> None:
    uow = await a_site(a_blocker(), stage=Stage.ON_HOLD, stage_before=Stage.DOCUMENTS)
    with pytest.raises(Refused, match="On hold"):
        await report_site_work(uow, LEAD, K.EARTHING, (), ASHA)


@pytest.mark.parametrize(("days", "review"), [(3, 37), (90, 90)])
async def test_after_thirty_days_it_rests_until_what_others_promised(days: int, review: int) -> None:
    theirs = a_blocker(owner=Owner.DISCOM, target=NOW + timedelta(days=days))
    uow = await a_site(theirs)
    situation = await situation_of(uow, LEAD)
    [timer] = [one for one in timers(situation) if one.rule is Rule.HOLD_LEAD]
    uow.now = timer.due_at
    await fire(uow, timer, LEAD)
    lead = await lead_of(uow)
    assert (lead.stage, lead.review_at) == (Stage.ON_HOLD, NOW + timedelta(days=review))


async def test_an_erasure_leaves_nothing_of_what_was_sent_and_applied_for() -> None:
    uow = await a_site(LOAD, replace(claimed(), words={"en": "call Asha"}))
    await apply_for_load(uow, LEAD, K.LOAD_UPGRADE, an_application(), ASHA)
    await uow.save(replace(await lead_of(uow), erasure_asked_at=NOW))
    await settle(uow)
    await erase_data(uow, LEAD, DESK)
    load, earth = (await lead_of(uow)).blockers
    assert (load.application, earth.proofs, earth.words) == (None, (), {})
    told = [event.facts for event in cast("FakeLedger", uow.ledger).events]
    assert "(erased)" in [facts.get("number") for facts in told]


async def test_a_revisit_keeps_what_is_open_for_the_next_review() -> None:
    uow = await a_site(claimed())
    lead = await order_revisit(uow, LEAD, DESK)
    assert (lead.stage, lead.open_blockers) == (Stage.SURVEY_SCHEDULING, (claimed(),))
