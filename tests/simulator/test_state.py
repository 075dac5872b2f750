"""What a simulator keeps across a restart, however it ended."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from simulator.model import Bot, Message, Person
from simulator.people import Draft, write
from simulator.posting import post
from simulator.server import Server, build
from simulator.state import State
from simulator.state_file import StateFile
from tests.loopback import NO_CERTIFICATES
from tests.simulator.driving import Town, a_photo, a_simulator

# How old what is lost may be: a second between two savings, and what a save takes on a busy machine.
LOST_AT_MOST_S = 3.0


def moved(town: Town, address: str) -> Town:
    town.http.close()
    town.http = httpx.Client(base_url=address, timeout=20, verify=NO_CERTIFICATES)
    return town


@contextmanager
def a_killable(state: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--until-eof", "--state", str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


def refused(state: Path) -> str:
    """The words of a simulator that does not start."""
    command = [sys.executable, "-m", "simulator", "--port", "0", "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode != 0
    return ended.stderr.strip()


def test_a_restart_keeps_chats_files_updates_and_the_clock(tmp_path: Path) -> None:
    options = ("--frozen", "--state", str(tmp_path / "state.json"))
    with a_simulator(*options) as address:
        town = Town(address)
        chat, forum = town.start(), town.forum()
        town.ok("createForumTopic", chat_id=forum, name="Lead 1042")
        town.shows(chat, ("photo", a_photo()), text="roof")
        town.advance("3h")
        seen, clock = town.seen(chat), town.look("clock")["now"]
        town.http.close()
    with a_simulator(*options) as address:
        moved(town, address)
        assert (town.seen(chat), town.look("clock")["now"]) == (seen, clock)
        message = town.messages()[0]
        file = town.ok("getFile", file_id=message["photo"][-1]["file_id"])
        assert len(town.http.get(f"/file/bot{town.token}/{file['file_path']}").content) == file["file_size"]
        assert [topic["name"] for topic in town.look("chats", viewer=chat)[1]["topics"]] == ["Lead 1042"]
        assert town.ok("sendMessage", chat_id=chat, text="next")["message_id"] == seen[-1]["id"] + 1
        town.http.close()


def test_a_told_end_writes_the_state_though_standard_input_stays_open(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with a_killable(state) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        process.terminate()
        assert process.wait(10) == 0
    assert state.exists()


def test_a_kill_in_the_midst_of_calls_loses_only_the_last_moments(tmp_path: Path) -> None:
    sent: list[tuple[float, int]] = []
    with a_killable(tmp_path / "state") as (address, process):
        town = Town(address)
        chat, began = town.start(), time.monotonic()
        while time.monotonic() < began + LOST_AT_MOST_S + 1.5:
            said = town.ok("sendMessage", chat_id=chat, text=f"<b>{len(sent)}</b>", parse_mode="HTML")
            town.says(chat, f"heard {len(sent)}")
            sent.append((time.monotonic(), said["message_id"]))
        process.kill()
        killed = time.monotonic()
    with a_simulator("--state", str(tmp_path / "state")) as address:
        moved(town, address)
        kept = [message["id"] for message in town.seen(chat)]
        due = [number for at, number in sent if at < killed - LOST_AT_MOST_S]
        assert due
        assert set(due) <= set(kept)
        assert kept == list(range(1, len(kept) + 1)), "a save is all or nothing"
        assert town.ok("sendMessage", chat_id=chat, text="next")["message_id"] == len(kept) + 1
        assert next(m["text"] for m in town.messages() if m["text"].startswith("heard")) == "heard 0"
        town.http.close()


def test_what_lies_packed_is_edited_tapped_forwarded_answered_and_deleted_like_anything_else(
    tmp_path: Path,
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    with a_simulator("--state", str(tmp_path / "state")) as address:
        town = Town(address)
        chat, forum = town.start(), town.forum()
        asked = town.ok(
            "sendMessage", chat_id=chat, text="<b>Sure?</b>", parse_mode="HTML", reply_markup=keyboard
        )
        other = town.ok("sendMessage", chat_id=chat, text="gone soon")
        topic = town.ok("createForumTopic", chat_id=forum, name="Lead 1042")["message_thread_id"]
        inside = town.ok("sendMessage", chat_id=forum, message_thread_id=topic, text="in the topic")
    with a_simulator("--state", str(tmp_path / "state")) as address:
        moved(town, address)
        number, revision = asked["message_id"], town.look(f"chats/{chat}/messages")["revision"]
        town.taps(chat, number, "Yes")
        pressed = town.updates()[-1]["callback_query"]
        assert pressed["message"] == asked
        forwarded = town.ok("forwardMessage", chat_id=chat, from_chat_id=chat, message_id=number)
        assert (forwarded["text"], forwarded["entities"]) == (asked["text"], asked["entities"])
        answer = town.ok("sendMessage", chat_id=chat, text="Yes", reply_parameters={"message_id": number})
        assert answer["reply_to_message"]["text"] == "Sure?"
        edited = town.ok("editMessageText", chat_id=chat, message_id=number, text="Surely?")
        assert "reply_markup" not in edited
        town.ok("deleteMessage", chat_id=chat, message_id=other["message_id"])
        town.ok("deleteForumTopic", chat_id=forum, message_thread_id=topic)
        changed = town.look(f"chats/{chat}/messages", after=revision)["messages"]
        assert [(m["id"], m["deleted"]) for m in changed if m["id"] <= other["message_id"]] == [
            (number, False),
            (other["message_id"], True),
        ]
        assert inside["message_id"] not in [message["id"] for message in town.seen(forum)]
        town.http.close()


def test_a_group_that_lies_packed_becomes_a_supergroup(tmp_path: Path) -> None:
    with a_simulator("--state", str(tmp_path / "state")) as address:
        town = Town(address)
        town.start()
        group = town.group()
        town.ok("sendMessage", chat_id=group, text="before")
    with a_simulator("--state", str(tmp_path / "state")) as address:
        new = moved(town, address).control(f"chats/{group}/migrate")["chat"]
        town.ok("sendMessage", chat_id=new, text="after")
    with a_simulator("--state", str(tmp_path / "state")) as address:
        moved(town, address)
        assert [m.get("text") for m in town.seen(group)][-2:] == ["before", None]
        assert town.seen(new)[-1]["text"] == "after"
        town.http.close()


def test_a_state_of_the_first_format_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    entity = {"type": "bold", "offset": 0, "length": 3}
    message = {
        "date": 1790000000,
        "sender": 7,
        "id": 4,
        "text": "old words",
        "entities": [entity],
        "revision": 3,
    }
    pending = {"id": 9, "kind": "message", "raw": '{"update_id":9,"message":{}}', "lane": "chat 7"}
    old = {
        "format": 1,
        "clock": {"offset": 0.0, "stopped_at": 1790000000.0, "wakes": {}},
        "counters": {"revision": 3, "counter": 0},
        "bots": [
            {"id": 700, "token": "700:old", "username": "old_bot", "first_name": "Old", "next_message_id": 5}
        ],
        "people": [{"id": 7, "first_name": "Asha"}],
        "chats": [
            {"id": 7, "type": "private", "person": 7, "bot": 700, "started": True}
            | {"members": {}, "topics": {}, "messages": {"4": message}}
        ],
        "files": [],
        "taps": [],
        "queues": [
            {"bot": 700, "next_id": 10, "allowed": None}
            | {"pending": [pending | {"created": 1790000000.0, "expires": 1790086400.0, "twice": False}]}
        ],
        "webhooks": {},
    }
    path.write_text(json.dumps(old))
    for _ in range(2):  # taken over, then read as it was left
        with a_simulator("--frozen", "--state", str(path)) as address:
            seen = httpx.get(f"{address}/sim/chats/7/messages").json()["messages"]
            waiting = httpx.get(f"{address}/bot700:old/getUpdates").json()["result"]
            assert [(m["id"], m["text"], m["entities"]) for m in seen] == [(4, "old words", [entity])]
            assert [update["update_id"] for update in waiting] == [9]
    assert path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("content", [b'{"format": 99}', b"{ half a", b"neither one nor the other" * 100])
def test_what_is_no_state_is_left_alone_and_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    words = refused(path)
    assert words == (
        f"{path} is no state that this version of the simulator can read; move it away and start again"
    )
    assert path.read_bytes() == content


def test_a_state_is_kept_by_one_simulator_at_a_time(tmp_path: Path) -> None:
    first = StateFile(tmp_path / "state")
    with pytest.raises(SystemExit, match="stop the other simulator"):
        StateFile(tmp_path / "state", wait_s=0)
    first.close()


class Kept:
    """A world with Asha and a bot, and the state it is written to."""

    def __init__(self, path: Path) -> None:
        self.server: Server = build(frozen=True, folder=None, budgets=False)
        self.world = self.server.world
        self.state = State(path, self.world, self.server.webhooks, self.server.control.tours)
        self.state.open()
        self.bot = self.world.add_bot(Bot(700, "700:town", "town_bot", "Town"))
        self.asha = self.world.add_person(Person(7, "Asha"))
        self.chat = self.world.private[700, 7]
        self.chat.started = True

    def bot_says(self, text: str) -> Message:
        return post(self.world, self.chat, Message(1790000000, 700, text=text))


async def test_only_what_changed_is_written(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state")
    first, _ = kept.bot_says("one"), kept.bot_says("two")
    assert len(kept.state.changed().messages) == 2
    assert not kept.state.changed()
    first.text = "won"
    kept.world.touch(kept.chat, first)
    writes = kept.state.changed()
    assert [row[1] for row in writes.messages] == [first.id]
    assert [key for _, key, _ in writes.things] == ["700 7"]


async def test_an_update_fetched_between_two_savings_is_never_written(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state")
    for text in ("a", "b", "c"):
        write(kept.world, kept.chat, Draft(kept.asha, text), {})
    queue = kept.world.queues[700]
    queue.confirm(queue.pending[1].id)
    writes = kept.state.changed()
    assert [number for _, number, _, _ in writes.updates] == [update.id for update in queue.pending]
    queue.confirm(queue.next_id)
    last = queue.next_id - 1
    assert kept.state.changed().no_updates == [(700, last - 1, last)]


async def test_what_could_not_be_written_is_written_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Kept(tmp_path / "state")
    kept.state.file.db.execute("PRAGMA query_only = ON")
    kept.bot_says("one")
    await kept.state.save()
    assert "cannot be written" in capsys.readouterr().err
    kept.state.file.db.execute("PRAGMA query_only = OFF")
    kept.bot_says("two")
    await kept.state.save()
    kept.state.close()
    with sqlite3.connect(tmp_path / "state") as db:
        assert db.execute("SELECT id FROM messages ORDER BY id").fetchall() == [(1,), (2,)]
    db.close()
