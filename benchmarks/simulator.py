"""`python -m benchmarks.simulator`: that the simulator is never what another benchmark measures. Two minutes on two idle cores.

Prints calls a second of one core, the memory, and how long saving keeps a call waiting. Needs Linux (`/proc`).
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.million import CHATS, FIRST_PERSON, MESSAGES
from benchmarks.process import ROOT, memory_mb, seconds_of_cpu

SECONDS: Final = 3.0
STOP_WITHIN_S: Final = 60.0
# (what, the caller's job, as a form)
JOBS: Final = (
    ("sendMessage, JSON", "send", False),
    ("sendMessage, form", "send", True),
    ("editMessageText", "edit", False),
    ("answerCallbackQuery", "answer", False),
    ("getUpdates of 100", "updates", False),
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`share` is the caller's time on a processor as a part of the simulator's."""

    calls_per_core: float
    share: float
    p50_ms: float
    longest_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A simulator that keeps its state in a file, and how long it took to serve."""

    pid: int
    port: int
    start_s: float

    @property
    def memory_mb(self) -> float:
        return memory_mb(self.pid)


@contextmanager
def town(state: Path) -> Iterator[Town]:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--until-eof", "--state", str(state)]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline().rpartition(":")[2])
            yield Town(pid=process.pid, port=port, start_s=time.perf_counter() - began)
            process.stdin.close()
            process.wait(STOP_WITHIN_S)
        finally:
            process.kill()


class Caller:
    """A job in a process of its own: ready once constructed, at work from `start` on."""

    def __init__(self, where: Town, kind: str, *, form: bool = False, seconds: float = SECONDS) -> None:
        self.town = where
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.caller"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        people = [FIRST_PERSON + number for number in range(CHATS)]
        self._tell({"port": where.port, "kind": kind, "form": form, "seconds": seconds, "people": people})
        self._hear()

    def _tell(self, what: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the caller ended without a word")
        return line

    def start(self) -> None:
        self.before = seconds_of_cpu(self.town.pid)
        self._tell("go")

    def figures(self) -> Figures:
        report: Json = json.loads(self._hear())
        cpu = seconds_of_cpu(self.town.pid) - self.before
        self.process.communicate()
        return Figures(
            calls_per_core=report["calls"] / cpu,
            share=report["cpu_s"] / cpu,
            p50_ms=report["p50_ms"],
            longest_ms=report["longest_ms"],
        )


def measured(where: Town) -> dict[str, Figures]:
    results = {}
    for what, kind, form in JOBS:
        print(f"  {what}", file=sys.stderr)
        caller = Caller(where, kind, form=form)
        caller.start()
        results[what] = caller.figures()
    return results


def waiting(where: Town) -> Figures:
    """How long a call that does nothing waits while others keep the simulator busy and its state is saved."""
    probe, load = Caller(where, "probe", seconds=2 * SECONDS), Caller(where, "send", seconds=2 * SECONDS)
    load.start()
    probe.start()
    figures = probe.figures()
    load.figures()
    return figures


def built(state: Path, messages: int) -> None:
    print(f"a town of {CHATS:,} chats and {messages:,} messages", file=sys.stderr)
    command = [sys.executable, "-m", "benchmarks.million", str(state), str(messages)]
    subprocess.run(command, cwd=ROOT, check=True)


def table(titles: list[str], rows: list[list[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show(sizes: dict[int, tuple[Town, Json]]) -> None:
    held = [f"{messages:,}" for messages in sizes]
    titles = ["calls a second of one core", *(f"{size} messages held" for size in held), "caller : simulator"]
    last = list(sizes.values())[-1][1]["calls"]
    rows = [
        [
            what,
            *(f"{found['calls'][what].calls_per_core:,.0f}" for _, found in sizes.values()),
            f"{last[what].share:.2f}",
        ]
        for what, _, _ in JOBS
    ]
    print(table(titles, rows), end="\n\n")
    lines = {
        "memory at the start, MB": "{memory:.0f}",
        "memory after the calls, MB": "{memory_after:.0f}",
        "from the start to serving, s": "{start_s:.1f}",
        "a getMe beside eight busy connections: half within, ms": "{p50_ms:.1f}",
        "the longest, saving included, ms": "{longest_ms:.0f}",
    }
    rows = [[what, *(form.format(**found) for _, found in sizes.values())] for what, form in lines.items()]
    print(table(["with so many messages", *held], rows))


def main() -> None:
    sizes = {}
    with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
        for messages in (CHATS * 2, MESSAGES):
            state = Path(folder) / f"{messages}.state"
            built(state, messages)
            with town(state) as where:
                found: Json = {"memory": where.memory_mb, "start_s": where.start_s}
                found["calls"] = measured(where)
                beside = waiting(where)
                found |= {
                    "p50_ms": beside.p50_ms,
                    "longest_ms": beside.longest_ms,
                    "memory_after": where.memory_mb,
                }
            sizes[messages] = (where, found)
    show(sizes)


if __name__ == "__main__":
    main()
