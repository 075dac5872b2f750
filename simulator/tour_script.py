"""What a tour is made of, read from JSON and checked before anything of it is played."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator.clock import moment_of, seconds_of
from simulator.errors import Wrong
from simulator.model import Json
from simulator.panels import is_on_loopback
from simulator.tour_words import COUNT, NAME, STAMP, names_in
from simulator.world import World

LONGEST_SAY = 200
PATIENCE_S = 15.0
LONGEST_PATIENCE_S = 120.0
ACTS = ("write", "tap", "share", "photo", "document", "video", "open", "call", "advance", "to", "until")
FIELDS = {"say", "chapter", "phone", "chat", "thread", "do", "keep", "expect", "done_when"}
CLOCK_ACTS = {"advance", "to", "until"}
PLACE = {"latitude", "longitude"}
TOUR = '{"id": "first", "title": "One lead", "about": "…", "phones": [7], "steps": [{"say": "Asha says hello.", "phone": 7, "do": {"write": "hello"}}]}'
EXAMPLES = {
    "write": '{"write": "hello", "reply": true}',
    "tap": '{"tap": "Reached", "in": "L-1042"}',
    "share": '{"share": "contact"} or {"share": {"latitude": 18.56, "longitude": 73.78}}',
    "photo": '{"photo": "Electricity bill", "caption": "My bill"}, or a list of words for an album',
    "document": '{"document": "bill.pdf", "text": "Electricity bill"}',
    "video": '{"video": "walk-round.mp4"}',
    "open": '{"open": {"chat": -1001}}',
    "call": '{"call": {"method": "POST", "url": "http://127.0.0.1:8080/api/v1/leads", "json": {}}}',
    "advance": '{"advance": "3h"}',
    "to": '{"to": "2026-11-24T10:00:00+05:30", "before": "20m"}',
    "until": '{"until": "next"}',
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees in a chat: words that a message contains, or a pattern that it matches."""

    chat: int
    text: str | None
    match: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """`act` is the kind of doing and `do` all that belongs to it; None: there is only something to read."""

    say: str
    chapter: str | None = None
    phone: int | None = None
    chat: int | None = None
    thread: bool = False
    act: str | None = None
    do: Json = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    expect: Sight | None = None
    done_when: Sight | None = None

    @property
    def place(self) -> int | None:
        """The chat acted in: another one only where the step names it."""
        return self.chat if self.chat is not None else self.phone


@dataclass(frozen=True, slots=True)
class Tour:
    """`given` is the body that it was read from, for the state file."""

    id: str
    title: str
    about: str
    phones: list[int]
    panel: str | None
    patience_s: float
    steps: list[Step]
    given: Json


def read_tour(world: World, body: Json) -> Tour:
    steps, phones = body.get("steps"), body.get("phones") or []
    if not isinstance(body.get("id"), str) or not isinstance(body.get("title"), str):
        raise Wrong(f"a tour has an id and a title; example: {TOUR}")
    if not isinstance(steps, list) or not steps or not isinstance(phones, list):
        raise Wrong(f"a tour has steps, and a list of the people whose phones it shows; example: {TOUR}")
    for person in phones:
        if person not in world.people:
            raise Wrong(
                f'"phones" names {person!r}, whom nobody knows; people: GET /sim/users; example: {TOUR}'
            )
    return Tour(
        id=body["id"],
        title=body["title"],
        about=str(body.get("about") or ""),
        phones=phones,
        panel=body.get("panel"),
        patience_s=_patience(body.get("patience", PATIENCE_S)),
        steps=_steps(world, steps),
        given=body,
    )


def _patience(given: object) -> float:
    if not isinstance(given, int | float) or not 0 < given <= LONGEST_PATIENCE_S:
        raise Wrong('"patience" is how many seconds a step may take, up to 120; example: {"patience": 15}')
    return float(given)


def _steps(world: World, given: list[object]) -> list[Step]:
    known, steps = {STAMP, COUNT}, []
    for number, body in enumerate(given, start=1):
        try:
            steps.append(_step(world, body, known))
        except Wrong as wrong:
            raise Wrong(f"step {number}: {wrong.text}") from None
    return steps


def _step(world: World, body: object, known: set[str]) -> Step:
    """Adds to `known` what later steps may name."""
    if not isinstance(body, dict) or not isinstance(body.get("say"), str):
        raise Wrong('a step says something to the watcher; example: {"say": "The lead arrives."}')
    if not 1 <= len(body["say"]) <= LONGEST_SAY:
        raise Wrong(
            f'"say" has 1 to {LONGEST_SAY} characters, not {len(body["say"])}; example: {{"say": "The lead arrives."}}'
        )
    if unknown := body.keys() - FIELDS:
        raise Wrong(
            f'there is no "{min(unknown)}"; a step has {", ".join(sorted(FIELDS))}; example: {{"say": "…", "do": {EXAMPLES["tap"]}}}'
        )
    _check_names(body, known)
    act, do = _doing(body.get("do"))
    step = Step(
        say=body["say"],
        chapter=body.get("chapter"),
        phone=_person(world, body.get("phone")),
        chat=_chat(world, body.get("chat")),
        thread=_thread(body.get("thread")),
        act=act,
        do=do,
        keep=_keep(body.get("keep"), act),
        expect=_sight(world, body, "expect"),
        done_when=_sight(world, body, "done_when"),
    )
    _check_actor(world, step)
    known |= step.keep.keys() | _groups(step.expect) | _groups(step.done_when)
    return step


def _check_names(body: Json, known: set[str]) -> None:
    """What is expected may name what the call of this very step keeps."""
    kept = set(body["keep"]) if isinstance(body.get("keep"), dict) else set()
    for key, value in body.items():
        there = known | kept if key == "expect" else known
        missing = set() if key == "keep" else set(names_in(value)) - there
        if missing:
            raise Wrong(
                f"{{{min(missing)}}} is kept by no step before; known here: {', '.join(sorted(there))}; "
                'example: {"keep": {"lead": "id"}}'
            )


def _doing(given: object) -> tuple[str | None, Json]:
    if given is None:
        return None, {}
    act = next((act for act in ACTS if isinstance(given, dict) and act in given), None)
    if act is None or not isinstance(given, dict):
        raise Wrong(f'"do" is one of {", ".join(ACTS)}; example: {{"do": {EXAMPLES["tap"]}}}')
    if not _is_well_made(act, given[act], given):
        raise Wrong(f'"{act}" cannot be done like this; example: {EXAMPLES[act]}')
    return act, given


def _is_well_made(act: str, value: object, do: Json) -> bool:
    if act in _WELL_MADE:
        return _WELL_MADE[act](value)
    if not isinstance(value, str) or not value:
        return False
    return act not in CLOCK_ACTS or _is_time(act, value, do)


def _are_pictures(value: object) -> bool:
    words = value if isinstance(value, list) else [value]
    return 0 < len(words) <= 10 and all(isinstance(word, str) and word for word in words)


def _is_call(value: object) -> bool:
    url = value.get("url") if isinstance(value, dict) else None
    return isinstance(url, str) and is_on_loopback(NAME.sub("0", url))


_WELL_MADE: Mapping[str, Callable[[object], bool]] = {
    "share": lambda value: value == "contact" or (isinstance(value, dict) and value.keys() >= PLACE),
    "photo": _are_pictures,
    "open": lambda value: isinstance(value, dict) and isinstance(value.get("chat"), int),
    "call": _is_call,
    "until": lambda value: value == "next",
}


def _is_time(act: str, value: str, do: Json) -> bool:
    for aside in ("before", "after"):
        seconds_of(str(do.get(aside, "0s")))
    if not NAME.search(value):
        moment_of(value) if act == "to" else seconds_of(value)
    return True


def _person(world: World, given: object) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or given not in world.people:
        raise Wrong(f'"phone" is the id of a person, not {given!r}; people: GET /sim/users; example: 7')
    return given


def _chat(world: World, given: object) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or (given not in world.groups and given not in world.people):
        raise Wrong(
            f'"chat" is the id of a group, or of the person whose chat with the bot it is, not {given!r}; '
            "chats: GET /sim/chats; example: -1001"
        )
    return given


def _thread(given: object) -> bool:
    if given not in {None, "auto"}:
        raise Wrong('"thread" is "auto", the topic of the message acted upon; example: {"thread": "auto"}')
    return given == "auto"


def _keep(given: object, act: str | None) -> dict[str, str]:
    if given is None:
        return {}
    if (
        act != "call"
        or not isinstance(given, dict)
        or not all(NAME.fullmatch(f"{{{name}}}") and isinstance(path, str) for name, path in given.items())
    ):
        raise Wrong('"keep" names places in the answer of a call; example: {"keep": {"lead": "id"}}')
    return given


def _sight(world: World, body: Json, name: str) -> Sight | None:
    given = body.get(name)
    if given is None:
        return None
    words = [given.get(key) for key in ("text", "match")] if isinstance(given, dict) else []
    if not any(words) or not all(word is None or isinstance(word, str) for word in words):
        raise Wrong(
            f'"{name}" says which words are seen where; example: {{"chat": -1001, "text": "L-1042 · New"}}'
        )
    chat = _chat(world, given.get("chat", body.get("chat", body.get("phone"))))
    if chat is None:
        raise Wrong(
            f'"{name}" does not say in which chat; example: {{"chat": -1001, "text": "L-1042 · New"}}'
        )
    return Sight(chat, words[0], _pattern(words[1]))


def _pattern(given: str | None) -> str | None:
    try:
        re.compile(NAME.sub("x", given or ""))
    except re.error as error:
        raise Wrong(
            f'"{given}" is no regular expression ({error}); example: "(?P<slot>[0-9:]+) is booked"'
        ) from None
    return given


def _groups(sight: Sight | None) -> set[str]:
    return set(re.compile(NAME.sub("x", sight.match)).groupindex) if sight and sight.match else set()


def _check_actor(world: World, step: Step) -> None:
    """Whoever acts is in the chat where he acts."""
    if step.act is None or step.act == "call" or step.act in CLOCK_ACTS:
        return
    if step.phone is None:
        raise Wrong(f'who does it? example: {{"phone": 7, "do": {EXAMPLES[step.act]}}}')
    group = world.groups.get(step.place or 0)
    if step.place != step.phone and (group is None or not group.has(step.phone)):
        name = world.people[step.phone].name
        raise Wrong(f'{name} is not in chat {step.place}; example: {{"phone": {step.phone}}}, his own chat')
