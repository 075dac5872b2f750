"""Reports of periods from being wanted to having arrived: who may, what is frozen, what is told, what is corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.people.actor import SYSTEM
from domain.people.endpoint import Topic
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.reporting.content import Compiled, Content, counted, lines_of
from domain.reporting.corrections import corrections_of
from domain.reporting.course import Course
from domain.reporting.period_report import Arrival, Delivery, PeriodReport, ReportState
from domain.reporting.period_wishes import Channel, Rhythm, read_wishes
from domain.reporting.periods import (
    ask_for_report,
    compile_again,
    delivery_was_seen,
    release_report,
    released_report,
    report_to_compare,
    report_was_compiled,
    report_was_fetched,
    send_again,
    want_due_reports,
    wish_reports,
)
from domain.reporting.span import Span, read_span
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.timekeeping import REPORTS, fire
from tests.build import NOW, a_chat, an_endpoint, an_oem, at_stage
from tests.domain.period_deeds import FAILED, OCTOBER, a_content, a_period_report, released
from tests.domain.test_period_figures import a_course, did, ist
from tests.domain.test_permissions import an_actor
from tests.fakes import House

DESK: Final = an_actor(Role.REPORTING)
OLGA: Final = an_actor(Role.OEM)
MONDAY: Final = ist("2027-02-01T09:00")
"""A Monday that is a first."""


async def house(*things: object) -> House:
    made = House()
    uow = made.uow(NOW)
    await uow.add(an_oem())
    await uow.add(a_chat(id=-1005, title="Volt", role=Role.OEM, oem="volt"))
    await uow.add(a_chat(id=-1006, title="Reporting", role=Role.REPORTING))
    for thing in things:
        await uow.add(thing)  # type: ignore[arg-type]  # what tests keep
    return made


def content_of(courses: Sequence[Course], span: Span = OCTOBER) -> Content:
    lines = lines_of(courses, span, DEFAULT, NOW)
    return Content(oem="Volt Motors", figures=counted("volt", lines, span, NOW), lines=tuple(lines))


async def test_the_week_and_the_month_are_wanted_once_for_each_oem() -> None:
    made = await house(an_oem(id="amp", name="Amp"))
    for _ in range(2):
        uow = made.uow(MONDAY)
        timer = Timer(subject=REPORTS, rule=Rule.PERIOD_REPORTS, occurrence="x", due_at=MONDAY)
        await fire(uow, timer, None)
        await settle(uow)
    found = {(one.oem, one.rhythm, str(one.span)) for one in made.shelves.all_of(PeriodReport)}
    week, month = "2027-01-25 2027-01-31", "2027-01-01 2027-01-31"
    assert found == {
        (oem, rhythm, span)
        for oem in ("volt", "amp")
        for rhythm, span in ((Rhythm.WEEKLY, week), (Rhythm.MONTHLY, month))
    }
    assert len(made.shelves.all_of(PeriodReport)) == 4


async def test_an_oem_gets_what_it_wishes_by_the_ways_it_wishes() -> None:
    made = await house(a_period_report(), an_endpoint())
    uow = made.uow(MONDAY)
    wishes = read_wishes(["monthly"], ["webhook"])
    await wish_reports(uow, "volt", wishes, an_actor(Role.ADMIN))
    assert [one.rhythm for one in await want_due_reports(uow, MONDAY)] == [Rhythm.MONTHLY]
    report = await release_report(uow, "R-7", 1, DESK)
    assert [one.channel for one in report.deliveries] == [Channel.WEBHOOK]
    with pytest.raises(Invalid, match="chat, email, portal, webhook"):
        read_wishes([], ["fax"])


async def test_by_mail_it_goes_to_each_address_once() -> None:
    made = await house(a_period_report())
    uow = made.uow(NOW)
    wishes = read_wishes(
        ["weekly"], None, ["reports@volt.example", " Reports@Volt.example", "om@volt.example"]
    )
    await wish_reports(uow, "volt", wishes, an_actor(Role.ADMIN))
    by_mail = [
        one for one in (await release_report(uow, "R-7", 1, DESK)).deliveries if one.channel is Channel.EMAIL
    ]
    assert [one.target for one in by_mail] == ["reports@volt.example", "om@volt.example"]
    assert len({one.ref for one in by_mail}) == 2


@pytest.mark.parametrize(
    ("channels", "addresses", "said"),
    [
        (None, ["volt.example"], "“volt.example” is no e-mail address"),
        (None, ["a@b.example\nBcc: c@d.example"], "no e-mail address"),
        (["email"], [], "belong together"),
        (["chat"], ["om@volt.example"], "belong together"),
        (["email"], [f"n{number}@volt.example" for number in range(21)], "At most 20"),
    ],
)
def test_addresses_that_cannot_be_used_are_said(
    channels: list[str] | None, addresses: list[str], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        read_wishes(["weekly"], channels, addresses)


async def test_a_report_that_was_asked_for_may_be_asked_for_again() -> None:
    uow = (await house()).uow(NOW)
    first = await ask_for_report(uow, "volt", OCTOBER, DESK)
    second = await ask_for_report(uow, "volt", OCTOBER, DESK)
    assert first.id != second.id


async def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(Refused, match="2026-11"):
        await ask_for_report((await house()).uow(NOW), "volt", read_span("2026-12"), DESK)


async def test_a_scheduled_report_of_nothing_is_shown_to_nobody() -> None:
    made = await house(a_period_report(state=ReportState.WANTED, edition=0))
    uow = made.uow(NOW)
    report = await report_was_compiled(uow, "R-7", Compiled(content=content_of([])), SYSTEM)
    await settle(uow)
    assert report.state is ReportState.EMPTY
    assert (made.ledger.cards, made.ledger.notices) == ([], [])


async def test_a_compiled_report_is_frozen_shown_to_its_desk_and_owed_by_it() -> None:
    made = await house(a_period_report(state=ReportState.WANTED, edition=0))
    uow = made.uow(NOW)
    content = content_of([a_course(lead=at_stage(Stage.NEW, created_at=ist("2026-10-05T10:00")))])
    report = await report_was_compiled(uow, "R-7", Compiled(content=content), SYSTEM)
    await settle(uow)
    assert (report.state, report.edition, report.leads) == (ReportState.COMPILED, 1, 1)
    assert await uow.frozen.content("R-7", 1) == content
    assert [(card.chat, card.card) for card in made.ledger.cards] == [(-1006, "period")]
    assert made.ledger.owed["R-7"].due == NOW + timedelta(hours=24)
    assert {timer.rule for timer in made.ledger.timers["R-7"]} == {Rule.OVERDUE, Rule.OVERDUE_TWICE}


async def test_who_is_late_to_release_is_told_until_he_has() -> None:
    made = await house(a_period_report())
    uow = made.uow(NOW)
    uow.touched["R-7"] = await uow.get(PeriodReport, "R-7")
    await settle(uow)
    first = min(made.ledger.timers["R-7"], key=lambda timer: timer.due_at)
    later = made.uow(first.due_at)
    await fire(later, first, "R-7")
    await settle(later)
    assert [(one.chat, one.name) for one in made.ledger.notices] == [(-1006, "overdue")]
    again = made.uow(first.due_at)
    await release_report(again, "R-7", 1, DESK)
    await settle(again)
    assert made.ledger.timers["R-7"] == frozenset()
    await fire(again, first, "R-7")
    assert [event.kind for event in again.events].count(Happening.OVERDUE) == 0


async def test_released_it_goes_into_chat_and_portal_and_to_the_endpoint() -> None:
    made = await house(a_period_report(), an_endpoint())
    uow = made.uow(NOW)
    report = await release_report(uow, "R-7", 1, DESK)
    await settle(uow)
    assert [(one.channel, one.target) for one in report.deliveries] == [
        (Channel.CHAT, "-1005"),
        (Channel.PORTAL, ""),
        (Channel.WEBHOOK, "W-a1b2c3d4e5"),
    ]
    assert [(one.chat, one.name, one.key) for one in made.ledger.notices] == [
        (-1005, "period_report_released", report.deliveries[0].ref)
    ]
    assert [(one.topic, one.id) for one in made.ledger.posts] == [
        (Topic.REPORT_RELEASED, report.deliveries[2].ref)
    ]
    assert '"sha256"' in made.ledger.posts[0].body


async def test_what_was_shown_is_what_goes_out() -> None:
    uow = (await house(a_period_report(edition=2))).uow(NOW)
    with pytest.raises(Refused, match="compiled anew"):
        await release_report(uow, "R-7", 1, DESK)


async def test_what_was_released_is_neither_released_again_nor_counted_again() -> None:
    uow = (await house(released())).uow(NOW)
    with pytest.raises(Refused, match="already"):
        await release_report(uow, "R-7", 1, DESK)
    with pytest.raises(Refused, match="already"):
        await compile_again(uow, "R-7", DESK)
    with pytest.raises(Refused, match="already"):
        await report_was_compiled(uow, "R-7", Compiled(content=a_content()), SYSTEM)


async def test_compiled_anew_it_is_another_edition_and_the_first_stays() -> None:
    made = await house(a_period_report(state=ReportState.WANTED, edition=0))
    uow = made.uow(NOW)
    first = content_of([a_course(lead=at_stage(Stage.NEW, created_at=ist("2026-10-05T10:00")))])
    await report_was_compiled(uow, "R-7", Compiled(content=first), SYSTEM)
    await compile_again(uow, "R-7", DESK)
    report = await report_was_compiled(
        uow, "R-7", Compiled(content=replace(first, oem="Volt Motors Ltd")), SYSTEM
    )
    assert report.edition == 2
    assert [(await uow.frozen.content("R-7", one)).oem for one in (1, 2)] == [
        "Volt Motors",
        "Volt Motors Ltd",
    ]


async def test_an_oem_sees_what_is_its_own_and_was_released() -> None:
    made = await house(
        released(), a_period_report(id="R-8", rhythm=Rhythm.ASKED), a_period_report(id="R-9", oem="amp")
    )
    uow = made.uow(NOW)
    assert (await released_report(uow, "R-7", OLGA)).id == "R-7"
    for hidden in ("R-8", "R-9", "R-77"):
        with pytest.raises(NotFound):
            await released_report(uow, hidden, OLGA)
    assert (await released_report(uow, "R-8", DESK)).id == "R-8"


async def test_it_has_arrived_in_the_portal_when_the_oem_fetches_it_and_not_when_the_desk_looks() -> None:
    uow = (await house(released())).uow(NOW)
    assert (await released_report(uow, "R-7", DESK)).is_on_its_way
    with pytest.raises(NotAllowed):
        await report_was_fetched(uow, "R-7", DESK)
    fetched = await report_was_fetched(uow, "R-7", OLGA)
    assert (fetched.deliveries[0].state, fetched.deliveries[0].proof) == (Arrival.ARRIVED, "oem person")
    assert await report_was_fetched(uow, "R-7", OLGA) == fetched


async def test_a_failure_is_told_owed_and_sent_again_by_its_channel_alone() -> None:
    waiting = Delivery(channel=Channel.CHAT, target="-1005", ref="x")
    made = await house(released(waiting, Delivery(channel=Channel.PORTAL)))
    uow = made.uow(NOW)
    await delivery_was_seen(uow, "R-7", waiting.failed(NOW, "bot was kicked"), SYSTEM)
    await settle(uow)
    assert [(one.chat, one.name) for one in made.ledger.notices] == [(-1006, "period_report_failed")]
    assert made.ledger.owed["R-7"].what == "send_report_again"
    later = made.uow(NOW + timedelta(hours=1))
    again = await send_again(later, "R-7", DESK)
    await settle(later)
    assert [one.state for one in again.deliveries] == [Arrival.WAITING, Arrival.WAITING]
    assert "R-7" not in made.ledger.owed
    assert made.ledger.notices[-1].key == again.deliveries[0].ref != "x"


async def test_a_dead_webhook_is_posted_again_under_its_id() -> None:
    failed = Delivery(
        channel=Channel.WEBHOOK, target="W-a1b2c3d4e5", ref="msg_1", state=Arrival.FAILED, at=NOW
    )
    uow = (await house(released(failed))).uow(NOW)
    assert (await send_again(uow, "R-7", DESK)).deliveries[0].ref == "msg_1"


async def test_where_nothing_failed_nothing_is_sent_again() -> None:
    uow = (await house(released())).uow(NOW)
    with pytest.raises(Refused, match="Nothing"):
        await send_again(uow, "R-7", DESK)
    assert FAILED.state is Arrival.FAILED


async def test_the_one_released_before_in_the_same_rhythm_is_corrected() -> None:
    september = a_period_report(id="R-3", span=read_span("2026-09"), state=ReportState.RELEASED)
    august = a_period_report(id="R-2", span=read_span("2026-08"), state=ReportState.RELEASED)
    week = a_period_report(id="R-4", span=read_span("2026-09-21 2026-09-27"), rhythm=Rhythm.WEEKLY)
    uow = (await house(september, august, replace(week, state=ReportState.RELEASED))).uow(NOW)
    before = await report_to_compare(uow, a_period_report())
    assert before is not None
    assert before.id == "R-3"
    assert await report_to_compare(uow, august) is None


def test_a_rework_that_comes_later_is_a_correction_of_figure_and_line() -> None:
    happened = [did(Happening.REPORT_SUBMITTED, "2026-10-20T10:00", "I-1042-1")]
    lead = at_stage(Stage.NEW, created_at=ist("2026-10-02T10:00"))
    was = content_of([a_course(lead=lead, happened=happened)])
    reworked = [*happened, did(Happening.REWORK_OPENED, "2026-11-05T10:00")]
    now = content_of([a_course(lead=lead, happened=reworked)])
    assert corrections_of((was.figures, was.lines), (was.figures, was.lines)) == ()
    assert was.figures.right_first_time.good == 1
    found = corrections_of((was.figures, was.lines), (now.figures, now.lines))
    assert [(one.lead, one.what, one.was, one.now) for one in found] == [
        ("", "came_again", "0 of 1", "1 of 1"),
        ("", "right_first_time", "1 of 1", "0 of 1"),
        ("L-1042", "right_first_time", "yes", "no"),
        ("L-1042", "came_again", "no", "yes"),
    ]


def test_a_lead_that_was_missing_is_a_correction_in_all_its_columns() -> None:
    lead = at_stage(Stage.NEW, created_at=ist("2026-10-02T10:00"))
    was, now = content_of([]), content_of([a_course(lead=lead)])
    found = corrections_of((was.figures, was.lines), (now.figures, now.lines))
    assert ("balance.new", "0", "1") in [(one.what, one.was, one.now) for one in found]
    assert ("received_at", "", "2026-10-02 10:00") in [
        (one.what, one.was, one.now) for one in found if one.lead == "L-1042"
    ]


@pytest.mark.parametrize(
    ("asked", "read"),
    [("2026-11", "01 Nov to 30 Nov 2026"), ("FY2026-27", "01 Apr 2026 to 31 Mar 2027")],
)
def test_a_period_over_two_years_names_both(asked: str, read: str) -> None:
    assert a_period_report(span=read_span(asked)).period == read
