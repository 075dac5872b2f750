"""`make bench`: every contender in turn, several times, on the same updates; a table, and JSON beside it."""

import argparse
import importlib.util
import json
import platform
import statistics
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from benchmarks.process import Contender, Running, Stub
from benchmarks.workload import FIRST_CHAT, PEOPLE, Step, steps

RESULTS: Final = Path(__file__).parent / "results" / "latest.json"
BASELINE: Final = "python-telegram-bot"
CONTENDERS: Final = (
    Contender(name=BASELINE, module="benchmarks.baseline_ptb"),
    Contender(name="aiogram", module="benchmarks.baseline_aiogram"),
    Contender(name="chargeops", module="benchmarks.contender"),
)
WARM_UP: Final = 400
BACKLOG: Final = 3000
KILL_AFTER: Final = 500
NEWCOMERS: Final = 250
RATE: Final = 100.0
# Imports take seconds on a busy machine; this much silence after a start is no sign of death.
START_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One contender in one run; `wrong`, `lost` and `doubled` are parts of the updates given."""

    updates_per_second: float
    cpu_us_per_update: float
    memory_mb: float
    wrong: float
    p50_ms: float
    p99_ms: float
    serving_s: float
    lost: float
    doubled: float


def waits(given: Iterable[Step], report: dict[str, Any]) -> list[float]:
    """Seconds from offer to reply: a person's nth message is the reply to that person's nth update."""
    said: dict[int, deque[float]] = defaultdict(deque)
    for word in report["said"]:
        said[word["chat"]].append(word["at"])
    offered = report["offered"]
    return [
        said[step.chat].popleft() - offered[str(step.update["update_id"])]
        for step in given
        if said[step.chat]
    ]


def right(given: Iterable[Step], report: dict[str, Any]) -> int:
    """How many updates got the reply that was due, in its order; a missing one does not spoil those after it."""
    due: dict[int, list[str]] = defaultdict(list)
    said: dict[int, list[str]] = defaultdict(list)
    for step in given:
        due[step.chat].append(step.expected)
    for word in report["said"]:
        said[word["chat"]].append(word["text"].split(" ")[0])
    return sum(
        block.size
        for chat, expected in due.items()
        for block in SequenceMatcher(None, expected, said[chat], autojunk=False).get_matching_blocks()
    )


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Run:
    """One contender from its start to its end; update ids go on rising through all parts."""

    def __init__(self, stub: Stub, contender: Contender, *, updates: int, seconds: float) -> None:
        self.stub = stub
        self.contender = contender
        self.updates = updates
        self.seconds = seconds
        self.next_id = 1

    def figures(self) -> Figures:
        with Running(self.contender, self.stub) as running:
            self._warm_up()
            saturated = self._saturated(running)
            steady = self._steady()
            fallen = self._fall(running)
        return Figures(**saturated, **steady, **fallen)

    def _steps(self, count: int, first_chat: int = FIRST_CHAT) -> list[Step]:
        made = steps(count, first_id=self.next_id, first_chat=first_chat)
        self.next_id += count
        self.stub.ask("forget")
        return made

    def _warm_up(self) -> None:
        given = self._steps(WARM_UP - WARM_UP % 4, first_chat=FIRST_CHAT + 10 * PEOPLE)
        self.stub.offer(given)
        if self.stub.wait(len(given), quiet=START_SECONDS)["said"] < len(given):
            raise SystemExit(f"{self.contender.name} did not answer its first {len(given)} updates")

    def _saturated(self, running: Running) -> dict[str, float]:
        given = self._steps(self.updates)
        before = running.cpu_seconds()
        self.stub.offer(given)
        self.stub.wait(len(given))
        cpu = running.cpu_seconds() - before
        report = self.stub.ask("report")
        took = max(word["at"] for word in report["said"]) - min(report["offered"].values())
        return {
            "updates_per_second": len(given) / took,
            "cpu_us_per_update": cpu / len(given) * 1e6,
            "memory_mb": running.memory_mb(),
            "wrong": 1 - right(given, report) / len(given) if self.contender.keeps_words else 0.0,
        }

    def _steady(self) -> dict[str, float]:
        """Fresh people, so that what went wrong before under pressure does not count again."""
        given = self._steps(int(self.seconds * RATE), first_chat=FIRST_CHAT + PEOPLE)
        self.stub.offer(given, RATE)
        self.stub.wait(len(given))
        seconds = waits(given, self.stub.ask("report"))
        return {"p50_ms": percentile(seconds, 0.5) * 1000, "p99_ms": percentile(seconds, 0.99) * 1000}

    def _fall(self, running: Running) -> dict[str, float]:
        """Killed in the midst of a backlog, started again, with newcomers already waiting."""
        backlog = self._steps(BACKLOG, first_chat=FIRST_CHAT + 2 * PEOPLE)
        self.stub.offer(backlog)
        self.stub.wait(KILL_AFTER)
        running.restart()
        so_far = self.stub.wait(0)
        newcomers = steps(NEWCOMERS, first_id=self.next_id, first_chat=FIRST_CHAT + 3 * PEOPLE)
        self.next_id += NEWCOMERS
        self.stub.offer(newcomers)
        self.stub.wait(so_far["said"] + 1, quiet=START_SECONDS)
        self.stub.wait(
            2 * (BACKLOG + NEWCOMERS)
        )  # until silence: what was said twice must not end the count early
        return self._damage(backlog + newcomers, so_far)

    def _damage(self, given: list[Step], so_far: dict[str, Any]) -> dict[str, float]:
        report = self.stub.ask("report")
        owed = Counter(step.chat for step in given)
        paid = Counter(word["chat"] for word in report["said"])
        after = [word["at"] for word in report["said"][so_far["said"] :]]
        return {
            "serving_s": min(after) - so_far["now"] if after else float("inf"),
            "lost": (owed - paid).total() / len(given),
            "doubled": (paid - owed).total() / len(given),
        }


def medians(runs: Sequence[Figures]) -> Figures:
    return Figures(
        **{f.name: statistics.median(getattr(run, f.name) for run in runs) for f in fields(Figures)}
    )


COLUMNS: Final = (
    ("updates/s", "updates_per_second", "{:.0f}"),
    ("CPU µs/update", "cpu_us_per_update", "{:.0f}"),
    ("RSS MB", "memory_mb", "{:.0f}"),
    ("wrong state", "wrong", "{:.1%}"),
    ("p50 ms", "p50_ms", "{:.1f}"),
    ("p99 ms", "p99_ms", "{:.1f}"),
    ("kill -9 to serving s", "serving_s", "{:.1f}"),
    ("lost", "lost", "{:.1%}"),
    ("doubled", "doubled", "{:.1%}"),
)


def table(results: dict[str, Figures]) -> str:
    """Markdown, as it stands in benchmarks/README.md."""
    unit = results[BASELINE].updates_per_second if BASELINE in results else float("nan")
    titles = ["bot", *(title for title, _, _ in COLUMNS), f"of {BASELINE}"]
    rows = [titles, ["---"] * len(titles)]
    for name, figures in results.items():
        cells = [form.format(getattr(figures, field)) for _, field, form in COLUMNS]
        rows.append([name, *cells, f"{figures.updates_per_second / unit:.2f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=3, help="how often each contender runs; medians are shown"
    )
    parser.add_argument("--updates", type=int, default=5500, help="updates of the saturated part")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the part at 100 updates/s")
    parser.add_argument(
        "--only", action="append", choices=[c.name for c in CONTENDERS], help="leave the others out"
    )
    return parser.parse_args()


def measure(asked: argparse.Namespace) -> dict[str, list[Figures]]:
    """Interleaved, so that a machine that slows down slows everybody."""
    present = [
        c
        for c in CONTENDERS
        if importlib.util.find_spec(c.module) and (not asked.only or c.name in asked.only)
    ]
    results: dict[str, list[Figures]] = {contender.name: [] for contender in present}
    for turn in range(asked.runs):
        for contender in present:
            print(f"run {turn + 1} of {asked.runs}: {contender.name}", file=sys.stderr)
            with Stub() as stub:
                run = Run(stub, contender, updates=asked.updates, seconds=asked.seconds)
                results[contender.name].append(run.figures())
    return results


def main() -> None:
    asked = arguments()
    results = measure(asked)
    middle = {name: medians(runs) for name, runs in results.items()}
    print(table(middle))
    record = {
        "python": platform.python_version(),
        "system": platform.system(),
        "medians": {name: asdict(figures) for name, figures in middle.items()},
        "runs": {name: [asdict(figures) for figures in runs] for name, runs in results.items()},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
