"""A tour plays by itself, is taken over at any step, says in plain words where it is stuck, and survives a restart."""

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.loopback import NO_CERTIFICATES
from tests.simulator.driving import Town, a_simulator

Json = dict[str, Any]
KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


class Guide:
    """Registers a tour of Asha's, drives it, and waits for what it comes to."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def offers(self, *steps: Json, **more: object) -> None:
        body = {"id": "one", "title": "One", "about": "", "phones": [self.town.asha], "patience": 1.5, **more}
        self.town.control("tours", **body, steps=list(steps))

    def refuses(self, *steps: object, **more: object) -> str:
        body = {"id": "bad", "title": "Bad", "phones": [self.town.asha], **more}
        return self.town.wrong("tours", **body, steps=list(steps))

    def plays(self, *steps: Json, **more: object) -> None:
        self.offers(*steps, **more)
        self.says(play="one", pace=0)

    def says(self, **command: object) -> Json:
        told: Json = self.town.control("tour", **command)
        return told

    def comes_to(self, state: str, step: int | None = None) -> Json:
        told: Json = {}
        for _ in range(300):
            told = self.town.look("tour")
            if told["state"] == state and step in {None, told["step"]}:
                return told
            time.sleep(0.02)
        raise AssertionError(f"not {state} at {step} but {told}")

    def said(self) -> list[str]:
        """What Asha wrote, /start aside."""
        return [m["text"] for m in self.town.seen(self.town.asha) if not m["from"]["is_bot"]][1:]


@pytest.fixture
def guide(town: Town) -> Iterator[Guide]:
    town.start()
    guide = Guide(town)
    yield guide
    guide.says(stop=True)


def writes(asha: int, text: str, **more: object) -> Json:
    return {"say": f"Asha writes {text}.", "phone": asha, "do": {"write": text}, **more}


def sees(asha: int, text: str) -> Json:
    return {"chat": asha, "text": text}


def until(happened: Callable[[], bool]) -> None:
    for _ in range(300):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("it never happened")


def test_a_tour_writes_taps_shows_and_keeps_what_it_sees(town: Town, guide: Guide) -> None:
    asha = town.asha
    guide.plays(
        writes(asha, "hello", expect={"chat": asha, "match": r"visit (?P<visit>S-\d+)[\s\S]*\nYes"}),
        {"say": "Yes to {visit}.", "phone": asha, "do": {"tap": "Yes", "in": "{visit}"}, "expect": sees(asha, "Booked {visit}")},
        {"say": "Where.", "phone": asha, "do": {"share": {"latitude": 18.5, "longitude": 73.7}}},
        {"say": "Who.", "phone": asha, "do": {"share": "contact"}},
        {"say": "How it looks.", "phone": asha, "do": {"photo": ["meter", "board"], "caption": "two"}},
        {"say": "The bill.", "phone": asha, "do": {"document": "bill.pdf", "text": "Bill of {visit}"}},
        {"say": "A round.", "phone": asha, "do": {"video": "round.mp4"}},
    )  # fmt: skip
    until(lambda: bool(town.pending()))
    town.ok("sendMessage", chat_id=asha, text="Your visit S-7?", reply_markup=KEYS)
    until(lambda: any("callback_query" in update for update in town.updates()))
    town.ok("sendMessage", chat_id=asha, text="Booked S-7")
    assert guide.comes_to("done")["step"] == 6
    shown = [message for message in town.seen(asha) if not message["from"]["is_bot"]][1:]
    kinds = ("location", "contact", "photo", "document", "video")
    assert [next((kind for kind in kinds if kind in message), message.get("text")) for message in shown] == [
        *("hello", "location", "contact", "photo", "photo", "document", "video")
    ]
    assert shown[3]["album"] == shown[4]["album"]
    paper = town.http.get(f"/sim/files/{shown[5]['document']['file_unique_id']}").content
    assert paper.startswith(b"%PDF-")


def test_an_answer_goes_to_the_question_and_its_topic(town: Town, guide: Guide) -> None:
    forum, asha = town.forum(), town.asha
    topic = town.ok("createForumTopic", chat_id=forum, name="Lead")["message_thread_id"]
    asked = town.ok(
        "sendMessage", chat_id=forum, text="Why?", message_thread_id=topic, reply_markup={"force_reply": True}
    )
    town.ok("sendMessage", chat_id=forum, text="Something else")
    guide.plays({"say": "Because.", "phone": asha, "chat": forum, "do": {"write": "so", "reply": True}})
    guide.comes_to("done")
    last = town.seen(forum)[-1]
    assert (last["reply_to"], last["thread"]) == (asked["message_id"], topic)


def test_a_link_is_followed_from_where_it_stands(town: Town, guide: Guide) -> None:
    group = town.group()
    town.ok("sendMessage", chat_id=group, text=f"Pass on: https://t.me/{town.username}?start=tok_1")
    guide.plays({"say": "She opens it.", "phone": town.asha, "do": {"open": {"chat": group}}})
    guide.comes_to("done")
    assert guide.said() == ["/start tok_1"]


def test_the_clock_is_moved_and_never_backwards(town: Town, guide: Guide) -> None:
    before = town.look("clock")["now"]
    guide.plays(
        {"say": "Hours pass.", "do": {"advance": "3h"}},
        {"say": "This has gone by.", "do": {"to": before, "after": "1h"}},
    )
    guide.comes_to("done")
    assert town.look("clock")["now"][:19] > before[:19]
    guide.plays({"say": "Until something is due.", "do": {"until": "next"}})
    assert "nobody is waiting" in guide.comes_to("stuck")["problem"].lower()


def test_a_journey_halts_where_somebody_wants_to_wake(town: Town, guide: Guide) -> None:
    begun = datetime.fromisoformat(town.look("clock")["now"])
    wake = (begun + timedelta(hours=1)).isoformat()
    town.control("clock", wake={"who": "bot", "at": wake})
    with httpx.stream("GET", f"{town.address}/sim/events", timeout=10) as stream:
        lines = (line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: "))
        guide.plays({"say": "Hours pass.", "do": {"advance": "3h"}})
        halts = (event["now"] for line in lines if (event := json.loads(line))["type"] == "clock")
        assert [next(halts), next(halts)] == [wake, (begun + timedelta(hours=3)).isoformat()]
    town.control("clock", wake={"who": "bot", "at": None})
    guide.comes_to("done")


@contextlib.contextmanager
def an_office() -> Iterator[tuple[str, list[Json]]]:
    """An outside system on loopback: its address, and what it was sent. It knows one lead."""
    sent: list[Json] = []

    class Desk(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent.append(json.loads(self.rfile.read(length)) | {"key": self.headers["Authorization"]})
            time.sleep(0.6 if self.path == "/slow" else 0)
            self.send_response(422 if self.path == "/refused" else 201)
            self.end_headers()
            self.wfile.write(b'{"id": "L-1", "steps": [{"due": "soon"}]}')

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()


def a_call(url: str, **more: object) -> Json:
    call = {"method": "POST", "url": url, "headers": {"Authorization": "k"}, "json": {"number": "{count}"}}
    return {"say": "The office calls.", "do": {"call": call}, **more}


def test_an_outside_system_calls_and_its_answer_is_kept(town: Town, guide: Guide) -> None:
    with an_office() as (address, sent):
        kept = {"lead": "id", "due": "steps.-1.due"}
        guide.plays(a_call(f"{address}/leads", keep=kept), writes(town.asha, "{lead} {due}"))
        guide.comes_to("done")
        guide.plays(a_call(f"{address}/refused"))
        assert "was refused with 422" in guide.comes_to("stuck")["problem"]
    assert sent[0]["key"] == "k"
    assert int(sent[1]["number"]) == int(sent[0]["number"]) + 1
    assert guide.said() == ["L-1 soon"]


def test_what_has_begun_when_it_is_paused_is_ended_and_not_done_again(town: Town, guide: Guide) -> None:
    with an_office() as (address, sent):
        guide.plays(a_call(f"{address}/slow"), writes(town.asha, "after"))
        until(lambda: bool(sent))
        assert guide.says(pause=True)["state"] == "paused"
        assert guide.said() == []
        guide.says(resume=True)
        guide.comes_to("done")
    assert (len(sent), guide.said()) == (1, ["after"])


def test_nothing_outside_this_machine_is_called_or_framed(town: Town, guide: Guide) -> None:
    assert "step 1" in guide.refuses(a_call("http://example.org/leads"))
    assert "step 1" in guide.refuses(a_call("https://127.0.0.1/leads"))
    assert "no http page of this machine" in town.wrong(
        "panels", id="x", title="X", url="http://example.org/"
    )


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("nothing", "says something"),
        ({"say": "x" * 201}, "1 to 200 characters, not 201"),
        ({"say": "x", "dance": 1}, 'no "dance"'),
        ({"say": "x", "phone": 1}, "id of a person"),
        ({"say": "x", "do": {"write": "x"}}, "who does it?"),
        ({"say": "x", "do": {"jump": "x"}}, '"do" is one of'),
        ({"say": "x", "do": {"advance": "a while"}}, "not a duration"),
        ({"say": "x", "do": {"to": "noon"}}, "not a time"),
        ({"say": "x", "do": {"share": "secrets"}}, '"share" cannot be done like this'),
        ({"say": "{lead}"}, "{lead} is kept by no step before"),
        ({"say": "x", "keep": {"lead": "id"}}, '"keep" names places'),
        ({"say": "x", "expect": {"text": "x"}}, "in which chat"),
        ({"say": "x", "expect": {"chat": -5, "text": "x"}}, "id of a group"),
        ({"say": "x", "thread": 4}, '"auto"'),
    ],
)
def test_a_malformed_step_is_refused_with_its_number_and_an_example(
    guide: Guide, step: object, why: str
) -> None:
    refusal = guide.refuses({"say": "fine"}, step)
    assert refusal.startswith("step 2: ")
    assert why in refusal
    assert "example" in refusal


def test_a_pattern_that_is_none_and_a_stranger_in_the_chat_are_refused(town: Town, guide: Guide) -> None:
    assert "no regular expression" in guide.refuses(
        {"say": "x", "expect": {"chat": town.asha, "match": "(open"}}
    )
    other = town.person("Ravi")
    assert "Ravi is not in chat" in guide.refuses(writes(other, "x", chat=town.group()))
    assert "whom nobody knows" in guide.refuses({"say": "x"}, phones=[1])
    assert "has steps" in guide.refuses()


def test_what_cannot_be_done_is_stuck_in_plain_words_until_somebody_helps(town: Town, guide: Guide) -> None:
    asha = town.asha
    guide.plays({"say": "Yes.", "phone": asha, "do": {"tap": "Yes"}}, writes(asha, "after"))
    told = guide.comes_to("stuck")
    assert told["problem"] == "There is no button “Yes” in Asha Rao’s chat"
    assert guide.said() == []
    guide.says(next=True)
    guide.comes_to("done")
    assert guide.said() == ["after"]


def test_what_is_never_seen_is_stuck_and_goes_on_when_it_comes(town: Town, guide: Guide) -> None:
    guide.plays(writes(town.asha, "hello", expect=sees(town.asha, "Welcome")))
    assert guide.comes_to("stuck")["problem"] == "“Welcome” has not appeared in Asha Rao’s chat"
    town.ok("sendMessage", chat_id=town.asha, text="Welcome")
    guide.says(resume=True)
    guide.comes_to("done")
    assert guide.said() == ["hello"]


def test_words_from_before_the_step_do_not_count(town: Town, guide: Guide) -> None:
    old = town.ok("sendMessage", chat_id=town.asha, text="Welcome")
    guide.plays(writes(town.asha, "hello", expect=sees(town.asha, "Welcome")))
    guide.comes_to("stuck")
    town.ok("editMessageText", chat_id=town.asha, message_id=old["message_id"], text="Welcome back")
    guide.says(resume=True)
    guide.comes_to("done")


def test_whoever_takes_over_does_steps_himself_and_they_are_skipped(town: Town, guide: Guide) -> None:
    asha = town.asha
    steps = [writes(asha, word, done_when=sees(asha, f"got {word}")) for word in ("one", "two", "three")]
    guide.offers(*steps)
    guide.says(play="one", pace=1)
    guide.says(pause=True)
    assert town.look("tour")["state"] == "paused"
    for word in ("one", "two"):
        town.says(asha, word)
        town.ok("sendMessage", chat_id=asha, text=f"got {word}")
    guide.says(resume=True, pace=0)
    guide.comes_to("done")
    assert guide.said() == ["one", "two", "three"]


def test_a_button_that_somebody_else_has_pressed_is_not_waited_for(town: Town, guide: Guide) -> None:
    asha = town.asha
    asked = town.ok("sendMessage", chat_id=asha, text="Sure?", reply_markup=KEYS)
    guide.offers({"say": "Yes.", "phone": asha, "do": {"tap": "Yes"}, "expect": sees(asha, "Done")})
    guide.says(play="one", pace=1)
    guide.says(pause=True)
    town.ok("editMessageText", chat_id=asha, message_id=asked["message_id"], text="Done by hand")
    guide.says(resume=True, pace=0)
    guide.comes_to("done")
    assert [update for update in town.updates() if "callback_query" in update] == []


def test_a_paused_tour_does_one_step_at_a_time(town: Town, guide: Guide) -> None:
    guide.offers(*(writes(town.asha, word) for word in ("one", "two", "three")))
    guide.says(play="one", pace=1)
    guide.says(pause=True)
    guide.says(next=True)
    guide.comes_to("paused", step=1)
    guide.says(next=True)
    guide.comes_to("paused", step=2)
    assert guide.said() == ["one", "two"]


def test_no_step_is_done_twice_however_often_it_is_paused(town: Town, guide: Guide) -> None:
    words = [str(number) for number in range(12)]
    guide.offers(*(writes(town.asha, word) for word in words))
    guide.says(play="one", pace=0)
    for _ in range(40):
        with contextlib.suppress(AssertionError):
            guide.says(pause=True)
            guide.says(play="one")
            guide.says(resume=True)
    guide.comes_to("done")
    assert guide.said() == words


def test_it_reads_at_watching_speed_and_next_hurries_it(town: Town, guide: Guide) -> None:
    guide.offers(writes(town.asha, "one", say="s" * 150), writes(town.asha, "two"))
    guide.says(play="one", pace=4)
    time.sleep(0.5)
    assert (town.look("tour")["doing"], guide.said()) == (None, [])
    guide.says(pace=1)
    guide.says(next=True)
    until(lambda: guide.said() == ["one"])
    assert town.look("tour")["step"] == 1
    until(lambda: town.look("tour")["doing"] == {"kind": "write", "text": "two"})
    assert guide.said() == ["one"]


def test_it_is_stopped_at_any_moment_and_begun_again(town: Town, guide: Guide) -> None:
    guide.offers(writes(town.asha, "one"), title="One")
    played = guide.says(play="one", pace=1)["played"]
    assert guide.says(stop=True)["state"] == "idle"
    assert guide.says(play="one", pace=0)["played"] == played + 1
    guide.comes_to("done")
    assert guide.said() == ["one"]


def test_commands_that_make_no_sense_are_refused(town: Town, guide: Guide) -> None:
    guide.offers({"say": "x"})
    assert "what shall the tour do?" in town.wrong("tour")
    assert "there is no tour" in town.wrong("tour", play="none")
    assert '"pace" is one of' in town.wrong("tour", pace=3)
    assert "no tour is under way" in town.wrong("tour", pause=True)
    guide.says(play="one", pace=1)
    guide.offers({"say": "y"}, id="two")
    assert "is under way" in town.wrong("tour", play="two")
    assert "there is no panel" in town.http.delete("/sim/panels/none").json()["error"]


def test_every_page_is_told_of_tours_panels_and_each_step(town: Town, guide: Guide) -> None:
    told: list[Json] = []
    with httpx.stream("GET", f"{town.address}/sim/events", timeout=10) as stream:
        lines = stream.iter_lines()
        next(lines)
        town.control("panels", id="b", title="Board", url="http://127.0.0.1:1/")
        guide.plays(writes(town.asha, "one", chapter="1 Intake"))
        for line in lines:
            if line.startswith("data: "):
                told.append(json.loads(line.removeprefix("data: ")))
            if told and told[-1].get("state") == "done":
                break
    assert {"panel", "tours", "tour"} <= {event["type"] for event in told}
    doing = next(event for event in told if event.get("doing"))
    assert (doing["chapter"], doing["phone"], doing["chat"]) == ("1 Intake", town.asha, town.asha)
    assert town.look("panels") == [{"id": "b", "title": "Board", "url": "http://127.0.0.1:1/"}]
    assert town.http.delete("/sim/panels/b").is_success


def test_a_restart_finds_the_tour_paused_at_its_step(tmp_path: Path) -> None:
    options = ("--frozen", "--state", str(tmp_path / "state"))
    with a_simulator(*options) as address:
        town = Town(address)
        town.start()
        guide = Guide(town)
        steps = (writes(town.asha, "one"), writes(town.asha, "two", expect=sees(town.asha, "Go on")))
        more = writes(town.asha, "three")
        town.control("panels", id="b", title="Board", url="http://127.0.0.1:1/")
        guide.plays(*steps, more, patience=30)
        guide.comes_to("waiting", step=1)
        town.http.close()
    with a_simulator(*options) as address:
        town.http = httpx.Client(base_url=address, timeout=20, verify=NO_CERTIFICATES)
        guide.offers(*steps, more)
        assert (guide.comes_to("paused", step=1)["played"], len(town.look("panels"))) == (1, 1)
        town.ok("sendMessage", chat_id=town.asha, text="Go on")
        guide.says(resume=True)
        guide.comes_to("done")
        assert guide.said() == ["one", "two", "three"]
        town.http.close()
