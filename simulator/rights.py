"""What members of a group may do: permissions of all and of the restricted, rights of administrators, bans.

Everything is kept in `Chat.rules`: `permissions` of all members, `restricted` and `banned` by person with their
ends (0: for ever), `rights` of administrators (none kept: all of them) and their `titles`.
"""

from simulator.errors import Refused, bad_request
from simulator.model import Chat, Json
from simulator.render import GRANTED

PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
SENDING = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "document": ("can_send_documents", "documents"),
    "audio": ("can_send_audios", "music"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
    "dice": ("can_send_other_messages", "dice"),
    "poll": ("can_send_polls", "polls"),
    "location": ("can_send_messages", "locations"),
    "venue": ("can_send_messages", "venues"),
    "contact": ("can_send_messages", "contacts"),
}
ADMINISTRATORS = frozenset({"creator", "administrator"})


def status(chat: Chat, who: int) -> str:
    return chat.members.get(who, "left")


def settle(chat: Chat, now: float) -> None:
    """Restrictions and bans that are over end when somebody next asks; no bot is told."""
    for kind, over, afterwards in (("restricted", "restricted", "member"), ("banned", "kicked", "left")):
        kept: Json = chat.rules.get(kind, {})
        for who in [who for who, rule in kept.items() if 0 < rule["until"] <= now]:
            del kept[who]
            if status(chat, int(who)) == over:
                chat.members[int(who)] = afterwards


def details(chat: Chat, who: int) -> Json:
    """What the Bot API shows beside a member's status."""
    rules, key = chat.rules, str(who)
    match status(chat, who):
        case "restricted":
            rule = rules["restricted"][key]
            return {"is_member": True, "until_date": rule["until"], **rule["permissions"]}
        case "kicked":
            return {"until_date": rules.get("banned", {}).get(key, {"until": 0})["until"]}
        case "administrator":
            title = rules.get("titles", {}).get(key)
            return {**rules.get("rights", {}).get(key, {}), **({"custom_title": title} if title else {})}
        case _:
            return {}


def put(chat: Chat, who: int, new: str, rule: Json) -> None:
    """The new status and what belongs to it: `permissions` and `until`, or `rights`."""
    for kind in ("restricted", "banned", "rights", "titles"):
        chat.rules.get(kind, {}).pop(str(who), None)
    chat.members[who] = new
    until = int(rule.get("until", 0))
    if new == "restricted":
        permissions = dict.fromkeys(PERMISSIONS, False) | rule.get("permissions", {})
        chat.rules.setdefault("restricted", {})[str(who)] = {"until": until, "permissions": permissions}
    elif new == "kicked":
        chat.rules.setdefault("banned", {})[str(who)] = {"until": until}
    elif new == "administrator" and "rights" in rule:
        chat.rules.setdefault("rights", {})[str(who)] = dict.fromkeys(GRANTED, False) | rule["rights"]


def permissions(chat: Chat) -> Json:
    """Of every member who is no administrator."""
    given: Json = dict.fromkeys(PERMISSIONS, True) | chat.rules.get("permissions", {})
    return given


def is_admin(who: int, chat: Chat) -> bool:
    return chat.members.get(who) in ADMINISTRATORS


def may(chat: Chat, who: int, permission: str) -> bool:
    if chat.is_private or is_admin(who, chat):
        return True
    if not chat.rules.get("permissions", {}).get(permission, True):
        return False
    rule = chat.rules.get("restricted", {}).get(str(who))
    return rule is None or status(chat, who) != "restricted" or bool(rule["permissions"][permission])


def has_right(chat: Chat, who: int, right: str) -> bool:
    if chat.members.get(who) == "creator":
        return True
    granted = chat.rules.get("rights", {}).get(str(who))
    return is_admin(who, chat) and (granted is None or bool(granted.get(right)))


def must(chat: Chat, who: int, right: str, words: str) -> None:
    if not has_right(chat, who, right):
        raise bad_request(f"not enough rights to {words}")


def refusal_to_send(chat: Chat, who: int, kind: str) -> Refused | None:
    permission, words = SENDING[kind]
    if may(chat, who, permission):
        return None
    return bad_request(f"not enough rights to send {words} to the chat")
