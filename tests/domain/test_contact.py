"""What people give us: read kindly, refused with an example, never taken over as it came."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact import email, line, mobile, pin_code, vpa
from domain.errors import Invalid

READERS: dict[str, Callable[[str], str]] = {
    "mobile": mobile,
    "pin_code": pin_code,
    "vpa": vpa,
    "email": email,
    "line": line,
}
HOSTILE = [
    "",
    " ",
    "\x00",
    "\u202e\u2066",
    "\u200b",
    "\u200d",
    "👨‍👩‍👧" * 2000,
    "<b>9876543210</b>",
    "'; DROP TABLE leads;--",
    "{name}",
    "%s%n",
    "9" * 5000,
    "a@" * 3000,
    "\n".join(["98765"] * 900),
]
SAFE = {
    "mobile": r"\+91[6-9][0-9]{9}",
    "pin_code": r"[1-9][0-9]{5}",
    "vpa": r"[a-z0-9][a-z0-9._-]*@[a-z][a-z0-9]+",
    "email": r"[!-~]+@[!-~]+\.[!-~]+",
    "line": r"[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]{1,200}",
}


@pytest.mark.parametrize(
    "text",
    [
        "9876543210",
        "98765 43210",
        "+91 98765-43210",
        "+919876543210",
        "919876543210",
        "09876543210",
        "0091 9876543210",
        "(98765) 43210",
        "९८७६५४३२१०",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(text: str) -> None:
    assert mobile(text) == "+919876543210"


@pytest.mark.parametrize(
    "text",
    ["98765", "5876543210", "98765432101", "+1 202 555 0100", "9999999999", "call me", "+91 12345 67890"],
)
def test_what_is_no_indian_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="98765 43210"):
        mobile(text)


def test_a_number_that_begins_with_the_country_code_is_not_cut() -> None:
    assert mobile("9187654321") == "+919187654321"


@pytest.mark.parametrize("text", ["411045", "411 045", " 411045\n", "४११०४५"])
def test_a_pin_code_is_read(text: str) -> None:
    assert pin_code(text) == "411045"


@pytest.mark.parametrize("text", ["011045", "41104", "4110456", "41104a", "41.045"])
def test_what_is_no_pin_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="411045"):
        pin_code(text)


@pytest.mark.parametrize("text", ["Shree.Electricals-9@OKbank", " a@okbank ", "9876543210@ybl"])
def test_an_upi_address_is_read(text: str) -> None:
    assert vpa(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    ["shree", "@okbank", "a@b", "a@b.co", "a b@okbank", "a@@okbank", "ä@okbank", "a" * 100 + "@okbank"],
)
def test_what_is_no_upi_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="okbank"):
        vpa(text)


@pytest.mark.parametrize(
    "text",
    ["asha", "asha@", "@example.org", "a@b", "a b@example.org", "a@example.org\nBcc: b@c.de", "a@b@c.de"],
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"asha@example\.org"):
        email(text)


def test_an_email_address_is_read() -> None:
    assert email(" asha.rao+ev@example.co.in ") == "asha.rao+ev@example.co.in"


def test_a_line_is_one_line_without_control_characters() -> None:
    assert line(" 12 \n Hill\x00 Road\u202e\t ") == "12 Hill Road"


@pytest.mark.parametrize("name", ["क्‍षमा", "می‌خواهم", "👨‍👩‍👧 Rao"])
def test_joined_letters_stay_joined(name: str) -> None:
    assert line(name) == name


def test_a_long_line_is_refused_with_both_lengths() -> None:
    with pytest.raises(Invalid, match="at most 20 characters, you sent 21"):
        line("a" * 21, longest=20)


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_refused_or_made_safe(reader: str, text: str) -> None:
    _safe(reader, text)


@pytest.mark.parametrize("reader", list(READERS))
@given(text=st.text(max_size=300))
def test_whatever_is_read_has_the_right_form(reader: str, text: str) -> None:
    _safe(reader, text)


@pytest.mark.parametrize("reader", ["mobile", "pin_code"])
@given(text=st.text("0123456789٠١٢٣४५६７８９ +-", min_size=6, max_size=22))
def test_digits_of_any_script_come_out_as_plain_ones(reader: str, text: str) -> None:
    _safe(reader, text)


def _safe(reader: str, text: str) -> None:
    try:
        given = READERS[reader](text)
    except Invalid as refusal:
        assert len(str(refusal.words)) > 10  # noqa: PT017  either outcome is right, silence is not
        return
    assert re.fullmatch(SAFE[reader], given)
