"""What a log line must not give away."""

import logging

import pytest

from bot.masking import Masking, masked

TOKEN = "Zk3vX9_q-Lw2bN7cPdR4tA"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"POST /c/{TOKEN}/bill failed", "POST /c/…/bill failed"),
        (f"GET http://127.0.0.1:8080/c/{TOKEN}?done=bill", "GET http://127.0.0.1:8080/c/…?done=bill"),
        (f"https://t.me/bot?start={TOKEN} is sent", "https://t.me/bot?start=… is sent"),
        (f"GET /portal/in/{TOKEN}", "GET /portal/in/…"),
        (f"GET /pay/V-1042-1/{TOKEN}", "GET /pay/V-1042-1/…"),
        ("GET /board/leads/L-1042", "GET /board/leads/L-1042"),
    ],
)
def test_a_secret_in_an_address_is_not_written(line: str, shown: str) -> None:
    assert masked(line) == shown


def test_nor_one_that_an_exception_tells_of() -> None:
    record = logging.LogRecord("web", logging.ERROR, "x.py", 1, "%s failed", (f"/c/{TOKEN}",), None)
    record.exc_text = f"ValueError: /c/{TOKEN}"
    assert TOKEN not in Masking("%(message)s").format(record)
