"""The log of Bot API calls: the last few thousand, numbered, as they will be shown."""

from collections import deque
from dataclasses import dataclass

import orjson

from simulator.clock import iso
from simulator.errors import Refused
from simulator.model import Json, Upload

MOST = 5000
MOST_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class Entry:
    """`result` is JSON; empty while there is none."""

    at: float
    bot: str
    method: str
    params: Json
    result: bytes = b""
    refusal: Refused | None = None
    ms: float = 0

    @property
    def is_no_news(self) -> bool:
        return self.method == "getUpdates" and self.result == b"[]"

    def line(self, seq: int) -> bytes:
        view: Json = {
            "seq": seq,
            "at": iso(self.at),
            "bot": self.bot,
            "method": self.method,
            "params": self.params,
            "ok": self.refusal is None,
            "ms": round(self.ms, 2),
        }
        if self.refusal is None:
            view["result"] = orjson.Fragment(self.result or b"null")
        else:
            view |= {"error_code": self.refusal.code, "description": self.refusal.description}
        return orjson.dumps(view, default=_shown)


def _shown(value: object) -> object:
    if isinstance(value, Upload):
        return {"file_name": value.name, "mime_type": value.mime, "file_size": len(value.data)}
    return str(value)


class CallLog:
    """Written down at once, so that what a call has read and answered need not be kept."""

    def __init__(self) -> None:
        self.lines: deque[bytes] = deque()
        self.bytes = 0
        self.last = 0

    def add(self, entry: Entry) -> bytes:
        self.last += 1
        line = entry.line(self.last)
        self.lines.append(line)
        self.bytes += len(line)
        while len(self.lines) > MOST or (self.bytes > MOST_BYTES and len(self.lines) > 1):
            self.bytes -= len(self.lines.popleft())
        return line

    def after(self, seq: int) -> list[orjson.Fragment]:
        behind = min(max(self.last - seq, 0), len(self.lines))
        return [orjson.Fragment(line) for line in list(self.lines)[len(self.lines) - behind :]]
