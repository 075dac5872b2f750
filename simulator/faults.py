"""Trouble on demand. Lifetimes in seconds run on the simulated clock."""

from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.errors import Refused, Wrong, bad_request, forbidden, too_many_requests
from simulator.model import SUPER, Json
from simulator.posting import migrate
from simulator.world import World

KINDS = (
    "too_many_requests",
    "server_error",
    "lost_answer",
    "slow",
    "blocked",
    "kicked",
    "migrated",
    "duplicate",
    "reorder",
    "offline",
    "restart",
    "shutdown",
    "topic_lost",
    "topic_ignored",
    "no_message_id",
)
EVERYWHERE = frozenset({"offline", "duplicate", "reorder", "restart", "shutdown"})
RETRY_AFTER_S = 3
SLOW_S = 3.0
SHUTDOWN_S = 5


@dataclass(slots=True)
class Fault:
    """`left` calls more and until `until`; `detail` is the retry_after, the delay or the status."""

    kind: str
    chat: int | None = None
    method: str | None = None
    left: int | None = None
    until: float | None = None
    detail: float | None = None

    def fits(self, method: str, chat: object) -> bool:
        """A fault that names no method leaves the fetching of updates alone, except where all is cut."""
        if self.method is None and method == "getUpdates" and self.kind not in EVERYWHERE:
            return False
        if self.kind in {"blocked", "kicked", "migrated"} and not isinstance(chat, int):
            return False
        return self.method in {None, method} and self.chat in {None, chat}


@dataclass(slots=True)
class Faults:
    clock: Clock
    active: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        if fault.kind not in KINDS:
            raise Wrong(f'there is no fault "{fault.kind}"; kinds: {", ".join(KINDS)}')
        if fault.left is None and fault.until is None:
            fault.left = 1
        self.active.append(fault)

    def has(self, kind: str) -> bool:
        self._drop_old()
        return any(fault.kind == kind for fault in self.active)

    def spend(self, kind: str, method: str = "getUpdates", chat: object = None) -> Fault | None:
        """The fault of this kind that strikes this call, one call of it used up."""
        if not self.active:
            return None
        self._drop_old()
        for fault in self.active:
            if fault.kind == kind and fault.fits(method, chat):
                if fault.left is not None:
                    fault.left -= 1
                self._drop_old()
                return fault
        return None

    def _drop_old(self) -> None:
        now = self.clock.now()
        self.active = [
            fault for fault in self.active if fault.left != 0 and (fault.until is None or fault.until > now)
        ]

    def refusal(self, world: World, method: str, chat: object) -> Refused | None:
        """The answer that stands in for the call, if a fault says so."""
        if not self.active:
            return None
        if fault := self.spend("too_many_requests", method, chat):
            return too_many_requests(self._retry_after(fault))
        if fault := self.spend("server_error", method, chat):
            return Refused(int(fault.detail or 500), "Internal Server Error")
        if self.spend("shutdown", method, chat):
            return too_many_requests(SHUTDOWN_S)
        if self.spend("restart", method, chat):
            return Refused(500, "Internal Server Error: restart")
        return self._chat_refusal(world, method, chat) if isinstance(chat, int) else None

    def _retry_after(self, fault: Fault) -> int:
        if fault.detail is not None:
            return int(fault.detail)
        left = None if fault.until is None else round(fault.until - self.clock.now())
        return max(1, left) if left is not None else RETRY_AFTER_S

    def _chat_refusal(self, world: World, method: str, chat: int) -> Refused | None:
        if self.spend("blocked", method, chat):
            return forbidden("bot was blocked by the user")
        if self.spend("kicked", method, chat):
            group = world.groups.get(chat)
            return forbidden(f"bot was kicked from the {SUPER if group is None else group.type} chat")
        group = world.groups.get(chat)
        if group is not None and group.migrated_to is None and self.spend("migrated", method, chat):
            new = migrate(world, group, by=next(iter(group.members)))
            return bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new.id)
        return None

    def show(self) -> list[Json]:
        self._drop_old()
        return [
            {
                "kind": fault.kind,
                "chat": fault.chat,
                "method": fault.method,
                "count": fault.left,
                "seconds": None if fault.until is None else fault.until - self.clock.now(),
            }
            for fault in self.active
        ]
