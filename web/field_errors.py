"""What is wrong with a field, in plain words, with a pointer to it and an example of what works."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from web.examples import EXAMPLES, IN_QUERIES

_LONGEST_NAME: Final = 80


class FieldError(BaseModel):
    """`field` is the path inside the request (`phone`, `query.limit`); empty where no single field is to blame.

    `pointer` is the same as a JSON Pointer into the body (`#/leads/3/phone`); null for what is not in the body.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "field": "phone",
                    "pointer": "#/phone",
                    "message": "That is not an Indian mobile number. Example: 98765 43210.",
                    "example": "+919876543210",
                }
            ]
        }
    )

    field: str
    pointer: str | None
    message: str
    example: str | None = None


Error = Mapping[str, Any]
_OUTSIDE: Final = frozenset({"query", "path", "header", "cookie"})


def field_errors(found: Sequence[Any], *, at: tuple[str | int, ...] = ()) -> list[FieldError]:
    """Of pydantic's errors; `at` is where in the body the thing stands that was checked by itself."""
    return [_field_error(one, at) for one in found]


def _field_error(one: Error, at: tuple[str | int, ...]) -> FieldError:
    place = [*at, *one["loc"]] if at else list(one["loc"])
    outside = place[:1] and place[0] in _OUTSIDE
    if place[:1] == ["body"]:
        place = place[1:]
    names = [_clean(str(part)) for part in place]
    own = one.get("ctx", {}).get("example")
    known = {**EXAMPLES, **IN_QUERIES} if outside else EXAMPLES
    example = own if own is not None else known.get(names[-1]) if names else None
    return FieldError(
        field=".".join(names),
        pointer=None if outside else "#" + "".join(f"/{_escaped(name)}" for name in names),
        message=_message(one),
        example=None if example is None else str(example),
    )


def _clean(name: str) -> str:
    """A name may be anything that somebody has sent, half a character too."""
    return name.encode("utf-8", "replace").decode()[:_LONGEST_NAME]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _message(one: Error) -> str:
    plain = _PLAIN.get(one["type"])
    if plain is None:
        return _clean(str(one["msg"]))
    return plain(one.get("ctx", {})) if callable(plain) else plain


_TEXT: Final = "This must be text."
_NUMBER: Final = "This must be a number."
_WHOLE: Final = "This must be a whole number."
_MOMENT: Final = "This must be a moment with its offset from UTC. Example: 2026-11-24T09:30:00Z."
_PLAIN: Final[Mapping[str, str | Callable[[Mapping[str, Any]], str]]] = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field here. Take it out, or look at its spelling.",
    "string_type": _TEXT,
    "string_unicode": "This text holds half a character that cannot be stored. Send it as valid UTF-8.",
    "string_too_short": "This must not be empty.",
    "string_too_long": lambda ctx: f"This is too long: at most {ctx['max_length']} characters.",
    "string_pattern_mismatch": "This has signs that are not possible here.",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "greater_than_equal": lambda ctx: f"This must be at least {ctx['ge']:g}.",
    "less_than_equal": lambda ctx: f"This must be at most {ctx['le']:g}.",
    "enum": lambda ctx: f"This must be one of: {ctx['expected']}.",
    "model_type": "This must be an object: {…}.",
    "model_attributes_type": "This must be an object: {…}.",
    "dict_type": "This must be an object: {…}.",
    "list_type": "This must be a list: […].",
    "too_short": lambda ctx: f"There must be at least {ctx['min_length']} here.",
    "too_long": lambda ctx: f"There are too many: at most {ctx['max_length']}.",
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "timezone_naive": _MOMENT,
    "unusable": lambda ctx: str(ctx["said"]),
}
