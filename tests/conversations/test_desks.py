"""The short dialogues of the desks and crews: each ends in its one command, and in no other."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cards.actions import Action, Tap
from domain.events import Happening
from domain.leads.blocker import Blocker, BlockerKind, Claim, Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.media import Picture
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.people.person import Person
from domain.reporting.pack import PackState
from domain.visits.report import Report
from domain.visits.states import VisitState
from tests.build import a_flag, an_inquiry
from tests.conversations.talk import (
    FARAH,
    FINANCE_GROUP,
    MEERA,
    OPS_GROUP,
    POOJA,
    RAVI,
    TEAM_GROUP,
    Talk,
    a_house,
    a_lead,
    a_pack,
    a_payment,
    a_purchase,
    a_visit,
)
from tests.fakes import NOW

REPORT = Report(answers={}, photos=(), submitted_at=NOW, by="Ravi")
BLOCKER = Blocker(kind=BlockerKind.EARTHING, owner=Owner.CUSTOMER, target=NOW)
REFERENCE = "632723155921"
DONE = replace(BLOCKER, claims=(Claim(at=NOW),))
REASONS: Mapping[Action, tuple[Person, str, tuple[Any, ...], str, Happening]] = {
    Action.HOLD: (MEERA, "L-1042", (a_lead(),), "they travel", Happening.LEAD_HELD),
    Action.CANCEL_WHY: (MEERA, "L-1042", (a_lead(),), "car sold", Happening.LEAD_CANCELLED),
    Action.REOPEN: (
        MEERA,
        "L-1042",
        (a_lead(stage=Stage.CANCELLED, stage_before=Stage.DOCUMENTS),),
        "wants it after all",
        Happening.LEAD_REOPENED,
    ),
    Action.RETURN: (
        MEERA,
        "S-1042-1",
        (a_lead(stage=Stage.SURVEY_REVIEW), a_visit(state=VisitState.REPORTED, report=REPORT)),
        "sharper photos",
        Happening.REPORT_RETURNED,
    ),
    Action.REFUSE_WORK: (
        MEERA,
        "L-1042",
        (a_lead(stage=Stage.SITE_WORK, blockers=(DONE,)),),
        "the pit is open",
        Happening.SITE_WORK_REFUSED,
    ),
    Action.REJECT: (
        FARAH,
        "V-1042-1",
        (a_lead(), a_payment(state=PaymentState.CHECKED)),
        "wrong amount",
        Happening.PAYMENT_REJECTED,
    ),
    Action.ASK: (
        FARAH,
        "V-1042-1",
        (a_lead(), a_payment(state=PaymentState.CHECKED)),
        "why two kits?",
        Happening.PAYMENT_ASKED,
    ),
    Action.LIFT: (
        FARAH,
        "V-1042-1",
        (a_lead(), a_payment(state=PaymentState.CHECKED, flag=a_flag())),
        "called the shop",
        Happening.PAYMENT_LIFTED,
    ),
    Action.UNKNOWN: (FARAH, "V-1042-1", (a_lead(), a_payment()), "it hung", Happening.PAYMENT_UNKNOWN),
    Action.FAILED: (FARAH, "V-1042-1", (a_lead(), a_payment()), "no such account", Happening.PAYMENT_FAILED),
    Action.REVERSED: (
        FARAH,
        "V-1042-1",
        (a_lead(), a_payment(state=PaymentState.PAID, reference="523223155921")),
        "account closed",
        Happening.PAYMENT_REVERSED,
    ),
    Action.RETURN_PACK: (
        POOJA,
        "C-1042",
        (a_lead(stage=Stage.CLOSURE), a_pack(state=PackState.SENT)),
        "a photo is missing",
        Happening.PACK_RETURNED,
    ),
}


@pytest.mark.parametrize("action", REASONS)
async def test_a_reason_is_asked_checked_and_carried_out_once(action: Action) -> None:
    who, subject, things, typed, happening = REASONS[action]
    talk = Talk(await a_house(*things))
    asked = await talk.begins(who, action, subject)
    assert "1 of 1" in asked.text
    check = await talk.writes(who, typed)
    assert typed in check.text
    assert talk.house.ledger.events == []
    await talk.taps(who, check.button("Submit"))
    again = await talk.taps(who, check.button("Submit"))
    assert again.toast == "This is done already."
    assert [event.kind for event in talk.house.ledger.events] == [happening]


@pytest.mark.parametrize("action", REASONS)
async def test_nobody_else_may_begin_it(action: Action) -> None:
    _, subject, things, _, _ = REASONS[action]
    talk = Talk(await a_house(*things))
    heard = await talk.begins(RAVI, action, subject, TEAM_GROUP)
    assert "not yours to do" in heard.refusal


@pytest.mark.parametrize("action", [action for action in REASONS if action is not Action.REOPEN])
async def test_it_is_not_begun_once_it_can_no_longer_be_done(action: Action) -> None:
    who, subject, things, _, _ = REASONS[action]
    over = {
        "L-1042": a_lead(stage=Stage.CANCELLED),
        "S-1042-1": a_visit(state=VisitState.APPROVED),
        "V-1042-1": a_payment(state=PaymentState.REJECTED),
        "C-1042": a_pack(state=PackState.ACKNOWLEDGED),
    }
    others = [thing for thing in things if thing.id != subject]
    talk = Talk(await a_house(*others, over[subject]))
    assert (await talk.begins(who, action, subject)).refusal
    assert talk.drafts(who) == []


async def test_the_bank_says_that_it_is_paid() -> None:
    talk = Talk(await a_house(a_lead(), a_payment()))
    asked = await talk.begins(FARAH, Action.REFERENCE, "V-1042-1")
    assert "1 of 2" in asked.text
    await talk.writes(FARAH, REFERENCE)
    check = await talk.sends_photo(FARAH, "receipt")
    assert REFERENCE in check.text
    await talk.taps(FARAH, check.button("Submit"))
    assert (await talk.taps(FARAH, check.button("Submit"))).toast == "This is done already."
    paid = await talk.house.uow().get(Payment, "V-1042-1")
    assert (paid.method, paid.reference) == (Method.UPI, REFERENCE)
    assert paid.proof is not None


async def test_a_reference_of_another_day_or_payment_is_looked_at_twice() -> None:
    paid = a_payment(id="V-7", intent="7" * 32, method=Method.IMPS, reference=REFERENCE)
    talk = Talk(await a_house(a_lead(), a_payment(), paid))
    await talk.begins(FARAH, Action.REFERENCE, "V-1042-1")
    assert "usually begins with" in (await talk.writes(FARAH, "523223155921")).text
    assert "V-7 of ₹2,450.00 has the same reference" in (await talk.writes(FARAH, REFERENCE)).text


async def test_the_method_is_asked_for_where_several_can_have_carried_it() -> None:
    account = Payee(name="Shree Electricals", ifsc="HDFC0001234", account="00501000123456")
    talk = Talk(await a_house(a_lead(), a_payment(payee=account, amount=Money(2_50_000_00))))
    asked = await talk.begins(FARAH, Action.REFERENCE, "V-1042-1")
    assert [button.label for button in asked.buttons][:3] == ["IMPS", "NEFT", "RTGS"]
    await talk.taps(FARAH, asked.button("RTGS"))
    wrong = await talk.writes(FARAH, REFERENCE)
    assert "22 letters and digits" in wrong.text
    await talk.writes(FARAH, "hdfcr52026112300012345")
    check = await talk.sends_photo(FARAH, "receipt")
    await talk.taps(FARAH, check.button("Submit"))
    paid = await talk.house.uow().get(Payment, "V-1042-1")
    assert (paid.method, paid.reference) == (Method.RTGS, "HDFCR52026112300012345")


async def test_finance_asks_and_the_team_answers() -> None:
    asked = a_payment(state=PaymentState.CHECKED, team="T-1", inquiries=(an_inquiry(),))
    talk = Talk(await a_house(a_lead(stage=Stage.MATERIALS), asked))
    await talk.begins(RAVI, Action.ANSWER_FINANCE, "V-1042-1", TEAM_GROUP)
    check = await talk.writes(RAVI, "the first pit is dry", TEAM_GROUP)
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    [inquiry] = (await talk.house.uow().get(Payment, "V-1042-1")).inquiries
    assert (inquiry.answer, inquiry.answered_by) == ("the first pit is dry", "Ravi")
    assert "Nothing is asked" in (await talk.begins(RAVI, Action.ANSWER_FINANCE, "V-1042-1")).refusal


async def test_a_reference_that_is_none_is_explained() -> None:
    talk = Talk(await a_house(a_lead(), a_payment()))
    await talk.begins(FARAH, Action.REFERENCE, "V-1042-1", FINANCE_GROUP)
    heard = await talk.writes(FARAH, "paid yesterday", FINANCE_GROUP)
    assert "523223155921" in heard.text
    assert heard.messages[0].force_reply


async def test_a_document_is_waived_with_its_reason() -> None:
    talk = Talk(await a_house(a_lead()))
    waive = Tap(action=Action.WAIVE, subject="L-1042", argument="bill")
    asked = await talk.taps(MEERA, waive, OPS_GROUP)
    assert "without this: Electricity bill?" in asked.text
    check = await talk.writes(MEERA, "new house", OPS_GROUP)
    await talk.taps(MEERA, check.button("Submit"), OPS_GROUP)
    lead = await talk.house.uow().get(Lead, "L-1042")
    assert lead.documents.waived == {"bill": "new house"}


async def test_a_document_that_is_none_cannot_be_waived() -> None:
    talk = Talk(await a_house(a_lead()))
    heard = await talk.taps(MEERA, Tap(action=Action.WAIVE, subject="L-1042", argument="moon"))
    assert heard.refusal == "There is no L-1042:moon."


async def test_vendor_details_become_a_payment_request() -> None:
    talk = Talk(await a_house(a_lead(stage=Stage.MATERIALS), a_purchase()))
    await talk.begins(RAVI, Action.VENDOR, "B-1042-1", TEAM_GROUP)
    await talk.writes(RAVI, "Shree Electricals", TEAM_GROUP)
    asked = await talk.writes(RAVI, "98220 12345", TEAM_GROUP)
    await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    await talk.writes(RAVI, "Shree.Electricals@OKBANK", TEAM_GROUP)
    asked = await talk.writes(RAVI, "₹2,450.50", TEAM_GROUP)
    check = await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    assert "₹2,450.50" in check.text
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    payment = await talk.house.uow().get(Payment, "V-1042-1")
    assert payment.payee == Payee(vpa="shree.electricals@okbank")
    assert payment.amount == Money(2_450_50)
    assert payment.requested_by == RAVI.id


async def test_vendor_details_of_a_payment_that_failed_begin_as_they_were() -> None:
    quote = Picture(kind="photo", unique_id="u-quote", file_id="quote")
    known = a_purchase(vendor="Shree", payee=Payee(vpa="shree@okbank"), amount=Money(100_00), quote=quote)
    talk = Talk(await a_house(a_lead(stage=Stage.MATERIALS), known))
    check = await talk.begins(RAVI, Action.VENDOR, "B-1042-1")
    assert "The payment did not go through" in check.text
    listed = await talk.taps(RAVI, check.button("Change an answer"))
    await talk.taps(RAVI, listed.button("Where the vendor is paid"))
    again = await talk.writes(RAVI, "other@okbank")
    await talk.taps(RAVI, again.button("Submit"))
    purchase = await talk.house.uow().get(Purchase, "B-1042-1")
    assert (purchase.payee, purchase.quote) == (Payee(vpa="other@okbank"), quote)


async def test_goods_are_confirmed_with_the_bill() -> None:
    request = MaterialRequest(
        id="M-1042",
        lead="L-1042",
        oem="northwind",
        team="T-1",
        requested_at=NOW,
        lines=(Line(item="rcbo", quantity=1, state=LineState.BEING_BOUGHT),),
    )
    paid = a_purchase(state=PurchaseState.PAID)
    talk = Talk(await a_house(a_lead(stage=Stage.MATERIALS), request, paid))
    await talk.begins(RAVI, Action.GOODS, "B-1042-1")
    check = await talk.sends_photo(RAVI, "bill")
    await talk.taps(RAVI, check.button("Submit"))
    purchase = await talk.house.uow().get(Purchase, "B-1042-1")
    assert purchase.state is PurchaseState.RECEIVED
    assert purchase.bill is not None


async def test_ops_writes_a_lead_down() -> None:
    talk = Talk(await a_house())
    asked = await talk.writes(MEERA, "/new", OPS_GROUP)
    await talk.taps(MEERA, asked.button("Zephyr {EV}"), OPS_GROUP)
    for typed in ("ZE-77", "Kabir Rao", "98765 43211", "411 045"):
        asked = await talk.writes(MEERA, typed, OPS_GROUP)
    for _ in ("address", "city", "channel"):
        asked = await talk.taps(MEERA, asked.button("Skip ›"), OPS_GROUP)
    check = await talk.taps(MEERA, asked.button("That is all"), OPS_GROUP)
    end = await talk.taps(MEERA, check.button("Submit"), OPS_GROUP)
    [lead] = talk.house.shelves.all_of(Lead)
    assert (lead.oem, lead.oem_reference, lead.source.channel) == ("zephyr", "ZE-77", "ops")
    assert (lead.customer.phone, lead.customer.pin_code, lead.charger_kw) == ("+919876543211", "411045", 7.4)
    assert "L-1042 is written down" in end.text


async def test_a_lead_whose_reference_is_known_is_not_added() -> None:
    talk = Talk(await a_house(a_lead()))
    asked = await talk.writes(MEERA, "/new@chargeops_bot")
    await talk.taps(MEERA, asked.button("Northwind Motors"))
    for typed in (
        "NW-1",
        "Kabir Rao",
        "98765 43211",
        "411045",
        "12 Hill Road",
        "Pune",
        "phone",
        "add details",
    ):
        await talk.writes(MEERA, typed)
    for typed in ("Maharashtra", "asha@example.org", "Aura EV", "MALC381CLNM123456", "11 kW", "Aura Baner"):
        await talk.writes(MEERA, typed)
    check = await talk.writes(MEERA, "Diwali")
    end = await talk.taps(MEERA, check.button("Submit"))
    assert "L-1042 has this reference already" in end.text
    assert len(talk.house.shelves.all_of(Lead)) == 1


async def test_only_ops_writes_leads_down() -> None:
    talk = Talk(await a_house())
    assert "not yours to do" in (await talk.writes(RAVI, "/new")).refusal
