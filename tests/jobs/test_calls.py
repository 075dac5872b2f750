from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cards.message import Button, Entity, Message, Picture, ReplyButton
from cards.text import utf16_length
from jobs.calls import calls, card, digest, edit, from_kept, pieces

KEYBOARD = ((Button(label="Yes", data="y"), Button(label="Map", url="https://maps.example")),)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def styled(message: Message) -> list[str]:
    """The words each entity covers."""
    raw = message.text.encode("utf-16-le")
    return [raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in message.entities]


def test_a_text_is_one_call_with_its_entities_and_keyboard() -> None:
    message = Message(
        text="₹ नमस्ते", entities=(Entity(type="bold", offset=0, length=1),), keyboard=KEYBOARD, reply_to=4
    )
    [call] = calls(message, 1, None)
    assert call.method == "sendMessage"
    assert call.params == {
        "chat_id": 1,
        "text": "₹ नमस्ते",
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Yes", "callback_data": "y"}, {"text": "Map", "url": "https://maps.example"}]
            ]
        },
        "reply_parameters": {"message_id": 4, "allow_sending_without_reply": True},
    }


def test_a_topic_is_named_only_where_there_is_one() -> None:
    assert calls(Message(text="x"), -5, 7)[0].params["message_thread_id"] == 7
    assert "message_thread_id" not in calls(Message(text="x"), -5, None)[0].params


def test_other_keyboards() -> None:
    contact = Message(text="x", reply_keyboard=((ReplyButton(label="My number", request="contact"),),))
    assert calls(contact, 1, None)[0].params["reply_markup"]["keyboard"] == [
        [{"text": "My number", "request_contact": True}]
    ]
    assert calls(Message(text="x", remove_reply_keyboard=True), 1, None)[0].params["reply_markup"] == {
        "remove_keyboard": True
    }
    assert (
        calls(Message(text="x", force_reply=True), 1, None)[0].params["reply_markup"]["force_reply"] is True
    )


def test_a_picture_takes_the_text_as_its_caption() -> None:
    picture = Picture(kind="photo", sha256="a" * 64, file_name="meter.jpg")
    [call] = calls(Message(text="meter", pictures=(picture,), keyboard=KEYBOARD), 1, None)
    assert (call.method, call.params["photo"], call.params["caption"]) == (
        "sendPhoto",
        "attach://file0",
        "meter",
    )
    assert call.uploads == {"file0": picture}
    assert "inline_keyboard" in call.params["reply_markup"]


def test_what_telegram_already_has_is_not_uploaded() -> None:
    [call] = calls(
        Message(text="", pictures=(Picture(kind="document", sha256="a" * 64, file_id="F"),)), 1, None
    )
    assert (call.method, call.params["document"], call.uploads) == ("sendDocument", "F", {})


def test_a_caption_that_is_too_long_follows_as_text() -> None:
    message = Message(text="x" * 1025, pictures=(Picture(kind="video", file_id="F"),), keyboard=KEYBOARD)
    first, second = calls(message, 1, None)
    assert (first.method, "caption" in first.params, "reply_markup" in first.params) == (
        "sendVideo",
        False,
        False,
    )
    assert (second.method, second.params["text"], "reply_markup" in second.params) == (
        "sendMessage",
        "x" * 1025,
        True,
    )


def test_an_album_is_one_call_with_the_caption_on_its_first_picture() -> None:
    pictures = tuple(Picture(kind="photo", sha256=f"{n}" * 64) for n in range(3))
    [call] = calls(Message(text="roof", pictures=pictures), 1, None)
    assert call.method == "sendMediaGroup"
    assert [item.get("caption") for item in call.params["media"]] == ["roof", None, None]
    assert set(call.uploads) == {"file0", "file1", "file2"}


def test_an_albums_keyboard_goes_under_a_text_of_its_own() -> None:
    pictures = tuple(Picture(kind="photo", file_id=f"{n}") for n in range(2))
    assert [
        call.method for call in calls(Message(text="roof", pictures=pictures, keyboard=KEYBOARD), 1, None)
    ] == [
        "sendMediaGroup",
        "sendMessage",
    ]


def test_a_long_text_breaks_between_lines() -> None:
    lines = [f"line {number} " + "x" * 90 for number in range(100)]
    parts = pieces(Message(text="\n".join(lines), keyboard=KEYBOARD, reply_to=4))
    assert [line for part in parts for line in part.text.split("\n")] == lines
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.reply_to for part in parts] == [4] + [None] * (len(parts) - 1)


def test_styling_goes_along_into_the_parts() -> None:
    text = "🔌" * 2000 + "\n" + "bold " * 400
    message = Message(text=text, entities=(Entity(type="bold", offset=4001, length=1999),))
    _, second = pieces(message)
    assert styled(second) == [("bold " * 400)[:1999]]


texts = st.text(alphabet=st.sampled_from("a🔌\nन‍ "), max_size=300)


@given(texts, st.integers(20, 100))
def test_parts_fit_and_lose_nothing_but_line_breaks(text: str, most: int) -> None:
    parts = pieces(Message(text=text), most)
    assert all(utf16(part.text) <= most for part in parts)
    if len(parts) > 1:
        assert "".join(part.text.replace("\n", "").strip() for part in parts).replace(
            " ", ""
        ) == text.replace("\n", "").replace(" ", "")


@given(texts, st.data())
def test_an_entity_covers_the_same_words_in_the_parts_as_in_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    entity = Entity(type="bold", offset=utf16_length(text[:start]), length=utf16_length(text[start:end]))
    parts = pieces(Message(text=text, entities=(entity,)), 40)
    covered = "".join(words for part in parts for words in styled(part))
    assert covered.replace("\n", "").replace(" ", "") == text[start:end].replace("\n", "").replace(" ", "")


@given(texts)
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert utf16_length(text) == utf16(text)


def test_a_card_is_cut_to_one_message() -> None:
    whole = card(Message(text="x" * 5000, keyboard=KEYBOARD))
    assert (utf16(whole.text), whole.text[-1], whole.keyboard) == (4096, "…", KEYBOARD)
    assert utf16(card(Message(text="x" * 5000, pictures=(Picture(kind="photo", file_id="F"),))).text) == 1024


def test_an_edit_takes_the_keyboard_away_where_the_card_has_none() -> None:
    call = edit(Message(text="done"), 1, 9)
    assert (call.method, call.params["message_id"]) == ("editMessageText", 9)
    assert call.params["reply_markup"] == {"inline_keyboard": []}


def test_a_picture_card_is_edited_by_its_caption() -> None:
    call = edit(Message(text="done", pictures=(Picture(kind="photo", file_id="F"),)), 1, 9)
    assert (call.method, call.params["caption"]) == ("editMessageCaption", "done")


def test_a_fingerprint_tells_apart_what_looks_different() -> None:
    message = Message(text="x", entities=(Entity(type="bold", offset=0, length=1),), keyboard=KEYBOARD)
    different = [
        replace(message, text="y"),
        replace(message, entities=()),
        replace(message, keyboard=()),
        replace(message, pictures=(Picture(kind="photo", file_id="F"),)),
    ]
    assert len({digest(each) for each in [message, *different]}) == 5
    assert digest(message) == digest(replace(message))


def test_what_telegram_does_not_know_any_more_goes_out_from_what_is_kept() -> None:
    known = Picture(kind="photo", sha256="a" * 64, file_id="F1")
    pictures = (known, Picture(kind="photo", sha256="b" * 64), Picture(kind="photo", file_id="F3"))
    [album] = calls(Message(text="roof", pictures=pictures), 1, None)
    again = from_kept(album)
    assert again is not None
    assert [one["media"] for one in again.params["media"]] == ["attach://kept0", "attach://file1", "F3"]
    assert again.uploads == {"file1": pictures[1], "kept0": known}
    assert again.params["media"][0]["caption"] == "roof"
    [single] = calls(Message(text="roof", pictures=(known,)), 1, None)
    alone = from_kept(single)
    assert alone is not None
    assert (alone.params["photo"], alone.uploads) == ("attach://kept0", {"kept0": known})
    assert from_kept(alone) is None
