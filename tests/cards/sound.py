"""What every message must be, whoever it is for and whatever people have called themselves."""

from typing import Final

from cards.actions import Tap
from cards.message import Message
from cards.text import utf16_length

TURNING: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u061c")
HOSTILE: Final = "<b>{visit}</b>&amp; \u202eexe.gnp 👩‍🔧 محمد\n*_`[x](tg://user?id=1)" + "🔌x" * 3000


def check(message: Message) -> None:
    assert message.text.strip()
    assert utf16_length(message.text) <= 4096
    assert not TURNING & set(message.text)
    units = message.text.encode("utf-16-le", "surrogatepass")
    for entity in message.entities:
        assert entity.length > 0
        assert 2 * (entity.offset + entity.length) <= len(units)
        part = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
        part.decode("utf-16-le")  # refuses half a character
    check_keyboard(message)


def check_keyboard(message: Message) -> None:
    assert len(message.keyboard) <= 8
    data = [button.data for row in message.keyboard for button in row]
    assert len(set(data)) == len(data)
    for row in message.keyboard:
        assert 0 < len(row) <= 5
        for button in row:
            assert 0 < utf16_length(button.label) <= 64
            assert button.data is not None
            assert len(button.data.encode()) <= 64
            assert Tap.read(button.data) is not None
