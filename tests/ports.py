"""Ports for programs that tests start and that take them only a while later."""

import itertools
import os
import socket
from typing import Final

_FIRST: Final = 15_000
_EACH: Final = 1_500
_WORKERS: Final = 11
_WORKER: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_TURN: Final = itertools.count()


def a_free_port() -> int:
    """From a range of this worker's own, below 32768, where outgoing connections begin: nobody takes it before the program does."""
    for turn in itertools.islice(_TURN, _EACH):
        port = _FIRST + _WORKER * _EACH + turn % _EACH
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")
