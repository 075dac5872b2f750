"""The program as a process of its own, watched from outside: started, killed, paused, stopped, and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

import httpx

from tests.loopback import NO_CERTIFICATES
from tests.preloaded import Fork, started

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 30.0


class Program:
    """`python -m bot <command>` with these variables and none of the machine's own that it knows.

    `forked`: what it imports is imported already, for programs that are started many times.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str], *, forked: bool = False) -> None:
        self.folder = folder
        self._forked = forked
        self.port = int(variables["HTTP_PORT"])
        self._variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
        self._process: Process | Fork | None = None
        self.log = folder / "program.log"

    @property
    def process(self) -> Process | Fork:
        assert self._process is not None, "the program has not been started"
        return self._process

    async def start(self, command: str = "run") -> None:
        with self.log.open("ab") as log:
            self._process = self._fork(command, log) if self._forked else await self._begin(command, log)

    def _fork(self, command: str, log: BinaryIO) -> Fork:
        with Path(os.devnull).open("rb") as nothing:
            streams = (nothing.fileno(), log.fileno(), log.fileno())
            return started(
                "bot.__main__", command, streams=streams, folder=self.folder, variables=self._variables
            )

    async def _begin(self, command: str, log: BinaryIO) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", command),
            cwd=self.folder,
            env=self._variables,
            stdout=log,
            stderr=log,
        )

    async def serving(self) -> None:
        """Returns when it answers; fails when it ended instead."""
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", verify=NO_CERTIFICATES
        ) as client:
            for _ in range(int(PATIENCE / 0.02)):
                assert self.process.returncode is None, self.said()
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get("/healthz")).is_success:
                        return
                await asyncio.sleep(0.02)
        raise AssertionError(f"it does not serve: {self.said()}")

    async def end(self, number: signal.Signals) -> int:
        """The signal, and the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def once(self, *command: str) -> tuple[int, str]:
        """Another command beside the running one: its exit code and all it said."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command),
            cwd=self.folder,
            env=self._variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), 4 * PATIENCE)
        return process.returncode or 0, said.decode()

    async def gone(self) -> None:
        """Whatever the test did, nothing is left running."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")
