"""make, the build server, the image and compose.yaml: what can be known without running them."""

import re
import subprocess
import tomllib
from typing import Any, Final

import pytest
import yaml

from bot.settings import Settings
from tests.tools.tree import ROOT, text

TARGETS: Final = ("run", "test", "check", "bench", "format", "docs", "messages", "lock")
COMPOSE_ONLY: Final = {"POSTGRES_PASSWORD", "WEB_PORTS"}


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", text("Makefile"), re.MULTILINE)


def test_make_says_what_can_be_made() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in said.splitlines()} >= set(TARGETS)


def test_the_build_server_runs_make_test_and_nothing_else() -> None:
    lines = [line for line in text(".ci/run").splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "make test"]


@pytest.mark.parametrize("script", [".ci/run", ".ci/chromium"])
def test_scripts_can_be_started_and_read(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)


def test_check_runs_every_tool() -> None:
    plan = subprocess.run(
        ["make", "--dry-run", "check"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert all(tool in plan for tool in ("ruff check .", "ruff format --check .", "mypy .", "lint-imports"))


def test_every_ignored_rule_has_a_reason_beside_it() -> None:
    rules = re.findall(r'^.*"[A-Z]+\d+".*$', text("pyproject.toml"), re.MULTILINE)
    assert len(rules) > 10
    assert [line for line in rules if not re.search(r"#\s\S.{4,}", line)] == []


def test_the_floors_know_every_room() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    packaged = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert set(project["tool"]["importlinter"]["root_packages"]) == packaged - {"locales"}
    assert packaged == {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")}


def stages() -> list[str]:
    return re.split(r"^FROM ", text("Dockerfile"), flags=re.MULTILINE)[1:]


def test_the_image_has_two_stages_on_a_base_that_can_be_exchanged() -> None:
    assert len(stages()) == 2
    assert all(stage.startswith("${PYTHON_IMAGE}") for stage in stages())
    assert re.search(r"^ARG PYTHON_IMAGE=\S+", text("Dockerfile"), re.MULTILINE)


def test_the_image_runs_as_nobody_special_and_can_be_asked_for_its_health() -> None:
    final = stages()[-1]
    assert re.findall(r"^USER (\S+)", final, re.MULTILINE) == ["chargeops"]
    assert 'CMD ["python", "-m", "bot", "health"]' in final
    assert "VOLUME /data" in final
    assert "--require-hashes -r requirements/runtime.txt" in stages()[0]


def test_the_image_takes_in_every_room_and_no_secret() -> None:
    let_in = {line[1:].rstrip("/") for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")} <= let_in
    assert text(".dockerignore").splitlines()[1] == "*"
    assert not {name for name in let_in if name.startswith((".env", "var", ".git", "tests"))}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    volumes = {mount.split(":")[0] for s in described["services"].values() for mount in s["volumes"]}
    assert volumes == set(described["volumes"])
    services: dict[str, Any] = described["services"]
    return services


def test_two_of_each_process_stand_on_one_database(services: dict[str, Any]) -> None:
    assert set(services) == {"database", "migrate", "web", "work"}
    assert services["web"]["deploy"]["replicas"] == services["work"]["deploy"]["replicas"] == 2
    assert services["database"]["image"].startswith("postgres:")


def test_all_processes_are_the_same_image_with_the_same_settings(services: dict[str, Any]) -> None:
    ours = [services[name] for name in ("migrate", "web", "work")]
    assert [service["command"] for service in ours] == [["migrate"], ["web"], ["work"]]
    assert all(s["image"] == ours[0]["image"] and s["environment"] == ours[0]["environment"] for s in ours)


def test_nobody_starts_before_the_tables_stand(services: dict[str, Any]) -> None:
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "work"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_what_has_no_health_check_is_not_called_ill(services: dict[str, Any]) -> None:
    assert "pg_isready" in services["database"]["healthcheck"]["test"]
    assert services["web"]["healthcheck"]["test"] == ["CMD", "python", "-m", "bot", "health"]
    assert all(services[name]["healthcheck"] == {"disable": True} for name in ("migrate", "work"))


def test_a_missing_secret_is_asked_for_in_a_sentence(services: dict[str, Any]) -> None:
    asked = dict(re.findall(r"\$\{(\w+):\?([^}]+)\}", text("compose.yaml")))
    assert set(asked) == {
        "POSTGRES_PASSWORD",
        "PUBLIC_URL",
        "TELEGRAM_TOKEN",
        "WEBHOOK_SECRET",
        "WEBHOOK_URL",
    }
    assert all(sentence.startswith(f"{name} is missing, for example ") for name, sentence in asked.items())
    given = services["web"]["environment"]
    assert {name for name in asked if name != "POSTGRES_PASSWORD"} <= set(given)


def documented_settings() -> set[str]:
    table = text("README.md").partition("## Settings")[2].partition("\n## ")[0]
    return {
        name
        for row in re.findall(r"^\| (`[A-Z].*?) \|", table, re.MULTILINE)
        for name in re.findall(r"[A-Z][A-Z_]+", row)
    }


def test_every_setting_stands_in_the_readme_and_in_the_example() -> None:
    example = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text(".env.example"), re.MULTILINE))
    assert example == documented_settings() == {name.upper() for name in Settings.model_fields} | COMPOSE_ONLY


def test_compose_hands_on_only_settings_that_exist(services: dict[str, Any]) -> None:
    assert set(services["web"]["environment"]) <= documented_settings()
