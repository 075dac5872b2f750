import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.money.earning import EarningState
from domain.owed import NextAction, Owed
from domain.people.actor import By
from domain.people.roles import Role
from domain.words import Words
from tests.build import a_lead, an_earning, at_stage
from tests.web.office import NOON, Office
from web.lead_page import PHASES, Shown, lead_page

RAVI = By(person="p1011", name="Ravi Kulkarni", role=Role.OPS)


class Look(HTMLParser):
    """The words of a page in order, the classes of its list items, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.items: list[str | None] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "li":
            self.items.append(dict(attrs).get("class"))

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style":
            self.words.append(data)

    @property
    def track(self) -> list[str | None]:
        return self.items[: len(PHASES)]


def a_page(stage: Stage = Stage.NEW, **but: object) -> Shown:
    lead = at_stage(stage)
    shown = Shown(lead=lead, events=(), earnings=(), action=None, whose=None, now=NOON)
    return replace(shown, **but)  # type: ignore[arg-type]  # tests name the fields they mean


def owed(hours: int = 2, team: str | None = None) -> NextAction:
    due = NOON + timedelta(hours=hours)
    return NextAction(role=Role.FIELD, what=Owed.SUBMIT_REPORT, due=due, subject="S-1042-1", team=team)


def an_event(kind: Happening, hours: int = 0, by: By = RAVI, subject: str = "L-1042") -> Event:
    return Event(kind=kind, lead="L-1042", subject=subject, by=by, at=NOON + timedelta(hours=hours))


def test_the_track_shows_what_is_done_where_the_lead_is_and_what_is_ahead() -> None:
    assert Look(lead_page(a_page(Stage.SURVEY_SCHEDULED), str)).track == [
        *("done", "done"),
        "now",
        *("ahead",) * 5,
    ]
    assert Look(lead_page(a_page(Stage.CLOSED), str)).track == [*("done",) * 7, "ahead"]


def test_the_payout_runs_beside_and_ends_when_all_that_was_earned_is_paid() -> None:
    payable = an_earning(state=EarningState.PAYABLE)
    paid = an_earning(state=EarningState.PAID)
    assert Look(lead_page(a_page(Stage.CLOSURE, earnings=(payable, paid)), str)).track[-2:] == ["now", "now"]
    assert Look(lead_page(a_page(Stage.CLOSED, earnings=(payable, paid)), str)).track[-1] == "now"
    assert Look(lead_page(a_page(Stage.CLOSED, earnings=(paid,)), str)).track[-1] == "done"


def test_a_lead_on_hold_stands_where_it_was() -> None:
    held = replace(a_lead(), stage=Stage.ON_HOLD, stage_before=Stage.MATERIALS)
    assert Look(lead_page(a_page(lead=held), str)).track[4] == "now"


def test_the_next_action_says_who_owes_it_and_by_when() -> None:
    words = Look(lead_page(a_page(action=owed(team="sunrise"), whose="Sunrise Crew"), str)).words
    at = words.index("The one next action")
    assert words[at + 1 : at + 4] == [
        "submit the report",
        "owed by the field team (Sunrise Crew)",
        "due Tue 24 Nov 2026, 14:00",
    ]
    late = Look(lead_page(a_page(action=owed(hours=-3)), str)).words
    assert "due Tue 24 Nov 2026, 09:00 · late by 3 h 0 min" in late


def test_the_timeline_begins_with_the_newest_and_names_roles_not_people() -> None:
    for_him = replace(RAVI, on_behalf_of=Role.CUSTOMER)
    events = (
        an_event(Happening.LEAD_RECEIVED),
        an_event(Happening.BILL_SHARED, hours=1, by=for_him),
        an_event(Happening.VISIT_BOOKED, hours=24, subject="S-1042-1"),
    )
    words = Look(lead_page(a_page(events=events), str)).words
    told = words[words.index("What has happened") + 1 :]
    assert told == [
        *("Wed 25 Nov 2026", "12:00", "Visit booked · S-1042-1", "Central Ops"),
        *("Tue 24 Nov 2026", "13:00", "Electricity bill shared", "Central Ops for the customer"),
        *("12:00", "Lead received", "Central Ops"),
    ]


def test_nothing_of_the_customer_and_no_money_is_on_the_page() -> None:
    events = [
        an_event(kind, by=By(person="p1", name="Vikram Shah", role=Role.CUSTOMER)) for kind in Happening
    ]
    page = lead_page(a_page(events=tuple(events), earnings=(an_earning(),), action=owed()), str)
    lead = a_lead()
    hidden = (lead.customer.name, lead.customer.phone, lead.customer.pin_code, "Vikram", "₹")
    assert [word for word in hidden if word in page] == []


def test_all_words_of_the_page_are_spoken() -> None:
    def bracketed(words: Words | str) -> str:
        return f"[{words}]"

    shown = a_page(action=owed(-3), whose="Sunrise", events=(an_event(Happening.LEAD_RECEIVED),))
    for spoken in (
        "[New]",
        "[Intake]",
        "[The one next action]",
        "[submit the report]",
        "[What has happened]",
    ):
        assert f">{spoken}<" in lead_page(shown, bracketed) or f"· {spoken}<" in lead_page(shown, bracketed)
    assert "[Nothing is owed: this lead has come to its end.]" in lead_page(a_page(Stage.CLOSED), bracketed)


async def test_the_page_is_read_without_scripts_in_a_frame_of_the_playground(office: Office) -> None:
    lead = (await office.send()).json()["id"]
    answer = await office.client.get(f"/board/leads/{lead}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors http://127.0.0.1:* http://localhost:*" in policy
    assert "unsafe" not in policy
    assert "script" not in Look(answer.text).tags
    assert (await office.client.get("/")).headers["content-security-policy"].endswith("http://localhost:*")


async def test_the_latest_page_follows_what_somebody_does_not_what_a_timer_says(office: Office) -> None:
    assert "There is no lead yet." in (await office.client.get("/board/latest")).text
    first = (await office.send()).json()["id"]
    second = (await office.send(reference="VOL-2", phone="98200 10002")).json()["id"]
    assert f"<h1>{second} ·" in (await office.client.get("/board/latest")).text
    clock = By(person=None, name="", role=Role.SYSTEM)
    await office.record(replace(an_event(Happening.OVERDUE, by=clock, subject=first), lead=first))
    assert f"<h1>{second} ·" in (await office.client.get("/board/latest")).text
    await office.record(replace(an_event(Happening.CALL_LOGGED, subject=first), lead=first))
    assert f"<h1>{first} ·" in (await office.client.get("/board/latest")).text


async def test_a_lead_that_is_not_there_is_said_so(office: Office) -> None:
    answer = await office.client.get("/board/leads/L-9")
    assert (answer.status_code, "There is no lead of this number." in answer.text) == (404, True)
    assert (await office.client.get("/board/leads/%00")).status_code == 404


async def test_the_page_of_a_real_lead_shows_what_is_owed(office: Office) -> None:
    lead = (await office.send()).json()["id"]
    words = Look((await office.client.get(f"/board/leads/{lead}")).text).words
    assert "make the introductory call" in words
    assert re.fullmatch(r"due \w{3} \d+ Nov 2026, \d\d:\d\d", words[words.index("owed by Central Ops") + 1])


def test_a_report_is_one_tap_away_for_whoever_may_sign_in() -> None:
    page = lead_page(a_page(Stage.SURVEY_REVIEW, reports=("S-1042-1",)), str)
    assert 'href="/portal/reviews/S-1042-1"' in page
    assert "/portal/" not in lead_page(a_page(Stage.SURVEY_REVIEW), str)
