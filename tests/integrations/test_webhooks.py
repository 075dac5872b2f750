"""What goes over the wire to an OEM's server, and to which machine."""

import gzip
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import Rejected
from domain.people.addresses import Reach
from domain.people.endpoint import NotTaken
from integrations.webhooks import Webhooks, signature
from tests.integrations.receiver import Receiver, a_receiver, verified

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HERE = Reach(loopback=True)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as found:
        yield found


@pytest.fixture
async def webhooks() -> AsyncIterator[Webhooks]:
    async with Webhooks(HERE, timeout=1) as made:
        yield made


async def send(webhooks: Webhooks, url: str, body: str = "{}", *secrets: str) -> int:
    return await webhooks.send(url, "msg_1", body, secrets or (SECRET,), NOW)


def test_the_signature_is_that_of_the_specifications_example() -> None:
    body = b'{"test": 2432232314}'
    found = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_message_arrives_to_the_letter_and_can_be_verified(
    webhooks: Webhooks, receiver: Receiver
) -> None:
    body = '{"name":"आशा राव"}'
    assert await send(webhooks, receiver.url, body, OTHER, SECRET) == 204
    [got] = receiver.got
    assert (got.path, got.body, got.headers["host"]) == (
        "/hook?of=volt",
        body.encode(),
        f"127.0.0.1:{receiver.port}",
    )
    assert (got.headers["webhook-id"], got.headers["content-type"]) == ("msg_1", "application/json")
    for secret in (SECRET, OTHER):
        assert verified(secret, got, now=NOW.timestamp())
    assert not verified("whsec_AAAAAAAAAAAAAAAAAAAAAAAA", got, now=NOW.timestamp())


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 304])
async def test_a_redirect_is_not_followed(webhooks: Webhooks, receiver: Receiver, status: int) -> None:
    receiver.answers(status, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")
    with pytest.raises(NotTaken) as caught:
        await send(webhooks, receiver.url)
    assert (caught.value.status, len(receiver.got)) == (status, 1)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_whatever_is_not_2xx_is_to_be_tried_again(
    webhooks: Webhooks, receiver: Receiver, status: int
) -> None:
    receiver.answers(status, b"back \x00soon\n" + b"x" * 9000)
    with pytest.raises(NotTaken) as caught:
        await send(webhooks, receiver.url)
    assert caught.value.status == status
    assert str(caught.value).startswith(f"{status} back soon xxx")
    assert len(str(caught.value)) < 200


async def test_410_is_for_good(webhooks: Webhooks, receiver: Receiver) -> None:
    receiver.answers(410)
    with pytest.raises(Rejected, match="gone"):
        await send(webhooks, receiver.url)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("120", 120),
        ("Tue, 24 Nov 2026 06:31:00 GMT", 60),
        ("Tue, 24 Nov 2026 06:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("", None),
    ],
)
async def test_what_the_receiver_asks_for_is_read(
    webhooks: Webhooks, receiver: Receiver, text: str, asked: int | None
) -> None:
    receiver.answers(503, Retry_After=text)
    with pytest.raises(NotTaken) as caught:
        await send(webhooks, receiver.url)
    assert caught.value.retry_after == (None if asked is None else timedelta(seconds=asked))


async def test_no_more_of_an_answer_is_read_than_the_beginning(receiver: Receiver) -> None:
    receiver.answers(500, b"y" * 50_000_000)
    async with Webhooks(HERE, timeout=10) as webhooks:
        with pytest.raises(NotTaken):
            await send(webhooks, receiver.url)
    assert receiver.sent < 20_000_000  # what the sockets between them hold comes on top of 64 KiB


async def test_nothing_is_unpacked(webhooks: Webhooks, receiver: Receiver) -> None:
    receiver.answers(500, gzip.compress(b"z" * 10_000_000), Content_Encoding="gzip")
    with pytest.raises(NotTaken) as caught:
        await send(webhooks, receiver.url)
    assert "zzzz" not in str(caught.value)
    assert receiver.got[0].headers["accept-encoding"] == "identity"


async def test_one_who_does_not_answer_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.hold = 5
    began = time.monotonic()
    async with Webhooks(HERE, timeout=0.2) as webhooks:
        with pytest.raises(NotTaken, match="no answer within"):
            await send(webhooks, receiver.url)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(("status", "taken"), [(200, True), (500, False)])
async def test_one_who_never_ends_his_answer_is_left(receiver: Receiver, status: int, *, taken: bool) -> None:
    receiver.answer = f"HTTP/1.1 {status} Any\r\nConnection: close\r\n\r\n".encode()
    receiver.drip = True
    async with Webhooks(HERE, timeout=0.3) as webhooks:
        if taken:
            assert await send(webhooks, receiver.url) == 200
        else:
            with pytest.raises(NotTaken):
                await send(webhooks, receiver.url)


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200\r\nA: " + b"b" * 200_000])
async def test_what_is_no_http_is_no_answer(webhooks: Webhooks, receiver: Receiver, answer: bytes) -> None:
    receiver.answer = answer
    with pytest.raises(NotTaken):
        await send(webhooks, receiver.url)


async def test_a_closed_port_is_no_answer(webhooks: Webhooks) -> None:
    with pytest.raises(NotTaken, match="no connection"):
        await send(webhooks, "http://127.0.0.1:1/")


class Names:
    """A name server that says something else each time."""

    def __init__(self, *answers: Sequence[str] | OSError) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["93.184.216.34", "192.168.0.1"],
        ["2606:4700::1111", "::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::a00:1"],
        ["224.0.0.1"],
        ["fe80::1%eth0"],
        [],
    ],
)
async def test_a_name_that_lies_inside_is_not_called(answer: list[str], receiver: Receiver) -> None:
    async with Webhooks(Reach(), resolve=Names(answer), timeout=1) as webhooks:
        with pytest.raises(NotTaken, match=r"not a public address|no address"):
            await send(webhooks, "https://hooks.example.org:8443/")
    assert receiver.got == []


async def test_the_connection_goes_to_the_very_address_that_was_checked(receiver: Receiver) -> None:
    """A name that is public when it is checked and this machine when it is called: rebinding. It is asked once."""
    names = Names(["127.0.0.1"], ["127.0.0.9"])
    async with Webhooks(HERE, resolve=names, timeout=1) as webhooks:
        assert await send(webhooks, f"http://localhost:{receiver.port}/hook") == 204
    assert names.asked == [("localhost", receiver.port)]
    assert receiver.got[0].headers["host"] == f"localhost:{receiver.port}"


async def test_what_is_http_goes_to_this_machine_only(receiver: Receiver) -> None:
    async with Webhooks(HERE, resolve=Names(["93.184.216.34"]), timeout=1) as webhooks:
        with pytest.raises(NotTaken, match="not a public address"):
            await send(webhooks, f"http://localhost:{receiver.port}/hook")


async def test_a_name_that_nobody_knows_is_to_be_tried_again() -> None:
    async with Webhooks(Reach(), resolve=Names(OSError("Name or service not known"))) as webhooks:
        with pytest.raises(NotTaken, match="Name or service not known"):
            await send(webhooks, "https://hooks.example.org/")


async def test_an_address_that_was_fine_once_is_looked_at_again(receiver: Receiver) -> None:
    """Registered while this machine was allowed, which it is no longer."""
    async with Webhooks(Reach()) as webhooks:
        with pytest.raises(NotTaken, match="may not be called"):
            await send(webhooks, receiver.url)
    assert receiver.got == []


async def test_the_proxy_of_the_environment_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with Webhooks(HERE, timeout=1) as made:
        assert await send(made, receiver.url) == 204


async def test_tls_and_the_server_are_told_the_name_whatever_the_address_is() -> None:
    names = Names(["2606:4700::1111", "93.184.216.34"])
    async with Webhooks(Reach(), resolve=names) as webhooks:
        request = await webhooks._request(
            "https://hooks.example.org:8443/a?b=c", {"webhook-id": "msg_1"}, b"{}"
        )
    assert str(request.url) == "https://[2606:4700::1111]:8443/a?b=c"
    assert request.headers["host"] == "hooks.example.org:8443"
    assert request.extensions["sni_hostname"] == "hooks.example.org"
