"""A checklist's file, checked as a whole when it is loaded: TOML, and an error says which item and what would work."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.checklists.model import Checklist, Circuit, Item, ItemKind, Limits, Rule, Section, When
from domain.errors import Invalid
from domain.indian_states import STATES
from domain.leads.blocker import BlockerKind
from domain.visits.states import VisitKind
from domain.words import Words, say

NAME: Final = re.compile(r"[a-z][a-z0-9-]{2,39}")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,23}")
ANSWER: Final = re.compile(r"[a-z0-9_.]{1,16}")
_CHOSEN: Final = frozenset({ItemKind.CHOICE, ItemKind.SEVERAL})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _When(_Strict):
    item: str
    answers: tuple[str, ...]


class _Limits(_Strict):
    good_from: float | None = None
    good_to: float | None = None
    bearable_from: float | None = None
    bearable_to: float | None = None


class _Item(_Strict):
    key: str
    label: str
    kind: ItemKind
    unit: str = ""
    choices: dict[str, str] = {}
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    mandatory: bool = True
    when: _When | None = None
    limit: str = ""
    limits: _Limits | None = None
    warns: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    every: bool = False
    rule: Rule | None = None
    blocker: BlockerKind | None = None
    shown_on: str = ""


class _Circuit(_Strict):
    upto_kw: float
    phases: Literal[1, 3]
    breaker_a: int
    cables: tuple[tuple[float, float], ...]


class _Section(_Strict):
    key: str
    title: str
    items: tuple[_Item, ...]


class _File(_Strict):
    name: str
    version: int
    kind: VisitKind
    oem: str = ""
    chargers: tuple[float, float] | None = None
    words: dict[str, dict[str, str]] = {}
    circuits: tuple[_Circuit, ...] = ()
    single_phase: dict[str, float] = {}
    sections: tuple[_Section, ...]


def read_checklist(text: str) -> Checklist:
    """The checklist that the file describes; `Invalid` names the first thing that is wrong with it."""
    checklist = _built(_parsed(text))
    for wrong in _wrongs(checklist):
        raise Invalid(wrong)
    return checklist


def _parsed(text: str) -> _File:
    try:
        return _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(say("The checklist is not readable TOML: {problem}.", problem=str(error))) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(
            say("The checklist, {place}: {problem}.", place=_place(first["loc"]), problem=first["msg"])
        ) from error


def _place(parts: tuple[int | str, ...]) -> str:
    """`sections 2, items 3, limits` – counted from one, as a person counts."""
    said: list[str] = []
    for part in parts:
        if isinstance(part, int) and said:
            said[-1] += f" {part + 1}"
        else:
            said.append(str(part))
    return ", ".join(said) or "the file"


def _built(file: _File) -> Checklist:
    return Checklist(
        id=f"{file.name}@{file.version}",
        name=file.name,
        edition=file.version,
        kind=file.kind,
        oem=file.oem,
        chargers=file.chargers,
        sections=tuple(
            Section(key=part.key, title=part.title, items=tuple(map(_item, part.items)))
            for part in file.sections
        ),
        circuits=tuple(Circuit(**circuit.model_dump()) for circuit in file.circuits),
        single_phase=file.single_phase,
        words=file.words,
    )


def _item(read: _Item) -> Item:
    given: dict[str, Any] = {name: getattr(read, name) for name in type(read).model_fields}
    return Item(
        **given
        | {
            "when": When(item=read.when.item, answers=read.when.answers) if read.when else None,
            "limits": Limits(**read.limits.model_dump()) if read.limits else None,
            "blocker": read.blocker.value if read.blocker else "",
        }
    )


def _wrongs(checklist: Checklist) -> Iterator[Words]:
    if not NAME.fullmatch(checklist.name):
        yield say("A checklist's name looks like “voltera-survey”, not “{name}”.", name=checklist.name)
    if checklist.edition < 1:
        yield say("The versions of a checklist begin with 1.")
    kw = [circuit.upto_kw for circuit in checklist.circuits]
    if kw != sorted(set(kw)):
        yield say("The circuits of a checklist stand in the order of their kW.")
    for state in checklist.single_phase.keys() - STATES.keys():
        yield say("“{state}” is no state. Example: GJ.", state=state)
    for section in checklist.sections:
        if not KEY.fullmatch(section.key) or not section.title.strip():
            yield say("A section needs a title, and a key that looks like “supply”.")
    yield from _wrong_items(list(checklist.items))


def _wrong_items(items: Sequence[Item]) -> Iterator[Words]:
    if not any(item.on_film for item in items):
        yield say("A checklist needs at least one item for photos.")
    films = {item.key for item in items if item.kind is ItemKind.PHOTOS}
    for item in items:
        if item.shown_on and item.shown_on not in films:
            yield say(
                "The item “{key}” is shown on “{slot}”, which is none for photos.",
                key=item.key,
                slot=item.shown_on,
            )
    before: dict[str, Item] = {}
    for item in items:
        if item.key in before:
            yield say("The checklist asks “{key}” twice.", key=item.key)
        for wrong in _wrongs_of(item, before):
            yield say("The item “{key}”: {problem}", key=item.key, problem=wrong)
        before[item.key] = item


def _wrongs_of(item: Item, before: dict[str, Item]) -> Iterator[Words]:
    if not KEY.fullmatch(item.key):
        yield say("a key looks like “earth_ohm”.")
    if not item.label.strip():
        yield say("it needs a label.")
    if bool(item.choices) != (item.kind in _CHOSEN):
        yield say("choices belong to the kinds “choice” and “several”, and these need them.")
    yield from _wrong_answers(item)
    if item.kind is ItemKind.NUMBER:
        yield from _wrong_number(item)
    elif item.limits is not None:
        yield say("only a number has limits.")
    if item.every and item.kind is not ItemKind.SEVERAL:
        yield say("only the kind “several” can want every choice.")
    if item.is_judged and not item.limit:
        yield say("what is judged says in “limit” what is good.")
    if item.when is not None:
        yield from _wrong_when(item.when, before)


def _wrong_answers(item: Item) -> Iterator[Words]:
    for answer in item.choices:
        if not ANSWER.fullmatch(answer):
            yield say("the answer “{answer}” has to be a short word such as “yes”.", answer=answer)
        if item.kind is ItemKind.SEVERAL and "," in item.choices[answer]:
            yield say(
                "“{label}” must have no comma: several are typed with commas.", label=item.choices[answer]
            )
    for answer in (*item.warns, *item.fails):
        if answer not in item.choices:
            yield say("“{answer}” is none of its choices.", answer=answer)


def _wrong_number(item: Item) -> Iterator[Words]:
    if item.minimum is None or item.maximum is None or item.minimum > item.maximum:
        yield say("a number needs a minimum and a maximum. Example: minimum = 0, maximum = 260.")
        return
    try:
        fits = item.minimum <= float(item.example) <= item.maximum
    except ValueError:
        fits = False
    if not fits:
        yield say("its example has to be a number between minimum and maximum.")


def _wrong_when(when: When, before: dict[str, Item]) -> Iterator[Words]:
    asked = before.get(when.item)
    if asked is None or asked.kind is not ItemKind.CHOICE:
        yield say("“when” names a choice that is asked before it, not “{item}”.", item=when.item)
    elif unknown := [answer for answer in when.answers if answer not in asked.choices]:
        yield say(
            "“when” names the answer “{answer}”, which “{item}” does not have.",
            answer=unknown[0],
            item=when.item,
        )
