"""A week's report compiles itself on Monday morning, is looked at, released, and followed until it has arrived."""

from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from bot.administering_keys import TERMINAL
from domain.reporting.period_wishes import ReportWishes, read_wishes
from domain.reporting.periods import wish_reports
from integrations.mail import Mail, server_of
from tests.integrations.post_office import a_post_office
from tests.scenarios.days import REPORTING, VOLTERA, lead_arrives
from tests.scenarios.town import Town


async def test_the_report_of_a_week_from_the_clock_to_the_oem(town: Town) -> None:
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await wish_reports(uow, "voltera", ReportWishes(), TERMINAL)
    await lead_arrives(town)
    await town.clock_to("2026-11-23T03:31:00+00:00")
    await town.clock_to("2026-11-30T03:29:00+00:00")
    await town.skip()
    await town.clock_to("2026-11-30T03:31:00+00:00")
    await town.parts.reports.work()
    await town.quiet()
    _, card = await town.told(REPORTING, "Weekly report R-1", "Weekly report R-2")
    assert (
        "Open at the beginning 1, new 0, reopened 0, closed 0, cancelled 0: open at the end 1."
        in card["text"]
    )

    await town.tap("indira", "Look at it", REPORTING)
    await town.skip(REPORTING)
    assert await town.tap("indira", "Release to the OEM", REPORTING) == "R-2 is on its way to the OEM."
    papers = await town.told(VOLTERA, "The report R-2 for 23 Nov to 29 Nov 2026 is here", "")
    pdf, xlsx = [await town.file(one) for one in papers]
    assert "Voltera Motors" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert load_workbook(BytesIO(xlsx))["Tracker"]["B2"].value == "L-1042"

    await town.parts.reports.work()
    await town.quiet()
    shown = await town.card(REPORTING, "Weekly report R-2")
    assert "✓ In the OEM's chat: arrived" in shown
    assert "… In the portal: not fetched yet" in shown

    told = (await town.api("GET", "/api/v1/reports")).json()["reports"]
    assert [(one["id"], one["balance"]["closing"]) for one in told] == [("R-2", 1)]
    fetched = await town.api("GET", "/api/v1/reports/R-2/papers/pdf")
    assert fetched.content == pdf
    assert "✓ In the portal: arrived (Voltera Motors)" in await town.card(REPORTING, "Weekly report R-2")
    await town.nobody_else()
    await town.holds()


async def test_by_mail_it_is_tried_again_given_up_at_one_address_and_sent_there_once_more(town: Town) -> None:
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        addresses = ["reports@voltera.example", "gone@voltera.example"]
        await wish_reports(uow, "voltera", read_wishes([], ["email"], addresses), TERMINAL)
    await lead_arrives(town)
    await town.say("indira", "/report voltera 2026-11", REPORTING)
    await town.told(REPORTING, "R-1 is being compiled")
    await town.parts.reports.work()
    await town.quiet()
    await town.told(REPORTING, "Report R-1")
    async with a_post_office() as office:
        server = server_of(f"smtp://127.0.0.1:{office.port}")
        town.parts.letters.send = Mail(server, "reports@example.org", timeout=0.5).send
        office.answers = [
            ("RCPT TO:<reports", "451 4.7.1 greylisted"),
            ("RCPT TO:<gone", "550 5.1.1 unknown"),
        ]
        await town.tap("indira", "Release to the OEM", REPORTING)
        await letters_are_sent(town)
        await town.told(REPORTING, "Reason: gone@voltera.example: 550 5.1.1 unknown")
        shown = await town.card(REPORTING, "Report R-1")
        assert "… By e-mail (reports@voltera.example): is tried again at" in shown
        assert "✗ By e-mail (gone@voltera.example): failed: 550 5.1.1 unknown" in shown

        office.answers = [(".", "")]
        await town.advance("1m")
        await letters_are_sent(town)
        assert "no answer from 127.0.0.1 in time" in await town.card(REPORTING, "Report R-1")
        assert await town.tap("indira", "Send again what failed", REPORTING) == "R-1 is on its way once more."
        await town.advance("5m")
        await letters_are_sent(town)
        shown = await town.card(REPORTING, "Report R-1")
        assert shown.count("arrived (250 2.0.0 Ok: queued as 4WX7)") == 2
        unknown, *rest = [letter for letter in office.letters if "reports@" in letter["To"]]
        assert [letter["Message-ID"] for letter in rest] == [unknown["Message-ID"]]
        assert {letter["To"] for letter in office.letters} == set(addresses)
        pdf = (await town.api("GET", "/api/v1/reports/R-1/papers/pdf")).content
        assert next(part.get_content() for part in unknown.iter_attachments()) == pdf
    await town.nobody_else()
    await town.holds()


async def letters_are_sent(town: Town) -> None:
    await town.parts.letters.work()
    await town.quiet()


async def test_any_period_is_reported_when_somebody_asks(town: Town) -> None:
    await lead_arrives(town)
    await town.say("indira", "/report voltera soon", REPORTING)
    await town.told(REPORTING, "“soon” is no period. Examples: 2026-11")
    await town.say("indira", "/report", REPORTING)
    await town.told(REPORTING, "The report of whom, and of which period?")
    await town.tap("indira", "Voltera Motors Nov 2026", REPORTING)
    await town.told(REPORTING, "R-1 is being compiled")
    await town.parts.reports.work()
    await town.quiet()
    await town.told(REPORTING, "Report R-1")
    assert await town.tap("indira", "Compile anew", REPORTING) == "R-1 is being compiled anew."
    await town.parts.reports.work()
    await town.quiet()
    assert await town.tap("indira", "Release to the OEM", REPORTING) == "R-1 is on its way to the OEM."
    await town.told(VOLTERA, "The report R-1 for 01 Nov to 30 Nov 2026 is here", "")
    await town.nobody_else()
    await town.holds()
