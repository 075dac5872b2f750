"""A program that tests start again and again: what it imports is imported once, and each start is a fork of that process.

`python -m tests.preloaded simulator.__main__` is the process that forks. How the program starts by itself is tested
elsewhere; here it is only what stands around, or what dies many times.
"""

import asyncio
import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

ROOT: Final = Path(__file__).parents[1]
LONGEST_REQUEST: Final = 65_536


class Fork:
    """A running program, met as one that `asyncio` started."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self._code: int | None = None
        self.pid = int(_line(told))
        told.setblocking(False)

    @property
    def returncode(self) -> int | None:
        if self._code is None and select.select([self._told], [], [], 0)[0]:
            self._ended(self._told.recv(16))
        return self._code

    async def wait(self) -> int:
        if self._code is None:
            self._ended(await asyncio.get_running_loop().sock_recv(self._told, 16))
        assert self._code is not None
        return self._code

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, said: bytes) -> None:
        self._code = int(said)
        self._told.close()


def started(
    module: str,
    *words: str,
    streams: Sequence[int],
    folder: Path = ROOT,
    variables: Mapping[str, str] = os.environ,
) -> Fork:
    """`python -m` the module with these words; `streams` are its standard input, output and errors."""
    request = {"words": words, "folder": str(folder), "variables": dict(variables)}
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(_parent(module), [json.dumps(request).encode()], [*streams, theirs.fileno()])
        return Fork(ours)


@cache
def _parent(module: str) -> socket.socket:
    """Where requests are sent; the process ends with this one, however that ends."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.preloaded", module], stdin=theirs.fileno(), cwd=ROOT
        )

    def end() -> None:
        ours.close()
        process.wait(10)

    atexit.register(end)
    return ours


def _line(told: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\n"):
        piece = told.recv(1)
        assert piece, "the process that forks has ended"
        said += piece
    return said


def main() -> None:
    program: Callable[[], Any] = import_module(sys.argv[1]).main
    gc.collect()
    gc.freeze()  # what is here stays, and is shared with every fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who watch over the programs are not waited for
    with socket.socket(fileno=0) as requests:
        while True:
            said, descriptors, *_ = socket.recv_fds(requests, LONGEST_REQUEST, 4)
            if not said:
                return
            if os.fork() == 0:
                _watch(program, json.loads(said), descriptors)
            for descriptor in descriptors:
                os.close(descriptor)


def _watch(program: Callable[[], Any], request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Starts the program and tells its number, and in the end its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, told = descriptors
    number = os.fork()
    if number == 0:
        os.close(told)
        _become(program, request, streams)
    for descriptor in streams:
        os.close(descriptor)
    os.write(told, f"{number}\n".encode())
    _, status = os.waitpid(number, 0)
    os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(program: Callable[[], Any], request: dict[str, Any], streams: list[int]) -> NoReturn:
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.argv[1:] = request["words"]
    sys.exit(program())


if __name__ == "__main__":
    main()
