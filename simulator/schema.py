"""The Bot API as data: every parameter of a call and every field of an answer is looked up here.

Types are written as in bot-api.json: `Integer`, `Array of MessageEntity`, names of objects.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from simulator.errors import Refused, bad_request
from simulator.model import Json, Upload

SPEC = Path(__file__).with_name("bot-api.json")
Reader = Callable[[object], object]

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "voice": "there is no voice in the request",
    "media": "there is no media in the request",
    "file_id": "file_id is empty",
    "action": "wrong parameter action in request",
}
MOST = 2**63 - 1
MAY_BE_EMPTY = frozenset({("setWebhook", "url")})  # which takes the webhook away
TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


class Mismatch(ValueError):
    pass


def _integer(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,19}", value.strip()):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST:
        return value
    raise Mismatch("Number")


def _float(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Mismatch("Number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise Mismatch("Number") from None
    return number if math.isfinite(number) else _refuse("Number")


def _refuse(kind: str) -> object:
    raise Mismatch(kind)


def _string(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Mismatch("String")


def _boolean(value: object) -> object:
    if isinstance(value, bool):
        return value
    known = TRUTHS.get(str(value).lower()) if isinstance(value, int | str) else None
    return _refuse("Boolean") if known is None else known


def _chat(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= MOST else str(value)
    text = str(_string(value))
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text


def _input_file(value: object) -> object:
    return value if isinstance(value, Upload | str) else _refuse("InputFile")


def _anything(value: object) -> object:
    return value


PLAIN: dict[str, Reader] = {
    "Integer": _integer,
    "Float": _float,
    "String": _string,
    "Boolean": _boolean,
    "True": _boolean,
    "InputFile": _input_file,
}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except ValueError:
        raise Mismatch("valid JSON") from None


class Schema:
    def __init__(self, document: Json) -> None:
        self.types: dict[str, Json] = document["types"]
        self.names: dict[str, str] = {name.lower(): name for name in document["methods"]}
        self.methods: dict[str, Json] = document["methods"]
        self._readers: dict[str, dict[str, tuple[Reader, bool]]] = {}
        self._needed: dict[str, list[str]] = {}

    @classmethod
    def load(cls) -> "Schema":
        return cls(orjson.loads(SPEC.read_bytes()))

    def read(self, method: str, raw: Mapping[str, object]) -> Json:
        """The parameters with their types; refuses unknown, missing and mistyped ones."""
        fields = self._readers.get(method) or self._compile(method)
        params: Json = {}
        for name, value in raw.items():
            if name not in fields:
                raise bad_request(f'unknown parameter "{name}" of {method}')
            if value is not None:
                params[name] = self._value(method, name, fields[name][0], value)
        for name, (_, required) in fields.items():
            if required and params.get(name, "") == "" and (method, name) not in MAY_BE_EMPTY:
                raise self._missing(method, name)
        return params

    def _value(self, method: str, name: str, reader: Reader, value: object) -> object:
        try:
            return reader(value)
        except Mismatch as mismatch:
            what = str(mismatch)
            if " " in what and what != "valid JSON":
                raise bad_request(f"can't parse {name.replace('_', ' ')}: {what}") from None
            raise bad_request(f'parameter "{name}" of {method} must be of type {what}') from None

    @staticmethod
    def _missing(method: str, name: str) -> Refused:
        return bad_request(MISSING.get(name, f'parameter "{name}" of {method} is required'))

    def _compile(self, method: str) -> dict[str, tuple[Reader, bool]]:
        fields = self.methods[method]["fields"]
        readers = {name: (self._reader(spec["types"]), spec["required"]) for name, spec in fields.items()}
        self._readers[method] = readers
        return readers

    def _reader(self, types: list[str]) -> Reader:
        if types == ["Integer", "String"]:
            return _chat
        if "InputFile" in types:
            return _input_file
        if len(types) == 1 and types[0] in PLAIN:
            return PLAIN[types[0]]
        return lambda value: self.fit(types, _decoded(value))

    def fit(self, types: list[str], value: object) -> object:
        """`value` if it has one of the types, all the way down; objects with strict fields."""
        if types[0].startswith("Array of "):
            if not isinstance(value, list):
                raise Mismatch("Array")
            inner = _members(types[0])
            return [self.fit(inner, item) for item in value]
        if types[0] in PLAIN:
            return self._fit_plain(types, value)
        if "KeyboardButton" in types and isinstance(value, str):
            return {"text": value}
        if not isinstance(value, dict):
            raise Mismatch("Object")
        return self._fit_object(self._choose(types, value), value)

    @staticmethod
    def _fit_plain(types: list[str], value: object) -> object:
        if types == ["Integer", "String"]:
            return _chat(value)
        if types[0] == "String" and not isinstance(value, str):
            raise Mismatch("String")
        return PLAIN[types[0]](value)

    def _choose(self, types: list[str], value: Json) -> str:
        if len(types) == 1 and "subtypes" not in self.types[types[0]]:
            return types[0]
        names: list[str] = [name for kind in types for name in self.types[kind].get("subtypes", [kind])]
        if len(names) == 1:
            return names[0]
        if isinstance(value.get("type"), str):
            fits = [name for name in names if _snake(name).endswith(f"_{value['type']}")]
            if fits:
                return min(fits, key=len)
            raise Mismatch(f'type "{value["type"]}" is not one of {", ".join(names)}')
        return self._by_fields(names, value)

    def _by_fields(self, names: list[str], value: Json) -> str:
        for name in names:
            required = {key for key, spec in self.types[name]["fields"].items() if spec["required"]}
            if required and required <= value.keys():
                return name
        raise Mismatch(f"object expected as one of {', '.join(names)}")

    def _fit_object(self, name: str, value: Json) -> Json:
        fields = self.types[name]["fields"]
        fitted: Json = {}
        for key, item in value.items():
            if key not in fields:
                raise Mismatch(f'{name} has no field "{key}"')
            if item is not None:
                fitted[key] = self._fit_field(key, fields[key]["types"], item)
        for key in self._required(name):
            if key not in fitted:
                raise Mismatch(f'Can\'t find field "{key}"')
        return fitted

    def _required(self, name: str) -> list[str]:
        required = self._needed.get(name)
        if required is None:
            fields = self.types[name]["fields"]
            required = self._needed[name] = [key for key, spec in fields.items() if spec["required"]]
        return required

    def _fit_field(self, key: str, types: list[str], item: object) -> object:
        try:
            return self.fit(types, item)
        except Mismatch as mismatch:
            if " " in str(mismatch):
                raise
            raise Mismatch(f'Field "{key}" must be of type {mismatch}') from None

    def violations(self, kind: str, value: Any, where: str = "result") -> list[str]:  # noqa: ANN401  any JSON
        """What in an answer is not as bot-api.json says; empty when all is well."""
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where} is not an array"]
            inner = kind.removeprefix("Array of ")
            return [
                line
                for index, item in enumerate(value)
                for line in self.violations(inner, item, f"{where}[{index}]")
            ]
        if kind in PLAIN:
            return [] if _is_plain(kind, value) else [f"{where} is not {kind}: {value!r}"]
        if not isinstance(value, dict):
            return [f"{where} is not an object: {value!r}"]
        return self._object_violations(self._result_type(kind, value), value, where)

    def _result_type(self, kind: str, value: Json) -> str:
        names: list[str] = self.types[kind].get("subtypes", [kind])
        if kind == "MaybeInaccessibleMessage":
            return "Message" if value.get("date") else "InaccessibleMessage"
        fits = [name for name in names if value.keys() <= self.types[name]["fields"].keys()]
        for name in fits:
            if {key for key, spec in self.types[name]["fields"].items() if spec["required"]} <= value.keys():
                return name
        return names[0]

    def _object_violations(self, name: str, value: Json, where: str) -> list[str]:
        fields = self.types[name]["fields"]
        lines = [f"{where}.{key} is not a field of {name}" for key in value if key not in fields]
        lines += [
            f"{where}.{key} is missing"
            for key, spec in fields.items()
            if spec["required"] and key not in value
        ]
        for key, item in value.items():
            if key in fields:
                lines += self._any_of(fields[key]["types"], item, f"{where}.{key}")
        return lines

    def _any_of(self, kinds: list[str], value: object, where: str) -> list[str]:
        tries = [self.violations(kind, value, where) for kind in kinds]
        return [] if any(not lines for lines in tries) else tries[0]


@cache
def _members(kind: str) -> list[str]:
    """`Array of A, B and C` → [A, B, C]; `Array of Array of X` → [Array of X]."""
    inner = kind.removeprefix("Array of ")
    return [inner] if inner.startswith("Array of ") else re.split(r", | and ", inner)


def _is_plain(kind: str, value: object) -> bool:
    if kind == "True":
        return value is True
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "Float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)
