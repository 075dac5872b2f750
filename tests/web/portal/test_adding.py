"""Adding a lead by hand: mistakes beside their fields, nothing lost, one lead however often it is sent."""

import asyncio

import pytest

from domain.leads.fields import FIELDS
from domain.leads.lead import Lead
from tests.web.office import Office
from tests.web.portal.visiting import GIVEN, Guest, Look

FULL = {
    **GIVEN,
    "city": "Pune",
    "state": "Maharashtra",
    "address": "B-1204, Palm Grove",
    "email": "asha@example.org",
    "vehicle": "Aura EV",
    "vin": "malc381clnm123456",
    "charger_kw": "11",
    "dealer": "Aura Baner",
    "campaign": "Diwali",
}
HOSTILE = "\"><script>alert(1)</script>'&\u202e\x00"


async def leads(office: Office) -> list[Lead]:
    async with office.ports.reading() as looking:
        return await looking.uow.all(Lead)


def told_at(page: Look, name: str) -> dict[str, str | None]:
    return next(given for tag, given in page.tags if given.get("id") == f"{name}-told")


async def test_a_lead_with_all_its_fields_arrives_as_the_portals(visitor: Guest) -> None:
    assert await visitor.add_lead(**FULL) == "L-1042"
    (lead,) = await leads(visitor.office)
    assert (lead.oem, lead.source.channel, lead.source.dealer, lead.charger_kw, lead.vin) == (
        "voltera",
        "portal",
        "Aura Baner",
        11.0,
        "MALC381CLNM123456",
    )
    assert (lead.customer.phone, lead.customer.email, lead.customer.state) == (
        "+919820010001",
        "asha@example.org",
        "Maharashtra",
    )
    assert "L-1042 is with us" in visitor.page.text


async def test_every_field_of_the_table_is_asked_for_with_label_and_example(guest: Guest) -> None:
    page = await guest.go("/portal/new")
    labels = [given["for"] for tag, given in page.tags if tag == "label"]
    assert labels == list(FIELDS)
    for field in FIELDS.values():
        assert f"Example: {field.example}" in page.text


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("reference", "", "This is missing."),
        ("name", "  ", "This is missing."),
        ("phone", "12345", "Example: 98765 43210"),
        ("pin_code", "0411", "Example: 411045"),
        ("email", "asha@", "Example: asha@example.org"),
        ("vin", "OOO", "Example: MALC381CLNM123456"),
        ("charger_kw", "-3", "Example: 7.4"),
        ("charger_kw", "NaN", "Example: 7.4"),
        ("address", "x" * 401, "at most 400 characters"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    guest: Guest, field: str, given: str, words: str
) -> None:
    await guest.go("/portal/new")
    page = await guest.send("/portal/new", {**FULL, field: given})
    assert (guest.status, words in page.text) == (422, True)
    assert told_at(page, field)["class"] == "wrong"
    kept = page.form("/portal/new").fields
    assert {name: kept[name] for name in FULL} == {**FULL, field: given}
    entry = next(given for tag, given in page.tags if tag == "input" and given.get("id") == field)
    assert (entry["aria-invalid"], f"{field}-told" in str(entry["aria-describedby"])) == ("true", True)
    assert await leads(guest.office) == []


async def test_several_mistakes_are_told_together(guest: Guest) -> None:
    await guest.go("/portal/new")
    page = await guest.send("/portal/new")
    assert [
        given["href"] for tag, given in page.tags if tag == "a" and str(given["href"]).startswith("#")
    ] == [*("#content", "#reference", "#name", "#phone", "#pin_code")]


async def test_what_is_odd_is_asked_about_once_and_may_be_sent_as_it_is(guest: Guest) -> None:
    await guest.go("/portal/new")
    page = await guest.send("/portal/new", {**GIVEN, "city": "Delhi"})
    assert (guest.status, "The PIN code 411045 does not lie in Delhi." in page.text) == (200, True)
    assert told_at(page, "pin_code")["class"] == "doubt"
    assert await leads(guest.office) == []
    page = await guest.send("/portal/new", {"charger_kw": "50"})
    assert "50.0 kW is more than a home charger has." in page.text, "another doubt is asked about, too"
    assert await leads(guest.office) == []
    await guest.send("/portal/new")
    (lead,) = await leads(guest.office)
    assert (lead.customer.city, lead.charger_kw) == ("Delhi", 50.0)
    assert "The PIN code 411045 does not lie in Delhi." in guest.page.text


async def test_sent_twice_it_is_one_lead_and_both_see_it(visitor: Guest) -> None:
    fields = (await visitor.go("/portal/new")).form("/portal/new").fields
    body = {**fields, **GIVEN}
    answers = await asyncio.gather(*[visitor.client.post("/portal/new", data=body) for _ in range(4)])
    [lead] = await leads(visitor.office)
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (303, f"/portal/leads/{lead.id}?added=yes")
    }


async def test_a_reference_of_another_lead_is_told_with_the_way_to_it(guest: Guest) -> None:
    await guest.add_lead()
    await guest.go("/portal/new")
    page = await guest.send("/portal/new", {**GIVEN, "name": "Vikram Shah", "phone": "98200 10002"})
    assert (guest.status, "You have sent this reference before" in page.text) == (422, True)
    assert ("a", {"href": "/portal/leads/L-1042"}) in page.tags
    assert page.form("/portal/new").fields["name"] == "Vikram Shah"
    assert len(await leads(guest.office)) == 1


async def test_a_near_duplicate_is_taken_and_told(guest: Guest) -> None:
    await guest.add_lead()
    assert await guest.add_lead(reference="VOL-8") == "L-1043"
    assert "may be the same request as L-1042 of yours: our desk decides" in guest.page.text


async def test_a_near_duplicate_of_another_oem_is_nobodys_business(guest: Guest) -> None:
    await guest.office.send(oem="aura", phone=GIVEN["phone"], name=GIVEN["name"])
    await guest.add_lead()
    assert "may be the same request" not in guest.page.text


async def test_hostile_words_are_shown_as_words(guest: Guest) -> None:
    await guest.go("/portal/new")
    answer = await guest.client.post(
        "/portal/new", data={**guest.page.form("/portal/new").fields, **dict.fromkeys(FIELDS, HOSTILE)}
    )
    assert (answer.status_code, "<script" in answer.text) == (422, False)
    number = await guest.add_lead(name=HOSTILE, reference=HOSTILE, dealer=HOSTILE)
    for path in (
        f"/portal/leads/{number}",
        "/portal",
        f"/portal?text={HOSTILE}&stage={HOSTILE}&from={HOSTILE}",
    ):
        shown = await guest.client.get(path.replace("\x00", "%00").replace("&<", "%26<").replace("#", "%23"))
        assert (shown.status_code, "<script" in shown.text) == (200, False)


async def test_forms_that_are_none_are_refused_in_words(guest: Guest) -> None:
    bodies = (
        (b"\xff\xfe--x", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"%ff=%00", "application/x-www-form-urlencoded"),
    )
    for body, kind in bodies:
        answer = await guest.client.post("/portal/new", content=body, headers={"content-type": kind})
        assert (kind, answer.status_code in {403, 422}) == (kind, True)
        assert "<!doctype html>" in answer.text


async def test_a_form_that_is_too_large_is_refused_in_words(guest: Guest) -> None:
    answer = await guest.client.post("/portal/new", data={"name": "x" * 300_000})
    assert (answer.status_code, "too large" in answer.text) == (413, True)
