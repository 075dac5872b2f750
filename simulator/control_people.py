"""Who there is: bots, people, groups and their members, as the control interface sets them."""

import re
from dataclasses import asdict

from simulator import people, render, rights
from simulator.errors import Wrong
from simulator.membership import ban, change
from simulator.model import BASIC, SUPER, SUPERGROUP_BELOW, Bot, Chat, Json, Person
from simulator.posting import migrate, post_service
from simulator.world import World

TOKEN = re.compile(r"(\d+):[\w-]+")
BOT_STATUSES = ("member", "administrator", "kicked", "left")
SUPERGROUPS_ONLY = ("restrict", "rights")
YEAR_S = 366 * 86_400
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
    bot.can_join_groups = bool(body.get("can_join_groups", bot.can_join_groups))
    if known is None and bot.id in world.bots:
        raise Wrong(f"bot {bot.id} has another token already; the number before the colon is its id", 409)
    return show_bot(world.add_bot(bot))


def add_person(world: World, body: Json) -> Json:
    number = body.get("id")
    known = world.people.get(number) if isinstance(number, int) else None
    if not isinstance(number, int) or not 0 < number < 2**63 or not (known or body.get("first_name")):
        raise Wrong('a person has an id and a first name; example: {"id": 7, "first_name": "Asha"}')
    person = known or Person(number, str(body["first_name"]))
    for name in PERSON_FIELDS:
        if name in body:
            setattr(person, name, _checked(name, body[name]))
    world.add_person(person)
    world.publish({"type": "user", "user": person.id})
    return show_person(person)


def _checked(name: str, value: object) -> object:
    """Names are words, the first of them always; whether he is gone is yes or no."""
    if name == "deactivated":
        return bool(value)
    if not isinstance(value, str) and (value is not None or name == "first_name"):
        raise Wrong(f'"{name}" is a text, not {value!r}; example: {{"id": 7, "first_name": "Asha"}}')
    return value


def add_group(world: World, body: Json) -> Chat:
    group_id = body.get("id")
    if not isinstance(group_id, int) or group_id >= 0:
        raise Wrong('a group has a negative id; example: {"id": -1001, "title": "Team 1", "members": [7]}')
    ids = _ids(world, body, "members")
    group = world.groups.get(group_id)
    if group is None:
        return _found_group(world, group_id, body, ids)
    if body.get("forum") and not group.forum:
        group = _as_forum(world, group)
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
    if forum:
        group.forum, group.next_message_id = True, 2  # 1 is the General topic, so no topic may begin there
    group.members = {who: "creator" if who == ids[0] else "member" for who in ids}
    world.groups[group_id] = group
    for bot in world.bots.values():
        if bot.can_join_groups:
            _bring(world, group, bot, admin=bool(body.get("bot_is_admin")))
    world.changed(group)
    return group


def _bring(world: World, group: Chat, bot: Bot, *, admin: bool) -> None:
    change(world, group, bot.id, "administrator" if admin else "member", by=owner_of(group))


def owner_of(group: Chat) -> int:
    return next(
        (who for who, status in group.members.items() if status == "creator"), next(iter(group.members))
    )


def _regroup(world: World, group: Chat, body: Json, ids: list[int]) -> None:
    owner = owner_of(group)
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


def _as_forum(world: World, group: Chat) -> Chat:
    """Only supergroups have topics: a basic group becomes one first."""
    group = as_supergroup(world, group)
    group.forum = True
    world.changed(group)
    return group


def as_supergroup(world: World, group: Chat) -> Chat:
    """What basic groups do not know turns them into supergroups, by itself, as the apps do it."""
    return migrate(world, group, by=owner_of(group)) if group.type == BASIC else group


def change_members(world: World, group: Chat, body: Json, bot: str | None) -> Chat:
    """Answers the group, which is another one when it had to become a supergroup."""
    if group.is_private:
        raise Wrong(f"chat {group.id} is private; members are changed in groups")
    if any(body.get(name) for name in SUPERGROUPS_ONLY):
        group = as_supergroup(world, group)
    owner = owner_of(group)
    people.join(world, group, _ids(world, body, "add"), by=owner)
    people.leave(world, group, _ids(world, body, "remove"), by=owner)
    for who in _ids(world, body, "administrators"):
        _promote(world, group, who, body, owner)
    _bar(world, group, body, owner)
    if body.get("bot") is not None:
        _change_bots(world, group, body["bot"], bot)
    world.changed(group)
    return group


def _promote(world: World, group: Chat, who: int, body: Json, owner: int) -> None:
    if group.members.get(who) == "creator":
        return
    granted = body.get("rights")
    rule = {} if granted is None else {"rights": _switches(body, "rights", render.GRANTED)}
    change(world, group, who, "administrator", by=owner, **rule)


def _switches(body: Json, name: str, known: tuple[str, ...]) -> Json:
    given = body.get(name) or {}
    if not isinstance(given, dict) or not set(given) <= set(known):
        raise Wrong(f'"{name}" switches {", ".join(known)}; example: {{"{name}": {{"{known[0]}": false}}}}')
    return {key: bool(value) for key, value in given.items()}


def _bar(world: World, group: Chat, body: Json, owner: int) -> None:
    """Restricting, banning, and taking both back. `seconds` says for how long, else for ever."""
    until = _until(world, body)
    for who in _ids(world, body, "restrict"):
        if rights.is_admin(who, group) or not group.has(who):
            raise Wrong(f"{who} is no plain member of chat {group.id}, so nothing can be taken from him", 409)
        left = _switches(body, "permissions", rights.PERMISSIONS)
        change(world, group, who, "restricted", by=owner, permissions=left, until=until)
    for who in _ids(world, body, "unrestrict"):
        if rights.status(group, who) == "restricted":
            change(world, group, who, "member", by=owner)
    for who in _ids(world, body, "ban"):
        if rights.status(group, who) == "creator":
            raise Wrong(f"{who} owns chat {group.id} and cannot be banned", 409)
        ban(world, group, who, by=owner, until=until)
    for who in _ids(world, body, "unban"):
        if rights.status(group, who) == "kicked":
            change(world, group, who, "left", by=owner)


def _until(world: World, body: Json) -> int:
    seconds = body.get("seconds")
    if seconds is None:
        return 0
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < YEAR_S:
        raise Wrong('"seconds" says for how long, up to a year; example: {"restrict": [7], "seconds": 3600}')
    return world.clock.stamp() + int(seconds)


def _change_bots(world: World, group: Chat, status: object, named: str | None) -> None:
    """All bots, or the one that is named."""
    if status not in BOT_STATUSES:
        raise Wrong(f'"bot" is one of {", ".join(BOT_STATUSES)}, not {status!r}')
    owner = owner_of(group)
    for bot in [bot for bot in world.bots.values() if named in {None, bot.username}]:
        joined = not group.has(bot.id) and status in {"member", "administrator"}
        if joined and not bot.can_join_groups:
            raise Wrong(f"{bot.first_name} cannot be added to groups: its can_join_groups is off", 403)
        change(world, group, bot.id, str(status), by=owner)
        if joined:
            post_service(world, group, owner, {"new_chat_members": [bot.id]})


def change_permissions(world: World, group: Chat, body: Json) -> Chat:
    """What plain members may do; what is not named stays as it is."""
    if group.is_private:
        raise Wrong(f"chat {group.id} is private; permissions are a matter of groups")
    new = _switches({"permissions": body}, "permissions", rights.PERMISSIONS)
    group.rules["permissions"] = rights.permissions(group) | new
    world.changed(group)
    return group
