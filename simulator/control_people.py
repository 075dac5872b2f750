"""Who there is: bots, people, groups and their members, as the control interface sets them."""

import re
from dataclasses import asdict

from simulator import people, render
from simulator.errors import Wrong
from simulator.model import BASIC, SUPER, SUPERGROUP_BELOW, Bot, Chat, Json, Person
from simulator.posting import post_service, set_bot_status, tell_member_status
from simulator.world import World

TOKEN = re.compile(r"(\d+):[\w-]+")
BOT_STATUSES = ("member", "administrator", "kicked", "left")
PERSON_FIELDS = ("first_name", "last_name", "username", "language_code", "phone", "deactivated")


def show_bot(bot: Bot) -> Json:
    return render.me(bot)


def show_person(person: Person) -> Json:
    return asdict(person) | {"name": person.name}


def add_bot(world: World, body: Json) -> Json:
    token = str(body.get("token", ""))
    match = TOKEN.fullmatch(token)
    username = str(body.get("username", "")).removeprefix("@")
    if match is None or not username:
        raise Wrong(
            'a bot has a token and a username; example: {"token": "700:test", "username": "acme_bot"}'
        )
    known = world.tokens.get(token)
    name = str(body.get("first_name") or (known.first_name if known else username))
    bot = known or Bot(int(match.group(1)), token, username, name)
    bot.username, bot.first_name = username, name
    bot.can_read_all_group_messages = bool(
        body.get("can_read_all_group_messages", bot.can_read_all_group_messages)
    )
    if known is None and bot.id in world.bots:
        raise Wrong(f"bot {bot.id} has another token already; the number before the colon is its id", 409)
    return show_bot(world.add_bot(bot))


def add_person(world: World, body: Json) -> Json:
    known = world.people.get(body.get("id", 0))
    if not isinstance(body.get("id"), int) or body["id"] <= 0 or not (known or body.get("first_name")):
        raise Wrong('a person has an id and a first name; example: {"id": 7, "first_name": "Asha"}')
    person = known or Person(body["id"], str(body["first_name"]))
    for name in PERSON_FIELDS:
        if name in body:
            setattr(person, name, body[name])
    world.add_person(person)
    world.publish({"type": "user", "user": person.id})
    return show_person(person)


def add_group(world: World, body: Json) -> Chat:
    group_id = body.get("id")
    if not isinstance(group_id, int) or group_id >= 0:
        raise Wrong('a group has a negative id; example: {"id": -1001, "title": "Team 1", "members": [7]}')
    ids = _ids(world, body, "members")
    group = world.groups.get(group_id)
    if group is None:
        return _found_group(world, group_id, body, ids)
    _regroup(world, group, body, ids)
    return group


def _ids(world: World, body: Json, name: str) -> list[int]:
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(who, int) for who in given):
        raise Wrong(f'"{name}" is a list of ids; example: {{"{name}": [7, 8]}}')
    for who in given:
        world.user(who)
    return given


def _found_group(world: World, group_id: int, body: Json, ids: list[int]) -> Chat:
    if not ids:
        raise Wrong('a group needs somebody in it; example: {"id": -1001, "title": "Team 1", "members": [7]}')
    forum = bool(body.get("forum"))
    group = Chat(
        group_id, SUPER if forum or group_id < SUPERGROUP_BELOW else BASIC, str(body.get("title", "Group"))
    )
    group.forum = forum
    group.members = {who: "creator" if who == ids[0] else "member" for who in ids}
    world.groups[group_id] = group
    for bot in world.bots.values():
        _bring(world, group, bot, admin=bool(body.get("bot_is_admin")))
    world.changed(group)
    return group


def _bring(world: World, group: Chat, bot: Bot, *, admin: bool) -> None:
    set_bot_status(world, group, bot, "administrator" if admin else "member", by=_owner(group))


def _owner(group: Chat) -> int:
    return next(
        (who for who, status in group.members.items() if status == "creator"), next(iter(group.members))
    )


def _regroup(world: World, group: Chat, body: Json, ids: list[int]) -> None:
    owner = _owner(group)
    if body.get("title", group.title) != group.title:
        group.title = str(body["title"])
        post_service(world, group, owner, {"new_chat_title": group.title})
    if "members" in body:
        gone = [who for who in group.members if who in world.people and group.has(who) and who not in ids]
        people.join(world, group, ids, by=owner)
        people.leave(world, group, gone, by=owner)
    if "bot_is_admin" in body:
        for bot in world.bots.values():
            _bring(world, group, bot, admin=bool(body["bot_is_admin"]))
    world.changed(group)


def change_members(world: World, group: Chat, body: Json) -> None:
    if group.is_private:
        raise Wrong(f"chat {group.id} is private; members are changed in groups")
    owner = _owner(group)
    people.join(world, group, _ids(world, body, "add"), by=owner)
    people.leave(world, group, _ids(world, body, "remove"), by=owner)
    for who in _ids(world, body, "administrators"):
        _promote(world, group, who, owner)
    if body.get("bot") is not None:
        _change_bots(world, group, body["bot"], owner)
    world.changed(group)


def _promote(world: World, group: Chat, who: int, owner: int) -> None:
    old = group.members.get(who, "left")
    if old != "creator":
        group.members[who] = "administrator"
        tell_member_status(world, group, who, (old, "administrator"), by=owner)


def _change_bots(world: World, group: Chat, status: object, owner: int) -> None:
    if status not in BOT_STATUSES:
        raise Wrong(f'"bot" is one of {", ".join(BOT_STATUSES)}, not {status!r}')
    for bot in world.bots.values():
        joined = not group.has(bot.id) and status in {"member", "administrator"}
        set_bot_status(world, group, bot, str(status), by=owner)
        if joined:
            post_service(world, group, owner, {"new_chat_members": [bot.id]})
