"""Banning, restricting, promoting; what all members of a group may do."""

from simulator import rights
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.membership import ban, change
from simulator.methods_chats import group, known
from simulator.model import SUPER, Chat, Json
from simulator.render import GRANTED

RESTRICT = "restrict/unrestrict chat member"
FOR_EVER_BELOW_S = 30
FOR_EVER_ABOVE_S = 366 * 86_400
MAX_TITLE = 16
MEDIA = (
    "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
)  # fmt: skip
OTHERS = ("can_send_other_messages", "can_add_web_page_previews", "can_send_polls")


def _supergroup(call: Call, refusal: str) -> Chat:
    chat = group(call, refusal)
    if chat.type != SUPER:
        raise bad_request(refusal)
    return chat


def _someone(call: Call, chat: Chat) -> int:
    """Whom an administrator may take hold of: neither himself, nor the owner, nor another administrator."""
    who = known(call, call.params["user_id"]).id
    rights.must(chat, call.bot.id, "can_restrict_members", RESTRICT)
    if who == call.bot.id:
        raise bad_request("can't restrict self")
    if rights.status(chat, who) == "creator":
        raise bad_request("can't remove chat owner")
    if rights.status(chat, who) == "administrator":
        raise bad_request("user is an administrator of the chat")
    return who


def _until(call: Call) -> int:
    """0 is for ever, and so is what is shorter than 30 seconds or longer than 366 days."""
    until: int = call.params.get("until_date", 0)
    return until if FOR_EVER_BELOW_S <= until - call.now <= FOR_EVER_ABOVE_S else 0


async def ban_chat_member(call: Call) -> object:
    chat = group(call, "can't ban members in private chats")
    who = _someone(call, chat)
    ban(call.world, chat, who, by=call.bot.id, until=_until(call))
    return True


async def unban_chat_member(call: Call) -> object:
    chat = _supergroup(call, "method is available for supergroup and channel chats only")
    who = _someone(call, chat)
    was = rights.status(chat, who)
    if was == "kicked" or (chat.has(who) and not call.params.get("only_if_banned")):
        change(call.world, chat, who, "left", by=call.bot.id)
    return True


def _permissions(call: Call) -> Json:
    """Without independence the right to send media brings the lesser rights along, as it was of old."""
    given: Json = dict.fromkeys(rights.PERMISSIONS, False) | call.params["permissions"]
    if not call.params.get("use_independent_chat_permissions"):
        if any(given[name] for name in OTHERS[:2]):
            given |= dict.fromkeys(MEDIA, True)
        if any(given[name] for name in (*MEDIA, *OTHERS)):
            given["can_send_messages"] = True
    return given


async def restrict_chat_member(call: Call) -> object:
    chat = _supergroup(call, "method is available only for supergroups")
    who = _someone(call, chat)
    given = _permissions(call)
    if not chat.has(who):
        raise bad_request("USER_NOT_PARTICIPANT")
    if all(given.values()):
        change(call.world, chat, who, "member", by=call.bot.id)
    else:
        change(call.world, chat, who, "restricted", by=call.bot.id, permissions=given, until=_until(call))
    return True


async def promote_chat_member(call: Call) -> object:
    chat = _supergroup(call, "method is available for supergroup and channel chats only")
    who = known(call, call.params["user_id"]).id
    if not rights.has_right(chat, call.bot.id, "can_promote_members"):
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if rights.status(chat, who) == "creator":
        raise bad_request("can't remove chat owner")
    if not chat.has(who):
        raise bad_request("USER_NOT_PARTICIPANT")
    granted = {name: bool(call.params.get(name)) for name in GRANTED}
    if any(given and not rights.has_right(chat, call.bot.id, name) for name, given in granted.items()):
        raise bad_request("RIGHT_FORBIDDEN")
    if any(granted.values()):
        granted["can_manage_chat"] = True
        change(call.world, chat, who, "administrator", by=call.bot.id, rights=granted)
    else:
        change(call.world, chat, who, "member", by=call.bot.id)
    return True


async def set_custom_title(call: Call) -> object:
    chat = _supergroup(call, "method is available only for supergroups")
    who = known(call, call.params["user_id"]).id
    if rights.status(chat, who) == "creator":
        raise bad_request("only creator can edit their custom title")
    if not rights.is_admin(who, chat):
        raise bad_request("user is not an administrator")
    rights.must(chat, call.bot.id, "can_promote_members", "change custom title of the user")
    title = call.params["custom_title"]
    if len(title) > MAX_TITLE:
        raise bad_request("ADMIN_RANK_INVALID")
    chat.rules.setdefault("titles", {})[str(who)] = title
    return True


async def set_chat_permissions(call: Call) -> object:
    chat = group(call, "can't change private chat permissions")
    rights.must(chat, call.bot.id, "can_restrict_members", "change chat permissions")
    given = _permissions(call)
    if given == rights.permissions(chat):
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.rules["permissions"] = given
    call.world.changed(chat)
    return True


METHODS: dict[str, Method] = {
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_custom_title,
    "setChatPermissions": set_chat_permissions,
}
