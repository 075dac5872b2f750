"""Every notice that can be told, to everybody whom it can be told to."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from cards.message import Message
from cards.notices import NOTICES, is_over, render_notice
from cards.text import Speaker
from cards.wordings.reminders import REMINDERS
from domain.events import Happening
from domain.leads.confirmation import Confirmation
from domain.leads.lead import Location
from domain.leads.sign_off import Signing
from domain.leads.stages import Stage
from domain.materials.request import Line, LineState
from domain.money.methods import Method
from domain.money.payment import PaymentState
from domain.owed import Owed
from domain.people.roles import Role
from domain.reactions import REACTIONS, Audience, Tell
from domain.rules import Rule
from domain.situation import Situation
from domain.timekeeping import _RULES
from domain.view import View
from domain.visits.affected import Affected, Standing, packed
from domain.visits.day_steps import DAY, STEPS
from domain.visits.emergency import LADDER, DelayAnswer
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import Absence, AtTheDoor, Journey, Try
from tests.build import (
    NOW,
    TOMORROW,
    a_count,
    a_customer,
    a_disputed_earning,
    a_pack,
    a_payment,
    a_payout,
    a_picture,
    a_purchase,
    a_quote,
    a_report,
    a_request,
    a_sign_off,
    a_team,
    a_view,
    a_visit,
    an_emergency,
    an_oem,
    at_stage,
    claimed,
    documents,
    extra_metres,
)
from tests.cards.moments import AUDIENCE_OF, MOMENTS, SURVEY, of_subject
from tests.cards.sound import HOSTILE, check
from tests.domain.period_deeds import FAILED, released

SPEAKER: Final = Speaker()
TOLD: Final = [
    (happening, reaction.to)
    for happening, reactions in REACTIONS.items()
    for reaction in reactions
    if isinstance(reaction, Tell)
] + [(Happening.PERIOD_REPORT_RELEASED, Audience.OEM)]
"""The last one is told by its command, which keeps by what the message is found again."""
FACTS: Final = {
    "slot": str(TOMORROW),
    "team": "dawn",
    "former_team": "sunrise",
    "reason": "wrong number",
    "question": "why two kits?",
    "amount": "₹500.00",
    "answer": "the first pit is dry",
    "cause": "vehicle",
    "minutes": "25",
    "rating": "4",
    "how": "chat",
    "rework_of": "I-1042-1",
    "serial": "AC74-2026-000123",
    "former_serial": "AC74-2026-000122",
    "redo": "the photo of the meter",
    "other": "L-1030",
    "state": "Maharashtra",
    "off": "24.11.2026 Guru Nanak Jayanti",
    "certificate": "Electrical licence MH-2231",
    "expires": "31.12.2026",
    "first": "2026-11-24",
    "last": "2026-11-24",
    "visits": packed(
        [
            Affected(
                visit="S-1042-1",
                team="sunrise",
                slot=TOMORROW,
                area="Pune 411045",
                standing=Standing.UNDER_WAY,
            )
        ]
    ),
    "taker": "Om Desk",
    "blocker": "earthing",
    "quantity": "2",
    "number": "LE/2411/00871",
    "expected": "2026-12-01",
    "change": "quantity",
    "item": "cable",
    "before": "20",
    "after": "24",
    "store": "pune",
    "low": "charger:4 cable:90",
    "counted": "4",
    "booked": "5",
}
OPTIONAL: Final = {
    "Still open at the site: {open_work}",
    "Still open at your site: {open_work}. Tell us here when it is done, and it goes on.",
    "{taker} has it in hand.",
    "{first_pick}",
    "Expected at about {eta}.",
    "It says to be there at about {eta}.",
    "{not_set_out}",
}
"""Said in some states of a visit only."""
OF_MONEY: Final = frozenset(h for h in Happening if h.value.startswith("payment_"))


def full_view(**but: Any) -> View:  # noqa: ANN401  fields of View
    """Everything there is, all at once: nothing that a wording names is unknown."""
    visit = a_visit(
        state=VisitState.EMERGENCY,
        report=a_report(),
        redo="the photo of the meter",
        emergency=an_emergency("dawn", customer_wants=DelayAnswer.CALL_ME),
        team="dawn",
        tries=(Try(at=NOW, by="Ravi"),),
        absence=Absence(since=NOW, photo=a_picture(), says=AtTheDoor.COMING),
    )
    lead = at_stage(
        Stage.SURVEY_SCHEDULED,
        signing=Signing(visit="I-1042-1"),
        sign_offs=(a_sign_off(rating=4, remark="the crew was on time"),),
        extra_metres=extra_metres(),
        confirmation=Confirmation(told_at=NOW, score=4),
        review_at=NOW,
        priority=True,
        blockers=(claimed(),),
        documents=documents(
            electrician=None, location=Location(address="12 Hill Road, Baner", found=(18.559, 73.779))
        ),
    )
    situation = Situation(lead=lead, visit=visit, request=a_request(), quote=a_quote(), pack=a_pack())
    view = a_view(situation, purchase=a_purchase(), reports={VisitKind.SURVEY: SURVEY})
    return replace(view, count=a_count(), **but)


def hostile(view: View) -> View:
    lead, visit, purchase = view.lead, view.visit, view.purchase
    assert view.situation is not None
    assert lead is not None
    assert visit is not None
    assert purchase is not None
    emergency = an_emergency("dawn", cause=HOSTILE, taken_by=HOSTILE)
    customer = a_customer(name=HOSTILE, address=HOSTILE, city=HOSTILE)
    bad = replace(visit, redo=HOSTILE, reason=HOSTILE, emergency=emergency)
    return replace(
        view,
        situation=replace(view.situation, lead=replace(lead, customer=customer, reason=HOSTILE), visit=bad),
        visit=bad,
        oem=an_oem(name=HOSTILE),
        teams={team: a_team(id=team, name=HOSTILE) for team in ("sunrise", "dawn")},
        purchase=replace(purchase, vendor=HOSTILE),
        payment=replace(view.payment, payee_name=HOSTILE) if view.payment else None,
    )


def told(  # noqa: PLR0913  whom, what, and in which words
    happening: Happening,
    to: Audience,
    view: View,
    facts: Mapping[str, str] = FACTS,
    *,
    meant: Audience | None = None,
    language: str = "en",
) -> Message:
    args = {"to": to, "for": meant or to, "lead": "L-1042", "by": "Om Desk", "facts": dict(facts)}
    return render_notice(happening, args, view, Speaker(language))


def view_for(happening: Happening) -> View:
    if happening.value.startswith("period_report"):
        return replace(full_view(), report=released(FAILED))
    if happening.value.startswith("payout_"):
        return full_view(payment=a_payout(state=PaymentState.PROPOSED))
    return full_view(
        earning=a_disputed_earning(),
        payment=a_payment(method=Method.UPI, reference="523223155921") if happening in OF_MONEY else None,
    )


@pytest.mark.parametrize(("happening", "to"), TOLD)
def test_every_reaction_is_worded(happening: Happening, to: Audience) -> None:
    assert (happening, to) in NOTICES


def test_nothing_is_worded_that_is_never_told() -> None:
    assert set(NOTICES) <= set(TOLD)


@pytest.mark.parametrize(("happening", "to"), TOLD)
def test_every_notice_is_sound_and_says_all_its_lines(happening: Happening, to: Audience) -> None:
    message = told(happening, to, view_for(happening))
    check(message)
    assert "{" not in message.text
    assert "–" not in message.text.replace("10:00–12:00", "")
    wording = NOTICES[happening, to]
    lines = [line for line in wording.lines if line not in OPTIONAL]
    assert len(message.text.splitlines()) >= 1 + len(lines)


@pytest.mark.parametrize(("happening", "to"), TOLD)
@pytest.mark.parametrize("language", ["en", "hi", "xx"])
def test_no_name_breaks_a_notice(happening: Happening, to: Audience, language: str) -> None:
    facts = {**FACTS, "reason": HOSTILE, "cause": HOSTILE}
    check(told(happening, to, hostile(view_for(happening)), facts, language=language))


@pytest.mark.parametrize(("happening", "to"), TOLD)
def test_a_notice_says_what_it_can_where_little_is_known(happening: Happening, to: Audience) -> None:
    lead = at_stage(Stage.NEW)
    check(told(happening, to, a_view(Situation(lead=lead), customer=None), {}))
    check(told(happening, to, a_view(subject="P-7", payment=a_payout()), {}))


@pytest.mark.parametrize("happening", [h for h, to in TOLD if to is Audience.CUSTOMER])
def test_a_customer_without_telegram_is_told_by_ops(happening: Happening) -> None:
    message = told(happening, Audience.OPS, full_view(customer=None), meant=Audience.CUSTOMER)
    lines = message.text.splitlines()
    assert (
        lines[0]
        == "Asha Rao cannot be reached on Telegram: please tell the customer by phone, +919876543210."
    )
    assert lines[1] == "L-1042 · Asha Rao, Pune 411045"
    check(message)


def outsiders() -> Iterator[tuple[Happening, Audience]]:
    yield from ((h, to) for h, to in TOLD if to in {Audience.CUSTOMER, Audience.OEM})


@pytest.mark.parametrize(("happening", "to"), list(outsiders()))
def test_neither_customer_nor_oem_reads_of_money(happening: Happening, to: Audience) -> None:
    if happening.value.startswith("quote_"):
        return  # what the customer himself pays
    message = told(happening, to, full_view(payment=a_payment(reference="523223155921")))
    shown = message.text + str(message.keyboard)
    assert "₹" not in shown
    assert "okbank" not in shown


def test_a_desk_reads_which_lead_it_is_about() -> None:
    message = told(Happening.SLOT_CHOSEN, Audience.OPS, full_view())
    assert message.text.splitlines()[:2] == [
        "The customer chose Tue 24 Nov, 10:00–12:00",
        "L-1042 · Asha Rao, Pune 411045",
    ]
    assert message.entities[0].type == "bold"
    assert message.entities[0].length == len(message.text.splitlines()[0])


def test_a_late_notice_says_so() -> None:
    view = full_view()
    reminder = {**FACTS, "rule": Rule.VISIT_REMINDER, "late_minutes": "6"}
    assert "6 min late: the system was away" in told(Happening.REMINDED, Audience.TEAM, view, reminder).text
    hours = {**reminder, "late_minutes": "1500"}
    assert "25 h late" in told(Happening.REMINDED, Audience.TEAM, view, hours).text
    punctual = {**reminder, "late_minutes": "5"}
    assert "late" not in told(Happening.REMINDED, Audience.TEAM, view, punctual).text


@pytest.mark.parametrize(
    ("rule", "to", "state", "team", "over"),
    [
        (Rule.CONFIRMATION_CALL, Audience.TEAM, VisitState.ACKNOWLEDGED, "sunrise", False),
        (Rule.CONFIRMATION_CALL, Audience.TEAM, VisitState.CONFIRMED, "sunrise", True),
        (Rule.CONFIRMATION_CALL, Audience.TEAM, VisitState.ACKNOWLEDGED, "dawn", True),
        (Rule.VISIT_REMINDER, Audience.CUSTOMER, VisitState.BOOKED, "sunrise", False),
        (Rule.VISIT_REMINDER, Audience.CUSTOMER, VisitState.RESCHEDULED, "sunrise", True),
        (Rule.TEAM_LATE, Audience.CUSTOMER, VisitState.ON_THE_WAY, "sunrise", False),
        (Rule.TEAM_LATE, Audience.CUSTOMER, VisitState.ON_SITE, "sunrise", True),
        (Rule.EMERGENCY_BY_SILENCE, Audience.TEAM, VisitState.EMERGENCY, "sunrise", False),
        (Rule.EMERGENCY_CLIMBS, Audience.OPS_LEAD, VisitState.EMERGENCY, "sunrise", False),
    ],
)
def test_a_reminder_that_is_read_late_speaks_of_no_visit_that_has_moved_on(
    rule: Rule, to: Audience, state: VisitState, team: str, *, over: bool
) -> None:
    view = full_view()
    assert view.visit is not None
    before = view.visit.window.start - timedelta(hours=2)
    visit = replace(view.visit, state=state, team="sunrise", tries=())
    view = replace(view, subject=visit.id, visit=visit, now=before)
    args = {"to": to, "for": to, "facts": {"rule": rule, "team": team}}
    assert is_over(Happening.REMINDED, args, view) is over


def reminded() -> list[tuple[Rule, Audience]]:
    """What the timers really say to whom, read from the functions themselves."""
    found: list[tuple[Rule, Audience]] = []
    for rule, fire in _RULES.items():
        audiences = inspect.getclosurevars(fire).nonlocals.get("audiences", ())
        found += [(rule, audience) for audience in audiences]
    steps = [step for step in DAY if step.rule not in {Rule.EMERGENCY_BY_SILENCE, Rule.TEAM_MISSING}]
    found += [(step.rule, reader.audience) for step in steps for reader in step.to]
    found += [(Rule.EMERGENCY_BY_SILENCE, Audience.TEAM), (Rule.SITE_WORK_LATE, Audience.OPS)]
    found += [(Rule.PAYEE_COOLED, Audience.FINANCE), (Rule.STATEMENT_NUDGE, Audience.TEAM)]
    return [*found, *((Rule.EMERGENCY_CLIMBS, audience) for audience in (Audience.OPS, *LADDER))]


@pytest.mark.parametrize(("rule", "to"), reminded())
def test_every_reminder_has_its_own_words(rule: Rule, to: Audience) -> None:
    assert (rule, to) in REMINDERS
    facts = {**FACTS, "rule": rule, "late_minutes": "0", "to": to}
    payments = {Rule.PAYEE_COOLED: a_payment(), Rule.STATEMENT_NUDGE: a_payout(state=PaymentState.PROPOSED)}
    view = full_view(payment=payments.get(rule))
    assert view.visit is not None
    if rule in STEPS and rule is not Rule.TRY_AGAIN:
        view = replace(view, visit=replace(view.visit, state=VisitState.BOOKED, tries=()))
    message = told(Happening.REMINDED, to, view, facts)
    check(message)
    assert len(message.text.splitlines()) > len(
        [one for one in REMINDERS[rule, to].lines if one not in OPTIONAL]
    )
    check(told(Happening.REMINDED, to, hostile(full_view()), facts))


def test_a_reminder_names_what_is_missing() -> None:
    message = told(Happening.REMINDED, Audience.CUSTOMER, full_view(), {"rule": Rule.DOCUMENTS_NUDGE})
    assert "Still missing: local electrician." in message.text.splitlines()


def test_there_are_reminders() -> None:
    assert len(reminded()) == len(REMINDERS) > 10


@pytest.mark.parametrize("owed", Owed)
def test_whoever_owes_is_told_that_it_is_overdue_with_the_button_for_it(owed: Owed) -> None:
    view = of_subject(MOMENTS[owed])
    action = view.owed_as(owed)
    assert action is not None
    to = AUDIENCE_OF[action.role]
    facts = {"to": to, "what": owed, "team": action.team or "", "late_minutes": "0"}
    message = told(Happening.OVERDUE, to, view, facts)
    check(message)
    assert message.text.startswith("Please ")
    assert message.keyboard


@pytest.mark.parametrize("owed", Owed)
def test_ops_is_told_who_has_let_the_time_pass(owed: Owed) -> None:
    facts = {"to": "ops,ops_lead", "what": owed, "team": "", "late_minutes": "0"}
    for to in (Audience.OPS, Audience.OPS_LEAD):
        message = told(Happening.OVERDUE, to, MOMENTS[owed], facts)
        check(message)
        assert message.text.startswith("Overdue: ")


def test_what_was_done_in_the_meantime_is_not_asked_for() -> None:
    facts = {"to": "ops", "what": Owed.CALL_CUSTOMER, "team": "", "late_minutes": "0"}
    message = told(Happening.OVERDUE, Audience.OPS, MOMENTS[Owed.SHARE_DOCUMENTS], facts)
    assert message.text.startswith("Done in the meantime: make the introductory call")


def test_a_team_that_takes_over_gets_the_survey_and_the_holder_of_the_materials() -> None:
    visit = a_visit(
        id="I-1042-1",
        kind=VisitKind.INSTALLATION,
        state=VisitState.ACKNOWLEDGED,
        team="dawn",
        emergency=an_emergency("dawn"),
    )
    situation = Situation(lead=at_stage(Stage.INSTALLATION_SCHEDULED), visit=visit)
    lines = (
        Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune"),
        Line(item="cable", quantity=18, state=LineState.RECEIVED),
    )
    view = a_view(situation, reports={VisitKind.SURVEY: SURVEY}, materials=a_request(lines=lines))
    message = told(Happening.BACKUP_FOUND, Audience.TEAM, view)
    assert "The team before you: Sunrise Crew, +919800000001" in message.text
    assert "• Charger, 1: from store pune" in message.text
    assert "18: bought, with Sunrise Crew" in message.text
    assert "⚠ Earth resistance: 6.5 Ω" in message.text
    assert "Materials: Sunrise Crew may hold them, ask +919800000001" in message.text
    assert "https://maps.google.com/?q=18.559,73.7868" in [entity.url for entity in message.entities]


def test_the_crew_reads_that_it_is_paid() -> None:
    payout = a_payout(state=PaymentState.PAID, reference="523223155921")
    message = told(Happening.PAYMENT_PAID, Audience.TEAM, a_view(subject="P-7", payment=payout))
    assert message.text == "You are paid: ₹500.00\nP-7, reference 523223155921."


def test_ops_reads_that_the_customer_was_not_reached_where_the_team_is_not_silent() -> None:
    facts = {**FACTS, "rule": Rule.VISIT_ALERT}
    tried = told(Happening.REMINDED, Audience.OPS, full_view(), facts).text
    assert "The customer of S-1042-1 has not been reached" in tried
    assert "Tries by Sunrise Crew: 1, the last one Mon 23 Nov, 11:30." in tried


def test_the_eta_is_told_in_the_site_s_time() -> None:
    eta = NOW + timedelta(minutes=25)
    visit = a_visit(state=VisitState.ON_THE_WAY, state_since=NOW, journey=Journey(eta=eta, told=eta))
    view = a_view(Situation(lead=at_stage(Stage.SURVEY_SCHEDULED), visit=visit))
    message = told(Happening.TEAM_SET_OUT, Audience.CUSTOMER, view, {"team": "sunrise"})
    assert "Expected at about Mon 23 Nov, 11:55." in message.text


def test_roles_and_audiences_fit() -> None:
    assert set(AUDIENCE_OF) == set(Role) - {Role.ADMIN, Role.SYSTEM}
