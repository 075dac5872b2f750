"""A report as it was submitted: it never changes, and reads for ever as the checklist of its day had it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from domain.checklists.model import Item, Verdict
from domain.leads.blocker import BlockerKind
from domain.media import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`answers` by item as they are kept; `photos` are all files in the checklist's order, `slots` whose they are.

    `slots` gives each item's files by their `unique_id`; `words` what the team said to an answer, `kept` why a file counts
    that was found wanting; `verdicts` what did not pass; `missing` what of a survey's site it finds not ready; `helpers` are the
    persons who have answered anything, beside the one who submitted it. `checklist` is the version it was filled with.
    """

    checklist: str = ""
    answers: Mapping[str, str]
    photos: tuple[Picture, ...]
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    aside: tuple[Picture, ...] = ()
    missing: tuple[BlockerKind, ...] = ()
    submitted_at: datetime
    by: str
    person: str | None = None
    helpers: frozenset[str] = frozenset()

    def verdict(self, item: Item) -> Verdict:
        """As it was judged when the report was submitted."""
        return self.verdicts.get(item.key) or item.judge(self.answers.get(item.key, ""))

    def without_traces(self) -> Self:
        """Readings only: no files, and nothing that somebody has written about them."""
        return replace(self, photos=(), slots={}, words={}, kept={}, aside=())

    def pictures(self, key: str) -> tuple[Picture, ...]:
        named = set(self.slots.get(key, ()))
        return tuple(photo for photo in self.photos if photo.unique_id in named)
