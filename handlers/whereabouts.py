"""Where a field team is: a location it sends after it arrived, or shares live while it is on the way.

What a phone says is evidence, never proof, so nothing here keeps a team from working.
"""

from datetime import UTC, datetime
from typing import Any, Final

from aiogram import Router
from aiogram.types import Location
from aiogram.types import Message as Said

from cards.answer import Answer, Here
from cards.buttons import off_site_buttons
from cards.day import how_far
from cards.message import Message, ReplyButton
from cards.text import Speaker, Text
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.person import Chat
from domain.unit_of_work import UnitOfWork
from domain.visits.arrival import place_check_in, unfit, wants_place, wants_reason
from domain.visits.states import VisitState
from domain.visits.travel import sharing_ended, team_seen
from domain.visits.underway import Sighting
from domain.visits.visit import Visit
from domain.words import say

Found = bool | dict[str, Any]
_UNDER_WAY: Final = (VisitState.ON_SITE, VisitState.ON_THE_WAY)


def router() -> Router:
    routes = Router(name="whereabouts")
    routes.message.register(on_location, is_of_a_visit)
    routes.edited_message.register(on_moved, is_of_a_visit)
    return routes


async def is_of_a_visit(said: Said, uow: UnitOfWork, actor: Actor, here: Here) -> Found:
    """A location that a member of a team sends in his own chat or the team's, while a visit of it waits for one."""
    if said.location is None:
        return False
    visit = await _visit_of(uow, await _teams_of(uow, actor, here))
    return {"visit": visit, "place": said.location} if visit is not None else False


async def _teams_of(uow: UnitOfWork, actor: Actor, here: Here) -> frozenset[str]:
    """In a team's own chat nothing is said of a visit of another team that he works for as well."""
    if here.private:
        return actor.teams
    chat = await uow.find(Chat, here.chat)
    return actor.teams & {chat.team} if chat is not None and chat.team is not None else frozenset()


async def _visit_of(uow: UnitOfWork, teams: frozenset[str]) -> Visit | None:
    """Of those whose check-in wants a place and those that a team is on the way to, what it did last."""
    found = [
        visit
        for state in _UNDER_WAY
        for team in sorted(teams)
        for visit in await uow.all(Visit, team=team, state=state.value)
        if state is VisitState.ON_THE_WAY or wants_place(visit, await uow.get(Lead, visit.lead))
    ]
    return max(found, key=lambda visit: visit.state_since, default=None)


async def on_location(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, visit: Visit, place: Location, uow: UnitOfWork, actor: Actor, here: Here, speaker: Speaker
) -> Answer:
    if said.forward_origin is not None:
        words = say("A forwarded location does not count. Please send your own: 📎 → Location.")
        return Answer(messages=(Message(text=speaker.say(words)),))
    if visit.state is VisitState.ON_SITE:
        return await _at_site(visit, _sighting(said, place), uow, actor, here, speaker)
    if not _is_live(place):
        words = say(
            "Please share it live (📎 → Location → Share my live location), so that the customer sees you come."
        )
        return Answer(messages=(Message(text=speaker.say(words)),))
    if await _is_seen(visit, _sighting(said, place), uow, actor):
        words = say("Thank you. While you share it, the customer sees when you come.")
        return Answer(messages=(Message(text=speaker.say(words)),))
    return Answer()


async def on_moved(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, visit: Visit, place: Location, uow: UnitOfWork, actor: Actor, here: Here, speaker: Speaker
) -> Answer:
    """The next sample of a live location, or its end."""
    if said.forward_origin is not None:
        return Answer()
    if not _is_live(place):
        await sharing_ended(uow, visit.id, _source(said), actor)
        return Answer()
    if visit.state is VisitState.ON_SITE:
        sighting = _sighting(said, place)
        if unfit(sighting, await policy_of(uow, visit.oem), uow.now) is not None:
            return Answer()
        return await _at_site(visit, sighting, uow, actor, here, speaker)
    await _is_seen(visit, _sighting(said, place), uow, actor)
    return Answer()


async def _is_seen(visit: Visit, sighting: Sighting, uow: UnitOfWork, actor: Actor) -> bool:
    """Whether it told where the team is: a sample that came late does not."""
    if uow.now - sighting.at > (await policy_of(uow, visit.oem)).signal_lost:
        return False
    await team_seen(uow, visit.id, sighting, actor)
    return True


async def _at_site(  # noqa: PLR0913, PLR0917  whose visit, where, and who is told
    visit: Visit, sighting: Sighting, uow: UnitOfWork, actor: Actor, here: Here, speaker: Speaker
) -> Answer:
    policy = await policy_of(uow, visit.oem)
    words = unfit(sighting, policy, uow.now)
    if words is not None:
        return Answer(messages=(Message(text=speaker.say(words)),))
    placed = await place_check_in(uow, visit.id, sighting, actor)
    far = how_far(placed.checked_in.distance_m or 0)
    if not wants_reason(placed, policy):
        words = say("Thank you: you are {far} from the site.", far=far)
        return Answer(messages=(Message(text=speaker.say(words), remove_reply_keyboard=True),))
    off = (Message(text=speaker.say(say("Noted.")), remove_reply_keyboard=True),) if here.private else ()
    return Answer(messages=(*off, _asked_why(placed, speaker)))


def _asked_why(visit: Visit, speaker: Speaker) -> Message:
    far = how_far(visit.checked_in.distance_m or 0)
    words = say("You are {far} from the site. Why? You can go on in any case.", far=far)
    return Message(text=speaker.say(words), keyboard=off_site_buttons(visit, speaker))


async def asked_after_arrival(
    uow: UnitOfWork, visit: Visit, here: Here, speaker: Speaker
) -> tuple[Message, ...]:
    """Where is the team? By a key in its own chat; in a group by a reply, which reaches a bot in privacy mode."""
    if wants_reason(visit, await policy_of(uow, visit.oem)):
        return (_asked_why(visit, speaker),)
    if not wants_place(visit, await uow.get(Lead, visit.lead)):
        return ()
    if here.private:
        label = speaker.say(say("📍 Send where I am now"))
        return (
            Message(
                text=speaker.say(say("Please send where you are, with the key below.")),
                reply_keyboard=((ReplyButton(label=label, request="location"),),),
            ),
        )
    text = Text().link(here.name, f"tg://user?id={here.telegram_id}").plain(", ")
    text.plain(speaker.say(say("please reply with your location (📎 → Location).")))
    return (Message(text=text.text, entities=text.entities, force_reply=True),)


def _is_live(place: Location) -> bool:
    return place.live_period is not None


def _source(said: Said) -> str:
    return f"{said.chat.id}:{said.message_id}"


def _sighting(said: Said, place: Location) -> Sighting:
    """The moment is Telegram's own: of the message, or of its last edit."""
    edited = datetime.fromtimestamp(said.edit_date, UTC) if said.edit_date else None
    accuracy = place.horizontal_accuracy
    return Sighting(
        source=_source(said),
        at=edited or said.date,
        latitude=place.latitude,
        longitude=place.longitude,
        accuracy_m=round(accuracy) if accuracy is not None else None,
    )
