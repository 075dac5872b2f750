"""What a case is, and how an expected part is looked for in an answer."""

from dataclasses import dataclass, field
from typing import Any, Final, TypedDict, Unpack

from tests.simulator.driving import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    code: int
    description: str
    parameters: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A call and its answer: `shows` is part of the result, or `refusal` is all of it.

    `"$name"` stands for what `scene.Scene` calls so, a type for any value of it; `given` is named there too and made
    before. `raw` says why no library can put this call: it is put by plain HTTP alone.
    """

    method: str
    says: str
    params: Json
    shows: Any = None
    refusal: Refusal | None = None
    given: str = ""
    raw: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.says}"


DONE: Final[object] = True


class More(TypedDict, total=False):
    given: str
    raw: str


def works(method: str, says: str, params: Json, shows: object = DONE, **more: Unpack[More]) -> Case:
    return Case(method=method, says=says, params=params, shows=shows, **more)


def refuses(
    method: str, says: str, params: Json, words: str, parameters: Json | None = None, **more: Unpack[More]
) -> Case:
    """`words` are the code and the description: `400 Bad Request: chat not found`."""
    code, _, description = words.partition(" ")
    refusal = Refusal(code=int(code), description=description, parameters=parameters or {})
    return Case(method=method, says=says, params=params, refusal=refusal, **more)


def unlike(expected: Any, found: Any, where: str = "result") -> list[str]:  # noqa: ANN401  any JSON
    """Where the expected part is not in what was found."""
    if isinstance(expected, type):
        return [] if isinstance(found, expected) else [f"{where} is no {expected.__name__}: {found!r}"]
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key, item in expected.items()
            for line in (
                unlike(item, found[key], f"{where}.{key}") if key in found else [f"{where}.{key} is missing"]
            )
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for index, (a, b) in pairs for line in unlike(a, b, f"{where}[{index}]")]
    return [] if expected == found else [f"{where} is {found!r}, not {expected!r}"]
