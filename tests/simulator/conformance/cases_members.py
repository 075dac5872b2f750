"""Members and what they may do, invite links, General, reactions, several messages at once."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_bot import UNSAYABLE
from tests.simulator.driving import Json

BAD: Final = "400 Bad Request: "
NO_RIGHT: Final = f"{BAD}not enough rights to "
NOT_A_SUPERGROUP: Final = f"{BAD}method is available only for supergroups"
NO_SUPERGROUP: Final = f"{BAD}method is available for supergroup and channel chats only"
NO_FORUM: Final = f"{BAD}the chat is not a forum"
NOT_MODIFIED: Final = f"{BAD}TOPIC_NOT_MODIFIED"
THUMB: Final = [{"type": "emoji", "emoji": "👍"}]


def yard(**more: object) -> Json:
    return {"chat_id": "$supergroup", **more}


def imran(**more: object) -> Json:
    return yard(user_id="$imran", **more)


def forum(**more: object) -> Json:
    return {"chat_id": "$forum", **more}


MEMBERS: Final = (
    works("banChatMember", "bans for ever", imran(revoke_messages=True)),
    works("banChatMember", "bans in a basic group", {"chat_id": "$admin_group", "user_id": "$imran"}),
    works("banChatMember", "is seen afterwards", yard(user_id="$banned")),
    refuses("banChatMember", "is for administrators", {"chat_id": "$group", "user_id": "$imran"}, f"{NO_RIGHT}restrict/unrestrict chat member"),
    refuses("banChatMember", "spares the owner", yard(user_id="$asha"), f"{BAD}can't remove chat owner"),
    refuses("banChatMember", "spares itself", yard(user_id="$me"), f"{BAD}can't restrict self"),
    refuses("banChatMember", "knows the person", yard(user_id=1), f"{BAD}user not found"),
    refuses("banChatMember", "is about groups", {"chat_id": "$chat", "user_id": "$asha"}, f"{BAD}can't ban members in private chats"),
    works("unbanChatMember", "lifts a ban", yard(user_id="$banned", only_if_banned=True)),
    refuses("unbanChatMember", "needs a supergroup", {"chat_id": "$admin_group", "user_id": "$imran"}, NO_SUPERGROUP),
    works("restrictChatMember", "takes rights away", imran(permissions={"can_send_messages": True}, use_independent_chat_permissions=True)),
    works("restrictChatMember", "gives them back", yard(user_id="$restricted", permissions=dict.fromkeys(("can_send_messages", "can_send_polls", "can_invite_users"), True))),
    works("getChatMember", "shows who is restricted", yard(user_id="$restricted"), {"status": "restricted", "is_member": True, "can_send_messages": False, "until_date": 0}),
    works("getChatMember", "shows who is banned", yard(user_id="$banned"), {"status": "kicked", "until_date": 0}),
    refuses("restrictChatMember", "needs a supergroup", {"chat_id": "$admin_group", "user_id": "$imran", "permissions": {}}, NOT_A_SUPERGROUP),
    refuses("restrictChatMember", "needs a member", yard(user_id="$stranger", permissions={"can_send_messages": True}), f"{BAD}USER_NOT_PARTICIPANT"),
    refuses("restrictChatMember", "knows the permissions", imran(permissions={"can_dance": True}), f'{BAD}can\'t parse permissions: ChatPermissions has no field "can_dance"'),
    works("promoteChatMember", "makes an administrator", imran(can_pin_messages=True, can_manage_topics=True)),
    works("promoteChatMember", "makes a member again", yard(user_id="$promoted")),
    works("getChatMember", "shows who was promoted", yard(user_id="$promoted"), {"status": "administrator", "can_pin_messages": True, "can_change_info": False}),
    refuses("promoteChatMember", "is for administrators", {"chat_id": "$plain_forum", "user_id": "$imran", "can_pin_messages": True}, f"{BAD}CHAT_ADMIN_REQUIRED"),
    refuses("promoteChatMember", "needs a member", yard(user_id="$stranger", can_pin_messages=True), f"{BAD}USER_NOT_PARTICIPANT"),
    works("setChatAdministratorCustomTitle", "gives a title", yard(user_id="$promoted", custom_title="Foreman")),
    refuses("setChatAdministratorCustomTitle", "needs an administrator", imran(custom_title="x"), f"{BAD}user is not an administrator"),
    refuses("setChatAdministratorCustomTitle", "has 16 characters", yard(user_id="$promoted", custom_title="x" * 17), f"{BAD}ADMIN_RANK_INVALID"),
    works("setChatPermissions", "silences a group", yard(permissions={"can_send_messages": False})),
    refuses("setChatPermissions", "changes something", yard(permissions={"can_send_messages": False}), f"{BAD}CHAT_NOT_MODIFIED", given="silenced"),
    refuses("setChatPermissions", "is for administrators", {"chat_id": "$group", "permissions": {"can_send_polls": True}}, f"{NO_RIGHT}change chat permissions"),
    works("setChatDescription", "describes", yard(description="Yard of the north")),
    refuses("setChatDescription", "changes something", yard(description=""), f"{BAD}chat description is not modified"),
    refuses("setChatDescription", "describes groups", {"chat_id": "$chat", "description": "x"}, f"{BAD}can't change private chat description"),
)  # fmt: skip
LINKS: Final = (
    works("exportChatInviteLink", "gives the link", yard(), str),
    refuses("exportChatInviteLink", "is about groups", {"chat_id": "$chat"}, f"{BAD}can't invite members to the private chat"),
    refuses("exportChatInviteLink", "is for administrators", {"chat_id": "$group"}, f"{NO_RIGHT}manage chat invite link"),
    works("createChatInviteLink", "makes a link", yard(name="Crew", member_limit=5), {"invite_link": str, "creator": {"id": "$me"}, "name": "Crew", "member_limit": 5, "is_revoked": False}),
    works("createChatInviteLink", "makes a link that ends", yard(expire_date=4_000_000_000, creates_join_request=True), {"expire_date": 4_000_000_000, "creates_join_request": True}),
    refuses("createChatInviteLink", "limits by number or by word", yard(member_limit=5, creates_join_request=True), f"{BAD}member limit can't be specified for links requiring administrator approval"),
    refuses("createChatInviteLink", "ends later", yard(expire_date=1), f"{BAD}EXPIRE_DATE_INVALID"),
    refuses("createChatInviteLink", "has a short name", yard(name="x" * 33), f"{BAD}INVITE_LINK_NAME_TOO_LONG"),
    works("editChatInviteLink", "changes a link", yard(invite_link="$link", name="Crew 2"), {"invite_link": "$link", "name": "Crew 2"}),
    refuses("editChatInviteLink", "knows the link", yard(invite_link="https://t.me/+none"), f"{BAD}INVITE_HASH_EXPIRED"),
    works("revokeChatInviteLink", "takes a link back", yard(invite_link="$link"), {"is_revoked": True}),
    refuses("revokeChatInviteLink", "knows the link", yard(invite_link="https://t.me/+none"), f"{BAD}INVITE_HASH_EXPIRED"),
    works("approveChatJoinRequest", "lets somebody in", yard(user_id="$asking")),
    refuses("approveChatJoinRequest", "was asked", yard(user_id="$stranger"), f"{BAD}HIDE_REQUESTER_MISSING"),
    refuses("approveChatJoinRequest", "lets in once", imran(), f"{BAD}USER_ALREADY_PARTICIPANT"),
    works("declineChatJoinRequest", "leaves somebody out", yard(user_id="$asking")),
    refuses("declineChatJoinRequest", "was asked", yard(user_id="$stranger"), f"{BAD}HIDE_REQUESTER_MISSING"),
)  # fmt: skip
GENERAL: Final = (
    works("editGeneralForumTopic", "renames", forum(name="Office")),
    refuses("editGeneralForumTopic", "changes something", forum(name="General"), NOT_MODIFIED),
    refuses("editGeneralForumTopic", "needs a forum", {"chat_id": "$group", "name": "x"}, NO_FORUM),
    works("closeGeneralForumTopic", "closes", forum()),
    refuses("closeGeneralForumTopic", "closes once", forum(), NOT_MODIFIED, given="closed_general"),
    refuses("closeGeneralForumTopic", "is for administrators", {"chat_id": "$plain_forum"}, f"{NO_RIGHT}close or open the topic"),
    works("reopenGeneralForumTopic", "opens", forum(), given="closed_general"),
    refuses("reopenGeneralForumTopic", "opens what is closed", forum(), NOT_MODIFIED),
    works("hideGeneralForumTopic", "hides", forum()),
    refuses("hideGeneralForumTopic", "hides once", forum(), NOT_MODIFIED, given="hidden_general"),
    works("unhideGeneralForumTopic", "shows", forum(), given="hidden_general"),
    refuses("unhideGeneralForumTopic", "shows what is hidden", forum(), NOT_MODIFIED),
    works("unpinAllGeneralForumTopicMessages", "lets go of all", forum()),
    refuses("unpinAllGeneralForumTopicMessages", "needs a forum", {"chat_id": "$group"}, NO_FORUM),
    works("unpinAllForumTopicMessages", "lets go of all", forum(message_thread_id="$topic")),
    refuses("unpinAllForumTopicMessages", "finds the topic", forum(message_thread_id=99), f"{BAD}message thread not found"),
    refuses("sendMessage", "goes to General while it is open", {"chat_id": "$plain_forum", "text": "x"}, f"{BAD}TOPIC_CLOSED", given="closed_general"),
)  # fmt: skip
SEVERAL: Final = (
    works("forwardMessages", "takes several along", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": ["$said", "$sent"]}, [{"message_id": int}] * 2),
    refuses("forwardMessages", "takes them in order", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": [2, 1]}, f"{BAD}message identifiers must be in a strictly increasing order"),
    refuses("forwardMessages", "finds them", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": [98, 99]}, f"{BAD}there are no messages to forward"),
    works("copyMessages", "says several again", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": ["$said", "$sent"], "remove_caption": True}, [{"message_id": int}] * 2),
    refuses("copyMessages", "takes a hundred", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": list(range(1, 102))}, f"{BAD}too many message identifiers specified"),
    works("setMessageReaction", "likes", {"chat_id": "$chat", "message_id": "$said", "reaction": THUMB, "is_big": True}),
    works("setMessageReaction", "takes it back", {"chat_id": "$chat", "message_id": "$said"}),
    refuses("setMessageReaction", "finds it", {"chat_id": "$chat", "message_id": 99, "reaction": THUMB}, f"{BAD}message to react not found"),
    refuses("setMessageReaction", "knows the common ones", {"chat_id": "$chat", "message_id": "$said", "reaction": [{"type": "emoji", "emoji": "🧲"}]}, f"{BAD}REACTION_INVALID"),
    refuses("setMessageReaction", "leaves one", {"chat_id": "$chat", "message_id": "$said", "reaction": THUMB * 2}, f"{BAD}REACTIONS_TOO_MANY"),
    works("sendMessage", "quotes", {"chat_id": "$chat", "text": "yes", "reply_parameters": {"message_id": "$said", "quote": "look"}}, {"quote": {"text": "look", "position": 0, "is_manual": True}}),
    refuses("sendMessage", "quotes what was said", {"chat_id": "$chat", "text": "yes", "reply_parameters": {"message_id": "$said", "quote": "see"}}, f"{BAD}QUOTE_TEXT_INVALID"),
    works("sendMessage", "answers in another chat", {"chat_id": "$chat", "text": "yes", "reply_parameters": {"message_id": "$group_sent", "chat_id": "$group"}}, {"external_reply": {"message_id": "$group_sent", "chat": {"id": "$group"}, "origin": {"type": "user"}}}),
    refuses("forwardMessages", "needs numbers", {"chat_id": "$group", "from_chat_id": "$chat", "message_ids": "x"}, f'{BAD}parameter "message_ids" of forwardMessages must be of type valid JSON', raw=UNSAYABLE),
)  # fmt: skip
CASES: Final[tuple[Case, ...]] = (*MEMBERS, *LINKS, *GENERAL, *SEVERAL)
