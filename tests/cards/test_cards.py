"""Each card for each reader, at every moment of a lead's life."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote

import pytest

from cards.actions import Action, Tap
from cards.card import READERS, render_card
from cards.message import Message
from cards.payment import payment_card
from cards.text import Speaker
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase
from domain.money.amount import Money
from domain.money.flag import FlagKind
from domain.money.payee import Payee
from domain.money.payment import PaymentState
from domain.money.rails import Line, Rail
from domain.owed import Owed
from domain.reactions import Audience, CardName
from domain.situation import Situation
from domain.view import View
from domain.visits.states import VisitKind, VisitState
from tests.build import (
    NOW,
    a_coded_purchase,
    a_customer,
    a_flag,
    a_payment,
    a_payout,
    a_picture,
    a_purchase,
    a_team,
    a_view,
    a_visit,
    an_earning,
    an_emergency,
    an_inquiry,
    an_oem,
    at_stage,
)
from tests.cards.moments import ALL, BOUGHT, MOMENTS, MORE, SURVEY, of_subject, surveying
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()


def card(name: CardName, view: View, audience: Audience, team: str | None = None) -> Message:
    return render_card(name, view, audience, SPEAKER, team=team)


@pytest.mark.parametrize("moment", ALL)
@pytest.mark.parametrize("name", CardName)
def test_every_card_is_sound_for_every_reader(moment: str, name: CardName) -> None:
    for audience in Audience:
        message = card(name, ALL[moment], audience)
        check(message)
        assert "{" not in message.text


def hostile_purchase(purchase: Purchase) -> Purchase:
    said = quote(HOSTILE)
    code = f"upi://pay?pa=shree@okbank&pn={said}&tr={said}&mc={said}&cu={said}&am={said}"
    read = a_coded_purchase(code, f"upi://pay?pa={said}").code
    return replace(purchase, vendor=HOSTILE, payee=Payee(name=HOSTILE, vpa=HOSTILE), code=read)


def hostile(view: View) -> View:
    situation = view.situation
    assert situation is not None
    customer = a_customer(name=HOSTILE, address=HOSTILE, city=HOSTILE)
    lead = replace(situation.lead, customer=customer, reason=HOSTILE, vehicle=HOSTILE, oem_reference=HOSTILE)
    return replace(
        view,
        situation=replace(situation, lead=lead),
        oem=an_oem(name=HOSTILE),
        teams={team: a_team(id=team, name=HOSTILE) for team in ("sunrise", "dawn")},
        candidates=tuple(replace(one, team=replace(one.team, name=HOSTILE)) for one in view.candidates),
        payment=replace(view.payment, payee_name=HOSTILE, reason=HOSTILE) if view.payment else None,
        purchase=hostile_purchase(view.purchase) if view.purchase else None,
    )


@pytest.mark.parametrize("moment", ALL)
@pytest.mark.parametrize("name", CardName)
def test_no_name_breaks_a_card(moment: str, name: CardName) -> None:
    for audience in Audience:
        check(card(name, hostile(ALL[moment]), audience))


@pytest.mark.parametrize("audience", [Audience.CUSTOMER, Audience.OEM])
@pytest.mark.parametrize("name", CardName)
def test_neither_customer_nor_oem_sees_money_or_bank_data(audience: Audience, name: CardName) -> None:
    if (audience, name) == (Audience.CUSTOMER, CardName.QUOTE):
        return  # his own money
    for view in ALL.values():
        full = replace(
            view, payment=a_payment(), purchase=a_purchase(vendor="Shree", payee=Payee(vpa="x@okbank"))
        )
        shown = card(name, full, audience)
        assert "₹" not in shown.text
        assert "okbank" not in shown.text
        assert not shown.pictures


def test_a_card_that_is_not_for_this_reader_shows_nothing() -> None:
    message = card(CardName.PAYMENT, MOMENTS[Owed.APPROVE_PAYMENT], Audience.TEAM)
    assert message.text == "There is nothing to show here."
    assert message.keyboard == ()


def test_every_card_has_readers() -> None:
    assert set(READERS) == set(CardName)


@pytest.mark.parametrize("owed", [owed for owed in Owed if owed is not Owed.MARK_PAYABLE])
def test_the_leads_card_says_what_is_next_by_whom_and_until_when(owed: Owed) -> None:
    view = MOMENTS[owed]
    lines = card(CardName.LEAD, view, Audience.OPS).text.splitlines()
    [place] = [number for number, line in enumerate(lines) if line.startswith("Next: ")]
    assert view.action is not None
    assert lines[place + 1].startswith("Owed by ")
    assert lines[place + 1].endswith(f"due {SPEAKER.time(view.action.due)}")
    assert "⚠ Overdue" not in lines


def test_until_when_earnings_are_to_be_marked_payable_is_for_those_who_see_money() -> None:
    ops, oem = (
        card(CardName.LEAD, MORE["closed"], audience).text for audience in (Audience.OPS, Audience.OEM)
    )
    due = SPEAKER.time(NOW + timedelta(days=14))
    assert f"S-1042-1 · Sunrise Crew · ₹500.00 · earned, not yet payable, due {due}" in ops
    assert "₹500" not in oem


def test_what_is_overdue_is_marked() -> None:
    late = replace(MOMENTS[Owed.CALL_CUSTOMER], now=NOW + timedelta(days=2))
    assert "⚠ Overdue" in card(CardName.LEAD, late, Audience.OPS).text.splitlines()


def test_the_leads_card_tells_the_desk_all_about_the_lead() -> None:
    text = card(CardName.LEAD, MOMENTS[Owed.SHARE_DOCUMENTS], Audience.OPS).text
    assert text.startswith("L-1042 · Waiting for documents\n")
    assert "Customer: Asha Rao, +919876543210" in text
    assert "Address: 12 Hill Road, Baner, Pune 411045" in text
    assert "OEM: Volt Motors, VM-77" in text
    assert "Source: API, Hill Cars" in text
    assert "✗ electricity bill: missing" in text


def test_a_closed_lead_owes_nothing_and_shows_what_was_earned() -> None:
    text = card(CardName.LEAD, MORE["closed"], Audience.OPS).text
    assert "Next:" not in text
    assert "S-1042-1 · Sunrise Crew · ₹500.00 · earned, not yet payable" in text


def test_an_emergency_shows_each_offer() -> None:
    text = card(CardName.LEAD, MOMENTS[Owed.FIND_BACKUP], Audience.OPS).text
    assert "Cause: Vehicle broke down" in text
    assert "• Dawn Crew: asked" in text
    assert "Nobody has taken it in hand yet." in text


def test_the_team_gets_all_it_needs_to_go_there() -> None:
    message = card(CardName.VISIT, MOMENTS[Owed.ACKNOWLEDGE_VISIT], Audience.TEAM, "sunrise")
    assert message.text.startswith("Survey ID S-1042-1 · Tue 24 Nov, 10:00–12:00\n")
    assert "Customer: Asha Rao, +919876543210" in message.text
    assert "Local electrician: Ravi, +919812345678" in message.text
    [link] = [entity for entity in message.entities if entity.type == "text_link"]
    assert link.url == "https://maps.google.com/?q=18.559,73.7868"


def test_a_team_that_is_asked_learns_why_but_not_whose_visit_it_is() -> None:
    message = card(CardName.VISIT, MOMENTS[Owed.FIND_BACKUP], Audience.TEAM, "dawn")
    assert "You are asked because" in message.text
    assert "Vehicle broke down" in message.text
    assert "Asha" not in message.text
    assert "+919876543210" not in message.text
    assert [button.label for row in message.keyboard for button in row] == ["Accept", "Decline"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (VisitState.ACKNOWLEDGED, "belongs to another team"),
        (VisitState.RESCHEDULED, "The offer is over"),
    ],
)
def test_a_team_that_was_asked_sees_what_became_of_the_offer(state: VisitState, words: str) -> None:
    view = surveying(state, team="sunrise", emergency=an_emergency("dawn"))
    message = card(CardName.VISIT, view, Audience.TEAM, "dawn")
    assert words in message.text
    assert message.keyboard == ()


@pytest.mark.parametrize("state", [VisitState.ACKNOWLEDGED, VisitState.CANCELLED])
def test_the_team_that_lost_the_visit_sees_no_more_than_that(state: VisitState) -> None:
    view = surveying(state, team="dawn", emergency=an_emergency("dawn"))
    message = card(CardName.VISIT, view, Audience.TEAM, "sunrise")
    assert "belongs to another team" in message.text
    assert "Asha" not in message.text
    assert message.keyboard == ()


def test_a_visit_that_is_over_shows_no_customer_to_the_team() -> None:
    message = card(CardName.VISIT, surveying(VisitState.CANCELLED), Audience.TEAM, "sunrise")
    assert "+919876543210" not in message.text
    assert message.keyboard == ()


def test_a_returned_report_names_what_to_do_again() -> None:
    text = card(CardName.VISIT, MOMENTS[Owed.SUBMIT_REPORT], Audience.TEAM).text
    assert "To do again: the photo of the meter" in text


def test_a_backup_team_reads_what_the_survey_found() -> None:
    visit = a_visit(
        id="I-1042-1",
        kind=VisitKind.INSTALLATION,
        state=VisitState.ACKNOWLEDGED,
        team="dawn",
        emergency=an_emergency("dawn"),
    )
    situation = Situation(lead=at_stage(Stage.INSTALLATION_SCHEDULED), visit=visit)
    view = a_view(situation, reports={VisitKind.SURVEY: SURVEY})
    text = card(CardName.VISIT, view, Audience.TEAM, "dawn").text
    assert "What the survey S-1042-1 found" in text
    assert "Supply: Single phase" in text


def test_procurement_sees_what_stock_has() -> None:
    text = card(CardName.REQUEST, MOMENTS[Owed.ALLOCATE_MATERIALS], Audience.PROCUREMENT).text
    assert "• Charger × 1: open\n   → buy locally: 1, ₹32,000.00, in 1 d\n   No store has any." in text
    cable = "• Copper cable 3×6 mm² (m) × 18: open\n   → from pune: 18, ₹4,320.00, there now"
    assert f"{cable}\n   Free in stock: pune 90" in text


def test_the_team_reads_what_to_buy() -> None:
    view = a_view(
        Situation(lead=at_stage(Stage.MATERIALS), request=BOUGHT, purchases=(a_purchase(),)),
        subject="B-1042-1",
        purchase=a_purchase(),
    )
    message = card(CardName.PURCHASE, view, Audience.TEAM, "sunrise")
    assert "To buy: Copper cable 3×6 mm² (m) × 18" in message.text
    assert [button.label for row in message.keyboard for button in row] == ["Vendor's details"]


def test_finance_sees_amount_payee_purpose_and_the_vendors_code() -> None:
    view = of_subject(MOMENTS[Owed.APPROVE_PAYMENT])
    qr = a_picture(file_id="qr")
    assert view.purchase is None
    shown = replace(view, purchase=a_purchase(qr=qr))
    message = card(CardName.PAYMENT, shown, Audience.FINANCE)
    assert message.text.startswith("V-1042-1 · ₹2,450.00 · checked\nL-1042 · Asha Rao, Pune 411045\n")
    assert "Payee: Shree Electricals" in message.text
    assert "For: local purchase B-1042-1, Copper cable 3×6 mm² (m)" in message.text
    assert [picture.file_id for picture in message.pictures] == ["qr"]
    units = message.text.encode("utf-16-le")
    [code] = [entity for entity in message.entities if entity.type == "code"]
    payee = units[2 * code.offset : 2 * (code.offset + code.length)].decode("utf-16-le")
    assert payee == "sh••••@okbank"


def test_only_on_a_screen_of_ones_own_the_whole_account_is_shown() -> None:
    account = Payee(name="Shree Electricals", ifsc="HDFC0001234", account="00501000123456")
    payment = a_payment(state=PaymentState.CHECKED, payee=account, flag=a_flag())
    view = a_view(subject=payment.id, payment=payment)
    in_group = card(CardName.PAYMENT, view, Audience.FINANCE).text
    assert "HDFC0001234 ••••3456" in in_group
    assert "00501000123456" not in in_group
    alone = payment_card(view, Audience.FINANCE, Speaker(), private=True).text
    assert "00501000123456" in alone
    assert "Your tap on “Approve” below is your signature" in alone


def test_the_card_says_what_is_different_from_last_time() -> None:
    last = a_payment(id="V-900-1", state=PaymentState.PAID, payee=Payee(vpa="former@okbank"))
    payment = a_payment(state=PaymentState.CHECKED, flag=a_flag(kind=FlagKind.CHANGED, last=last.id))
    view = a_view(subject=payment.id, payment=payment, paid_before=last)
    text = card(CardName.PAYMENT, view, Audience.FINANCE).text
    assert "⚠ Changed since last time: ₹2,450.00 went to fo••••@okbank" in text
    assert "It is paid from Mon 23 Nov, 13:30 on" in text
    same = replace(view, payment=replace(payment, flag=None), paid_before=replace(last, payee=payment.payee))
    assert "to the same details" in card(CardName.PAYMENT, same, Audience.FINANCE).text


def test_questions_and_their_answers_stay_on_the_card() -> None:
    answered = an_inquiry(answer="one pit is dry", answered_by="Ravi", answered_at=NOW)
    payment = a_payment(state=PaymentState.CHECKED, inquiries=(answered, an_inquiry(question="sure?")))
    text = card(CardName.PAYMENT, a_view(subject=payment.id, payment=payment), Audience.FINANCE).text
    assert (
        "Farah asks: why two kits?\nRavi answers: one pit is dry\nFarah asks: sure?\nNo answer yet." in text
    )


def test_a_company_with_a_rail_may_choose_to_pay_by_hand() -> None:
    payment = a_payment(state=PaymentState.APPROVED)
    view = a_view(subject=payment.id, payment=payment, line=Line(rail=Rail.RAZORPAYX, test=True))
    message = card(CardName.PAYMENT, view, Audience.FINANCE)
    assert "TEST MODE: by RazorpayX no money moves." in message.text
    labels = {button.label: button.data for row in message.keyboard for button in row}
    assert labels["Pay by RazorpayX"] == "pay:V-1042-1"
    assert labels["Pay by hand"] == "pay:V-1042-1:hand"


def test_all_papers_are_offered_where_the_card_cannot_show_them() -> None:
    payment = a_payment(state=PaymentState.CHECKED)
    bought = a_purchase(qr=a_picture(), quote=a_picture(unique_id="u2"))
    view = a_view(subject=payment.id, payment=payment, purchase=bought)
    for audience in (Audience.FINANCE, Audience.PROCUREMENT):
        keyboard = card(CardName.PAYMENT, view, audience).keyboard
        assert "paypapers:V-1042-1" in {button.data for row in keyboard for button in row}


def test_above_the_limit_two_sign() -> None:
    payment = a_payment(state=PaymentState.CHECKED, amount=Money(60_000_00), approvers=("p-1",))
    text = card(CardName.PAYMENT, a_view(subject=payment.id, payment=payment), Audience.FINANCE).text
    assert "Approvals: 1 of 2" in text
    assert "two people approve" in text


def test_a_payout_lists_its_visits() -> None:
    payout = a_payout(state=PaymentState.PAYING)
    view = a_view(subject="P-7", payment=payout, earnings=(an_earning(),))
    text = card(CardName.PAYMENT, view, Audience.FINANCE).text
    assert "• S-1042-1: ₹500.00" in text
    assert "Next: enter the payment reference" in text


def test_the_oem_acknowledges_on_its_own_card() -> None:
    message = card(CardName.PACK, MOMENTS[Owed.ACKNOWLEDGE_PACK], Audience.OEM)
    assert "State: sent to the OEM" in message.text
    assert "Survey report: S-1042-1, 2 photos" in message.text
    read = [Tap.read(button.data or "") for row in message.keyboard for button in row]
    wanted = [Action.ACKNOWLEDGE_PACK, Action.RETURN_PACK, Action.PACK_FILES]
    assert [tap.action for tap in read if tap] == wanted


def test_what_is_odd_about_a_lead_stands_on_the_desks_card_alone() -> None:
    lead = at_stage(Stage.NEW, customer=a_customer(pin_code="560001", city="Pune"))
    view = a_view(Situation(lead=lead))
    shown = {
        audience: "does not lie in Pune" in render_card(CardName.LEAD, view, audience, Speaker()).text
        for audience in (Audience.OPS, Audience.OEM, Audience.TEAM)
    }
    assert shown == {Audience.OPS: True, Audience.OEM: False, Audience.TEAM: False}
