"""Finance's pages: what waits, what was paid and to whom, one payee with his history; each as a file, too."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Response

from documents.books import made_of
from documents.periods import TYPES as PAPER_TYPES
from domain.errors import NotFound
from domain.money.bookkeeping import journal, months_until, period_of, year_named
from domain.money.money_pages import money_month, money_waiting, payments_to
from domain.money.overview import STEP_TITLES, STREAM_TITLES, Waiting
from domain.money.payment import PaymentKind
from domain.words import N_, Speak, say
from web.pages import moment_of
from web.portal.frame import HEADERS, MONEY, Page, answer, box
from web.portal.markup import Html, Part, put, tag
from web.portal.money_tables import Wanted, history_table, paid_table, payees_table, waiting_table
from web.portal.session import AtMoney, Here
from web.portal.table import CSV, Row, Table, drawn

Name = Annotated[str, Path(max_length=64)]
PAID: Final = f"{MONEY}/paid"
PAYEE: Final = f"{MONEY}/payee"
_STEPS: Final = (N_("Waits for"), N_("Count"), N_("Amount"), N_("Oldest"), N_("Late"))
HISTORY_MOST: Final = 200


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/money", show_waiting, methods=["GET"])
    routes.add_api_route("/money/waiting.{kind}", give_waiting, methods=["GET"])
    routes.add_api_route("/money/paid", show_paid, methods=["GET"])
    routes.add_api_route("/money/paid.{kind}", give_paid, methods=["GET"])
    routes.add_api_route("/money/payee", show_payee, methods=["GET"])
    routes.add_api_route("/money/books/{name}", give_books, methods=["GET"])


def _wanted(here: Here) -> Wanted:
    return Wanted.read(here.request.query_params, f"{months_until(here.ports.clock.now())[0]:%Y-%m}")


async def _waiting(here: Here) -> Waiting:
    async with here.ports.reading() as looking:
        return await money_waiting(looking.uow, here.visitor.actor)


async def show_waiting(here: AtMoney) -> Response:
    wanted, waiting, speak = _wanted(here), await _waiting(here), here.ports.speak
    table = waiting_table(waiting, wanted, speak)
    late = tag(
        "label",
        tag("input", type="checkbox", name="late", value="yes", checked=wanted.late),
        speak(N_("Late only")),
        class_="check",
    )
    body = put(
        tag("p", speak(say("As of {now}", now=moment_of(waiting.now))), class_="soft"),
        _steps(waiting, speak),
        tag("h2", speak(N_("One by one"))),
        _filters(
            MONEY,
            wanted,
            (late, _payees(wanted, {one.key: one.payee for one in waiting.items}, speak)),
            speak,
        ),
        table.shown(MONEY, speak) if table.rows else _nothing(N_("Nothing of this waits."), speak),
        _downloads(f"{MONEY}/waiting", wanted, speak),
    )
    return _answer(here, speak(N_("Money that waits")), MONEY, body)


def _steps(waiting: Waiting, speak: Speak) -> Html:
    rows = [
        Row(
            cells=(
                speak(STEP_TITLES[step]),
                group.count,
                str(group.amount),
                group.oldest,
                len(group.late(waiting.now)) or None,
            )
        )
        for step, group in waiting.by_step.items()
    ]
    if not rows:
        return _nothing(N_("Nothing waits."), speak)
    head = tag("tr", [tag("th", speak(title), scope="col") for title in _STEPS])
    body = [
        tag(
            "tr",
            [
                tag(
                    "td",
                    drawn(cell),
                    data_label=speak(title),
                    class_="fail" if title == _STEPS[-1] else None,
                )
                for title, cell in zip(_STEPS, row.cells, strict=True)
            ],
        )
        for row in rows
    ]
    return tag("table", tag("thead", head), tag("tbody", body), class_="money")


async def give_waiting(kind: Name, here: AtMoney) -> Response:
    table = waiting_table(await _waiting(here), _wanted(here), here.ports.speak)
    return await _file(table, kind, here)


async def show_paid(here: AtMoney) -> Response:
    wanted, speak = _wanted(here), here.ports.speak
    async with here.ports.reading() as looking:
        month = await money_month(looking.uow, here.visitor.actor, wanted.first, wanted.last)
    table, payees = paid_table(month, wanted, speak), payees_table(month, wanted, speak)
    now = here.ports.clock.now()
    payees_of = {move.key: move.payment.payee_name for move in month.moves}
    body = put(
        tag(
            "p",
            speak(say("{first} to {last}", first=f"{wanted.first:%d-%m-%Y}", last=f"{wanted.last:%d-%m-%Y}")),
            class_="soft",
        ),
        _filters(PAID, wanted, (_periods(wanted, now, speak), _payees(wanted, payees_of, speak)), speak),
        payees.shown(PAID, speak) if payees.rows else _nothing(N_("Nothing was paid."), speak),
        tag("h2", speak(N_("One by one"))) if table.rows else None,
        table.shown(PAID, speak) if table.rows else None,
        _downloads(f"{PAID}", wanted, speak),
        _for_accountant(wanted, speak),
    )
    return _answer(here, speak(N_("Money that was paid")), PAID, body)


async def give_paid(kind: Name, here: AtMoney) -> Response:
    wanted = _wanted(here)
    async with here.ports.reading() as looking:
        month = await money_month(looking.uow, here.visitor.actor, wanted.first, wanted.last)
    return await _file(paid_table(month, wanted, here.ports.speak), kind, here)


async def show_payee(here: AtMoney) -> Response:
    """A vendor or a team: what waits for him, and his payments, newest first."""
    wanted, speak = _wanted(here), here.ports.speak
    stream = wanted.stream or PaymentKind.VENDOR
    async with here.ports.reading() as looking:
        waiting = await money_waiting(looking.uow, here.visitor.actor)
        payments = await payments_to(looking.uow, here.visitor.actor, stream, wanted.payee)
    waits, known = waiting_table(waiting, wanted, speak), payments[:HISTORY_MOST]
    if not payments and not waits.rows:
        raise NotFound(say("Nothing is known of this payee."))
    name = known[0].payee_name if known else str(waits.rows[0].cells[3])
    history = history_table(known, wanted, speak)
    body = put(
        tag("p", speak(STREAM_TITLES[stream]), class_="soft"),
        tag("h2", speak(N_("Waits"))) if waits.rows else None,
        waits.shown(PAYEE, speak) if waits.rows else None,
        tag("h2", speak(N_("Payments"))),
        history.shown(PAYEE, speak) if known else _nothing(N_("Nothing was paid."), speak),
    )
    return _answer(here, name, "", body)


async def give_books(name: Name, here: AtMoney) -> Response:
    """`books FY2026-27.xlsx`: the period stands in the name."""
    period = name.rpartition(".")[0].partition(" ")[2]
    first, last = period_of(period)
    async with here.ports.reading() as looking:
        found = await journal(looking.uow, first, last)
    content = await asyncio.to_thread(made_of, found, name)
    return _download(content, name, PAPER_TYPES["xlsx"] if name.endswith(".xlsx") else CSV)


async def _file(table: Table, kind: str, here: Here) -> Response:
    day = here.ports.clock.now().date()
    content, media_type = await asyncio.to_thread(table.file, kind, here.ports.speak, day)
    return _download(content, f"{table.name.lower()}.{kind}", media_type)


def _download(content: bytes, name: str, media_type: str) -> Response:
    safe = "".join(sign for sign in name if sign.isalnum() or sign in " .-")
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(content, headers=headers, media_type=media_type)


def _answer(here: Here, title: str, address: str, body: Html) -> Response:
    page = Page(title=title, here=address, body=body, is_wide=True)
    return answer(page, here.visitor, here.ports.speak)


def _nothing(words: str, speak: Speak) -> Html:
    return box(tag("p", speak(words)), kind="good")


def _filters(address: str, wanted: Wanted, more: Sequence[Part], speak: Speak) -> Html:
    streams = [
        ("", speak(N_("All streams"))),
        *((kind.value, speak(STREAM_TITLES[kind])) for kind in PaymentKind),
    ]
    return tag(
        "form",
        more,
        _select("stream", speak(N_("Stream")), streams, wanted.stream.value if wanted.stream else ""),
        tag("button", speak(N_("Show")), type="submit"),
        tag("a", speak(N_("Show all")), href=address, class_="button plain") if wanted.query else None,
        method="get",
        action=address,
        class_="filters",
    )


def _select(name: str, title: str, options: Iterable[tuple[str, str]], now: str) -> Html:
    chosen = [tag("option", label, value=value, selected=value == now) for value, label in options]
    return tag("label", tag("span", title), tag("select", chosen, name=name))


def _periods(wanted: Wanted, now: datetime, speak: Speak) -> Html:
    months = months_until(now)
    options = [(f"{month:%Y-%m}", f"{month:%b %Y}") for month in months]
    options += [
        (year, year)
        for year in dict.fromkeys(map(year_named, (*months, months[0].replace(year=months[0].year - 1))))
    ]
    if wanted.period not in dict(options):
        options.insert(0, (wanted.period, wanted.period))
    return _select("period", speak(N_("Month or year")), options, wanted.period)


def _payees(wanted: Wanted, known: Mapping[str, str], speak: Speak) -> Html:
    """Vendors and teams that there is something of, by name."""
    named = sorted({wanted.payee: wanted.payee, **known}.items(), key=lambda pair: pair[1].casefold())
    options = [("", speak(N_("All"))), *(pair for pair in named if pair[0])]
    return _select("payee", speak(N_("Vendor or team")), options, wanted.payee)


def _downloads(address: str, wanted: Wanted, speak: Speak) -> Html:
    query = f"?{urlencode(dict(wanted.query))}" if wanted.query else ""
    links = [
        tag("a", speak(title), href=f"{address}.{kind}{query}", class_="button plain")
        for kind, title in (("xlsx", N_("This table as XLSX")), ("csv", N_("This table as CSV")))
    ]
    return tag("p", links, class_="acts noprint")


def _for_accountant(wanted: Wanted, speak: Speak) -> Html:
    """The same files as `/books`: every stream, whatever is filtered here."""
    files = [
        (f"books {wanted.period}.xlsx", N_("Books as XLSX")),
        (f"books {wanted.period}.csv", N_("Entries as CSV")),
        (f"payments {wanted.period}.csv", N_("Payments as CSV")),
    ]
    links = [
        tag("a", speak(title), href=f"{MONEY}/books/{name}", class_="button plain") for name, title in files
    ]
    return tag(
        "section",
        tag("h2", speak(say("For the accountant: {period}", period=wanted.period))),
        tag("p", links, class_="acts"),
        class_="noprint",
    )
