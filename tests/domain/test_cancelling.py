"""A lead is cancelled at any stage by customer, OEM or desk: what falls, what stays owed, and how it goes on if reopened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.aftermath import Effect, aftermath, mark_of, seen_by
from domain.leads.cancelling import (
    cancel_lead,
    decline_cancelling,
    grant_cancelling,
    take_back_cancelling,
)
from domain.leads.hanging import hanging_of
from domain.leads.keeping import reopen_lead
from domain.leads.lead import Lead
from domain.leads.parting import Bonds, Ground
from domain.leads.stages import OPEN, Stage
from domain.materials.custody import Custody
from domain.materials.giving_up import store_bought
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.supply import confirm_goods
from domain.money.amount import Money
from domain.money.earning import Earning, EarningState, LineKind
from domain.money.marking import mark_payable
from domain.money.paying import payment_failed
from domain.money.payment import Payment, PaymentState
from domain.owed import Owed, marking_of, next_action
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Role
from domain.rules import Rule
from domain.settle import settle, situation_of
from domain.timekeeping import fire
from domain.unit_of_work import Kept
from domain.visits.review import site_is_ready
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    a_chat,
    a_payment,
    a_person,
    a_picture,
    a_purchase,
    a_quote,
    a_rate_card,
    a_report,
    a_request,
    a_visit,
    an_emergency,
    an_oem,
    at_stage,
)
from tests.domain.deed import deed
from tests.fakes import House

LEAD: Final = "L-1042"
OM: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
ASHA: Final = Actor(
    person="p-asha", name="Asha Rao", roles=frozenset({Role.CUSTOMER}), leads=frozenset({LEAD})
)
VOLT: Final = Actor(person=None, name="Volt Motors", roles=frozenset({Role.OEM}), oem="volt")
PIA: Final = Actor(person="p-buy", name="Pia Stores", roles=frozenset({Role.PROCUREMENT}))
FARAH: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
WHO: Final = {"customer": ASHA, "oem": VOLT, "ops": OM}
I1: Final = {"id": "I-1042-1", "kind": VisitKind.INSTALLATION}
ISSUED: Final = a_request(
    lines=(
        Line(item="charger", quantity=1, state=LineState.ISSUED, store="pune"),
        Line(item="rcbo", quantity=1, state=LineState.BEING_BOUGHT),
    ),
    custody=Custody(team="sunrise", since=NOW, by=OPS, received_at=NOW),
)
RESERVED: Final = a_request(
    lines=(Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune"),)
)
BUYS: Final = a_purchase(
    state=PurchaseState.PAYMENT_PENDING, items=frozenset({"rcbo"}), amount=Money(4100_00), vendor="Shree"
)
S: Final = Stage
DONE: Final = a_visit(state=VisitState.APPROVED, report=a_report())
AT: Final[Mapping[Stage, tuple[Kept, ...]]] = {
    S.NEW: (),
    S.DOCUMENTS: (),
    S.SURVEY_SCHEDULING: (a_visit(state=VisitState.PROPOSED, team=None, slot=None),),
    S.SURVEY_SCHEDULED: (a_visit(state=VisitState.EMERGENCY, emergency=an_emergency("dawn")),),
    S.SURVEY_REVIEW: (a_visit(state=VisitState.REPORTED, report=a_report()),),
    S.SITE_WORK: (DONE,),
    S.MATERIALS: (DONE, a_request(), a_quote()),
    S.INSTALLATION_SCHEDULING: (DONE, RESERVED, a_quote(state=QuoteState.ACCEPTED)),
    S.INSTALLATION_SCHEDULED: (
        DONE,
        a_visit(state=VisitState.ON_THE_WAY, **I1),
        ISSUED,
        BUYS,
        a_payment(state=PaymentState.REQUESTED, amount=Money(4100_00)),
    ),
    S.INSTALLATION_REVIEW: (
        DONE,
        a_visit(state=VisitState.REPORTED, report=a_report(), **I1),
        replace(ISSUED, lines=(ISSUED.lines[0],)),
    ),
    S.CONFIRMATION_CALL: (DONE, a_visit(state=VisitState.APPROVED, report=a_report(), **I1)),
    S.CLOSURE: (DONE, a_visit(state=VisitState.APPROVED, report=a_report(), **I1)),
    S.ON_HOLD: (DONE, RESERVED),
}
"""What a lead has at each stage at which it is open."""
OWED_AFTER: Final[Mapping[Stage, dict[str, Owed]]] = {
    S.INSTALLATION_SCHEDULED: {"M-1042": Owed.RETURN_MATERIALS},
    S.INSTALLATION_REVIEW: {"M-1042": Owed.ACCOUNT_FOR_MATERIALS},
}
REOPENED: Final = {
    S.SURVEY_SCHEDULED: S.SURVEY_SCHEDULING,
    S.INSTALLATION_SCHEDULING: S.MATERIALS,
    S.INSTALLATION_SCHEDULED: S.MATERIALS,
    S.ON_HOLD: S.MATERIALS,
}
ASKS: Final = OPEN - {
    S.NEW,
    S.DOCUMENTS,
    S.SURVEY_SCHEDULING,
    S.SURVEY_SCHEDULED,
    S.SURVEY_REVIEW,
    S.SITE_WORK,
    S.MATERIALS,
}
"""From where on the customer asks, and the desk decides."""


async def a_house(stage: Stage, **but: Any) -> House:  # noqa: ANN401  fields of Lead
    given = AT[stage]
    visits = sum(isinstance(thing, Visit) for thing in given)
    before = S.INSTALLATION_SCHEDULING if stage is S.ON_HOLD else None
    lead = at_stage(stage, visits_made=visits, stage_before=before, **but)
    house = await deed(lambda: None, "ops", lead, lambda _, __: settle(_), *given).house()
    uow = house.uow(NOW)
    await uow.add(a_chat())
    await uow.add(a_person())
    await uow.add(a_rate_card(absent=Money(300_00)))
    for thing in given:
        for line in thing.lines if isinstance(thing, MaterialRequest) else ():
            if line.store is not None:
                await house.stock.reserve("pune", line.item, line.quantity, lead=LEAD, at=NOW)
            if line.state is LineState.ISSUED and line.store is not None:
                await house.stock.issue("pune", line.item, line.quantity, lead=LEAD, at=NOW, by=OPS)
    return house


async def cancelled_by(house: House, who: str) -> Lead:
    """Where the customer can only ask, the desk grants it."""
    uow = house.uow(NOW)
    lead = await cancel_lead(uow, LEAD, Ground.NO_CAR, WHO[who])
    await settle(uow)
    if lead.is_open:
        assert house.ledger.owed[f"{LEAD}/cancel"].what is Owed.DECIDE_CANCELLATION
        uow = house.uow(NOW)
        lead = await grant_cancelling(uow, LEAD, OM)
        await settle(uow)
    return lead


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("stage", sorted(OPEN))
async def test_after_it_nothing_is_pending_and_nothing_owed_but_what_is_out(stage: Stage, who: str) -> None:
    house = await a_house(stage)
    lead = await cancelled_by(house, who)
    assert (lead.stage, lead.reason, lead.wants_to_end) == (S.CANCELLED, Ground.NO_CAR, None)
    owed = {item: action.what for item, action in house.ledger.owed.items()}
    earned = await house.uow(NOW).all(Earning, state=EarningState.EARNED)
    to_mark = {marking_of(earning.id): Owed.MARK_PAYABLE for earning in earned}
    assert owed == {**OWED_AFTER.get(stage, {}), **to_mark}
    assert house.ledger.timers[LEAD] == frozenset()
    assert not await reserved(house)
    for visit in await house.uow(NOW).all(Visit, lead=LEAD):
        assert not visit.is_open or visit.state is VisitState.REPORTED


async def reserved(house: House) -> int:
    return sum([sum((await house.stock.reserved(item)).values()) for item in ("charger", "cable", "rcbo")])


@pytest.mark.parametrize("stage", sorted(OPEN))
async def test_what_was_shown_to_stay_is_what_is_shown_afterwards(stage: Stage) -> None:
    house = await a_house(stage)
    lead = await house.uow(NOW).get(Lead, LEAD)
    before = [one for one in aftermath(await hanging_of(house.uow(NOW), lead)) if one.stays]
    lead = await cancelled_by(house, "ops")
    after = aftermath(await hanging_of(house.uow(NOW), lead))
    assert all(one.stays for one in after)
    assert [one for one in after if one.effect is not Effect.EARNED] == before


@pytest.mark.parametrize("stage", sorted(OPEN))
async def test_the_customers_word_holds_until_something_has_begun_for_him(stage: Stage) -> None:
    house = await a_house(stage)
    lead = await cancel_lead(house.uow(NOW), LEAD, Ground.MOVED, ASHA)
    assert lead.is_open is (stage in ASKS)
    assert lead.partings[-1].ground is Ground.MOVED


@pytest.mark.parametrize("stage", sorted(OPEN))
@pytest.mark.parametrize("times", [1, 2])
async def test_reopened_it_goes_on_where_the_next_thing_can_be_done(stage: Stage, times: int) -> None:
    house = await a_house(stage)
    for _ in range(times):
        await cancelled_by(house, "ops")
        uow = house.uow(NOW + timedelta(hours=1))
        lead = await reopen_lead(uow, LEAD, "he wants it after all", OM)
        await settle(uow)
    assert lead.stage is REOPENED.get(stage, stage)
    situation = await situation_of(house.uow(NOW), LEAD)
    action = next_action(situation)
    assert action is not None
    assert house.ledger.owed[LEAD] == action
    visit = await house.uow(NOW).find(Visit, action.subject)
    assert visit is None or visit.is_open
    assert action.role in {Role.OPS, Role.CUSTOMER}, "nobody is asked for what was given up"


async def test_an_erased_lead_is_not_reopened() -> None:
    house = await a_house(S.DOCUMENTS)
    uow = house.uow(NOW)
    lead = await cancel_lead(uow, LEAD, Ground.ERASED, SYSTEM)
    await uow.save(replace(lead, erased_at=NOW))
    with pytest.raises(Refused, match="its data is erased"):
        await reopen_lead(house.uow(NOW), LEAD, "he is back", OM)


async def test_the_desk_is_late_with_its_answer_by_a_timer_of_its_own() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULING)
    uow = house.uow(NOW)
    await cancel_lead(uow, LEAD, "we sell the flat", ASHA)
    await settle(uow)
    due = house.ledger.owed[f"{LEAD}/cancel"].due
    assert due == NOW + timedelta(hours=4)
    [late] = [
        timer
        for timer in house.ledger.timers[LEAD]
        if timer.rule is Rule.OVERDUE and timer.occurrence.endswith("/decide_cancellation")
    ]
    uow = house.uow(due)
    await fire(uow, late, LEAD)
    assert [event.facts["what"] for event in uow.events] == ["decide_cancellation"]


async def test_asked_twice_it_is_asked_once_and_can_be_taken_back_or_refused() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULING)
    for _ in range(2):
        asked = await cancel_lead(house.uow(NOW), LEAD, Ground.COST, ASHA)
    assert len(asked.partings) == 1
    uow = house.uow(NOW)
    back = await take_back_cancelling(uow, LEAD, ASHA)
    await settle(uow)
    assert back.wants_to_end is None
    assert f"{LEAD}/cancel" not in house.ledger.owed
    for answer in (
        take_back_cancelling(house.uow(NOW), LEAD, ASHA),
        grant_cancelling(house.uow(NOW), LEAD, OM),
        decline_cancelling(house.uow(NOW), LEAD, "no", OM),
    ):
        with pytest.raises(Refused, match="Nobody waits for an answer"):
            await answer
    await cancel_lead(house.uow(NOW), LEAD, Ground.COST, ASHA)
    uow = house.uow(NOW)
    goes_on = await decline_cancelling(uow, LEAD, "the car maker pays the cable", OM)
    assert goes_on.stage is S.INSTALLATION_SCHEDULING
    assert [event.kind for event in uow.events] == [Happening.CANCELLING_DECLINED]


async def test_what_has_changed_since_it_was_shown_is_looked_at_again() -> None:
    house = await a_house(S.SURVEY_SCHEDULED)
    lead = await house.uow(NOW).get(Lead, LEAD)
    shown = mark_of(aftermath(await hanging_of(house.uow(NOW), lead)))
    uow = house.uow(NOW)
    await uow.save(replace(await uow.get(Visit, "S-1042-1"), state=VisitState.ON_SITE, emergency=None))
    with pytest.raises(Refused, match="has changed since"):
        await cancel_lead(house.uow(NOW), LEAD, Ground.COST, OM, shown=shown)


@pytest.mark.parametrize("reason", ["", " ", Ground.OTHER])
async def test_it_needs_a_reason(reason: str) -> None:
    house = await a_house(S.DOCUMENTS)
    with pytest.raises(Invalid):
        await cancel_lead(house.uow(NOW), LEAD, reason, OM)


async def test_an_oem_draws_the_line_for_its_customers() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULING)
    uow = house.uow(NOW)
    oem = await uow.get(type(an_oem()), "volt")
    await uow.save(replace(oem, policy={"customer_asks_to_cancel": "team, work"}))
    assert not (await cancel_lead(house.uow(NOW), LEAD, Ground.COST, ASHA)).is_open
    with pytest.raises(Invalid, match="none of team, goods, money, work"):
        Bonds.read("team, cars")
    assert Bonds.read("none").of == frozenset()


async def test_nobody_outside_reads_of_vendors_stores_or_crews_money() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULED)
    found = aftermath(await hanging_of(house.uow(NOW), await house.uow(NOW).get(Lead, LEAD)))
    assert {one.effect for one in seen_by(Role.OPS, found)} >= {
        Effect.TEAM_TURNS_BACK,
        Effect.COMES_BACK,
        Effect.PURCHASE_FALLS,
        Effect.PAYMENT_FALLS,
    }
    for role in (Role.CUSTOMER, Role.OEM):
        assert {one.effect for one in seen_by(role, found)} == {Effect.VISIT_FALLS, Effect.TEAM_TURNS_BACK}


async def test_a_team_on_the_way_is_told_and_earns_its_fee() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULED)
    uow = house.uow(NOW)
    await cancel_lead(uow, LEAD, Ground.ORDER_CANCELLED, VOLT, words="delivery in 2027")
    kinds = [event.kind for event in uow.events]
    assert kinds.count(Happening.VISIT_CANCELLED) == 1
    assert {Happening.PURCHASE_CALLED_OFF, Happening.PAYMENT_REJECTED, Happening.MATERIALS_TO_RETURN} <= {
        *kinds
    }
    told = uow.events[-1]
    assert (told.kind, told.facts) == (
        Happening.LEAD_CANCELLED,
        {"reason": "order_cancelled", "words": "delivery in 2027"},
    )
    [fee] = await uow.all(Earning, lead=LEAD)
    assert [line.kind for line in fee.lines] == [LineKind.ON_THE_WAY]
    assert (await uow.get(Purchase, "B-1042-1")).state is PurchaseState.CANCELLED
    assert (await uow.get(Payment, "V-1042-1")).state is PaymentState.REJECTED
    assert await mark_payable(house.uow(NOW), LEAD, OM, "it was on its way"), "also of a cancelled lead"


async def test_a_reported_visit_is_earned_once_also_if_it_is_approved_after_all() -> None:
    house = await a_house(S.SURVEY_REVIEW)
    await cancelled_by(house, "ops")
    [earned] = await house.uow(NOW).all(Earning, lead=LEAD)
    await reopen_lead(house.uow(NOW), LEAD, "he is back", OM)
    await site_is_ready(house.uow(NOW), "S-1042-1", OM)
    assert await house.uow(NOW).all(Earning, lead=LEAD) == [earned]


async def paying(state: PaymentState) -> House:
    """The vendor's money is on its way when the lead is cancelled."""
    house = await a_house(S.INSTALLATION_SCHEDULED)
    uow = house.uow(NOW)
    await uow.save(replace(await uow.get(Payment, "V-1042-1"), state=state))
    await cancelled_by(house, "ops")
    return house


async def test_money_that_is_let_go_stands_and_what_it_does_not_buy_is_not_bought() -> None:
    house = await paying(PaymentState.PAYING)
    assert (await house.uow(NOW).get(Purchase, "B-1042-1")).state is PurchaseState.PAYMENT_PENDING
    assert house.ledger.owed["V-1042-1"].what is Owed.RECORD_PAYMENT
    uow = house.uow(NOW)
    await payment_failed(uow, "V-1042-1", "the bank refused", FARAH)
    await settle(uow)
    assert (await uow.get(Purchase, "B-1042-1")).state is PurchaseState.CANCELLED
    assert not {"V-1042-1", "B-1042-1"} & house.ledger.owed.keys()


async def test_goods_that_still_come_are_put_into_the_store() -> None:
    house = await a_house(S.INSTALLATION_SCHEDULED)
    uow = house.uow(NOW)
    await uow.save(replace(await uow.get(Payment, "V-1042-1"), state=PaymentState.PAID))
    await uow.save(replace(await uow.get(Purchase, "B-1042-1"), state=PurchaseState.PAID))
    await cancelled_by(house, "oem")
    assert house.ledger.owed["B-1042-1"].what is Owed.CONFIRM_GOODS
    uow = house.uow(NOW)
    await confirm_goods(uow, "B-1042-1", a_picture(), PIA)
    await settle(uow)
    assert house.ledger.owed["M-1042/bought"].what is Owed.STORE_BOUGHT
    uow = house.uow(NOW)
    await store_bought(uow, "M-1042", PIA)
    await settle(uow)
    assert (await house.stock.on_hand("rcbo")).get("pune") == 1
    assert "M-1042/bought" not in house.ledger.owed
    with pytest.raises(Refused, match="Nothing that was bought"):
        await store_bought(house.uow(NOW), "M-1042", PIA)


async def test_a_quote_that_waits_falls_and_one_that_is_accepted_is_kept_for_a_reopening() -> None:
    house = await a_house(S.MATERIALS)
    await cancelled_by(house, "ops")
    assert (await house.uow(NOW).get(Quote, "Q-1042-1")).state is QuoteState.REPLACED
    house = await a_house(S.INSTALLATION_SCHEDULING)
    await cancelled_by(house, "ops")
    assert (await house.uow(NOW).get(Quote, "Q-1042-1")).state is QuoteState.ACCEPTED


async def test_a_charger_on_the_wall_stays_there_and_what_is_reserved_beside_it_is_free() -> None:
    house = await a_house(S.INSTALLATION_REVIEW)
    uow = house.uow(NOW)
    spare = Line(item="rcbo", quantity=1, state=LineState.ALLOCATED, store="pune")
    await house.stock.receive("pune", "rcbo", 1, reason="", at=NOW)
    await house.stock.reserve("pune", "rcbo", 1, lead=LEAD, at=NOW)
    request = await uow.get(MaterialRequest, "M-1042")
    await uow.save(replace(request, lines=(*request.lines, spare)))
    found = aftermath(await hanging_of(house.uow(NOW), await house.uow(NOW).get(Lead, LEAD)))
    assert {one.effect for one in found} >= {
        Effect.CHARGER_STAYS,
        Effect.LEFTOVERS_COME,
        Effect.STOCK_IS_FREE,
    }
    await cancelled_by(house, "ops")
    assert not await reserved(house)
    assert not (await house.uow(NOW).get(MaterialRequest, "M-1042")).released
