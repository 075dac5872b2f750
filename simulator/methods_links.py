"""Invite links made, changed and taken back by a bot; join requests decided."""

from simulator import invites, rights
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.methods_chats import group, known
from simulator.model import Chat, Json

MAX_NAME = 32
MAX_MEMBERS = 99_999


def _place(call: Call) -> Chat:
    chat = group(call, "can't invite members to the private chat")
    rights.must(chat, call.bot.id, "can_invite_users", "manage chat invite link")
    return chat


def _fields(call: Call) -> Json:
    params = call.params
    if len(params.get("name", "")) > MAX_NAME:
        raise bad_request("INVITE_LINK_NAME_TOO_LONG")
    if not 0 <= params.get("member_limit", 0) <= MAX_MEMBERS:
        raise bad_request("USAGE_LIMIT_INVALID")
    if params.get("expire_date") and params["expire_date"] <= call.now:
        raise bad_request("EXPIRE_DATE_INVALID")
    if params.get("creates_join_request") and params.get("member_limit"):
        raise bad_request("member limit can't be specified for links requiring administrator approval")
    fields = {name: params[name] for name in ("name", "expire_date", "member_limit") if params.get(name)}
    return fields | {"creates_join_request": bool(params.get("creates_join_request"))}


def _link(call: Call, chat: Chat) -> Json:
    kept: Json | None = chat.rules.get("links", {}).get(call.params["invite_link"])
    if kept is None or kept["creator"] != call.bot.id:
        raise bad_request("INVITE_HASH_EXPIRED")
    return kept


async def export_link(call: Call) -> object:
    """The bot's primary link; the one before is taken back."""
    chat = _place(call)
    primary = chat.rules.setdefault("primary", {})
    before = chat.rules.get("links", {}).get(primary.get(str(call.bot.id)))
    if before is not None:
        before["is_revoked"] = True
    kept = invites.create(call.world, chat, call.bot.id, is_primary=True)
    primary[str(call.bot.id)] = kept["invite_link"]
    return kept["invite_link"]


async def create_link(call: Call) -> object:
    chat = _place(call)
    return invites.view(call.world, chat, invites.create(call.world, chat, call.bot.id, **_fields(call)))


async def edit_link(call: Call) -> object:
    chat = _place(call)
    kept, fields = _link(call, chat), _fields(call)
    for name in ("name", "expire_date", "member_limit"):
        kept.pop(name, None)
    kept.update(fields)
    return invites.view(call.world, chat, kept)


async def revoke_link(call: Call) -> object:
    chat = _place(call)
    kept = _link(call, chat)
    kept["is_revoked"] = True
    return invites.view(call.world, chat, kept)


def _decider(*, let_in: bool) -> Method:
    async def decide(call: Call) -> object:
        chat = _place(call)
        who = known(call, call.params["user_id"]).id
        if chat.has(who):
            raise bad_request("USER_ALREADY_PARTICIPANT")
        if not invites.decide(call.world, chat, who, by=call.bot.id, let_in=let_in):
            raise bad_request("HIDE_REQUESTER_MISSING")
        return True

    return decide


METHODS: dict[str, Method] = {
    "exportChatInviteLink": export_link,
    "createChatInviteLink": create_link,
    "editChatInviteLink": edit_link,
    "revokeChatInviteLink": revoke_link,
    "approveChatJoinRequest": _decider(let_in=True),
    "declineChatJoinRequest": _decider(let_in=False),
}
