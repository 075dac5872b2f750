"""What a dialogue is: data. `engine.py` runs all of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cards.actions import Action
from conversations.given import Given
from conversations.readers import Reader
from domain.draft import Draft
from domain.media import Picture
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.words import Words

# Where a draft stands when it stands at no question. No question's key begins with this sign.
SUMMARY: Final = "#summary"
SUBMITTED: Final = "#submitted"
DISCARDED: Final = "#discarded"


def _always(_: Mapping[str, str]) -> bool:
    return True


def _silent(_: str) -> str | Words:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """What was understood, to be confirmed before it counts; a `place` (latitude, longitude) is shown on a map."""

    words: Words
    place: tuple[float, float] | None = None


Verify = Callable[[UnitOfWork, str, str, Given | None], Awaitable[Unsure | None]]
"""Asked with subject, answer and what was sent (None when it is shown again); None: nothing to confirm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to answer. `label` names it in the summary, `ask` is what is said (the label, if nothing else is).

    `when` looks at the answers so far and leaves the question out if false; `remark` is what is said beside an answer
    in the summary, empty for nothing.
    """

    key: str
    label: str
    reader: Reader
    ask: str | Words | None = None
    note: str | Words | None = None
    example: str = ""
    optional: bool = False
    when: Callable[[Mapping[str, str]], bool] = _always
    remark: Callable[[str], str | Words] = _silent
    verify: Verify | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is answered already when a dialogue begins, and what to say about it."""

    answers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    note: Words | None = None


Questions = Callable[[UnitOfWork, str], Awaitable[tuple[Question, ...]]]
Check = Callable[[UnitOfWork, str, Actor], Awaitable[None]]
Finish = Callable[[UnitOfWork, "Filled", Actor], Awaitable[Words]]
Commit = Callable[[UnitOfWork, "Filled", str, Actor], Awaitable[None]]
Start = Callable[[UnitOfWork, str], Awaitable[Known]]
Recall = Callable[[UnitOfWork, Mapping[str, str], Mapping[str, str]], Awaitable[Mapping[str, str]]]
"""Asked with the answers before and after the latest: all answers, with what that one says of others."""
Called = Callable[[UnitOfWork, str], Awaitable[str]]
"""What people call the thing that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a dialogue has gathered: answers that count (skipped ones are left out) and pictures, by question."""

    subject: str
    answers: Mapping[str, str]
    pictures: Mapping[str, tuple[Picture, ...]]

    def picture(self, key: str) -> Picture | None:
        return next(iter(self.pictures.get(key, ())), None)


async def _nothing(_: UnitOfWork, __: str) -> Known:
    return Known()


async def _only_these(_: UnitOfWork, __: Mapping[str, str], after: Mapping[str, str]) -> Mapping[str, str]:
    return after


async def _by_id(_: UnitOfWork, subject: str) -> str:
    return subject.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """`check` refuses who may not begin it, or not now. It ends in `finish`, exactly one command.

    With `commit` each answer counts at once, in any order of the questions, and `finish` only says the last words.
    """

    name: str
    title: str
    action: Action | None
    check: Check
    questions: Questions
    finish: Finish
    commit: Commit | None = None
    start: Start = _nothing
    recall: Recall = _only_these
    called: Called = _by_id

    @property
    def any_order(self) -> bool:
        return self.commit is not None


def fixed(*questions: Question) -> Questions:
    """The same questions whatever it is about."""

    async def same(_: UnitOfWork, __: str) -> tuple[Question, ...]:
        return questions

    return same


@dataclass(frozen=True, slots=True)
class Script:
    """A dialogue's questions as they stand for one draft: the order, and what is still open."""

    dialogue: Dialogue
    questions: tuple[Question, ...]
    about: str

    def asked(self, draft: Draft) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.when(draft.answers))

    def at(self, draft: Draft) -> Question | None:
        """The question the draft stands at; None at the summary, or if the question is no longer asked."""
        return self.named(draft, draft.question)

    def named(self, draft: Draft, key: str) -> Question | None:
        return next((question for question in self.asked(draft) if question.key == key), None)

    def open_after(self, draft: Draft, key: str) -> str:
        """The next question without an answer, looking behind `key` first; the summary if all are answered."""
        keys = [question.key for question in self.asked(draft)]
        split = keys.index(key) + 1 if key in keys else 0
        rest = [other for other in keys[split:] + keys[:split] if other not in draft.answers]
        return rest[0] if rest else SUMMARY

    def before(self, draft: Draft) -> str | None:
        keys = [question.key for question in self.asked(draft)]
        place = keys.index(draft.question) if draft.question in keys else len(keys)
        return keys[place - 1] if place else None

    def place(self, draft: Draft) -> tuple[int, int]:
        """`(3, 7)`: the third of seven."""
        keys = [question.key for question in self.asked(draft)]
        return keys.index(draft.question) + 1 if draft.question in keys else len(keys), len(keys)

    def filled(self, draft: Draft) -> Filled:
        asked = [question.key for question in self.asked(draft)]
        answers = {
            key: draft.answers[key] for key in asked if draft.answers.get(key) and not draft.pictures.get(key)
        }
        pictures = {key: draft.pictures[key] for key in asked if draft.pictures.get(key)}
        return Filled(subject=draft.subject, answers=answers, pictures=pictures)
