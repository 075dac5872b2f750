"""A payout's statement for its team: A4, a line for each visit, what is withheld, what is paid and to whom."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Spacer

from documents.pen import Pen, moment_of
from documents.sheet import HEADING, SMALL, STRONG, TITLE, pdf, table, words
from domain.money.earning import LINE_TITLES
from domain.money.payment import Payment
from domain.money.statement import Statement, StatementLine
from domain.money.tds import KINDS, PayeeKind, masked_pan
from domain.visits.states import VisitKind
from domain.words import N_, Speak, say

_VISITS = {VisitKind.SURVEY: N_("survey"), VisitKind.INSTALLATION: N_("installation")}


def statement_name(payout: Payment, statement: Statement) -> str:
    """`statement-P-7-v2.pdf`."""
    return f"statement-{payout.id}-v{statement.version}.pdf"


def payout_statement(payout: Payment, statement: Statement, team: str, speak: Speak) -> bytes:
    """The PDF; the same statement makes the same bytes."""
    pen = Pen(speak)
    story: list[Flowable] = [
        pen.words(N_("Payout statement"), TITLE),
        pen.pairs(_head(payout, statement, team, speak)),
        pen.words(N_("What was earned"), HEADING),
        _lines(pen, statement.lines),
        pen.words(N_("What is paid"), HEADING),
        pen.pairs(_sums(payout, statement, speak)),
        *_disputed(pen, statement),
        Spacer(1, 8),
        pen.words(
            say(
                "If a line is wrong, please say so in the chat before {until}. It is taken out, and our desk answers.",
                until=moment_of(statement.until),
            ),
            SMALL,
        ),
    ]
    number = say("version {number}", number=statement.version)
    return pdf(
        story,
        title=f"{speak(N_('Payout statement'))} {payout.id}",
        header=f"{payout.id} · {team}",
        footer=f"{speak(N_('Payout statement'))} {payout.id}, {speak(number)}",
        speak=speak,
    )


def _head(payout: Payment, statement: Statement, team: str, speak: Speak) -> Sequence[tuple[str, str]]:
    withheld = statement.withheld
    kind = (
        ((N_("Payee"), speak(KINDS[withheld.kind])),)
        if withheld.pan or withheld.kind is not PayeeKind.OTHER
        else ()
    )
    return (
        (N_("Payout"), payout.id),
        (N_("Team"), team),
        (N_("Paid to"), payout.payee.masked),
        (N_("PAN"), masked_pan(withheld.pan) or speak(N_("none was given"))),
        *kind,
        (N_("Made"), moment_of(statement.made_at)),
        (N_("Version"), str(statement.version)),
    )


def _lines(pen: Pen, lines: Sequence[StatementLine]) -> Flowable:
    head = [pen.words(text, STRONG) for text in (N_("Day"), N_("Lead"), N_("Visit"), N_("For"), N_("Amount"))]
    return table([head, *(_row(pen, line) for line in lines)], (19, 14, 29, 44, 20), head=True)


def _row(pen: Pen, line: StatementLine) -> Sequence[Any]:
    """What it is made of stands beneath each other, every part with its amount."""
    parts = [
        words(f"{pen.speak(LINE_TITLES[part.kind])}{f', {part.note}' if part.note else ''}: {part.amount}")
        for part in line.parts
    ]
    visit = f"{line.visit}, {pen.speak(_VISITS[line.kind])}"
    return words(f"{line.day:%d.%m.%Y}"), words(line.lead), words(visit), parts, words(str(line.amount))


def _sums(payout: Payment, statement: Statement, speak: Speak) -> Sequence[tuple[str, str]]:
    withheld = statement.withheld
    year = f"{withheld.year}-{(withheld.year + 1) % 100:02d}"
    rate = say(
        "{amount}: {rate} of {taxed}, section {section}, code {code}",
        amount=withheld.tds,
        rate=withheld.rate,
        taxed=withheld.taxed,
        section=withheld.section,
        code=withheld.code,
    )
    certificate = (
        ((N_("Certificate for a lower rate"), withheld.certificate),) if withheld.certificate else ()
    )
    return (
        (N_("Earned"), str(withheld.gross)),
        (N_("TDS"), speak(rate) if withheld.tds.paise else speak(N_("nothing to be withheld"))),
        *certificate,
        (N_("Paid"), str(payout.amount)),
        (speak(say("Earned in {year}", year=year)), str(withheld.year_gross)),
    )


def _disputed(pen: Pen, statement: Statement) -> Sequence[Flowable]:
    if not statement.disputed:
        return ()
    head = [pen.words(text, STRONG) for text in (N_("Visit"), N_("Amount"), N_("Reason"))]
    rows = [
        (words(one.visit), words(str(one.amount)), words(f"{one.name}: {one.reason}"))
        for one in statement.disputed
    ]
    return (
        pen.words(N_("Taken out, because it is disputed"), HEADING),
        table([head, *rows], (27, 20, 79), head=True),
    )
