"""The lock files: every release fixed by its hashes, and nothing said about where it comes from."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.tools.tree import text

RUNTIME: Final = "requirements/runtime.txt"
LOCKS: Final = (RUNTIME, "requirements/bills.txt", "requirements/development.txt")
PIN: Final = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==(?P<version>[^\s;\\]+)")


def entries(lock: str) -> Iterator[str]:
    """One requirement with its hashes each; comments left out, continued lines joined."""
    lines = (line for line in text(lock).splitlines() if not line.lstrip().startswith("#"))
    yield from (entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip())


def pins(lock: str) -> dict[str, str]:
    found = (PIN.match(entry) for entry in entries(lock))
    return {pin["name"]: pin["version"] for pin in found if pin}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    loose = [e for e in entries(lock) if not PIN.match(e) or not re.search(r"--hash=sha256:[0-9a-f]{64}", e)]
    assert loose == []
    assert len(pins(lock)) > 30


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_holds_an_address(lock: str) -> None:
    assert re.findall(r"^.*(?:://|index-url|find-links|trusted-host| @ ).*$", text(lock), re.MULTILINE) == []


def test_development_has_the_very_releases_that_run() -> None:
    runtime, *wider = (pins(lock) for lock in LOCKS)
    for more in wider:
        assert {name: more.get(name) for name in runtime} == runtime


def test_the_project_itself_can_be_installed_from_the_lock_alone() -> None:
    assert "setuptools" in pins("requirements/runtime.txt")
