"""getChat and its relatives, leaving, titles and descriptions."""

from simulator import render, rights
from simulator.access import check_membership
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.membership import change
from simulator.model import Bot, Chat, Json, Person
from simulator.posting import post_service

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
MAX_TITLE = 128
MAX_DESCRIPTION = 255


async def get_chat(call: Call) -> object:
    chat = call.place()
    view = render.chat(call.world, chat)
    view |= {"accent_color_id": 0, "max_reaction_count": 11}
    view["accepted_gift_types"] = dict.fromkeys(GIFTS, chat.is_private)
    if not chat.is_private:
        view["permissions"] = rights.permissions(chat)
        _add_texts(call, chat, view)
    pinned = chat.message(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        view["pinned_message"] = render.message(call.world, call.bot, chat, pinned)
    return view


def _add_texts(call: Call, chat: Chat, view: Json) -> None:
    if chat.rules.get("description"):
        view["description"] = chat.rules["description"]
    link = chat.rules.get("primary", {}).get(str(call.bot.id))
    if link:
        view["invite_link"] = link


def known(call: Call, user_id: int) -> Person | Bot:
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    who = call.world.people.get(user_id) or call.world.bots.get(user_id)
    if who is None:
        raise bad_request("user not found")
    return who


async def get_chat_member(call: Call) -> object:
    chat = call.place()
    who = known(call, call.params["user_id"])
    if chat.is_private:
        return render.member(who, "member" if who.id in {chat.person, chat.bot} else "left")
    return render.member(who, rights.status(chat, who.id), rights.details(chat, who.id))


async def get_chat_administrators(call: Call) -> object:
    chat = call.place()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    admins = [who for who in chat.members if rights.is_admin(who, chat)]
    shown = [who for who in admins if who not in call.world.bots or who == call.bot.id]
    return [
        render.member(call.world.user(who), chat.members[who], rights.details(chat, who)) for who in shown
    ]


async def get_chat_member_count(call: Call) -> object:
    chat = call.place()
    return 2 if chat.is_private else len(render.present_members(chat))


async def leave_chat(call: Call) -> object:
    chat = call.place()
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    change(call.world, chat, call.bot.id, "left", by=call.bot.id)
    post_service(call.world, chat, call.bot.id, {"left_chat_member": call.bot.id})
    return True


def group(call: Call, private: str) -> Chat:
    """The group of this call; `private` is the refusal for a private chat."""
    chat = call.place()
    if chat.is_private:
        raise bad_request(private)
    check_membership(call.bot, chat)
    return chat


async def set_chat_title(call: Call) -> object:
    chat = group(call, "can't change private chat title")
    rights.must(chat, call.bot.id, "can_change_info", "change chat title")
    title = call.params["title"].strip()[:MAX_TITLE]
    if not title:
        raise bad_request("title must be non-empty")
    if title != chat.title:
        chat.title = title
        post_service(call.world, chat, call.bot.id, {"new_chat_title": title})
        call.world.changed(chat)
    return True


async def set_chat_description(call: Call) -> object:
    chat = group(call, "can't change private chat description")
    rights.must(chat, call.bot.id, "can_change_info", "set chat description")
    text = call.params.get("description", "").strip()[:MAX_DESCRIPTION]
    if chat.rules.get("description", "") == text:
        raise bad_request("chat description is not modified")
    chat.rules["description"] = text
    return True


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
}
