from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import httpx

from domain.errors import Unavailable
from domain.leads.stages import STAGES, Stage
from domain.owed import NextAction, Owed
from domain.people.addresses import Reach
from domain.people.roles import Role
from domain.visits.board import Board, DayBoard, Planned, Waiting
from domain.visits.states import VisitState
from domain.words import Speak, Words
from storage.media import FolderStore
from tests.build import TOMORROW, a_lead, a_team, a_visit
from tests.web.office import NOON, HeldClock, Office
from web.app import create_app
from web.board import board_page
from web.rates import OwnRates, Quota

QUIET = DayBoard(board=Board(), day=date(2026, 11, 24), now=NOON, teams={})


class Tags(HTMLParser):
    """The tags of a page, and its cells in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's
        self.tags.append(tag)
        self._in_cell = tag == "td"
        if self._in_cell:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data


def a_late_one(team: str | None = None) -> tuple[str, NextAction]:
    due = NOON - timedelta(days=1, hours=2)
    action = NextAction(role=Role.FIELD, what=Owed.SUBMIT_REPORT, due=due, subject="S-1042-1", team=team)
    return "L-1042", action


def test_every_stage_stands_on_the_board_with_its_count() -> None:
    cells = Tags(board_page(QUIET, {Stage.NEW: 3}, [], str)).cells
    assert cells[cells.index("New") : cells.index("New") + 3] == ["New", "ops", "3"]
    assert [cell for cell in cells if cell in {rule.title for rule in STAGES.values()}] == [
        STAGES[stage].title for stage in Stage
    ]


def test_what_is_overdue_says_who_owes_it_since_when() -> None:
    cells = Tags(board_page(QUIET, {}, [a_late_one("sunrise")], str)).cells
    assert cells[:5] == [
        "L-1042",
        "submit the report",
        "field (sunrise)",
        "Mon 23 Nov 2026, 10:00",
        "1 d 2 h",
    ]


def test_all_words_of_the_board_are_spoken() -> None:
    def bracketed(words: Words | str) -> str:
        return f"[{words}]"

    page = board_page(QUIET, {Stage.NEW: 3}, [a_late_one("sunrise")], bracketed)
    for spoken in (
        "Overdue",
        "Late by",
        "submit the report",
        "field (sunrise)",
        "1 d 2 h",
        "Stage",
        "New",
        "ops",
    ):
        assert f">[{spoken}]<" in page
    assert "<title>[ChargeOps board]</title>" in page
    assert ">[Nothing is overdue.]<" in board_page(QUIET, {}, [], bracketed)


def test_the_days_visits_stand_on_the_board_late_ones_first_and_without_personal_data() -> None:
    lead = a_lead()
    late = a_visit(state=VisitState.CONFIRMED)
    calm = a_visit(id="S-7-1", state=VisitState.ON_SITE)
    action = NextAction(role=Role.OPS, what=Owed.PROPOSE_SLOTS, due=NOON, subject="L-9", urgent=True)
    day = replace(
        QUIET,
        now=TOMORROW.start + timedelta(minutes=1),
        stops=(Planned(visit=calm, lead=lead), Planned(visit=late, lead=lead)),
        waiting=(Waiting(lead=a_lead(id="L-9"), action=action),),
        teams={"sunrise": a_team()},
    )
    page = board_page(day, {}, [], str)
    assert Tags(page).cells[:15] == [
        *("10:00", "S-1042-1", "Sunrise Crew", "late: confirmed with the customer", "–"),
        *("10:00", "S-7-1", "Sunrise Crew", "team on site", "–"),
        *("–", "L-9", "–", "priority, no visit yet", "propose slots"),
    ]
    assert lead.customer.name not in page
    assert lead.customer.pin_code not in page
    assert "No visit today." in board_page(QUIET, {}, [], str)


def test_a_hostile_name_is_text_on_the_board() -> None:
    page = Tags(board_page(QUIET, {}, [a_late_one("<script>alert(1)</script>")], str))
    assert page.cells[2] == "field (<script>alert(1)</script>)"
    assert "script" not in page.tags


async def test_the_board_is_read_without_scripts(office: Office) -> None:
    await office.send()
    office.clock.pass_(timedelta(days=3))
    answer = await office.client.get("/")
    page = Tags(answer.text)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert ("script" in page.tags, page.cells[:2]) == (False, ["L-1042", "make the introductory call"])
    assert page.cells[page.cells.index("New") + 2] == "1"


async def test_the_board_says_when_nothing_is_overdue(office: Office) -> None:
    await office.send()
    assert "Nothing is overdue." in (await office.client.get("/")).text


async def test_a_healthy_office_says_so(office: Office) -> None:
    answer = await office.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "oldest_waiting_seconds": None})


async def test_health_says_how_long_an_input_has_waited(office: Office) -> None:
    await office.telegram_says({"update_id": 1, "message": {}})
    office.clock.pass_(timedelta(seconds=90))
    assert (await office.client.get("/healthz")).json()["oldest_waiting_seconds"] == 90


class NoUses:
    def note(self, key: str, now: datetime) -> None:
        raise AssertionError(f"{key} was not used at {now}")


class NotToday(AbstractAsyncContextManager[Any]):
    async def __aenter__(self) -> None:
        raise Unavailable("the database is gone")

    async def __aexit__(self, *raised: object) -> None:
        return None


class Gone:
    """An office whose database cannot be reached."""

    clock = HeldClock()
    media = FolderStore(Path("nowhere"))
    address = "http://office"
    reach = Reach()
    speak = str
    in_flight: ClassVar[set[tuple[str, str, str]]] = set()
    quota = Quota()
    rates = OwnRates(lambda: 0.0)
    uses = NoUses()

    def speak_in(self, language: str) -> Speak:
        raise AssertionError(f"nobody asked for {language}")

    def reading(self) -> NotToday:
        return NotToday()

    def transaction(self) -> NotToday:
        return NotToday()


async def test_without_its_database_the_office_asks_to_come_again() -> None:
    transport = httpx.ASGITransport(create_app(Gone()))
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
