"""How the steps of the demo's tour are written down: who does what, where, and what somebody sees then.

The form is the simulator's (`simulator/README.md`, *Tours*); it is met over HTTP only.
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.company import (
    FINANCE_GROUP,
    OPS_GROUP,
    PROCUREMENT_GROUP,
    REPORTING_GROUP,
    SUNRISE_GROUP,
    VOLTERA_GROUP,
)

Step = dict[str, Any]
Sight = dict[str, Any]

SLOT: Final = r"\w{3} \d{1,2} \w{3}, \d\d:\d\d–\d\d:\d\d"
MORNING: Final = r"\w{3} \d{1,2} \w{3}, 10:00–12:00"
"""The last that is offered is more than a day away at any time of day: there is always an eve of the visit to be seen."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A person of the demo, and the chat on his phone in which he acts: without one his own with the bot."""

    phone: int
    chat: int | None = None

    def does(self, say: str, do: dict[str, Any], sees: Sight | None) -> Step:
        """What is seen then tells as well that somebody who took over has done it himself."""
        step: Step = {"say": say, "phone": self.phone, "do": do}
        if self.chat is not None:
            step["chat"] = self.chat
        return step | ({"expect": sees, "done_when": sees} if sees else {})

    def tap(self, say: str, label: str, sees: Sight, *, on: str = "") -> Step:
        """`on`: words of the message that carries the button."""
        return self.does(say, {"tap": label} | ({"in": on} if on else {}), sees)

    def write(self, say: str, text: str, sees: Sight) -> Step:
        """In a group the bot hears what answers it."""
        return self.does(say, {"write": text, "reply": self.chat is not None}, sees)

    def photos(self, say: str, words: list[str], sees: Sight) -> Step:
        return self.does(say, {"photo": words, "reply": self.chat is not None}, sees)


def words(chat: int, text: str) -> Sight:
    return {"chat": chat, "text": text}


def like(chat: int, pattern: str) -> Sight:
    """The text of a message, then its buttons' labels on lines of their own; named groups are kept."""
    return {"chat": chat, "match": pattern}


def clock(say: str, to: dict[str, str], sees: Sight | None = None) -> Step:
    return {"say": say, "do": to} | ({"expect": sees} if sees else {})


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


VIKRAM: Final = Hand(1002)
RAVI: Final = Hand(1011, OPS_GROUP)
FARIDA: Final = Hand(1020, PROCUREMENT_GROUP)
GITA: Final = Hand(1030, FINANCE_GROUP)
INDIRA: Final = Hand(1040, REPORTING_GROUP)
LAKHAN: Final = Hand(1050, SUNRISE_GROUP)
MANOJ: Final = Hand(1051, SUNRISE_GROUP)
MANOJ_ALONE: Final = Hand(1051)
JAYA: Final = Hand(1080, VOLTERA_GROUP)
HANDS: Final = (RAVI, VIKRAM, LAKHAN, FARIDA, GITA, INDIRA, JAYA, MANOJ)
CUSTOMER: Final = VIKRAM.phone
