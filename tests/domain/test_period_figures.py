"""The figures of a period: identities that hold over any history, the borders of days and years, pauses and promises."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import OPEN, Stage
from domain.policy import DEFAULT
from domain.reporting.clocks import Clock
from domain.reporting.course import Course, Happened
from domain.reporting.figures import Balance, Figures, Share, figures_of
from domain.reporting.period_wishes import Rhythm
from domain.reporting.span import Span, due_on, month_before, next_due, read_span, week_before
from domain.reporting.tracker import Line, With, line_of
from tests.build import a_customer, a_lead
from tests.domain.courses import FIRST, courses, towns

NOVEMBER: Final = Span(first=date(2026, 11, 1), last=date(2026, 11, 30))
_H = Happening


def ist(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+05:30")


def lines(town: list[Course], span: Span) -> list[Line]:
    there = [course for course in town if course.lead.created_at < span.end]
    return [line_of(course, span, DEFAULT, until=span.end) for course in there]


def figures(town: list[Course], span: Span) -> Figures:
    return figures_of("volt", lines(town, span), span, until=span.end, facts_at=span.end)


def a_course(
    *steps: tuple[str, Stage], lead: Lead | None = None, happened: list[Happened] | None = None
) -> Course:
    """Steps by their moment in India; the lead came on 2 November at ten."""
    known = lead or a_lead(created_at=ist("2026-11-02T10:00"), stage_since=ist("2026-11-02T10:00"))
    return Course(
        lead=known, stages=tuple((ist(at), stage) for at, stage in steps), happened=tuple(happened or ())
    )


def did(kind: Happening, at: str, subject: str = "L-1042", **facts: str) -> Happened:
    return Happened(kind, ist(at), subject, facts)


spans: Final = st.builds(
    lambda after, days: Span(
        first=FIRST.date() + timedelta(days=after), last=FIRST.date() + timedelta(days=after + days)
    ),
    st.integers(0, 130),
    st.integers(0, 40),
)


@settings(max_examples=40, deadline=None)
@given(towns(), spans)
def test_opening_and_what_came_less_what_ended_is_closing(town: list[Course], span: Span) -> None:
    balance = figures(town, span).balance
    assert balance.opening == sum(course.is_open_at(span.start) for course in town)
    assert balance.closing == sum(course.is_open_at(span.end) for course in town)


@settings(max_examples=40, deadline=None)
@given(towns(), spans, st.integers(1, 40))
def test_periods_that_follow_each_other_add_up(town: list[Course], span: Span, days: int) -> None:
    after = Span(first=span.last + timedelta(days=1), last=span.last + timedelta(days=days))
    both = Span(first=span.first, last=after.last)
    one, two, whole = (figures(town, each) for each in (span, after, both))
    assert one.balance.closing == two.balance.opening
    for name in ("new", "reopened", "closed", "cancelled"):
        assert getattr(one.balance, name) + getattr(two.balance, name) == getattr(whole.balance, name)
    assert one.installed + two.installed == whole.installed
    assert one.contacted + two.contacted == whole.contacted
    for clock in Clock:
        counts = [each.times[clock].count if clock in each.times else 0 for each in (one, two, whole)]
        assert counts[0] + counts[1] == counts[2]
        kept = [each.promises.get(clock, Share()).total for each in (one, two, whole)]
        assert kept[0] + kept[1] == kept[2]


@settings(max_examples=40, deadline=None)
@given(towns(), spans)
def test_whatever_waits_stands_once_in_each_table(town: list[Course], span: Span) -> None:
    found = figures(town, span)
    waiting = found.balance.closing
    assert sum(found.stages.values()) == sum(found.pending.values()) == sum(found.ageing.values()) == waiting
    assert (
        sum(place.waiting for place in found.states)
        == sum(place.waiting for place in found.dealers)
        == waiting
    )
    assert sum(found.cancellations.values()) == sum(1 for line in lines(town, span) if line.part.cancelled)
    assert set(found.stages) <= OPEN


@settings(max_examples=40, deadline=None)
@given(courses(), spans)
def test_no_time_is_below_nothing_and_net_is_never_above_gross(course: Course, span: Span) -> None:
    for line in lines([course], span):
        assert 0 <= line.net_days <= line.gross_days
        assert all(0 <= one.net <= one.gross for one in line.took.values())
        assert line.stage in OPEN or line.pending is None


@settings(max_examples=40, deadline=None)
@given(courses(), spans)
def test_what_comes_after_a_period_changes_nothing_in_it(course: Course, span: Span) -> None:
    """But for the judgement of an installation, which a rework in later days may still turn."""

    def judged_then(line: Line) -> Line:
        return replace(line, right_first_time=None, came_again=None)

    whole, cut = lines([course], span), lines([course.before(span.end)], span)
    assert [*map(judged_then, whole)] == [*map(judged_then, cut)]


def test_a_balance_that_does_not_hold_goes_nowhere() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Balance(opening=3, new=1, closed=1, closing=4)


def test_a_day_ends_at_midnight_in_india() -> None:
    last_minute = a_lead(id="L-1", created_at=ist("2026-11-30T23:59:59"))
    next_month = a_lead(id="L-2", created_at=ist("2026-12-01T00:00"))
    town = [Course(lead=last_minute, stages=()), Course(lead=next_month, stages=())]
    assert figures(town, NOVEMBER).balance == Balance(new=1, closing=1)
    assert figures(town, read_span("2026-12")).balance == Balance(opening=1, new=1, closing=2)


def test_a_lead_that_moves_between_periods_is_open_in_one_and_closed_in_the_next() -> None:
    course = a_course(("2026-12-01T00:00", Stage.CLOSED))
    assert figures([course], NOVEMBER).balance == Balance(new=1, closing=1)
    assert figures([course], read_span("2026-12")).balance == Balance(opening=1, closed=1)


def test_a_lead_that_is_reopened_comes_back_beside_the_new_ones() -> None:
    course = a_course(("2026-11-03T10:00", Stage.CANCELLED), ("2026-12-02T10:00", Stage.DOCUMENTS))
    assert figures([course], NOVEMBER).balance == Balance(new=1, cancelled=1)
    assert figures([course], read_span("2026-12")).balance == Balance(reopened=1, closing=1)


def test_a_financial_year_goes_from_april_to_march() -> None:
    year = read_span("FY2026-27")
    assert (year.first, year.last) == (date(2026, 4, 1), date(2027, 3, 31))
    march = a_lead(id="L-1", created_at=ist("2027-03-31T23:30"))
    april = a_lead(id="L-2", created_at=ist("2027-04-01T00:10"))
    town = [Course(lead=march, stages=()), Course(lead=april, stages=())]
    assert [figures(town, span).balance.new for span in (year, read_span("FY2027"))] == [1, 1]


@pytest.mark.parametrize(
    "text", ["", "2026-13", "FY2026-28", "2026-11-30 2026-11-01", "soon", "2026-01-01 2027-06-01", "9999-12"]
)
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="Example"):
        read_span(text)


def test_the_last_month_and_week_are_found_over_the_turn_of_a_year() -> None:
    assert month_before(date(2027, 1, 1)) == read_span("2026-12")
    assert week_before(date(2027, 1, 4)) == read_span("2026-12-28 2027-01-03")


def test_on_a_monday_that_is_a_first_both_reports_are_due() -> None:
    assert [rhythm for rhythm, _ in due_on(date(2027, 2, 1))] == [Rhythm.WEEKLY, Rhythm.MONTHLY]
    assert next_due(ist("2026-11-28T12:00")) == ist("2026-11-30T09:00")
    assert next_due(ist("2026-11-30T09:00")) == ist("2026-12-01T09:00")


def test_time_on_hold_and_with_the_customers_site_is_not_ours() -> None:
    course = a_course(
        ("2026-11-02T12:00", Stage.DOCUMENTS),
        ("2026-11-03T12:00", Stage.ON_HOLD),
        ("2026-11-05T12:00", Stage.DOCUMENTS),
        ("2026-11-06T12:00", Stage.SURVEY_SCHEDULING),
        happened=[
            did(_H.INTRO_CALL_REACHED, "2026-11-02T12:00"),
            did(_H.DOCUMENTS_COMPLETED, "2026-11-06T12:00"),
        ],
    )
    took = lines([course], NOVEMBER)[0].took
    assert (took[Clock.CONTACT].net, took[Clock.CONTACT].gross) == (2, 2)
    assert (took[Clock.DOCUMENTS].net, took[Clock.DOCUMENTS].gross) == (48, 96)


def test_the_first_contact_is_promised_in_working_hours() -> None:
    evening = a_lead(created_at=ist("2026-11-06T18:00"))
    in_time = a_course(lead=evening, happened=[did(_H.INTRO_CALL_REACHED, "2026-11-07T12:59")])
    late = a_course(lead=evening, happened=[did(_H.INTRO_CALL_REACHED, "2026-11-07T13:01")])
    assert [figures([one], NOVEMBER).promises[Clock.CONTACT].good for one in (in_time, late)] == [1, 0]


def test_a_promise_that_nobody_kept_is_broken_when_its_time_is_over_and_only_then() -> None:
    course = a_course(
        ("2026-11-27T10:00", Stage.SURVEY_SCHEDULING),
        ("2026-12-20T10:00", Stage.SURVEY_REVIEW),
        lead=a_lead(created_at=ist("2026-11-27T10:00"), customer=a_customer(city="Nashik")),
        happened=[
            did(_H.INTRO_CALL_REACHED, "2026-11-27T10:00"),
            did(_H.DOCUMENTS_COMPLETED, "2026-11-28T10:00"),
            did(_H.REPORT_SUBMITTED, "2026-12-20T10:00", "S-1042-1"),
        ],
    )
    november, december = figures([course], NOVEMBER), figures([course], read_span("2026-12"))
    assert Clock.SURVEY not in november.promises
    assert (december.promises[Clock.SURVEY].good, december.promises[Clock.SURVEY].total) == (0, 1)
    assert Clock.SURVEY not in figures([course], read_span("2027-01")).promises
    assert december.times[Clock.SURVEY].count == 1


def test_a_survey_is_promised_sooner_in_a_metro() -> None:
    def kept(city: str) -> int:
        course = a_course(
            lead=a_lead(created_at=ist("2026-11-02T10:00"), customer=a_customer(city=city)),
            happened=[
                did(_H.DOCUMENTS_COMPLETED, "2026-11-03T10:00"),
                did(_H.REPORT_SUBMITTED, "2026-11-05T22:00", "S-1042-1"),
            ],
        )
        return figures([course], NOVEMBER).promises[Clock.SURVEY].good

    assert (kept("Pune"), kept("Nashik")) == (0, 1)


def installed(*more: Happened) -> Line:
    course = a_course(
        ("2026-11-20T10:00", Stage.INSTALLATION_REVIEW),
        happened=sorted(
            [
                did(_H.TEAM_ARRIVED, "2026-11-20T09:00", "I-1042-2"),
                did(_H.REPORT_SUBMITTED, "2026-11-20T10:00", "I-1042-2"),
                *more,
            ],
            key=lambda one: one.at,
        ),
    )
    span = read_span("2026-11-01 2027-01-31")
    return line_of(course, span, DEFAULT, until=span.end)


@pytest.mark.parametrize(
    ("more", "right"),
    [
        ((), True),
        ((did(_H.TEAM_ARRIVED, "2026-11-18T09:00", "I-1042-1"),), False),
        ((did(_H.TEAM_ARRIVED, "2026-11-18T09:00", "S-1042-1"),), True),
        ((did(_H.REPORT_RETURNED, "2026-11-21T09:00", "I-1042-2"),), False),
        ((did(_H.REPORT_RETURNED, "2026-11-15T09:00", "S-1042-1"),), True),
        ((did(_H.REWORK_OPENED, "2026-12-20T10:00"),), False),
        ((did(_H.REWORK_OPENED, "2026-12-20T10:01"),), True),
    ],
)
def test_right_first_time_is_one_visit_a_report_as_it_came_and_no_rework_in_thirty_days(
    more: tuple[Happened, ...],
    right: bool,  # noqa: FBT001  a row of the table
) -> None:
    assert installed(*more).right_first_time is right


@pytest.mark.parametrize(
    ("stage", "happened", "pending"),
    [
        (Stage.NEW, [], With.US),
        (Stage.NEW, [did(_H.OEM_ASKED, "2026-11-03T10:00")], With.OEM),
        (Stage.DOCUMENTS, [], With.CUSTOMER),
        (Stage.SURVEY_SCHEDULING, [], With.US),
        (Stage.SURVEY_SCHEDULING, [did(_H.SLOTS_PROPOSED, "2026-11-03T10:00", "S-1042-1")], With.CUSTOMER),
        (
            Stage.SITE_WORK,
            [did(_H.SITE_NOT_READY, "2026-11-03T10:00", "S-1042-1", blockers="noc")],
            With.SOCIETY,
        ),
        (
            Stage.SITE_WORK,
            [did(_H.SITE_NOT_READY, "2026-11-03T10:00", "S-1042-1", blockers="civil")],
            With.CUSTOMER,
        ),
        (Stage.MATERIALS, [], With.US),
        (Stage.CLOSURE, [did(_H.PACK_COMPILED, "2026-11-03T10:00", "C-1042")], With.US),
        (Stage.CLOSURE, [did(_H.PACK_SENT, "2026-11-03T10:00", "C-1042")], With.OEM),
        (Stage.ON_HOLD, [], With.CUSTOMER),
        (Stage.CLOSED, [], None),
    ],
)
def test_a_lead_is_pending_with_whoever_has_to_act(
    stage: Stage, happened: list[Happened], pending: With | None
) -> None:
    line = lines([a_course(("2026-11-03T10:00", stage), happened=happened)], NOVEMBER)[0]
    assert line.pending is pending


def test_reasons_are_counted_however_they_were_written() -> None:
    def cancelled(reason: str) -> Course:
        return a_course(
            ("2026-11-03T10:00", Stage.CANCELLED),
            happened=[did(_H.LEAD_CANCELLED, "2026-11-03T10:00", reason=reason)],
        )

    merged = a_course(
        ("2026-11-03T10:00", Stage.CANCELLED), happened=[did(_H.LEAD_MERGED, "2026-11-03T10:00", other="L-1")]
    )
    town = [cancelled("Wants refund"), cancelled("wants refund "), merged]
    assert figures(town, NOVEMBER).cancellations == {"wants refund": 2, "duplicate lead": 1}


def test_the_days_of_a_period_sum_to_its_totals() -> None:
    town = [a_course(("2026-11-30T23:59", Stage.CLOSED))]
    days = figures(town, NOVEMBER).days
    assert len(days) == 30
    assert (days["2026-11-02"], days["2026-11-30"]) == ((1, 0, 0), (0, 0, 1))
    assert len(figures(town, read_span("FY2026-27")).days) == 53


def test_satisfaction_is_the_mean_of_the_scores_given_and_of_nobody_who_gave_none() -> None:
    at = "2026-11-22T10:00"
    answers = [did(_H.CUSTOMER_SATISFIED, at, score="5"), did(_H.CUSTOMER_SATISFIED, at, score="2")]
    found = [installed(one) for one in (*answers, did(_H.CUSTOMER_SATISFIED, at))]
    assert [line.score for line in found] == [5, 2, None]
    counted = figures_of("volt", found, NOVEMBER, until=NOVEMBER.end, facts_at=NOVEMBER.end)
    assert (counted.scores, counted.satisfaction) == ({5: 1, 2: 1}, 3.5)
    assert counted.satisfied == Share(good=1, total=2)
    assert (figures([], NOVEMBER).satisfaction, figures([], NOVEMBER).satisfied.percent) == (None, None)
