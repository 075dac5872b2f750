"""Server-sent events: what happens, told to every open playground."""

import asyncio

import orjson

from simulator.model import Json

MOST_WAITING = 1000


class Events:
    def __init__(self) -> None:
        self.readers: set[asyncio.Queue[bytes]] = set()

    def publish(self, event: Json) -> None:
        """A reader that does not keep up loses events; it can read the whole state again."""
        if not self.readers:
            return
        line = b"data: " + orjson.dumps(event, default=str) + b"\n\n"
        for reader in self.readers:
            if reader.full():
                reader.get_nowait()
            reader.put_nowait(line)

    def subscribe(self) -> asyncio.Queue[bytes]:
        reader: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self.readers.add(reader)
        return reader

    def unsubscribe(self, reader: asyncio.Queue[bytes]) -> None:
        self.readers.discard(reader)
