"""Requests that nobody means: parameters drawn from the schema's types, nearly right or not at all, in any body."""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.simulator.conformance.scene import PHOTO, Scene
from tests.simulator.driving import SCHEMA, Json


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of the scene, by its name there."""

    name: str


@dataclass(frozen=True, slots=True)
class Wild:
    """A request as it goes out, but for the token."""

    verb: str
    query: str
    kind: str
    body: bytes


CHATS: Final = ("chat", "group", "supergroup", "forum", "stranger")
MESSAGES: Final = (
    "sent", "said", "sent_with_button", "sent_with_keyboard", "sent_photo", "live_place", "group_sent",
    "group_said", "topic",
)  # fmt: skip
PEOPLE: Final = ("asha", "imran", "me")
FILES: Final = ("photo_id", "document_id")
NAMES: Final = (*CHATS, *MESSAGES, *PEOPLE, *FILES, "query", "link")
REFS: Final = st.sampled_from([Ref(name) for name in NAMES])

NUMBERS: Final = st.one_of(
    st.sampled_from([0, -1, 1, 2, 60, 101, 4097, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64, 10**30, 10**400]),
    st.integers(-5, 120),
    st.integers(),
)  # fmt: skip
WORDS: Final = st.one_of(
    st.sampled_from([
        "", " ", "0", "\x00", "\ud800", "a\udc00b", "\u202e\u2066", "é" * 5, "🙂" * 40, "x" * 4097, "1" * 5000, "٣",
        "nan", "inf", "-1e999", "<b>x</b>", "<a href='tg://user?id=1'>x</a>", "<b>", "*x*", "_", "`", "[a](b)", "&#55296;", "&#9999999999;", "@nobody",
        "HTML", "MarkdownV2", "Markdown", "attach://a", "attach://", "https://a.b/c", "http://[::1", "http://127.0.0.1:9/x", "tg://user?id=9",
        "{}", "[]", "null", "{", '"', "typing", "photo", "bold", "text_mention", "emoji", "👍", "/start", "true",
    ]),
    st.text(st.characters(), max_size=12),
)  # fmt: skip
PLAIN: Final = st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(), WORDS, REFS)
NONSENSE: Final = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=5
)
KINDS: Final = st.sampled_from([
    "photo", "video", "document", "audio", "animation", "emoji", "default", "chat", "chat_member", "all_group_chats",
    "commands", "web_app", "bold", "text_link", "text_mention", "pre", "custom_emoji", "mention",
])  # fmt: skip
HINTS: Final[dict[str, st.SearchStrategy[Any]]] = {
    "type": KINDS,
    "chat_id": st.sampled_from([Ref(name) for name in CHATS]),
    "from_chat_id": st.sampled_from([Ref(name) for name in CHATS]),
    "message_id": st.sampled_from([Ref(name) for name in MESSAGES]),
    "user_id": st.sampled_from([Ref(name) for name in PEOPLE]),
    "message_thread_id": st.sampled_from([Ref("topic"), 0, 1, 99]),
    "file_id": st.sampled_from([Ref(name) for name in FILES]),
    "callback_query_id": st.just(Ref("query")),
    "invite_link": st.just(Ref("link")),
    "parse_mode": st.sampled_from(["HTML", "MarkdownV2", "Markdown"]),
    "text": st.sampled_from(["hello", "<b>x</b> *y*", "🙂 <i>", "/help @nobody"]),
    "media": st.sampled_from(["attach://a", Ref("photo_id"), Ref("document_id")]),
    "latitude": st.floats(-90, 90),
    "longitude": st.floats(-180, 180),
    "offset": st.integers(-3, 8),
    "length": st.integers(-1, 8),
}


def typed(types: list[str], name: str, depth: int) -> st.SearchStrategy[Any]:
    """A value that the schema would take for one of `types`, or nearly."""
    if name in HINTS and types[0] in {"Integer", "String", "Float"}:
        return st.one_of(HINTS[name], HINTS[name], PLAIN)
    kind = types[0]
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ").replace(" and ", ", ").split(", ")
        return st.lists(st.deferred(lambda: typed(inner, name, depth)), max_size=4)
    if kind in {"Integer", "Float"}:
        return NUMBERS | st.floats() if kind == "Float" else NUMBERS
    if kind in {"Boolean", "True"}:
        return st.booleans()
    if kind in {"String", "InputFile"}:
        return WORDS | st.sampled_from([Ref(file) for file in FILES])
    return NONSENSE if depth > 3 else st.deferred(lambda: an_object(types, depth))


def an_object(types: list[str], depth: int) -> st.SearchStrategy[Json]:
    names = [sub for kind in types for sub in SCHEMA.types[kind].get("subtypes", [kind])]
    return st.sampled_from(names).flatmap(lambda name: _filled(SCHEMA.types[name]["fields"], depth + 1))


@st.composite
def _filled(draw: st.DrawFn, fields: Json, depth: int = 0) -> Json:
    """Most of what is required, some of the rest, seldom a stranger, each right or wrong."""
    wanted = [name for name, spec in fields.items() if spec["required"] and draw(st.integers(0, 9))]
    others = [name for name in fields if name not in wanted]
    wanted += draw(st.lists(st.sampled_from(others), unique=True, max_size=4)) if others else []
    found = {
        name: draw(typed(fields[name]["types"], name, depth) if draw(st.integers(0, 4)) else NONSENSE)
        for name in wanted
    }
    return found | ({draw(WORDS): draw(NONSENSE)} if not draw(st.integers(0, 15)) else {})


def parameters(method: str) -> st.SearchStrategy[Json]:
    return _filled(SCHEMA.methods[method]["fields"])


def filled(value: Any, known: dict[str, Any]) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, Ref):
        return known[value.name]
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    return [filled(item, known) for item in value] if isinstance(value, list) else value


def known_in(scene: Scene) -> dict[str, Any]:
    return {name: getattr(scene, name) for name in NAMES}


BODIES: Final = st.sampled_from(["json", "json", "form", "multipart", "query"])


def sent_as(way: str, params: Json) -> Wild:
    if way == "json":
        return Wild("POST", "", "application/json", json.dumps(params).encode())
    texts = {_bytes(name): _bytes(_text(value)) for name, value in params.items()}
    if way == "multipart":
        return Wild("POST", "", "multipart/form-data; boundary=x", _multipart(texts))
    line = "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(text)}" for name, text in texts.items())
    if way == "query":
        return Wild("GET", line[:6000], "", b"")
    return Wild("POST", "", "application/x-www-form-urlencoded", line.encode())


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _multipart(texts: dict[bytes, bytes]) -> bytes:
    """With a photo as `a`, for what is attached."""
    quoted = {
        name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b""): text
        for name, text in texts.items()
    }
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in quoted.items()
    ]
    photo = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n%s\r\n' % PHOTO
    return b"".join([*parts, photo, b"--x--\r\n"])


CONTENT_KINDS: Final = st.sampled_from([
    "", "application/json", "application/json; charset=utf-16", "application/json; charset=nonsense",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "y" * 80, "text/plain", "image/jpeg", "nonsense", ";", "multipart/mixed; boundary=x",
])  # fmt: skip
PIECES: Final = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([
        b"{", b"[]", b"null", b'{"chat_id":', b'{"a":' * 3000, b"\xff\xfe", b"--x", b"--x\r\n", b"--x--", b"\r\n\r\n",
        b'Content-Disposition: form-data; name="text"\r\n', b"Content-Disposition: form-data\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: application/x-www-form-urlencoded\r\n", b"Content-Encoding: gzip\r\n",
        b'Content-Disposition: form-data; name="photo"; filename="a"\r\n', b"chat_id=%", b"a=1&a=2", b"%ff=%00",
    ]),
)  # fmt: skip
BROKEN: Final = st.builds(
    Wild,
    st.sampled_from(["POST", "POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]),
    st.sampled_from(["", "%", "%ff", "a", "chat_id=1&chat_id=2", "&&=", "text=%00"]),
    CONTENT_KINDS,
    st.lists(PIECES, max_size=6).map(b"".join),
)
