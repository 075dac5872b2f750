"""Log lines without the secrets that stand in addresses: who reads a log must not be able to open what it tells of."""

import logging
import re
from typing import Final

LINES: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# A customer's page, a team's page of a report, Finance's of a payment, a sign-in to the portal, a start link of the bot.
_SECRETS: Final = re.compile(r"(/c/|/(?:f|pay)/[^/\s]{1,40}/|/portal/in/|[?&]start=)[^/\s?&#\"'<>\\]+")


def masked(text: str) -> str:
    return _SECRETS.sub(r"\1…", text)


class Masking(logging.Formatter):
    """The whole line is masked, an exception's text included, whoever wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def log_masked(level: int) -> None:
    """Everything logged from here on goes to the terminal, masked."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(LINES))
    logging.basicConfig(level=level, handlers=[handler])
