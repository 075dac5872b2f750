"""The wiring: one readable place that makes all parts and hands each what it needs."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiogram import Bot, Dispatcher, Router

from bot.fetching import fetcher
from bot.imports import ImportDesk
from bot.inputs import Inputs, Links
from bot.keeping import Keeping, keep
from bot.mail import mail_of
from bot.papers import Papers
from bot.places import PlaceDesk
from bot.rails import line_of, rails
from bot.rendering import Rendering
from bot.reports import ReportDesk
from bot.settings import Settings
from bot.telegram import Telegram
from bot.undeliverable import Undeliverable
from bot.webhooks import postman
from cards.text import Speaker
from conversations import router as conversations
from documents.bills import can_read, text_of
from documents.pictures import PictureReader
from domain.instant import Clock
from domain.people.addresses import Reach
from handlers import (
    admin,
    assigning,
    books,
    cancelling,
    commands,
    confirming,
    customer,
    days,
    duty,
    earnings,
    emergencies,
    field,
    finance,
    importing,
    keys,
    money,
    ops,
    payouts,
    periods,
    picking,
    planning,
    portal,
    procurement,
    reporting,
    review,
    site,
    stock,
    stock_files,
    teams,
    whereabouts,
)
from integrations.geocoding import Geocoder
from integrations.webhooks import Webhooks
from jobs.answers import Ok
from jobs.bank_names import BankNames
from jobs.bills import Bills
from jobs.budgets import Budgets
from jobs.delivery import Delivery
from jobs.erasing import Eraser
from jobs.importing import Imports
from jobs.letters import Letters
from jobs.media import Archive
from jobs.packs import Packs
from jobs.pictures import Pictures
from jobs.places import Places
from jobs.rails import Rails
from jobs.reports import Reports
from jobs.saying import Means
from jobs.stock_files import StockFiles
from jobs.webhooks import Postman
from storage.database import Database
from storage.erasing import ErasingMedia
from storage.inbox import Inbox
from storage.leases import Heartbeat
from storage.media import MediaStore, media_store
from storage.outbox import Outbox
from storage.timers import Timers
from storage.wanted_media import WantedMedia
from storage.work import Work

BATCH: Final = 16
_log = logging.getLogger(__name__)


def routing(*first: Router) -> Dispatcher:
    """All routers in the order in which aiogram asks them; no state machine of its own, no isolation (ours)."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        *first,
        commands.router(),
        books.router(),
        earnings.router(),
        periods.router(),
        days.router(),
        admin.router(),
        importing.router(),
        stock_files.router(),
        keys.router(),
        money.router(),
        portal.router(),
        whereabouts.router(),
        conversations.router(),
        ops.router(),
        confirming.router(),
        assigning.router(),
        picking.router(),
        site.router(),
        review.router(),
        planning.router(),
        customer.router(),
        cancelling.router(),
        field.router(),
        teams.router(),
        emergencies.router(),
        duty.router(),
        procurement.router(),
        stock.router(),
        finance.router(),
        payouts.router(),
        reporting.router(),
        admin.last_router(),
        commands.last_router(),
    )
    return dispatcher


@dataclass(slots=True, kw_only=True)
class Parts:
    """Everything of one process, made by `assemble`."""

    settings: Settings
    database: Database
    clock: Clock
    telegram: Telegram
    media: MediaStore
    outbox: Outbox
    timers: Timers
    work: Work
    inbox: Inbox
    inputs: Inputs
    delivery: Delivery
    heartbeat: Heartbeat
    archive: Archive
    bills: Bills
    pictures: Pictures
    packs: Packs
    imports: Imports
    stock_files: StockFiles
    places: Places
    eraser: Eraser
    webhooks: Webhooks
    postman: Postman
    rails: Rails
    bank_names: BankNames
    reports: Reports
    letters: Letters
    bot_id: int
    username: str


def assemble(
    settings: Settings, token: str, clock: Clock, identity: tuple[int, str], telegram: Telegram
) -> Parts:
    keeping = _keeping(settings, clock)
    media = media_store(settings.media)
    inputs = _inputs(settings, token, identity[1], keeping, clock, telegram)
    delivery = _delivery(settings, keeping, clock, telegram, media)
    desk = ImportDesk(database=keeping.database, work=keeping.work, clock=clock, committed=delivery.wake)
    webhooks = Webhooks(Reach(loopback=settings.webhooks_allow_loopback))
    sending, bank_names = rails(keeping, clock, delivery.wake, settings)
    return Parts(
        settings=settings,
        database=keeping.database,
        clock=clock,
        telegram=telegram,
        media=media,
        outbox=keeping.outbox,
        timers=keeping.timers,
        work=keeping.work,
        inbox=Inbox(keeping.database, inputs.on_broken),
        inputs=inputs,
        delivery=delivery,
        heartbeat=Heartbeat(keeping.database),
        archive=Archive(WantedMedia(keeping.database, clock), fetcher(telegram), media, clock),
        bills=Bills(desk, media, text_of if settings.read_bills and can_read() else None),
        pictures=Pictures(desk, media, PictureReader(settings.time_zone)),
        packs=_packs(desk, media, clock, settings),
        imports=Imports(desk, media),
        stock_files=StockFiles(desk, media),
        places=_places(settings, keeping, clock, delivery),
        eraser=Eraser(ErasingMedia(keeping.database), media),
        webhooks=webhooks,
        reports=Reports(_counting(keeping, clock, delivery), media, Speaker("en", settings.time_zone).say),
        letters=_letters(desk, media, clock, settings),
        postman=postman(keeping, clock, delivery.wake, webhooks),
        rails=sending,
        bank_names=bank_names,
        bot_id=identity[0],
        username=identity[1],
    )


def _keeping(settings: Settings, clock: Clock) -> Keeping:
    undeliverable = Undeliverable(clock)
    keeping = keep(settings.database, undeliverable, line_of(settings))
    undeliverable.work, undeliverable.outbox = keeping.work, keeping.outbox
    return keeping


def _packs(desk: ImportDesk, media: MediaStore, clock: Clock, settings: Settings) -> Packs:
    speak = Speaker("en", settings.time_zone).say
    return Packs(desk=desk, media=media, clock=clock, speak=speak, address=settings.address)


def _letters(desk: ImportDesk, media: MediaStore, clock: Clock, settings: Settings) -> Letters:
    speak = Speaker("en", settings.time_zone).say
    return Letters(desk=desk, media=media, clock=clock, speak=speak, send=mail_of(settings))


def _inputs(  # noqa: PLR0913, PLR0917  what an input is handled with
    settings: Settings, token: str, username: str, keeping: Keeping, clock: Clock, telegram: Telegram
) -> Inputs:
    return Inputs(
        dispatcher=routing(),
        bot=Bot(token),
        work=keeping.work,
        outbox=keeping.outbox,
        clock=clock,
        zone=settings.time_zone,
        links=Links(username, settings.address, has_pages=settings.demo or settings.public_url is not None),
        answer_tap=_answer_tap(telegram),
    )


def _places(settings: Settings, keeping: Keeping, clock: Clock, delivery: Delivery) -> Places:
    desk = PlaceDesk(database=keeping.database, work=keeping.work, clock=clock, committed=delivery.wake)
    return desk.places(Geocoder(settings.geocoder_url) if settings.geocoder_url else None)


def _counting(keeping: Keeping, clock: Clock, delivery: Delivery) -> ReportDesk:
    return ReportDesk(database=keeping.database, work=keeping.work, clock=clock, committed=delivery.wake)


def _delivery(
    settings: Settings, keeping: Keeping, clock: Clock, telegram: Telegram, media: MediaStore
) -> Delivery:
    rendering = Rendering(
        database=keeping.database,
        work=keeping.work,
        clock=clock,
        zone=settings.time_zone,
        papers=Papers(media=media, zone=settings.time_zone),
    )
    means = Means(
        outbox=keeping.outbox,
        render=rendering,
        telegram=telegram,
        media=media,
        forums=rendering,
        budgets=Budgets(enabled=settings.send_budget),
        clock=clock,
    )
    return Delivery(means)


def _answer_tap(telegram: Telegram) -> Callable[[str, str | None, bool], Awaitable[None]]:
    async def answer(query: str, text: str | None, alert: bool) -> None:  # noqa: FBT001  three plain values
        params: dict[str, object] = {"callback_query_id": query}
        if text:
            params |= {"text": text, "show_alert": alert}
        told = await telegram.call("answerCallbackQuery", params)
        if not isinstance(told, Ok):
            _log.info("a tap was answered too late to be seen: %s", told)

    return answer
