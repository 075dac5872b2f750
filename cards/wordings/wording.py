"""How a notice is worded: data, with the names of values that `cards/values.py` knows."""

from dataclasses import dataclass
from enum import Enum, auto


class Block(Enum):
    """A part of a notice that is more than a sentence; drawn by `cards/blocks.py`."""

    CONTACT = auto()
    WORK_NEEDED = auto()
    OUT_OF_LIMITS = auto()
    HANDOVER = auto()
    CALL_SCRIPT = auto()
    CANDIDATES = auto()
    CONFIRMATION_SCRIPT = auto()
    BILL_DOUBTS = auto()
    AFFECTED = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """The title is always said; a line that names a value which is not known here is left out.

    `bare`: without buttons for the one it is meant for, because he has a card with them.
    """

    title: str
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    bare: bool = False


def worded(title: str, *lines: str, blocks: tuple[Block, ...] = (), bare: bool = False) -> Wording:
    return Wording(title, lines, blocks, bare)
