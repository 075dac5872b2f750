"""Reports go out by e-mail: claimed by one, tried again under the same mark, given up, proven by what the server said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from documents.periods import kept_papers
from domain.errors import Rejected, Unavailable, VersionConflict
from domain.people.actor import SYSTEM
from domain.people.roles import Role
from domain.reporting.letter import LOST_AFTER, PAUSES, Letter, mark_of
from domain.reporting.period_report import Arrival, Delivery, PeriodReport, ReportState
from domain.reporting.period_wishes import Channel
from domain.reporting.periods import claim_letters, delivery_was_seen, send_again
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from jobs.letters import Letters
from tests.build import NOW, a_chat, an_oem
from tests.documents.test_periods import SPEAK
from tests.domain.period_deeds import LETTER, a_content, a_period_report
from tests.domain.test_permissions import an_actor
from tests.fakes import House

TAKEN: Final = "250 2.0.0 Ok: queued as 4WX7"


@dataclass
class Street:
    """A house, a clock, a mail server with what it answers in turn, and a store of papers."""

    house: House = field(default_factory=House)
    at: datetime = NOW
    answers: list[Exception] = field(default_factory=list)
    sent: list[Letter] = field(default_factory=list)
    papers: dict[str, bytes] = field(default_factory=dict)
    conflicts: int = 0

    def now(self) -> datetime:
        return self.at

    @property
    def uow(self) -> UnitOfWork:
        return self.house.uow(self.at)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Street"]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        uow = self.uow
        yield uow
        await settle(uow)
        if self.sent and self.conflicts:
            self.conflicts -= 1
            raise VersionConflict

    async def put(self, content: bytes) -> str:
        self.papers[f"{len(self.papers)}"] = content
        return f"{len(self.papers) - 1}"

    async def get(self, sha256: str) -> bytes:
        return self.papers[sha256]

    async def send(self, letter: Letter, /) -> str:
        self.sent.append(letter)
        if self.answers:
            raise self.answers.pop(0)
        return TAKEN

    async def rest(self, _: float) -> None:
        """Nobody waits in a test."""

    def letters(self) -> Letters:
        return Letters(desk=self, media=self, clock=self, speak=SPEAK, send=self.send, sleep=self.rest)

    async def delivery(self) -> Delivery:
        return (await self.uow.get(PeriodReport, "R-7")).deliveries[0]


async def a_street(*answers: Exception, letters: tuple[Delivery, ...] = (LETTER,)) -> Street:
    street = Street(answers=list(answers))
    await street.uow.add(an_oem())
    await street.uow.add(a_chat(id=-1006, title="Reporting", role=Role.REPORTING))
    report = a_period_report(state=ReportState.RELEASED, deliveries=letters)
    await street.uow.frozen.freeze("R-7", 1, a_content())
    await street.uow.add(replace(report, papers=await kept_papers(report, a_content(), street, SPEAK)))
    return street


async def test_a_letter_brings_figures_and_both_papers_and_the_servers_word_proves_it() -> None:
    street = await a_street()
    await street.letters().work()
    [letter] = street.sent
    assert letter.subject == "Volt Motors: Monthly report R-7, 01 Oct to 31 Oct 2026"
    assert "Open at the end:" in letter.text
    assert [(one.name, one.content) for one in letter.attached] == [
        ("volt_R-7_2026-10-01_2026-10-31.pdf", street.papers["0"]),
        ("volt_R-7_2026-10-01_2026-10-31.xlsx", street.papers["1"]),
    ]
    arrived = await street.delivery()
    assert (arrived.state, arrived.proof, arrived.at) == (Arrival.ARRIVED, TAKEN, NOW)
    await street.letters().work()
    assert len(street.sent) == 1


async def test_refused_for_now_it_goes_out_again_as_the_same_letter() -> None:
    street = await a_street(Unavailable("451 greylisted"))
    await street.letters().work()
    waiting = await street.delivery()
    assert (waiting.state, waiting.proof, waiting.due_at) == (
        Arrival.WAITING,
        "451 greylisted",
        NOW + PAUSES[0],
    )
    await street.letters().work()
    assert len(street.sent) == 1
    street.at += PAUSES[0]
    await street.letters().work()
    assert street.sent[0] == street.sent[1]
    assert (await street.delivery()).state is Arrival.ARRIVED


async def test_after_the_last_pause_it_is_given_up_and_told() -> None:
    street = await a_street(*[Unavailable("no connection")] * (len(PAUSES) + 1))
    for pause in (*PAUSES, timedelta(days=9)):
        await street.letters().work()
        street.at += pause
    await street.letters().work()
    given_up = await street.delivery()
    assert (given_up.state, given_up.proof) == (Arrival.FAILED, "given up after 7 tries: no connection")
    assert len(street.sent) == len(PAUSES) + 1
    assert [(one.chat, one.name) for one in street.house.ledger.notices] == [(-1006, "period_report_failed")]


async def test_refused_for_good_it_is_told_at_once_and_sent_again_on_demand() -> None:
    street = await a_street(Rejected("550 no such user"))
    await street.letters().work()
    assert ((await street.delivery()).state, (await street.delivery()).tries) == (Arrival.FAILED, 1)
    assert street.house.ledger.owed["R-7"].what == "send_report_again"
    uow = street.uow
    await send_again(uow, "R-7", an_actor(Role.REPORTING))
    await settle(uow)
    await street.letters().work()
    assert ((await street.delivery()).state, street.sent[1].mark) == (Arrival.ARRIVED, LETTER.ref)


async def test_each_address_stands_for_itself() -> None:
    other = replace(LETTER, target="asha@volt.example", ref="R-7.1.9876")
    street = await a_street(Rejected("550 no such user"), letters=(LETTER, other))
    await street.letters().work()
    report = await street.uow.get(PeriodReport, "R-7")
    assert [one.state for one in report.deliveries] == [Arrival.FAILED, Arrival.ARRIVED]


async def test_many_addresses_are_served_a_few_at_a_time_and_all() -> None:
    street = await a_street(letters=tuple(replace(LETTER, target=f"n{one}@volt.example") for one in range(9)))
    await street.letters().work()
    report = await street.uow.get(PeriodReport, "R-7")
    assert ({one.state for one in report.deliveries}, len(street.sent)) == ({Arrival.ARRIVED}, 9)


async def test_two_who_send_do_not_send_twice_and_a_dead_ones_letter_is_due_again() -> None:
    street = await a_street()
    assert await claim_letters(street.uow, "R-7", 4, SYSTEM)
    assert await claim_letters(street.uow, "R-7", 4, SYSTEM) == ()
    await street.letters().work()
    assert street.sent == []
    street.at += LOST_AFTER
    await street.letters().work()
    assert [one.mark for one in street.sent] == [LETTER.ref]


async def test_what_has_arrived_does_not_fail_afterwards() -> None:
    street = await a_street()
    await street.letters().work()
    await delivery_was_seen(street.uow, "R-7", LETTER.failed(NOW, "late"), SYSTEM)
    assert (await street.delivery()).state is Arrival.ARRIVED


async def test_what_became_of_it_is_noted_though_the_report_changes_meanwhile() -> None:
    street = await a_street()
    street.conflicts = 2
    await street.letters().work()
    assert (street.conflicts, (await street.delivery()).state) == (0, Arrival.ARRIVED)


async def test_without_a_mail_server_the_desk_is_told_so() -> None:
    street = await a_street()
    letters = street.letters()
    letters.send = None
    await letters.work()
    assert (await street.delivery()).proof == "no mail server is set up"


async def test_a_paper_that_is_not_there_is_a_fault_of_ours_and_holds_up_no_other() -> None:
    street = await a_street()
    street.papers.clear()
    await street.letters().work()
    assert (await street.delivery()).proof == "a fault of ours: KeyError"


def test_a_mark_is_of_one_edition_for_one_address() -> None:
    mark = mark_of("R-7", 1, "Asha@Volt.example")
    assert mark == mark_of("R-7", 1, "asha@volt.example")
    assert len({mark, mark_of("R-7", 2, "asha@volt.example"), mark_of("R-7", 1, "om@volt.example")}) == 3
    assert LETTER.channel is Channel.EMAIL
