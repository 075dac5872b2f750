"""What a simulator keeps across a restart."""

import subprocess
import sys
from pathlib import Path

from tests.simulator.driving import Town, a_photo, a_simulator


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
        town.http = town.http.__class__(base_url=address, timeout=20)
        assert (town.seen(chat), town.look("clock")["now"]) == (seen, clock)
        message = town.messages()[0]
        file = town.ok("getFile", file_id=message["photo"][-1]["file_id"])
        assert len(town.http.get(f"/file/bot{town.token}/{file['file_path']}").content) == file["file_size"]
        assert [topic["name"] for topic in town.look("chats", viewer=chat)[1]["topics"]] == ["Lead 1042"]
        assert town.ok("sendMessage", chat_id=chat, text="next")["message_id"] == seen[-1]["id"] + 1
        town.http.close()


def test_a_told_end_writes_the_state_though_standard_input_stays_open(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    command = [sys.executable, "-m", "simulator", "--port", "0", "--until-eof", "--state", str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("simulator http://127.0.0.1:")
        process.terminate()
        assert process.wait(10) == 0
    assert state.exists()
