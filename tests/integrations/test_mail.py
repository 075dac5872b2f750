"""Letters over a mail server of this machine: taken over, refused for now or for good, not answered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from domain.errors import Rejected, Unavailable
from domain.reporting.letter import Attached, Letter
from integrations.mail import Mail, as_sent, server_of
from tests.integrations.post_office import PostOffice, a_post_office

SENDER: Final = "ChargeOps <reports@example.org>"
LETTER: Final = Letter(
    to="olga@volt.example",
    mark="R-7.1.0123",
    at=datetime(2026, 11, 2, 4, 30, tzinfo=UTC),
    subject="Volt Motörs: Weekly report R-7",
    text="New:  3\n.\nClosed: 2",
    attached=(Attached(name="R-7.pdf", kind="application/pdf", content=b"%PDF-1.7\r\n.\r\nrest"),),
)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with a_post_office() as opened:
        yield opened


def mail_to(office: PostOffice, login: str = "", timeout: float = 5) -> Mail:
    return Mail(server_of(f"smtp://{login}127.0.0.1:{office.port}"), SENDER, timeout=timeout)


async def test_a_letter_arrives_whole_and_the_word_of_the_server_proves_it(office: PostOffice) -> None:
    assert await mail_to(office).send(LETTER) == "250 2.0.0 Ok: queued as 4WX7"
    [letter] = office.letters
    assert (letter["From"], letter["To"]) == (SENDER, "olga@volt.example")
    assert (letter["Subject"], letter["Message-ID"]) == (LETTER.subject, "<R-7.1.0123@example.org>")
    text, pdf = letter.iter_parts()
    assert text.get_content().replace("\r", "").strip() == LETTER.text
    assert (pdf.get_filename(), pdf.get_content()) == ("R-7.pdf", LETTER.attached[0].content)
    assert office.heard[-1] == "QUIT"


async def test_the_same_letter_is_the_same_to_the_last_byte(office: PostOffice) -> None:
    for _ in range(2):
        await mail_to(office).send(LETTER)
    assert office.got[0] == office.got[1]
    assert as_sent(LETTER, SENDER) == as_sent(LETTER, SENDER)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
async def test_what_is_refused_for_now_may_be_tried_again(office: PostOffice, verb: str) -> None:
    office.answers = [(verb, "451 4.7.1 greylisted")]
    with pytest.raises(Unavailable, match=r"451 4\.7\.1 greylisted"):
        await mail_to(office).send(LETTER)
    assert await mail_to(office).send(LETTER)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
async def test_what_is_refused_for_good_is_not(office: PostOffice, verb: str) -> None:
    office.answers = [(verb, "550 5.1.1 no such user")]
    with pytest.raises(Rejected, match=r"550 5\.1\.1 no such user"):
        await mail_to(office).send(LETTER)


async def test_whether_it_was_taken_over_nobody_knows_where_the_server_falls_silent(
    office: PostOffice,
) -> None:
    office.answers = [(".", "")]
    with pytest.raises(Unavailable, match="in time"):
        await mail_to(office, timeout=0.2).send(LETTER)
    assert len(office.got) == 1


async def test_a_farewell_that_does_not_come_changes_nothing(office: PostOffice) -> None:
    office.answers = [("QUIT", "")]
    assert await mail_to(office, timeout=0.2).send(LETTER)


async def test_nobody_at_the_door_is_tried_again() -> None:
    async with a_post_office() as closed:
        pass
    with pytest.raises(Unavailable, match=r"no connection to 127\.0\.0\.1"):
        await mail_to(closed).send(LETTER)


async def test_a_password_that_is_refused_is_said_without_it(office: PostOffice) -> None:
    office.answers = [("AUTH", "535 5.7.8 bad credentials")]
    with pytest.raises(Rejected, match="535") as refused:
        await mail_to(office, "me:topsecret@").send(LETTER)
    assert "topsecret" not in f"{refused.value!r} {server_of('smtp://me:topsecret@127.0.0.1')!r}"
    assert await mail_to(office, "me:topsecret@").send(LETTER)


async def test_nothing_is_said_in_the_open_to_another_machine(office: PostOffice) -> None:
    far = replace(server_of(f"smtp://127.0.0.1:{office.port}"), starttls=True)
    with pytest.raises(Rejected, match=r"127\.0\.0\.1"):
        await Mail(far, SENDER, timeout=5).send(LETTER)
    assert not any(line.startswith(("AUTH", "MAIL")) for line in office.heard)


def test_tls_is_left_out_on_this_machine_alone() -> None:
    found = [
        server_of(url) for url in ("smtp://mail.example.org", "smtp://localhost", "smtps://mail.example.org")
    ]
    assert [(one.port, one.starttls, one.smtps) for one in found] == [
        (587, True, False),
        (587, False, False),
        (465, False, True),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://a@b.example",
        "smtp://h:99999",
        "smtp://h/x",
    ],
)
def test_what_is_no_mail_server_is_said_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|host"):
        server_of(url)
