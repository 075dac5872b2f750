"""What people do to messages that are there already: edit, move, react, delete."""

from simulator import rights
from simulator.errors import Wrong
from simulator.formatting import formatted
from simulator.model import Chat, Json, Message
from simulator.people import location_of, someone
from simulator.posting import tell_edited, tell_poll, tell_reaction, tell_vote
from simulator.world import World

EDITABLE_FOR_S = 48 * 3600
FOR_EVER = 0x7FFFFFFF


def edit(world: World, chat: Chat, message_id: int, body: Json) -> Message:
    """Words are replaced for two days; a place moves as long as it is live."""
    person = someone(world, chat, body.get("from"))
    message = chat.message(message_id)
    if message is None or message.sender != person.id or message.forward is not None:
        raise Wrong(f"message {message_id} in chat {chat.id} is not {person.name}'s own", 403)
    if "location" in body:
        _move(world, message, body["location"])
    elif message.kind in {"location", "contact", "venue"}:
        raise Wrong(
            f'a {message.kind} has no words to edit; a live place moves: {{"from": 7, "location": {{…}}}}'
        )
    else:
        _reword(world, message, str(body.get("text") or ""))
    message.edited = world.clock.stamp()
    tell_edited(world, chat, message)
    return message


def _reword(world: World, message: Message, words: str) -> None:
    if world.clock.now() - message.date > EDITABLE_FOR_S:
        raise Wrong("the app edits a message for two days only", 403)
    text, entities = formatted(words, None, None)
    if message.kind == "text" and not text:
        raise Wrong('nothing is left of the words; example: {"from": 7, "text": "hello"}')
    message.text, message.entities = text, entities


def _move(world: World, message: Message, given: object) -> None:
    """`null` ends it: the place stays, `live_period` goes, and the bot is told."""
    period = message.body.get("live_period") if message.kind == "location" else None
    if period is None:
        raise Wrong(f"message {message.id} is no live location; one is sent with live_period: 900", 409)
    if period != FOR_EVER and world.clock.now() >= message.date + period:
        raise Wrong(f"the live location {message.id} has ended after {period} s", 409)
    if given is None:
        message.body = {name: value for name, value in message.body.items() if name != "live_period"}
        return
    message.body = {**location_of(given), "live_period": period}


def delete(world: World, chat: Chat, message_id: int) -> Message:
    """People delete without the bot being told."""
    message = chat.message(message_id)
    if message is None:
        raise Wrong(f"there is no message {message_id} in chat {chat.id}", 404)
    message.deleted = True
    world.touch(chat, message)
    return message


def react(world: World, chat: Chat, message_id: int, body: Json) -> Message:
    """`emoji` is the reaction he leaves; null or empty takes it back."""
    person = someone(world, chat, body.get("from"))
    message = chat.message(message_id)
    if message is None:
        raise Wrong(f"there is no message {message_id} in chat {chat.id}", 404)
    if not rights.may(chat, person.id, "can_react_to_messages"):
        raise Wrong(f"{person.name} may not react in chat {chat.id}", 403)
    set_reaction(world, chat, message, person.id, [str(body["emoji"])] if body.get("emoji") else [])
    return message


def set_reaction(world: World, chat: Chat, message: Message, who: int, emoji: list[str]) -> None:
    kept: Json = dict((message.more or {}).get("reactions", {}))
    before = kept.pop(str(who), [])
    if emoji:
        kept[str(who)] = emoji
    message.more = {**(message.more or {}), "reactions": kept}
    world.touch(chat, message)
    if before != emoji:
        tell_reaction(world, chat, message, who, (before, emoji))


def vote(world: World, chat: Chat, message_id: int, body: Json) -> Message:
    """`options` are numbers from 0; none takes the vote back."""
    person = someone(world, chat, body.get("from"))
    message = chat.message(message_id)
    if message is None or message.kind != "poll" or message.body["is_closed"]:
        raise Wrong(f"message {message_id} in chat {chat.id} is no open poll", 404)
    chosen, poll = body.get("options") or [], message.body
    if not isinstance(chosen, list) or not all(number in range(len(poll["options"])) for number in chosen):
        raise Wrong(
            f'"options" are numbers below {len(poll["options"])}; example: {{"from": 7, "options": [0]}}'
        )
    if len(chosen) > 1 and not poll["allows_multiple_answers"]:
        raise Wrong("this poll takes one answer", 409)
    votes: Json = dict((message.more or {}).get("votes", {}))
    if str(person.id) in votes and not poll["allows_revoting"]:
        raise Wrong(f"{person.name} has voted already, and this poll takes no second vote", 409)
    votes[str(person.id)] = chosen
    message.more = {**(message.more or {}), "votes": {who: some for who, some in votes.items() if some}}
    message.body = _counted(poll, message.more["votes"])
    world.touch(chat, message)
    tell_poll(world, message)
    tell_vote(world, message, person, chosen)
    return message


def _counted(poll: Json, votes: Json) -> Json:
    counts = [sum(1 for some in votes.values() if number in some) for number in range(len(poll["options"]))]
    options = [
        {**option, "voter_count": count} for option, count in zip(poll["options"], counts, strict=True)
    ]
    return {**poll, "options": options, "total_voter_count": len(votes)}
