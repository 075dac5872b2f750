"""Reports of periods: wanted on schedule or by somebody, compiled beside all else, released, followed until they arrived."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.announcing import endpoints_of, post
from domain.calendar import Calendar
from domain.errors import NotFound, Refused
from domain.events import Happening
from domain.people.actor import SYSTEM, Actor, By
from domain.people.endpoint import Topic
from domain.people.person import Chat, Oem
from domain.people.roles import Permission, Role
from domain.reactions import Audience, Lane
from domain.reporting.content import Compiled
from domain.reporting.letter import LOST_AFTER, mark_of
from domain.reporting.period_report import Arrival, Delivery, PeriodReport, ReportState
from domain.reporting.period_wishes import Channel, ReportWishes, Rhythm
from domain.reporting.span import Span, due_on
from domain.unit_of_work import Notice, UnitOfWork
from domain.words import say

_CALENDAR: Final = Calendar()


async def want_due_reports(uow: UnitOfWork, due_at: datetime, actor: Actor = SYSTEM) -> list[PeriodReport]:
    """What is to compile itself at that instant, for each OEM; what is there already stays as it is."""
    by = actor.must(Permission.COMPILE_REPORTS)
    due = [(oem, *each) for each in due_on(_CALENDAR.local(due_at).date()) for oem in await uow.all(Oem)]
    return [
        await _want(uow, oem, rhythm, span, by)
        for oem, rhythm, span in due
        if rhythm in oem.reports.rhythms
        and not await uow.all(PeriodReport, occasion=f"{oem.id} {rhythm} {span}")
    ]


async def wish_reports(uow: UnitOfWork, oem_id: str, wishes: ReportWishes, actor: Actor) -> Oem:
    """What is on its way already stays as it is."""
    actor.must(Permission.SET_UP)
    return await uow.save(replace(await uow.get(Oem, oem_id), reports=wishes))


async def ask_for_report(uow: UnitOfWork, oem_id: str, span: Span, actor: Actor) -> PeriodReport:
    """For any period that has begun; until it is over, the figures go as far as now."""
    oem = await uow.get(Oem, oem_id)
    by = actor.must(Permission.RELEASE_REPORT)
    if span.start >= uow.now:
        raise Refused(say("This period has not begun yet. Example of one that has: {day}", day=_today(uow)))
    return await _want(uow, oem, Rhythm.ASKED, span, by)


def _today(uow: UnitOfWork) -> str:
    return f"{_CALENDAR.local(uow.now):%Y-%m}"


async def _want(uow: UnitOfWork, oem: Oem, rhythm: Rhythm, span: Span, by: By) -> PeriodReport:
    report = PeriodReport(
        id=f"R-{await uow.ledger.next_number('report')}",
        oem=oem.id,
        rhythm=rhythm,
        span=span,
        state_since=uow.now,
        asked_by=by.name,
    )
    await uow.add(report, report.tells(Happening.PERIOD_REPORT_WANTED, by, uow.now))
    return report


async def compile_again(uow: UnitOfWork, report_id: str, actor: Actor) -> PeriodReport:
    """Before it is released, it can be counted anew from what is known now."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.RELEASE_REPORT)
    wanted = report.to(ReportState.WANTED, uow.now)
    return await uow.save(wanted, wanted.tells(Happening.PERIOD_REPORT_WANTED, by, uow.now, was=report.state))


async def report_to_compare(uow: UnitOfWork, report: PeriodReport) -> PeriodReport | None:
    """The one released before it in the same rhythm: what is otherwise now is listed in this one."""
    released = [
        one
        for one in await uow.all(PeriodReport, oem=report.oem, state=ReportState.RELEASED)
        if one.rhythm is report.rhythm and one.span.first < report.span.first
    ]
    return max(released, key=lambda one: one.span.first, default=None)


async def report_was_compiled(
    uow: UnitOfWork, report_id: str, compiled: Compiled, actor: Actor
) -> PeriodReport:
    """Its content is frozen as the next edition."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.COMPILE_REPORTS)
    content, edition = compiled.content, report.edition + 1
    state = ReportState.COMPILED if content.lines or report.rhythm is Rhythm.ASKED else ReportState.EMPTY
    frozen = replace(
        report.to(state, uow.now),
        edition=edition,
        sha256=await uow.frozen.freeze(report.id, edition, content),
        papers=compiled.papers,
        facts_at=content.figures.facts_at,
        balance=content.figures.balance,
        leads=len(content.lines),
        corrects=compiled.compared,
        corrected=len(content.corrections),
    )
    kind = (
        Happening.PERIOD_REPORT_COMPILED if state is ReportState.COMPILED else Happening.PERIOD_REPORT_EMPTY
    )
    return await uow.save(frozen, frozen.tells(kind, by, uow.now, was=report.state))


async def release_report(uow: UnitOfWork, report_id: str, edition: int, actor: Actor) -> PeriodReport:
    """What was shown goes out, by every channel of the OEM; from now on its figures never change."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.RELEASE_REPORT)
    if report.state is ReportState.COMPILED and edition != report.edition:
        raise Refused(
            say("{report} was compiled anew meanwhile: please look at it once more.", report=report.id)
        )
    released = replace(report.to(ReportState.RELEASED, uow.now), released_by=by.name)
    on_its_way = replace(released, deliveries=await _deliveries(uow, released))
    return await uow.save(
        on_its_way, on_its_way.tells(Happening.PERIOD_REPORT_RELEASED, by, uow.now, was=report.state)
    )


async def _deliveries(uow: UnitOfWork, report: PeriodReport) -> tuple[Delivery, ...]:
    wished = (await uow.get(Oem, report.oem)).reports.channels
    chats = await uow.all(Chat, role=Role.OEM, oem=report.oem) if Channel.CHAT in wished else []
    in_chat = [await _in_chat(uow, report, str(chat.id)) for chat in chats]
    in_portal = [Delivery(channel=Channel.PORTAL)] if Channel.PORTAL in wished else []
    on_webhooks = []
    for endpoint in await endpoints_of(uow, report.oem) if Channel.WEBHOOK in wished else ():
        if endpoint.wants(Topic.REPORT_RELEASED, sandbox=False):
            made = await post(uow, endpoint, Topic.REPORT_RELEASED, {"report": as_oem_hears(report)})
            on_webhooks.append(Delivery(channel=Channel.WEBHOOK, target=endpoint.id, ref=made.id))
    return (*in_chat, *in_portal, *on_webhooks, *await _by_mail(uow, report))


async def _by_mail(uow: UnitOfWork, report: PeriodReport) -> list[Delivery]:
    wishes = (await uow.get(Oem, report.oem)).reports
    if Channel.EMAIL not in wishes.channels:
        return []
    return [
        Delivery(channel=Channel.EMAIL, target=address, ref=mark_of(report.id, report.edition, address))
        for address in wishes.addresses
    ]


async def _in_chat(uow: UnitOfWork, report: PeriodReport, chat: str) -> Delivery:
    """The message brings both papers, set from what is frozen when it is sent."""
    key = f"{report.id}:{report.version}:{chat}"
    facts = {"oem": report.oem, "period": report.period}
    notice = Notice(
        key=key,
        chat=int(chat),
        lane=Lane.NOTICE,
        name=Happening.PERIOD_REPORT_RELEASED,
        subject=report.id,
        args={"to": Audience.OEM, "for": Audience.OEM, "lead": "", "by": report.released_by, "facts": facts},
    )
    await uow.ledger.tell([notice])
    return Delivery(channel=Channel.CHAT, target=chat, ref=key)


def as_oem_hears(report: PeriodReport) -> dict[str, object]:
    """In webhooks and lists of the API; the figures are asked for by its id."""
    balance = report.balance
    return {
        "id": report.id,
        "kind": report.rhythm,
        "first": report.span.first.isoformat(),
        "last": report.span.last.isoformat(),
        "released_at": report.state_since,
        "edition": report.edition,
        "sha256": report.sha256,
        "balance": {name: getattr(balance, name) for name in balance.__slots__} if balance else None,
    }


async def released_report(uow: UnitOfWork, report_id: str, actor: Actor) -> PeriodReport:
    """For whoever may read it: the OEM only what is its own and was released."""
    report = await uow.find(PeriodReport, report_id)
    if report is None or not actor.may(Permission.SEE_REPORTS, report.scope):
        raise NotFound(say("There is no {key}.", key=report_id))
    if report.state is not ReportState.RELEASED and not actor.may(Permission.RELEASE_REPORT):
        raise NotFound(say("There is no {key}.", key=report_id))
    return report


async def report_was_fetched(uow: UnitOfWork, report_id: str, actor: Actor) -> PeriodReport:
    """Somebody of the OEM has it on his screen: by that it is known to have arrived in the portal."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.FETCH_REPORT, report.scope)
    waiting = next((one for one in report.deliveries if one.channel is Channel.PORTAL), None)
    if waiting is None or waiting.state is Arrival.ARRIVED:
        return report
    fetched = report.with_delivery(waiting.arrived(uow.now, by.name))
    return await uow.save(fetched, fetched.tells(Happening.PERIOD_REPORT_FETCHED, by, uow.now))


async def claim_letters(uow: UnitOfWork, report_id: str, most: int, actor: Actor) -> tuple[Delivery, ...]:
    """For whoever sends them now: so many of those that are due, and that nobody else has claimed.

    They are due again after a while, so that they go out even if he dies over them: then perhaps twice, under the same mark.
    """
    report = await uow.get(PeriodReport, report_id)
    actor.must(Permission.COMPILE_REPORTS)
    claimed = tuple(one.tried(uow.now + LOST_AFTER) for one in report.letters(uow.now)[:most])
    for one in claimed:
        report = report.with_delivery(one)
    if claimed:
        await uow.save(report)
    return claimed


async def delivery_was_seen(uow: UnitOfWork, report_id: str, seen: Delivery, actor: Actor) -> PeriodReport:
    """What became of it on one channel; a failure is told to whoever released it."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.COMPILE_REPORTS)
    if not report.waits_for(seen):
        return report
    changed = report.with_delivery(seen)
    if seen.state is not Arrival.FAILED:
        return await uow.save(changed)
    where = seen.target if seen.channel is Channel.EMAIL else seen.channel
    reason = f"{where}: {seen.proof}"
    return await uow.save(changed, changed.tells(Happening.PERIOD_REPORT_FAILED, by, uow.now, reason=reason))


async def send_again(uow: UnitOfWork, report_id: str, actor: Actor) -> PeriodReport:
    """By every channel on which it failed."""
    report = await uow.get(PeriodReport, report_id)
    by = actor.must(Permission.RELEASE_REPORT)
    if not report.failures:
        raise Refused(say("Nothing of {report} waits to be sent again.", report=report.id))
    again = report
    for failed in report.failures:
        again = again.with_delivery(await _again(uow, report, failed))
    return await uow.save(again, again.tells(Happening.PERIOD_REPORT_SENT_AGAIN, by, uow.now))


async def _again(uow: UnitOfWork, report: PeriodReport, failed: Delivery) -> Delivery:
    if failed.channel is Channel.CHAT:
        return await _in_chat(uow, report, failed.target)
    if failed.channel is Channel.WEBHOOK:
        await uow.ledger.post_again(failed.target, failed.ref, uow.now)
    return failed.again(failed.ref)
