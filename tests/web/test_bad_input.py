"""Every field of the API with a wrong type, missing, too long and hostile: refused in plain words, or kept harmless."""

from typing import Any, Final

import pytest

from tests.web.office import LEAD, Office, bearer
from web.examples import LEAD as EXAMPLE

NEEDED: Final = ("reference", "name", "phone", "pin_code")
TEXTS: Final = tuple(name for name in EXAMPLE if name != "charger_kw")
LONGEST: Final = {
    "reference": 64,
    "name": 120,
    "city": 80,
    "state": 80,
    "address": 400,
    "vehicle": 120,
    "dealer": 120,
    "campaign": 120,
}
WRONG_TYPES: Final = [None, True, [], {}, ["x"], {"x": 1}]
NULLABLE: Final = frozenset({"email", "vin", "dealer", "campaign"})
HOSTILE: Final = [
    "<script>alert(1)</script>",
    "'; DROP TABLE leads; --",
    "{{7*7}}${7*7}",
    "=HYPERLINK(1)",
    "\x00",
    "a\x00b",
    "\u202eevil\u202c",
    "\ufeff\u200b\u2060",
    "नमस्ते 👩‍🔧",
    "a\r\nSet-Cookie: x=1",
    "%s%n%x",
    "../../etc/passwd",
    "\u0000\uffff",
    "\U000e0001",
]


async def refused(office: Office, field: str, value: object) -> dict[str, Any]:
    sent = await office.post("", {**LEAD, field: value})
    assert sent.status_code == 422, sent.text
    (error,) = sent.json()["errors"]
    assert (error["field"], error["pointer"]) == (field, f"#/{field}")
    assert error["message"][0].isupper()
    assert error["message"].endswith(".")
    return dict(error)


@pytest.mark.parametrize("value", WRONG_TYPES, ids=str)
@pytest.mark.parametrize("field", [*TEXTS, "charger_kw"])
async def test_a_wrong_type_is_named_in_plain_words(sqlite_office: Office, field: str, value: object) -> None:
    if value is None and field in NULLABLE:
        assert (await sqlite_office.post("", {**LEAD, field: value})).status_code == 201
        return
    if value is True and field == "charger_kw":
        value = "many"
    error = await refused(sqlite_office, field, value)
    assert error["example"] == str(EXAMPLE[field])


@pytest.mark.parametrize("field", NEEDED)
async def test_a_missing_field_is_named(sqlite_office: Office, field: str) -> None:
    body = {name: value for name, value in LEAD.items() if name != field}
    (error,) = (await sqlite_office.post("", body)).json()["errors"]
    assert (error["pointer"], error["message"], error["example"]) == (
        f"#/{field}",
        "This is missing.",
        str(EXAMPLE[field]),
    )


@pytest.mark.parametrize(("field", "most"), LONGEST.items())
async def test_a_text_may_be_so_long_and_no_longer(sqlite_office: Office, field: str, most: int) -> None:
    assert (await sqlite_office.send(**{"reference": "R", field: "x" * most})).status_code == 201
    assert f"at most {most} characters" in (await refused(sqlite_office, field, "x" * (most + 1)))["message"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("field", TEXTS)
async def test_a_hostile_text_is_kept_as_text_or_refused(
    sqlite_office: Office, field: str, text: str
) -> None:
    sent = await sqlite_office.post("", {**LEAD, field: text})
    assert sent.status_code in {201, 422}
    if sent.status_code == 422:
        assert {error["field"] for error in sent.json()["errors"]} == {field}
        return
    assert not any(sign in sent.text for sign in ("\\u0000", "\u202e", "\\r", "\u200b"))
    assert (await sqlite_office.get("/L-1042")).json() == sent.json()


NUMBERS: Final = [
    ("0.99", "at least 1"),
    ("351", "at most 350"),
    ("-7.4", "at least 1"),
    ('"seven"', "must be a number"),
    ('""', "must be a number"),
    ('"NaN"', "must be a number"),
    ('"inf"', "must be"),
]


@pytest.mark.parametrize(("number", "words"), NUMBERS)
async def test_a_power_that_cannot_be_is_refused(sqlite_office: Office, number: str, words: str) -> None:
    sent = await raw(sqlite_office, f'{{"charger_kw": {number}, {_REST}')
    (error,) = sent["errors"]
    assert (error["field"], words in error["message"]) == ("charger_kw", True)


_REST: Final = '"reference": "R", "name": "Asha", "phone": "9820010001", "pin_code": "411045"}'
UNREADABLE: Final = [
    ("{", "line 1, column 2"),
    ("", "This is missing"),
    ("nothing", "line 1"),
    (f'{{"name": "Asha", {_REST}', "“name” stands in one object more than once"),
    (f'{{"charger_kw": NaN, {_REST}', "NaN is no number"),
    (f'{{"charger_kw": -Infinity, {_REST}', "-Infinity is no number"),
    (f'{{"charger_kw": 1e999, {_REST}', "too large"),
    (f'{{"charger_kw": {"9" * 5000}, {_REST}', "too large"),
    (f'{{"city": {"[" * 40}{"]" * 40}, {_REST}', "nested deeper"),
    ("[" * 60_000, "nested deeper"),
    ('{"a":' * 10_000, "nested deeper"),
    ('\ufeff{"a": 1}', "line 1, column 1"),
    ("{'name': 'Asha'}", "line 1, column 2"),
    ('{"name": "Asha",}', "line 1"),
]


async def raw(office: Office, content: str | bytes, kind: str = "application/json") -> dict[str, Any]:
    headers = bearer("voltera") | {"Content-Type": kind}
    sent = await office.client.post("/api/v1/leads", content=content, headers=headers)
    assert sent.status_code in {400, 415, 422}, sent.text
    assert sent.headers["content-type"] == "application/problem+json"
    return dict(sent.json())


@pytest.mark.parametrize(("body", "words"), UNREADABLE, ids=[words for _, words in UNREADABLE])
async def test_what_is_not_json_says_where(sqlite_office: Office, body: str, words: str) -> None:
    told = await raw(sqlite_office, body)
    assert words in told["detail"] + "".join(error["message"] for error in told["errors"])


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"name": "\xff"}', '{"a": 1}'.encode("utf-16")])
async def test_another_encoding_is_named(sqlite_office: Office, content: bytes) -> None:
    assert "UTF-8" in (await raw(sqlite_office, content))["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "application/jsonp", ""]
)
async def test_another_type_of_body_is_refused(sqlite_office: Office, kind: str) -> None:
    told = await raw(sqlite_office, f"{{{_REST}", kind)
    assert (told["status"], "application/json" in told["detail"]) == (415, True)


@pytest.mark.parametrize("body", ['"text"', "[]", "7", "null", "true", '[{"reference": "R"}]'])
async def test_a_body_that_is_no_object_is_told_so(sqlite_office: Office, body: str) -> None:
    told = await raw(sqlite_office, body)
    assert any(words in told["errors"][0]["message"] for words in ("must be an object", "is missing"))


async def test_half_a_character_is_told_in_words(sqlite_office: Office) -> None:
    told = await raw(sqlite_office, f'{{"city": "\\ud800", "~/": 1, {_REST}')
    assert {error["pointer"] for error in told["errors"]} == {"#/city", "#/~0~1"}
    told = await raw(sqlite_office, f'{{"\\ud800": 1, {_REST}')
    assert "half a character" in told["errors"][0]["message"]


async def test_a_crowd_of_unknown_fields_is_answered_briefly(sqlite_office: Office) -> None:
    told = await raw(sqlite_office, "{" + ",".join(f'"f{n}": 1' for n in range(4000)) + "}")
    assert len(told["errors"]) == 100
    assert told["detail"].startswith("4004 fields")


ODD: Final = [
    ({"state": "Karnataka"}, ["pin_code_not_in_state"]),
    ({"state": "KA", "city": "Bengaluru"}, ["pin_code_not_in_state", "pin_code_not_in_city"]),
    ({"state": "mh", "city": "PUNE"}, []),
    ({"state": "Atlantis", "city": "Rye"}, []),
    ({"pin_code": "900056", "state": "Goa"}, []),
    ({"vin": "1M8GDM9A1KP042788"}, ["vin_check_digit"]),
    ({"vin": "1M8GDM9AXKP042788"}, []),
    ({"vin": "MALC381CLNM123456"}, []),
    ({"charger_kw": 60}, ["charger_kw_unusual"]),
]


@pytest.mark.parametrize(("but", "codes"), ODD)
async def test_what_is_odd_is_taken_with_a_warning(
    sqlite_office: Office, but: dict[str, object], codes: list[str]
) -> None:
    sent = await sqlite_office.post("", {**LEAD, **but})
    assert (sent.status_code, [one["code"] for one in sent.json()["warnings"]]) == (201, codes)
    assert all(one["message"] and one["pointer"] == f"#/{one['field']}" for one in sent.json()["warnings"])


SPELLINGS: Final = [
    ("phone", "+91 98200-10001", "+919820010001"),
    ("phone", "0091 (98200) 10001", "+919820010001"),
    ("phone", "09820010001", "+919820010001"),
    ("phone", 9820010001, "+919820010001"),
    ("pin_code", "411 045", "411045"),
    ("pin_code", 411045, "411045"),
]


@pytest.mark.parametrize(("field", "given", "kept"), SPELLINGS)
async def test_usual_spellings_are_understood(
    sqlite_office: Office, field: str, given: object, kept: str
) -> None:
    assert (await sqlite_office.post("", {**LEAD, field: given})).json()["customer"][field] == kept
