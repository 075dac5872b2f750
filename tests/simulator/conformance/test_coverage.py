"""No method goes without cases: not those that the product uses, not those that the simulator performs."""

from typing import Final

import pytest

from simulator.methods import METHODS
from tests.simulator.conformance.every import CASES
from tests.simulator.conformance.usage import used_by_the_product, used_in

HAPPY: Final = {case.method for case in CASES if case.refusal is None}
REFUSED: Final = {case.method for case in CASES if case.refusal is not None}
SEEN_IN_USE: Final = {
    "answerCallbackQuery", "createForumTopic", "deleteMessage", "editMessageCaption",
    "editMessageText", "getFile", "getMe", "getUpdates", "getWebhookInfo", "sendDocument", "sendMediaGroup",
    "sendMessage", "sendPhoto", "sendVideo", "setWebhook",
}  # fmt: skip


def test_every_method_that_the_product_uses_has_cases() -> None:
    used = used_by_the_product()
    assert {name: files for name, files in used.items() if name not in HAPPY & REFUSED} == {}


def test_the_use_of_methods_is_found() -> None:
    assert SEEN_IN_USE - used_by_the_product().keys() == set()


def test_every_method_that_is_simulated_has_a_happy_case_and_a_refusal() -> None:
    assert sorted(METHODS.keys() - HAPPY) == []
    assert sorted(METHODS.keys() - REFUSED) == []


def test_no_two_cases_have_one_name() -> None:
    assert len({str(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("source", "method"),
    [
        ("call('sendDice', {})", "sendDice"),
        ("from aiogram.methods import SendPoll", "sendPoll"),
        ("await self._bot.ban_chat_member(1, 2)", "banChatMember"),
    ],
)
def test_a_new_method_would_be_noticed(source: str, method: str) -> None:
    assert used_in(source) == {method}
