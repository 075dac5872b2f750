"""Commands of review, materials, money, closure and people."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain import overriding
from domain.leads import blockers, confirming, reworking, site_work
from domain.leads.blocker import BlockerKind, Owner
from domain.leads.call import CallOutcome
from domain.leads.confirmation import Confirmation
from domain.leads.stages import Stage
from domain.materials import allowing, buying_at_site, paying_vendors, supply
from domain.materials.purchase import PurchaseState
from domain.materials.request import Line, LineState
from domain.materials.vendor_code import mark_of as code_mark
from domain.money import asking, by_rail, disputing, marking, pay_page, paying, payouts, together
from domain.money.amount import Money
from domain.money.bank_name import BankName
from domain.money.earning import EarningState
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import PaymentState
from domain.people import access, duty
from domain.people.person import Grant
from domain.people.roles import Role
from domain.reporting import closure, wishes
from domain.reporting.pack import PackState
from domain.visits import redoing, review, reviewing
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import PaymentSchedule
from tests.build import (
    NOW,
    a_blocker,
    a_chat,
    a_coded_purchase,
    a_disputed_earning,
    a_flag,
    a_form,
    a_pack,
    a_payment,
    a_payout,
    a_person,
    a_picture,
    a_purchase,
    a_request,
    a_run,
    a_team,
    a_visit,
    an_application,
    an_earning,
    an_inquiry,
    at_stage,
    claimed,
)
from tests.domain.deed import LEAD, VISIT, Deed, deed, reported

S: Final = Stage
EARTH: Final = BlockerKind.EARTHING
NOTED: Final = at_stage(S.SURVEY_REVIEW, blockers=(a_blocker(),), visits_made=1)
PAYMENT: Final = "V-1042-1"
SILENT: Final = Confirmation(told_at=NOW, silent_at=NOW)
MADE: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.APPROVED)
BUYING: Final = Line(item="cable", quantity=18, state=LineState.BEING_BOUGHT)
MUCH: Final = a_purchase(
    state=PurchaseState.APPROVAL_WANTED, amount=Money(9_000_00), payee=Payee(vpa="shree@okbank")
)
TOO_MUCH: Final = replace(MUCH, amount=Money(30_000_00))
A_CODE: Final = code_mark("upi://pay?pa=shree@okbank&pn=Shree", "Shree", 2450_00)
INSTALLING: Final = a_visit(
    id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ON_SITE, team="sunrise"
)
INSTALLED: Final = reported(id="I-1042-1", kind=VisitKind.INSTALLATION)
CREW: Final = Grant(role=Role.FIELD, team="sunrise")
AT_DESKS: Final[dict[str, Deed]] = {
    # Review
    "site_is_ready": deed(
        review.site_is_ready,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: review.site_is_ready(u, VISIT, who),
        reported(),
    ),
    "site_is_not_ready": deed(
        review.site_is_not_ready,
        "ops",
        NOTED,
        lambda u, who: review.site_is_not_ready(u, VISIT, who),
        reported(),
    ),
    "open_site_card": deed(
        blockers.open_site_card, "ops", S.SURVEY_REVIEW, lambda u, who: blockers.open_site_card(u, LEAD, who)
    ),
    "look_at_blocker": deed(
        blockers.look_at_blocker, "ops", NOTED, lambda u, who: blockers.look_at_blocker(u, LEAD, EARTH, who)
    ),
    "name_blocker": deed(
        blockers.name_blocker,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: blockers.name_blocker(u, LEAD, EARTH, who),
    ),
    "drop_blocker": deed(
        blockers.drop_blocker, "ops", NOTED, lambda u, who: blockers.drop_blocker(u, LEAD, EARTH, who)
    ),
    "set_owner": deed(
        blockers.set_owner, "ops", NOTED, lambda u, who: blockers.set_owner(u, LEAD, EARTH, Owner.US, who)
    ),
    "set_target": deed(
        blockers.set_target,
        "ops",
        NOTED,
        lambda u, who: blockers.set_target(u, LEAD, EARTH, NOW.date() + timedelta(days=7), who),
    ),
    "set_words": deed(
        blockers.set_words,
        "ops",
        NOTED,
        lambda u, who: blockers.set_words(u, LEAD, EARTH, {"en": "dig the pit"}, who),
    ),
    "apply_for_load": deed(
        site_work.apply_for_load,
        "customer ops",
        at_stage(S.SITE_WORK, blockers=(a_blocker(kind=BlockerKind.LOAD_UPGRADE),)),
        lambda u, who: site_work.apply_for_load(u, LEAD, BlockerKind.LOAD_UPGRADE, an_application(), who),
    ),
    "open_report": deed(
        reviewing.open_report,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: reviewing.open_report(u, VISIT, -1, who),
        reported(),
    ),
    "open_redo": deed(
        redoing.open_redo,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: redoing.open_redo(u, VISIT, -1, who),
        reported(),
        a_form(),
    ),
    "look_at_section": deed(
        redoing.look_at_section,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: redoing.look_at_section(u, VISIT, "readings", who),
        reported(),
        a_form(),
    ),
    "mark_redo": deed(
        redoing.mark_redo,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: redoing.mark_redo(u, VISIT, "earth_ohm", who),
        reported(),
        a_form(),
    ),
    "return_report": deed(
        redoing.return_report,
        "ops",
        S.SURVEY_REVIEW,
        lambda u, who: redoing.return_report(u, VISIT, "the earth photo", who),
        reported(),
    ),
    "approve_installation": deed(
        review.approve_installation,
        "ops",
        S.INSTALLATION_REVIEW,
        lambda u, who: review.approve_installation(u, "I-1042-1", who),
        INSTALLED,
    ),
    "report_site_work": deed(
        site_work.report_site_work,
        "customer ops",
        at_stage(S.SITE_WORK, blockers=(a_blocker(),)),
        lambda u, who: site_work.report_site_work(u, LEAD, EARTH, (a_picture(),), who),
    ),
    "accept_site_work": deed(
        site_work.accept_site_work,
        "ops",
        at_stage(S.SITE_WORK, blockers=(claimed(),)),
        lambda u, who: site_work.accept_site_work(u, LEAD, EARTH, who),
    ),
    "refuse_site_work": deed(
        site_work.refuse_site_work,
        "ops",
        at_stage(S.SITE_WORK, blockers=(claimed(),)),
        lambda u, who: site_work.refuse_site_work(u, LEAD, EARTH, "no earth pit yet", who),
    ),
    "order_revisit": deed(
        site_work.order_revisit, "ops", S.SITE_WORK, lambda u, who: site_work.order_revisit(u, LEAD, who)
    ),
    "confirm_satisfied": deed(
        confirming.confirm_satisfied,
        "customer ops",
        S.CONFIRMATION_CALL,
        lambda u, who: confirming.confirm_satisfied(u, LEAD, who, score=4),
    ),
    "report_problem": deed(
        confirming.report_problem,
        "customer ops",
        S.CONFIRMATION_CALL,
        lambda u, who: confirming.report_problem(u, LEAD, "the RCBO trips", who),
    ),
    "log_confirmation_try": deed(
        confirming.log_confirmation_try,
        "ops",
        S.CONFIRMATION_CALL,
        lambda u, who: confirming.log_confirmation_try(u, LEAD, CallOutcome.BUSY, who),
    ),
    "accept_silence": deed(
        confirming.accept_silence,
        "ops",
        at_stage(S.CONFIRMATION_CALL, confirmation=SILENT),
        lambda u, who: confirming.accept_silence(u, LEAD, who),
    ),
    "call_again": deed(
        confirming.call_again,
        "ops",
        at_stage(S.CONFIRMATION_CALL, confirmation=SILENT),
        lambda u, who: confirming.call_again(u, LEAD, who),
    ),
    "rework_as_said": deed(
        confirming.rework_as_said,
        "ops",
        at_stage(S.CONFIRMATION_CALL, confirmation=Confirmation(problem="it trips", problem_at=NOW)),
        lambda u, who: confirming.rework_as_said(u, LEAD, who),
        MADE,
    ),
    "open_rework": deed(
        reworking.open_rework,
        "ops",
        S.CONFIRMATION_CALL,
        lambda u, who: reworking.open_rework(u, LEAD, "the RCBO trips", who),
        MADE,
    ),
    # Materials
    "request_materials": deed(
        supply.request_materials, "ops", S.MATERIALS, lambda u, who: supply.request_materials(u, LEAD, who)
    ),
    "open_purchase": deed(
        supply.open_purchase,
        "procurement",
        S.MATERIALS,
        lambda u, who: supply.open_purchase(u, "M-1042", who),
        a_request(),
    ),
    "buy_at_site": deed(
        buying_at_site.buy_at_site,
        "field",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: buying_at_site.buy_at_site(
            u, "I-1042-1", who, item="earthing_kit", quantity=1, estimate=Money(2450_00)
        ),
        INSTALLING,
    ),
    "share_vendor_details": deed(
        supply.share_vendor_details,
        "field procurement",
        S.MATERIALS,
        lambda u, who: supply.share_vendor_details(
            u, "B-1042-1", who, vendor="Shree", payee=Payee(vpa="shree@okbank"), amount=Money(2450_00)
        ),
        a_request(lines=(BUYING,)),
        a_purchase(),
    ),
    "share_vendor_code": deed(
        paying_vendors.share_vendor_code,
        "field procurement",
        S.MATERIALS,
        lambda u, who: paying_vendors.share_vendor_code(
            u, "B-1042-1", a_picture(), who, vendor="Shree", amount=Money(2450_00)
        ),
        a_request(lines=(BUYING,)),
        a_purchase(),
    ),
    "choose_vendor_code": deed(
        paying_vendors.choose_vendor_code,
        "field procurement",
        S.MATERIALS,
        lambda u, who: paying_vendors.choose_vendor_code(u, "B-1042-1", A_CODE, who),
        a_request(lines=(BUYING,)),
        a_coded_purchase(),
    ),
    "confirm_vendor_code": deed(
        paying_vendors.confirm_vendor_code,
        "field procurement",
        S.MATERIALS,
        lambda u, who: paying_vendors.confirm_vendor_code(u, "B-1042-1", A_CODE, who),
        a_request(lines=(BUYING,)),
        a_coded_purchase(),
    ),
    "confirm_goods": deed(
        supply.confirm_goods,
        "field procurement",
        S.MATERIALS,
        lambda u, who: supply.confirm_goods(u, "B-1042-1", a_picture(), who),
        a_request(lines=(BUYING,)),
        a_purchase(state=PurchaseState.PAID),
    ),
    "allow_purchase": deed(
        allowing.allow_purchase,
        "finance ops procurement",
        S.MATERIALS,
        lambda u, who: allowing.allow_purchase(u, "B-1042-1", MUCH.mark, who),
        a_request(lines=(BUYING,)),
        MUCH,
    ),
    "allow_large_purchase": deed(
        allowing.allow_purchase,
        "finance ops",
        S.MATERIALS,
        lambda u, who: allowing.allow_purchase(u, "B-1042-1", TOO_MUCH.mark, who),
        a_request(lines=(BUYING,)),
        TOO_MUCH,
    ),
    "decline_purchase": deed(
        allowing.decline_purchase,
        "finance ops procurement",
        S.MATERIALS,
        lambda u, who: allowing.decline_purchase(u, "B-1042-1", "the store gets it", who),
        a_request(lines=(BUYING,)),
        MUCH,
    ),
    "settle_bill": deed(
        supply.settle_bill,
        "finance procurement",
        S.MATERIALS,
        lambda u, who: supply.settle_bill(u, "B-1042-1", "GST was not in the quote", who),
        a_request(),
        a_purchase(state=PurchaseState.BILL_DIFFERS),
    ),
    # Money
    "check_payment": deed(
        paying.check_payment,
        "procurement",
        S.MATERIALS,
        lambda u, who: paying.check_payment(u, PAYMENT, who),
        a_payment(),
    ),
    "approve_payment": deed(
        paying.approve_payment,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.approve_payment(u, PAYMENT, a_payment().shown, who),
        a_payment(state=PaymentState.CHECKED),
    ),
    "reject_payment while it is checked": deed(
        paying.reject_payment,
        "procurement",
        S.MATERIALS,
        lambda u, who: paying.reject_payment(u, PAYMENT, "too dear", who),
        a_payment(),
        a_purchase(state=PurchaseState.PAYMENT_PENDING),
    ),
    "reject_payment": deed(
        paying.reject_payment,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.reject_payment(u, PAYMENT, "too dear", who),
        a_payment(state=PaymentState.CHECKED),
        a_purchase(state=PurchaseState.PAYMENT_PENDING),
    ),
    "start_payment": deed(
        paying.start_payment,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.start_payment(u, PAYMENT, who),
        a_payment(state=PaymentState.APPROVED),
    ),
    "record_reference": deed(
        paying.record_reference,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.record_reference(
            u, PAYMENT, who, method=Method.UPI, reference="523223155921", proof=a_picture()
        ),
        a_payment(state=PaymentState.PAYING),
        a_purchase(state=PurchaseState.PAYMENT_PENDING),
    ),
    "payment_doubted": deed(
        paying.payment_doubted,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.payment_doubted(u, PAYMENT, "pending in the app", who),
        a_payment(state=PaymentState.PAYING),
    ),
    "open_pay_page": deed(
        pay_page.open_pay_page,
        "finance",
        S.MATERIALS,
        lambda u, who: pay_page.open_pay_page(u, PAYMENT, who),
        a_payment(state=PaymentState.PAYING),
    ),
    "ask_about_payment": deed(
        asking.ask_about_payment,
        "finance",
        S.MATERIALS,
        lambda u, who: asking.ask_about_payment(u, PAYMENT, "why two?", who),
        a_payment(state=PaymentState.CHECKED),
    ),
    "answer_about_payment": deed(
        asking.answer_about_payment,
        "field procurement ops",
        S.MATERIALS,
        lambda u, who: asking.answer_about_payment(u, PAYMENT, "the pit is dry", who),
        a_payment(state=PaymentState.CHECKED, inquiries=(an_inquiry(),)),
    ),
    "lift_cooling": deed(
        asking.lift_cooling,
        "finance",
        S.MATERIALS,
        lambda u, who: asking.lift_cooling(u, PAYMENT, "called the shop", who),
        a_payment(state=PaymentState.CHECKED, flag=a_flag()),
    ),
    **{
        name: deed(
            of,
            "system",
            S.MATERIALS,
            give,
            a_payment(state=PaymentState.PAYING),
            a_purchase(state=PurchaseState.PAYMENT_PENDING),
        )
        for name, of, give in (
            ("rail_took", by_rail.rail_took, lambda u, who: by_rail.rail_took(u, PAYMENT, "pout_1", who)),
            (
                "rail_settled",
                by_rail.rail_settled,
                lambda u, who: by_rail.rail_settled(u, PAYMENT, Method.UPI, "523223155921", who),
            ),
            (
                "rail_failed",
                by_rail.rail_failed,
                lambda u, who: by_rail.rail_failed(u, PAYMENT, "closed", who),
            ),
            (
                "rail_reversed",
                by_rail.rail_reversed,
                lambda u, who: by_rail.rail_reversed(u, PAYMENT, "closed", who),
            ),
            ("rail_doubts", by_rail.rail_doubts, lambda u, who: by_rail.rail_doubts(u, PAYMENT, "503", who)),
        )
    },
    "rail_named": deed(
        by_rail.rail_named,
        "system",
        S.MATERIALS,
        lambda u, who: by_rail.rail_named(u, PAYMENT, BankName(name="Shree", works=True, at=NOW), who),
        a_payment(state=PaymentState.CHECKED),
    ),
    "payment_failed": deed(
        paying.payment_failed,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.payment_failed(u, PAYMENT, "bank closed", who),
        a_payment(state=PaymentState.PAYING),
        a_purchase(state=PurchaseState.PAYMENT_PENDING),
    ),
    "payment_reversed": deed(
        paying.payment_reversed,
        "finance",
        S.MATERIALS,
        lambda u, who: paying.payment_reversed(u, PAYMENT, "wrong account", who),
        a_payment(state=PaymentState.PAID),
        a_purchase(state=PurchaseState.PAID),
    ),
    "mark_payable": deed(
        marking.mark_payable,
        "ops",
        S.CLOSURE,
        lambda u, who: marking.mark_payable(u, LEAD, who),
        an_earning(),
    ),
    "mark_earning": deed(
        marking.mark_earning,
        "ops",
        S.CLOSURE,
        lambda u, who: marking.mark_earning(u, "E-S-1042-1", who),
        an_earning(),
    ),
    "mark_clear": deed(
        marking.mark_clear,
        "ops",
        S.CLOSURE,
        lambda u, who: marking.mark_clear(u, who, count=1, paise=500_00),
        an_earning(),
    ),
    "run_payouts": deed(
        payouts.run_payouts,
        "ops finance system",
        S.CLOSURE,
        lambda u, who: payouts.run_payouts(u, date(2026, 12, 1), who),
        a_team(schedule=PaymentSchedule.MONTHLY),
        an_earning(state=EarningState.PAYABLE),
    ),
    "show_payout": deed(
        payouts.show_payout,
        "finance",
        S.CLOSURE,
        lambda u, who: payouts.show_payout(u, "P-7", who),
        a_payout(),
        an_earning(state=EarningState.IN_PAYOUT, payout="P-7"),
    ),
    "open_again": deed(
        payouts.open_again,
        "ops finance system",
        S.CLOSURE,
        lambda u, who: payouts.open_again(u, "sunrise", who),
        a_team(schedule=PaymentSchedule.PER_JOB),
        an_earning(state=EarningState.PAYABLE),
    ),
    "agree_to_payout": deed(
        disputing.agree_to_payout,
        "field system",
        S.CLOSURE,
        lambda u, who: disputing.agree_to_payout(u, "P-7", "1", who),
        a_payout(state=PaymentState.PROPOSED),
        an_earning(state=EarningState.IN_PAYOUT, payout="P-7"),
    ),
    "dispute_earning": deed(
        disputing.dispute_earning,
        "field ops",
        S.CLOSURE,
        lambda u, who: disputing.dispute_earning(u, "P-7", "E-S-1042-1", "too little", who),
        a_payout(state=PaymentState.PROPOSED),
        an_earning(state=EarningState.IN_PAYOUT, payout="P-7"),
    ),
    "answer_dispute": deed(
        disputing.answer_dispute,
        "ops",
        S.CLOSURE,
        lambda u, who: disputing.answer_dispute(u, "E-S-1042-1", "it stands", None, who),
        a_disputed_earning(),
    ),
    "approve_run": deed(
        together.approve_run,
        "finance",
        S.CLOSURE,
        lambda u, who: together.approve_run(
            u, "D-2026-12-01", together.mark_of([a_payout(run="D-2026-12-01")]), who
        ),
        a_payout(run="D-2026-12-01"),
        a_run(),
        an_earning(state=EarningState.IN_PAYOUT, payout="P-7"),
    ),
    # Closure
    "submit_pack": deed(
        closure.submit_pack, "ops", S.CLOSURE, lambda u, who: closure.submit_pack(u, LEAD, who)
    ),
    "send_pack": deed(
        closure.send_pack,
        "reporting",
        S.CLOSURE,
        lambda u, who: closure.send_pack(u, "C-1042", who),
        a_pack(),
    ),
    "acknowledge_pack": deed(
        closure.acknowledge_pack,
        "oem reporting",
        S.CLOSURE,
        lambda u, who: closure.acknowledge_pack(u, "C-1042", who),
        a_pack(state=PackState.SENT),
    ),
    "return_pack": deed(
        closure.return_pack,
        "oem reporting",
        S.CLOSURE,
        lambda u, who: closure.return_pack(u, "C-1042", "no photo", who),
        a_pack(state=PackState.SENT),
    ),
    # People
    "invite_person to a crew": deed(
        access.invite_person, "admin ops", S.NEW, lambda u, who: access.invite_person(u, CREW, who)
    ),
    "invite_person to a desk": deed(
        access.invite_person,
        "admin",
        S.NEW,
        lambda u, who: access.invite_person(u, Grant(role=Role.FINANCE), who),
    ),
    "bind_group": deed(
        access.bind_group, "admin", S.NEW, lambda u, who: access.bind_group(u, a_chat(id=-77), who)
    ),
    "set_policy": deed(
        overriding.set_policy,
        "admin",
        S.NEW,
        lambda u, who: overriding.set_policy(u, "volt", {"reminder": "48h"}, who),
    ),
    "set_wishes": deed(
        wishes.set_wishes,
        "admin",
        S.NEW,
        lambda u, who: wishes.set_wishes(u, "volt", {"title": "Home charging file"}, who),
    ),
    "set_on_call": deed(
        duty.set_on_call,
        "ops admin",
        S.NEW,
        lambda u, who: duty.set_on_call(u, "p-desk", who, on_call=True),
        a_person(id="p-desk", grants=(Grant(role=Role.OPS),)),
    ),
    "revoke_person": deed(
        access.revoke_person,
        "admin",
        S.NEW,
        lambda u, who: access.revoke_person(u, "p-asha", who),
        a_person(),
    ),
}
