"""`/report`: the report of any period, and the steps on its card, for OEM Reporting."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.period import files_message, months_message
from cards.text import Speaker, Text
from domain.money.bookkeeping import months_until
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.reporting.periods import (
    ask_for_report,
    compile_again,
    release_report,
    released_report,
    send_again,
)
from domain.reporting.span import read_span
from domain.unit_of_work import UnitOfWork
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import shown_to

_MONTHS: Final = 2


async def on_report(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/report` offers the last months, `/report voltera 2026-11-01 2026-11-15` asks for that period."""
    by = actor.must(Permission.RELEASE_REPORT)
    asked = (command.args or "").split(maxsplit=1)
    if asked:
        return await _asked(uow, actor, speaker, asked[0], "".join(asked[1:]))
    oems, months = await uow.all(Oem), months_until(uow.now)[:_MONTHS]
    return await shown_to(by.role, uow, here, months_message(oems, months, speaker))


async def _asked(uow: UnitOfWork, actor: Actor, speaker: Speaker, oem: str, period: str) -> Answer:
    report = await ask_for_report(uow, oem, read_span(period), actor)
    told = say(
        "{report} is being compiled: its card comes up at the desk of OEM Reporting.", report=report.id
    )
    return Answer(messages=(Text().line(speaker.say(told)).message(),))


async def on_month(act: Act) -> Answer:
    return await _asked(act.uow, act.actor, act.speaker, act.subject, act.argument)


async def on_release(act: Act) -> Answer:
    report = await release_report(act.uow, act.subject, int(act.argument or 0), act.actor)
    return done("{report} is on its way to the OEM.", report=report.id)


async def on_compile_again(act: Act) -> Answer:
    report = await compile_again(act.uow, act.subject, act.actor)
    return done("{report} is being compiled anew.", report=report.id)


async def on_send_again(act: Act) -> Answer:
    report = await send_again(act.uow, act.subject, act.actor)
    return done("{report} is on its way once more.", report=report.id)


async def on_files(act: Act) -> Answer:
    by = act.actor.must(Permission.RELEASE_REPORT)
    report = await released_report(act.uow, act.subject, act.actor)
    return await shown_to(by.role, act.uow, act.here, files_message(report, act.speaker))


STEPS: Final[Mapping[Action, Step]] = {
    Action.RELEASE: on_release,
    Action.COMPILE_AGAIN: on_compile_again,
    Action.SEND_AGAIN: on_send_again,
    Action.REPORT_FILES: on_files,
    Action.REPORT_OF: on_month,
}


def router() -> Router:
    routes = Router(name="periods")
    routes.message.register(on_report, Command("report"))
    routes.include_router(tap_router("reports of periods", STEPS))
    return routes
