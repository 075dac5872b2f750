"""A report while it is being filled: one for a visit, whoever of the team answers, in chat or on the web.

Both of two who answer the same item are kept; the last one counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Final, Self

from domain.checklists.model import Checklist, Item, Verdict
from domain.checklists.rules import Findings, Site
from domain.errors import Invalid, Refused
from domain.leads.blocker import BlockerKind
from domain.media import Picture
from domain.people.actor import By
from domain.visits.report import Report
from domain.visits.states import VisitKind
from domain.words import Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """`word` is what the team says to a reading that is to watch, or to its own choice against the rule."""

    answer: str
    by: str
    person: str | None
    at: datetime
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A file for an item. `faults` are values of `Fault`, known once it was read; `kept_because` lets it count all the same."""

    picture: Picture
    by: str
    at: datetime
    faults: tuple[str, ...] = ()
    kept_because: str = ""

    @property
    def counts(self) -> bool:
        return not self.faults or bool(self.kept_because)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLink:
    """A person's own way to the form on the web; of its token only the SHA-256 is kept."""

    sha256: str
    expires_at: datetime


OUTCOME: Final = "outcome"
NOT_READY: Final = "not_ready"
BLOCKERS: Final = "blockers"
"""The items of a survey by which its team says what it thinks of the site."""


def form_of(visit: str) -> str:
    return f"F-{visit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`pens` are the drafts of those who fill it; `redo` the only items that are open, `marked` what the desk wants again.

    `opened` is the section of which it has the items before it. `before` are answers that a later one has replaced, oldest first, by item; `aside` is what
    fits no item (a voice note). `links` are the ways to it on the web, one for a person.
    """

    id: str
    version: int = 0
    visit: str
    lead: str
    checklist: str
    given: Mapping[str, Given] = field(default_factory=dict)
    before: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)
    shots: Mapping[str, tuple[Shot, ...]] = field(default_factory=dict)
    aside: tuple[Shot, ...] = ()
    redo: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    opened: str = ""
    pens: tuple[str, ...] = ()
    links: Mapping[str, WebLink] = field(default_factory=dict)
    begun_at: datetime

    @property
    def answers(self) -> Mapping[str, str]:
        counts = {key: str(len(shots)) for key, shots in self.shots.items() if shots}
        return counts | {key: given.answer for key, given in self.given.items()}

    def expect_open(self, item: Item) -> None:
        """`Refused` where only other items are to be done again."""
        if self.redo and item.key not in self.redo:
            raise Refused(say("Only what Ops asks for is to be done again; this stays as it is."))

    def answered(self, item: Item, answer: str, *, by: By, now: datetime) -> Self:
        self.expect_open(item)
        old = self.given.get(item.key)
        if old is not None and (old.answer, old.person) == (answer, by.person):
            return self
        before = {**self.before, item.key: (*self.before.get(item.key, ()), old)} if old else self.before
        new = Given(answer=answer, by=by.name, person=by.person, at=now)
        return replace(self, given={**self.given, item.key: new}, before=before)

    def explained(self, item: Item, word: str) -> Self:
        self.expect_open(item)
        if item.key not in self.given:
            raise Refused(say("This has not been answered yet."))
        return replace(self, given={**self.given, item.key: replace(self.given[item.key], word=word)})

    def with_shot(self, item: Item, picture: Picture, *, by: By, now: datetime) -> Self:
        """The same file twice for one item counts once; `Invalid` if there are enough."""
        self.expect_open(item)
        had = self.shots.get(item.key, ())
        if picture.unique_id in {shot.picture.unique_id for shot in had}:
            return self
        if item.maximum is not None and len(had) >= item.maximum:
            raise Invalid(
                say("At most {most} are kept. Tap Done, or send them again.", most=int(item.maximum))
            )
        shot = Shot(picture=picture, by=by.name, at=now)
        return replace(self, shots={**self.shots, item.key: (*had, shot)})

    def without(self, item: Item) -> Self:
        """To be answered again from the beginning."""
        self.expect_open(item)
        given = {key: kept for key, kept in self.given.items() if key != item.key}
        shots = {key: kept for key, kept in self.shots.items() if key != item.key}
        return replace(self, given=given, shots=shots)

    def without_shot(self, key: str, picture: str) -> Self:
        """Where the same file has come before by another way."""
        kept = tuple(shot for shot in self.shots.get(key, ()) if shot.picture.unique_id != picture)
        return replace(self, shots={**self.shots, key: kept})

    def faulted(self, key: str, picture: str, faults: tuple[str, ...]) -> Self:
        """What was found when the file was looked at."""
        shots = tuple(
            replace(shot, faults=faults) if shot.picture.unique_id == picture else shot
            for shot in self.shots.get(key, ())
        )
        return replace(self, shots={**self.shots, key: shots})

    def kept(self, item: Item, because: str) -> Self:
        """The files that were found wanting count all the same."""
        self.expect_open(item)
        shots = tuple(
            shot if shot.counts else replace(shot, kept_because=because)
            for shot in self.shots.get(item.key, ())
        )
        return replace(self, shots={**self.shots, item.key: shots})

    def items_of(self, picture: str) -> tuple[str, ...]:
        """The items for which a file was sent, in the order in which it came for them."""
        held = [
            (shot.at, key)
            for key, shots in self.shots.items()
            for shot in shots
            if shot.picture.unique_id == picture
        ]
        return tuple(key for _, key in sorted(held, key=itemgetter(0)))

    def faults_of(self, key: str, picture: str) -> tuple[str, ...]:
        found = (shot.faults for shot in self.shots.get(key, ()) if shot.picture.unique_id == picture)
        return next(found, ())

    def with_fault(self, fault: str) -> tuple[str, ...]:
        """The files that have it, each once."""
        every = [shot for shots in self.shots.values() for shot in shots if fault in shot.faults]
        return tuple(dict.fromkeys(shot.picture.unique_id for shot in every))

    def reopened(self, keys: tuple[str, ...]) -> Self:
        """Ops asks for these again: what was given for them counts no more, and nothing else may be changed."""
        old = {key: (*self.before.get(key, ()), self.given[key]) for key in keys if key in self.given}
        return replace(
            self,
            given={key: given for key, given in self.given.items() if key not in keys},
            shots={key: shots for key, shots in self.shots.items() if key not in keys},
            before={**self.before, **old},
            redo=keys,
            marked=(),
        )

    def marking(self, key: str) -> Self:
        left = tuple(one for one in self.marked if one != key)
        return replace(self, marked=left if key in self.marked else (*left, key))

    def without_traces(self) -> Self:
        """Readings only: no files, and nothing that somebody has written about them."""
        given = {key: replace(one, word="") for key, one in self.given.items()}
        return replace(self, given=given, before={}, shots={}, aside=(), links={})

    def laid_aside(self, picture: Picture, *, by: By, now: datetime) -> Self:
        if picture.unique_id in {shot.picture.unique_id for shot in self.aside}:
            return self
        return replace(self, aside=(*self.aside, Shot(picture=picture, by=by.name, at=now)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The form beside its checklist and its site: what is open, what is wrong, what may be submitted."""

    form: Form
    checklist: Checklist
    site: Site

    @property
    def findings(self) -> Findings:
        return Findings(checklist=self.checklist, site=self.site, answers=self.form.answers)

    @property
    def items(self) -> tuple[Item, ...]:
        """What is asked by the answers so far, in order."""
        return self.checklist.asked(self.form.answers)

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)

    @property
    def walk(self) -> tuple[Item, ...]:
        """What is asked one after the other: all that has to be answered, and of the rest what somebody has begun."""
        redo = self.form.redo
        return tuple(
            item for item in self.items if (item.key in redo if redo else item.mandatory or self._begun(item))
        )

    @property
    def beside(self) -> tuple[Item, ...]:
        """What may be answered and is not; of a report that came back only what is asked for is open."""
        if self.form.redo:
            return ()
        return tuple(item for item in self.items if not item.mandatory and not self._begun(item))

    def instrument(self, item: Item) -> Item | None:
        """Where photos of what it is read from belong."""
        return self.item(item.shown_on) if item.shown_on else None

    def is_done(self, item: Item) -> bool:
        if item.on_film:
            shots = self.form.shots.get(item.key, ())
            return len(shots) >= (item.minimum or 1) and all(shot.counts for shot in shots)
        return item.key in self.form.given and not self.wants_word(item)

    def verdict(self, item: Item) -> Verdict:
        given = self.form.given.get(item.key)
        return self.findings.judge(item, given.answer) if given else Verdict.PASS

    def odd(self, item: Item) -> Words | None:
        """What its rule says is wrong with the answer, where the words for its limit do not."""
        given = self.form.given.get(item.key)
        return self.findings.odd(item, given.answer) if given is not None else None

    def wants_word(self, item: Item) -> bool:
        given = self.form.given.get(item.key)
        return given is not None and not given.word and self.verdict(item) is Verdict.WARN

    def missing(self) -> Iterator[Item]:
        """Mandatory and not done; of a report that came back also what was asked for again."""
        for item in self.items:
            if not self.is_done(item) and (item.mandatory or self._begun(item)):
                yield item

    def _begun(self, item: Item) -> bool:
        """An optional item that was answered has to be answered well."""
        return item.key in self.form.given or bool(self.form.shots.get(item.key))

    def failing(self) -> Iterator[Item]:
        return (item for item in self.items if self.verdict(item) is Verdict.FAIL)

    def open_after(self, key: str) -> str | None:
        """The next item that is not done; at the end the first mandatory one that was passed over; None if there is none."""
        items, walk = self.items, self.walk
        at = next((number for number, item in enumerate(items) if item.key == key), -1)
        following = (item.key for item in items[at + 1 :] if item in walk and not self.is_done(item))
        return next(following, None) or next((item.key for item in self.missing()), None)

    def report(self, *, by: By, now: datetime) -> Report:
        """What is submitted: only what is asked by the answers as they stand."""
        form, items = self.form, self.items
        mine = {item.key: form.given[item.key] for item in items if item.key in form.given}
        shots = {item.key: form.shots[item.key] for item in items if form.shots.get(item.key)}
        every = [shot for some in shots.values() for shot in some]
        judged = {item.key: self.verdict(item) for item in items}
        return Report(
            checklist=form.checklist,
            answers={key: given.answer for key, given in mine.items()},
            photos=tuple(shot.picture for shot in every),
            slots={key: tuple(shot.picture.unique_id for shot in some) for key, some in shots.items()},
            words={key: given.word for key, given in mine.items() if given.word},
            kept={shot.picture.unique_id: shot.kept_because for shot in every if shot.kept_because},
            verdicts={key: verdict for key, verdict in judged.items() if verdict is not Verdict.PASS},
            aside=tuple(shot.picture for shot in form.aside),
            missing=self.lacking(),
            submitted_at=now,
            by=by.name,
            person=by.person,
            helpers=frozenset(given.person for given in form.given.values() if given.person is not None),
        )

    def lacking(self) -> tuple[BlockerKind, ...]:
        """What is missing at the site: by what fails, and by what the team says itself; of a survey only."""
        if self.checklist.kind is not VisitKind.SURVEY:
            return ()
        said = self.form.answers.get(BLOCKERS, "").split(",") if self._says_not_ready else []
        found = {*said, *(item.blocker for item in self.failing())}
        return tuple(kind for kind in BlockerKind if kind in found)

    def blocked(self) -> Words | None:
        """Why it cannot be submitted yet; None if it can."""
        lacking = [say(item.label) for item in self.missing()]
        if lacking:
            return (
                say("Still open: {items}", items=lacking[0])
                if len(lacking) == 1
                else say("Still open: {items} and {count} more", items=lacking[0], count=len(lacking) - 1)
            )
        bad = next(self.failing(), None)
        if bad is None or self._says_not_ready:
            return None
        if (odd := self.odd(bad)) is not None:
            return say("{item}: {odd}.", item=say(bad.label), odd=odd)
        if self.checklist.kind is VisitKind.INSTALLATION:
            return say(
                "{item} is out of limits ({limit}). Put it right and measure again.",
                item=say(bad.label),
                limit=say(bad.limit),
            )
        if self.checklist.named(OUTCOME) is None:
            return None
        return say(
            "{item} is out of limits ({limit}), so the site is not ready. Change the outcome.",
            item=say(bad.label),
            limit=say(bad.limit),
        )

    @property
    def _says_not_ready(self) -> bool:
        return self.form.answers.get(OUTCOME) == NOT_READY
