"""The repository as the tests of its tools see it: files, and Python as syntax."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent


@cache
def files() -> tuple[Path, ...]:
    """Everything git keeps or is about to keep, relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = sorted({Path(name) for name in listing.split("\0") if name})
    return tuple(name for name in names if (ROOT / name).is_file())


def python_files(*rooms: str) -> tuple[Path, ...]:
    """Python sources; of some rooms only, where rooms are named."""
    return tuple(name for name in files() if name.suffix == ".py" and (not rooms or name.parts[0] in rooms))


def text(name: Path | str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def texts() -> Iterator[tuple[Path, str]]:
    """What can be read as text; pictures and fonts are left out."""
    for name in files():
        try:
            yield name, text(name)
        except UnicodeDecodeError:
            continue


@cache
def syntax(name: Path) -> ast.Module:
    return ast.parse(text(name), filename=str(name))
