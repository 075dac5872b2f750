"""Strings of a tour that hold {names}, and what was seen or answered under those names."""

import re
from collections.abc import Iterable

from simulator.errors import Wrong
from simulator.model import Json

NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
STAMP = "stamp"
"""Known without being kept: the simulated second at which the tour began, so that references never repeat."""
COUNT = "count"
"""Known as well: how many tours have been begun in this world, in four digits."""


def names_in(value: object) -> Iterable[str]:
    """The {names} of every string in a JSON value."""
    if isinstance(value, str):
        yield from NAME.findall(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


def filled(value: object, kept: dict[str, str], *, literally: bool = False) -> object:
    """The value with its {names} filled in; `literally` for patterns, where what was kept means itself."""
    if isinstance(value, str):
        return NAME.sub(lambda found: _kept(found[1], kept, literally=literally), value)
    if isinstance(value, dict):
        return {key: filled(item, kept, literally=literally) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, kept, literally=literally) for item in value]
    return value


def text(value: str, kept: dict[str, str]) -> str:
    return str(filled(value, kept))


def as_far_as_known(value: str, kept: dict[str, str]) -> str:
    """For the watcher: a name that nobody has kept stays as it stands."""
    return NAME.sub(lambda found: kept.get(found[1], found[0]), value)


def _kept(name: str, kept: dict[str, str], *, literally: bool) -> str:
    if name not in kept:
        raise Wrong(f"this step needs {{{name}}}, which no step before it has seen")
    return re.escape(kept[name]) if literally else kept[name]


def at_path(answer: object, path: str) -> str:
    """The value at `next_action.due` or `entries.-1.facts.slot` of a JSON answer."""
    value = answer
    for part in path.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else dict(value)[part]  # type: ignore[call-overload]  # whatever is no object raises
        except (KeyError, IndexError, TypeError, ValueError):
            raise Wrong(f'the answer has nothing at "{path}"') from None
    return str(value)


def as_json(value: object) -> Json:
    return value if isinstance(value, dict) else {}
