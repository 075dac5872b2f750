"""Who is on call: seen and set by Ops and the admin."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.duty import render_on_call
from cards.text import Speaker
from domain.people.actor import Actor
from domain.people.duty import desk_people, set_on_call
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import say
from handlers.acts import Act, tap_router
from handlers.discretion import shown_to


async def on_on_call(_: Said, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here) -> Answer:
    by = actor.must(Permission.SET_ON_CALL)
    role = Role.OPS if Role.OPS in actor.roles else by.role
    shown = render_on_call(await desk_people(uow), speaker)
    return await shown_to(role, uow, here, shown)


async def on_set(act: Act) -> Answer:
    person = await set_on_call(act.uow, act.subject, act.actor, on_call=act.argument == "yes")
    shown = render_on_call(await desk_people(act.uow), act.speaker)
    toast = say("{name} is on call.", name=person.name)
    if not person.on_call:
        toast = say("{name} is no longer on call.", name=person.name)
    return Answer(toast=toast, messages=(shown,))


def router() -> Router:
    routes = tap_router("duty", {Action.ON_CALL: on_set})
    routes.message.register(on_on_call, Command("oncall"))
    return routes
