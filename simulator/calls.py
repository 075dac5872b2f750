"""The log of Bot API calls: the last few thousand, numbered."""

from collections import deque
from dataclasses import dataclass

from simulator.clock import iso
from simulator.errors import Refused
from simulator.model import Json, Upload

MOST = 5000


@dataclass(slots=True)
class Entry:
    seq: int
    at: float
    bot: str
    method: str
    params: Json
    result: object
    refusal: Refused | None
    ms: float

    def show(self) -> Json:
        view: Json = {
            "seq": self.seq,
            "at": iso(self.at),
            "bot": self.bot,
            "method": self.method,
            "params": {name: _shown(value) for name, value in self.params.items()},
            "ok": self.refusal is None,
            "ms": round(self.ms, 2),
        }
        if self.refusal is None:
            view["result"] = self.result
        else:
            view |= {"error_code": self.refusal.code, "description": self.refusal.description}
        return view


def _shown(value: object) -> object:
    if isinstance(value, Upload):
        return {"file_name": value.name, "mime_type": value.mime, "file_size": len(value.data)}
    return value


class CallLog:
    """An empty getUpdates is no news and is not kept."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=MOST)
        self.last = 0

    def add(self, entry: Entry) -> Entry:
        self.last += 1
        entry.seq = self.last
        self.entries.append(entry)
        return entry

    def after(self, seq: int) -> list[Entry]:
        behind = min(max(self.last - seq, 0), len(self.entries))
        return list(self.entries)[len(self.entries) - behind :]
