"""The first things a person sees, and the texts around joining."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from cards.home import (
    render_board,
    render_customer_home,
    render_help,
    render_home,
    render_invite,
)
from cards.text import Speaker
from cards.timeline import render_timeline
from domain.events import Event, Happening
from domain.happened import HAPPENED
from domain.leads.stages import Stage
from domain.owed import NextAction, Owed
from domain.people.actor import By
from domain.people.roles import Role
from domain.situation import Situation
from tests.build import NOW, OPS, a_blocker, a_customer, a_lead, a_view, at_stage
from tests.cards.moments import MOMENTS, MORE
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()


def an_action(hours: int, subject: str = "L-1042") -> NextAction:
    return NextAction(
        role=Role.OPS, what=Owed.CALL_CUSTOMER, due=NOW + timedelta(hours=hours), subject=subject
    )


def test_home_shows_the_most_urgent_first_each_with_its_button() -> None:
    message = render_home([(an_action(5, "L-2"), "L-2"), (an_action(1, "L-1"), "L-1")], SPEAKER)
    check(message)
    assert message.text.splitlines()[1].startswith("• L-1: make the introductory call, due Mon 23 Nov, 12:30")
    assert [row[0].data for row in message.keyboard] == ["open:L-1", "open:L-2"]


def test_home_shows_what_is_urgent_before_what_is_due_earlier() -> None:
    urgent = replace(an_action(5, "L-2"), urgent=True)
    message = render_home([(an_action(1, "L-1"), "L-1"), (urgent, "L-2")], SPEAKER)
    assert [row[0].data for row in message.keyboard] == ["open:L-2", "open:L-1"]
    assert message.text.splitlines()[1].startswith("⚠ L-2")


def test_home_shows_ten_and_counts_the_rest() -> None:
    owed = [(an_action(n, f"L-{n}"), f"L-{n}") for n in range(13)]
    message = render_home(owed, SPEAKER)
    assert len(message.keyboard) == 10
    assert message.text.splitlines()[-1] == "and 3 more"


def test_home_with_nothing_to_do_says_so() -> None:
    message = render_home([], SPEAKER)
    check(message)
    assert message.keyboard == ()


@pytest.mark.parametrize("stage", Stage)
def test_the_customer_reads_at_every_stage_what_happens_now(stage: Stage) -> None:
    message = render_customer_home(a_view(Situation(lead=at_stage(stage))), SPEAKER)
    check(message)
    assert len(message.text.splitlines()) >= 2


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_customers_home_is_sound_at_every_moment(moment: Owed) -> None:
    check(render_customer_home(MOMENTS[moment], SPEAKER))


def test_what_is_missing_is_always_visible() -> None:
    text = render_customer_home(MOMENTS[Owed.SHARE_DOCUMENTS], SPEAKER).text
    assert text.rstrip().endswith("✗ electricity bill\n✗ location\n✗ local electrician")


def test_the_work_at_the_site_is_told_in_plain_words() -> None:
    view = a_view(Situation(lead=at_stage(Stage.SITE_WORK, blockers=(a_blocker(),))))
    assert "• have a proper earth pit made or repaired" in render_customer_home(view, SPEAKER).text


def test_a_delayed_team_is_not_announced() -> None:
    text = render_customer_home(MOMENTS[Owed.FIND_BACKUP], SPEAKER).text
    assert "Our team cannot come as planned" in text
    assert "Sunrise" not in text


def test_a_booked_visit_shows_time_and_team() -> None:
    text = render_customer_home(MOMENTS[Owed.SET_OUT], SPEAKER).text
    assert "survey S-1042-1: Tue 24 Nov, 10:00–12:00" in text
    assert "Team: Sunrise Crew, +919800000001" in text


def test_nobody_without_an_installation_sees_one() -> None:
    assert render_customer_home(a_view(), SPEAKER).text == "You have no open installation with us."


def test_the_invite_can_be_forwarded_as_it_is() -> None:
    view = MOMENTS[Owed.SHARE_DOCUMENTS]
    message = render_invite("https://t.me/bot?start=abc", view, SPEAKER)
    check(message)
    assert "https://t.me/bot?start=abc" in message.text.splitlines()
    assert "Volt Motors asked us" in message.text
    assert message.text.count("https://t.me/bot?start=abc") == 2
    assert [picture.qr for picture in message.pictures] == ["https://t.me/bot?start=abc"]
    assert message.keyboard == ()


def test_a_hostile_name_stays_a_name_in_the_invite() -> None:
    view = MOMENTS[Owed.SHARE_DOCUMENTS]
    assert view.situation is not None
    lead = replace(view.situation.lead, customer=a_customer(name=HOSTILE))
    check(
        render_invite("https://t.me/x", replace(view, situation=replace(view.situation, lead=lead)), SPEAKER)
    )


def test_the_board_counts_stages_and_what_is_late() -> None:
    message = render_board({Stage.NEW: 2, Stage.CLOSED: 0}, {Owed.CALL_CUSTOMER: 1}, SPEAKER)
    check(message)
    assert message.text == "Leads by stage\nNew: 2\n\nOverdue: 1\n⚠ make the introductory call: 1"


def test_an_empty_board_says_so() -> None:
    assert "There is no lead yet." in render_board({}, {}, SPEAKER).text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_help_is_there_for_every_role(role: Role) -> None:
    message = render_help([role], SPEAKER)
    check(message)
    assert "•" in message.text
    assert ("/bind" in message.text) == (role is Role.ADMIN)


def test_a_stranger_is_told_how_to_get_in() -> None:
    assert "Ask for an invitation" in render_help([], SPEAKER).text


LEAD: Final = a_lead()


def an_event(kind: Happening, **facts: str) -> Event:
    return Event(kind=kind, lead="L-1042", subject="S-1042-1", by=OPS, at=NOW, facts=facts)


def test_every_happening_has_a_line_in_the_timeline() -> None:
    assert set(HAPPENED) == set(Happening)
    for kind in Happening:
        check(render_timeline(LEAD, [an_event(kind)], SPEAKER))


def test_the_timeline_says_who_for_whom_and_why() -> None:
    by = By(person="p", name="Om Desk", role=Role.OPS, on_behalf_of=Role.CUSTOMER)
    event = replace(an_event(Happening.VISIT_RESCHEDULED, reason="away"), by=by)
    line = render_timeline(LEAD, [event], SPEAKER).text.splitlines()[1]
    assert line == "Mon 23 Nov, 11:30 · Visit to be rescheduled S-1042-1: away – Om Desk for the customer"


def test_a_long_timeline_shows_its_end_and_stays_a_message() -> None:
    events = [replace(an_event(Happening.REMINDED, reason=HOSTILE), by=replace(OPS, name=HOSTILE))] * 300
    message = render_timeline(LEAD, events, SPEAKER)
    check(message)
    assert "260 earlier entries are not shown." in message.text


def test_an_empty_timeline_says_so() -> None:
    assert render_timeline(LEAD, [], SPEAKER).text == "Nothing has happened yet."


def test_the_closed_lead_thanks_its_customer() -> None:
    assert "Thank you" in render_customer_home(MORE["closed"], SPEAKER).text
