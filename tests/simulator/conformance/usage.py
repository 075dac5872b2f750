"""Which methods of the Bot API a program names: in strings, as aiogram's classes, as calls of a bot's methods."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.simulator.driving import SCHEMA

ROOT: Final = Path(__file__).resolve().parents[3]
PRODUCT: Final = ("bot", "cards", "conversations", "handlers", "integrations", "jobs", "web")
BY_CLASS: Final = {name[0].upper() + name[1:]: name for name in SCHEMA.methods}
BY_CALL: Final = {re.sub(r"(?=[A-Z])", "_", name).lower(): name for name in SCHEMA.methods}


def used_in(source: str) -> set[str]:
    return {name for node in ast.walk(ast.parse(source)) for name in _named(node)}


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text) if text in SCHEMA.methods and text != "close":
            yield text
        case ast.ImportFrom(module=str() as module, names=names) if module.startswith("aiogram.methods"):
            yield from (BY_CLASS[alias.name] for alias in names if alias.name in BY_CLASS)
        case ast.Call(func=ast.Attribute(value=owner, attr=attr)) if attr in BY_CALL and _is_a_bot(owner):
            yield BY_CALL[attr]
        case _:
            return


def _is_a_bot(owner: ast.expr) -> bool:
    """`bot`, `self.bot`, `message.bot`: other things are closed and have files as well."""
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name.strip("_") in {"bot", "gram", "telegram"}


def used_by_the_product() -> dict[str, list[str]]:
    """Method → the files that name it."""
    found: dict[str, list[str]] = {}
    for folder in PRODUCT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for method in used_in(path.read_text()):
                found.setdefault(method, []).append(str(path.relative_to(ROOT)))
    return found
