"""A team's statement on paper: every line with its amount, what is withheld, and nothing of the payee that is not masked."""

import io
from dataclasses import replace

from pypdf import PdfReader

from cards.text import Speaker
from documents.payout_statement import payout_statement, statement_name
from domain.money.amount import Money, Signed
from domain.money.earning import EarningLine, LineKind
from domain.money.payment import Payment
from domain.money.statement import DisputedLine
from domain.money.tds import Taxpayer, YearSoFar, withhold
from tests.build import NOW, a_payout, a_statement


def a_paid_crew() -> Payment:
    parts = (
        EarningLine(kind=LineKind.VISIT, amount=Signed(5_040_00)),
        EarningLine(kind=LineKind.EXTRA_CABLE, amount=Signed(960_00), note="12 m × ₹80.00"),
    )
    line = replace(a_statement().lines[0], amount=Signed(6_000_00), parts=parts)
    withheld = withhold(
        Money(6_000_00), Taxpayer(pan="AAPPV1234K"), YearSoFar(gross=Money(96_000_00)), NOW.date()
    )
    disputed = DisputedLine(
        earning="E-S-7-1", visit="S-7-1", amount=Signed(500_00), name="Meena", reason="<b>too</b> little"
    )
    statement = a_statement(version=2, lines=(line,), withheld=withheld, disputed=(disputed,))
    return a_payout(statement=statement, amount=withheld.net)


def paper(payout: Payment) -> bytes:
    assert payout.statement is not None
    return payout_statement(payout, payout.statement, "Sunrise Crew", Speaker().say)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_paper_says_what_the_statement_says() -> None:
    text = " ".join(text_of(paper(a_paid_crew())).split())
    for told in (
        "P-7",
        "Sunrise Crew",
        "L-1042",
        "S-1042-1",
        "6,000.00",
        "1,020.00",
        "4,980.00",
        "1,02,000.00",
    ):
        assert told in text
    for told in (
        "12 m × ",
        "960.00",
        "393(1)",
        "1023",
        "AAPPVXXXXK",
        "S-7-1",
        "<b>too</b> little",
        "2026-27",
    ):
        assert told in text


def test_neither_pan_nor_payee_stands_there_whole() -> None:
    text = text_of(paper(a_paid_crew()))
    assert "AAPPV1234K" not in text
    assert "sunrise@okbank" not in text


def test_the_same_statement_makes_the_same_bytes_and_another_version_has_another_name() -> None:
    payout = a_paid_crew()
    assert paper(payout) == paper(payout)
    assert payout.statement is not None
    assert statement_name(payout, payout.statement) == "statement-P-7-v2.pdf"


def test_a_day_stands_on_one_line_and_what_nobody_told_is_not_said() -> None:
    """Without a PAN and without a kind nobody knows what kind of payee it is."""
    withheld = withhold(Money(600_00), Taxpayer(), YearSoFar(), NOW.date())
    statement = a_statement(withheld=withheld)
    text = text_of(paper(a_payout(statement=statement, amount=withheld.net)))
    assert f"{statement.lines[0].day:%d.%m.%Y}" in text
    assert "none was given" in text
    assert "other body" not in text
