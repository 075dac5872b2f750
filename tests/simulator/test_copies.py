"""Forwards, copies, quotes, protection; polls, dice and stickers; live places and reactions."""

import pytest

from tests.simulator.driving import Json, Town, a_photo

NOT_FOUND = "400 Bad Request: message to be replied not found"
HERE = {"latitude": 28.6, "longitude": 77.2}


def test_protected_words_do_not_travel(town: Town) -> None:
    chat, group = town.start(), town.group()
    sent = town.ok("sendMessage", chat_id=chat, text="Asha, +91 98000 00001", protect_content=True)
    source = {"from_chat_id": chat, "message_id": sent["message_id"]}
    said = town.refusal("forwardMessage", chat_id=group, **source)
    assert (sent["has_protected_content"], said) == (True, "400 Bad Request: the message can't be forwarded")
    assert town.ok("copyMessage", chat_id=group, **source)["message_id"] > 0
    assert town.seen(chat)[-1]["protected"] is True


def test_many_are_forwarded_in_order_and_what_is_missing_is_left_out(town: Town) -> None:
    chat, group = town.start(), town.group()
    ids = [town.ok("sendMessage", chat_id=chat, text=text)["message_id"] for text in ("one", "two")]
    sent = town.ok("forwardMessages", chat_id=group, from_chat_id=chat, message_ids=[*ids, 9999])
    assert len(sent) == 2
    assert [line["text"] for line in town.seen(group)] == ["one", "two"]


@pytest.mark.parametrize(
    ("ids", "refusal"),
    [
        ([2, 1], "message identifiers must be in a strictly increasing order"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([9998, 9999], "there are no messages to forward"),
    ],
)
@pytest.mark.parametrize("method", ["forwardMessages", "copyMessages"])
def test_many_that_cannot_be_taken_along(town: Town, method: str, ids: list[int], refusal: str) -> None:
    chat = town.start()
    said = town.refusal(method, chat_id=chat, from_chat_id=chat, message_ids=ids)
    assert said == f"400 Bad Request: {refusal}"


def test_copies_may_leave_their_captions_behind(town: Town) -> None:
    chat, group = town.start(), town.group()
    shown = town.shows(chat, ("photo", a_photo(90, 90)), ("photo", a_photo(80, 80)), text="roof")
    ids = [message["id"] for message in shown]
    town.ok("copyMessages", chat_id=group, from_chat_id=chat, message_ids=ids, remove_caption=True)
    copies = town.seen(group)
    assert len({copy["album"] for copy in copies} | {shown[0]["album"]}) == 2
    assert all("text" not in copy for copy in copies)


def test_an_anonymous_administrator_stays_anonymous_in_forwards(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    said = town.says(town.asha, "as one", group, anonymous=True)
    forward = town.ok("forwardMessage", chat_id=group, from_chat_id=group, message_id=said["id"])
    assert (forward["forward_origin"]["type"], forward["forward_origin"]["sender_chat"]["id"]) == (
        "chat",
        group,
    )


def test_a_quote_stands_in_the_message_it_answers(town: Town) -> None:
    chat = town.start()
    asked = town.ok("sendMessage", chat_id=chat, text="The <b>blue</b> cable", parse_mode="HTML")
    reply: Json = {
        "message_id": asked["message_id"],
        "quote": "<b>blue</b> cable",
        "quote_parse_mode": "HTML",
    }
    sent = town.ok("sendMessage", chat_id=chat, text="This one", reply_parameters=reply)
    assert sent["quote"] == {
        "text": "blue cable",
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
        "position": 4,
        "is_manual": True,
    }
    assert town.seen(chat)[-1]["quote"] == "blue cable"


@pytest.mark.parametrize("quote", ["green", "blue", "x" * 1025])
def test_a_quote_that_is_not_there_is_refused(town: Town, quote: str) -> None:
    chat = town.start()
    asked = town.ok("sendMessage", chat_id=chat, text="The <b>blue</b> cable", parse_mode="HTML")
    reply = {"message_id": asked["message_id"], "quote": quote}
    said = town.refusal("sendMessage", chat_id=chat, text="x", reply_parameters=reply)
    assert said == "400 Bad Request: QUOTE_TEXT_INVALID"


def test_a_message_of_another_chat_is_answered_from_outside(town: Town) -> None:
    chat, group = town.start(), town.group()
    asked = town.ok("sendMessage", chat_id=group, text="Who?")
    reply = {"message_id": asked["message_id"], "chat_id": group}
    sent = town.ok("sendMessage", chat_id=chat, text="Me", reply_parameters=reply)
    assert (sent["external_reply"]["chat"]["id"], "reply_to_message" in sent) == (group, False)


def test_a_reply_without_its_message_may_be_sent_all_the_same(town: Town) -> None:
    chat = town.start()
    reply: Json = {"message_id": 9999}
    assert town.refusal("sendMessage", chat_id=chat, text="x", reply_parameters=reply) == NOT_FOUND
    reply["allow_sending_without_reply"] = True
    assert "reply_to_message" not in town.ok("sendMessage", chat_id=chat, text="x", reply_parameters=reply)


def test_paid_broadcasts_need_stars_that_no_bot_has(town: Town) -> None:
    said = town.refusal("sendMessage", chat_id=town.start(), text="x", allow_paid_broadcast=True)
    assert said == "400 Bad Request: BALANCE_TOO_LOW"


def test_a_live_place_moves_and_ends(town: Town) -> None:
    chat = town.start()
    place = {**HERE, "live_period": 900}
    said = dict(town.control(f"chats/{chat}/messages", **{"from": chat, "location": place})["message"])
    path = f"chats/{chat}/messages/{said['id']}/edits"
    town.control(path, **{"from": chat, "location": {"latitude": 28.7, "longitude": 77.3}})
    town.control(path, **{"from": chat, "location": None})
    _, moved, ended = (next(iter(reversed(update.values()))) for update in town.updates())
    assert (moved["location"]["latitude"], moved["location"]["live_period"]) == (28.7, 900)
    assert (ended["location"]["latitude"], "live_period" in ended["location"]) == (28.7, False)
    assert "no live location" in town.wrong(path, **{"from": chat, "location": HERE})


def test_a_live_place_that_ran_out_ends_without_a_word(town: Town) -> None:
    chat = town.start()
    place = {**HERE, "live_period": 900}
    said = dict(town.control(f"chats/{chat}/messages", **{"from": chat, "location": place})["message"])
    town.drain()
    town.advance("16m")
    assert town.pending() == 0
    path = f"chats/{chat}/messages/{said['id']}/edits"
    assert "has ended" in town.wrong(path, **{"from": chat, "location": HERE})


def test_a_bot_moves_its_own_live_place_until_it_ends(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendLocation", chat_id=chat, **HERE, live_period=600)
    same = {"chat_id": chat, "message_id": sent["message_id"]}
    assert town.ok("editMessageLiveLocation", **same, latitude=28.7, longitude=77.2)["edit_date"] > 0
    town.advance("11m")
    said = town.refusal("stopMessageLiveLocation", **same)
    assert said == "400 Bad Request: message can't be edited"


def test_a_poll_is_voted_on_and_stopped(town: Town) -> None:
    group = town.group()
    options = [{"text": "Monday"}, {"text": "Tuesday"}]
    sent = town.ok("sendPoll", chat_id=group, question="When?", options=options, is_anonymous=False)
    path = f"chats/{group}/messages/{sent['message_id']}/votes"
    town.control(path, **{"from": town.asha, "options": [1]})
    town.control(path, **{"from": town.asha, "options": []})
    kinds = [(u.get("poll") or u["poll_answer"]) for u in town.updates()]
    assert [kind.get("total_voter_count", kind.get("option_ids")) for kind in kinds] == [1, [1], 0, []]
    stopped = town.ok("stopPoll", chat_id=group, message_id=sent["message_id"])
    assert stopped["is_closed"] is True
    assert "no open poll" in town.wrong(path, **{"from": town.asha, "options": [0]})


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"options": [{"text": "a"}]}, "poll must have at least 2 option"),
        ({"options": [{"text": "a"}] * 13}, "poll can't have more than 12 options"),
        ({"question": " ", "options": [{"text": "a"}] * 2}, "poll question must be non-empty"),
        ({"options": [{"text": "a" * 101}] * 2}, "poll option length must not exceed 100"),
        ({"options": [{"text": "a"}] * 2, "type": "quiz"}, "wrong correct option ID specified"),
    ],
)
def test_polls_that_are_refused(town: Town, more: Json, refusal: str) -> None:
    said = town.refusal("sendPoll", **{"chat_id": town.start(), "question": "When?", **more})
    assert said == f"400 Bad Request: {refusal}"


def test_reactions_reach_administrators_that_ask(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    sent = town.ok("sendMessage", chat_id=group, text="Done")
    town.ok("getUpdates", offset=1, allowed_updates=["message_reaction"])
    path = f"chats/{group}/messages/{sent['message_id']}/reactions"
    shown = town.control(path, **{"from": town.asha, "emoji": "👍"})["message"]
    assert shown["reactions"] == [{"emoji": "👍", "from": [town.asha]}]
    town.control(path, **{"from": town.asha})
    first, second = (update["message_reaction"] for update in town.updates())
    assert first["new_reaction"] == second["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]


def test_a_bot_reacts_with_one_known_emoji(town: Town) -> None:
    chat = town.start()
    said = town.says(chat, "Done")
    on = {"chat_id": chat, "message_id": said["id"]}
    assert town.ok("setMessageReaction", **on, reaction=[{"type": "emoji", "emoji": "👌"}]) is True
    assert town.seen(chat)[-1]["reactions"][0]["emoji"] == "👌"
    said_no = town.refusal("setMessageReaction", **on, reaction=[{"type": "emoji", "emoji": "🪛"}])
    assert said_no == "400 Bad Request: REACTION_INVALID"
    two = [{"type": "emoji", "emoji": "👌"}, {"type": "emoji", "emoji": "👍"}]
    assert town.refusal("setMessageReaction", **on, reaction=two) == "400 Bad Request: REACTIONS_TOO_MANY"


def test_stickers_round_videos_and_dice_are_sent(town: Town) -> None:
    chat = town.start()
    sticker = town.uploads("sendSticker", {"sticker": ("a.webp", b"webp")}, chat_id=str(chat), emoji="👍")
    assert (sticker["sticker"]["type"], sticker["sticker"]["emoji"]) == ("regular", "👍")
    again = town.ok("sendSticker", chat_id=chat, sticker=sticker["sticker"]["file_id"])
    assert again["sticker"]["file_unique_id"] == sticker["sticker"]["file_unique_id"]
    video = town.uploads("sendVideoNote", {"video_note": ("a.mp4", b"film")}, chat_id=str(chat))
    assert video["video_note"]["length"] == 240
    assert 1 <= town.ok("sendDice", chat_id=chat, emoji="🎲")["dice"]["value"] <= 6
    assert town.refusal("sendDice", chat_id=chat, emoji="x") == "400 Bad Request: EMOTICON_INVALID"


def test_a_file_of_one_kind_is_not_sent_as_another(town: Town) -> None:
    chat = town.start()
    made = town.uploads("sendAnimation", {"animation": ("a.mp4", b"film")}, chat_id=str(chat))
    said = town.refusal("sendPhoto", chat_id=chat, photo=made["animation"]["file_id"])
    assert said == "400 Bad Request: can't use file of type Animation as Photo"


def test_a_contact_carries_whose_number_it_is(town: Town) -> None:
    chat = town.start()
    imran = town.person("Imran", phone="+91 98111 11111")
    for number in ("919811111111", "+919822222222"):
        contact = {"phone_number": number, "first_name": "Imran", "user_id": chat}
        town.control(f"chats/{chat}/messages", **{"from": chat, "contact": contact})
    known, unknown = (message["contact"] for message in town.messages())
    assert (known["user_id"], "user_id" in unknown) == (imran, False)


def test_a_deep_link_carries_64_plain_characters(town: Town) -> None:
    path = f"chats/{town.asha}/messages"
    assert "deep link" in town.wrong(path, **{"from": town.asha, "start": "not this!"})
    town.control(path, **{"from": town.asha, "start": "invite-1"})
    assert town.messages()[0]["text"] == "/start invite-1"
