"""Rules of the code that no linter of ours knows."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.tools.tree import ROOT, files, python_files, syntax, text, texts

LONGEST_FILE: Final = 400
LONGEST_FUNCTION: Final = 40
# What may be longer, and why. `file.py` for a file, `file.py:function` for a function.
ALLOWED_LONGER: Final[dict[str, str]] = {}
FREE_TO_BE_LONG: Final = ("tests", "storage/migrations")

# A bracket in each pattern keeps it from finding itself.
REGISTRIES: Final = re.compile(
    r"py[p]i\.|python[h]osted|npm[j]s\.|crates[.]io|deb[.]debian|ghcr[.]io|docker[.]io"
)
MACHINE_PATHS: Final = re.compile(
    r"(?<![\w.])/(?:wor[k]/(?:main|shared)|roo[t]/|hom[e]/\w|User[s]/\w|opt/(?:py|wheel))"
)

NOQA: Final = re.compile(r"#\s*noqa\b(?P<rest>.*)", re.IGNORECASE)
NOQA_WITH_REASON: Final = re.compile(r":\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+\S.{3,}")
TYPE_IGNORE: Final = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")
TYPE_IGNORE_WITH_REASON: Final = re.compile(r"\[[a-z-]+(?:,\s*[a-z-]+)*\]\s+#?\s*\S.{3,}")

CLOCKS: Final = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep", "localtime", "gmtime"},
    "uuid": {"uuid1", "uuid4"},
    "os": {"urandom"},
    "asyncio": {"sleep"},
}
CHANCE: Final = {"random", "secrets"}


def product_files() -> Iterator[Path]:
    for name in python_files():
        if not str(name).startswith(FREE_TO_BE_LONG):
            yield name


def functions(name: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def comments(name: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text(name)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def clock_uses(name: Path) -> Iterator[str]:
    for node in ast.walk(syntax(name)):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if attr in CLOCKS.get(owner, ()):
                yield f"{name}:{node.lineno} {owner}.{attr}"
            case ast.ImportFrom(module=str(owner), names=names) if owner in CLOCKS or owner in CHANCE:
                for alias in names:
                    if owner in CHANCE or alias.name in CLOCKS[owner]:
                        yield f"{name}:{node.lineno} {owner}.{alias.name}"
            case ast.Import(names=names):
                yield from (f"{name}:{node.lineno} {alias.name}" for alias in names if alias.name in CHANCE)
            case _:
                pass


def test_no_file_is_too_long() -> None:
    lengths = {str(name): len(text(name).splitlines()) for name in product_files()}
    assert [n for n, lines in lengths.items() if lines > LONGEST_FILE and n not in ALLOWED_LONGER] == []


def test_no_function_is_too_long() -> None:
    lengths = [pair for name in product_files() for pair in functions(name)]
    assert [n for n, lines in lengths if lines > LONGEST_FUNCTION and n not in ALLOWED_LONGER] == []


def test_what_may_be_longer_still_is_and_says_why() -> None:
    long_files = {str(n) for n in product_files() if len(text(n).splitlines()) > LONGEST_FILE}
    long_functions = {
        n for name in product_files() for n, lines in functions(name) if lines > LONGEST_FUNCTION
    }
    assert set(ALLOWED_LONGER) <= long_files | long_functions
    assert all(ALLOWED_LONGER.values())


def test_package_roots_are_empty() -> None:
    assert [n for n in python_files() if n.name == "__init__.py" and (ROOT / n).stat().st_size] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}
    assert [n for n in python_files() if empty & {n.stem, *n.parent.parts}] == []


def test_the_rules_ask_nobody_for_the_time_or_for_chance() -> None:
    assert [use for name in python_files("domain") for use in clock_uses(name)] == []


def test_every_silenced_linter_says_which_rule_and_why() -> None:
    silent = [
        f"{name}:{line} {comment}"
        for name in python_files()
        for line, comment in comments(name)
        if (found := NOQA.search(comment)) and not NOQA_WITH_REASON.match(found["rest"])
    ]
    assert silent == []


def test_every_silenced_type_check_says_which_error_and_why() -> None:
    silent = [
        f"{name}:{line} {comment}"
        for name in python_files()
        for line, comment in comments(name)
        if (found := TYPE_IGNORE.search(comment)) and not TYPE_IGNORE_WITH_REASON.match(found["rest"])
    ]
    assert silent == []


def test_no_update_is_ever_dropped_at_start() -> None:
    dropping = re.compile(r"drop_pending_updates[\"']?\s*[=:]\s*[Tt]rue")
    ours = ((name, content) for name, content in texts() if name.parts[0] not in {"tests", "simulator"})
    assert [str(name) for name, content in ours if dropping.search(content)] == []


def test_no_registry_is_named() -> None:
    assert [f"{n}: {m[0]}" for n, content in texts() for m in REGISTRIES.finditer(content)] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert [f"{n}: {m[0]}" for n, content in texts() for m in MACHINE_PATHS.finditer(content)] == []


def test_every_local_link_in_a_document_leads_somewhere() -> None:
    link = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
    broken = [
        f"{name}: {target}"
        for name in files()
        if name.suffix == ".md"
        for target in link.findall(text(name))
        if not (ROOT / name.parent / target).exists()
    ]
    assert broken == []
