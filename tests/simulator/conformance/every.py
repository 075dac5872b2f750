"""All cases of all methods."""

from typing import Final

from tests.simulator.conformance import (
    cases_bot,
    cases_chats,
    cases_edit,
    cases_members,
    cases_polls,
    cases_send,
    cases_text,
)
from tests.simulator.conformance.cases import Case

ABOUT_THE_BOT: Final[tuple[Case, ...]] = cases_bot.CASES
AROUND: Final[tuple[Case, ...]] = (
    *cases_text.CASES,
    *cases_send.CASES,
    *cases_edit.CASES,
    *cases_chats.CASES,
    *cases_members.CASES,
    *cases_polls.CASES,
)
CASES: Final = (*ABOUT_THE_BOT, *AROUND)
