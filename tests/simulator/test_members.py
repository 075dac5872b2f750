"""Restricted, banned and promoted members, what a whole group may do, invite links and requests."""

import pytest

from tests.simulator.driving import Json, Town, a_photo

MUTE = {"can_send_messages": False}


def a_supergroup(town: Town, *members: int) -> int:
    """Asha owns it, the bot is its administrator."""
    group = town.group(*members, bot_is_admin=True)
    new = int(town.control(f"chats/{group}/migrate")["chat"])
    town.drain()
    return new


def test_a_restricted_person_can_only_read(town: Town) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    assert town.ok("restrictChatMember", chat_id=group, user_id=imran, permissions=MUTE) is True
    said = town.wrong(f"chats/{group}/messages", **{"from": imran, "text": "hello"})
    assert "not enough rights to send text messages" in said
    member = town.ok("getChatMember", chat_id=group, user_id=imran)
    assert (member["status"], member["can_send_messages"], member["is_member"]) == ("restricted", False, True)


def test_a_restriction_ends_on_the_simulated_clock(town: Town) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    town.control(f"chats/{group}/members", restrict=[imran], seconds=3600)
    town.wrong(f"chats/{group}/messages", **{"from": imran, "text": "hello"})
    town.advance("61m")
    assert town.says(imran, "hello", group)["text"] == "hello"
    assert town.ok("getChatMember", chat_id=group, user_id=imran)["status"] == "member"


@pytest.mark.parametrize(
    ("method", "more", "words"),
    [
        ("sendMessage", {"text": "x"}, "text messages"),
        ("sendLocation", {"latitude": 28.6, "longitude": 77.2}, "locations"),
        ("sendContact", {"phone_number": "+911", "first_name": "A"}, "contacts"),
        ("sendDice", {}, "dice"),
        ("sendPoll", {"question": "When?", "options": [{"text": "a"}, {"text": "b"}]}, "polls"),
    ],
)
def test_a_restricted_bot_is_told_what_it_may_not_send(
    town: Town, method: str, more: Json, words: str
) -> None:
    group = a_supergroup(town)
    me = town.ok("getMe")["id"]
    town.control(f"chats/{group}/members", bot="member")
    town.control(f"chats/{group}/members", restrict=[me])
    change = town.updates()[-1]["my_chat_member"]["new_chat_member"]
    assert (change["status"], change["can_send_messages"]) == ("restricted", False)
    said = town.refusal(method, chat_id=group, **more)
    assert said == f"400 Bad Request: not enough rights to send {words} to the chat"


def test_permissions_of_a_group_hold_for_members_and_not_for_administrators(town: Town) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    town.control(f"chats/{group}/permissions", can_send_photos=False)
    answer = town.http.post(
        f"/sim/chats/{group}/messages",
        data={"from": str(imran)},
        files={"photo": ("a.jpg", a_photo())},
    )
    assert (answer.status_code, "photos" in answer.json()["error"]) == (403, True)
    assert town.says(imran, "words", group)["text"] == "words"
    assert town.shows(town.asha, ("photo", a_photo()), chat=group)
    town.control(f"chats/{group}/members", bot="member")
    answer = town.http.post(
        f"/bot{town.token}/sendPhoto", data={"chat_id": group}, files={"photo": ("a.jpg", a_photo())}
    )
    assert answer.json()["description"] == "Bad Request: not enough rights to send photos to the chat"


def test_a_bot_sets_what_all_may_do(town: Town) -> None:
    group = a_supergroup(town)
    town.ok("setChatPermissions", chat_id=group, permissions={"can_send_messages": True})
    permissions = town.ok("getChat", chat_id=group)["permissions"]
    assert (permissions["can_send_messages"], permissions["can_send_photos"]) == (True, False)


def test_a_banned_person_is_out_until_the_ban_ends(town: Town) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    link = town.ok("exportChatInviteLink", chat_id=group)
    until = int(town.ok("sendMessage", chat_id=group, text="now")["date"]) + 3600
    town.ok("banChatMember", chat_id=group, user_id=imran, until_date=until)
    assert town.seen(group)[-1]["service"] == "Imran left"
    assert "banned" in town.wrong("join", user=imran, link=link)
    town.advance("2h")
    town.control("join", user=imran, link=link)
    assert town.ok("getChatMember", chat_id=group, user_id=imran)["status"] == "member"


@pytest.mark.parametrize(
    ("method", "who", "more", "refusal"),
    [
        ("banChatMember", "owner", {}, "can't remove chat owner"),
        ("banChatMember", "bot", {}, "can't restrict self"),
        ("restrictChatMember", "admin", {"permissions": MUTE}, "user is an administrator of the chat"),
        ("restrictChatMember", "stranger", {"permissions": MUTE}, "USER_NOT_PARTICIPANT"),
        ("restrictChatMember", "nobody", {"permissions": MUTE}, "user not found"),
        ("promoteChatMember", "owner", {"can_pin_messages": True}, "can't remove chat owner"),
        (
            "setChatAdministratorCustomTitle",
            "stranger",
            {"custom_title": "x"},
            "user is not an administrator",
        ),
        ("approveChatJoinRequest", "stranger", {}, "HIDE_REQUESTER_MISSING"),
        ("approveChatJoinRequest", "admin", {}, "USER_ALREADY_PARTICIPANT"),
    ],
)
def test_whom_a_bot_cannot_take_hold_of(town: Town, method: str, who: str, more: Json, refusal: str) -> None:
    admin = town.person("Imran")
    group = a_supergroup(town, admin)
    town.control(f"chats/{group}/members", administrators=[admin])
    ids = {"owner": town.asha, "bot": town.ok("getMe")["id"], "admin": admin, "nobody": 77}
    someone = ids[who] if who in ids else town.person("Eve")
    said = town.refusal(method, chat_id=group, user_id=someone, **more)
    assert said == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("right", "method", "more", "refusal"),
    [
        (
            "can_restrict_members",
            "restrictChatMember",
            {"permissions": MUTE},
            "not enough rights to restrict/unrestrict chat member",
        ),
        ("can_promote_members", "promoteChatMember", {"can_pin_messages": True}, "CHAT_ADMIN_REQUIRED"),
        (
            "can_invite_users",
            "createChatInviteLink",
            {},
            "not enough rights to manage chat invite link",
        ),
        ("can_change_info", "setChatTitle", {"title": "x"}, "not enough rights to change chat title"),
        (
            "can_pin_messages",
            "unpinAllChatMessages",
            {},
            "not enough rights to manage pinned messages in the chat",
        ),
    ],
)
def test_an_administrator_has_only_the_rights_he_was_given(
    town: Town, right: str, method: str, more: Json, refusal: str
) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    me = town.ok("getMe")["id"]
    rights = {"can_manage_chat": True, "can_delete_messages": True}
    town.control(f"chats/{group}/members", administrators=[me], rights=rights)
    assert town.ok("getChatMember", chat_id=group, user_id=me)[right] is False
    given = {"user_id": imran} if "Member" in method else {}
    assert town.refusal(method, chat_id=group, **given, **more) == f"400 Bad Request: {refusal}"


def test_a_bot_promotes_with_rights_it_has_and_takes_them_back(town: Town) -> None:
    imran = town.person("Imran")
    group = a_supergroup(town, imran)
    person = {"chat_id": group, "user_id": imran}
    town.ok("promoteChatMember", can_pin_messages=True, **person)
    town.ok("setChatAdministratorCustomTitle", custom_title="Crew lead", **person)
    member = town.ok("getChatMember", **person)
    assert (member["status"], member["can_pin_messages"], member["can_change_info"]) == (
        "administrator",
        True,
        False,
    )
    assert member["custom_title"] == "Crew lead"
    town.ok("promoteChatMember", **person)
    assert town.ok("getChatMember", **person)["status"] == "member"


def test_basic_groups_know_no_restrictions(town: Town) -> None:
    imran = town.person("Imran")
    group = town.group(imran, bot_is_admin=True)
    said = town.refusal("restrictChatMember", chat_id=group, user_id=imran, permissions=MUTE)
    assert said == "400 Bad Request: method is available only for supergroups"


def test_a_restriction_by_a_person_makes_a_supergroup_of_a_basic_group(town: Town) -> None:
    imran = town.person("Imran")
    group = town.group(imran)
    shown = town.control(f"chats/{group}/members", restrict=[imran])
    assert (shown["type"], shown["id"] == group) == ("supergroup", False)
    assert [m.get("migrate_to_chat_id") for m in town.messages()] == [shown["id"], None]


def test_a_basic_group_that_becomes_a_forum_moves_by_itself(town: Town) -> None:
    group = town.group()
    shown = town.control("groups", id=group, forum=True)
    body = town.answer("sendMessage", chat_id=group, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": shown["id"]}
    assert shown["is_forum"] is True


def test_a_link_brings_people_in_while_it_lasts(town: Town) -> None:
    imran, eve = town.person("Imran"), town.person("Eve")
    group = a_supergroup(town)
    town.ok("getUpdates", allowed_updates=["chat_member", "message"])
    link = town.ok("createChatInviteLink", chat_id=group, name="Crew", member_limit=1)
    town.control("join", user=imran, link=link["invite_link"])
    change = next(update["chat_member"] for update in town.updates() if "chat_member" in update)
    assert change["invite_link"]["name"] == "Crew"
    assert "still works" in town.wrong("join", user=eve, link=link["invite_link"])


def test_a_link_that_was_taken_back_or_is_over_lets_nobody_in(town: Town) -> None:
    imran, group = town.person("Imran"), a_supergroup(town)
    taken = town.ok("createChatInviteLink", chat_id=group)["invite_link"]
    now = int(town.ok("sendMessage", chat_id=group, text="x")["date"])
    brief = town.ok("createChatInviteLink", chat_id=group, expire_date=now + 600)["invite_link"]
    assert town.ok("revokeChatInviteLink", chat_id=group, invite_link=taken)["is_revoked"] is True
    town.advance("11m")
    for link in (taken, brief):
        assert "still works" in town.wrong("join", user=imran, link=link)


@pytest.mark.parametrize(
    ("method", "status"), [("approveChatJoinRequest", "member"), ("declineChatJoinRequest", "left")]
)
def test_a_request_to_join_is_decided_by_the_bot(town: Town, method: str, status: str) -> None:
    imran, group = town.person("Imran"), a_supergroup(town)
    link = town.ok("createChatInviteLink", chat_id=group, creates_join_request=True)["invite_link"]
    town.control("join", user=imran, link=link)
    asked = town.updates()[0]["chat_join_request"]
    assert (asked["from"]["id"], asked["invite_link"]["pending_join_request_count"]) == (imran, 1)
    assert town.ok(method, chat_id=group, user_id=imran) is True
    assert town.ok("getChatMember", chat_id=group, user_id=imran)["status"] == status


def test_a_bot_that_cannot_join_groups_is_brought_to_none(town: Town) -> None:
    town.control("bots", token=town.token, username=town.username, can_join_groups=False)
    assert town.ok("getMe")["can_join_groups"] is False
    group = town.group()
    assert town.refusal("getChat", chat_id=group) == "403 Forbidden: bot is not a member of the group chat"
    assert "can_join_groups" in town.wrong(f"chats/{group}/members", bot="member")


def test_privacy_mode_is_as_it_was_when_the_bot_came(town: Town) -> None:
    group = town.group()
    town.control("bots", token=town.token, username=town.username, can_read_all_group_messages=True)
    town.says(town.asha, "before", group)
    assert town.pending() == 0
    town.control(f"chats/{group}/members", bot="left")
    town.control(f"chats/{group}/members", bot="member")
    town.drain()
    town.says(town.asha, "after", group)
    assert town.messages()[0]["text"] == "after"


def test_an_anonymous_administrator_taps_under_his_own_name(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = town.ok("sendMessage", chat_id=group, text="x", reply_markup=markup)
    town.says(town.asha, "unseen", group, anonymous=True)
    town.taps(town.asha, sent["message_id"], "Go", chat=group)
    said, tapped = town.updates()
    assert said["message"]["from"]["id"] == 1087968824
    assert tapped["callback_query"]["from"]["id"] == town.asha


def test_only_administrators_speak_for_the_group(town: Town) -> None:
    imran = town.person("Imran")
    group = town.group(imran)
    body = {"from": imran, "text": "x", "anonymous": True}
    assert "no administrator" in town.wrong(f"chats/{group}/messages", **body)


def test_the_menu_of_commands_is_the_narrowest_that_was_set(town: Town) -> None:
    group = town.group()
    here = {"type": "chat_member", "chat_id": group, "user_id": town.asha}
    town.ok("setMyCommands", commands=[{"command": "all", "description": "All"}])
    town.ok("setMyCommands", commands=[{"command": "ops", "description": "Ops"}], scope=here)
    offered = [
        [command["command"] for command in town.look(f"chats/{chat}/menu", viewer=town.asha)["commands"]]
        for chat in (group, town.asha)
    ]
    assert offered == [["ops"], ["all"]]
    elsewhere = {"type": "chat", "chat_id": -5}
    said = town.refusal("setMyCommands", commands=[], scope=elsewhere)
    assert said == "400 Bad Request: chat not found"
