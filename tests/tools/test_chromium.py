"""`.ci/chromium`: finds a browser, has Debian install one, or says in a sentence what to do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.tree import ROOT


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """The only folder on the script's path: a system with bash and little else, run by root."""
    for name in ("bash", "env", "chmod", "cat"):
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    program(tmp_path / "id", "echo 0")
    return tmp_path


def program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/usr/bin/env bash", *lines, ""]))
    path.chmod(0o755)


def ask(tools: Path, **given: str) -> subprocess.CompletedProcess[str]:
    alone = {name: value for name, value in os.environ.items() if name != "CHROMIUM"}
    return subprocess.run(
        [tools / "bash", ROOT / ".ci/chromium"],
        env=alone | given | {"PATH": str(tools)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_browser_that_is_there_is_taken(tools: Path) -> None:
    program(tools / "chromium")
    assert ask(tools).stdout == f"{tools}/chromium\n"


def test_a_named_browser_goes_first(tools: Path) -> None:
    program(tools / "chromium")
    program(tools / "mine")
    assert ask(tools, CHROMIUM=f"{tools}/mine").stdout == f"{tools}/mine\n"


def test_debian_installs_one_where_there_is_none(tools: Path) -> None:
    program(
        tools / "apt-get",
        'echo "$1"',
        f'[[ "$*" == *install*chromium ]] || exit 0; echo "#!" > {tools}/chromium; chmod +x {tools}/chromium',
    )
    answer = ask(tools)
    assert answer.stdout == f"{tools}/chromium\n"
    assert answer.stderr.split() == ["update", "install"]


def test_elsewhere_one_sentence_says_what_to_do(tools: Path) -> None:
    answer = ask(tools)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "CHROMIUM=/usr/bin/chromium make test" in answer.stderr


def test_without_the_right_to_install_it_says_so_too(tools: Path) -> None:
    program(tools / "id", "echo 1000")
    program(tools / "apt-get", "echo must not be called >&2; exit 1")
    answer = ask(tools)
    assert answer.returncode == 1
    assert "must not be called" not in answer.stderr
