"""Delivery of updates to a webhook: order, retries, connections, and when it is given up."""

import asyncio
import time
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.files import FileStore
from simulator.model import Bot
from simulator.webhooks import Webhook, Webhooks
from simulator.world import World
from tests.simulator.driving import Json, Town, a_simulator
from tests.simulator.inbox import Answer, an_inbox

GO: Json = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}


def test_a_webhook_gets_updates_in_order_with_its_secret(town: Town) -> None:
    chat = town.start()
    with an_inbox() as inbox:
        town.ok("setWebhook", url=inbox.url, secret_token="s3cret")
        for text in ("one", "two", "three"):
            town.says(chat, text)
        assert inbox.texts(3) == ["one", "two", "three"]
        assert {secret for _, secret in inbox.got} == {"s3cret"}
        town.ok("deleteWebhook")


def test_a_failing_webhook_is_tried_again_and_keeps_the_order(town: Town) -> None:
    chat = town.start()
    with an_inbox() as inbox:
        inbox.planned = [Answer(status=500)]
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "one")
        town.says(chat, "two")
        assert inbox.texts(1) == ["one"]
        time.sleep(0.1)
        assert town.ok("getWebhookInfo")["last_error_message"].startswith(
            "Wrong response from the webhook: 500"
        )
        town.advance("2s")
        assert inbox.texts(3) == ["one", "one", "two"]
        town.ok("deleteWebhook")


def test_polling_beside_a_webhook_is_a_conflict(town: Town) -> None:
    town.ok("setWebhook", url="http://127.0.0.1:9/hook")
    assert town.ok("getWebhookInfo")["url"] == "http://127.0.0.1:9/hook"
    assert town.refusal("getUpdates").startswith(
        "409 Conflict: can't use getUpdates method while webhook is active"
    )
    town.ok("deleteWebhook")
    assert town.ok("getUpdates") == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "https://example.org/hook"])
def test_webhooks_are_on_this_machine(town: Town, url: str) -> None:
    assert town.refusal("setWebhook", url=url).startswith("400 Bad Request: bad webhook: ")


def test_a_tap_overtakes_a_message_that_does_not_get_through(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    with an_inbox() as inbox:
        inbox.planned = [Answer(status=500)]
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "first")
        inbox.updates(1)
        town.taps(chat, sent["message_id"], "Go")
        assert ["message" in update for update in inbox.updates(2)] == [True, False]
        town.advance("2s")
        assert "message" in inbox.updates(3)[2]
        town.ok("deleteWebhook")


def test_chats_do_not_wait_for_each_other(town: Town) -> None:
    chat, imran = town.start(), town.person("Imran")
    with an_inbox() as inbox:
        inbox.planned = [Answer(status=500)]
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "stuck")
        inbox.updates(1)
        town.says(imran, "/start")
        assert inbox.texts(2) == ["stuck", "/start"]
        town.ok("deleteWebhook")


def test_pauses_double_until_the_update_is_dropped_at_its_end(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    with an_inbox() as inbox:
        inbox.usual = Answer(status=500)
        town.ok("setWebhook", url=inbox.url)
        town.taps(chat, sent["message_id"], "Go")
        for tries, pause in enumerate(("1s", "2s", "4s"), start=1):
            assert len(inbox.updates(tries)) == tries
            time.sleep(0.1)
            town.advance(pause)
        assert len(inbox.updates(4)) == 4
        town.advance("150s")
        time.sleep(0.2)
        assert (len(inbox.got), town.pending()) == (4, 0)
        town.ok("deleteWebhook")


def has_failed(town: Town) -> None:
    """Waits until the bot's webhook is in its first pause."""
    deadline = time.monotonic() + 4
    while "last_error_date" not in town.ok("getWebhookInfo") and time.monotonic() < deadline:
        time.sleep(0.02)


def test_retry_after_is_waited_for_up_to_an_hour(town: Town) -> None:
    with an_inbox() as inbox:
        inbox.planned = [Answer(status=503, headers={"Retry-After": "7200"})]
        chat = town.start()
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "one")
        inbox.updates(1)
        has_failed(town)
        time.sleep(0.1)
        town.advance("59m")
        time.sleep(0.1)
        assert len(inbox.got) == 1
        town.advance("2m")
        assert inbox.texts(2) == ["one", "one"]
        town.ok("deleteWebhook")


@pytest.mark.parametrize(("status", "left"), [(410, ""), (404, "the webhook")])
def test_a_webhook_that_is_gone_for_23_hours_is_removed(town: Town, status: int, left: str) -> None:
    with an_inbox() as inbox:
        inbox.usual = Answer(status=status)
        chat = town.start()
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "one")
        inbox.updates(1)
        has_failed(town)
        time.sleep(0.1)
        town.advance("23h30m")
        inbox.updates(2)
        time.sleep(0.1)
        assert bool(town.ok("getWebhookInfo")["url"]) == bool(left)
        town.ok("deleteWebhook")


def test_no_more_connections_are_open_than_were_allowed(town: Town) -> None:
    people = [town.person(f"P{number}") for number in range(6)]
    with an_inbox() as inbox:
        inbox.usual = Answer(after_s=0.05)
        town.ok("setWebhook", url=inbox.url, max_connections=2)
        for person in people:
            town.says(person, "/start")
        assert len(inbox.updates(6)) == 6
        assert inbox.most_open == 2
        assert town.ok("getWebhookInfo")["max_connections"] == 2
        town.ok("deleteWebhook")


@pytest.mark.parametrize("secret", ["no spaces", "x" * 257])
def test_a_secret_is_of_plain_characters(town: Town, secret: str) -> None:
    said = town.refusal("setWebhook", url="http://127.0.0.1:9/hook", secret_token=secret)
    assert said == "400 Bad Request: secret token contains unallowed characters"


def test_an_update_comes_twice_and_out_of_order_by_webhook_too(town: Town) -> None:
    chat = town.start()
    with an_inbox() as inbox:
        town.control("faults", kind="duplicate")
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "one")
        assert inbox.texts(2) == ["one", "one"]
        town.ok("deleteWebhook")


def test_an_answer_that_does_not_come_is_a_failure() -> None:
    """Telegram waits for a minute; here the wait is short."""

    async def wait() -> str | None:
        events: list[Json] = []
        world = World(Clock(frozen=True), FileStore(), events.append)
        bot = world.add_bot(Bot(7, "7:x", "a_bot", "A"))
        webhooks = Webhooks(world, Faults(world.clock), answer_within_s=0.05)
        webhook = Webhook(inbox.url)
        webhooks.set(bot.id, webhook)
        world.queues[bot.id].add("message", {}, now=world.clock.now(), lifetime_s=60, lane="a")
        await asyncio.sleep(0.3)
        await webhooks.close()
        return webhook.last_error_message

    with an_inbox() as inbox:
        inbox.usual = Answer(after_s=0.5)
        assert asyncio.run(wait()) == "Read timeout expired"


def test_a_webhook_and_what_it_owes_outlive_a_restart(tmp_path: Path) -> None:
    options = ("--frozen", "--state", str(tmp_path / "state.json"))
    with an_inbox() as inbox:
        inbox.usual = Answer(status=500)
        with a_simulator(*options) as address:
            town = Town(address)
            chat = town.start()
            town.ok("setWebhook", url=inbox.url)
            town.says(chat, "one")
            inbox.updates(1)
            town.http.close()
        inbox.usual = Answer()
        with a_simulator(*options):
            assert inbox.texts(2) == ["one", "one"]
