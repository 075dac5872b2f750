"""One lead from the OEM's call to the paid payout, through all eight phases, played by all seven roles."""

import hashlib
import json
import zipfile
from io import BytesIO

from tests.scenarios import days
from tests.scenarios.town import Town


async def test_a_lead_is_carried_from_the_oems_call_to_the_paid_payout(town: Town) -> None:
    await days.lead_arrives(town)
    assert await days.owes(town) == ("new", "ops", "call_customer")
    await days.customer_joins(town)
    assert await days.owes(town) == ("documents", "customer", "share_documents")
    await days.documents_come(town)
    assert await days.owes(town) == ("survey_scheduling", "ops", "propose_slots")
    await town.holds()

    await days.survey_is_booked(town)
    assert await days.owes(town) == ("survey_scheduled", "field", "acknowledge_visit")
    await days.survey_is_acknowledged(town)
    await days.survey_day(town)
    assert await days.owes(town) == ("survey_scheduled", "field", "submit_report")
    await days.survey_is_reported(town)
    assert await days.owes(town) == ("survey_review", "ops", "review_survey")
    await days.site_is_ready(town)
    assert await days.owes(town) == ("materials", "ops", "request_materials")
    await town.holds()

    await days.materials_are_asked_for(town)
    assert await days.owes(town) == ("materials", "procurement", "allocate_materials")
    await days.materials_are_allocated(town)
    assert await days.owes(town) == ("installation_scheduling", "ops", "propose_slots")
    await days.installation_is_booked(town)
    await days.materials_are_handed_out(town)
    await days.installation_day(town)
    assert await days.owes(town) == ("installation_scheduled", "field", "submit_report")
    await days.installation_is_reported(town)
    assert await days.owes(town) == ("installation_review", "ops", "review_installation")
    await town.holds()

    await days.installation_is_approved(town)
    assert await days.owes(town) == ("confirmation_call", "ops", "call_for_confirmation")
    await days.pack_is_submitted(town)
    assert await days.owes(town) == ("closure", "reporting", "send_pack")
    await days.pack_is_sent(town)
    assert await days.owes(town) == ("closure", "oem", "acknowledge_pack")
    await days.pack_is_acknowledged(town)
    assert await days.owes(town) == ("closed", "", "")
    await town.holds()

    await days.payout_is_opened(town)
    await days.payout_is_paid(town)
    await town.holds()
    await town.nobody_else()


async def test_a_lead_sent_again_is_the_same_lead(town: Town) -> None:
    await days.lead_arrives(town)
    again = await town.api("POST", "/api/v1/leads", json=days.BODY)
    assert (again.status_code, again.json()["id"]) == (200, days.LEAD)
    await town.nobody_else()


async def test_the_pack_that_reporting_checked_is_the_one_that_the_oem_gets(town: Town) -> None:
    await days.pass_until(town, days.installation_is_approved)
    await town.pictures_are_kept()
    await days.customer_is_satisfied(town)
    await town.packs_are_compiled()
    _, checked = await town.told(days.REPORTING, "Closure pack C-1042", "is compiled")
    assert "Nothing is missing." in await town.card(days.REPORTING, "Closure pack C-1042")
    await town.tap("indira", "Send to the OEM", days.REPORTING)
    _, received = await town.told(days.VOLTERA, "Closure pack C-1042", "is here")
    assert received["document"]["file_name"] == "Voltera-Motors_L-1042_Pune_AC74-2026-000123_20261126.pdf"
    pdf = await town.file(received)
    assert pdf.startswith(b"%PDF-")
    assert pdf == await town.file(checked)
    assert hashlib.sha256(pdf).hexdigest()[:12] in await town.card(days.VOLTERA, "Closure pack C-1042")
    await town.tap("jaya", "Take the files", days.VOLTERA)
    again, folder = await town.told(days.VOLTERA, "C-1042, edition 1", "C-1042, edition 1")
    assert await town.file(again) == pdf
    with zipfile.ZipFile(BytesIO(await town.file(folder))) as zipped:
        assert zipped.read(received["document"]["file_name"]) == pdf
        assert json.loads(zipped.read("manifest.json"))["lacking"] == []
    assert "₹" not in await town.card(days.VOLTERA, "Closure pack C-1042")
    await town.nobody_else()
