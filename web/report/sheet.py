"""A form of the page as the domain takes it: one entry for each item."""

from collections.abc import Iterator, Mapping

from domain.checklists.model import Item
from domain.media import Picture
from domain.visits.form import Filling
from domain.visits.on_the_web import Entry
from domain.words import Speak
from web.report.given import Sent


def entries_of(
    filling: Filling, sent: Sent, files: Mapping[str, tuple[Picture, ...]], speak: Speak
) -> Iterator[Entry]:
    """In the checklist's order: what one answer asks for is there when the next one is read.

    Of what did not stand on the page nothing was sent, so nobody has touched it.
    """
    return (_entry(item, sent, files, speak) for item in filling.checklist.items)


def _entry(item: Item, sent: Sent, files: Mapping[str, tuple[Picture, ...]], speak: Speak) -> Entry:
    def text(name: str) -> str:
        return sent.fields.get(f"{name}-{item.key}", "")

    was, now = text("was"), text("now")
    taken = text("take")
    return Entry(
        key=item.key,
        was=was,
        now=taken if taken and now.strip() == was.strip() else now,
        word_was=text("said"),
        word=text("word"),
        because=text("because"),
        anew=bool(text("anew")),
        files=files.get(item.key, ()),
        labels={answer: speak(label) for answer, label in item.choices.items()},
    )
