"""The two kinds of process in a measurement: the stub, and a contender that talks to it."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from benchmarks.workload import Step

ROOT: Final = Path(__file__).parent.parent
TICKS: Final = os.sysconf("SC_CLK_TCK")
TOKEN: Final = "1:bench"
LONGEST_SECONDS: Final = 180.0
SILENCE_SECONDS: Final = 1.5

Json = dict[str, Any]


class Stub:
    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.stub"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, what: str, **parameters: Any) -> Json:  # noqa: ANN401  whatever JSON can carry
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_SECONDS + 30)
        connection.request("POST", f"/stub/{what}", json.dumps(parameters))
        answer: Json = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def offer(self, steps: list[Step], rate: float | None = None) -> None:
        self.ask("offer", updates=[step.update for step in steps], rate=rate)

    def wait(self, said: int, *, quiet: float = SILENCE_SECONDS) -> Json:
        """Until `said` replies have come since the stub last forgot; says how many did, and when it is."""
        return self.ask("wait", said=said, seconds=LONGEST_SECONDS, quiet=quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A program that polls TELEGRAM_API_URL with TELEGRAM_TOKEN, keeps its state in DATA_DIR, and replies once an update.

    `keeps_words` is false where its replies do not begin as `workload.ROUND` says; their order cannot be checked then.
    """

    name: str
    module: str
    keeps_words: bool = True


class Running:
    """A contender at work. Ended with its first exit; `restart` kills it without a word and starts it again."""

    def __init__(self, contender: Contender, stub: Stub) -> None:
        self.contender = contender
        self.stub = stub

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="bench-")
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()
        self.folder.cleanup()

    def restart(self) -> None:
        self._kill()
        self._start()

    def _start(self) -> None:
        given = {"TELEGRAM_API_URL": self.stub.address, "TELEGRAM_TOKEN": TOKEN, "DATA_DIR": self.folder.name}
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.contender.module],
            cwd=ROOT,
            env=os.environ | given,
            stdout=subprocess.DEVNULL,
        )

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def cpu_seconds(self) -> float:
        return seconds_of_cpu(self.process.pid)

    def memory_mb(self) -> float:
        return memory_mb(self.process.pid)


def seconds_of_cpu(process: int) -> float:
    """User and system time of all its threads so far, from the kernel's books."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(process: int) -> float:
    """What of it is in memory (RSS)."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
