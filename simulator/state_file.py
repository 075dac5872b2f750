"""The SQLite file of a state: its tables, and how many rows are written at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from simulator.model import Json

FORMAT = 2
WAIT_FOR_LOCK_S = 5.0
# Rows of one statement: SQLite works without the interpreter's lock for as long as a statement takes, and takes it back
# for each; row by row, serving and saving would hand it to and fro.
ROWS = 500
TABLES = """
CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS things (
  place INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, UNIQUE (kind, key));
CREATE TABLE IF NOT EXISTS messages (
  owner INTEGER NOT NULL, id INTEGER NOT NULL, chat INTEGER NOT NULL, about BLOB NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (owner, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
  bot INTEGER NOT NULL, id INTEGER NOT NULL, about BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (bot, id));
"""
# (before the rows, a row, after them)
Statement = tuple[str, str, str]
HEAD: Statement = ("REPLACE INTO head VALUES ", "(1, ?)", "")
THINGS: Statement = (
    "INSERT INTO things (kind, key, value) VALUES ",
    "(?, ?, ?)",
    " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
)
MESSAGES: Statement = ("REPLACE INTO messages VALUES ", "(?, ?, ?, ?, ?)", "")
UPDATES: Statement = ("REPLACE INTO updates VALUES ", "(?, ?, ?, ?)", "")
NO_TAP = "DELETE FROM things WHERE kind = 'tap' AND key = ?"
NO_UPDATES = "DELETE FROM updates WHERE bot = ? AND id BETWEEN ? AND ?"


@dataclass(slots=True)
class Writes:
    """Rows for the tables, and what is gone of them: updates by bot, from one id to another."""

    head: bytes | None = None
    things: list[tuple[str, str, bytes]] = field(default_factory=list)
    messages: list[tuple[int, int, int, bytes, bytes]] = field(default_factory=list)
    updates: list[tuple[int, int, bytes, bytes]] = field(default_factory=list)
    no_taps: list[tuple[str]] = field(default_factory=list)
    no_updates: list[tuple[int, int, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        rows = (self.things, self.messages, self.updates, self.no_taps, self.no_updates)
        return self.head is not None or any(rows)

    def add(self, later: "Writes") -> None:
        self.head = later.head or self.head
        self.things += later.things
        self.messages += later.messages
        self.updates += later.updates
        self.no_taps += later.no_taps
        self.no_updates += later.no_updates

    def statements(self) -> list[tuple[Statement, Sequence[tuple[object, ...]]]]:
        return [
            (HEAD, [] if self.head is None else [(self.head,)]),
            (THINGS, self.things),
            (MESSAGES, self.messages),
            (UPDATES, self.updates),
        ]


class StateFile:
    """Held by one simulator at a time; one thread at a time writes."""

    def __init__(self, path: Path, wait_s: float = WAIT_FOR_LOCK_S) -> None:
        self.path = path
        self.db = sqlite3.connect(path, timeout=wait_s, isolation_level=None, check_same_thread=False)
        try:
            self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.executescript(TABLES)
        except sqlite3.OperationalError as error:
            raise SystemExit(
                f"{path} cannot be used ({error}): stop the other simulator that keeps its state there, or name another file"
            ) from None
        except sqlite3.DatabaseError:
            raise no_state(path) from None

    def head(self) -> Json | None:
        """None in a new file."""
        row = self.db.execute("SELECT value FROM head").fetchone()
        if row is None:
            return None
        head: Json = orjson.loads(row[0])
        if head.get("format") != FORMAT:
            raise no_state(self.path)
        return head

    def things(self) -> Iterator[tuple[str, bytes]]:
        return self.db.execute("SELECT kind, value FROM things ORDER BY place")

    def messages(self) -> Iterator[tuple[int, int, int, bytes, bytes]]:
        return self.db.execute("SELECT owner, id, chat, about, content FROM messages ORDER BY owner, id")

    def updates(self) -> Iterator[tuple[int, bytes, bytes]]:
        return self.db.execute("SELECT bot, about, body FROM updates ORDER BY rowid")

    def write(self, writes: Writes) -> None:
        """All or nothing. What goes comes last: nothing comes again under the same key."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for statement, rows in writes.statements():
                for start in range(0, len(rows), ROWS):
                    self._write(statement, rows[start : start + ROWS])
            self.db.executemany(NO_TAP, writes.no_taps)
            self.db.executemany(NO_UPDATES, writes.no_updates)
            self.db.execute("COMMIT")
        except sqlite3.Error:
            self.db.execute("ROLLBACK")
            raise

    def _write(self, statement: Statement, rows: Sequence[tuple[object, ...]]) -> None:
        before, row, after = statement
        values = [value for one in rows for value in one]
        self.db.execute(before + ", ".join([row] * len(rows)) + after, values)

    def close(self) -> None:
        self.db.close()


def begins_as_json(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(1) == b"{"


def no_state(path: Path) -> SystemExit:
    return SystemExit(
        f"{path} is no state that this version of the simulator can read; move it away and start again"
    )
