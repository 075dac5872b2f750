"""What the report's page is drawn from, and how it says what the checklist says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.checklists.model import Item, Section
from domain.evidence import Looks
from domain.policy import Policy
from domain.visits.form import Filling
from domain.visits.on_the_web import WebPage
from domain.words import N_, Speak, Words, say

DONE: Final[Mapping[str, str]] = {
    "saved": N_("Saved. Your colleagues see it in the chat as well."),
    "open": N_("Saved. Here something is still open."),
}
"""By the name in `?done=`; nothing else that stands in an address is ever shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`home` is the page's address with its key; `wrong` and `typed` what was refused of a form, by item and by field."""

    page: WebPage
    home: str
    speak: Speak
    policy: Policy
    looks: Mapping[str, Looks]
    done: str | None = None
    wrong: Mapping[str, Words] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def filling(self) -> Filling:
        return self.page.filling

    @property
    def language(self) -> str:
        return self.page.person.language

    def said(self, message: str) -> str:
        """In the checklist's own words for the reader's language, else in the program's."""
        return self.speak(self.filling.checklist.said(message, self.language))

    def why(self, item: Item) -> str:
        """What is wrong with its answer where its rule says that, else what would be good."""
        odd = self.filling.odd(item)
        return self.speak(odd) if odd is not None else self.said(item.limit)

    def asked(self, section: Section) -> list[Item]:
        """What is to be answered of it, by the answers so far."""
        return [item for item in section.items if item in self.filling.items]

    @property
    def sections(self) -> list[Section]:
        """Those in which anything is asked."""
        return [section for section in self.filling.checklist.sections if self.asked(section)]

    def missing(self, section: Section) -> list[Item]:
        """What is still to be answered of it."""
        return [item for item in self.filling.missing() if item in section.items]

    def address(self, section: Section) -> str:
        return f"{self.home}/at/{section.key}"

    def is_open(self, item: Item) -> bool:
        """Whether it may be answered now: of a report that came back only what was asked for again."""
        return not self.filling.form.redo or item.key in self.filling.form.redo

    def answer(self, item: Item, answer: str) -> str:
        """With its unit, or in the words of the choices."""
        chosen = [self.said(item.choices[part]) for part in answer.split(",") if part in item.choices]
        return ", ".join(chosen) or " ".join(part for part in (answer, item.unit) if part)

    def state(self, item: Item) -> str:
        """What is there so far."""
        given = self.filling.form.given.get(item.key)
        if given is not None:
            return self.answer(item, given.answer)
        shots = self.filling.form.shots.get(item.key, ())
        return self.speak(say("{count} received", count=len(shots))) if shots else "–"


def label_of(shown: Shown, item: Item) -> str:
    """`Earth resistance (Ω)`."""
    label = shown.said(item.label)
    return f"{label} ({item.unit})" if item.unit else label
